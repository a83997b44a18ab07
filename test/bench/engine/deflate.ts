import { deflateRawSync } from 'node:zlib';
import { contentOf, readZip } from '../../../functions/core/ooxml/zip.ts';

/** zlib alone on the parts that a fill writes anew. */
export const bare = (template: Uint8Array, filled: Uint8Array, level: number): (() => void) => {
  const before = new Map(readZip(template).map(({ name, crc }) => [name, crc]));
  const parts = readZip(filled)
    .filter(({ name, crc }) => before.get(name) !== crc)
    .map(contentOf);
  return () => {
    for (const part of parts) deflateRawSync(part, { level });
  };
};
