import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Database } from '../../functions/adapters/embedded/database.ts';
import { lockData } from '../../infra/local/lock.ts';
import { startRuntime } from '../../infra/local/runtime.ts';
import { docket } from '../support/cli.ts';
import { temporaryFolder } from '../support/folder.ts';
import { letterHome, letterRequest } from '../support/letter-home.ts';

const folder = temporaryFolder();

it('a void document keeps its number, once and for ever; what was erased is gone and the ledger still verifies', async () => {
  const home = await letterHome(folder, 'home');
  const { data } = home;
  home.drop('letter', 'a.json', JSON.stringify(['L-1', 'L-2', 'L-3'].map(letterRequest)));
  await home.run();
  const run = (...args: string[]) => docket([...args, '--data', data]);
  const numbers = readdirSync(join(data, 'documents')).toSorted();
  const [first = '', second = ''] = numbers;

  expect(await run('void', second)).toMatchObject({
    code: 1,
    err: expect.stringContaining('reason'),
  });
  const voided = await run('void', second, '--reason', 'sent to the wrong customer');
  expect(voided).toMatchObject({ code: 0, out: `${second} is void; its number stays taken\n` });
  expect((await run('void', second, '--reason', 'another')).out).toContain('first reason stands');
  const all = JSON.parse((await run('register', '--json')).out);
  expect(all).toMatchObject([
    { number: first, reason: null },
    { number: second, state: 'voided', reason: 'sent to the wrong customer' },
    { number: numbers[2], reason: null },
  ]);
  const only = await run('register', 'letter', '--void');
  expect(only.out).toMatch(/000002 +VOID .*sent to the wrong customer/);
  expect(only.out).not.toContain('000001');

  expect(await run('erase', first)).toMatchObject({
    code: 1,
    err: expect.stringContaining('--yes'),
  });
  const erased = JSON.parse((await run('erase', first, '--yes', '--json')).out);
  expect(erased.erased.length).toBeGreaterThan(1);
  for (const key of erased.erased) expect(existsSync(join(data, key))).toBe(false);
  for (const key of erased.issued) expect(existsSync(join(data, key))).toBe(true);
  const [upload] = erased.uploads;
  expect((await run('erase', upload, '--yes')).out).toContain('received/');
  expect(
    readdirSync(join(data, 'received'), { recursive: true, withFileTypes: true }).filter((e) => e.isFile()),
  ).toEqual([]);
  expect(await run('verify')).toMatchObject({ code: 0, out: expect.stringContaining('erased on request') });
});

const rowsOf = (database: Database) => database.prepare('SELECT * FROM documents ORDER BY stream').all();

it('rebuild makes the lists again from nothing but the events; checkpoint signs at once, running or not', async () => {
  const home = await letterHome(folder, 'lists');
  const { data } = home;
  home.drop('letter', 'a.json', JSON.stringify(['L-1', 'L-2', 'L-3'].map(letterRequest)));
  home.drop('letter', 'bad.json', '{');
  await home.run();
  const rows = await home.use(async ({ database }) => rowsOf(database));
  expect(rows.length).toBeGreaterThan(5);
  await home.use(async ({ database }) => {
    database.exec("UPDATE documents SET ver = ver + 9, state = 'x', row = '{}' WHERE number LIKE '%1'");
    database.exec("DELETE FROM documents WHERE number LIKE '%2'");
    database.exec(
      "INSERT INTO documents SELECT 'ghost', ver, kind, state, NULL, title, party, created_at, updated_at, row FROM documents LIMIT 1",
    );
  });
  expect(await docket(['rebuild', '--data', data])).toMatchObject({ code: 0 });
  expect(await home.use(async ({ database }) => rowsOf(database))).toEqual(rows);

  const [number = ''] = readdirSync(join(data, 'documents'));
  await docket(['void', number, '--reason', 'x', '--data', data]);
  const kept = join(folder, 'kept checkpoint');
  const signed = await docket(['checkpoint', '-o', kept, '--data', data]);
  expect(signed).toMatchObject({ code: 0, out: expect.stringMatching(/^signed: \d+ entries/) });
  expect(readFileSync(kept)).toEqual(readFileSync(join(data, 'log', 'checkpoint')));
  const runtime = await startRuntime(home.open(), data);
  const unlock = lockData(data);
  await docket(['erase', number, '--yes', '--data', data]);
  const size = (text: string) => Number(/\d+/.exec(text)?.[0]);
  expect(size((await docket(['checkpoint', '--data', data])).out)).toBe(size(signed.out) + 1);
  expect(await docket(['rebuild', '--data', data])).toMatchObject({
    code: 1,
    err: expect.stringContaining('already runs'),
  });
  await runtime.stop();
  unlock();
  expect(await docket(['verify', '--since', kept, '--data', data])).toMatchObject({ code: 0 });
});
