import { z } from 'zod';
import { addDays } from '../../functions/core/business/dates.ts';
import { convert, lineAmount, sum } from '../../functions/core/business/money.ts';
import { languages } from '../../functions/core/business/words.ts';
import { linesOfRow } from '../../functions/core/business/wrap.ts';
import type { Context, Derived } from '../../functions/core/kind.ts';
import { isSettled, type KnownRecord, recordsOf } from '../../functions/core/records.ts';
import { COLUMNS } from './columns.ts';
import type { Request } from './kind.ts';
import type { Printed } from './prints.ts';

const contract = z.object({
  subject: z.string(),
  buyerName: z.string(),
  signDate: z.string().optional(),
  termTo: z.string(),
  currency: z.string().default('CNY'),
  exchangeRate: z.string().optional(),
  deliveryTime: z.string(),
  paymentTerms: z.string(),
  lines: z.array(z.object({ quantity: z.string(), unitPrice: z.string() })),
});

type Contract = KnownRecord & { readonly input: z.infer<typeof contract> };

const zh = (text: string): string => languages(text).zh;
const amountOf = ({ input }: Contract): string =>
  sum(input.lines.map(({ quantity, unitPrice }) => lineAmount(quantity, unitPrice)));
const cnyOf = (one: Contract): string =>
  one.input.currency === 'CNY'
    ? amountOf(one)
    : convert(amountOf(one), { value: one.input.exchangeRate ?? '1', per: '1' });

/** Days before its end in which a contract is told to run out. */
const SOON = 30;

const STATES: Readonly<Record<string, string>> = {
  refused: '已退回',
  expired: '已过期',
  completed: '已签订',
  archived: '已归档',
};

/** S98: every contract up to the day, with totals that are those of its rows. */
export function derive(request: Request, { records }: Context): Derived<Printed> {
  const contracts = recordsOf(records, 'sales-contract', contract).filter(
    ({ input, day }) => (input.signDate ?? day) <= request.asOf,
  );
  const currencies = [...new Set(contracts.map(({ input }) => input.currency))].toSorted();
  const totalCny = sum(contracts.map(cnyOf));
  const soon = addDays(request.asOf, SOON);
  return {
    data: {
      asOf: request.asOf,
      lines: contracts.map((one) => printLine(one, request.asOf)),
      totals: currencies.map((currency) => {
        const own = contracts.filter(({ input }) => input.currency === currency);
        return { currency, count: own.length, amount: sum(own.map(amountOf)) };
      }),
      totalCny,
      signed: contracts.filter(isSettled).length,
      open: contracts.filter((one) => !isSettled(one)).length,
      expiring: contracts.filter(
        (one) => isSettled(one) && one.input.termTo >= request.asOf && one.input.termTo <= soon,
      ).length,
      revisionReason: zh(request.revisionReason ?? ''),
    },
    amount: totalCny,
    currency: 'CNY',
    needs: [],
  };
}

function printLine(one: Contract, asOf: string) {
  const { input, route, state, number, day } = one;
  const isOver = isSettled(one) && input.termTo < asOf;
  const printed = {
    contract: number ?? '',
    subject: zh(input.subject),
    buyer: zh(input.buyerName),
    signDate: input.signDate ?? day,
    termTo: input.termTo,
    currency: input.currency,
    amount: amountOf(one),
    cny: cnyOf(one),
    delivery: zh(input.deliveryTime),
    payment: zh(input.paymentTerms),
    state: isOver ? '已到期' : (STATES[state] ?? '审批中'),
    review: route?.steps.some(({ id }) => id === 'panel') ? '评审小组' : '部长',
  };
  const tall = linesOfRow(
    [
      [printed.subject, COLUMNS.subject],
      [printed.buyer, COLUMNS.buyer],
      [printed.delivery, COLUMNS.delivery],
      [printed.payment, COLUMNS.payment],
    ],
    9,
  );
  return { ...printed, tall };
}
