import { z } from 'zod';
import { compare, totalPieces } from '../../functions/core/business/money.ts';
import { notBefore, revisionHasReason } from '../../functions/core/business/trade-rules.ts';
import { factoryOf } from '../../functions/core/factories.ts';
import type { Context, Rule } from '../../functions/core/kind.ts';
import { productKey } from '../../functions/core/orders.ts';
import { applicantOf } from '../../functions/core/profile.ts';
import { isSettled, recordsOf } from '../../functions/core/records.ts';
import { asProblem, type Problem, refusalOf } from '../../functions/core/result.ts';
import type { Request } from './input.ts';

type Line = Request['lines'][number];

const payment = z.object({
  customerName: z.string(),
  poNo: z.string(),
  product: z.string(),
  quantity: z.string(),
  paidOn: z.string(),
});

/** Confirmed payments for the product of an order, oldest first. */
const paymentsOf = (line: Line, { records }: Context) =>
  recordsOf(records, 'payment-confirmation', payment).filter(
    (one) => isSettled(one) && productKey(one.input) === productKey(line),
  );

/** Pieces of the product of an order that are paid. */
export const paidPieces = (line: Line, context: Context): string =>
  totalPieces(paymentsOf(line, context).map(({ input }) => input.quantity));

/** R-O4 (S45): only what is paid in full is shipped. */
function isPaid(line: Line, _: Request, context: Context): readonly Problem[] {
  const paid = paidPieces(line, context);
  if (compare(paid, line.quantity) >= 0) return [];
  return [
    {
      code: paid === '0' ? 'UNPAID' : 'PLAN_OVER_PAID',
      path: ['quantity'],
      message: {
        zh: `财务已确认付清 ${paid} 件，计划 ${line.quantity} 件`,
        en: `Finance confirmed the payment of ${paid} pieces; ${line.quantity} are planned`,
      },
      fix: {
        zh: '请先完成付款核对单，或减少数量',
        en: 'Complete the payment confirmation first, or plan fewer',
      },
    },
  ];
}

const WAIT = 3;

/** R-O7 (S51): three working days after the payment, 一般情况下: earlier needs a reason. */
function notTooEarly(line: Line, request: Request, context: Context): readonly Problem[] {
  const last = paymentsOf(line, context).at(-1);
  if (last === undefined || request.earlyReason !== undefined) return [];
  try {
    const earliest = context.calendar.addWorkingDays(last.input.paidOn, WAIT);
    if (request.shipDate >= earliest) return [];
    return [
      {
        code: 'PLAN_EARLY',
        path: ['product'],
        message: {
          zh: `${last.input.paidOn} 付清，一般 ${WAIT} 个工作日后（${earliest}）才可安排发货`,
          en: `Paid on ${last.input.paidOn}: usually planned ${WAIT} working days later, from ${earliest} on`,
        },
        fix: { zh: '请改日期，或填写提前发货原因', en: 'Change the date, or enter the reason to ship early' },
      },
    ];
  } catch (fault) {
    return [{ ...asProblem(fault), path: ['product'] }];
  }
}

/** S51: a day to come, products that are paid, factories that are known. */
export const rules: readonly Rule<Request>[] = [
  (request, { company }) => refusalOf(applicantOf(request, company)),
  revisionHasReason,
  ({ shipDate, revision }, { today }) =>
    revision > 0 ? [] : notBefore('shipDate', shipDate, today, { zh: '今天', en: 'today' }),
  {
    each: 'lines',
    rule: ({ factory }, _, { company }) =>
      factory === undefined ? [] : refusalOf(factoryOf({ factory }, company)),
  },
  { each: 'lines', rule: isPaid },
  { each: 'lines', rule: notTooEarly },
];
