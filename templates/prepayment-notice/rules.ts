import { compare, decimal, fixed, lineAmount } from '../../functions/core/business/money.ts';
import { noticeTiming, noticeWindow } from '../../functions/core/business/prepay.ts';
import { isPositive, revisionHasReason, totalFitsWords } from '../../functions/core/business/trade-rules.ts';
import type { Context, Rule } from '../../functions/core/kind.ts';
import { applicantOf, emailForm } from '../../functions/core/profile.ts';
import { type Problem, refusalOf } from '../../functions/core/result.ts';
import type { Request } from './input.ts';

/** What is to be paid: the lot less what was paid before, two decimals. */
export const dueOf = ({ quantity, unitPrice, deducted }: Request): string =>
  fixed(decimal(lineAmount(quantity, unitPrice)).minus(deducted ?? '0'));

/** R-O3 (S42): not before the seventh working day before the boards come; late is better than never. */
function notTooEarly({ boardDate }: Request, { calendar, today }: Context): readonly Problem[] {
  const window = noticeWindow(boardDate, calendar);
  if (!window.ok) return [{ ...window.error, path: ['boardDate'] }];
  if (noticeTiming(today, window.value) !== 'early') return [];
  const { from, to } = window.value;
  return [
    {
      code: 'NOTICE_EARLY',
      path: ['boardDate'],
      message: {
        zh: `通知期为光板交期前 5 至 7 个工作日（${from} 至 ${to}），今天还早`,
        en: `The notice is due 5 to 7 working days before the board date (${from} to ${to}); today is too early`,
      },
      fix: { zh: `请在 ${from} 起提交`, en: `Submit it from ${from} on` },
    },
  ];
}

function somethingIsDue(request: Request): readonly Problem[] {
  if (compare(dueOf(request), '0') > 0) return [];
  return [
    {
      code: 'NOTHING_DUE',
      path: ['deducted'],
      message: { zh: '抵扣后没有应付金额', en: 'After what was paid before, nothing is due' },
      fix: { zh: '请核对抵扣金额；已付清则不需要通知', en: 'Check it; a lot that is paid needs no notice' },
    },
  ];
}

const RATE = ['exchangeRate', 'rateSource', 'rateDate'] as const;

/** S43: a rate is told with its source and its day, and only of a foreign currency. */
function rateIsWhole(request: Request): readonly Problem[] {
  const missing = RATE.filter((name) => request[name] === undefined);
  if (missing.length === RATE.length) return [];
  if (request.currency === 'CNY')
    return [
      {
        code: 'RATE_OF_CNY',
        path: ['exchangeRate'],
        message: { zh: '人民币货款不需要汇率', en: 'A payment in CNY has no exchange rate' },
        fix: { zh: '请删去汇率，或改选外币', en: 'Take the rate out, or choose the foreign currency' },
      },
    ];
  return missing.map((name) => ({
    code: 'RATE_INCOMPLETE',
    path: [name],
    message: {
      zh: '汇率、来源和日期须一并填写',
      en: 'Rate, source and date belong together',
    },
    fix: { zh: '请补齐，或三项都留空', en: 'Fill in all three, or none' },
  }));
}

/** S41–S43: who pays what until when, told neither too early nor without its reasons. */
export const rules: readonly Rule<Request>[] = [
  (request, { company }) => refusalOf(applicantOf(request, company)),
  emailForm,
  revisionHasReason,
  ({ unitPrice }) => isPositive('unitPrice', unitPrice),
  notTooEarly,
  somethingIsDue,
  rateIsWhole,
  (request) => totalFitsWords(dueOf(request)),
];
