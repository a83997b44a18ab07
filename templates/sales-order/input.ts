import { z } from 'zod';
import { date, text } from '../../functions/core/fields.ts';
import {
  applicant,
  consignee,
  consigneeAddress,
  contact,
  currency,
  customerName,
  lineNote,
  note,
  paymentTerms,
  phone,
  pieces,
  poDate,
  poNo,
  product,
  productName,
  receiver,
  receiverPhone,
  revision,
  revisionReason,
  spec,
  unit,
  unitPrice,
} from '../../functions/core/trade-fields.ts';

const line = z.strictObject({
  product,
  name: productName,
  spec: spec.optional(),
  unit,
  quantity: pieces,
  unitPrice,
  deliveryDate: date(
    { zh: '要求交期', en: 'Required delivery date' },
    { aliases: ['交期', '交货日期', 'Delivery date'], width: 14, example: '2026-12-18' },
  ),
  note: lineNote.optional(),
});

const bom = (zh: string, en: string, example: string) =>
  text(
    { zh, en },
    {
      max: 80,
      width: 22,
      example,
      help: {
        zh: '由硬件部在流程中填写；没有则写“无”',
        en: 'Filled along the route by hardware; “none” when there is none',
      },
    },
  ).optional();

/** What the internal sales order says (D2; S34–S35). */
export const input = z.strictObject({
  poNo,
  poDate,
  revision,
  revisionReason,
  customerName,
  contact,
  phone: phone.optional(),
  applicant,
  currency,
  paymentTerms,
  consignee: consignee.optional(),
  consigneeAddress: consigneeAddress.optional(),
  receiver: receiver.optional(),
  receiverPhone: receiverPhone.optional(),
  mainBoardBom: bom('主板BOM', 'Main board BOM', 'BOM-M6762-A3'),
  subBoardBom: bom('副板BOM', 'Sub-board BOM', 'BOM-S6762-A1'),
  bomNote: text(
    { zh: 'BOM备注', en: 'Note on the BOM' },
    {
      max: 200,
      width: 26,
      help: { zh: '由硬件部填写，如替代料', en: 'By hardware, such as substitute parts' },
    },
  ).optional(),
  note: note.optional(),
  lines: z
    .array(line)
    .min(1)
    .max(300)
    .meta({ label: { zh: '订单明细', en: 'Order lines' } }),
});

export type Request = z.infer<typeof input>;
