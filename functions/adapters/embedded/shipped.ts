import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Shipped } from '../../core/ports.ts';

/** The folders under `templates/` as they came with the program. */
export const createShipped = (root: string): Shipped => ({
  read: (folder, file) => orMissing(readFile(join(root, folder, file)), undefined),
  list: (folder) => orMissing(readdir(join(root, folder)), []),
});

const orMissing = async <T, M>(work: Promise<T>, missing: M): Promise<T | M> => {
  try {
    return await work;
  } catch (fault) {
    if (fault instanceof Error && 'code' in fault && fault.code === 'ENOENT') return missing;
    throw fault;
  }
};
