import type { Field } from '../fields.ts';
import type { Kind } from '../kind.ts';
import type { Problem } from '../result.ts';
import { type Label, readLabels, readTitles, type TitleRow } from './layout.ts';
import { problem } from './problems.ts';
import { mayBeAbsent, type Path } from './raw.ts';
import { type Cell, cellName, type Row, type Sheet } from './source.ts';
import { type Target, type Titles, titlesOf } from './titles.ts';

/** Rows in which the titles or labels of a sheet must begin. */
const HEAD_ROWS = 60;

/** How a sheet can be read as requests of a kind. */
export interface Plan {
  readonly kind: Kind;
  readonly sheet: Sheet;
  readonly titles: Titles;
  /** Each row a request (or a line of one), or the whole sheet one request. */
  readonly layout: 'table' | 'form';
  readonly title: TitleRow | undefined;
  /** Labels with values above the titles of a plain table: they hold for all of its requests. */
  readonly labels: readonly Label[];
  /** Required fields found, of all that are required: 0–1. */
  readonly coverage: number;
  readonly found: number;
}

export const headOf = (sheet: Sheet): Row[] => {
  const rows: Row[] = [];
  for (const row of sheet.rows()) {
    if (row.row > HEAD_ROWS) break;
    rows.push(row);
  }
  return rows;
};

/** `layout` is what the form's mark says, if the workbook has one. */
export const planSheet = (
  kind: Kind,
  sheet: Sheet,
  head: readonly Row[],
  layout: Plan['layout'] | undefined,
): Plan => {
  const titles = titlesOf(kind.shape);
  const labels: Label[] = [];
  let title: TitleRow | undefined;
  for (const row of head) {
    title = readTitles(row, titles, layout === 'form');
    if (title) break;
    labels.push(...readLabels(row, titles));
  }
  const isTable = layout !== 'form' && title?.columns.some(({ table }) => table === undefined) === true;
  const isRequired = requiredOf(kind);
  const seen = new Set<unknown>([
    ...(title?.columns.map(({ field }) => field) ?? []),
    ...kind.shape.fields.filter(({ name }) => labels.some((label) => label.name === name)),
  ]);
  const required = isRequired.filter((field) => seen.has(field)).length;
  const coverage = isRequired.length === 0 ? Math.min(seen.size, 1) : required / isRequired.length;
  return {
    kind,
    sheet,
    titles,
    layout: isTable ? 'table' : 'form',
    title,
    labels,
    coverage,
    found: seen.size,
  };
};

const requiredOf = (kind: Kind): Field[] => [
  ...kind.shape.fields.filter(({ required }) => required),
  ...kind.shape.tables
    .filter((table) => !mayBeAbsent(kind, table))
    .flatMap(({ fields }) => fields.filter(({ required }) => required)),
];

/** What is wrong with a title, and the fields about which nothing can be said before it is mended. */
export interface TitleMistake {
  readonly problem: Problem;
  readonly doubts: readonly Target[];
}

/** Titles that are one slip away from a field which no column has, and titles that come twice. */
export const titleMistakes = (sheet: string, title: TitleRow, titles: Titles): TitleMistake[] => [
  ...title.unknown.flatMap((cell) => {
    const near = titles.near(cell.text);
    const isTaken = title.columns.some((c) => c.field === near?.field && c.table === near?.table);
    return near && !isTaken ? [{ problem: misspelt(sheet, cell, near.field), doubts: [near] }] : [];
  }),
  ...title.twice.map((cell) => ({
    problem: {
      ...problem('TITLE_TWICE', `有两列都叫“${cell.text}”`, `Two columns are called "${cell.text}"`, [
        '请删除或改名其中一列',
        'Delete one of them or give it another title',
      ]),
      cell: `${sheet}!${cell.ref}`,
    },
    doubts: titles.find(cell.text),
  })),
];

const misspelt = (sheet: string, cell: Cell, { meta }: Field): Problem => ({
  ...problem('TITLE_UNKNOWN', `不认识的标题“${cell.text}”`, `Unknown title "${cell.text}"`, [
    `是否应为“${meta.label.zh}”？`,
    `Did you mean "${meta.label.en}"?`,
  ]),
  cell: `${sheet}!${cell.ref}`,
  label: meta.label,
});

/** Mistakes of a plain table's titles. */
export const tableMistakes = (plan: Plan): TitleMistake[] => {
  const { kind, sheet, title, titles } = plan;
  if (title === undefined) return [];
  const spelt = titleMistakes(sheet.name, title, titles);
  const given = new Set(plan.labels.map(({ name }) => name));
  const known = new Set(
    [...title.columns, ...spelt.flatMap(({ doubts }) => doubts)].map(({ field }) => field),
  );
  const tables = kind.shape.tables.filter(
    (table) => !mayBeAbsent(kind, table) || table.fields.some((field) => known.has(field)),
  );
  const wanted: Target[] = [
    ...kind.shape.fields.filter(({ name }) => !given.has(name)).map((field) => ({ field })),
    ...tables.flatMap((table) => table.fields.map((field) => ({ field, table }))),
  ];
  const absent = wanted.filter(({ field }) => field.required && !known.has(field));
  const last = Math.max(...[...title.columns, ...title.unknown, ...title.twice].map(({ col }) => col));
  return [
    ...spelt,
    ...absent.map((target, at) => ({
      problem: noColumn(target.field, `${sheet.name}!${cellName(last + 1 + at, title.row)}`),
      doubts: [target],
    })),
  ];
};

/** Places of a draft about which nothing can be said. */
export const doubtfulPlaces = (
  mistakes: readonly TitleMistake[],
  tables: ReadonlyMap<string, { readonly length: number }>,
): Path[] =>
  mistakes
    .flatMap(({ doubts }) => doubts)
    .flatMap(({ field, table }) =>
      table
        ? Array.from({ length: tables.get(table.name)?.length ?? 0 }, (_, i) => [table.name, i, field.name])
        : [[field.name]],
    );

const noColumn = ({ meta }: Field, cell: string): Problem => ({
  ...problem(
    'COLUMN_MISSING',
    `缺少必填列“${meta.label.zh}”`,
    `The column "${meta.label.en}" is missing; it is required`,
    [`请在标题行加上“${meta.label.zh}”一列并填写`, `Add a column titled "${meta.label.en}" and fill it in`],
  ),
  cell,
  label: meta.label,
});
