import type { AnyRule, Context } from './kind.ts';
import type { Problem } from './result.ts';

type Path = readonly (string | number)[];

/** What is known of a request: whole and right, or with places that are wrong or missing. */
export interface Known {
  readonly values: object;
  /** Places that no rule may judge: `['currency']`, `['lines', 2]`, `['lines', 2, 'quantity']`; `[]` is all. */
  readonly wrong: readonly Path[];
}

/**
 * Every mistake that the rules find. They are asked in order, each sees the request alone: one that reads a wrong
 * place is left out, for that row or altogether, and what a rule refuses counts as wrong for those after it. So
 * nobody is told of a mistake that is only the consequence of another.
 */
export const askRules = (rules: readonly AnyRule[], known: Known, context: Context): Problem[] => {
  const guard = guarded(known);
  const seen = known.wrong.length > 0 ? guard.withoutRecords(context) : context;
  return rules.flatMap((rule) => {
    const found = answersOf(rule, guard, seen).filter(({ path }) => path === undefined || !guard.hides(path));
    for (const { path } of found) if (path) guard.add(path);
    return found;
  });
};

/** The rows of a table in which the named fields are known, with their index: for a rule that compares rows. */
export const knownRows = <Row extends object, Name extends keyof Row & string>(
  rows: readonly Row[],
  ...names: readonly Name[]
): (readonly [number, Pick<Row, Name>])[] => {
  const found: (readonly [number, Pick<Row, Name>])[] = [];
  for (let i = 0; i < rows.length; i++) {
    const row = isKnown(rows, String(i)) ? rows[i] : undefined;
    if (row !== undefined && names.every((name) => isKnown(row, name))) found.push([i, row]);
  }
  return found;
};

const answersOf = (rule: AnyRule, guard: Guard, context: Context): readonly Problem[] => {
  if (typeof rule === 'function') return guard.ask(() => rule(guard.input, context));
  const rows = guard.rowsOf(rule.each);
  return rows.flatMap((row, i) =>
    guard
      .ask(() => rule.rule(row() as never, guard.input, context))
      .map((found) => ({ ...found, path: [rule.each, i, ...(found.path ?? [])] })),
  );
};

/** Tells whether a place is one of those given, or in one of them. */
export const within = (places: readonly Path[]): ((path: Path) => boolean) => {
  const keys = new Set(places.map(keyOf));
  return (path) => isInside(keys, path);
};

const isInside = (keys: ReadonlySet<string>, path: Path): boolean =>
  keys.size > 0 && (keys.has(keyOf(path)) || path.some((_, end) => keys.has(keyOf(path.slice(0, end)))));

interface Guard {
  /** Nothing could be looked up for a request that cannot be read whole. */
  withoutRecords(context: Context): Context;
  /** The request as rules see it: it cannot be read where it is wrong. */
  readonly input: never;
  /** The answer, or none when it was found by looking at a wrong place, even if the rule caught the signal. */
  ask(question: () => readonly Problem[]): readonly Problem[];
  rowsOf(table: string): readonly (() => unknown)[];
  hides(path: Path): boolean;
  add(path: Path): void;
}

/** Tells of an object that a guard gave out whether one of its members is known. */
const judges = new WeakMap<object, (name: string) => boolean>();

const isKnown = (owner: object, name: string): boolean => judges.get(owner)?.(name) ?? true;

const keyOf = (path: Path): string => path.join('.');

const join = (owner: string, name: string): string => (owner === '' ? name : `${owner}.${name}`);

const parentOf = (key: string): string => key.slice(0, Math.max(0, key.lastIndexOf('.')));

const guarded = ({ values, wrong }: Known): Guard => {
  const hidden = new Set(wrong.map(keyOf));
  let hasLooked = false;
  const stop = (place: string): never => {
    hasLooked = true;
    throw new Error(`a rule looked at ${place}, which is wrong or missing`);
  };
  const view = viewer(hidden, stop);
  return {
    withoutRecords: (context) =>
      Object.defineProperty({ ...context }, 'records', { get: () => stop('the records'), enumerable: true }),
    input: view(values, '') as never,
    ask: (question) => {
      hasLooked = false;
      try {
        const found = question();
        return hasLooked ? [] : found;
      } catch (fault) {
        if (hasLooked) return [];
        throw fault;
      }
    },
    rowsOf: (table) => {
      const rows: unknown = hidden.has(table) || hidden.has('') ? undefined : Reflect.get(values, table);
      const at = (i: number): string => join(table, String(i));
      if (!Array.isArray(rows)) return [];
      return rows.map((row: unknown, i) => () => (hidden.has(at(i)) ? stop(at(i)) : view(row, at(i))));
    },
    hides: (path) => isInside(hidden, path),
    add: (path) => void hidden.add(keyOf(path)),
  };
};

/** Gives out objects that call `stop` when one of their hidden members is read, listed or asked for. */
const viewer = (hidden: ReadonlySet<string>, stop: (place: string) => never) => {
  const views = new WeakMap<object, object>();
  const view = (value: unknown, at: string): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    const before = views.get(value);
    if (before) return before;
    const isHidden = (name: string): boolean =>
      hidden.size > 0 && (hidden.has(join(at, name)) || hidden.has(''));
    const look = (name: string | symbol): void => {
      if (typeof name === 'string' && isHidden(name)) stop(join(at, name));
    };
    const seen = new Proxy(value, {
      get: (target, name) => {
        look(name);
        const member: unknown = Reflect.get(target, name);
        return typeof name === 'symbol' ? member : view(member, join(at, name));
      },
      has: (target, name) => {
        look(name);
        return Reflect.has(target, name);
      },
      getOwnPropertyDescriptor: (target, name) => {
        look(name);
        return Reflect.getOwnPropertyDescriptor(target, name);
      },
      ownKeys: (target) => {
        const inside = [...hidden].find((key) => parentOf(key) === at);
        return inside === undefined ? Reflect.ownKeys(target) : stop(inside);
      },
    });
    views.set(value, seen);
    judges.set(seen, (name) => !isHidden(name));
    return seen;
  };
  return view;
};
