import { z } from 'zod';
import { choice, decimal, text } from '../../functions/core/fields.ts';
import {
  applicant,
  currency,
  customerName,
  lineNote,
  note,
  product,
  revision,
  revisionReason,
  spec,
} from '../../functions/core/trade-fields.ts';

const line = z.strictObject({
  board: choice(
    { zh: '板别', en: 'Board' },
    [
      { value: 'main', label: { zh: '主板', en: 'Main board' } },
      { value: 'sub', label: { zh: '副板', en: 'Sub-board' } },
    ],
    { aliases: ['主/副板'], width: 10, example: '主板' },
  ),
  material: text(
    { zh: '物料', en: 'Material' },
    { max: 120, aliases: ['物料名称', '成本项目'], width: 26, example: 'MT6762 主芯片' },
  ),
  spec: spec.optional(),
  usage: decimal(
    { zh: '单台用量', en: 'Usage per set' },
    { aliases: ['用量', 'Usage'], scale: 4, width: 12, example: '1' },
  ),
  unitCost: decimal(
    { zh: '单位成本', en: 'Unit cost' },
    { aliases: ['成本单价', '成本价'], scale: 4, width: 12, example: '38.5' },
  ),
  note: lineNote.optional(),
});

/** What Purchasing worked out for the BOM of one quotation (S64–S65). */
export const input = z.strictObject({
  costingNo: text(
    { zh: '成本核算单号', en: 'Costing number' },
    { max: 40, aliases: ['核算单号', 'Costing no.'], width: 18, example: 'CB-XJ-2026-0001' },
  ),
  requestNo: text(
    { zh: '询价单号', en: 'Request number' },
    { max: 40, aliases: ['询价编号', 'RFQ no.'], width: 18, example: 'XJ-2026-0001' },
  ),
  customerName,
  product,
  revision,
  revisionReason,
  applicant,
  currency,
  note: note.optional(),
  lines: z
    .array(line)
    .min(1)
    .max(500)
    .meta({ label: { zh: '成本明细', en: 'Costs' } }),
});

export type Request = z.infer<typeof input>;
