import type { Field, Table } from '../fields.ts';
import type { Kind } from '../kind.ts';
import type { Problem, Text } from '../result.ts';
import { coerce } from './coerce.ts';
import { type Cell, isBlank } from './source.ts';

export type Path = readonly (string | number)[];

/** One request as it was found, before its schema has seen it. */
export interface RawRequest {
  /** Plain object for the schema; a cell that could not be read is left out and has its problem. */
  readonly values: Readonly<Record<string, unknown>>;
  readonly problems: readonly Problem[];
  /** Places about which nothing can be said, beside those that have a problem. */
  readonly unknown: readonly Path[];
  /** Where the request begins: `报价申请!A2`, `$.requests[3]`. */
  readonly place: string;
  /** Where the value of a path stands or, if it is missing, belongs: `报价申请!C7`. */
  cellOf(path: Path): string | undefined;
  labelOf(path: Path): Text | undefined;
}

/** What a reader finds of one request; `header` and `tables` hold the cells that are not blank. */
export interface Draft {
  readonly place: string;
  readonly header: ReadonlyMap<string, Cell>;
  readonly tables: ReadonlyMap<string, readonly DraftRow[]>;
  readonly problems: readonly Problem[];
  readonly unknown?: readonly Path[];
  cellOf(path: Path): string | undefined;
}

export type DraftRow = ReadonlyMap<string, Cell>;

interface Found {
  readonly values: Record<string, unknown>;
  readonly problems: Problem[];
}

/** Reads every cell of the draft as its field wants it. */
export const toRaw = (kind: Kind, draft: Draft): RawRequest => {
  const problems = [...draft.problems];
  const header = readFields(kind.shape.fields, draft.header, []);
  problems.push(...header.problems);
  const values = header.values;
  for (const table of kind.shape.tables) {
    const rows = (draft.tables.get(table.name) ?? []).map((row, at) =>
      readFields(table.fields, row, [table.name, at]),
    );
    problems.push(...rows.flatMap((row) => row.problems));
    if (rows.length > 0 || !mayBeAbsent(kind, table)) values[table.name] = rows.map((row) => row.values);
  }
  const places = { cellOf: draft.cellOf, labelOf: (path: Path) => labelOf(kind, path) };
  const { place, unknown = [] } = draft;
  return { values, problems: problems.map((found) => placed(places, found)), unknown, place, ...places };
};

const readFields = (fields: readonly Field[], cells: DraftRow, at: Path): Found => {
  const values: Record<string, unknown> = {};
  const problems: Problem[] = [];
  for (const { name, meta } of fields) {
    const cell = cells.get(name);
    if (cell === undefined || isBlank(cell)) continue;
    const result = coerce(meta, cell);
    if (result.ok) values[name] = result.value;
    else problems.push({ ...result.error, path: [...at, name] });
  }
  return { values, problems };
};

/** May the request go without the table altogether, and without a row in it? */
export const mayBeAbsent = (kind: Kind, table: Table): boolean => {
  const schema = kind.input.shape[table.name];
  return schema === undefined || ('safeParse' in schema && schema.safeParse(undefined).success === true);
};

/** Adds cell and label to a problem that knows its path. */
export const placed = (places: Pick<RawRequest, 'cellOf' | 'labelOf'>, found: Problem): Problem => {
  if (found.path === undefined) return found;
  const cell = found.cell ?? places.cellOf(found.path);
  const label = found.label ?? places.labelOf(found.path);
  return { ...found, ...(cell !== undefined && { cell }), ...(label && { label }) };
};

/** Field of a path: `['customer']`, `['lines', 2, 'quantity']`. */
export const fieldOf = (kind: Kind, path: Path): Field | undefined => {
  const [first, second, third] = path;
  const table = kind.shape.tables.find(({ name }) => name === first);
  const name = typeof second === 'number' ? third : second;
  return (table?.fields ?? kind.shape.fields).find((field) => field.name === (table ? name : first));
};

const labelOf = (kind: Kind, path: Path) =>
  fieldOf(kind, path)?.meta.label ?? kind.shape.tables.find(({ name }) => name === path[0])?.label;
