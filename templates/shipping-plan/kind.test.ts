import { describe, expect, it } from 'vitest';
import { kindTests, recordOf } from '../../test/support/kinds.ts';
import { kind } from './kind.ts';

const paid = recordOf('payment-confirmation');
const { refused, derive, filled, sample } = kindTests(kind, { records: [paid] });
const [line] = sample.lines;

describe('R-O4: only what is paid is planned (S45)', () => {
  it('takes the sample, up to the last piece', () => {
    expect(refused({})).toEqual([]);
    expect(refused({ lines: [{ ...line, quantity: '5000' }] })).toEqual([]);
    expect(refused({ lines: [{ ...line, quantity: '5001' }] })).toEqual(['PLAN_OVER_PAID lines.0.quantity']);
  });
  it('no payment, or one that nobody confirmed, is none', () => {
    expect(kindTests(kind).refused({})).toEqual(['UNPAID lines.0.quantity']);
    const open = recordOf('payment-confirmation', {}, { state: 'submitted' });
    expect(kindTests(kind, { records: [open] }).refused({})).toEqual(['UNPAID lines.0.quantity']);
  });
  it('lots add up; the PO is the same in any width', () => {
    const second = recordOf('payment-confirmation', { batch: 2, poNo: 'ｐｏ-2026-0815' }, { stream: 'b' });
    const both = kindTests(kind, { records: [paid, second] });
    expect(both.refused({ lines: [{ ...line, quantity: '10000' }] })).toEqual([]);
    expect(both.derive().data.lines).toMatchObject([{ paid: '10000' }]);
  });
});

describe('R-O7: three working days after the payment (S51)', () => {
  const on = (now: string, paidOn: string) =>
    kindTests(kind, {
      now: `${now}T09:00:00+08:00`,
      records: [recordOf('payment-confirmation', { paidOn })],
    });
  const plan = (shipDate: string) => ({ shipDate, earlyReason: undefined });
  it.each([
    ['2026-02-24', ['PLAN_EARLY lines.0.product']],
    ['2026-02-25', []],
  ])('paid on Friday 2026-02-13, shipped on %s: %j', (shipDate, expected) => {
    expect(on('2026-02-13', '2026-02-13').refused(plan(shipDate))).toEqual(expected);
  });
  it('a reason lets it go earlier', () => {
    expect(on('2026-02-13', '2026-02-13').refused({ shipDate: '2026-02-14' })).toEqual([]);
  });
});

it.each([
  [{ shipDate: '2026-11-22' }, 'DATE_BEFORE shipDate'],
  [{ lines: [{ ...line, factory: 'nowhere' }] }, 'FACTORY_UNKNOWN factory'],
  [{ applicant: 'nobody' }, 'APPLICANT_UNKNOWN applicant'],
])('refuses %j', (change, expected) => {
  expect(refused(change).map((one) => one.replace('lines.0.', ''))).toEqual([expected]);
});

it('prints with nothing left to fill', () => {
  const text = filled('zh');
  expect(text).not.toMatch(/\{\{|undefined|null/);
  for (const said of ['长河通讯有限公司', '东莞砚禾贴片厂', '2026年11月23日', '3,000 件'])
    expect(text).toContain(said);
  expect(derive().data.totalPieces).toBe('3000');
});
