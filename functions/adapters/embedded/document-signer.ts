import {
  createPrivateKey,
  createPublicKey,
  generateKeyPair,
  type KeyObject,
  randomBytes,
  sign,
  X509Certificate,
} from 'node:crypto';
import { promisify } from 'node:util';
import { isoOf } from '../../core/instant.ts';
import type { DocumentSigner } from '../../core/pdf/cms.ts';
import { type DocumentAlgorithm, makeCertificate } from '../../core/pdf/x509.ts';
import type { Clock } from '../../core/ports.ts';
import { DocketError } from '../../core/result.ts';
import { keyFile } from './key-file.ts';

const generate = promisify(generateKeyPair);

const newPair = async (algorithm: DocumentAlgorithm): Promise<KeyObject> =>
  algorithm === 'rsa'
    ? (await generate('rsa', { modulusLength: 3072 })).privateKey
    : (await generate('ec', { namedCurve: 'P-256' })).privateKey;

const publicOf = (key: KeyObject): Uint8Array => createPublicKey(key).export({ format: 'der', type: 'spki' });

const signing =
  (key: KeyObject) =>
  async (message: Uint8Array): Promise<Uint8Array> =>
    sign('sha256', message, key);

const YEAR = 365.25 * 24 * 3600 * 1000;
/** As long as what it signed is kept: contracts 10 years after their end. */
const VALID_YEARS = 20;

export interface DocumentSignerOptions {
  /** Name of the company, which the certificates carry. */
  readonly company: () => Promise<string>;
  readonly clock: Clock;
  readonly algorithm?: DocumentAlgorithm;
}

/**
 * The company's own authority and the key that it certifies, as PEM: private key, its certificate, the authority's.
 * Nobody keeps the key of the authority: it signs once.
 */
const newIdentity = async ({
  company: nameOf,
  clock,
  algorithm = 'rsa',
}: DocumentSignerOptions): Promise<string> => {
  const company = await nameOf();
  const [root, leaf] = [await newPair(algorithm), await newPair(algorithm)];
  const issuer = { organization: company, commonName: `${company} Docket CA` };
  const span = {
    notBefore: isoOf(clock.now() - 3600_000),
    notAfter: isoOf(clock.now() + VALID_YEARS * YEAR),
    issuer,
    issuerPublicKey: publicOf(root),
  };
  const certificate = async (commonName: string, key: KeyObject, authority: boolean): Promise<string> => {
    const draft = {
      ...span,
      subject: { organization: company, commonName },
      publicKey: publicOf(key),
      serial: randomBytes(16),
      authority,
    };
    return new X509Certificate(
      Buffer.from(await makeCertificate(draft, algorithm, signing(root))),
    ).toString();
  };
  return [
    leaf.export({ format: 'pem', type: 'pkcs8' }),
    await certificate(company, leaf, false),
    await certificate(issuer.commonName, root, true),
  ].join('');
};

const BLOCK = /-----BEGIN ([A-Z ]+)-----[\s\S]+?-----END \1-----/g;

const parse =
  (path: string) =>
  (text: string): DocumentSigner => {
    const [key, ...certificates] = [...text.matchAll(BLOCK)].map(([pem]) => pem);
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
