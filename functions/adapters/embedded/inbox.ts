import { mkdir, rename, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Inbox } from '../../core/ports.ts';

/** Characters that no file system or key may have, made harmless. */
export const safeName = (name: string): string =>
  basename(name.replaceAll('\\', '/'))
    .normalize('NFC')
    .replace(/[/\\:*?"<>|\p{Cc}]/gu, '_')
    .replace(/^\.+/, '_')
    .slice(-120) || 'file';

/** Puts files where people would drop them; whole or not at all, because they appear by a rename. */
export const createInbox = (data: string): Inbox => ({
  put: async (kind, name, bytes) => {
    const folder = join(data, 'inbox', kind);
    const temporary = join(data, '.tmp', `inbox-${process.pid}-${performance.now()}`);
    await mkdir(join(data, '.tmp'), { recursive: true });
    await mkdir(folder, { recursive: true });
    await writeFile(temporary, bytes);
    await rename(temporary, join(folder, safeName(name)));
  },
});
