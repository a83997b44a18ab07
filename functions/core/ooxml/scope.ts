import type { Text } from '../result.ts';
import type { FilterTable } from './filters.ts';
import type { Comparison, Expr, Segment } from './grammar.ts';
import { compareDecimals, dayOf, decimalText, isShown } from './values.ts';

/** Where names are looked up: the item of the innermost loop first, the whole data last. */
export interface Scope {
  readonly value: unknown;
  readonly parent: Scope | null;
  /** From 0. */
  readonly index: number;
  readonly count: number;
  /** `{{#each items as item}}`. */
  readonly name: string | null;
  /** Stands in for an item that is not there: no name has a value. */
  readonly blank?: boolean;
}

export interface EvalContext {
  readonly filters: FilterTable;
  readonly language: keyof Text;
}

/** What goes wrong while a value is made; the caller knows the place. */
export class ValueMistake extends Error {
  readonly code: string;
  readonly text: Text;
  constructor(code: string, text: Text, options?: ErrorOptions) {
    super(text.en, options);
    this.code = code;
    this.text = text;
  }
}

export const rootScope = (data: unknown): Scope => ({
  value: data,
  parent: null,
  index: 0,
  count: 1,
  name: null,
});

export function evaluate(expr: Expr, scope: Scope, context: EvalContext): unknown {
  switch (expr.op) {
    case 'value':
      return expr.value;
    case 'path':
      return lookUp(expr.path, scope, context);
    case 'not':
      return !isTrue(evaluate(expr.a, scope, context));
    case 'and':
      return isTrue(evaluate(expr.a, scope, context)) && isTrue(evaluate(expr.b, scope, context));
    case 'or':
      return isTrue(evaluate(expr.a, scope, context)) || isTrue(evaluate(expr.b, scope, context));
    case 'compare':
      return compare(expr.how, evaluate(expr.a, scope, context), evaluate(expr.b, scope, context));
    case 'filter':
      return applyFilter(expr, scope, context);
  }
}

const NONE: readonly unknown[] = [];

function applyFilter(expr: Expr & { op: 'filter' }, scope: Scope, context: EvalContext): unknown {
  const value = evaluate(expr.a, scope, context);
  const filter = context.filters.get(expr.name);
  if (filter === undefined) {
    throw new ValueMistake('FILTER_UNKNOWN', {
      zh: `没有过滤器“${expr.name}”。`,
      en: `There is no filter "${expr.name}".`,
    });
  }
  if ((value === undefined || value === null) && filter.takesMissing !== true) return value;
  const args =
    expr.args.length === 0 ? NONE : argumentsOf(expr, scope, context, filter.takesMissing === true);
  try {
    return filter.apply(value, args, context);
  } catch (cause) {
    if (cause instanceof ValueMistake) throw cause;
    const text = {
      zh: `过滤器“${expr.name}”处理该值时出错。`,
      en: `The filter "${expr.name}" failed for this value.`,
    };
    throw new ValueMistake('FILTER_FAILED', text, { cause });
  }
}

/** A name without value is most often a text without quotes. */
function argumentsOf(
  expr: Expr & { op: 'filter' },
  scope: Scope,
  context: EvalContext,
  mayMiss: boolean,
): readonly unknown[] {
  return expr.args.map((arg) => {
    const value = evaluate(arg, scope, context);
    if (value !== undefined || mayMiss || arg.op !== 'path') return value;
    throw new ValueMistake('FILTER_ARGUMENT', {
      zh: `过滤器“${expr.name}”的参数“${arg.text}”没有值；若是文字，请加引号："${arg.text}"。`,
      en: `The argument "${arg.text}" of the filter "${expr.name}" has no value; a text stands in quotes: "${arg.text}".`,
    });
  });
}

function lookUp(path: readonly Segment[], scope: Scope, context: EvalContext): unknown {
  const first = keyOf(path[0] ?? '', scope, context);
  let value = firstValue(first, scope);
  for (let i = 1; i < path.length; i++) {
    if (value === undefined || value === null) return undefined;
    value = own(value, keyOf(path[i] ?? '', scope, context));
  }
  return value;
}

function keyOf(segment: Segment, scope: Scope, context: EvalContext): string {
  if (typeof segment === 'string') return segment;
  const key = evaluate(segment, scope, context);
  return typeof key === 'string' || typeof key === 'number' ? String(key) : '';
}

const AT = 64;

function firstValue(name: string, scope: Scope): unknown {
  if (name.charCodeAt(0) === AT) return loopValue(name, scope);
  if (name === 'this') return scope.value;
  for (let at: Scope | null = scope; at !== null; at = at.parent) {
    if (at.name === name) return at.value;
    const value = own(at.value, name);
    if (value !== undefined) return value;
  }
  return undefined;
}

export const LOOP_NAMES = [
  '@index',
  '@number',
  '@first',
  '@last',
  '@count',
  '@odd',
  '@even',
  '@root',
  '@parent',
];

function loopValue(name: string, scope: Scope): unknown {
  switch (name) {
    case '@index':
      return scope.index;
    case '@number':
      return scope.index + 1;
    case '@first':
      return scope.index === 0;
    case '@last':
      return scope.index === scope.count - 1;
    case '@count':
      return scope.count;
    case '@odd':
      return scope.index % 2 === 0;
    case '@even':
      return scope.index % 2 === 1;
    case '@parent':
      return scope.parent?.value;
    case '@root': {
      let at = scope;
      while (at.parent !== null) at = at.parent;
      return at.value;
    }
    default:
      return undefined;
  }
}

/** A property of the data itself: nothing inherited, nothing of a function. */
function own(value: unknown, key: string): unknown {
  if (typeof value === 'string') return key === 'length' ? value.length : undefined;
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
  const found: unknown = Reflect.get(value, key);
  return typeof found === 'function' ? undefined : found;
}

/** Empty text, 0, empty lists, null and undefined are false; so is decimal text that means 0. */
export function isTrue(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  if (isShown(value)) return value.text !== '';
  if (typeof value === 'string') return value !== '' && !/^-?0+(?:\.0+)?$/.test(value);
  return Boolean(value);
}

function compare(how: Comparison, a: unknown, b: unknown): boolean {
  if (how === '==') return same(a, b);
  if (how === '!=') return !same(a, b);
  const order = orderOf(a, b);
  if (order === undefined) return false;
  if (how === '<') return order < 0;
  if (how === '<=') return order <= 0;
  return how === '>' ? order > 0 : order >= 0;
}

function same(a: unknown, b: unknown): boolean {
  const empty = (value: unknown): boolean => value === undefined || value === null;
  if (empty(a) || empty(b)) return empty(a) && empty(b);
  if (typeof a === 'boolean' || typeof b === 'boolean') return isTrue(a) === isTrue(b);
  return orderOf(a, b) === 0;
}

/** Decimals by amount, days by date, the rest as text. */
export function orderOf(a: unknown, b: unknown): number | undefined {
  const [x, y] = [decimalText(a), decimalText(b)];
  if (x !== undefined && y !== undefined) return compareDecimals(x, y);
  const [from, to] = [dayOf(a), dayOf(b)];
  const [left, right] = from !== undefined && to !== undefined ? [from, to] : [plain(a), plain(b)];
  if (left === undefined || right === undefined) return undefined;
  return left === right ? 0 : left < right ? -1 : 1;
}

const plain = (value: unknown): string | undefined => {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint')
    return String(value);
  return isShown(value) ? value.text : undefined;
};
