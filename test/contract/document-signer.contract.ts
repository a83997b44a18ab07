import { createPublicKey, verify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { isoOf } from '../../functions/core/instant.ts';
import type { DocumentSigner } from '../../functions/core/pdf/cms.ts';
import { isTrusted, readCertificate } from '../../functions/core/pdf/x509.ts';
import { SIGNED_AT } from '../support/document-signer.ts';

/** What every key of documents must do; `open` gives another process with the same key. */
export const documentSignerContract = (
  name: string,
  open: () => Promise<() => Promise<DocumentSigner>>,
): void => {
  describe(`${name}: signer of documents`, () => {
    it('two first uses at once agree on its certificates, which lead to a root of its own', async () => {
      const process = await open();
      const made = await Promise.all([process(), process()]);
      const { certificates } = await process();
      for (const one of made) expect(one.certificates).toEqual(certificates);
      const [leaf, root] = certificates.map((bytes) => readCertificate(Uint8Array.from(bytes)));
      expect(isTrusted(leaf!, [], [root!], isoOf(SIGNED_AT).replace(/\.\d+/, ''))).toBe(true);
    });

    it('signs what its certificate verifies', async () => {
      const signer = await (await open())();
      const message = new TextEncoder().encode('合同');
      const certificate = readCertificate(Uint8Array.from(signer.certificates[0]!));
      const key = createPublicKey({ key: Buffer.from(certificate.publicKey), format: 'der', type: 'spki' });
      expect(verify('sha256', message, key, await signer.sign(message))).toBe(true);
    });
  });
};
