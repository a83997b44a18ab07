import { z } from 'zod';
import { date } from '../../functions/core/fields.ts';
import { revision, revisionReason } from '../../functions/core/trade-fields.ts';

/** Which day is reported. Everything else is known from plans, replies, shipments and orders. */
export const input = z.strictObject({
  shipDate: date(
    { zh: '发货日期', en: 'Shipping date' },
    { aliases: ['报告日期', '出货日期'], width: 14, example: '2026-11-20' },
  ),
  revision,
  revisionReason,
});

export type Request = z.infer<typeof input>;
