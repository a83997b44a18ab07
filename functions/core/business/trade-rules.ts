import type { Problem } from '../result.ts';
import { compare, decimal } from './money.ts';

/** Questions that several kinds ask of a request, each for the rules of its kind. */

/** A price or amount that is there must be above zero. `field` names the place of the mistake. */
export function isPositive(field: string, price: string | undefined): readonly Problem[] {
  if (price === undefined || decimal(price).gt('0')) return [];
  return [
    {
      code: 'PRICE_ZERO',
      path: [field],
      message: { zh: '单价或金额为零', en: 'The price or amount is zero' },
      fix: { zh: '请填写约定的价格', en: 'Enter the agreed price' },
    },
  ];
}

const MOST = '999999999999.99';

/** From 10^12 on an amount has no words. */
export function totalFitsWords(total: string): readonly Problem[] {
  if (compare(total, MOST) <= 0) return [];
  return [
    {
      code: 'TOTAL_TOO_BIG',
      message: {
        zh: '合计金额达到一万亿，无法写成大写',
        en: 'The total reaches 10^12 and cannot be written in words',
      },
      fix: { zh: '请核对数量和单价', en: 'Check quantities and prices' },
    },
  ];
}

/** Whoever reads a revision has to know why there is one. */
export function revisionHasReason({
  revision,
  revisionReason,
}: {
  readonly revision: number;
  readonly revisionReason?: string | undefined;
}): readonly Problem[] {
  if (revision === 0 || revisionReason !== undefined) return [];
  return [
    {
      code: 'REVISION_REASON_MISSING',
      path: ['revisionReason'],
      message: { zh: '修订须写明原因', en: 'A revision needs its reason' },
      fix: { zh: '请填写修订原因，如“客户改变数量”', en: 'Enter the reason, such as “quantity changed”' },
    },
  ];
}
