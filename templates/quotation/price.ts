import { normalise } from '../../functions/core/business/identity.ts';
import { compare, decimal, fixed, lineAmount, roundMoney } from '../../functions/core/business/money.ts';
import {
  type Band,
  type BasePrice,
  basePrice,
  belowFloor,
  creditSurcharge,
  retailBand,
  retailRefusal,
} from '../../functions/core/business/pricing.ts';
import { languages } from '../../functions/core/business/words.ts';
import type { Context, Rule } from '../../functions/core/kind.ts';
import { allowed, fail, ok, type Problem, type Result, refusalOf } from '../../functions/core/result.ts';
import { dayOf } from './checks.ts';
import type { Request, RequestLine } from './input.ts';
import { listInForce, listsOf, neverListed, notInForce, type PriceRow } from './price-lists.ts';

/** Prices are tax-inclusive, per unit, as text. */
export interface PricedLine {
  readonly line: RequestLine;
  readonly row: PriceRow;
  /** Execution price, or the day's material price (R-Q1, R-Q2). */
  readonly base: BasePrice;
  /** 执行价: below it a signature is needed (R-Q5). */
  readonly floor: string;
  readonly band: Band | null;
  /** Before discount. */
  readonly listPrice: string;
  /** As printed: net of discount, with the credit surcharge when that is folded in. */
  readonly unitPrice: string;
  readonly amount: string;
  /** Credit surcharge of the whole line that is charged beside the price; `'0.00'` when none or folded in. */
  readonly surcharge: string;
  readonly belowFloor: boolean;
}

type Product = Pick<RequestLine, 'product' | 'materialUnstable' | 'materialInStock'>;

/** What a line's price starts from; refuses with `PRICE_MISSING` or `DAY_PRICE_MISSING`, at the product. */
export function basisOf(line: Product, request: Request, context: Context): Result<Basis, Problem> {
  const product = normalise(line.product);
  if (!listsOf(context).some(({ rows }) => rows.has(product))) return fail(neverListed(line.product));
  const quoteDate = dayOf(request, context);
  const list = listInForce(context, request.currency, quoteDate);
  const row = list?.rows.get(product);
  if (!list || !row) return fail(notInForce(line.product, request.currency, quoteDate, context));
  const base = basePrice({
    lists: [list],
    product,
    quoteDate,
    material: {
      unstable: line.materialUnstable ?? row.materialUnstable,
      noStock: !(line.materialInStock ?? row.materialInStock),
    },
    ...(row.dayPrice !== undefined && row.dayPriceDate !== undefined
      ? { dayPrice: { date: row.dayPriceDate, price: row.dayPrice } }
      : {}),
    mode: context.company.quoting.dayPriceWhen,
  });
  if (base.ok) return ok({ row, base: base.value, dp: Math.max(2, decimalsOf(base.value.price)) });
  if (base.error.code !== 'DAY_PRICE_MISSING') return fail(at('product', base.error));
  return fail({
    ...at('product', base.error),
    fix: {
      zh: '请在执行价表中填写该产品的当日材料价和日期，上传后再提交',
      en: "Enter the product's day price and its date in the price list, upload that, then submit again",
    },
  });
}

interface Basis {
  readonly row: PriceRow;
  /** Execution price, or the day's material price (R-Q1, R-Q2). */
  readonly base: BasePrice;
  /** Decimals of the line's prices. */
  readonly dp: number;
}

type Ask = (line: RequestLine, request: Request, context: Context) => readonly Problem[];

const hasPrice: Ask = (line, request, context) => refusalOf(basisOf(line, request, context));

/** A price per piece must not be quoted per set. */
const sameUnit: Ask = (line, request, context) => {
  if (line.unit === undefined) return [];
  const { row } = allowed(basisOf(line, request, context));
  const known = Object.values(languages(row.unit)).map(normalise);
  if (Object.values(languages(line.unit)).every((unit) => known.includes(normalise(unit)))) return [];
  return [
    {
      code: 'UNIT_MISMATCH',
      path: ['unit'],
      message: {
        zh: `单位“${line.unit}”与执行价表的单位“${row.unit}”不同`,
        en: `The unit “${line.unit}” is not that of the price list, “${row.unit}”`,
      },
      fix: { zh: '请改用执行价表的单位，或留空', en: 'Use the unit of the price list, or leave it blank' },
    },
  ];
};

/** 95 折 is a discount of 5 %, not of 95 %. */
const discountNotTooLarge: Ask = ({ discountPercent }, _request, { company }) => {
  const most = company.quoting.maxDiscountPercent;
  if (discountPercent === undefined || compare(discountPercent, most) <= 0) return [];
  return [
    {
      code: 'DISCOUNT_TOO_LARGE',
      path: ['discountPercent'],
      message: {
        zh: `折扣 ${discountPercent}% 超过公司规定的上限 ${most}%`,
        en: `A discount of ${discountPercent} % is more than the company allows, ${most} %`,
      },
      fix: {
        zh: `请填减价的百分数，最大 ${most}；如 95 折填 5`,
        en: `Write the percent that is taken off, at most ${most}: 5 for 95 折`,
      },
    },
  ];
};

const aboveZero: Ask = ({ unitPrice, discountPercent }) => {
  const isFree = unitPrice !== undefined && compare(unitPrice, '0') <= 0;
  if (!isFree && compare(discountPercent ?? '0', '100') < 0) return [];
  return [
    {
      code: 'PRICE_ZERO',
      path: [isFree ? 'unitPrice' : 'discountPercent'],
      message: { zh: '单价折后须大于零', en: 'The price after discount must be above zero' },
      fix: {
        zh: '请改正单价或折扣；留空则按规则定价',
        en: 'Mend price or discount; blank means priced by rule',
      },
    },
  ];
};

/** R-Q3 (S88): judged after discount. */
const insideRetailBand: Ask = (line, request, context) => {
  const basis = allowed(basisOf(line, request, context));
  const band = bandOf(basis, request, context);
  if (!band?.ok) return band ? [at('product', band.error)] : [];
  const refusal = retailRefusal(netOf(line, basis, band.value), band.value);
  const byDiscount = line.unitPrice === undefined && line.discountPercent !== undefined;
  return refusal ? [at(byDiscount ? 'discountPercent' : 'unitPrice', refusal)] : [];
};

/** Rules R-Q1 to R-Q3 for each line. */
export const lineRules: readonly Rule<Request>[] = [
  hasPrice,
  sameUnit,
  discountNotTooLarge,
  aboveZero,
  insideRetailBand,
].map((rule) => ({ each: 'lines', rule }));

/** Rules R-Q1 to R-Q5 for one line that has passed its rules. */
export function priceLine(line: RequestLine, request: Request, context: Context): PricedLine {
  const basis = allowed(basisOf(line, request, context));
  const { row, base, dp } = basis;
  const found = bandOf(basis, request, context);
  const band = found ? allowed(found) : undefined;
  const net = netOf(line, basis, band);
  const charge = surchargeOf(line.quantity, base.price, dp, request, context);
  const unitPrice = plain(decimal(net).plus(charge.perUnit).toFixed());
  return {
    line,
    row,
    base,
    floor: row.executionPrice,
    band: band ?? null,
    listPrice: listPriceOf(line, basis, band),
    unitPrice,
    amount: lineAmount(line.quantity, unitPrice),
    surcharge: charge.beside,
    belowFloor: belowFloor(net, higher(row.executionPrice, base)),
  };
}

/** A day-price line quoted under the day's material price is not quoted at it (S87): that needs the signature too. */
const higher = (execution: string, base: BasePrice): string =>
  compare(base.price, execution) > 0 ? base.price : execution;

const bandOf = ({ base, dp }: Basis, { customerClass }: Request, { company }: Context) =>
  customerClass === 'retail' ? retailBand(base.price, dp, company.quoting.retailBand) : undefined;

const listPriceOf = (line: RequestLine, { base, dp }: Basis, band: Band | undefined): string =>
  line.unitPrice ?? band?.min ?? roundMoney(base.price, dp);

/** Exact: discounts are taken before rounding. */
const netOf = (line: RequestLine, basis: Basis, band: Band | undefined): string => {
  const part = decimal('100')
    .minus(line.discountPercent ?? '0')
    .times('0.01');
  return plain(
    decimal(listPriceOf(line, basis, band))
      .times(part)
      .toFixed(),
  );
};

interface Charge {
  readonly perUnit: string;
  readonly beside: string;
}

/** R-Q4 (S90): on the base price, folded into the unit price or charged beside it, as the profile says. */
function surchargeOf(
  quantity: string,
  base: string,
  dp: number,
  { creditDays }: Request,
  { company }: Context,
): Charge {
  if (creditDays === 0) return { perUnit: '0', beside: '0.00' };
  const { ratePercent, basisDays, show } = company.quoting.credit;
  const rate = decimal(ratePercent).times('0.01').toFixed();
  if (show === 'folded')
    return { perUnit: creditSurcharge(base, rate, creditDays, basisDays, dp), beside: '0.00' };
  const whole = plain(decimal(base).times(quantity).toFixed());
  return { perUnit: '0', beside: creditSurcharge(whole, rate, creditDays, basisDays) };
}

/** At least two decimals, no trailing zeros beyond them. */
function plain(text: string): string {
  const dp = Math.max(2, decimalsOf(text.includes('.') ? text.replace(/0+$/, '') : text));
  return fixed(decimal(text), dp);
}

const decimalsOf = (text: string): number => text.split('.')[1]?.length ?? 0;

const at = (field: string, problem: Problem): Problem => ({ ...problem, path: [field] });
