import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../test/support/folder.ts';
import { letterHome, letterRequest } from '../../test/support/letter-home.ts';
import { quickRenderer } from '../../test/support/quick-renderer.ts';
import { render } from './render.ts';

it('a source that somebody took away or changed fails its own document and no other', async () => {
  const missing = { engine: null, version: null, cjk: false, ready: false };
  const renderer = { ...quickRenderer(), probe: async () => missing };
  const home = await letterHome(temporaryFolder(), 'home', undefined, { renderer });
  home.drop('letter', 'a.json', JSON.stringify(['L-1', 'L-2', 'L-3'].map(letterRequest)));
  await home.run();
  await home.use(async (ports) => {
    const { rows } = await ports.views.list({ limit: 9, offset: 0 });
    const [first, second, third] = rows.toSorted((a, b) => (a.number ?? '').localeCompare(b.number ?? ''));
    const keyOf = (row = first) => join(home.data, Object.values(row?.files ?? {})[0] ?? '');
    rmSync(keyOf(first));
    rmSync(keyOf(second));
    writeFileSync(keyOf(second), 'changed');
    const wake = (row = first) => ({ stream: row?.stream ?? '', ver: 3, type: 'document.filled' });
    const stage = render({ ...ports, renderer: quickRenderer() });
    const faults = await stage([wake(first), wake(second), wake(third)]);
    expect([...faults.keys()]).toEqual([0, 1]);
    expect([...faults.values()]).toMatchObject([{ code: 'FILE_NOT_FOUND' }, { code: 'SOURCE_ALTERED' }]);
    const types = async (row = first) => (await ports.ledger.read(row?.stream ?? '')).at(-1)?.type;
    expect([await types(first), await types(second), await types(third)]).toEqual([
      'document.filled',
      'document.filled',
      'document.rendered',
    ]);
  });
});
