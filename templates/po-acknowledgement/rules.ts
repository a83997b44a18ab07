import { lineAmount, sum } from '../../functions/core/business/money.ts';
import { isPositive, revisionHasReason, totalFitsWords } from '../../functions/core/business/trade-rules.ts';
import type { Context, Rule } from '../../functions/core/kind.ts';
import { applicantOf, emailForm } from '../../functions/core/profile.ts';
import { type Problem, refusalOf } from '../../functions/core/result.ts';
import type { Request } from './input.ts';

/** Tax-inclusive total, two decimals. */
export const totalOf = ({ lines }: Pick<Request, 'lines'>): string =>
  sum(lines.map(({ quantity, unitPrice }) => lineAmount(quantity, unitPrice)));

function poNotAhead({ poDate }: Request, { today }: Context): readonly Problem[] {
  if (compareDays(poDate, today) <= 0) return [];
  return [
    {
      code: 'PO_DATE_AHEAD',
      path: ['poDate'],
      message: { zh: 'PO 日期晚于今天', en: 'The date of the PO is after today' },
      fix: { zh: '请对照客户的 PO 核对', en: 'Compare it with the customer’s PO' },
    },
  ];
}

const compareDays = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function deliveryAfterPo(
  { deliveryDate }: Request['lines'][number],
  { poDate }: Request,
): readonly Problem[] {
  if (compareDays(deliveryDate, poDate) >= 0) return [];
  return [
    {
      code: 'DELIVERY_BEFORE_PO',
      path: ['deliveryDate'],
      message: { zh: '交期早于 PO 日期', en: 'The delivery date is before the date of the PO' },
      fix: { zh: '请核对交期', en: 'Check the delivery date' },
    },
  ];
}

/** S32–S33: the order as the customer placed it, complete and with sums that can be written. */
export const rules: readonly Rule<Request>[] = [
  (request, { company }) => refusalOf(applicantOf(request, company)),
  emailForm,
  revisionHasReason,
  poNotAhead,
  { each: 'lines', rule: ({ unitPrice }) => isPositive('unitPrice', unitPrice) },
  { each: 'lines', rule: deliveryAfterPo },
  (request) => totalFitsWords(totalOf(request)),
];
