import { join } from 'node:path';
import { createDocumentSigner } from '../../functions/adapters/embedded/document-signer.ts';
import type { DocumentSigner } from '../../functions/core/pdf/cms.ts';
import type { DocumentAlgorithm } from '../../functions/core/pdf/x509.ts';

/** A Monday morning in Shanghai. */
export const SIGNED_AT = Date.parse('2026-11-30T01:00:00Z');

const COMPANY = '深圳市砚禾电子科技有限公司';

/** A new company key in this folder; P-256, which is made in a moment, unless told. */
export const documentSigner = (
  folder: string,
  algorithm: DocumentAlgorithm = 'p256',
): Promise<DocumentSigner> =>
  createDocumentSigner(join(folder, 'keys', `document-${algorithm}.pem`), {
    company: async () => COMPANY,
    clock: { now: () => SIGNED_AT },
    algorithm,
  })();
