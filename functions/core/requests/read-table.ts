import type { Field } from '../fields.ts';
import type { Problem } from '../result.ts';
import { type Column, isRepeat, isTotal, pick } from './layout.ts';
import { doubtfulPlaces, type Plan, type TitleMistake } from './plan.ts';
import { problem } from './problems.ts';
import type { Draft, DraftRow, Path } from './raw.ts';
import { type Cell, cellName, isBlank, type Row } from './source.ts';

/** Rows that make one request, in the order of the sheet. */
interface Group {
  readonly rows: readonly Row[];
  readonly headers: readonly DraftRow[];
}

const keyText = (header: DraftRow, keys: readonly string[]): string =>
  keys.map((name) => keyPart(header.get(name)?.text ?? '')).join('\n');

/** Compared without case, width and blanks. */
export const keyPart = (text: string): string => text.normalize('NFKC').toUpperCase().replaceAll(/\s/g, '');

/** Does the row go on with the request above? Same key, or no key and nothing in it that says otherwise. */
const continues = (group: Group, header: DraftRow, keys: readonly string[]): boolean => {
  const first = group.headers[0];
  if (first === undefined) return false;
  const key = keyText(header, keys);
  if (key.trim() !== '') return key === keyText(first, keys);
  return [...header].every(([name, cell]) => first.get(name)?.text === cell.text);
};

/**
 * Groups of neighbouring rows with the same key; rows with blank header cells go on with the request above.
 * A kind without tables has one request a row.
 */
export function* groupsOf(plan: Plan, keys: readonly string[]): Generator<Group> {
  const columns = plan.title?.columns ?? [];
  const isRowwise = plan.kind.shape.tables.length === 0;
  let rows: Row[] = [];
  let headers: DraftRow[] = [];
  for (const row of plan.sheet.rows()) {
    if (row.row <= (plan.title?.row ?? 0) || isTotal(row) || isRepeat(row, columns)) continue;
    if (!row.cells.some((cell) => columns.some(({ col }) => col === cell.col) && !isBlank(cell))) continue;
    const header = pick(row, columns, undefined);
    if (rows.length > 0 && (isRowwise || !continues({ rows, headers }, header, keys))) {
      yield { rows, headers };
      rows = [];
      headers = [];
    }
    rows.push(row);
    headers.push(header);
  }
  if (rows.length > 0) yield { rows, headers };
}

/** Key of the group (blank when its key cells are) and its rows, for finding requests that stand in two places. */
export const keyOf = (group: Group, keys: readonly string[]): string => {
  const key = keyText(group.headers[0] ?? new Map(), keys);
  return key.trim() === '' ? '' : key;
};

const firstFilled = (headers: readonly DraftRow[], name: string): Cell | undefined => {
  for (const header of headers) if (header.has(name)) return header.get(name);
  return undefined;
};

export const draftOf = (plan: Plan, group: Group, mistakes: readonly TitleMistake[]): Draft => {
  const columns = plan.title?.columns ?? [];
  const { fields, tables } = plan.kind.shape;
  const header = new Map<string, Cell>(plan.labels.flatMap(({ name, cell }) => (cell ? [[name, cell]] : [])));
  for (const { name } of fields) {
    const cell = firstFilled(group.headers, name);
    if (cell) header.set(name, cell);
  }
  const numbers = new Map<string, number[]>();
  const drafts = new Map<string, DraftRow[]>();
  for (const table of tables) {
    const picked = group.rows.map((row) => ({ row: row.row, cells: pick(row, columns, table) }));
    const filled = picked.filter(({ cells }) => cells.size > 0);
    numbers.set(
      table.name,
      filled.map(({ row }) => row),
    );
    drafts.set(
      table.name,
      filled.map(({ cells }) => cells),
    );
  }
  const sheet = plan.sheet.name;
  const first = group.rows[0]?.row ?? 1;
  const cellOf = (path: Path): string => `${sheet}!${refOf(plan, numbers, first, path)}`;
  const problems = fields.flatMap((field) => differing(sheet, field, group.headers, header));
  const unknown = doubtfulPlaces(mistakes, drafts);
  return { place: cellOf([]), header, tables: drafts, problems, unknown, cellOf };
};

const refOf = (
  plan: Plan,
  numbers: ReadonlyMap<string, readonly number[]>,
  first: number,
  path: Path,
): string => {
  const [name, at, inner] = path;
  const columns = plan.title?.columns ?? [];
  const rows = numbers.get(String(name));
  if (rows === undefined) {
    const label = plan.labels.find((found) => found.name === name);
    const column = columns.find((c) => c.table === undefined && c.field.name === name);
    return column === undefined && label ? label.ref : cellName((column ?? columns[0])?.col ?? 1, first);
  }
  const ofTable = columns.filter(({ table }) => table?.name === name);
  const column: Column | undefined =
    ofTable.find(({ field }) => field.name === inner) ?? ofTable[0] ?? columns[0];
  return cellName(column?.col ?? 1, (typeof at === 'number' ? rows[at] : rows[0]) ?? first);
};

const differing = (
  sheet: string,
  { name, meta }: Field,
  headers: readonly DraftRow[],
  header: DraftRow,
): Problem[] => {
  const first = header.get(name);
  const same = (cell: Cell): string => keyPart(cell.date?.slice(0, 10) ?? cell.text);
  const given = headers.flatMap((row) => row.get(name) ?? []);
  const other = given.find((cell) => first && same(cell) !== same(first));
  if (first === undefined || other === undefined) return [];
  const found = problem(
    'HEADER_DIFFERS',
    `同一申请的“${meta.label.zh}”前后不一致（${first.ref} 与 ${other.ref}）`,
    `"${meta.label.en}" differs within one request (${first.ref} and ${other.ref})`,
    [
      '同一申请的各行请填同样的内容，或只在第一行填写',
      'Write the same in all rows of a request, or only in its first row',
    ],
  );
  return [{ ...found, path: [name], cell: `${sheet}!${other.ref}` }];
};
