import {
  compare,
  convert,
  decimal,
  fixed,
  formatMoney,
  lineAmount,
} from '../../functions/core/business/money.ts';
import {
  isPositive,
  notAhead,
  revisionHasReason,
  totalFitsWords,
} from '../../functions/core/business/trade-rules.ts';
import type { Context, Rule } from '../../functions/core/kind.ts';
import { applicantOf } from '../../functions/core/profile.ts';
import { type Problem, refusalOf } from '../../functions/core/result.ts';
import type { Request } from './input.ts';

/** What is due for the lot in the currency of the order, two decimals. */
export const dueOf = ({ quantity, unitPrice, deducted }: Request): string =>
  fixed(decimal(lineAmount(quantity, unitPrice)).minus(deducted ?? '0'));

export const receivedIn = ({ receivedCurrency, currency }: Request): string => receivedCurrency ?? currency;

const isForeign = (request: Request): boolean => request.currency !== 'CNY' || receivedIn(request) !== 'CNY';

/** What is due in the currency in which it came, at the rate of the day (S43). */
export function dueInReceived(request: Request): string {
  const due = dueOf(request);
  if (receivedIn(request) === request.currency) return due;
  const rate = request.exchangeRate ?? '1';
  return request.currency === 'CNY'
    ? convert(due, { value: '1', per: rate })
    : convert(due, { value: rate, per: '1' });
}

function currenciesFit(request: Request): readonly Problem[] {
  const received = receivedIn(request);
  if (received === request.currency || received === 'CNY' || request.currency === 'CNY') return [];
  return [
    {
      code: 'CURRENCIES_DIFFER',
      path: ['receivedCurrency'],
      message: {
        zh: '订单和到账是两种不同的外币，不能直接折算',
        en: 'Order and payment are in two foreign currencies, which one rate cannot compare',
      },
      fix: { zh: '请财务按人民币入账后填写人民币金额', en: 'Enter the amount in CNY as finance booked it' },
    },
  ];
}

const RATE = ['exchangeRate', 'rateSource', 'rateDate'] as const;

/** R-O4 (S43): foreign money is kept with the rate of its day and where the rate is from. */
function rateIsThere(request: Request): readonly Problem[] {
  if (!isForeign(request))
    return request.exchangeRate === undefined
      ? []
      : [
          {
            code: 'RATE_OF_CNY',
            path: ['exchangeRate'],
            message: { zh: '人民币货款不需要汇率', en: 'A payment in CNY has no exchange rate' },
            fix: { zh: '请删去汇率，或改选外币', en: 'Take the rate out, or choose the foreign currency' },
          },
        ];
  return RATE.filter((name) => request[name] === undefined).map((name) => ({
    code: 'RATE_MISSING',
    path: [name],
    message: {
      zh: '外币货款须写明当天汇率、来源和日期',
      en: 'A payment in foreign currency needs the rate of the day, its source and its date',
    },
    fix: { zh: '请补齐', en: 'Fill it in' },
  }));
}

function rateOfTheDay(request: Request): readonly Problem[] {
  if (!isForeign(request) || request.rateDate === request.paidOn) return [];
  return [
    {
      code: 'RATE_OF_ANOTHER_DAY',
      path: ['rateDate'],
      message: {
        zh: `汇率须为付款当天（${request.paidOn}）的汇率`,
        en: `The rate has to be the one of the day of payment, ${request.paidOn}`,
      },
      fix: { zh: '请填写付款当天的汇率和日期', en: 'Enter the rate of that day' },
    },
  ];
}

/** R-O4 (S45): nothing is mounted before it is paid. */
function paidInFull(request: Request, { company }: Context): readonly Problem[] {
  const due = dueInReceived(request);
  const least = fixed(decimal(due).minus(company.orders.paymentTolerance));
  if (compare(request.received, least) >= 0) return [];
  const code = receivedIn(request);
  const short = formatMoney(fixed(decimal(due).minus(request.received)));
  return [
    {
      code: 'PAYMENT_SHORT',
      path: ['received'],
      message: {
        zh: `应付 ${formatMoney(due)} ${code}，实收少 ${short} ${code}，不能通知上线`,
        en: `${formatMoney(due)} ${code} is due and ${short} ${code} is missing: mounting cannot be released`,
      },
      fix: {
        zh: '请与客户核对，款到齐后再提交',
        en: 'Check it with the customer and submit it when all of it is there',
      },
    },
  ];
}

/** S43–S45: the right amount, in the right currency, at the rate of the day. A slip is never asked for (S44). */
export const rules: readonly Rule<Request>[] = [
  (request, { company }) => refusalOf(applicantOf(request, company)),
  revisionHasReason,
  ({ unitPrice }) => isPositive('unitPrice', unitPrice),
  ({ paidOn }, { today }) => notAhead('paidOn', paidOn, today, { zh: '付款日期', en: 'the date of payment' }),
  currenciesFit,
  rateIsThere,
  rateOfTheDay,
  paidInFull,
  ({ received }) => totalFitsWords(fixed(decimal(received))),
];
