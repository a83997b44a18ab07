import { createHash, X509Certificate } from 'node:crypto';
import { expect, it } from 'vitest';
import { documentSigner, SIGNED_AT } from '../../../test/support/document-signer.ts';
import { temporaryFolder } from '../../../test/support/folder.ts';
import { judgedByOthers } from '../../../test/support/pdf-tools.ts';
import { acts, faces, prepared } from '../../../test/support/signed-contract.ts';
import { needs } from '../../../test/support/system.ts';
import { localAuthority } from '../../../test/support/timestamp-authority.ts';
import { readCms, signCms } from '../../core/pdf/cms.ts';
import { signPdf } from '../../core/pdf/sign.ts';
import { readTimestamp, stampBy } from '../../core/pdf/timestamp.ts';
import { verifyPdf } from '../../core/pdf/verify.ts';
import { readCertificate } from '../../core/pdf/x509.ts';
import { createTimestampAuthority } from './timestamp-http.ts';

const folder = temporaryFolder();
const digest = createHash('sha256').update('a contract').digest();

needs('openssl').it('a signature carries the time of an authority, and none when that fails', async () => {
  const authority = await localAuthority(folder);
  const signer = await documentSigner(folder);
  const stamp = stampBy(createTimestampAuthority(authority.url));
  const bytes = await signCms(digest, signer, stamp);
  const { timestamp, signature } = readCms(bytes);
  const root = readCertificate(new X509Certificate(authority.root).raw);
  expect(readTimestamp(timestamp!, signature, [root])).toMatchObject({
    authority: 'Test TSA',
    trusted: true,
  });
  expect(readTimestamp(timestamp!, signature, [])).toMatchObject({ trusted: false });
  expect(readTimestamp(timestamp!, Buffer.from('another'), [root])).toBeUndefined();

  authority.answer = Buffer.from('not available');
  await expect(signCms(digest, signer, stamp)).rejects.toMatchObject({ code: 'TIMESTAMP_FAILED' });
  // an answer that is right, but of another signature
  authority.answer = Buffer.concat([Buffer.from([0x30, 0x82]), lengthOf(timestamp!), granted, timestamp!]);
  await expect(signCms(digest, signer, stamp)).rejects.toMatchObject({ code: 'TIMESTAMP_FAILED' });
});

const granted = Buffer.from([0x30, 3, 2, 1, 0]);
const lengthOf = (token: Uint8Array): Buffer => {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(token.length + granted.length);
  return length;
};

it('no authority there is the same failure', async () => {
  const signer = await documentSigner(folder);
  const stamp = stampBy(createTimestampAuthority('http://127.0.0.1:1/'));
  await expect(signCms(digest, signer, stamp)).rejects.toMatchObject({ code: 'TIMESTAMP_FAILED' });
});

needs('openssl', 'pdfsig', 'mutool', 'qpdf', 'fc-match').it(
  'a PDF is signed with the time of an authority, or not at all',
  async () => {
    const authority = await localAuthority(folder);
    const signer = await documentSigner(folder);
    const stamp = stampBy(createTimestampAuthority(authority.url));
    const signing = { signer, faces: await faces(), stamp };
    const [act] = acts;
    const signed = await signPdf(await prepared(), act!, signing);
    const own = signer.certificates.at(-1)!;
    const { raw } = new X509Certificate(authority.root);
    const { findings, signatures } = await verifyPdf(signed, [own], [raw]);
    expect(findings).toEqual([]);
    expect(signatures[0]).toMatchObject({ timestamp: { authority: 'Test TSA', trusted: true } });
    // its root vouches for the time, never for a signature
    expect((await verifyPdf(signed, [raw], [raw])).findings).toMatchObject([{ code: 'SIGNER_UNKNOWN' }]);
    expect(judgedByOthers(folder, signed, own, SIGNED_AT + 3600_000)).toMatchObject({
      pdfsig: 1,
      openssl: 1,
      qpdf: true,
    });

    authority.answer = Buffer.from('');
    await expect(signPdf(await prepared(), act!, signing)).rejects.toMatchObject({
      code: 'TIMESTAMP_FAILED',
    });
  },
);
