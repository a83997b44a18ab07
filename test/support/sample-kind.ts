import { z } from 'zod';
import {
  choice,
  date,
  decimal,
  digits,
  integer,
  quantity,
  text,
  yesNo,
} from '../../functions/core/fields.ts';
import { defineKind, type Kind } from '../../functions/core/kind.ts';
import { type Cell, cellName, type Sheet, type Source } from '../../functions/core/requests/source.ts';

const line = z.strictObject({
  model: text({ zh: '型号', en: 'Model' }, { example: 'M6762', max: 20 }),
  quantity: quantity({ zh: '数量', en: 'Quantity' }, { example: '5K' }),
  price: decimal({ zh: '单价', en: 'Unit price' }, { scale: 2, unit: { zh: '元', en: 'CNY' } }).optional(),
  note: text({ zh: '备注', en: 'Note' }).optional(),
});

/** A kind with a field of every type and a table; header and table both have a 备注. */
export const orderKind: Kind = defineKind({
  id: 'order',
  title: { zh: '订单', en: 'Order' },
  purpose: { zh: '测试', en: 'For tests' },
  input: z.strictObject({
    orderNo: text({ zh: '订单号', en: 'Order number' }, { aliases: ['PO No.'], max: 20, example: 'PO-1' }),
    customer: text({ zh: '客户名称', en: 'Customer' }, { example: '示例公司', width: 30 }),
    account: digits({ zh: '银行账号', en: 'Bank account' }, /^\d{10,20}$/, {
      sensitive: true,
      example: '0012345678901234',
    }),
    day: date({ zh: '下单日期', en: 'Order date' }, { example: '2026-10-12' }),
    currency: choice({ zh: '币种', en: 'Currency' }, [
      { value: 'CNY', label: { zh: '人民币', en: 'RMB' } },
      { value: 'USD', label: { zh: '美元', en: 'US dollar' } },
    ]),
    taxed: yesNo({ zh: '含税', en: 'Tax included' }, { example: '是' }),
    rate: decimal({ zh: '税率', en: 'Tax rate' }, { scale: 4, example: '0.13' }).optional(),
    days: integer({ zh: '账期(天)', en: 'Credit days' }, { max: 365 }).default(0),
    note: text({ zh: '备注', en: 'Note' }).optional(),
    lines: z
      .array(line)
      .min(1)
      .meta({ label: { zh: '明细', en: 'Lines' } }),
  }),
  requestKey: (input) => input.orderNo.trim().toUpperCase(),
  subject: (input) => ({ title: input.orderNo, party: input.customer }),
  retentionYears: 10,
  series: 'OR',
  outputs: [],
  prints: z.object({}),
  derive: () => ({ data: {}, needs: [] }),
});

/** A kind without a table: every row is a request. */
export const visitKind: Kind = defineKind({
  id: 'visit',
  title: { zh: '来访登记', en: 'Visit' },
  purpose: { zh: '测试', en: 'For tests' },
  input: z.strictObject({
    visitNo: text({ zh: '登记号', en: 'Visit number' }),
    visitor: text({ zh: '来访单位', en: 'Visitor' }),
  }),
  requestKey: (input) => input.visitNo,
  subject: (input) => ({ title: input.visitNo, party: input.visitor }),
  retentionYears: 1,
  series: 'VI',
  outputs: [],
  prints: z.object({}),
  derive: () => ({ data: {}, needs: [] }),
});

export const sampleKinds = new Map([orderKind, visitKind].map((kind) => [kind.id, kind]));

export type Value = string | number | boolean | undefined | Partial<Cell>;

const cellOf = (value: Exclude<Value, undefined>, col: number, row: number): Cell => {
  const at = { ref: cellName(col, row), col };
  if (typeof value === 'object') return { ...at, type: 'text', text: '', ...value };
  const type = typeof value === 'string' ? 'text' : (typeof value as 'number' | 'boolean');
  return { ...at, type, text: String(value), ...(typeof value === 'number' && { number: value }) };
};

/** A sheet from values; `undefined` and '' are blank cells, a row `[]` is a blank row. */
export const sheetOf = (rows: readonly (readonly Value[])[], name = 'S', hidden = false): Sheet => ({
  name,
  hidden,
  *rows() {
    for (const [at, values] of rows.entries()) {
      const cells = values.flatMap((value, col) =>
        value === undefined || value === '' ? [] : [cellOf(value, col + 1, at + 1)],
      );
      if (cells.length > 0) yield { row: at + 1, cells };
    }
  },
});

export const sheets = (...list: readonly Sheet[]): Source => ({ type: 'sheets', sheets: list });
