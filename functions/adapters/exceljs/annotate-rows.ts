import type { Workbook } from 'exceljs';
import { type Cell, ROWS_SHEET, type Sheet } from '../../core/requests/source.ts';
import type { Problem } from '../../core/result.ts';
import { placeOf } from './annotate-place.ts';
import { COLOURS, fill, font } from './form-style.ts';

/** Excel takes no longer text in a cell. */
const LONGEST = 32_000;

const shown = (cell: Cell): string | number =>
  cell.type === 'number' && cell.number !== undefined ? cell.number : cell.text.slice(0, LONGEST);

/** A workbook of the rows of a csv. */
export const copySheets = (workbook: Workbook, sheets: readonly Sheet[]): 'whole' => {
  for (const source of sheets) {
    const sheet = workbook.addWorksheet(source.name);
    for (const row of source.rows())
      for (const cell of row.cells) write(sheet.getCell(row.row, cell.col), cell);
  }
  return 'whole';
};

const write = (target: { value: unknown; numFmt: string }, cell: Cell): void => {
  target.value = shown(cell);
  if (cell.type === 'text') target.numFmt = '@';
};

const MOST_ROWS = 2000;

/** Only the rows with mistakes, under the number that they have in the original. */
export const failingRows = (
  workbook: Workbook,
  sheets: readonly Sheet[],
  problems: readonly Problem[],
): 'rows' => {
  const wanted = new Map<string, Map<number, Set<number>>>();
  for (const { cell } of problems) {
    const place = placeOf(cell);
    if (!place) continue;
    const rows = wanted.get(place.sheet) ?? new Map<number, Set<number>>();
    if (rows.size < MOST_ROWS || rows.has(place.row))
      rows.set(place.row, (rows.get(place.row) ?? new Set()).add(place.col));
    wanted.set(place.sheet, rows);
  }
  let at = 0;
  for (const sheet of sheets) {
    const rows = wanted.get(sheet.name);
    if (rows) copyRows(workbook, sheet, rows, `${ROWS_SHEET} ${++at}`);
  }
  return 'rows';
};

const copyRows = (
  workbook: Workbook,
  source: Sheet,
  wanted: ReadonlyMap<number, ReadonlySet<number>>,
  name: string,
): void => {
  const sheet = workbook.addWorksheet(name);
  const head = sheet.addRow([`原表 Sheet: ${source.name}`]);
  head.font = font(10, COLOURS.navy, { bold: true });
  for (const row of source.rows()) {
    const red = wanted.get(row.row);
    if (red === undefined) continue;
    const copy = sheet.addRow([row.row]);
    copy.getCell(1).font = font(9, COLOURS.soft);
    for (const cell of row.cells) write(copy.getCell(cell.col + 1), cell);
    for (const col of red) copy.getCell(col + 1).fill = fill(COLOURS.redFill);
  }
};
