import type { Kind } from '../kind.ts';
import { DocketError, fail, ok, type Problem, type Result } from '../result.ts';
import { keyFieldsOf, keyOfValues } from './key-fields.ts';
import { type Plan, type TitleMistake, tableMistakes } from './plan.ts';
import { problem } from './problems.ts';
import { type Draft, type RawRequest, toRaw } from './raw.ts';
import { readForm } from './read-form.ts';
import { jsonDraft, jsonItems } from './read-json.ts';
import { draftOf, groupsOf, keyOf, keyPart } from './read-table.ts';
import { type Kinds, type Recognised, recognise } from './recognise.ts';
import { cellName, type Source } from './source.ts';

export interface Requests {
  readonly kind: Kind;
  /** Mistakes of the titles: no request below them is right, but what else is wrong with it is told as well. */
  readonly problems: readonly Problem[];
  /** Read on demand: a table of any length needs the memory of one request. */
  readonly requests: Iterable<RawRequest>;
}

/**
 * The requests of a file. `hint` is the folder that it came in (or ''). Problems that concern the whole file:
 * `KIND_UNKNOWN`, `KIND_AMBIGUOUS`, `KIND_MISMATCH`, `FORM_VERSION`, `NOTHING_TO_READ`, or the code of the
 * DocketError that the source threw; `COLUMN_MISSING`, `TITLE_UNKNOWN` and `TITLE_TWICE` when the requests cannot
 * be told apart for them, else they come with the requests.
 * A request whose number stands in two places of the file gets `REQUEST_SPLIT` at each of them.
 */
export const readRequests = (source: Source, kinds: Kinds, hint = ''): Result<Requests> => {
  try {
    const recognised = recognise(source, kinds, hint);
    if (!recognised.ok) return recognised;
    return source.type === 'json' ? fromJson(source.value, recognised.value) : fromSheets(recognised.value);
  } catch (error) {
    if (error instanceof DocketError) return fail([{ code: error.code, message: error.text }]);
    throw error;
  }
};

type Keyed = { readonly key: string; readonly place: string };

/** Keys that stand in more than one place, with the places. */
const splitKeys = (
  found: Iterable<Keyed>,
): { readonly count: number; readonly split: Map<string, string[]> } => {
  const first = new Map<string, string>();
  const split = new Map<string, string[]>();
  let count = 0;
  for (const { key, place } of found) {
    count++;
    if (key === '') continue;
    const before = first.get(key);
    if (before === undefined) first.set(key, place);
    else split.set(key, [...(split.get(key) ?? [before]), place]);
  }
  return { count, split };
};

const withSplit = (
  kind: Kind,
  draft: Draft,
  key: string,
  keys: readonly string[],
  split: Map<string, string[]>,
): Draft => {
  const places = split.get(key);
  if (places === undefined) return draft;
  const list = places.slice(0, 10);
  const found: Problem = {
    ...problem(
      'REQUEST_SPLIT',
      `同一申请编号出现在不相邻的 ${places.length} 处：${list.join('、')}`,
      `The same request number stands in ${places.length} separate places: ${list.join(', ')}`,
      [
        '请把同一申请的各行放在一起；不同的申请请用不同的编号',
        'Put its rows together, or give different requests different numbers',
      ],
    ),
    path: keys.slice(0, 1),
  };
  // What this part does not say may stand in the other.
  const elsewhere = kind.shape.fields.filter(({ name }) => !draft.header.has(name)).map(({ name }) => [name]);
  const unknown = [...(draft.unknown ?? []), ...elsewhere];
  return { ...draft, problems: [found, ...draft.problems], unknown };
};

const nothing = (): Result<never> =>
  fail([
    problem('NOTHING_TO_READ', '文件里没有填好的申请', 'There is no filled-in request in the file', [
      '请在标题行下面或空白申请表里填写后再提交',
      'Fill in the blank form, or the rows below the titles, and send it again',
    ]),
  ]);

interface Item extends Keyed {
  draft(): Draft;
}

type Mistakes = ReadonlyMap<Plan, readonly TitleMistake[]>;

function* itemsOf(
  { kind, plans, mark }: Recognised,
  keys: readonly string[],
  mistakes: Mistakes,
): Generator<Item> {
  for (const plan of plans) {
    if (plan.layout === 'table') yield* tableItems(plan, keys, mistakes.get(plan) ?? []);
    else {
      const draft = readForm(kind, plan.sheet, plan.titles, mark?.layout === 'form');
      const key = keys.map((name) => keyPart(draft?.header.get(name)?.text ?? '')).join('\n');
      if (draft) yield { key: key.trim() === '' ? '' : key, place: draft.place, draft: () => draft };
    }
  }
}

function* tableItems(
  plan: Plan,
  keys: readonly string[],
  mistakes: readonly TitleMistake[],
): Generator<Item> {
  const isKeyDoubtful = mistakes.some(({ doubts }) =>
    doubts.some(({ table, field }) => !table && keys.includes(field.name)),
  );
  if (isKeyDoubtful) return;
  const column = plan.title?.columns.find(({ table, field }) => !table && field.name === keys[0]);
  const col = column?.col ?? plan.title?.columns[0]?.col ?? 1;
  for (const group of groupsOf(plan, keys)) {
    const place = `${plan.sheet.name}!${cellName(col, group.rows[0]?.row ?? 1)}`;
    yield { key: keyOf(group, keys), place, draft: () => draftOf(plan, group, mistakes) };
  }
}

const fromSheets = (recognised: Recognised): Result<Requests> => {
  const { kind, plans } = recognised;
  const tables = plans.filter(({ layout }) => layout === 'table');
  const mistakes = new Map(tables.map((plan) => [plan, tableMistakes(plan)]));
  const problems = [...mistakes.values()].flatMap((found) => found.map(({ problem: of }) => of));
  return gather(kind, (keys) => itemsOf(recognised, keys, mistakes), problems);
};

/** Reads twice: first the keys alone, so that no part of a split request goes on as if it were whole. */
const gather = (
  kind: Kind,
  items: (keys: readonly string[]) => Iterable<Item>,
  problems: readonly Problem[] = [],
): Result<Requests> => {
  const keys = keyFieldsOf(kind);
  const { count, split } = splitKeys(items(keys));
  if (count === 0) return problems.length > 0 ? fail(problems) : nothing();
  return ok({
    kind,
    problems,
    requests: {
      *[Symbol.iterator]() {
        for (const item of items(keys))
          yield toRaw(kind, withSplit(kind, item.draft(), item.key, keys, split));
      },
    },
  });
};

const fromJson = (value: Parameters<typeof jsonItems>[0], { kind }: Recognised): Result<Requests> => {
  const items = jsonItems(value);
  if (!items.ok) return items;
  return gather(kind, (keys) =>
    items.value.map(({ at, value: request }) => {
      const draft = jsonDraft(kind, at, request);
      const texts = Object.fromEntries(
        keys.map((name) => [name, keyPart(draft.header.get(name)?.text ?? '')]),
      );
      return { key: keyOfValues(texts, keys), place: at, draft: () => draft };
    }),
  );
};
