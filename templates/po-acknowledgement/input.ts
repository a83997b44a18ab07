import { z } from 'zod';
import { choice, date, text } from '../../functions/core/fields.ts';
import {
  applicant,
  BOTH,
  contact,
  currency,
  customerName,
  email,
  lineNote,
  note,
  paymentTerms,
  phone,
  pieces,
  poDate,
  poNo,
  product,
  productName,
  revision,
  revisionReason,
  spec,
  unit,
  unitPrice,
} from '../../functions/core/trade-fields.ts';

const line = z.strictObject({
  product,
  customerPart: text(
    { zh: '客户料号', en: 'Customer part number' },
    { max: 60, aliases: ['客户型号', '客户物料编码', 'Customer part no.'], width: 18, example: 'S600J-N8' },
  ).optional(),
  name: productName,
  spec: spec.optional(),
  unit,
  quantity: pieces,
  unitPrice,
  deliveryDate: date(
    { zh: '确认交期', en: 'Confirmed delivery date' },
    { aliases: ['交期', '交货日期', '要求交期', 'Delivery date'], width: 14, example: '2026-12-18' },
  ),
  note: lineNote.optional(),
});

/** What the acknowledgement of a customer's purchase order says (D25; S32–S33). */
export const input = z.strictObject({
  poNo,
  poDate,
  revision,
  revisionReason,
  customerName,
  contact,
  phone: phone.optional(),
  email,
  applicant,
  currency,
  paymentTerms,
  deliveryPlace: text(
    { zh: '交货地点', en: 'Delivery place' },
    { max: 200, aliases: ['送货地点', '交货方式'], width: 30, help: BOTH },
  ),
  language: choice(
    { zh: '语言', en: 'Language' },
    [
      { value: 'zh', label: { zh: '中文', en: 'Chinese' } },
      { value: 'en', label: { zh: '英文', en: 'English' } },
      { value: 'both', label: { zh: '中英文', en: 'Chinese and English' } },
    ],
    { width: 12, example: '中文' },
  ).default('zh'),
  note: note.optional(),
  lines: z
    .array(line)
    .min(1)
    .max(500)
    .meta({ label: { zh: '订单明细', en: 'Order lines' } }),
});

export type Request = z.infer<typeof input>;
