import { describe, expect, it } from 'vitest';
import type { KnownRecord } from '../../functions/core/records.ts';
import { kindTests, recordOf } from '../../test/support/kinds.ts';
import { brokenRules } from '../../test/support/rules.ts';
import { kind } from './kind.ts';

const { refused, derive, filled } = kindTests(kind);

describe('R-O3: when (S42)', () => {
  const on = (now: string) => kindTests(kind, { now: `${now}T09:00:00+08:00` });
  const october = { boardDate: '2026-10-12', rateDate: '2026-09-23' };
  it.each([
    ['2026-09-23', ['NOTICE_EARLY boardDate'], undefined],
    ['2026-09-24', [], false],
    ['2026-09-29', [], false],
    ['2026-09-30', [], true],
  ])('on %s: %j', (now, expected, isLate) => {
    expect(on(now).refused(october)).toEqual(expected);
    if (isLate !== undefined) expect(on(now).derive(october).data.isLate).toBe(isLate);
  });
  it('is judged anew when the board date moves', () => {
    expect(on('2026-09-24').refused({ ...october, boardDate: '2026-10-20' })).toEqual([
      'NOTICE_EARLY boardDate',
    ]);
  });
  it('says where the calendar ends', () => {
    expect(refused({ boardDate: '2031-03-03' })).toEqual(['CALENDAR_NOT_COVERED boardDate']);
  });
});

describe('R-O3: what a day brings (S41–S42)', () => {
  const { contextOf } = kindTests(kind);
  const boards = (boardDate: string) => recordOf('board-dates', { boardDate });
  const acknowledged = recordOf('po-acknowledgement');
  const told = (boardDate: string) => recordOf('prepayment-notice', { boardDate, payBy: '2026-11-27' });
  const brings = (...records: KnownRecord[]) =>
    kind.type === 'document' ? (kind.timetable?.requests({ ...contextOf(), records }) ?? []) : [];
  it('a notice for the whole order, that the rules take', () => {
    const [made, ...others] = brings(boards('2026-12-01'), acknowledged);
    expect(others).toEqual([]);
    const request = kind.input.parse(made);
    expect(request).toMatchObject({
      quantity: '5000',
      unitPrice: '118.50',
      boardDate: '2026-12-01',
      batch: 1,
    });
    expect(brokenRules(kind, made, contextOf())).toEqual([]);
  });
  it('none of an order that is not established, or for boards that came', () => {
    expect(brings(boards('2026-12-01'))).toEqual([]);
    expect(brings(boards('2026-12-01'), recordOf('po-acknowledgement', {}, { state: 'submitted' }))).toEqual(
      [],
    );
    expect(brings(boards('2026-11-22'), acknowledged)).toEqual([]);
  });
  it('none for what is told or paid already', () => {
    expect(brings(boards('2026-12-01'), acknowledged, told('2026-12-01'))).toEqual([]);
    expect(brings(boards('2026-12-01'), acknowledged, recordOf('payment-confirmation'))).toEqual([]);
  });
  it('again, with the rest as it was, when the date moved', () => {
    const [made] = brings(boards('2026-12-02'), acknowledged, told('2026-12-01'));
    expect(made).toMatchObject({ boardDate: '2026-12-02', unitPrice: '16.65', quantity: '5000' });
    expect(made).not.toHaveProperty('payBy');
    expect(brokenRules(kind, made, contextOf())).toEqual([]);
  });
  it('looks seven working days ahead', () => {
    const looks = kind.type === 'document' ? (kind.timetable?.looks?.(contextOf()) ?? []) : [];
    expect(looks.at(0)?.term).toBe('board-date:2026-11-23');
    expect(looks.at(-1)?.term).toBe('board-date:2026-12-02');
  });
});

describe('rules', () => {
  it('takes the sample', () => {
    expect(refused({})).toEqual([]);
  });
  it.each([
    [{ rateSource: undefined }, 'RATE_INCOMPLETE rateSource'],
    [{ currency: 'CNY' }, 'RATE_OF_CNY exchangeRate'],
    [{ deducted: '83250.00' }, 'NOTHING_DUE deducted'],
    [{ unitPrice: '0' }, 'PRICE_ZERO unitPrice'],
    [{ revision: 1 }, 'REVISION_REASON_MISSING revisionReason'],
  ])('refuses %j', (change, expected) => {
    expect(refused(change)).toContain(expected);
  });
});

it('asks for the lot less what was paid, until the working day before the boards', () => {
  expect(derive()).toMatchObject({
    amount: '66600.00',
    currency: 'USD',
    validUntil: '2026-11-30',
    data: { dueFigure: 'US$66,600.00', rate: { cny: '474,418.44' } },
  });
});

describe.each([
  ['zh', '美元陆万陆仟陆佰元整', '我司收款账户不会以邮件或电话方式变更'],
  ['en', 'SIXTY-SIX THOUSAND SIX HUNDRED ONLY', 'We never change our account'],
] as const)('the template in %s', (language, ...said) => {
  it('prints with nothing left to fill', () => {
    const text = filled(language);
    expect(text).not.toMatch(/\{\{|undefined|null/);
    for (const one of [...said, '83,250.00', 'US$66,600.00', '4400015500108866001', '7.1234'])
      expect(text).toContain(one);
  });
  it('says that it is late only when it is', () => {
    const urgent = /加急|URGENT/;
    expect(filled(language)).not.toMatch(urgent);
    expect(filled(language, { boardDate: '2026-11-26' })).toMatch(urgent);
  });
});
