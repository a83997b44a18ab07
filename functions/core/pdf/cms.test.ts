import { execFileSync } from 'node:child_process';
import { createHash, generateKeyPairSync, sign, X509Certificate } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { documentSigner, SIGNED_AT } from '../../../test/support/document-signer.ts';
import { temporaryFolder } from '../../../test/support/folder.ts';
import { needs } from '../../../test/support/system.ts';
import { isoOf } from '../instant.ts';
import { isSigned, namesCertificate, readCms, signCms } from './cms.ts';
import { isTrusted, makeCertificate, readCertificate } from './x509.ts';

const content = Buffer.from('The buyer pays 1,000,000.00 CNY.');
const digest = createHash('sha256').update(content).digest();
const folder = temporaryFolder();
const at = isoOf(SIGNED_AT).replace(/\.\d+/, '');

const signed = async (algorithm: 'rsa' | 'p256') => {
  const signer = await documentSigner(folder, algorithm);
  return { signer, bytes: await signCms(digest, signer, undefined) };
};

/** Damage of the form counts as no signature. */
const holds = (bytes: Uint8Array): boolean => {
  try {
    return isSigned(readCms(bytes), content);
  } catch {
    return false;
  }
};

describe.each(['rsa', 'p256'] as const)('a signature by %s', (algorithm) => {
  needs('openssl').it('is what openssl takes for CAdES, with the chain to the company', async () => {
    const { signer, bytes } = await signed(algorithm);
    const file = (name: string, data: string | Uint8Array): string => {
      writeFileSync(join(folder, name), data);
      return join(folder, name);
    };
    const pem = new X509Certificate(signer.certificates.at(-1)!).toString();
    const args = ['cms', '-verify', '-cades', '-binary', '-inform', 'DER', '-in', file('s.p7s', bytes)];
    const trust = ['-content', file('content', content), '-CAfile', file('ca.pem', pem)];
    const attime = ['-attime', String(SIGNED_AT / 1000)];
    const printed = execFileSync('openssl', [...args, ...trust, ...attime], { stdio: 'pipe' });
    expect(printed.toString()).toBe(content.toString());
  });

  it('reads back, names its certificate and leads to the root', async () => {
    const { signer, bytes } = await signed(algorithm);
    const cms = readCms(bytes);
    const [root] = signer.certificates.slice(-1).map(readCertificate);
    expect(isSigned(cms, content)).toBe(true);
    expect(namesCertificate(cms)).toBe(true);
    expect(isTrusted(cms.signer, cms.certificates, [root!], at)).toBe(true);
    expect(isTrusted(cms.signer, cms.certificates, [root!], '2050-01-01T00:00:00Z')).toBe(false);
    expect(isTrusted(cms.signer, cms.certificates, [], at)).toBe(false);
  });

  it('covers every bit of the content and of what it says of itself', async () => {
    const { bytes } = await signed(algorithm);
    const changed = Uint8Array.from(content, (byte, index) => (index === 3 ? byte ^ 1 : byte));
    expect(isSigned(readCms(bytes), changed)).toBe(false);
    const { attributes } = readCms(bytes);
    const start = Buffer.from(bytes).indexOf(attributes.subarray(4));
    for (let index = 0; index < attributes.length - 4; index += 7) {
      const forged = Uint8Array.from(bytes, (byte, i) => (i === start + index ? byte ^ 4 : byte));
      expect(holds(forged)).toBe(false);
    }
  });
});

it('certificates that all issued each other, and lead nowhere, are each looked at once', async () => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const name = { organization: 'Knot', commonName: 'Knot' };
  const spki = publicKey.export({ format: 'der', type: 'spki' });
  const make = async (serial: number) => {
    const draft = {
      ...{ subject: name, issuer: name, publicKey: spki, issuerPublicKey: spki, authority: true },
      ...{ notBefore: '2026-01-01T00:00:00Z', notAfter: '2027-01-01T00:00:00Z' },
      serial: Uint8Array.from([1, serial]),
    };
    return readCertificate(
      await makeCertificate(draft, 'p256', async (message) => sign('sha256', message, privateKey)),
    );
  };
  const knot = await Promise.all(Array.from({ length: 16 }, (_, serial) => make(serial)));
  const [root] = (await documentSigner(folder)).certificates.slice(-1).map(readCertificate);
  expect(isTrusted(knot[0]!, knot, [root!], at)).toBe(false);
});
