import type { Kind } from '../kind.ts';
import { fail, ok, type Problem, type Result } from '../result.ts';
import { headOf, type Plan, planSheet } from './plan.ts';
import { problem } from './problems.ts';
import { coverageOf, requestsOf } from './read-json.ts';
import {
  FORM_VERSION,
  type JsonValue,
  MARK_SHEET,
  PROBLEM_SHEET,
  ROWS_SHEET,
  type Sheet,
  type Source,
} from './source.ts';
import { plainTitle } from './titles.ts';

export type Kinds = ReadonlyMap<string, Kind>;

/** What the hidden sheet of a form says. */
interface Mark {
  readonly kind: string;
  readonly version: string;
  readonly layout: 'form' | 'table';
  /** Sheets that hold no request: the example, the guide. */
  readonly skip: ReadonlySet<string>;
}

export interface Recognised {
  readonly kind: Kind;
  /** Sheets to read, with their layout; none for JSON. */
  readonly plans: readonly Plan[];
  readonly mark: Mark | undefined;
}

const readMark = (sheets: readonly Sheet[]): Mark | undefined => {
  const sheet = sheets.find(({ name }) => name === MARK_SHEET);
  if (sheet === undefined) return undefined;
  const pairs = headOf(sheet).map(({ cells }): [string, string] => {
    const text = (col: number): string => cells.find((cell) => cell.col === col)?.text.trim() ?? '';
    return [text(1), text(2)];
  });
  const given = new Map(pairs);
  return {
    kind: given.get('kind') ?? '',
    version: given.get('form') ?? '',
    layout: given.get('layout') === 'table' ? 'table' : 'form',
    skip: new Set(pairs.flatMap(([name, value]) => (name === 'skip' ? [value] : []))),
  };
};

const byName = (kinds: Kinds, name: string): Kind | undefined => {
  const wanted = plainTitle(name);
  if (wanted === '') return undefined;
  return [...kinds.values()].find(({ id, title }) =>
    [id, title.zh, title.en].some((known) => plainTitle(known) === wanted),
  );
};

const listOf = (kinds: Iterable<Kind>): { zh: string; en: string } => {
  const all = [...kinds];
  return {
    zh: all.map(({ id, title }) => `${title.zh}（${id}）`).join('、'),
    en: all.map(({ id, title }) => `${title.en} (${id})`).join(', '),
  };
};

const unknownKind = (kinds: Kinds): Problem => {
  const list = listOf(kinds.values());
  return problem(
    'KIND_UNKNOWN',
    '看不出这是哪一种单据的申请',
    'It cannot be told which kind of document this asks for',
    [
      `请使用空白申请表，或把文件放进该单据的子文件夹。可用的单据：${list.zh}`,
      `Use the blank request form, or put the file into the kind's folder. Kinds: ${list.en}`,
    ],
  );
};

const ambiguousKind = (found: readonly Kind[]): Problem => {
  const list = listOf(found);
  return problem('KIND_AMBIGUOUS', '标题同时符合几种单据', 'The titles fit more than one kind of document', [
    `请把文件放进其中一种的子文件夹：${list.zh}`,
    `Put the file into the folder of one of them: ${list.en}`,
  ]);
};

const otherKind = (hint: Kind, named: Kind): Problem =>
  problem(
    'KIND_MISMATCH',
    `文件是“${named.title.zh}”的申请，却放在“${hint.title.zh}”的文件夹里`,
    `The file asks for "${named.title.en}" but lies in the folder of "${hint.title.en}"`,
    [`请放到子文件夹 ${named.id}`, `Put it into the folder ${named.id}`],
  );

const oldForm = (version: string): Problem =>
  problem(
    'FORM_VERSION',
    `不认识的申请表版本 ${version.slice(0, 20)}`,
    `Unknown form version ${version.slice(0, 20)}`,
    ['请使用最新的空白申请表', 'Use the current blank form'],
  );

/** The folder's name and what the file says of itself; the file must not say something else. */
const named = (kinds: Kinds, hint: string, own: string | undefined): Result<Kind | undefined> => {
  const folder = byName(kinds, hint);
  const file = own === undefined ? undefined : byName(kinds, own);
  if (folder && file && folder !== file) return fail([otherKind(folder, file)]);
  if (folder === undefined && own !== undefined && file === undefined) return fail([unknownKind(kinds)]);
  return ok(folder ?? file);
};

type Fit = Pick<Plan, 'coverage' | 'found'>;

/** Least share of the required fields that titles must name before a kind is guessed from them. */
const ENOUGH = 0.5;

const better = (a: Fit, b: Fit): number => b.coverage - a.coverage || b.found - a.found;

const guess = (kinds: Kinds, plansOf: (kind: Kind) => readonly Plan[]): Result<Kind> => {
  const best = [...kinds.values()].flatMap((kind) => plansOf(kind).toSorted(better).slice(0, 1));
  const fits = best.filter(({ coverage, found }) => coverage >= ENOUGH && found > 0).toSorted(better);
  const [first, second] = fits;
  if (first === undefined) return fail([unknownKind(kinds)]);
  if (second && better(first, second) === 0)
    return fail([ambiguousKind(fits.filter((plan) => better(first, plan) === 0).map(({ kind }) => kind))]);
  return ok(first.kind);
};

const isOurs = (name: string): boolean => name === PROBLEM_SHEET || name.startsWith(ROWS_SHEET);

/** Sheets of a workbook that hold requests of the kind; the nearest one when none holds enough of its titles. */
const chosen = (plans: readonly Plan[], mark: Mark | undefined): readonly Plan[] => {
  if (mark?.layout === 'form') return plans.filter(({ found }) => found > 0);
  const enough = plans.filter(({ coverage, found }) => coverage >= ENOUGH && found > 0);
  return enough.length > 0
    ? enough
    : plans
        .filter(({ found }) => found > 0)
        .toSorted(better)
        .slice(0, 1);
};

/** The kind whose mandatory fields the first request names best. */
const guessJson = (kinds: Kinds, value: JsonValue | undefined): Result<Kind> => {
  const fits = [...kinds.values()]
    .map((kind) => ({ kind, ...coverageOf(kind, value) }))
    .filter(({ coverage }) => coverage >= ENOUGH)
    .toSorted(better);
  const [first, second] = fits;
  if (first === undefined) return fail([unknownKind(kinds)]);
  return second && better(first, second) === 0
    ? fail([ambiguousKind([first.kind, second.kind])])
    : ok(first.kind);
};

const recogniseJson = (value: JsonValue, kinds: Kinds, hint: string): Result<Recognised> => {
  const { kind: own, items } = requestsOf(value);
  const told = named(kinds, hint, own);
  if (!told.ok) return told;
  const kind = told.value ? ok(told.value) : guessJson(kinds, items[0]?.value);
  return kind.ok ? ok({ kind: kind.value, plans: [], mark: undefined }) : kind;
};

/** Kind by the folder's name, then the form's mark or JSON `kind`, then the titles or member names. */
export const recognise = (source: Source, kinds: Kinds, hint: string): Result<Recognised> => {
  if (source.type === 'json') return recogniseJson(source.value, kinds, hint);
  const mark = readMark(source.sheets);
  const told = named(kinds, hint, mark?.kind);
  if (!told.ok) return told;
  if (mark && mark.version !== FORM_VERSION) return fail([oldForm(mark.version)]);
  const heads = source.sheets
    .filter(({ name, hidden }) => !hidden && name !== MARK_SHEET && !isOurs(name) && !mark?.skip.has(name))
    .map((sheet) => ({ sheet, head: headOf(sheet) }));
  const plansOf = (kind: Kind): Plan[] =>
    heads.map(({ sheet, head }) => planSheet(kind, sheet, head, mark?.layout));
  const kind = told.value ? ok(told.value) : guess(kinds, plansOf);
  return kind.ok ? ok({ kind: kind.value, plans: chosen(plansOf(kind.value), mark), mark }) : kind;
};
