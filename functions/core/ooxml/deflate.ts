import { constants, crc32, deflateRawSync, inflateRawSync } from 'node:zlib';
import { DocketError } from '../result.ts';

/** CRC-32; `before` is the checksum of the bytes that came before. */
export const checksum = (bytes: Uint8Array, before = 0): number => crc32(bytes, before);

/** Level 0–9; 3 is four times faster than 6 for 8 % more bytes. `window`: how far back to look, 9–15 (32 KB). */
export const deflate = (bytes: Uint8Array, level: number, window = 15): Buffer =>
  deflateRawSync(bytes, { level, windowBits: window });

/** Deflated with the fixed codes, which are easily read back: to see what matches what. */
export const matches = (bytes: Uint8Array): Buffer =>
  deflateRawSync(bytes, { level: 8, memLevel: 9, strategy: constants.Z_FIXED });

/** Inflates to exactly `size` bytes; throws `ZIP_DAMAGED` when the stream is broken, shorter or longer. */
export function inflate(bytes: Uint8Array, size: number): Buffer {
  try {
    const out = inflateRawSync(bytes, { maxOutputLength: Math.max(size, 1) });
    if (out.length === size) return out;
  } catch (cause) {
    throw damaged(cause);
  }
  throw damaged();
}

const damaged = (cause?: unknown): DocketError =>
  new DocketError(
    'ZIP_DAMAGED',
    {
      zh: '文件内部数据已损坏，或大小与声明不符。请在 Office 中重新打开并另存后再提交。',
      en: 'The data inside the file is damaged or larger than it declares. Open it in Office, save it again and send that copy.',
    },
    { cause },
  );
