import type { Field, Table } from '../fields.ts';
import type { Kind } from '../kind.ts';
import { nearest } from '../ooxml/errors.ts';
import { fail, ok, type Problem, type Result } from '../result.ts';
import { problem } from './problems.ts';
import type { Draft, DraftRow, Path } from './raw.ts';
import type { Cell, JsonValue } from './source.ts';
import { plainTitle } from './titles.ts';

type Members = Readonly<Record<string, JsonValue>>;

const isObject = (value: JsonValue | undefined): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Requests in a JSON value with their paths, and the kind that it names. */
export interface JsonRequests {
  readonly kind: string | undefined;
  readonly items: readonly { readonly at: string; readonly value: JsonValue }[];
}

/** One object, an array of them, or `{kind, requests: […]}`; each object may name the kind itself. */
export const requestsOf = (value: JsonValue): JsonRequests => {
  if (isObject(value) && Array.isArray(value.requests))
    return listed(value.requests, '$.requests', value.kind);
  if (Array.isArray(value)) return listed(value, '$', undefined);
  return { kind: kindOf(value), items: [{ at: '$', value }] };
};

const kindOf = (value: JsonValue | undefined): string | undefined =>
  isObject(value) && typeof value.kind === 'string' ? value.kind : undefined;

const listed = (values: readonly JsonValue[], at: string, kind: JsonValue | undefined): JsonRequests => ({
  kind: typeof kind === 'string' ? kind : kindOf(values[0]),
  items: values.map((value, index) => ({ at: `${at}[${index}]`, value })),
});

const scalar = (ref: string, value: boolean | number | string): Cell => ({
  ref,
  col: 1,
  type: typeof value === 'string' ? 'text' : (typeof value as 'boolean' | 'number'),
  text: String(value),
});

type Scope = readonly (Field | Table)[];

const memberOf = (scope: Scope, name: string): Field | Table | undefined =>
  scope.find((known) => known.name === name) ??
  scope.find((known) => {
    const label = 'meta' in known ? known.meta.label : known.label;
    return [known.name, label.zh, label.en].some((title) => plainTitle(title) === plainTitle(name));
  });

/** Share of the kind's mandatory fields that the object names, 0 to 1, and how many of its fields it names at all. */
export const coverageOf = (
  kind: Kind,
  value: JsonValue | undefined,
): { readonly coverage: number; readonly found: number } => {
  if (!isObject(value)) return { coverage: 0, found: 0 };
  const all: Scope = [...kind.shape.fields, ...kind.shape.tables];
  const wanted: Scope = [...kind.shape.fields.filter(({ required }) => required), ...kind.shape.tables];
  const named = new Set(Object.keys(value).map((name) => memberOf(all, name)));
  const count = (scope: Scope): number => scope.filter((known) => named.has(known)).length;
  return { coverage: count(wanted) / wanted.length, found: count(all) };
};

const at = (cell: string, found: Problem, path?: Path): Problem => ({
  ...found,
  cell,
  ...(path && { path }),
});

const nearOf = (scope: Scope, name: string): string | undefined =>
  nearest(
    name.slice(0, 100),
    scope.map((known) => known.name),
  );

const unknownMember = (name: string, near: string | undefined): Problem => {
  const fix: [string, string] =
    near === undefined
      ? ['请删除它，或改用申请表上的栏目名', 'Delete it, or use a title of the request form']
      : [`是否应为“${near}”？`, `Did you mean "${near}"?`];
  const short = name.slice(0, 40);
  return problem('FIELD_UNKNOWN', `没有名为“${short}”的字段`, `There is no field called "${short}"`, fix);
};

const SHAPES = {
  value: { zh: '单个值', en: 'a single value', fix: ['请写成 "文字" 或数字', 'Write "a text" or a number'] },
  list: { zh: '数组', en: 'an array', fix: ['请写成 [{ … }, { … }]', 'Write it like [{ … }, { … }]'] },
  object: {
    zh: '对象',
    en: 'an object',
    fix: ['请写成 { "栏目": "值" }', 'Write it like { "field": "value" }'],
  },
} as const;

const wrongShape = (shape: keyof typeof SHAPES): Problem => {
  const { zh, en, fix } = SHAPES[shape];
  return problem('JSON_SHAPE', `这里应当是${zh}`, `This must be ${en}`, fix);
};

class Reading {
  readonly kind: Kind;
  readonly problems: Problem[] = [];
  constructor(kind: Kind) {
    this.kind = kind;
  }

  members(
    value: Members,
    path: string,
    scope: Scope,
    place: Path = [],
  ): { cells: DraftRow; tables: [Table, JsonValue, string][] } {
    const cells = new Map<string, Cell>();
    const tables: [Table, JsonValue, string][] = [];
    for (const [name, member] of Object.entries(value)) {
      const known = memberOf(scope, name);
      const here = `${path}.${name}`;
      if (known === undefined) this.unknown(value, name, here, scope, place);
      else if (!('meta' in known)) tables.push([known, member, here]);
      else if (typeof member !== 'object') cells.set(known.name, scalar(here, member));
      else if (member !== null) this.problems.push(at(here, wrongShape('value'), [...place, known.name]));
    }
    return { cells, tables };
  }

  /** A misspelt name stands for the field that it was meant to be, unless that is there as well. */
  unknown(value: Members, name: string, here: string, scope: Scope, place: Path): void {
    const near = nearOf(scope, name);
    const isThere = Object.keys(value).some((given) => memberOf(scope, given)?.name === near);
    const path = near === undefined || isThere ? undefined : [...place, near];
    this.problems.push(at(here, unknownMember(name, near), path));
  }

  rows(table: Table, value: JsonValue, path: string): DraftRow[] {
    if (value === null) return [];
    if (!Array.isArray(value)) {
      this.problems.push(at(path, wrongShape('list'), [table.name]));
      return [];
    }
    return value.map((item: JsonValue, index) => {
      const here = `${path}[${index}]`;
      const place = [table.name, index];
      if (isObject(item)) return this.members(item, here, table.fields, place).cells;
      this.problems.push(at(here, wrongShape('object'), place));
      return new Map();
    });
  }
}

export const jsonDraft = (kind: Kind, path: string, value: JsonValue): Draft => {
  const reading = new Reading(kind);
  const cellOf = (place: Path): string =>
    place.reduce<string>((text, part) => text + (typeof part === 'number' ? `[${part}]` : `.${part}`), path);
  const empty: DraftRow = new Map();
  if (!isObject(value)) {
    const problems = [at(path, wrongShape('object'), [])];
    return { place: path, header: empty, tables: new Map(), problems, cellOf };
  }
  const { kind: named, ...rest } = value;
  const hasKindField = kind.shape.fields.some(({ name }) => name === 'kind');
  const members = hasKindField && named !== undefined ? value : rest;
  const { cells, tables } = reading.members(members, path, [...kind.shape.fields, ...kind.shape.tables]);
  const rows = new Map(tables.map(([table, list, here]) => [table.name, reading.rows(table, list, here)]));
  return { place: path, header: cells, tables: rows, problems: reading.problems, cellOf };
};

/** Each request of the value as a draft; refuses what holds none. */
export const jsonItems = (value: JsonValue): Result<JsonRequests['items']> => {
  const { items } = requestsOf(value);
  if (items.length > 0) return ok(items);
  return fail([
    problem('NOTHING_TO_READ', '文件里没有申请', 'There is no request in the file', [
      '请写成一个对象 { … }，或数组 [{ … }]',
      'Write an object { … }, or an array [{ … }]',
    ]),
  ]);
};
