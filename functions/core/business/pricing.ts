import { fail, ok, type Problem, type Result } from '../result.ts';
import { endOfBusinessDay } from './dates.ts';
import { badAmount, compare, decimal, fixed, ROUND_DOWN, ROUND_UP } from './money.ts';

/** A whole execution-price table 执行价表 (S86). Days are `yyyy-mm-dd`, both included. */
export interface PriceList {
  readonly from: string;
  /** Last day; open when absent. */
  readonly to?: string;
  /** Unit price by product, exactly as the product is keyed in requests. */
  readonly prices: Readonly<Record<string, string>>;
}

/**
 * R-Q1 (S86): the price in force on the day, from the list with the latest start (the later entry wins a tie).
 * A product that this list leaves out has no price: an older list is never asked. Refuses with `PRICE_MISSING`,
 * for a price of 0 or below too.
 */
export function executionPrice(
  lists: readonly PriceList[],
  product: string,
  date: string,
): Result<string, Problem> {
  const current = lists
    .filter((list) => list.from <= date && (list.to === undefined || date <= list.to))
    .reduce<PriceList | undefined>((best, list) => (best && best.from > list.from ? best : list), undefined);
  const price = current && Object.hasOwn(current.prices, product) ? current.prices[product] : undefined;
  if (price !== undefined && compare(price, '0') > 0) return ok(price);
  return fail({
    code: 'PRICE_MISSING',
    message: {
      zh: `产品“${product}”在 ${date} 没有执行价`,
      en: `Product “${product}” has no execution price on ${date}`,
    },
    fix: {
      zh: '请在执行价表中补上该产品后重新提交',
      en: 'Add the product to the execution-price list and submit again',
    },
  });
}

export interface MaterialState {
  /** 原材料不稳定. */
  readonly unstable: boolean;
  /** 无库存材料: no raw material in stock. */
  readonly noStock: boolean;
}

/** R-Q2 (S87): the source's 、 can mean either; `or` is the careful reading. */
export const needsDayPrice = (material: MaterialState, mode: 'and' | 'or' = 'or'): boolean =>
  mode === 'and' ? material.unstable && material.noStock : material.unstable || material.noStock;

export interface BasePriceRequest {
  readonly lists: readonly PriceList[];
  readonly product: string;
  /** Day of the quotation in Shanghai. */
  readonly quoteDate: string;
  readonly material: MaterialState;
  /** 当日现材料价 of one day; any other day than the quote date does not count. */
  readonly dayPrice?: { readonly date: string; readonly price: string };
  readonly mode?: 'and' | 'or';
}

export type BasePrice =
  | { readonly basis: 'execution'; readonly price: string }
  /** Print 此报价当日有效; holds to the end of `validUntil` in Shanghai. */
  | { readonly basis: 'day'; readonly price: string; readonly validUntil: string };

/** R-Q1 and R-Q2 (S86, S87): execution price, or the day's material price. Refuses: `PRICE_MISSING`, `DAY_PRICE_MISSING`. */
export function basePrice(request: BasePriceRequest): Result<BasePrice, Problem> {
  const { lists, product, quoteDate, material, dayPrice, mode } = request;
  if (!needsDayPrice(material, mode)) {
    const found = executionPrice(lists, product, quoteDate);
    return found.ok ? ok({ basis: 'execution', price: found.value }) : found;
  }
  if (dayPrice?.date === quoteDate && compare(dayPrice.price, '0') > 0) {
    return ok({ basis: 'day', price: dayPrice.price, validUntil: quoteDate });
  }
  return fail({
    code: 'DAY_PRICE_MISSING',
    message: {
      zh: `原材料不稳定或无库存，但产品“${product}”没有 ${quoteDate} 的当日材料价`,
      en: `Material is unstable or out of stock, but product “${product}” has no material price of ${quoteDate}`,
    },
    fix: { zh: '请填写报价当日的材料价', en: "Enter the quote day's material price" },
  });
}

/** R-Q2 (S87): still valid at 23:59:59+08:00 of `validUntil`, expired a second later. */
export const isExpired = (validUntil: string, now: number): boolean => now > endOfBusinessDay(validUntil);

export interface Band {
  readonly min: string;
  readonly max: string;
}

/** Mark-up for retail customers, in percent (S88). */
const RETAIL_PERCENT: Band = { min: '3', max: '5' };

/**
 * R-Q3 (S88): lowest and highest retail price with `dp` decimals that lie inside base +3 % … +5 %: `'12.35'` →
 * 12.73 to 12.96. Refuses with `RETAIL_BAND_EMPTY` when no price of that scale does (0.01).
 */
export function retailBand(base: string, dp = 2, percent: Band = RETAIL_PERCENT): Result<Band, Problem> {
  const marked = (extra: string) => decimal(base).times(decimal(extra).plus('100')).div('100');
  const min = fixed(marked(percent.min), dp, ROUND_UP);
  const max = fixed(marked(percent.max), dp, ROUND_DOWN);
  if (compare(base, '0') > 0 && compare(min, max) <= 0) return ok({ min, max });
  return fail({
    code: 'RETAIL_BAND_EMPTY',
    message: {
      zh: `基准价 ${base} 加 ${percent.min}%—${percent.max}% 之间没有 ${dp} 位小数的价格`,
      en: `No price with ${dp} decimals lies between +${percent.min} % and +${percent.max} % of the base ${base}`,
    },
    fix: { zh: '请增加单价的小数位', en: 'Use more decimals for the unit price' },
  });
}

/** R-Q3 (S88): `RETAIL_OUT_OF_BAND` when the price lies outside the band. */
export function retailRefusal(price: string, band: Band): Problem | undefined {
  if (compare(price, band.min) >= 0 && compare(price, band.max) <= 0) return undefined;
  return {
    code: 'RETAIL_OUT_OF_BAND',
    message: {
      zh: `零售价 ${price} 不在 ${band.min} 至 ${band.max} 之间`,
      en: `The retail price ${price} is not between ${band.min} and ${band.max}`,
    },
    fix: { zh: '请调整单价', en: 'Change the unit price' },
  };
}

/**
 * R-Q4 (S90): financing of a credit sale, base × rate × days / basis, rounded once. `rate` is a fraction per year,
 * `basis` the days of that year (360 or 365). Throws `BAD_AMOUNT` for negative or part days.
 */
export function creditSurcharge(base: string, rate: string, days: number, basis = 365, dp = 2): string {
  const isCount = (n: number, least: number) => Number.isSafeInteger(n) && n >= least;
  if (!isCount(days, 0) || !isCount(basis, 1) || compare(rate, '0') < 0) {
    throw badAmount(
      '欠款天数须为不小于零的整数，年天数须为正整数，利率不得为负',
      'Credit days must be whole and not negative, the days of a year whole and above 0, the rate not negative',
    );
  }
  return fixed(decimal(base).times(decimal(rate)).times(String(days)).div(String(basis)), dp);
}

/**
 * R-Q5 (S92): below the execution price the department head has to sign; equal is allowed.
 * The unit price is the one after discounts and before freight.
 */
export const belowFloor = (unitPriceNetOfDiscount: string, executionPrice: string): boolean =>
  compare(unitPriceNetOfDiscount, executionPrice) < 0;

/** R-Q6 (S91): a special request needs a reason, `SPECIAL_REASON_MISSING`; the floor of R-Q5 still holds. */
export function specialRequestRefusal(isSpecial: boolean, reason: string | undefined): Problem | undefined {
  if (!isSpecial || reason?.trim()) return undefined;
  return {
    code: 'SPECIAL_REASON_MISSING',
    message: { zh: '特殊要求的询价没有填写原因', en: 'The special request gives no reason' },
    fix: { zh: '请填写特殊处理的原因', en: 'Enter the reason for the special treatment' },
  };
}

/** Since when prices fluctuate so much that only the commercial centre may quote; null while they do not. */
export type FluctuationLock = { readonly since: number } | null;

/**
 * R-Q7 (S93): `QUOTE_LOCKED` for a quotation issued at or after the start of the lock by someone with none of the
 * roles that may. One issued a moment before stays valid. Times in epoch milliseconds.
 */
export function lockRefusal(
  lock: FluctuationLock,
  roles: readonly string[],
  issuedAt: number,
  mayIssue: readonly string[] = ['commercial_centre'],
): Problem | undefined {
  if (!lock || issuedAt < lock.since || roles.some((role) => mayIssue.includes(role))) return undefined;
  return {
    code: 'QUOTE_LOCKED',
    message: {
      zh: '原材料价格波动较大，目前只能由商务中心报价',
      en: 'Material prices fluctuate strongly: only the commercial centre may quote at present',
    },
    fix: { zh: '请把询价转给商务中心', en: 'Pass the enquiry to the commercial centre' },
  };
}
