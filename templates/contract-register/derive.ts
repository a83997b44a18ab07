import { z } from 'zod';
import { addDays } from '../../functions/core/business/dates.ts';
import { convert, lineAmount, sum } from '../../functions/core/business/money.ts';
import { moneyText } from '../../functions/core/business/money-text.ts';
import { languages } from '../../functions/core/business/words.ts';
import { linesOfRow } from '../../functions/core/business/wrap.ts';
import type { Summary } from '../../functions/core/charts/chart.ts';
import type { Context, Derived } from '../../functions/core/kind.ts';
import { isSettled, type KnownRecord, recordsOf } from '../../functions/core/records.ts';
import type { Text } from '../../functions/core/result.ts';
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
  const signed = contracts.filter(isSettled).length;
  const expiring = contracts.filter(
    (one) => isSettled(one) && one.input.termTo >= request.asOf && one.input.termTo <= soon,
  ).length;
  return {
    summary: summaryOf(request.asOf, contracts, totalCny, { signed, expiring }),
    data: {
      asOf: request.asOf,
      lines: contracts.map((one) => printLine(one, request.asOf)),
      totals: currencies.map((currency) => {
        const own = contracts.filter(({ input }) => input.currency === currency);
        return { currency, count: own.length, amount: sum(own.map(amountOf)) };
      }),
      totalCny,
      signed,
      open: contracts.length - signed,
      expiring,
      revisionReason: zh(request.revisionReason ?? ''),
    },
    amount: totalCny,
    currency: 'CNY',
    needs: [],
  };
}

/** Months back over which the chart goes. */
const MONTHS = 12;
const SIGNED_PER_MONTH: Text = { zh: '合同金额', en: 'Contracts' };
const TEN_THOUSANDS: Text = { zh: '万元', en: '10,000 CNY' };

const inTenThousands = (amount: string): number => Math.round(Number(amount) / 100) / 100;

function summaryOf(
  day: string,
  contracts: readonly Contract[],
  totalCny: string,
  { signed, expiring }: { readonly signed: number; readonly expiring: number },
): Summary {
  const monthOf = ({ input, day: came }: Contract): string => (input.signDate ?? came).slice(0, 7);
  const months = [...new Set(contracts.map(monthOf))].toSorted().slice(-MONTHS);
  const of = (month: string): number =>
    inTenThousands(sum(contracts.filter((one) => monthOf(one) === month).map(cnyOf)));
  return {
    label: day,
    unit: TEN_THOUSANDS,
    figures: [
      { label: { zh: '合同总额', en: 'Total' }, value: moneyText(totalCny, 'CNY') },
      { label: { zh: '合同份数', en: 'Contracts' }, value: String(contracts.length) },
      { label: { zh: '已签订', en: 'Signed' }, value: String(signed) },
      { label: { zh: '30 天内到期', en: 'End within 30 days' }, value: String(expiring) },
    ],
    chart: {
      title: { zh: '各月合同金额', en: 'Contracts by month' },
      unit: TEN_THOUSANDS,
      labels: months,
      series: [{ name: SIGNED_PER_MONTH, values: months.map(of) }],
    },
    trend: [{ name: SIGNED_PER_MONTH, value: inTenThousands(totalCny) }],
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
