import type { Field, Shape, Table } from '../fields.ts';
import type { Text } from '../result.ts';

/** What a title or label names: a field of the request, or of one of its tables. */
export interface Target {
  readonly field: Field;
  readonly table?: Table;
}

export interface Titles {
  /** Fields that a title may mean, at most one per table; none when it is not known. */
  find(title: string): readonly Target[];
  /** Table that a section heading names. */
  table(title: string): Table | undefined;
  /** Field whose name is one slip of the pen away. */
  near(title: string): Target | undefined;
}

const REQUIRED = /[(（[【](必填|required|选填|optional)[)）\]】]/giu;
const BRACKETS = /[([【][^()[\]【】]*[)\]】]/gu;
const NOISE = /[^\p{L}\p{N}]+/gu;

/** Title for comparing: NFKC, lower case, only letters and digits, brackets kept or dropped. */
export const plainTitle = (title: string, brackets: 'keep' | 'drop' = 'keep'): string => {
  const text = title.slice(0, 200).replace(REQUIRED, '').normalize('NFKC').toLowerCase();
  return (brackets === 'drop' ? text.replace(BRACKETS, '') : text).replace(NOISE, '');
};

const both = ({ zh, en }: Text): string[] => [zh, en, `${zh}${en}`];

const namesOf = ({ field, table }: Target): string[] => {
  const own = [...both(field.meta.label), ...(field.meta.aliases ?? []), field.name];
  return table ? [...own, ...qualified(table, field), qualified(table, field).join('')] : own;
};

/** Titles that name table and field, for tables whose fields share a label with others. */
export const qualified = (table: Table, field: Field): [string, string] => [
  `${table.label.zh}·${field.meta.label.zh}`,
  `${table.label.en} · ${field.meta.label.en}`,
];

export const targetsOf = (shape: Shape): Target[] => [
  ...shape.fields.map((field) => ({ field })),
  ...shape.tables.flatMap((table) => table.fields.map((field) => ({ field, table }))),
];

type Index = Map<string, Target[]>;

const add = (index: Index, key: string, target: Target): void => {
  if (key === '') return;
  const found = index.get(key);
  if (found === undefined) index.set(key, [target]);
  else if (!found.includes(target)) found.push(target);
};

const onePerTable = (targets: readonly Target[]): Target[] =>
  targets.filter((target) => targets.filter(({ table }) => table === target.table).length === 1);

export const titlesOf = (shape: Shape): Titles => {
  const full: Index = new Map();
  const bare: Index = new Map();
  for (const target of targetsOf(shape)) {
    for (const name of namesOf(target)) {
      add(full, plainTitle(name), target);
      add(bare, plainTitle(name, 'drop'), target);
    }
  }
  const tables = new Map(
    shape.tables.flatMap((table) =>
      [...both(table.label), table.name].map((name) => [plainTitle(name), table]),
    ),
  );
  return {
    find: (title) => {
      const exact = full.get(plainTitle(title));
      return exact ?? onePerTable(bare.get(plainTitle(title, 'drop')) ?? []);
    },
    table: (title) => tables.get(plainTitle(title)),
    near: (title) => {
      const wanted = plainTitle(title, 'drop');
      const key = wanted.length < 3 ? undefined : [...full.keys()].find((name) => isOneSlip(wanted, name));
      return key === undefined ? undefined : full.get(key)?.[0];
    },
  };
};

/** One character too many, too few, wrong, or two neighbours swapped; shorter names are too easily another word. */
export const isOneSlip = (a: string, b: string): boolean => {
  if (a === b || Math.abs(a.length - b.length) > 1 || Math.min(a.length, b.length) < 3) return false;
  let from = 0;
  while (from < a.length && a[from] === b[from]) from++;
  const rest = (text: string, skip: number): string => text.slice(from + skip);
  if (a.length > b.length) return rest(a, 1) === rest(b, 0);
  if (a.length < b.length) return rest(a, 0) === rest(b, 1);
  const isSwapped = a[from] === b[from + 1] && a[from + 1] === b[from];
  return rest(a, 1) === rest(b, 1) || (isSwapped && rest(a, 2) === rest(b, 2));
};
