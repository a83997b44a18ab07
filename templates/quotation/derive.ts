import { compare, decimal, splitTaxInclusive, sum } from '../../functions/core/business/money.ts';
import type { Context, Derived, Need, Rule } from '../../functions/core/kind.ts';
import { applicantOf } from '../../functions/core/profile.ts';
import { allowed, type Problem } from '../../functions/core/result.ts';
import { knownRows } from '../../functions/core/rules.ts';
import { dayOf, expiry, headRules, lastDayOf, taxRateOf } from './checks.ts';
import type { Request } from './input.ts';
import { basisOf, lineRules, type PricedLine, priceLine } from './price.ts';
import { type Amount, print, type Quotation } from './print.ts';
import type { Printed } from './prints.ts';

/** Prices, totals and signatures of a request that has passed its rules. */
export function derive(request: Request, context: Context): Derived<Printed> {
  const lines = request.lines.map((line) => priceLine(line, request, context));
  const quoteDate = dayOf(request, context);
  const isDayPrice = lines.some(({ base }) => base.basis === 'day');
  const rate = allowed(taxRateOf(request, context));
  const quotation: Quotation = {
    request,
    applicant: allowed(applicantOf(request, context.company)),
    company: context.company,
    quoteDate,
    validUntil: isDayPrice ? quoteDate : lastDayOf(request, context),
    isDayPrice,
    rate,
    lines,
    ...totalsOf(request, lines, rate),
  };
  return {
    data: print(quotation),
    amount: quotation.total.gross,
    currency: request.currency,
    validUntil: quotation.validUntil,
    needs: needsOf(request, lines, context),
  };
}

/** R-Q2 (S87): a day price holds to the end of its day; lines that are not right are not asked. */
function dayPricesHold(request: Request, context: Context): readonly Problem[] {
  const expired = expiry(request, dayOf(request, context), context);
  if (expired.length === 0) return [];
  const lines = knownRows(request.lines, 'product', 'materialUnstable', 'materialInStock');
  const hasDayPrice = lines.some(([, line]) => {
    const basis = basisOf(line, request, context);
    return basis.ok && basis.value.base.basis === 'day';
  });
  return hasDayPrice ? expired : [];
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
function totalsOf(request: Request, lines: readonly PricedLine[], rate: string): Totals {
  const split = (gross: string): Amount => ({ gross, ...splitTaxInclusive(gross, rate) });
  const lineAmounts = lines.map(({ amount }) => split(amount));
  const goods = add(lineAmounts);
  const surcharge = split(sum(lines.map((line) => line.surcharge)));
  const freight = split(freightOf(request));
  return { lineAmounts, goods, surcharge, freight, total: add([goods, surcharge, freight]) };
}

const freightOf = ({ freight }: Request): string => decimal(freight ?? '0').toFixed(2);

function totalFitsWords(request: Request, context: Context): Problem[] {
  const lines = request.lines.map((line) => priceLine(line, request, context));
  const gross = sum([...lines.flatMap(({ amount, surcharge }) => [amount, surcharge]), freightOf(request)]);
  if (compare(gross, MOST) <= 0) return [];
  return [
    {
      code: 'TOTAL_TOO_BIG',
      message: {
        zh: '合计金额达到一万亿，无法写成大写',
        en: 'The total reaches 10^12 and cannot be written in words',
      },
      fix: { zh: '请核对数量和单价', en: 'Check quantities and prices' },
    },
  ];
}

/** Rules R-Q1 to R-Q8 (S62–S68, S86–S93). */
export const rules: readonly Rule<Request>[] = [...headRules, ...lineRules, dayPricesHold, totalFitsWords];

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
