import type { Cell, DataValidation, Workbook } from 'exceljs';
import type { Field, FieldMeta } from '../../core/fields.ts';
import type { Kind } from '../../core/kind.ts';
import { FORM_VERSION, MARK_SHEET } from '../../core/requests/source.ts';
import type { Text } from '../../core/result.ts';

/** Fields that stand in one section of a form share their drop-down lists on the hidden sheet. */
export type Lists = ReadonlyMap<FieldMeta, string>;

const optionsOf = (meta: FieldMeta): readonly string[] => {
  if (meta.type === 'yes-no') return ['是', '否'];
  return meta.choices?.map(({ label }) => label.zh) ?? [];
};

/** The hidden sheet: the marks that the reader looks for, and the drop-down lists from column D on. */
export const addMarks = (
  workbook: Workbook,
  kind: Kind,
  layout: 'form' | 'table',
  skip: readonly string[],
): Lists => {
  const sheet = workbook.addWorksheet(MARK_SHEET, { state: 'hidden' });
  const rows = [
    ['kind', kind.id],
    ['form', FORM_VERSION],
    ['layout', layout],
    ...skip.map((name) => ['skip', name]),
  ];
  for (const [at, row] of rows.entries())
    for (const [col, text] of row.entries()) sheet.getCell(at + 1, col + 1).value = text;
  const lists = new Map<FieldMeta, string>();
  const fields = [...kind.shape.fields, ...kind.shape.tables.flatMap((table) => table.fields)];
  for (const { meta } of fields) {
    const options = optionsOf(meta);
    if (options.length === 0) continue;
    const column = sheet.getColumn(4 + lists.size);
    for (const [at, text] of options.entries()) sheet.getCell(at + 1, column.number).value = text;
    lists.set(meta, `${MARK_SHEET}!$${column.letter}$1:$${column.letter}$${options.length}`);
  }
  return lists;
};

const formatOf = (meta: FieldMeta): string => {
  if (meta.type === 'date') return 'yyyy-mm-dd';
  if (meta.type === 'integer') return '0';
  if (meta.type === 'decimal')
    return `#,##0.${'0'.repeat(Math.min(meta.scale ?? 2, 2))}${'#'.repeat(Math.max((meta.scale ?? 2) - 2, 0))}`.replace(
      /\.$/,
      '',
    );
  return meta.type === 'text' || meta.type === 'digits' ? '@' : 'General';
};

/** How a value is typed, in words. */
export const howTo = (meta: FieldMeta): Text => {
  const words: Readonly<Record<FieldMeta['type'], Text>> = {
    text: { zh: '文字', en: 'Text' },
    decimal: {
      zh: `数字，最多 ${meta.scale ?? 6} 位小数`,
      en: `Number, at most ${meta.scale ?? 6} decimals`,
    },
    integer: { zh: '整数', en: 'Whole number' },
    date: { zh: '日期，如 2026-10-12', en: 'Date, like 2026-10-12' },
    choice: { zh: '从下拉列表中选择', en: 'Choose from the list' },
    'yes-no': { zh: '是 或 否', en: '是 (yes) or 否 (no)' },
    quantity: { zh: '数量，如 5000 或 5K', en: 'Pieces, like 5000 or 5K' },
    digits: { zh: '编号，按文本填写', en: 'Code, typed as text' },
  };
  return words[meta.type];
};

const promptOf = ({ meta, required }: Field): string => {
  const how = howTo(meta);
  const lines = [
    `${required ? '必填。' : ''}${how.zh}${meta.example ? `，例如 ${meta.example}` : ''}`,
    `${required ? 'Required. ' : ''}${how.en}`,
    ...(meta.help ? [meta.help.zh, meta.help.en] : []),
  ];
  return lines.join('\n').slice(0, 250);
};

const ruleOf = (meta: FieldMeta, list: string | undefined): DataValidation => {
  if (list) return { type: 'list', formulae: [list], allowBlank: true };
  if (meta.type === 'decimal') return { type: 'decimal', operator: 'greaterThanOrEqual', formulae: [0] };
  if (meta.type === 'integer') return { type: 'whole', operator: 'greaterThanOrEqual', formulae: [0] };
  if (meta.type === 'date')
    return { type: 'date', operator: 'greaterThan', formulae: [new Date(Date.UTC(2000, 0, 1))] };
  // Any text passes; the rule only carries the input message.
  return { type: 'custom', formulae: ['TRUE'] } as DataValidation;
};

/** Format, drop-down, check and input message of the cell in which the field is typed. */
export const takeInput = (cell: Cell, field: Field, lists: Lists): void => {
  const { meta } = field;
  const how = howTo(meta);
  cell.numFmt = formatOf(meta);
  cell.dataValidation = {
    ...ruleOf(meta, lists.get(meta)),
    allowBlank: true,
    showInputMessage: true,
    promptTitle: meta.label.zh.slice(0, 30),
    prompt: promptOf(field),
    showErrorMessage: true,
    errorStyle: 'stop',
    errorTitle: meta.label.zh.slice(0, 30),
    error: `${how.zh}\n${how.en}`,
  };
};
