import { decimalsOf, formatMoney, lineAmount } from '../../functions/core/business/money.ts';
import { amountInWords, currencyOf, languages } from '../../functions/core/business/words.ts';
import type { Context, Derived } from '../../functions/core/kind.ts';
import { applicantOf } from '../../functions/core/profile.ts';
import { allowed } from '../../functions/core/result.ts';
import type { Request } from './input.ts';
import type { Printed } from './prints.ts';
import { needsOf } from './route.ts';
import { totalOf } from './rules.ts';

/** Lines, total and words of an acknowledgement that has passed its rules. */
export function derive(request: Request, { company, today }: Context): Derived<Printed> {
  const total = totalOf(request);
  const money = currencyOf(request.currency);
  const { name, phone, email } = allowed(applicantOf(request, company));
  return {
    data: {
      language: request.language,
      poNo: request.poNo,
      poDate: request.poDate,
      date: today,
      revisionReason: request.revisionReason === undefined ? null : languages(request.revisionReason),
      customer: {
        name: languages(request.customerName),
        contact: languages(request.contact),
        phone: request.phone ?? '',
        email: request.email,
      },
      merchandiser: { name, phone: phone ?? company.phone, email },
      currency: money,
      paymentTerms: languages(request.paymentTerms),
      deliveryPlace: languages(request.deliveryPlace),
      note: request.note === undefined ? null : languages(request.note),
      lines: request.lines.map((line) => ({
        product: line.product,
        customerPart: line.customerPart ?? '',
        name: languages(line.name),
        spec: languages(line.spec ?? ''),
        unit: languages(line.unit),
        quantity: line.quantity,
        unitPrice: formatMoney(line.unitPrice, Math.max(2, decimalsOf(line.unitPrice))),
        amount: lineAmount(line.quantity, line.unitPrice),
        deliveryDate: line.deliveryDate,
        note: languages(line.note ?? ''),
      })),
      total,
      totalFigure: `${money.symbol}${formatMoney(total)}`,
      totalInWords: amountInWords(total, request.currency),
    },
    amount: total,
    currency: request.currency,
    needs: needsOf(company),
  };
}
