import { createHash, createHmac, createPublicKey, hash, type KeyObject, verify } from 'node:crypto';

/** The one place in the core that touches `node:crypto`: hashes and the checking of signatures. */

const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';

/** SHA-256 as 64 lower-case hexadecimal digits. */
export const sha256 = (...parts: readonly (string | Uint8Array)[]): string => {
  const [first = '', ...more] = parts;
  if (more.length === 0) return hash('sha256', first, 'hex');
  const digest = createHash('sha256').update(first);
  for (const part of more) digest.update(part);
  return digest.digest('hex');
};

/** SHA-256 of one piece, 32 bytes. */
export const sha256Bytes = (data: string | Uint8Array): Uint8Array => hash('sha256', data, 'buffer');

/** Commitment to a value that may be erased: without the salt nobody can try out what the value was. */
export const saltedHash = (salt: string, valueSha256: string): string =>
  createHmac('sha256', salt).update(valueSha256).digest('hex');

/** RFC 4648 base32, lower case, unpadded. */
const base32 = (bytes: Uint8Array): string => {
  let out = '';
  let bits = 0;
  let held = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    for (; bits >= 5; bits -= 5) out += BASE32[(held >>> (bits - 5)) & 31];
    held &= 0xff;
  }
  return bits > 0 ? out + BASE32[(held << (5 - bits)) & 31] : out;
};

/**
 * Stream of one document: base32(SHA-256("docket/doc/v1\n" ‖ source key)), so that every delivery of the
 * same request names the same stream, whatever file, mail or retry it came in.
 */
export const documentId = (sourceKey: string): string =>
  base32(createHash('sha256').update('docket/doc/v1\n').update(sourceKey).digest());

/** `ed25519` keys are 32 bytes (RFC 8032), `p256` keys SubjectPublicKeyInfo in DER. */
export type SignatureAlgorithm = 'ed25519' | 'p256';

/** SubjectPublicKeyInfo of an Ed25519 key is this and the 32 bytes. */
const ED25519_PREFIX = Uint8Array.from([0x30, 0x2a, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 3, 0x21, 0]);

const keyOf = (algorithm: SignatureAlgorithm, key: Uint8Array): KeyObject | undefined => {
  const der = algorithm === 'ed25519' ? Buffer.concat([ED25519_PREFIX, key]) : Buffer.from(key);
  if (algorithm === 'ed25519' && key.length !== 32) return undefined;
  const found = createPublicKey({ key: der, format: 'der', type: 'spki' });
  const right =
    algorithm === 'ed25519'
      ? found.asymmetricKeyType === 'ed25519'
      : found.asymmetricKeyDetails?.namedCurve === 'prime256v1';
  return right ? found : undefined;
};

/** Strict: a key or signature that is not in its one form is no signature. ECDSA signatures are DER. */
export const verifySignature = (
  algorithm: SignatureAlgorithm,
  key: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
): boolean => {
  try {
    const found = keyOf(algorithm, key);
    return found !== undefined && verify(algorithm === 'p256' ? 'sha256' : null, message, found, signature);
  } catch {
    return false;
  }
};

export type HashName = 'sha256' | 'sha384' | 'sha512';

export const digestOf = (name: HashName, data: Uint8Array): Uint8Array => hash(name, data, 'buffer');

/** RSA with PKCS #1 v1.5 padding, or ECDSA (DER), by the kind of the key: SubjectPublicKeyInfo in DER. */
export const verifyWith = (
  name: HashName,
  publicKey: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
): boolean => {
  try {
    const key = createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' });
    const known = key.asymmetricKeyType === 'rsa' || key.asymmetricKeyType === 'ec';
    return known && verify(name, message, key, signature);
  } catch {
    return false;
  }
};
