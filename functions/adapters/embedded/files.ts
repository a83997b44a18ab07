import { createHash } from 'node:crypto';
import { constants, createReadStream } from 'node:fs';
import { copyFile, link, mkdir, open, readdir, readFile, rename, stat, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileExists, fileMissing, isFileKey } from '../../core/file-key.ts';
import { sameBytes } from '../../core/ledger/bytes.ts';
import type { FileInfo, Files } from '../../core/ports.ts';

const code = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error ? String(error.code) : undefined;

/** What is filed does not change: editors say so instead of writing over it. */
const READ_ONLY = 0o444;

/** What systems say where a file system has no hard links. */
const NO_LINKS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EXDEV', 'EMLINK']);

let counter = 0;

/** A folder as a write-once file store: temporary file, data on disk, then linked under its name. */
export const createFiles = (root: string): Files => {
  const pathOf = (key: string): string => {
    if (!isFileKey(key)) throw fileMissing(key);
    return join(root, ...key.split('/'));
  };

  /** Makes the folder only where it is missing: most files go where others are. */
  const inFolder = async <T>(path: string, work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      if (code(error) !== 'ENOENT') throw error;
      await mkdir(dirname(path), { recursive: true });
      return work();
    }
  };

  const read = async (key: string): Promise<Buffer> => {
    try {
      return await readFile(pathOf(key));
    } catch (error) {
      throw code(error) === 'ENOENT' ? fileMissing(key) : error;
    }
  };

  /** True when the file has its name now; false when there is one with the same bytes. */
  const name = async (source: string, key: string, bytes: () => Promise<Uint8Array>): Promise<boolean> => {
    const target = pathOf(key);
    try {
      await inFolder(target, () => link(source, target));
      return true;
    } catch (error) {
      if (code(error) === 'EEXIST') {
        if (!(await readFile(target)).equals(await bytes())) throw fileExists(key);
        return false;
      }
      if (!NO_LINKS.has(code(error) ?? '')) throw error;
      // file systems without hard links (exFAT, some network drives)
      await copyFile(source, target, constants.COPYFILE_EXCL);
      return true;
    }
  };

  /** Writes the bytes aside, on disk, and lets them be given a name; what is left of them goes. */
  const aside = async <T>(bytes: Uint8Array, use: (path: string) => Promise<T>): Promise<T> => {
    const temporary = join(
      root,
      '.tmp',
      `${process.pid}-${Date.now().toString(36)}-${(counter++).toString(36)}`,
    );
    const file = await inFolder(temporary, () => open(temporary, 'wx', READ_ONLY));
    try {
      await file.writeFile(bytes);
      await file.datasync();
      await file.close();
      return await use(temporary);
    } finally {
      // also when the disk is full: what is half written would fill it for ever
      await file.close().catch(() => undefined);
      await unlink(temporary).catch(() => undefined);
    }
  };

  const put = async (key: string, bytes: Uint8Array): Promise<void> => {
    pathOf(key);
    await aside(bytes, (path) => name(path, key, async () => bytes));
  };

  /** One swap after the other; between processes the lock of the data folder sees to it. */
  let swapping: Promise<unknown> = Promise.resolve();

  const swap: Files['swap'] = (key, before, after) => {
    const step = async (): Promise<boolean> => {
      const target = pathOf(key);
      const found = await readFile(target).catch((error) => {
        if (code(error) !== 'ENOENT') throw error;
        return undefined;
      });
      const same = found && before ? sameBytes(found, before) : found === before;
      if (same) await aside(after, (path) => inFolder(target, () => rename(path, target)));
      return same;
    };
    const mine = swapping.then(step, step);
    swapping = mine.catch(() => undefined);
    return mine;
  };

  async function* list(prefix: string): AsyncGenerator<FileInfo> {
    const folder = pathOf(prefix);
    const entries = await readdir(folder, { withFileTypes: true }).catch((error) => {
      if (code(error) !== 'ENOENT' && code(error) !== 'ENOTDIR') throw error;
      return [];
    });
    for (const entry of entries) {
      const key = `${prefix}/${entry.name}`;
      if (entry.isDirectory()) yield* list(key);
      else yield { key, size: (await stat(join(folder, entry.name))).size };
    }
  }

  return {
    put,
    swap,
    list,
    erase: async (key) => {
      await unlink(pathOf(key)).catch((error) => {
        if (code(error) !== 'ENOENT') throw error;
      });
    },
    copy: async (from, to) => {
      await name(pathOf(from), to, () => read(from)).catch(async (error) => {
        throw code(error) === 'ENOENT' ? fileMissing(from) : error;
      });
    },
    get: read,
    find: async (key) => {
      try {
        return { key, size: (await stat(pathOf(key))).size };
      } catch (error) {
        if (code(error) === 'ENOENT') return undefined;
        throw error;
      }
    },
    digest: async (key) => {
      const hash = createHash('sha256');
      let size = 0;
      try {
        for await (const chunk of createReadStream(pathOf(key))) {
          hash.update(chunk);
          size += chunk.length;
        }
      } catch (error) {
        throw code(error) === 'ENOENT' ? fileMissing(key) : error;
      }
      return { sha256: hash.digest('hex'), size };
    },
  };
};
