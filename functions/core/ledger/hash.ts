import { createHash } from 'node:crypto';

const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';

/** SHA-256 as 64 lower-case hexadecimal digits. */
export const sha256 = (...parts: readonly (string | Uint8Array)[]): string => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
};

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
