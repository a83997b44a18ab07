import { decimal, decimalsOf, fixed, formatMoney, lineAmount } from '../../functions/core/business/money.ts';
import { inK } from '../../functions/core/business/quantity.ts';
import { amountInWords, currencyOf, languages } from '../../functions/core/business/words.ts';
import type { Context, Derived } from '../../functions/core/kind.ts';
import { applicantOf } from '../../functions/core/profile.ts';
import { allowed } from '../../functions/core/result.ts';
import type { Request } from './input.ts';
import type { Printed } from './prints.ts';
import { needsOf } from './route.ts';
import { dueInReceived, dueOf, receivedIn } from './rules.ts';

const SCOPE = { set: '套全款', 'main-board': '主板款' } as const;

/** S46–S47: 长河通讯 S600J-N8 5K套全款，… */
const messageOf = (request: Request): string =>
  `${languages(request.customerName).zh} ${request.product} ${inK(request.quantity)}${SCOPE[request.scope]}已付，` +
  `请帮该客户上线贴片，客户要求我司交货日期：${request.requiredDate}。`;

/** Due, received and the message of a payment that has passed its rules. */
export function derive(request: Request, { company, today }: Context): Derived<Printed> {
  const { name, phone } = allowed(applicantOf(request, company));
  const due = dueInReceived(request);
  const received = fixed(decimal(request.received));
  const paidIn = receivedIn(request);
  const { exchangeRate, rateSource, rateDate } = request;
  return {
    data: {
      date: today,
      poNo: request.poNo,
      batch: request.batch,
      customer: languages(request.customerName).zh,
      merchandiser: { name: name.zh, phone: phone ?? company.phone },
      product: request.product,
      name: languages(request.name).zh,
      quantity: request.quantity,
      quantityInK: inK(request.quantity),
      scope: SCOPE[request.scope],
      unitPrice: formatMoney(request.unitPrice, Math.max(2, decimalsOf(request.unitPrice))),
      currency: currencyOf(request.currency),
      amount: lineAmount(request.quantity, request.unitPrice),
      deducted: request.deducted ?? '0',
      due: dueOf(request),
      receivedCurrency: currencyOf(paidIn),
      received,
      receivedInWords: amountInWords(received, paidIn).zh,
      dueInReceived: due,
      difference: fixed(decimal(received).minus(due)),
      paidOn: request.paidOn,
      rate:
        exchangeRate === undefined || rateSource === undefined || rateDate === undefined
          ? null
          : { value: exchangeRate, source: languages(rateSource).zh, date: rateDate },
      hasSlip: request.hasSlip,
      requiredDate: request.requiredDate,
      note: languages(request.note ?? '').zh,
      message: messageOf(request),
    },
    amount: received,
    currency: paidIn,
    needs: needsOf(company),
  };
}
