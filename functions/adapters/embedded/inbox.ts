import { constants } from 'node:fs';
import { copyFile, link, mkdir, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { numbered, safeName } from '../../core/document/file-name.ts';
import { uploadOf } from '../../core/document/upload.ts';
import type { Inbox } from '../../core/ports.ts';

const taken = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'EEXIST';

/** Puts files where people would drop them; whole or not at all, and never over one that waits. */
export const createInbox = (data: string): Inbox => ({
  put: async (inside, name, bytes) => {
    const folder = join(data, 'inbox', ...inside.split('/'));
    const temporary = join(data, '.tmp', `inbox-${process.pid}-${performance.now()}`);
    await mkdir(join(data, '.tmp'), { recursive: true });
    await mkdir(folder, { recursive: true });
    await writeFile(temporary, bytes);
    try {
      for (let n = 1; ; n += 1) {
        const free = numbered(safeName(name) || 'file', n);
        try {
          // copies where the file system has no hard links
          await link(temporary, join(folder, free)).catch(async (error) => {
            if (taken(error)) throw error;
            await copyFile(temporary, join(folder, free), constants.COPYFILE_EXCL);
          });
          return free;
        } catch (error) {
          if (!taken(error)) throw error;
        }
      }
    } finally {
      await unlink(temporary);
    }
  },
  // the sweep of the folder has put it there already
  take: async (notice) => uploadOf(notice),
});
