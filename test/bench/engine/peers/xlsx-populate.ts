import populate from 'xlsx-populate';
import { COLUMNS, TABLE_ROW } from '../quotation.ts';
import type { Start } from './peer.ts';

const STYLES = ['border', 'fontFamily', 'fontSize', 'bold', 'numberFormat'];
const FOOT = 4;

/** It cannot insert rows: what stands below the table is moved by hand first. */
export const start: Start =
  ({ template, data }) =>
  async () => {
    const workbook = await populate.fromDataAsync(template);
    const sheet = workbook.sheet(0);
    const { items } = data;
    const total = TABLE_ROW + items.length;
    const columns = COLUMNS.map((_, column) => column + 1);
    const cells = (first: number, count: number): [row: number, column: number][] =>
      Array.from({ length: count }, (_, i) => i + first).flatMap((row) =>
        columns.map((column): [number, number] => [row, column]),
      );
    const show = (row: number, column: number, value: unknown): void => {
      const name = /^\{\{(\w+)\}\}$/.exec(String(value))?.[1];
      sheet.cell(row, column).value(name === undefined ? value : data[name]);
    };
    for (const [row, column] of cells(TABLE_ROW + 1, FOOT).toReversed()) {
      const source = sheet.cell(row, column);
      const moved = row + items.length - 1;
      sheet.cell(moved, column).style(source.style(STYLES));
      show(moved, column, source.value());
    }
    for (const [row, column] of cells(1, TABLE_ROW - 1)) show(row, column, sheet.cell(row, column).value());
    const styles = columns.map((column) => sheet.cell(TABLE_ROW, column).style(STYLES));
    for (const [i, item] of items.entries())
      for (const [at, name] of COLUMNS.entries()) {
        const cell = sheet.cell(TABLE_ROW + i, at + 1);
        cell.style(styles[at] ?? {});
        cell.value(item[name]);
      }
    sheet.cell(total, 8).formula(`SUM(H${TABLE_ROW}:H${total - 1})`);
    return workbook.outputAsync({ type: 'uint8array' });
  };
