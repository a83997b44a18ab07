import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Kind } from '../functions/core/kind.ts';
import { DocketError } from '../functions/core/result.ts';

const FOLDER = import.meta.dirname;

/** Every kind, by id: each folder with a `kind.ts` is one. Throws `KIND_INVALID`. */
export async function loadKinds(folder = FOLDER): Promise<ReadonlyMap<string, Kind>> {
  const kinds = new Map<string, Kind>();
  for (const name of await kindFolders(folder)) {
    const kind = await loadKind(folder, name);
    kinds.set(kind.id, kind);
  }
  return kinds;
}

async function kindFolders(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: false, withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const files = await Promise.all(folders.map((name) => readdir(join(folder, name))));
  return folders.filter((_, i) => files[i]?.includes('kind.ts')).sort();
}

async function loadKind(folder: string, name: string): Promise<Kind> {
  const file = join(folder, name, 'kind.ts');
  const module: { readonly kind?: Kind } = await import(pathToFileURL(file).href);
  if (module.kind?.id === name) return module.kind;
  const found = module.kind === undefined ? 'no export “kind”' : `the id “${module.kind.id}”`;
  throw new DocketError('KIND_INVALID', {
    zh: `模板文件夹“${name}”的 kind.ts 须导出 kind，且其 id 与文件夹同名（现为 ${found}）`,
    en: `kind.ts of the template folder “${name}” must export “kind” with the folder's name as its id, but has ${found}`,
  });
}
