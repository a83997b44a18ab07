import excel from 'exceljs';
import { COLUMNS, TABLE_ROW } from '../quotation.ts';
import type { Start } from './peer.ts';

const TAG = /^\{\{(\w+)\}\}$/;

/** Load, modify, save: what a program does that has no template engine. */
export const start: Start =
  ({ template, data }) =>
  async () => {
    const workbook = new excel.Workbook();
    await workbook.xlsx.load(template.slice().buffer);
    const [sheet] = workbook.worksheets;
    if (!sheet) throw new Error('no sheet');
    const { items } = data;
    sheet.duplicateRow(TABLE_ROW, items.length - 1, true);
    for (const [i, item] of items.entries()) {
      const row = sheet.getRow(TABLE_ROW + i);
      for (const [column, name] of COLUMNS.entries()) row.getCell(column + 1).value = item[name] ?? null;
    }
    const total = TABLE_ROW + items.length;
    sheet.eachRow((row, number) => {
      if (number >= TABLE_ROW && number < total) return;
      row.eachCell((cell) => {
        const name = typeof cell.value === 'string' ? TAG.exec(cell.value)?.[1] : undefined;
        if (name !== undefined) cell.value = data[name] as string;
      });
    });
    sheet.getCell(`H${total}`).value = { formula: `SUM(H${TABLE_ROW}:H${total - 1})`, date1904: false };
    return new Uint8Array(await workbook.xlsx.writeBuffer());
  };
