import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { documentSigner, SIGNED_AT } from '../../../test/support/document-signer.ts';
import { temporaryFolder } from '../../../test/support/folder.ts';
import { judgedByOthers } from '../../../test/support/pdf-tools.ts';
import { acts, faces, prepared, revisions } from '../../../test/support/signed-contract.ts';
import { needs } from '../../../test/support/system.ts';
import { DocketError } from '../result.ts';
import { signPdf } from './sign.ts';

const folder = temporaryFolder();
const tools = needs('pdfsig', 'mutool', 'openssl', 'qpdf', 'pdftotext', 'fc-match');

let made: Promise<readonly Uint8Array[]> | undefined;
/** Of the P-256 key, made once. */
const contract = (): Promise<readonly Uint8Array[]> => {
  made ??= documentSigner(folder).then(revisions);
  return made;
};

const day = 24 * 3600_000;

/** Text of the pages without blanks; a reader that has to mend something says so and fails the test. */
const textOf = (pdf: Uint8Array): string => {
  const path = join(folder, 'text.pdf');
  writeFileSync(path, pdf);
  const { stdout, stderr } = spawnSync('pdftotext', ['-raw', path, '-'], { encoding: 'utf8' });
  expect(stderr).toBe('');
  return stdout.replace(/[ \n]+/g, '');
};

tools.describe('a contract with three signers, a seal and a countersignature', () => {
  it.each(['p256', 'rsa'] as const)('is accepted by every tool, with %s keys', async (algorithm) => {
    const signer = await documentSigner(folder, algorithm);
    const final = (await (algorithm === 'p256' ? contract() : revisions(signer))).at(-1)!;
    const said = judgedByOthers(folder, final, signer.certificates.at(-1)!, SIGNED_AT + day);
    expect(said).toEqual({ pdfsig: 5, mutool: 5, openssl: 5, qpdf: true, whole: true });
  });

  it('only ever grows: what was signed stays as it was to the byte', async () => {
    const all = await contract();
    for (const [index, pdf] of all.slice(1).entries()) {
      const before = all[index]!;
      expect(Buffer.compare(pdf.subarray(0, before.length), before)).toBe(0);
    }
  });

  it('shows and lets find who signed, in which role and when, and the time line', async () => {
    const text = textOf((await contract()).at(-1)!);
    const wanted = [
      '签署证书',
      '李建国 市场副总经理',
      '代签 Signed on behalf · 2026-11-30 10:00:00',
      '补签',
      '过程记录',
    ];
    for (const words of wanted) expect(text).toContain(words.replaceAll(' ', ''));
    expect(text).not.toContain('待签');
    expect(textOf(await prepared())).toContain('待签');
  });

  it('is prepared the same every time, without the marks of its places', async () => {
    const [one, two] = [await prepared(), await prepared()];
    expect(Buffer.compare(one, two)).toBe(0);
    const raw = Buffer.from(one).toString('latin1');
    expect(raw).not.toContain('docket:');
    expect(raw).toContain('https://www.example.com/');
  });

  it('refuses a place that is signed or not there, and signs nothing when the key fails', async () => {
    const signer = await documentSigner(folder);
    const signing = { signer, faces: await faces() };
    const [first] = acts;
    const signed = await signPdf(await prepared(), first!, signing);
    const code = (wanted: string) => ({ code: wanted });
    await expect(signPdf(signed, first!, signing)).rejects.toMatchObject(code('SLOT_SIGNED'));
    await expect(signPdf(signed, { ...first!, slot: 'nobody' }, signing)).rejects.toMatchObject(
      code('SLOT_UNKNOWN'),
    );
    await expect(signPdf(Buffer.from('no PDF'), first!, signing)).rejects.toMatchObject(code('PDF_INVALID'));
    const text = { zh: '密钥服务没有应答', en: 'the key service does not answer' };
    const failing = { ...signer, sign: () => Promise.reject(new DocketError('KEY_UNREACHABLE', text)) };
    const asked = signPdf(await prepared(), first!, { ...signing, signer: failing });
    await expect(asked).rejects.toMatchObject(code('KEY_UNREACHABLE'));
  });
});
