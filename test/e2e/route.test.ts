import { copyFileSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { sampleOf } from '../../infra/local/home.ts';
import { docket } from '../support/cli.ts';
import { temporaryFolder } from '../support/folder.ts';
import { needs } from '../support/system.ts';

const { it } = needs('soffice');

it('a contract goes its whole way on the command line: refused, withdrawn by nobody, approved, signed, sealed', async () => {
  const data = join(temporaryFolder(), '数据 data');
  mkdirSync(join(data, 'inbox', 'sales-contract'), { recursive: true });
  copyFileSync(sampleOf('sales-contract'), join(data, 'inbox', 'sales-contract', 'c.json'));
  expect((await docket(['start', '--once', '--data', data])).code).toBe(0);
  const number = 'SC-2026-000001';
  const act = (...args: string[]) => docket(['act', number, ...args, '--data', data]);
  const status = async () => (await docket(['status', number, '--data', data])).out;

  expect(await status()).toContain('Review of the contract: Sales Director');
  expect(await act('approve', '--as', 'lu-mingqian')).toMatchObject({
    code: 1,
    err: expect.stringContaining('no task'),
  });
  expect((await act('approve', '--as', 'nobody')).err).toContain('knows no such person');
  expect(await act('approve', '--as', 'Jiang Haoran')).toMatchObject({
    code: 0,
    out: 'Signature of the marketing director: Marketing Director\n',
  });
  expect((await act('refuse', '--as', 'lu-mingqian', '--to', 'review')).err).toContain('no reason');
  const refused = await act('refuse', '--as', 'lu-mingqian', '--to', 'review', '--reason', '交货时间不对');
  expect(refused.out).toContain('Review of the contract');
  await act('approve', '--as', 'jiang-haoran');
  await act('sign', '--as', 'lu-mingqian');
  expect((await act('sign', '--as', 'external:buyer')).out).toContain('Company seal: Seal Keeper');
  expect((await act('seal', '--as', 'fang-zhiyu')).out).toBe('complete\n');
  expect(await status()).toContain('complete');
  expect((await act('withdraw', '--as', 'wen-jingxing', '--reason', 'x')).code).toBe(1);
  expect((await docket(['start', '--once', '--data', data])).code).toBe(0);
  expect(await status()).toContain('Archived');
  const register = JSON.parse((await docket(['register', 'sales-contract', '--json', '--data', data])).out);
  expect(register).toMatchObject([{ number, amount: '661150.00', retainUntil: '2037-11-22' }]);
  expect(register[0].signedOn).toBe(register[0].archivedOn);
  const [year] = readdirSync(join(data, 'archive', 'sales-contract'));
  const pdf = join(data, 'archive', 'sales-contract', year ?? '', `${number}.pdf`);
  expect(await docket(['check', pdf, '--data', data])).toMatchObject({
    code: 0,
    out: expect.stringContaining('✓ 林采薇'),
  });
  expect(await docket(['check', sampleOf('sales-contract'), '--data', data])).toMatchObject({ code: 3 });
  expect(await docket(['verify', '--data', data])).toMatchObject({ code: 0 });
});
