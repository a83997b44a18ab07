import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { recognise } from '../functions/core/requests/recognise.ts';
import { loadKinds } from './registry.ts';

const made: string[] = [];
afterEach(() => Promise.all(made.splice(0).map((folder) => rm(folder, { recursive: true }))));

async function folderWith(name: string, source: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), '模板 kinds-'));
  made.push(folder);
  await mkdir(join(folder, name));
  await writeFile(join(folder, name, 'kind.ts'), source);
  await mkdir(join(folder, 'company'));
  return folder;
}

it('finds the kinds of the repository by their folders', async () => {
  const kinds = await loadKinds();
  expect([...kinds.keys()]).toEqual(expect.arrayContaining(['price-list', 'quotation']));
  expect(kinds.has('company')).toBe(false);
  for (const [id, kind] of kinds) expect(kind.id).toBe(id);
});
it('takes a new folder without any other change', async () => {
  const folder = await folderWith('memo', "export const kind = { id: 'memo' };");
  expect([...(await loadKinds(folder)).keys()]).toEqual(['memo']);
});
it.each(["export const kind = { id: 'other' };", 'export const thing = 1;'])('refuses %s', async (source) => {
  await expect(loadKinds(await folderWith('memo', source))).rejects.toMatchObject({ code: 'KIND_INVALID' });
});
it.each(
  [...(await loadKinds()).keys()].filter((id) => id !== 'contract-register' && id !== 'countersign-list'),
)('a request for %s is told by its members', async (id) => {
  const value = JSON.parse(await readFile(join(import.meta.dirname, id, 'sample.json'), 'utf8'));
  const told = recognise({ type: 'json', value }, await loadKinds(), '');
  expect(told).toMatchObject({ ok: true, value: { kind: { id } } });
});
it('a paper of the chain that nobody has to sign has readers all the same', async () => {
  const unseen = [...(await loadKinds()).values()].filter(
    (kind) => kind.type === 'document' && kind.route === undefined && kind.distribution === undefined,
  );
  expect(unseen.map(({ id }) => id)).toEqual([]);
});
