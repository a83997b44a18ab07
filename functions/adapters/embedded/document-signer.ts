import { createPrivateKey, X509Certificate } from 'node:crypto';
import type { DocumentSigner } from '../../core/pdf/cms.ts';
import { DocketError } from '../../core/result.ts';
import {
  type IssueOptions,
  issueCertificates,
  newPair,
  pemBlocks,
  publicOf,
  signing,
} from '../certificates/issue.ts';
import { keyFile } from './key-file.ts';

export type DocumentSignerOptions = Omit<IssueOptions, 'algorithm'> &
  Partial<Pick<IssueOptions, 'algorithm'>>;

/** As PEM: private key, its certificate, that of the company's own authority. */
const newIdentity = async ({ algorithm = 'rsa', ...options }: DocumentSignerOptions): Promise<string> => {
  const key = await newPair(algorithm);
  return (
    key.export({ format: 'pem', type: 'pkcs8' }) +
    (await issueCertificates({ ...options, algorithm }, publicOf(key)))
  );
};

const parse =
  (path: string) =>
  (text: string): DocumentSigner => {
    const [key, ...certificates] = pemBlocks(text);
    try {
      const privateKey = createPrivateKey(key ?? '');
      if (!new X509Certificate(certificates[0] ?? '').checkPrivateKey(privateKey))
        throw new Error('another key');
      return {
        algorithm: privateKey.asymmetricKeyType === 'rsa' ? 'rsa' : 'p256',
        certificates: certificates.map((pem) => new X509Certificate(pem).raw),
        sign: signing(privateKey),
      };
    } catch (cause) {
      throw new DocketError(
        'KEY_INVALID',
        {
          zh: `文件签署密钥 ${path} 已损坏，请从备份恢复`,
          en: `the key that signs documents, ${path}, is damaged: restore it from a backup`,
        },
        { cause },
      );
    }
  };

/**
 * The key that signs documents, in a file that only its owner can read, made at first use: RSA-3072, or P-256 when
 * asked for. A company with a certificate of an authority puts key and chain (PEM) into the file instead.
 */
export const createDocumentSigner = (
  path: string,
  options: DocumentSignerOptions,
): (() => Promise<DocumentSigner>) => keyFile(path, () => newIdentity(options), parse(path));
