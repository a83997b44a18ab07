import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256 } from '../../core/ledger/hash.ts';
import type { Files, Templates } from '../../core/ports.ts';
import { DocketError } from '../../core/result.ts';

const missing = (kind: string, file: string): DocketError =>
  new DocketError('TEMPLATE_NOT_FOUND', {
    zh: `找不到模板 ${kind}/${file}`,
    en: `there is no template ${kind}/${file}`,
  });

/** Templates as shipped (`templates/<kind>/`); each version that was used is kept in Files by its hash. */
export const createTemplates = (shipped: string, files: Files): Templates => {
  const kept = new Set<string>();
  const ending = (file: string): string => file.slice(file.lastIndexOf('.'));
  const keyOf = (kind: string, file: string, hash: string) => `templates/${kind}/${hash}${ending(file)}`;
  return {
    current: async (kind, file) => {
      const bytes = await readFile(join(shipped, kind, file)).catch(() => {
        throw missing(kind, file);
      });
      const hash = sha256(bytes);
      const key = keyOf(kind, file, hash);
      if (!kept.has(key)) await files.put(key, bytes);
      kept.add(key);
      return hash;
    },
    version: (kind, file, hash) => files.get(keyOf(kind, file, hash)),
  };
};
