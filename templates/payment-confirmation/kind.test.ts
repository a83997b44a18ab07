import { describe, expect, it } from 'vitest';
import { kindTests } from '../../test/support/kinds.ts';
import { kind } from './kind.ts';

const { company, refused, derive, filled, journeyOf } = kindTests(kind);
const NO_RATE = { exchangeRate: undefined, rateSource: undefined, rateDate: undefined };
const plain = {
  ...NO_RATE,
  currency: 'CNY',
  receivedCurrency: undefined,
  unitPrice: '20',
  deducted: undefined,
};
const tolerant = (paymentTolerance: string) => ({ orders: { ...company.orders, paymentTolerance } });

describe('R-O4: paid in full or not at all (S45)', () => {
  it.each([
    ['100000.00', []],
    ['100000.01', []],
    ['99999.99', ['PAYMENT_SHORT received']],
  ])('100,000.00 is due and %s came: %j', (received, expected) => {
    expect(refused({ ...plain, received })).toEqual(expected);
  });
  it('the profile may forgive so much', () => {
    expect(refused({ ...plain, received: '99995.00' }, tolerant('5'))).toEqual([]);
    expect(refused({ ...plain, received: '99994.99' }, tolerant('5'))).toEqual(['PAYMENT_SHORT received']);
  });
  it('counts foreign money at the rate of the day, in both directions', () => {
    expect(refused({})).toEqual([]);
    expect(refused({ received: '474418.43' })).toEqual(['PAYMENT_SHORT received']);
    const inDollars = { currency: 'CNY', unitPrice: '71.234', deducted: undefined, receivedCurrency: 'USD' };
    expect(refused({ ...inDollars, received: '50000.00' })).toEqual([]);
    expect(refused({ ...inDollars, received: '49999.99' })).toEqual(['PAYMENT_SHORT received']);
  });
  it('a missing slip blocks nothing (R-O5, S44)', () => {
    expect(refused({ hasSlip: false })).toEqual([]);
  });
});

describe('the rate of the day (S43)', () => {
  it.each([
    [NO_RATE, ['RATE_MISSING exchangeRate', 'RATE_MISSING rateSource', 'RATE_MISSING rateDate']],
    [{ rateDate: '2026-11-22' }, ['RATE_OF_ANOTHER_DAY rateDate']],
    [{ receivedCurrency: 'HKD' }, ['CURRENCIES_DIFFER receivedCurrency']],
    [{ paidOn: '2026-11-24', rateDate: '2026-11-24' }, ['DATE_AHEAD paidOn']],
    [{ ...plain, exchangeRate: '7.1', received: '100000' }, ['RATE_OF_CNY exchangeRate']],
  ])('refuses %j', (change, expected) => {
    expect(refused(change)).toEqual(expected);
  });
  it('is kept with dollars that came as dollars', () => {
    const dollars = { receivedCurrency: undefined, received: '66600.00' };
    expect(refused({ ...dollars, ...NO_RATE })).toContain('RATE_MISSING exchangeRate');
    expect(refused(dollars)).toEqual([]);
    expect(derive(dollars)).toMatchObject({ amount: '66600.00', currency: 'USD' });
  });
});

describe('the message to the group (S46–S47)', () => {
  it.each([
    [{}, 'YH-M6762-V3 5K套全款已付，请帮该客户上线贴片，客户要求我司交货日期：2026-12-18。'],
    [{ scope: 'main-board' }, '5K主板款'],
  ])('%j', (change, said) => {
    expect(derive(change).data.message).toContain(said);
  });
});

it('the chief of finance signs, then PMC takes note', () => {
  const doc = journeyOf();
  expect(doc.open()).toEqual(['sign cfo']);
  expect(doc.act('shi-lanxin', { task: 'release.1.1' })).toBe('TASK_CLOSED');
  doc.act('kong-deqing');
  expect(doc.open()).toEqual(['acknowledge pmc_clerk']);
  expect(doc.act('shi-lanxin')).toContain('route.completed');
});

it.each(['payment-confirmation.zh-CN.docx', 'smt-release.zh-CN.docx'])(
  '%s has nothing left to fill',
  (file) => {
    const text = filled(file);
    expect(text).not.toMatch(/\{\{|undefined|null/);
    for (const said of ['长河通讯有限公司', 'PO-2026-0815', '套全款']) expect(text).toContain(said);
  },
);
it('the release tells PMC no price', () => {
  expect(filled('smt-release.zh-CN.docx')).not.toMatch(/16\.65|474,418|83,250/);
});
