import type { Table } from '../fields.ts';
import { type Cell, cellName, isBlank, type Row } from './source.ts';
import type { Target, Titles } from './titles.ts';

/** A column whose title names a field. */
export interface Column extends Target {
  readonly col: number;
  /** Title as written. */
  readonly title: string;
}

export interface TitleRow {
  readonly row: number;
  readonly columns: readonly Column[];
  /** Cells that name nothing known. */
  readonly unknown: readonly Cell[];
  /** Cells that name a field which another column has already. */
  readonly twice: readonly Cell[];
}

interface Match {
  readonly cell: Cell;
  readonly targets: readonly Target[];
}

const tablesOf = (matches: readonly Match[]): Map<Table, number> => {
  const counts = new Map<Table, number>();
  for (const { targets } of matches)
    for (const { table } of targets) if (table) counts.set(table, (counts.get(table) ?? 0) + 1);
  return counts;
};

/** In a form every label has its value beside it; only titles of a table stand side by side. */
const areAdjacent = (matches: readonly Match[]): boolean =>
  matches.some(({ cell }, at) => matches[at + 1]?.cell.col === cell.col + 1);

const isWhole = ({ fields }: Table, count: number, matches: readonly Match[]): boolean =>
  fields.length === 1 ? count === 1 : count >= 2 && count > fields.length / 2 && areAdjacent(matches);

const isTitleRow = (matches: readonly Match[], isForm: boolean): boolean => {
  const [table, count = 0] = [...tablesOf(matches)].sort(([, a], [, b]) => b - a)[0] ?? [];
  if (isForm) return table !== undefined && isWhole(table, count, matches);
  const isOnlyOfTable = matches.some(({ targets }) => targets.every((target) => target.table !== undefined));
  return matches.length >= 2 && (isOnlyOfTable || areAdjacent(matches));
};

/**
 * The row as titles of a table, or undefined when it is none. A title that request and table share means the
 * request's field where other titles are the request's too (plain table), else the table's (form).
 */
export const readTitles = (row: Row, titles: Titles, isForm: boolean): TitleRow | undefined => {
  const cells = row.cells.filter((cell) => !isBlank(cell));
  const all = cells.map((cell) => ({ cell, targets: cell.type === 'text' ? titles.find(cell.text) : [] }));
  const matches = all.filter(({ targets }) => targets.length > 0);
  if (matches.length === 0 || !isTitleRow(matches, isForm)) return undefined;
  const isPlain = !isForm && matches.some(({ targets }) => targets.every(({ table }) => table === undefined));
  const counts = tablesOf(matches);
  const rank = ({ table }: Target): number => (table ? (counts.get(table) ?? 0) : isPlain ? 1000 : -1);
  const columns: Column[] = [];
  const twice: Cell[] = [];
  for (const { cell, targets } of matches) {
    const free = targets.filter(
      ({ field, table }) => !columns.some((c) => c.field === field && c.table === table),
    );
    const target = free.toSorted((a, b) => rank(b) - rank(a))[0];
    if (target) columns.push({ ...target, col: cell.col, title: cell.text });
    else twice.push(cell);
  }
  const unknown = all.filter(({ targets }) => targets.length === 0).map(({ cell }) => cell);
  return { row: row.row, columns, unknown, twice };
};

/** A label of a form and the place of its value. */
export interface Label {
  readonly name: string;
  readonly ref: string;
  readonly cell?: Cell;
}

const headerField = (cell: Cell, titles: Titles): string | undefined =>
  cell.type === 'text'
    ? titles.find(cell.text).find(({ table }) => table === undefined)?.field.name
    : undefined;

/** Labels in a row, each with the value to its right: the cell beside it, or the next one before another label. */
export const readLabels = (row: Row, titles: Titles): Label[] => {
  const cells = row.cells.filter((cell) => !isBlank(cell));
  const labels: Label[] = [];
  for (let at = 0; at < cells.length; at++) {
    const cell = cells[at];
    const name = cell && headerField(cell, titles);
    if (!cell || name === undefined) continue;
    const next = cells[at + 1];
    const isValue = next && (next.col === cell.col + 1 || headerField(next, titles) === undefined);
    if (isValue) at++;
    const ref = isValue ? next.ref : cellName(cell.col + 1, row.row);
    labels.push(isValue ? { name, ref, cell: next } : { name, ref });
  }
  return labels;
};

/** Table whose heading stands alone in the row. */
export const readHeading = (row: Row, titles: Titles): Table | undefined => {
  const [cell, ...more] = row.cells.filter((found) => !isBlank(found));
  return cell?.type === 'text' && more.length === 0 ? titles.table(cell.text) : undefined;
};

const TOTAL = /^(合计|总计|小计|total|grandtotal|subtotal)$/;

/** A row that people add below a table for its sum. */
export const isTotal = (row: Row): boolean => {
  const first = row.cells.find((cell) => !isBlank(cell));
  return (
    first?.type === 'text' && TOTAL.test(first.text.normalize('NFKC').toLowerCase().replaceAll(/[\s:]/g, ''))
  );
};

/** The titles once more, as people repeat them on every page. */
export const isRepeat = (row: Row, columns: readonly Column[]): boolean =>
  row.cells.length > 1 &&
  row.cells
    .slice(0, 2)
    .every((cell) => columns.some(({ col, title }) => col === cell.col && title === cell.text));

/** Cells of a row by field, for the columns of one table (or of the request itself). */
export const pick = (row: Row, columns: readonly Column[], table: Table | undefined): Map<string, Cell> => {
  const found = new Map<string, Cell>();
  for (const cell of row.cells) {
    if (isBlank(cell)) continue;
    const column = columns.find((c) => c.col === cell.col && c.table === table);
    if (column) found.set(column.field.name, cell);
  }
  return found;
};
