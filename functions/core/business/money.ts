import Big from 'big.js';
import { DocketError } from '../result.ts';

/**
 * Money is text from end to end: `'1234.50'`. Amounts have two decimals; rates and unit prices may have more.
 * All rounding is half away from zero (四舍五入).
 */
const Decimal = Big();
Decimal.strict = true;
// Inputs have at most 40 characters: 100 digits keep a rounded quotient on the same side of every half cent.
Decimal.DP = 100;

export type Decimal = Big;

const DECIMAL = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/;
const LONGEST = 40;

export const ROUND_DOWN = Big.roundDown;
export const ROUND_UP = Big.roundUp;

/** Sale price of one foreign currency unit, or of 100 (Bank of China boards), in the own currency. */
export interface ExchangeRate {
  readonly value: string;
  /** Foreign units that `value` buys: `'1'` or `'100'`. */
  readonly per: string;
}

export const badAmount = (zh: string, en: string): DocketError => new DocketError('BAD_AMOUNT', { zh, en });

/** Plain decimal text: no blanks, separators, exponent, plus sign or leading zeros; at most 40 characters. */
export const isDecimal = (text: unknown): text is string =>
  typeof text === 'string' && text.length <= LONGEST && DECIMAL.test(text);

/** Exact decimal of its text. Throws `BAD_AMOUNT`; the text is not repeated, it may be anything. */
export function decimal(text: string): Decimal {
  if (isDecimal(text)) return new Decimal(text);
  throw badAmount(
    '金额或数量不是纯数字，请填写如 1234.50（不含空格、千位分隔符、货币符号）',
    'An amount is not a plain number; write it like 1234.50, without blanks, separators or currency signs',
  );
}

function atMost(text: string, dp: number): Decimal {
  const value = decimal(text);
  if (value.eq(value.round(dp, ROUND_DOWN))) return value;
  throw badAmount(
    `金额的小数位超过 ${dp} 位，请先四舍五入`,
    `An amount has more than ${dp} decimals; round it first`,
  );
}

function rateOf(text: string): Decimal {
  const rate = decimal(text);
  if (rate.gte('0') && rate.lt('1')) return rate;
  throw badAmount(
    '税率须为 0 至 1 之间的小数，13% 请写 0.13',
    'A tax rate is a fraction from 0 to 1: write 13 % as 0.13',
  );
}

function positive(text: string): Decimal {
  const value = decimal(text);
  if (value.gt('0')) return value;
  throw badAmount('汇率及其单位须大于 0', 'An exchange rate and its unit must be above 0');
}

/** Text with exactly `dp` decimals, never `-0.00`. */
export const fixed = (value: Decimal, dp = 2, mode: 0 | 1 | 2 | 3 = Big.roundHalfUp): string =>
  value.round(dp, mode).toFixed(dp);

/** `roundMoney('-1.005')` → `'-1.01'`. */
export const roundMoney = (x: string, dp = 2): string => fixed(decimal(x), dp);

/** Quantity × unit price, rounded once, per line. */
export const lineAmount = (qty: string, unitPrice: string): string =>
  fixed(decimal(qty).times(decimal(unitPrice)));

/** 价税分离. The tax is what remains, so that net + tax = gross always. `rate` is a fraction: `'0.13'`. */
export function splitTaxInclusive(
  gross: string,
  rate: string,
): { readonly net: string; readonly tax: string } {
  const total = atMost(gross, 2);
  const net = fixed(total.div(rateOf(rate).plus('1')));
  return { net, tax: fixed(total.minus(net)) };
}

/** Tax on top of a net amount. `rate` is a fraction: `'0.13'`. */
export function taxExclusive(net: string, rate: string): { readonly tax: string; readonly gross: string } {
  const base = atMost(net, 2);
  const tax = fixed(base.times(rateOf(rate)));
  return { tax, gross: fixed(base.plus(tax)) };
}

/** Exact total of amounts (each with at most 2 decimals); `'0.00'` of none. */
export const sum = (amounts: readonly string[]): string =>
  fixed(amounts.reduce((total, amount) => total.plus(atMost(amount, 2)), new Decimal('0')));

/**
 * Parts in proportion to the weights that add up to the total exactly (largest remainder; the earlier part wins
 * a tie). Throws `BAD_AMOUNT` for a negative weight, or when no weight is above 0.
 */
export function allocate(total: string, weights: readonly string[]): readonly string[] {
  const cents = atMost(total, 2).times('100');
  const shares = weights.map(decimal);
  const whole = shares.reduce((all, share) => all.plus(share), new Decimal('0'));
  if (shares.some((share) => share.lt('0')) || whole.lte('0')) {
    throw badAmount(
      '分摊权重不得为负，且至少一项大于 0',
      'Weights must not be negative, and one must be above 0',
    );
  }
  const exact = shares.map((share, index) => {
    const product = cents.abs().times(share);
    const left = product.mod(whole);
    return { index, left, floor: product.minus(left).div(whole) };
  });
  const given = exact.reduce((all, part) => all.plus(part.floor), new Decimal('0'));
  const spare = Number(cents.abs().minus(given).toFixed(0));
  const lucky = new Set(
    [...exact]
      .sort((a, b) => b.left.cmp(a.left) || a.index - b.index)
      .slice(0, spare)
      .map((part) => part.index),
  );
  const sign = cents.lt('0') ? '-1' : '1';
  return exact.map(({ floor, index }) =>
    fixed(
      floor
        .plus(lucky.has(index) ? '1' : '0')
        .times(sign)
        .div('100'),
    ),
  );
}

/** Foreign amount → own currency: amount × value / per, rounded once (S43: the rate of the day of payment). */
export const convert = (amount: string, rate: ExchangeRate, dp = 2): string =>
  fixed(decimal(amount).times(positive(rate.value)).div(positive(rate.per)), dp);

export const compare = (a: string, b: string): -1 | 0 | 1 => decimal(a).cmp(decimal(b));

/** `'1234.5'` → `'1,234.50'`. Refuses to hide decimals beyond `dp`. */
export function formatMoney(amount: string, dp = 2): string {
  const [whole = '', fraction] = fixed(atMost(amount, dp), dp).split('.');
  const grouped = whole.replace(/\B(?=(?:\d{3})+$)/g, ',');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

/** Digits after the point that a price really has: `'118.50'` → 1. */
export const decimalsOf = (price: string): number => decimal(price).toFixed().split('.')[1]?.length ?? 0;

/** Exact total of whole pieces; `'0'` of none. */
export const totalPieces = (pieces: readonly string[]): string =>
  fixed(
    pieces.reduce((all, one) => all.plus(decimal(one)), new Decimal('0')),
    0,
  );
