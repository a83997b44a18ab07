import { z } from 'zod';
import { date, decimal, integer, text } from '../../functions/core/fields.ts';
import {
  applicant,
  consignee,
  consigneeAddress,
  currency,
  customerName,
  factory,
  lineNote,
  note,
  pieces,
  product,
  productName,
  receiver,
  receiverPhone,
  revision,
  revisionReason,
  spec,
  unit,
} from '../../functions/core/trade-fields.ts';

const line = z.strictObject({
  poNo: text(
    { zh: '客户PO号', en: 'Customer PO number' },
    { max: 40, aliases: ['PO号', 'PO', '订单号', 'PO No.'], width: 18, example: 'PO-2026-0815' },
  ),
  product,
  name: productName,
  spec: spec.optional(),
  unit,
  quantity: pieces,
  cartons: integer(
    { zh: '件数', en: 'Cartons' },
    { min: 1, max: 100_000, aliases: ['箱数'], width: 8, example: '25' },
  ).optional(),
  unitPrice: decimal(
    { zh: '含税单价', en: 'Unit price (incl. tax)' },
    {
      aliases: ['单价', 'Unit price', 'Price'],
      scale: 4,
      width: 14,
      help: {
        zh: '只印在财务联，不给贴片厂',
        en: 'Printed on the copy of finance alone, never for a factory',
      },
    },
  ).optional(),
  note: lineNote.optional(),
});

const bom = text(
  { zh: 'BOM版本', en: 'BOM version' },
  {
    max: 120,
    width: 24,
    example: 'BOM-M6762-A3',
    help: { zh: '由该厂的 PMC 人员在流程中填写或核对', en: 'Filled or checked along the route by PMC' },
  },
);

/** What leaves a factory for a consignee on one day (D5; S54–S58). */
export const input = z.strictObject({
  shipDate: date(
    { zh: '发货日期', en: 'Shipping date' },
    { aliases: ['送货日期', '出货日期'], width: 14, example: '2026-11-24' },
  ),
  factory,
  revision,
  revisionReason,
  customerName,
  consignee,
  consigneeAddress,
  receiver,
  receiverPhone,
  authorizationNo: text(
    { zh: '授权书编号', en: 'Authorization number' },
    { max: 40, aliases: ['授权编号'], width: 18 },
  ).optional(),
  applicant,
  carrier: text({ zh: '承运人', en: 'Carrier' }, { max: 80, aliases: ['物流公司'], width: 18 }).optional(),
  vehicle: text({ zh: '车牌号', en: 'Vehicle' }, { max: 20, aliases: ['车牌'], width: 12 }).optional(),
  bom: bom.optional(),
  currency,
  note: note.optional(),
  lines: z
    .array(line)
    .min(1)
    .max(300)
    .meta({ label: { zh: '发货明细', en: 'Goods shipped' } }),
});

export type Request = z.infer<typeof input>;
