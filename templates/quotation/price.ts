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
import type { Company } from '../../functions/core/company.ts';
import { fail, ok, type Problem, type Result } from '../../functions/core/result.ts';
import type { Request, RequestLine } from './input.ts';
import type { PriceRow, PublishedList } from './price-lists.ts';
import { languages } from './words.ts';

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

export interface PriceContext {
  readonly request: Request;
  readonly quoting: Company['quoting'];
  readonly list: PublishedList | undefined;
  readonly quoteDate: string;
}

/** Rules R-Q1 to R-Q5 for one line; a refusal's path starts at the line. */
export function priceLine(line: RequestLine, context: PriceContext): Result<PricedLine> {
  const key = normalise(line.product);
  const row = context.list?.rows.get(key);
  const base = baseOf(line, key, row, context);
  if (!base.ok || row === undefined) return fail(base.ok ? [] : [base.error]);
  const unit = unitProblem(line, row);
  const dp = Math.max(2, decimalsOf(base.value.price));
  const band = context.request.customerClass === 'retail' ? bandOf(base.value.price, dp, context) : undefined;
  if (band?.ok === false) return fail([...unit, at('product', band.error)]);
  const listPrice = line.unitPrice ?? band?.value.min ?? roundMoney(base.value.price, dp);
  const net = afterDiscount(listPrice, line.discountPercent ?? '0');
  const problems = [...unit, ...priceProblems(net, band?.value, line)];
  if (problems.length > 0) return fail(problems);
  const charge = surchargeOf(line.quantity, base.value.price, dp, context);
  const unitPrice = plain(decimal(net).plus(charge.perUnit).toFixed());
  return ok({
    line,
    row,
    base: base.value,
    floor: row.executionPrice,
    band: band?.value ?? null,
    listPrice,
    unitPrice,
    amount: lineAmount(line.quantity, unitPrice),
    surcharge: charge.beside,
    belowFloor: belowFloor(net, higher(row.executionPrice, base.value)),
  });
}

/** A day-price line quoted under the day's material price is not quoted at it (S87): that needs the signature too. */
const higher = (execution: string, base: BasePrice): string =>
  compare(base.price, execution) > 0 ? base.price : execution;

function baseOf(
  line: RequestLine,
  key: string,
  row: PriceRow | undefined,
  { list, quoteDate, quoting }: PriceContext,
): Result<BasePrice, Problem> {
  const unstable = line.materialUnstable ?? row?.materialUnstable ?? false;
  const inStock = line.materialInStock ?? row?.materialInStock ?? true;
  const isListed = row !== undefined;
  const found = basePrice({
    lists: list ? [list] : [],
    product: isListed ? key : line.product,
    quoteDate,
    // A product that is not listed has no price at all: say that, not that its day price is missing.
    material: { unstable: isListed && unstable, noStock: isListed && !inStock },
    ...(row?.dayPrice !== undefined && row.dayPriceDate !== undefined
      ? { dayPrice: { date: row.dayPriceDate, price: row.dayPrice } }
      : {}),
    mode: quoting.dayPriceWhen,
  });
  if (found.ok || found.error.code !== 'DAY_PRICE_MISSING')
    return found.ok ? found : fail(at('product', found.error));
  return fail({
    ...at('product', found.error),
    fix: {
      zh: '请在执行价表中填写该产品的当日材料价和日期，上传后再提交',
      en: "Enter the product's day price and its date in the price list, upload that, then submit again",
    },
  });
}

const bandOf = (base: string, dp: number, { quoting }: PriceContext) =>
  retailBand(base, dp, quoting.retailBand);

/** A price per piece must not be quoted per set. */
function unitProblem(line: RequestLine, row: PriceRow): Problem[] {
  if (line.unit === undefined) return [];
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
}

function priceProblems(net: string, band: Band | undefined, line: RequestLine): Problem[] {
  const path =
    line.unitPrice === undefined && line.discountPercent !== undefined ? 'discountPercent' : 'unitPrice';
  if (compare(net, '0') <= 0)
    return [
      {
        code: 'PRICE_ZERO',
        path: [path],
        message: { zh: '单价折后须大于零', en: 'The price after discount must be above zero' },
        fix: {
          zh: '请改正单价或折扣；留空则按规则定价',
          en: 'Mend price or discount; blank means priced by rule',
        },
      },
    ];
  const refusal = band && retailRefusal(net, band);
  return refusal ? [at(path, refusal)] : [];
}

interface Charge {
  readonly perUnit: string;
  readonly beside: string;
}

/** R-Q4 (S90): on the base price, folded into the unit price or charged beside it, as the profile says. */
function surchargeOf(quantity: string, base: string, dp: number, { request, quoting }: PriceContext): Charge {
  if (request.creditDays === 0) return { perUnit: '0', beside: '0.00' };
  const { ratePercent, basisDays, show } = quoting.credit;
  const rate = decimal(ratePercent).times('0.01').toFixed();
  if (show === 'folded')
    return { perUnit: creditSurcharge(base, rate, request.creditDays, basisDays, dp), beside: '0.00' };
  const whole = plain(decimal(base).times(quantity).toFixed());
  return { perUnit: '0', beside: creditSurcharge(whole, rate, request.creditDays, basisDays) };
}

/** Exact: discounts are taken before rounding. */
const afterDiscount = (price: string, percent: string): string =>
  plain(decimal(price).times(decimal('100').minus(percent)).times('0.01').toFixed());

/** At least two decimals, no trailing zeros beyond them. */
function plain(text: string): string {
  const dp = Math.max(2, decimalsOf(text.includes('.') ? text.replace(/0+$/, '') : text));
  return fixed(decimal(text), dp);
}

const decimalsOf = (text: string): number => text.split('.')[1]?.length ?? 0;

const at = (field: string, problem: Problem): Problem => ({ ...problem, path: [field] });
