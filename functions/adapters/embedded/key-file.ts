import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, unlink, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

const read = async (path: string): Promise<string | undefined> =>
  readFile(path, 'utf8').catch((error) => {
    if (error?.code === 'ENOENT') return undefined;
    throw error;
  });

/** Whole or not at all, and the first of two starts at once wins. */
const create = async (path: string, content: string): Promise<void> => {
  // not by process id: after a death a process with the same id would find it taken
  const temporary = `${path}.${randomUUID()}`;
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await writeFile(temporary, content, { mode: 0o600, flag: 'wx', flush: true });
  await link(temporary, path).catch((error) => {
    if (error?.code !== 'EEXIST') throw error;
  });
  await unlink(temporary);
};

/** A secret in a file that only its owner can read, made at first use; read once. */
export const keyFile = <K>(
  path: string,
  make: () => string | Promise<string>,
  parse: (content: string) => K,
): (() => Promise<K>) => {
  const open = async (): Promise<K> => {
    const found = await read(path);
    if (found !== undefined) return parse(found);
    await create(path, await make());
    return parse((await read(path)) ?? '');
  };
  let held: Promise<K> | undefined;
  return () => {
    held ??= open();
    held.catch(() => {
      held = undefined;
    });
    return held;
  };
};
