import type { Text } from '../result.ts';
import { didYouMean, nearest, type Place, type Report } from './errors.ts';
import { fixed } from './fixed-bytes.ts';
import type { Expr } from './grammar.ts';
import type { Out } from './out.ts';
import { type EvalContext, evaluate, type Scope, ValueMistake } from './scope.ts';
import { printed } from './values.ts';
import { attributeIn, type XmlElement, type XmlNode, type XmlSlot } from './xml.ts';

/** What one fill knows; `scope` moves as loops turn. */
export interface Run {
  scope: Scope;
  readonly context: EvalContext;
  readonly report: Report;
  readonly missing: MissingPolicy;
  /** Turns of loops left before the fill is stopped. */
  turns: number;
}

/** `error` stops the fill; `empty` writes nothing; `keep` leaves the tag standing. */
export type MissingPolicy = 'error' | 'empty' | 'keep';

/** One step of a fill: writes bytes, or decides which steps follow. */
export type Op<R extends Run = Run> = (out: Out, run: R) => void;

export function runAll<R extends Run>(ops: readonly Op<R>[], out: Out, run: R): void {
  for (let i = 0; i < ops.length; i++) (ops[i] as Op<R>)(out, run);
}

/** Gathers fixed text between holes into single runs of bytes. */
export class Program<R extends Run = Run> {
  private readonly ops: Op<R>[] = [];
  private pending = '';

  text(text: string): void {
    this.pending += text;
  }

  op(op: Op<R>): void {
    this.flush();
    this.ops.push(op);
  }

  private flush(): void {
    if (this.pending === '') return;
    const bytes = fixed(this.pending);
    this.pending = '';
    this.ops.push((out) => out.fixed(bytes));
  }

  /** Nothing but fixed text so far. */
  get isFixed(): boolean {
    return this.ops.length === 0;
  }

  /** All of it, when nothing is a hole. */
  fixedText(): string {
    return this.pending;
  }

  done(): readonly Op<R>[] {
    this.flush();
    return this.ops;
  }
}

export type Special<R extends Run> = (node: XmlElement | XmlSlot, program: Program<R>) => boolean;

/** Writes a tree into a program; `special` takes what is not fixed and answers true. */
export function emit<R extends Run>(node: XmlNode, program: Program<R>, special: Special<R>): void {
  if (node.kind === 'text' || node.kind === 'other') {
    program.text(node.raw);
    return;
  }
  if (special(node, program) || node.kind === 'slot') return;
  program.text(node.head);
  emitChildren(node, program, special);
  program.text(node.tail);
}

export function emitChildren<R extends Run>(
  node: XmlElement,
  program: Program<R>,
  special: Special<R>,
): void {
  for (const child of node.children) emit(child, program, special);
}

/** The head of an element around the value of one attribute, quotes excluded; undefined when it has none. */
export function aroundAttribute(head: string, name: string): readonly [string, string, string] | undefined {
  const value = attributeIn(head, name);
  if (value === undefined) return undefined;
  const match = new RegExp(`^([^]*?\\s${name.replace(/[.:]/g, '\\$&')}\\s*=\\s*)(["'])([^]*?)\\2`).exec(head);
  if (!match) return undefined;
  return [`${match[1]}"`, value, `"${head.slice(match[0].length)}`];
}

/** A tag that asks for a value, and where it stands. */
export interface Site {
  readonly place: Place;
  readonly expr: Expr;
}

/** The value of a tag; a mistake is reported and gives an empty value. `undefined` is handled by the policy. */
export function resolve(run: Run, site: Site): unknown {
  const value = attempt(run, site);
  if (value !== undefined) return value;
  if (run.missing === 'keep') return site.place.tag;
  if (run.missing === 'error') reportMissing(run, site);
  return null;
}

/** The value of a tag or undefined; for conditions, where a missing value means no. */
export function attempt(run: Run, site: Site): unknown {
  if (run.scope.blank === true) return null;
  try {
    return evaluate(site.expr, run.scope, run.context);
  } catch (cause) {
    if (!(cause instanceof ValueMistake)) throw cause;
    mistake(run, site.place, cause.code, cause.text);
    return null;
  }
}

export function mistake(run: Run, place: Place, code: string, message: Text, suggestion?: Text): void {
  const turn = run.scope.parent === null ? null : run.scope.index + 1;
  const text =
    turn === null ? message : { zh: `第 ${turn} 项：${message.zh}`, en: `Item ${turn}: ${message.en}` };
  run.report.add(place, code, text, suggestion);
}

function reportMissing(run: Run, site: Site): void {
  const path = pathOf(site.expr);
  const last = path.slice(path.lastIndexOf('.') + 1);
  const meant = nearest(last, namesIn(run.scope));
  mistake(
    run,
    site.place,
    'VALUE_MISSING',
    {
      zh: `数据中没有“${path}”的值。请补充数据，或为标签设置默认值（| default ""）。`,
      en: `The data has no value for "${path}". Supply it, or give the tag a default (| default "").`,
    },
    didYouMean(meant === last ? undefined : meant),
  );
}

export function pathOf(expr: Expr): string {
  if (expr.op === 'path') return expr.text;
  return 'a' in expr ? pathOf(expr.a) : '';
}

function namesIn(scope: Scope): string[] {
  const names: string[] = [];
  for (let at: Scope | null = scope; at !== null && names.length < 500; at = at.parent) {
    if (typeof at.value === 'object' && at.value !== null && !Array.isArray(at.value))
      names.push(...Object.keys(at.value).slice(0, 500));
  }
  return names;
}

/** Prose for a value; lists and groups are a mistake. */
export function proseOf(run: Run, site: Site, value: unknown): string {
  const text = printed(value);
  if (text !== undefined) return text;
  if (typeof value === 'number') {
    mistake(run, site.place, 'NOT_A_NUMBER', {
      zh: '该值不是有效的数字。',
      en: 'The value is not a number.',
    });
    return '';
  }
  mistake(run, site.place, 'NOT_TEXT', {
    zh: '该值是列表或一组字段，不能直接显示；请用 {{#each}} 循环，或写出具体字段。',
    en: 'The value is a list or a group of fields; use {{#each}}, or name one of its fields.',
  });
  return '';
}

/** The items of a loop; anything but a list is a mistake. */
export function itemsOf(run: Run, site: Site): readonly unknown[] {
  const value = attempt(run, site);
  if (Array.isArray(value)) return value;
  if (value === null) return [];
  if (value === undefined) {
    if (run.missing === 'error') reportMissing(run, site);
    return [];
  }
  mistake(run, site.place, 'NOT_A_LIST', {
    zh: `“${pathOf(site.expr)}”不是列表，不能循环。`,
    en: `"${pathOf(site.expr)}" is not a list, so it cannot be repeated.`,
  });
  return [];
}

/** Runs `work` once per item with the scope moved; stops a runaway fill. Answers whether there was an item. */
export function forEach(run: Run, site: Site, name: string | null, work: (index: number) => void): boolean {
  const items = itemsOf(run, site);
  eachItem(run, site, items, name, work);
  return items.length > 0;
}

export function eachItem(
  run: Run,
  site: Site,
  items: readonly unknown[],
  name: string | null,
  work: (index: number) => void,
): void {
  const outer = run.scope;
  for (let index = 0; index < items.length; index++) {
    if (--run.turns < 0) {
      run.scope = outer;
      mistake(run, site.place, 'TOO_MANY_ITEMS', {
        zh: '循环次数超过上限，已停止。',
        en: 'The loops turn more often than the limit allows.',
      });
      return;
    }
    run.scope = { value: items[index] ?? null, parent: outer, index, count: items.length, name };
    work(index);
  }
  run.scope = outer;
}

/** docxtemplater's section: repeats over a list, enters a group of fields, or stands when the value is true. */
export function forSection(run: Run, site: Site, inverted: boolean, work: (index: number) => void): void {
  const value = attempt(run, site);
  // The text "0" is true there, unlike here.
  const stands = Array.isArray(value) ? value.length > 0 : Boolean(value);
  if (inverted) {
    if (!stands) work(0);
  } else if (Array.isArray(value)) forEach(run, site, null, work);
  else if (stands) {
    const outer = run.scope;
    if (typeof value === 'object') run.scope = { value, parent: outer, index: 0, count: 1, name: null };
    work(0);
    run.scope = outer;
  }
}
