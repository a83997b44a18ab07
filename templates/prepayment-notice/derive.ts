import {
  compare,
  convert,
  decimalsOf,
  formatMoney,
  lineAmount,
} from '../../functions/core/business/money.ts';
import { noticeTiming, noticeWindow } from '../../functions/core/business/prepay.ts';
import { amountInWords, currencyOf, languages } from '../../functions/core/business/words.ts';
import type { Context, Derived } from '../../functions/core/kind.ts';
import { applicantOf } from '../../functions/core/profile.ts';
import { allowed, type Text } from '../../functions/core/result.ts';
import type { Request } from './input.ts';
import type { Printed } from './prints.ts';
import { dueOf } from './rules.ts';

const SCOPE: Readonly<Record<Request['scope'], Text>> = {
  set: { zh: '套（主板＋副板）', en: 'sets (main and sub board)' },
  'main-board': { zh: '主板', en: 'main boards' },
};

const bothOrNull = (text: string | undefined): Text | null => (text === undefined ? null : languages(text));

/** Amount, words, account and dates of a notice that has passed its rules. */
export function derive(request: Request, context: Context): Derived<Printed> {
  const { company, calendar, today } = context;
  const money = currencyOf(request.currency);
  const due = dueOf(request);
  const payBy = request.payBy ?? calendar.addWorkingDays(request.boardDate, -1);
  const { name, phone, email } = allowed(applicantOf(request, company));
  return {
    data: {
      language: request.language,
      date: today,
      poNo: request.poNo,
      batch: request.batch,
      revisionReason: bothOrNull(request.revisionReason),
      customer: {
        name: languages(request.customerName),
        contact: languages(request.contact),
        phone: request.phone ?? '',
        email: request.email,
      },
      merchandiser: { name, phone: phone ?? company.phone, email },
      currency: money,
      lines: [printLine(request)],
      deducted: request.deducted ?? '0',
      hasDeducted: compare(request.deducted ?? '0', '0') > 0,
      due,
      dueFigure: `${money.symbol}${formatMoney(due)}`,
      dueInWords: amountInWords(due, request.currency),
      rate: rateOf(request, due),
      boardDate: request.boardDate,
      payBy,
      isLate: noticeTiming(today, allowed(noticeWindow(request.boardDate, calendar))) === 'late',
      note: bothOrNull(request.note),
    },
    amount: due,
    currency: request.currency,
    validUntil: payBy,
    needs: [],
  };
}

const printLine = (request: Request) => ({
  product: request.product,
  name: languages(request.name),
  scope: SCOPE[request.scope],
  quantity: request.quantity,
  unitPrice: formatMoney(request.unitPrice, Math.max(2, decimalsOf(request.unitPrice))),
  amount: lineAmount(request.quantity, request.unitPrice),
});

function rateOf({ exchangeRate, rateSource, rateDate }: Request, due: string) {
  if (exchangeRate === undefined || rateSource === undefined || rateDate === undefined) return null;
  const cny = formatMoney(convert(due, { value: exchangeRate, per: '1' }));
  return { value: exchangeRate, source: languages(rateSource), date: rateDate, cny };
}
