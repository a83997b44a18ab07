import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Shipped } from '../../core/ports.ts';

/** The folders under `templates/` as they came with the program. */
export const createShipped = (root: string): Shipped => ({
  read: async (folder, file) => {
    try {
      return await readFile(join(root, folder, file));
    } catch (fault) {
      if (fault instanceof Error && 'code' in fault && fault.code === 'ENOENT') return undefined;
      throw fault;
    }
  },
});
