import type { Cell, CellRichTextValue, Comment, Fill, Workbook } from 'exceljs';
import { PROBLEM_SHEET } from '../../core/requests/source.ts';
import type { Problem } from '../../core/result.ts';
import { KEPT_COLUMN, type Kept, placeOf } from './annotate-place.ts';
import { COLOURS, fill, font, run } from './form-style.ts';

const MOST_MARKS = 20_000;
const LONGEST_NOTE = 2000;

const noteOf = (problems: readonly Problem[]): Comment => ({
  texts: problems.flatMap(({ message, fix }) => {
    const head = font(9, COLOURS.red, { bold: true });
    const text = font(9, COLOURS.text);
    return [
      run(`${message.zh}\n`.slice(0, LONGEST_NOTE), head),
      ...(fix ? [run(`${fix.zh}\n`.slice(0, LONGEST_NOTE), text)] : []),
      run(`${message.en}\n`.slice(0, LONGEST_NOTE), font(9, COLOURS.red)),
      ...(fix ? [run(`${fix.en}\n`.slice(0, LONGEST_NOTE), text)] : []),
    ];
  }),
});

/** Cells share their style objects: a new one, so that the neighbours keep theirs. */
const repaint = (cell: Cell, paint: Fill | undefined): void => {
  const { fill: _, ...rest } = cell.style;
  cell.style = paint ? { ...rest, fill: paint } : rest;
};

/** Paints the cells with mistakes red, with a comment; answers what they looked like before. */
export const markCells = (workbook: Workbook, problems: readonly Problem[]): readonly Kept[] => {
  const byCell = new Map<string, Problem[]>();
  for (const found of problems) {
    if (!found.cell || (byCell.size >= MOST_MARKS && !byCell.has(found.cell))) continue;
    byCell.set(found.cell, [...(byCell.get(found.cell) ?? []), found]);
  }
  const kept: Kept[] = [];
  for (const [place, found] of byCell) {
    const target = placeOf(place);
    const sheet = target && workbook.getWorksheet(target.sheet);
    if (!target || !sheet) continue;
    const cell = sheet.getCell(target.ref);
    kept.push({ cell: place, fill: cell.style.fill, note: cell.note });
    repaint(cell, fill(COLOURS.redFill));
    cell.note = noteOf(found);
  }
  return kept;
};

const textOf = (value: unknown): string =>
  typeof value === 'string'
    ? value
    : ((value as CellRichTextValue | null)?.richText ?? []).map(({ text }) => text).join('');

const keptOf = (text: string): Kept | undefined => {
  try {
    return text.startsWith('{') ? (JSON.parse(text) as Kept) : undefined;
  } catch {
    return undefined;
  }
};

/** exceljs has no call that takes a comment off; it holds it in the cell and in the cell's model. */
const dropNote = (cell: Cell): void => {
  Object.assign(cell, { _comment: undefined });
  Reflect.deleteProperty(cell.model, 'comment');
};

/** A copy that comes back once more: takes our sheet, colours and comments of the last time away. */
export const restoreCells = (workbook: Workbook): void => {
  const sheet = workbook.getWorksheet(PROBLEM_SHEET);
  if (sheet === undefined) return;
  sheet.eachRow((row) => {
    const kept = keptOf(textOf(row.getCell(KEPT_COLUMN).value));
    const target = placeOf(kept?.cell);
    const owner = target && workbook.getWorksheet(target.sheet);
    if (!kept || !target || !owner) return;
    const cell = owner.getCell(target.ref);
    repaint(cell, kept.fill);
    if (kept.note === undefined) dropNote(cell);
    else cell.note = kept.note;
  });
  workbook.removeWorksheet(sheet.id);
};
