import { addDays, formatDateEn, formatDateZh } from '../../functions/core/business/dates.ts';
import { compare, decimal, splitTaxInclusive, sum } from '../../functions/core/business/money.ts';
import { isExpired } from '../../functions/core/business/pricing.ts';
import type { Context, Derived, Need } from '../../functions/core/kind.ts';
import { fail, ok, type Problem, type Result } from '../../functions/core/result.ts';
import { applicantOf, headProblems, taxRateOf } from './checks.ts';
import type { Request } from './input.ts';
import { type PricedLine, priceLine } from './price.ts';
import { listInForce } from './price-lists.ts';
import { type Amount, print, type Quotation } from './print.ts';
import type { Printed } from './prints.ts';

/** Rules R-Q1 to R-Q8 (S62–S68, S86–S93) and totals; every refusal at once, each at its field. */
export function derive(request: Request, context: Context): Result<Derived<Printed>> {
  const quoteDate = request.quoteDate ?? context.today;
  const { lines, problems: lineProblems } = priceAll(request, context, quoteDate);
  const isDayPrice = lines.some(({ base }) => base.basis === 'day');
  const validUntil = isDayPrice
    ? quoteDate
    : addDays(quoteDate, request.validDays ?? context.company.quoting.validDays);
  const problems = [
    ...headProblems(request, context, quoteDate),
    ...expiry(request, context, validUntil),
    ...lineProblems,
  ];
  const applicant = applicantOf(request, context);
  const rate = taxRateOf(request, context, quoteDate);
  if (problems.length > 0 || applicant === undefined || rate === undefined) return fail(problems);
  const totals = totalsOf(request, lines, rate);
  if (!totals.ok) return totals;
  const quotation: Quotation = {
    request,
    applicant,
    company: context.company,
    quoteDate,
    validUntil,
    isDayPrice,
    rate,
    lines,
    ...totals.value,
  };
  return ok({
    data: print(quotation),
    amount: totals.value.total.gross,
    currency: request.currency,
    validUntil,
    needs: needsOf(request, lines, context),
  });
}

function priceAll(request: Request, context: Context, quoteDate: string) {
  const { quoting } = context.company;
  const list = listInForce(context.references['price-list'] ?? [], request.currency, quoteDate);
  const lines: PricedLine[] = [];
  const problems: Problem[] = [];
  for (const [i, line] of request.lines.entries()) {
    const priced = priceLine(line, { request, quoting, list, quoteDate });
    if (priced.ok) lines.push(priced.value);
    else
      problems.push(
        ...priced.error.map((problem) => ({ ...problem, path: ['lines', i, ...(problem.path ?? [])] })),
      );
  }
  return { lines, problems };
}

/** R-Q2 (S87): nothing goes out that has already run out, above all no price of another day. */
function expiry(request: Request, context: Context, validUntil: string): Problem[] {
  if (!isExpired(validUntil, context.at)) return [];
  return [
    {
      code: 'QUOTE_EXPIRED',
      path: [request.quoteDate === undefined ? 'validDays' : 'quoteDate'],
      message: {
        zh: `这份报价在 ${formatDateZh(validUntil)} 就已过期`,
        en: `This quotation has run out on ${formatDateEn(validUntil)} already`,
      },
      fix: {
        zh: '请把报价日期改为今天或留空，按今天的价格重新报价',
        en: 'Use today as the date, or leave it blank, and quote at the prices of today',
      },
    },
  ];
}

const MOST = '999999999999.99';

interface Totals {
  readonly lineAmounts: readonly Amount[];
  readonly goods: Amount;
  readonly surcharge: Amount;
  readonly freight: Amount;
  readonly total: Amount;
}

/** Tax is split per line; totals are sums of rounded lines, so that the printed figures always add up. */
function totalsOf(request: Request, lines: readonly PricedLine[], rate: string): Result<Totals> {
  const split = (gross: string): Amount => ({ gross, ...splitTaxInclusive(gross, rate) });
  const lineAmounts = lines.map(({ amount }) => split(amount));
  const goods = add(lineAmounts);
  const surcharge = split(sum(lines.map((line) => line.surcharge)));
  const freight = split(decimal(request.freight ?? '0').toFixed(2));
  const total = add([goods, surcharge, freight]);
  if (compare(total.gross, MOST) <= 0) return ok({ lineAmounts, goods, surcharge, freight, total });
  return fail([
    {
      code: 'TOTAL_TOO_BIG',
      message: {
        zh: '合计金额达到一万亿，无法写成大写',
        en: 'The total reaches 10^12 and cannot be written in words',
      },
      fix: { zh: '请核对数量和单价', en: 'Check quantities and prices' },
    },
  ]);
}

const add = (amounts: readonly Amount[]): Amount => ({
  gross: sum(amounts.map(({ gross }) => gross)),
  net: sum(amounts.map(({ net }) => net)),
  tax: sum(amounts.map(({ tax }) => tax)),
});

/** R-Q5 (S92) and R-Q8 (S68): who has to sign before the quotation may leave the house. */
function needsOf(request: Request, lines: readonly PricedLine[], { company }: Context): readonly Need[] {
  const { floorSigner, revisionSigner } = company.quoting;
  const low = lines.flatMap((line, i) => (line.belowFloor ? [`${i + 1} (${line.line.product})`] : []));
  const needs: Need[] = [];
  if (low.length > 0)
    needs.push({
      code: `sign:${floorSigner}`,
      role: floorSigner,
      reason: {
        zh: `低于执行价（S92）：第 ${low.join('、')} 行`,
        en: `Below the execution price (S92): line ${low.join(', ')}`,
      },
    });
  if (
    request.revision > 0 &&
    revisionSigner !== undefined &&
    (low.length === 0 || revisionSigner !== floorSigner)
  )
    needs.push({
      code: `sign:${revisionSigner}`,
      role: revisionSigner,
      reason: {
        zh: `修订报价（S68），第 ${request.revision} 次`,
        en: `Revision ${request.revision} (S68)`,
      },
    });
  return needs;
}
