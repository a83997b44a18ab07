import {
  compare,
  decimal,
  decimalsOf,
  fixed,
  formatMoney,
  lineAmount,
  splitTaxInclusive,
  sum,
} from '../../functions/core/business/money.ts';
import { amountInWords, currencyOf, languages, percent } from '../../functions/core/business/words.ts';
import type { Company, Person } from '../../functions/core/company.ts';
import type { Context, Derived } from '../../functions/core/kind.ts';
import { applicantOf, taxRateOf } from '../../functions/core/profile.ts';
import { allowed, type Text } from '../../functions/core/result.ts';
import type { Request } from './input.ts';
import type { Printed } from './prints.ts';
import { needsOf } from './route.ts';
import { dayOf } from './rules.ts';

/** Totals, words and signatures of an application that has passed its rules. */
export function derive(request: Request, context: Context): Derived<Printed> {
  const { company } = context;
  const rate = allowed(taxRateOf(request, () => dayOf(request, context), company));
  const lines = request.lines.map((line) => ({ line, amount: lineAmount(line.quantity, line.unitPrice) }));
  const total = add(lines.map(({ amount }) => ({ gross: amount, ...splitTaxInclusive(amount, rate) })));
  const { currency } = request;
  const money = currencyOf(currency);
  return {
    data: {
      ...agreed(request),
      signDate: dayOf(request, context),
      salesperson: salesperson(allowed(applicantOf(request, company)), company),
      currency: money,
      taxPercent: percent(rate),
      lines: lines.map(({ line, amount }) => ({
        product: line.product,
        name: languages(line.name),
        spec: orNone(line.spec),
        brand: orNone(line.brand),
        unit: languages(line.unit),
        quantity: line.quantity,
        unitPrice: formatMoney(line.unitPrice, Math.max(2, decimalsOf(line.unitPrice))),
        amount,
        note: languages(line.note ?? ''),
      })),
      total,
      totalFigure: `${money.symbol}${formatMoney(total.gross)}`,
      totalInWords: amountInWords(total.gross, currency),
      deposit: depositOf(request, total.gross, money.symbol),
    },
    amount: total.gross,
    currency,
    validUntil: request.termTo,
    needs: needsOf(request, company),
  };
}

const NONE: Text = { zh: '无', en: 'none' };

/** What nobody filled in says so: an empty place of a contract could be filled in later. */
const orNone = (text: string | undefined): Text => (text === undefined ? NONE : languages(text));

/** What the parties agreed, as the application says it. */
const agreed = (request: Request) => ({
  requestNo: request.requestNo,
  language: request.language,
  subject: languages(request.subject),
  signPlace: languages(request.signPlace),
  termTo: request.termTo,
  buyer: {
    name: languages(request.buyerName),
    creditCode: request.buyerCreditCode,
    address: languages(request.buyerAddress),
    representative: languages(request.buyerRepresentative),
    contact: languages(request.buyerContact),
    phone: request.buyerPhone,
    email: request.email,
    bank: orNone(request.buyerBank),
    account: request.buyerAccount ?? '—',
  },
  deliveryPlace: languages(request.deliveryPlace),
  deliveryCost: languages(request.deliveryCost),
  deliveryTime: languages(request.deliveryTime),
  payment: languages(request.paymentTerms),
  changes: request.changes === undefined ? null : languages(request.changes),
  revisionReason: request.revisionReason === undefined ? null : languages(request.revisionReason),
});

const salesperson = ({ name, roles, phone, email }: Person, company: Company) => ({
  name,
  title: company.roles[roles[0] ?? '']?.title ?? { zh: '', en: '' },
  phone: phone ?? company.phone,
  email,
});

interface Amount {
  readonly gross: string;
  readonly net: string;
  readonly tax: string;
}

const add = (amounts: readonly Amount[]): Amount => ({
  gross: sum(amounts.map(({ gross }) => gross)),
  net: sum(amounts.map(({ net }) => net)),
  tax: sum(amounts.map(({ tax }) => tax)),
});

function depositOf({ depositPercent, currency }: Request, total: string, symbol: string) {
  if (depositPercent === undefined || compare(depositPercent, '0') === 0) return null;
  const amount = fixed(decimal(total).times(depositPercent).div('100'));
  return {
    percent: `${decimal(depositPercent).toFixed()}%`,
    figure: `${symbol}${formatMoney(amount)}`,
    inWords: amountInWords(amount, currency),
  };
}
