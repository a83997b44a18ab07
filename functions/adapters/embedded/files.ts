import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { link, mkdir, open, readdir, readFile, rename, stat, unlink } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import type { FileInfo, Files } from '../../core/ports.ts';
import { DocketError } from '../../core/result.ts';

const SEGMENT = /^(?!\.{1,2}$)[^/\\:*?"<>|\p{Cc}]{1,200}$/u;

const code = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error ? String(error.code) : undefined;

const exists = (key: string): DocketError =>
  new DocketError('FILE_EXISTS', {
    zh: `文件 ${key} 已存在且内容不同`,
    en: `file ${key} exists with other content`,
  });

const missing = (key: string): DocketError =>
  new DocketError('FILE_NOT_FOUND', { zh: `找不到文件 ${key}`, en: `there is no file ${key}` });

let counter = 0;

/** A folder as a write-once file store: temporary file, data on disk, then linked under its name. */
export const createFiles = (root: string): Files => {
  const pathOf = (key: string): string => {
    const segments = key.split('/');
    if (!segments.every((segment) => SEGMENT.test(segment))) throw missing(key);
    return join(root, ...segments);
  };

  const settle = async (temporary: string, target: string, key: string, bytes: Uint8Array): Promise<void> => {
    try {
      await link(temporary, target);
    } catch (error) {
      if (code(error) === 'EEXIST') {
        if (!(await readFile(target)).equals(bytes)) throw exists(key);
      } else {
        // file systems without hard links (exFAT, some network drives)
        await rename(temporary, target);
        return;
      }
    }
    await unlink(temporary);
  };

  const put = async (key: string, bytes: Uint8Array): Promise<void> => {
    const target = pathOf(key);
    const temporary = join(
      root,
      '.tmp',
      `${process.pid}-${Date.now().toString(36)}-${(counter++).toString(36)}`,
    );
    await mkdir(dirname(target), { recursive: true });
    await mkdir(dirname(temporary), { recursive: true });
    const file = await open(temporary, 'wx');
    try {
      await file.writeFile(bytes);
      await file.datasync();
    } finally {
      await file.close();
    }
    await settle(temporary, target, key, bytes);
  };

  return {
    put,
    get: async (key) => {
      try {
        return await readFile(pathOf(key));
      } catch (error) {
        throw code(error) === 'ENOENT' ? missing(key) : error;
      }
    },
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
        throw code(error) === 'ENOENT' ? missing(key) : error;
      }
      return { sha256: hash.digest('hex'), size };
    },
    list: async (prefix) => {
      const folder = join(root, ...prefix.split('/').filter(Boolean));
      try {
        const entries = await readdir(folder, { withFileTypes: true, recursive: true });
        return await Promise.all(
          entries
            .filter((entry) => entry.isFile())
            .map(async (entry): Promise<FileInfo> => {
              const path = join(entry.parentPath, entry.name);
              return { key: relative(root, path).split(sep).join('/'), size: (await stat(path)).size };
            }),
        );
      } catch (error) {
        if (code(error) === 'ENOENT') return [];
        throw error;
      }
    },
  };
};
