import type { Field, Table } from '../fields.ts';
import type { Kind } from '../kind.ts';
import type { Problem } from '../result.ts';
import {
  type Column,
  isTotal,
  type Label,
  pick,
  readHeading,
  readLabels,
  readTitles,
  type TitleRow,
} from './layout.ts';
import { doubtfulPlaces, titleMistakes } from './plan.ts';
import { problem } from './problems.ts';
import { type Draft, type DraftRow, mayBeAbsent, type Path } from './raw.ts';
import { cellName, type Row, type Sheet } from './source.ts';
import type { Titles } from './titles.ts';

interface Section {
  readonly table: Table;
  readonly columns: readonly Column[];
  readonly titleRow: number;
  readonly rows: DraftRow[];
  readonly numbers: number[];
}

interface State {
  readonly labels: Map<string, Label>;
  readonly sections: Map<string, Section>;
  readonly titleRows: TitleRow[];
  open: readonly Section[];
}

const openSections = (state: State, title: TitleRow): void => {
  state.titleRows.push(title);
  const tables = new Set(title.columns.flatMap(({ table }) => (table ? [table] : [])));
  state.open = [...tables].map((table) => {
    const columns = title.columns.filter((column) => column.table === table);
    const before = state.sections.get(table.name);
    const { rows, numbers } = before ?? { rows: [], numbers: [] };
    const section: Section = { table, columns, titleRow: title.row, rows, numbers };
    if (rows.length === 0) state.sections.set(table.name, section);
    return section;
  });
};

const addRow = (section: Section, row: Row): void => {
  const cells = pick(row, section.columns, section.table);
  if (cells.size === 0 || isTotal(row)) return;
  section.rows.push(cells);
  section.numbers.push(row.row);
};

const readRow = (state: State, row: Row, titles: Titles, isMarked: boolean): void => {
  const title = readTitles(row, titles, isMarked);
  if (title) openSections(state, title);
  else if (readHeading(row, titles)) state.open = [];
  else if (!takeLabels(state, row, titles, isMarked)) for (const section of state.open) addRow(section, row);
};

/** Labels below a table only begin a row, and never in our own form: there a data row may hold any word. */
const takeLabels = (state: State, row: Row, titles: Titles, isMarked: boolean): boolean => {
  const labels = isMarked && state.sections.size > 0 ? [] : readLabels(row, titles);
  const fresh = labels.filter(({ name }) => !state.labels.has(name));
  const isFirst = fresh[0]?.ref === cellName((row.cells[0]?.col ?? 0) + 1, row.row);
  if (fresh.length === 0 || (state.open.length > 0 && !isFirst)) return false;
  for (const label of fresh) if (!state.labels.has(label.name)) state.labels.set(label.name, label);
  return true;
};
/** A sheet with labels, values beside them and tables below; undefined when nobody has filled it in. */
export const readForm = (kind: Kind, sheet: Sheet, titles: Titles, isMarked: boolean): Draft | undefined => {
  const state: State = { labels: new Map(), sections: new Map(), titleRows: [], open: [] };
  for (const row of sheet.rows()) readRow(state, row, titles, isMarked);
  const labels = [...state.labels.values()];
  const header: DraftRow = new Map(labels.flatMap(({ name, cell }) => (cell ? [[name, cell] as const] : [])));
  const sections = [...state.sections.values()];
  const tables = new Map(sections.map(({ table, rows }) => [table.name, rows]));
  if (header.size === 0 && sections.every(({ rows }) => rows.length === 0)) return undefined;
  const cellOf = (path: Path): string | undefined => `${sheet.name}!${refOf(state, path) ?? 'A1'}`;
  const mistakes = state.titleRows.flatMap((row) => titleMistakes(sheet.name, row, titles));
  const doubted = new Set(mistakes.flatMap(({ doubts }) => doubts).map(({ field }) => field));
  return {
    place: `${sheet.name}!A1`,
    header,
    tables,
    problems: [...mistakes.map(({ problem: found }) => found), ...missing(kind, state, doubted)],
    unknown: doubtfulPlaces(mistakes, tables),
    cellOf,
  };
};

const refOf = (state: State, [name, at, field]: Path): string | undefined => {
  const section = state.sections.get(String(name));
  if (section === undefined) return state.labels.get(String(name))?.ref;
  const column = section.columns.find((c) => c.field.name === field) ?? section.columns[0];
  const last = section.numbers.at(-1) ?? section.titleRow;
  const row =
    typeof at === 'number' ? (section.numbers[at] ?? last + 1) : (section.numbers[0] ?? section.titleRow + 1);
  return column && cellName(column.col, row);
};

const missing = (kind: Kind, state: State, doubted: ReadonlySet<Field>): Problem[] => {
  const inTables = kind.shape.tables.flatMap((table) => {
    const section = state.sections.get(table.name);
    if (section === undefined && mayBeAbsent(kind, table)) return [];
    const has = (field: Field): boolean =>
      doubted.has(field) || (section?.columns.some((c) => c.field === field) ?? false);
    return absent(table.fields, has).map((field) =>
      noPlace(field, section ? [table.name, 0, field.name] : [table.name]),
    );
  });
  const inHeader = absent(kind.shape.fields, ({ name }) => state.labels.has(name));
  return [...inHeader.map((field) => noPlace(field, [field.name])), ...inTables];
};

const absent = (fields: readonly Field[], has: (field: Field) => boolean): Field[] =>
  fields.filter((field) => field.required && !has(field));

const noPlace = ({ meta }: Field, path: Path): Problem => ({
  ...problem(
    'LABEL_MISSING',
    `表格里找不到必填项“${meta.label.zh}”`,
    `The form has no place for "${meta.label.en}", which is required`,
    [
      '请使用最新的空白申请表，不要删除或改名标题',
      'Use the current blank form and leave its labels as they are',
    ],
  ),
  path,
  label: meta.label,
});
