import type { Problem, Text } from '../result.ts';
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

/** A day of something that happened cannot lie ahead. `what` begins the sentence. */
export function notAhead(field: string, day: string, today: string, what: Text): readonly Problem[] {
  if (day <= today) return [];
  return [
    {
      code: 'DATE_AHEAD',
      path: [field],
      message: { zh: `${what.zh}晚于今天`, en: `${capital(what.en)} is after today` },
      fix: { zh: '请核对日期', en: 'Check the date' },
    },
  ];
}

/** A day must not come before another one that `what` names. */
export function notBefore(field: string, day: string, earliest: string, what: Text): readonly Problem[] {
  if (day >= earliest) return [];
  return [
    {
      code: 'DATE_BEFORE',
      path: [field],
      message: { zh: `日期早于${what.zh}`, en: `The date is before ${what.en}` },
      fix: { zh: '请核对日期', en: 'Check the date' },
    },
  ];
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
