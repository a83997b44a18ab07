import { expect, it } from 'vitest';
import { sum } from '../../functions/core/business/money.ts';
import { kindTests, recordOf } from '../../test/support/kinds.ts';
import { kind } from './kind.ts';
import { prints } from './prints.ts';

const dollars = { currency: 'USD', exchangeRate: '7.1234', lines: [{ quantity: '100', unitPrice: '9.99' }] };
const records = [
  recordOf('sales-contract', {}, { stream: 'a', number: 'SC-2026-000001', state: 'archived' }),
  recordOf('sales-contract', dollars, { stream: 'b', number: 'SC-2026-000002', state: 'submitted', at: 1 }),
  recordOf('sales-contract', { termTo: '2026-11-22' }, { stream: 'c', number: 'SC-2026-000003', at: 2 }),
  recordOf('sales-contract', { signDate: '2026-11-24' }, { stream: 'd', number: 'SC-2026-000004', at: 3 }),
];
const { derive, filled, contextOf } = kindTests(kind, { records });
const data = prints.parse(derive().data);

it('has every contract up to the day, with its state', () => {
  expect(data.lines.map(({ contract, state }) => `${contract} ${state}`)).toEqual([
    'SC-2026-000001 已归档',
    'SC-2026-000002 审批中',
    'SC-2026-000003 已到期',
  ]);
  expect(data).toMatchObject({ signed: 2, open: 1, expiring: 0 });
});

it('totals are those of the rows, to the cent', () => {
  expect(data.totalCny).toBe(sum(data.lines.map(({ cny }) => cny)));
  expect(data.totals).toEqual([
    { currency: 'CNY', count: 2, amount: '1322300.00' },
    { currency: 'USD', count: 1, amount: '999.00' },
  ]);
  expect(data.lines[1]?.cny).toBe('7116.28');
});

it('tells what runs out within thirty days', () => {
  const until = (termTo: string) =>
    kindTests(kind, { records: [recordOf('sales-contract', { termTo })] }).derive().data.expiring;
  expect([until('2026-11-23'), until('2026-12-23'), until('2026-12-24')]).toEqual([1, 1, 0]);
});

it('is made on the day of its timetable', () => {
  const table = kind.type === 'document' ? kind.timetable : undefined;
  expect(table?.days).toBe('first-working-of-month');
  expect(table?.requests({ ...contextOf(), today: '2026-12-01' })).toEqual([{ asOf: '2026-12-01' }]);
});

it('prints with nothing left to fill', () => {
  expect(filled('zh')).not.toMatch(/\{\{|undefined|null/);
  expect(kindTests(kind).filled('zh')).toContain('没有合同');
});
