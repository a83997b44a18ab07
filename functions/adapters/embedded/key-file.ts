import { link, mkdir, readFile, unlink, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Content of a file; undefined when there is none. */
const read = async (path: string): Promise<string | undefined> =>
  readFile(path, 'utf8').catch((error) => {
    if (error?.code === 'ENOENT') return undefined;
    throw error;
  });

/** Whole or not at all, for its owner only, and the first of two starts at once wins. */
const create = async (path: string, text: string): Promise<void> => {
  const temporary = `${path}.${process.pid}`;
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await writeFile(temporary, text, { mode: 0o600, flag: 'wx', flush: true });
  await link(temporary, path).catch((error) => {
    if (error?.code !== 'EEXIST') throw error;
  });
  await unlink(temporary);
};

/** The secret text in a file that only its owner can read, made at first use. */
export const keyFile = async (path: string, make: () => Promise<string>): Promise<string> => {
  const found = await read(path);
  if (found !== undefined) return found;
  await create(path, await make());
  return (await read(path)) ?? '';
};

/** The answer of `open`, asked for once; after a failure again. */
export const held = <T>(open: () => Promise<T>): (() => Promise<T>) => {
  let answer: Promise<T> | undefined;
  return () => {
    answer ??= open();
    answer.catch(() => {
      answer = undefined;
    });
    return answer;
  };
};
