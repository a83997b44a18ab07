import { lineAmount, sum } from '../../functions/core/business/money.ts';
import {
  isPositive,
  notBefore,
  revisionHasReason,
  totalFitsWords,
} from '../../functions/core/business/trade-rules.ts';
import { factoryOf } from '../../functions/core/factories.ts';
import type { Rule } from '../../functions/core/kind.ts';
import { applicantOf } from '../../functions/core/profile.ts';
import { type Problem, refusalOf } from '../../functions/core/result.ts';
import { isAuthorised } from './authorization.ts';
import type { Request } from './input.ts';

/** Value of what has a price, two decimals. */
export const totalOf = ({ lines }: Pick<Request, 'lines'>): string =>
  sum(lines.map(({ quantity, unitPrice }) => lineAmount(quantity, unitPrice ?? '0')));

export const hasPrices = ({ lines }: Pick<Request, 'lines'>): boolean =>
  lines.some(({ unitPrice }) => unitPrice !== undefined);

/** Finance sums up what it signs: every line has its price, or none has. */
function pricesWhole(request: Request): readonly Problem[] {
  if (!hasPrices(request)) return [];
  return request.lines.flatMap(({ unitPrice }, i) =>
    unitPrice === undefined
      ? [
          {
            code: 'PRICE_INCOMPLETE',
            path: ['lines', i, 'unitPrice'],
            message: {
              zh: '有的行有单价，这一行没有',
              en: 'Other lines have a price, this one has none',
            },
            fix: { zh: '请补上单价，或全部留空', en: 'Enter it, or leave all of them blank' },
          },
        ]
      : [],
  );
}

/** S54–S55, R-O9: a factory that is known, a day that is still to come, sums that can be written. */
export const rules: readonly Rule<Request>[] = [
  (request, { company }) => refusalOf(applicantOf(request, company)),
  (request, { company }) => refusalOf(factoryOf(request, company)),
  revisionHasReason,
  ({ shipDate, revision }, { today }) =>
    revision > 0 ? [] : notBefore('shipDate', shipDate, today, { zh: '今天', en: 'today' }),
  { each: 'lines', rule: ({ unitPrice }) => isPositive('unitPrice', unitPrice) },
  { each: 'lines', rule: isAuthorised },
  pricesWhole,
  (request) => totalFitsWords(totalOf(request)),
];
