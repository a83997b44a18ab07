import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { unzipSync, zipSync } from 'fflate';
import { drawGuides } from './guide/pictures.ts';

/** What an `author.ts` may use. */
export interface Assets {
  /** The company's logo, PNG. */
  readonly logo: Uint8Array;
}

/** Files of a kind's folder that are made from code, by name. */
export type Author = (assets: Assets) => Promise<Readonly<Record<string, Uint8Array>>>;

const FOLDER = import.meta.dirname;
const EPOCH = new Date(1980, 0, 1);

/** The same parts give the same bytes: parts in order of name after the content types, one fixed date. */
export function stableZip(bytes: Uint8Array): Uint8Array {
  const parts = Object.entries(unzipSync(bytes)).filter(([name]) => !name.endsWith('/'));
  const rank = (name: string) => (name === '[Content_Types].xml' ? 0 : 1);
  parts.sort(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1));
  return zipSync(Object.fromEntries(parts), { mtime: EPOCH, level: 9 });
}

/** Runs every `templates/<kind>/author.ts` and writes what it makes; answers the paths. */
async function authorAll(): Promise<readonly string[]> {
  const assets = { logo: new Uint8Array(await readFile(join(FOLDER, 'company', 'logo.png'))) };
  const written: string[] = [];
  for (const entry of await readdir(FOLDER, { withFileTypes: true })) {
    if (!entry.isDirectory()) continue;
    const folder = join(FOLDER, entry.name);
    if (!(await readdir(folder)).includes('author.ts')) continue;
    const { author }: { author: Author } = await import(pathToFileURL(join(folder, 'author.ts')).href);
    for (const [name, bytes] of Object.entries(await author(assets))) {
      await writeFile(join(folder, name), stableZip(bytes));
      written.push(join(folder, name));
    }
  }
  return written;
}

if (import.meta.main) {
  const written = [...(await authorAll()), ...(await drawGuides())];
  for (const path of written) console.log(path);
}
