import { z } from 'zod';
import { isFragment } from './events.ts';

const pinned = z.object({ templates: z.record(z.string(), z.string()) });
const filled = z.object({ files: z.array(z.object({ template: z.string() })) });

/**
 * The templates that a document is made with, `[file, SHA-256]`, from the data of its events in order: what its last
 * revision pinned, and once it is filled only those of them that were printed, with the fragments.
 */
export const usedTemplates = (data: readonly unknown[]): readonly (readonly [string, string])[] => {
  const at = data.findLastIndex((one) => pinned.safeParse(one).success);
  const all = Object.entries(pinned.safeParse(data[at]).data?.templates ?? {});
  const printed = data.slice(at + 1).flatMap((one) => filled.safeParse(one).data?.files ?? []);
  const hashes = new Set(printed.map(({ template }) => template));
  return hashes.size === 0 ? all : all.filter(([file, hash]) => hashes.has(hash) || isFragment(file));
};
