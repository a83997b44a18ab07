import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
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
