import { z } from 'zod';
import { date, text } from '../../functions/core/fields.ts';
import {
  applicant,
  customerName,
  factory,
  lineNote,
  note,
  pieces,
  poNo,
  product,
  productName,
  revision,
  revisionReason,
} from '../../functions/core/trade-fields.ts';

const line = z.strictObject({
  customerName,
  poNo,
  product,
  name: productName,
  quantity: pieces,
  requiredDate: date(
    { zh: '要求交期', en: 'Required delivery date' },
    { aliases: ['交期', '客户要求交期', 'Delivery date'], width: 14, example: '2026-12-18' },
  ).optional(),
  factory: factory.optional(),
  note: lineNote.optional(),
});

/** What a merchandiser wants to ship the next day (D6; S51). */
export const input = z.strictObject({
  shipDate: date(
    { zh: '计划发货日期', en: 'Planned shipping date' },
    { aliases: ['出货日期', '次日日期', '发货日期'], width: 14, example: '2026-11-26' },
  ),
  applicant,
  revision,
  revisionReason,
  earlyReason: text(
    { zh: '提前发货原因', en: 'Reason to ship early' },
    {
      max: 200,
      width: 26,
      help: {
        zh: '付全款后不足 3 个工作日就安排发货时填写',
        en: 'Needed when fewer than 3 working days have passed since the payment',
      },
    },
  ).optional(),
  note: note.optional(),
  lines: z
    .array(line)
    .min(1)
    .max(500)
    .meta({ label: { zh: '出货明细', en: 'Shipments' } }),
});

export type Request = z.infer<typeof input>;
