import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { documentSigner, SIGNED_AT } from '../../../test/support/document-signer.ts';
import { temporaryFolder } from '../../../test/support/folder.ts';
import { isoOf } from '../../core/instant.ts';
import { isTrusted, readCertificate } from '../../core/pdf/x509.ts';

const at = isoOf(SIGNED_AT).replace(/\.\d+/, '');
const pathIn = (folder: string): string => join(folder, 'keys', 'document-p256.pem');

it('is made once, for its owner only, and two starts at once agree on it', async () => {
  const folder = temporaryFolder();
  const made = await Promise.all([documentSigner(folder), documentSigner(folder)]);
  const later = await documentSigner(folder);
  for (const { certificates } of made) expect(certificates).toEqual(later.certificates);
  expect(statSync(pathIn(folder)).mode & 0o777).toBe(0o600);
  const [leaf, root] = later.certificates.map(readCertificate);
  expect(leaf!.name).toBe('深圳市砚禾电子科技有限公司');
  expect([leaf!.authority, root!.authority]).toEqual([false, true]);
  expect(isTrusted(leaf!, [], [root!], at)).toBe(true);
});

it('keeps no key of the authority: nobody can issue in its name afterwards', async () => {
  const folder = temporaryFolder();
  await documentSigner(folder);
  expect(readFileSync(pathIn(folder), 'utf8').match(/BEGIN PRIVATE KEY/g)).toHaveLength(1);
});

it('takes a key and chain that were put there on Windows, without an end of line at the end', async () => {
  const folder = temporaryFolder();
  const { certificates } = await documentSigner(folder);
  const text = readFileSync(pathIn(folder), 'utf8').trimEnd().replaceAll('\n', '\r\n');
  writeFileSync(pathIn(folder), text);
  expect((await documentSigner(folder)).certificates).toEqual(certificates);
});

it('refuses a file that is damaged, or whose certificate is of another key', async () => {
  const [folder, other] = [temporaryFolder(), temporaryFolder()];
  await Promise.all([documentSigner(folder), documentSigner(other)]);
  const [own, foreign] = [folder, other].map((one) => readFileSync(pathIn(one), 'utf8'));
  const key = /-----BEGIN PRIVATE KEY-----[\s\S]+?-----END PRIVATE KEY-----\n/;
  const mixed = own!.replace(key, key.exec(foreign!)![0]);
  for (const [index, text] of ['', 'no key', own!.slice(0, 300), mixed].entries()) {
    const place = join(folder, String(index));
    mkdirSync(join(place, 'keys'), { recursive: true });
    writeFileSync(pathIn(place), text);
    await expect(documentSigner(place)).rejects.toMatchObject({ code: 'KEY_INVALID' });
  }
});
