import type { Worksheet } from 'exceljs';
import type { Kind } from '../../core/kind.ts';
import { plainTitle, qualified, type Target, targetsOf } from '../../core/requests/titles.ts';
import type { Text } from '../../core/result.ts';
import { type Lists, takeInput } from './form-cells.ts';
import { writeLabel } from './form-sheet.ts';
import { COLOURS, dress, font, printable } from './form-style.ts';

const ROWS = 200;

/** The field's label, with its table's before it where two fields share one. */
const labelOf = (target: Target, all: readonly Target[]): Text => {
  const { field, table } = target;
  const twins = all.filter(
    (other) =>
      plainTitle(other.field.meta.label.zh) === plainTitle(field.meta.label.zh) ||
      plainTitle(other.field.meta.label.en) === plainTitle(field.meta.label.en),
  );
  if (table === undefined || twins.length === 1) return field.meta.label;
  const [zh, en] = qualified(table, field);
  return { zh, en };
};

/** One title row with every field of the kind, then blank rows ready to be typed in. */
export const drawTable = (sheet: Worksheet, kind: Kind, lists: Lists): void => {
  const targets = targetsOf(kind.shape);
  for (const [at, target] of targets.entries()) {
    const { field } = target;
    const title = sheet.getCell(1, at + 1);
    writeLabel(title, field, labelOf(target, targets));
    if (field.required)
      title.fill = { type: 'pattern', pattern: 'solid', fgColor: { argb: COLOURS.required } };
    sheet.getColumn(at + 1).width = Math.min(Math.max(field.meta.width ?? 16, 12), 36);
    for (let row = 2; row <= ROWS + 1; row++) {
      const cell = sheet.getCell(row, at + 1);
      dress(cell, { font: font(10, COLOURS.text), box: false });
      takeInput(cell, field, lists);
    }
  }
  sheet.getRow(1).height = 36;
  sheet.views = [{ state: 'frozen', ySplit: 1, xSplit: 1 }];
  sheet.autoFilter = { from: { row: 1, column: 1 }, to: { row: 1, column: targets.length } };
  printable(sheet, true, '1:1');
};
