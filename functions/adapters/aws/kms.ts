import { createHmac, createPublicKey, randomBytes, X509Certificate } from 'node:crypto';
import { z } from 'zod';
import { formatVkey } from '../../core/ledger/note.ts';
import type { DocumentSigner } from '../../core/pdf/cms.ts';
import type { Files, Secrets, Signer } from '../../core/ports.ts';
import { DocketError } from '../../core/result.ts';
import { type IssueOptions, issueCertificates, pemBlocks } from '../certificates/issue.ts';
import { type Account, operations } from './call.ts';
import type { Patience } from './retry.ts';

/** Keys in KMS: they never leave it. */

export interface KmsOptions {
  readonly account: Account;
  /** ARN of the key. */
  readonly key: string;
  readonly patience?: Patience;
}

const base64 = z.string().transform((text): Uint8Array => Buffer.from(text, 'base64'));
const signed = z.object({ Signature: base64 });
const publicKey = z.object({ PublicKey: base64, KeySpec: z.string() });
const macAnswer = z.object({ Mac: base64 });

const kms = ({ account, patience }: KmsOptions) =>
  operations(account, { name: 'kms', version: '1.1', prefix: 'TrentService' }, patience);

/** Once, until it fails. */
const kept = <T>(open: () => Promise<T>): (() => Promise<T>) => {
  let held: Promise<T> | undefined;
  return () => {
    held ??= open();
    held.catch(() => {
      held = undefined;
    });
    return held;
  };
};

const encoded = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

const unfit = (what: string, spec: string): DocketError =>
  new DocketError('KEY_INVALID', {
    zh: `KMS 密钥类型 ${spec} 不能用于${what === 'log' ? '签署检查点（须为 Ed25519 或 P-256）' : '签署文件（须为 RSA 或 P-256）'}`,
    en: `a KMS key of the type ${spec} cannot sign ${what === 'log' ? 'checkpoints (Ed25519 or P-256 can)' : 'documents (RSA or P-256 can)'}`,
  });

/** A log's name is for ever and nobody else's, as the key's id is: `docket.kms/6f9c…`. */
export const originOf = (key: string): string => `docket.kms/${key.slice(key.lastIndexOf('/') + 1)}`;

const LOG_KEYS = {
  ECC_NIST_EDWARDS25519: { algorithm: 'ed25519', signing: 'ED25519_SHA_512' },
  ECC_NIST_P256: { algorithm: 'p256', signing: 'ECDSA_SHA_256' },
} as const;

/** The key that signs checkpoints. */
export const createSigner = (options: KmsOptions): Signer => {
  const call = kms(options);
  const { key: KeyId } = options;
  const open = kept(async () => {
    const { PublicKey, KeySpec } = publicKey.parse(await call('GetPublicKey', { KeyId }));
    const kind = KeySpec in LOG_KEYS ? LOG_KEYS[KeySpec as keyof typeof LOG_KEYS] : undefined;
    if (!kind) throw unfit('log', KeySpec);
    // an Ed25519 key is the last 32 bytes of its SubjectPublicKeyInfo
    const bytes = kind.algorithm === 'ed25519' ? PublicKey.slice(-32) : PublicKey;
    return { vkey: formatVkey(originOf(KeyId), kind.algorithm, bytes), signing: kind.signing };
  });
  return {
    vkey: async () => (await open()).vkey,
    sign: async (message) => {
      const SigningAlgorithm = (await open()).signing;
      const request = { KeyId, SigningAlgorithm, MessageType: 'RAW', Message: encoded(message) };
      return signed.parse(await call('Sign', request)).Signature;
    },
  };
};

/** Where its certificates are: made at the first use, or put there before by a company that bought some. */
const CERTIFICATES = 'certificates/document.pem';

const DOCUMENT_KEYS: Readonly<Record<string, 'rsa' | 'p256'>> = {
  RSA_2048: 'rsa',
  RSA_3072: 'rsa',
  RSA_4096: 'rsa',
  ECC_NIST_P256: 'p256',
};

export interface DocumentSignerOptions extends KmsOptions, Omit<IssueOptions, 'algorithm'> {
  readonly files: Pick<Files, 'find' | 'get' | 'put'>;
}

/** The certificates; of two that make some at once the first wins. */
const certificatesOf = async (
  { files, company, clock }: DocumentSignerOptions,
  algorithm: 'rsa' | 'p256',
  key: Uint8Array,
): Promise<readonly X509Certificate[]> => {
  if (!(await files.find(CERTIFICATES))) {
    const made = await issueCertificates({ company, clock, algorithm }, key);
    await files.put(CERTIFICATES, new TextEncoder().encode(made)).catch((fault: unknown) => {
      if (!(fault instanceof DocketError && fault.code === 'FILE_EXISTS')) throw fault;
    });
  }
  const text = new TextDecoder().decode(await files.get(CERTIFICATES));
  try {
    const [own, ...others] = pemBlocks(text).map((pem) => new X509Certificate(pem));
    const found = own?.publicKey.export({ format: 'der', type: 'spki' });
    if (
      !own ||
      !found?.equals(
        createPublicKey({ key: Buffer.from(key), format: 'der', type: 'spki' }).export({
          format: 'der',
          type: 'spki',
        }),
      )
    )
      throw new Error('of another key');
    return [own, ...others];
  } catch (cause) {
    throw new DocketError(
      'KEY_INVALID',
      {
        zh: `${CERTIFICATES} 中的证书已损坏或不属于签署密钥，请核对`,
        en: `the certificates in ${CERTIFICATES} are damaged or not of the key that signs: check them`,
      },
      { cause },
    );
  }
};

/** The key that signs PDFs. */
export const createDocumentSigner = (options: DocumentSignerOptions): (() => Promise<DocumentSigner>) => {
  const call = kms(options);
  const { key: KeyId } = options;
  return kept(async () => {
    const { PublicKey, KeySpec } = publicKey.parse(await call('GetPublicKey', { KeyId }));
    const algorithm = DOCUMENT_KEYS[KeySpec];
    if (!algorithm) throw unfit('document', KeySpec);
    const certificates = await certificatesOf(options, algorithm, PublicKey);
    const SigningAlgorithm = algorithm === 'rsa' ? 'RSASSA_PKCS1_V1_5_SHA_256' : 'ECDSA_SHA_256';
    return {
      algorithm,
      certificates: certificates.map(({ raw }) => raw),
      sign: async (message) => {
        const request = { KeyId, SigningAlgorithm, MessageType: 'RAW', Message: encoded(message) };
        return signed.parse(await call('Sign', request)).Signature;
      },
    };
  });
};

/** What the pepper is made of; another text would sign everybody out. */
const PEPPER = 'docket/pepper/1';

/** The pepper is derived from a key in KMS once a process, so that a visit costs no call. */
export const createSecrets = (options: KmsOptions): Secrets => {
  const call = kms(options);
  const pepper = kept(async () => {
    const request = {
      KeyId: options.key,
      MacAlgorithm: 'HMAC_SHA_256',
      Message: encoded(new TextEncoder().encode(PEPPER)),
    };
    return macAnswer.parse(await call('GenerateMac', request)).Mac;
  });
  return {
    random: (bytes) => randomBytes(bytes),
    mac: async (message) =>
      createHmac('sha256', await pepper())
        .update(message)
        .digest('hex'),
  };
};
