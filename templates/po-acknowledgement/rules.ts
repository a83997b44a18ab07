import { lineAmount, sum } from '../../functions/core/business/money.ts';
import {
  isPositive,
  notAhead,
  notBefore,
  revisionHasReason,
  totalFitsWords,
} from '../../functions/core/business/trade-rules.ts';
import type { Rule } from '../../functions/core/kind.ts';
import { applicantOf, emailForm } from '../../functions/core/profile.ts';
import { refusalOf } from '../../functions/core/result.ts';
import type { Request } from './input.ts';

/** Tax-inclusive total, two decimals. */
export const totalOf = ({ lines }: Pick<Request, 'lines'>): string =>
  sum(lines.map(({ quantity, unitPrice }) => lineAmount(quantity, unitPrice)));

const PO_DATE = { zh: 'PO 日期', en: 'the date of the PO' };

/** S32–S33: the order as the customer placed it, complete and with sums that can be written. */
export const rules: readonly Rule<Request>[] = [
  (request, { company }) => refusalOf(applicantOf(request, company)),
  emailForm,
  revisionHasReason,
  ({ poDate }, { today }) => notAhead('poDate', poDate, today, PO_DATE),
  { each: 'lines', rule: ({ unitPrice }) => isPositive('unitPrice', unitPrice) },
  {
    each: 'lines',
    rule: ({ deliveryDate }, { poDate }) => notBefore('deliveryDate', deliveryDate, poDate, PO_DATE),
  },
  (request) => totalFitsWords(totalOf(request)),
];
