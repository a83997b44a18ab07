import type { Use } from './compiled.ts';
import { didYouMean, type Finding, inReadingOrder, nearest, type Place, Report } from './errors.ts';
import { TAKES_LIST } from './filters.ts';
import type { TagSlot } from './flow.ts';
import type { Expr } from './grammar.ts';
import {
  expand,
  grouped,
  isList,
  isSurelyComposite,
  itemOf,
  type JsonSchema,
  type Known,
  namesIn,
  propertyOf,
} from './json-types.ts';
import { LOOP_NAMES } from './scope.ts';
import { type CompileOptions, compileInto } from './template.ts';

export type { JsonSchema } from './json-types.ts';

/**
 * Every mistake of a template, without filling it; against a schema also unknown fields, loops over what is no list
 * and lists shown as text. Throws a DocketError only when the file itself cannot be read.
 */
export function lint(
  bytes: Uint8Array,
  schema?: JsonSchema,
  options: CompileOptions = {},
): readonly Finding[] {
  return inspect(bytes, schema, options).findings;
}

export interface Inspection {
  readonly kind: 'docx' | 'xlsx';
  readonly findings: readonly Finding[];
  /** What was taken out of the template for safety. */
  readonly warnings: readonly Finding[];
  /** Names of the fragments that it asks for, whether they are there or not. */
  readonly asks: readonly string[];
}

/** Like `lint`, and what else there is to say of the file. */
export function inspect(bytes: Uint8Array, schema?: JsonSchema, options: CompileOptions = {}): Inspection {
  const report = new Report();
  const { kind, compiled, warnings } = compileInto(bytes, options, report);
  if (schema !== undefined) {
    const checker = new FieldChecker(schema, report);
    for (const use of compiled.uses) checker.check(use);
  }
  return { kind, findings: inReadingOrder(report.findings), warnings, asks: compiled.asks };
}

interface Level {
  readonly name: string | null;
  readonly known: Known;
}

/** A loop whose ends did not find each other: what stands in it seems to stand outside. */
const BROKEN = new Set([
  'BLOCK_UNCLOSED',
  'BLOCK_UNOPENED',
  'BLOCK_CROSSED',
  'BLOCK_UNKNOWN',
  'LOOP_ACROSS_CELLS',
]);

class FieldChecker {
  private readonly root: JsonSchema;
  private readonly report: Report;
  /** Every name of the schema, where it cannot be known which belongs where; else null. */
  private readonly anywhere: ReadonlySet<string> | null;

  constructor(root: JsonSchema, report: Report) {
    this.root = root;
    this.report = report;
    this.anywhere = report.findings.some(({ code }) => BROKEN.has(code)) ? namesIn(root) : null;
  }

  check({ slot, around }: Use): void {
    if (!('expr' in slot.tag)) return;
    const levels: Level[] = [{ name: null, known: expand(this.root, this.root) }];
    for (const outer of around) levels.push(this.levelOf(outer, levels));
    const known = this.typeOf(slot.tag.expr, levels, slot.place);
    if (slot.tag.kind === 'each' && known !== null && known.length > 0 && !isList(known)) {
      this.add(
        slot.place,
        'NOT_A_LIST',
        '该字段不是列表，不能循环。',
        'This field is not a list, so it cannot be repeated.',
      );
    }
    if (slot.tag.kind === 'value' && slot.tag.as === '' && isSurelyComposite(known)) {
      this.add(
        slot.place,
        'NOT_TEXT',
        '该字段是列表或一组字段，不能直接显示。',
        'This field is a list or a group of fields and cannot be shown as text.',
        showable(slot.tag.expr, known),
      );
    }
  }

  private levelOf({ tag, broken }: TagSlot, levels: readonly Level[]): Level {
    // Which list was meant is not known: where names are looked for anywhere, this level has none of its own.
    if (broken) return { name: null, known: this.anywhere ? [] : null };
    if (tag.kind !== 'each' && tag.kind !== 'section') return { name: null, known: null };
    const known = this.typeOf(tag.expr, levels, null);
    const otherwise = tag.kind === 'section' ? known : null;
    return {
      name: tag.kind === 'each' ? tag.name : null,
      known: isList(known) ? itemOf(known, this.root) : otherwise,
    };
  }

  private add(place: Place, code: string, zh: string, en: string, meant?: string): void {
    this.report.add(place, code, { zh, en }, didYouMean(meant));
  }

  /** Type of an expression; unknown names are reported where `place` is given. */
  private typeOf(expr: Expr, levels: readonly Level[], place: Place | null): Known {
    if (expr.op === 'path') return this.typeOfPath(expr, levels, place);
    if (expr.op === 'value') return null;
    const a = this.typeOf(expr.a, levels, place);
    if ('b' in expr) this.typeOf(expr.b, levels, place);
    if (expr.op !== 'filter') return [{ type: 'boolean' }];
    for (const arg of expr.args) this.typeOf(arg, levels, place);
    return this.filtered(expr.name, a, place);
  }

  private filtered(name: string, a: Known, place: Place | null): Known {
    if (name === 'sort' || name === 'default') return a;
    if (name === 'group') return grouped(a, this.root);
    if (place !== null && isSurelyComposite(a) && !TAKES_LIST.has(name)) {
      this.add(
        place,
        'NOT_TEXT',
        '该字段是列表或一组字段，不能用这个过滤器。',
        'This field is a list or a group of fields; the filter takes a single value.',
      );
    }
    return [{ type: 'string' }];
  }

  private typeOfPath(expr: Expr & { op: 'path' }, levels: readonly Level[], place: Place | null): Known {
    const [first, ...rest] = expr.path;
    for (const segment of expr.path) if (typeof segment !== 'string') this.typeOf(segment, levels, place);
    let known = typeof first === 'string' ? this.firstOf(first, levels, place) : null;
    for (const segment of rest) {
      if (known === null || typeof segment !== 'string') return null;
      const next = propertyOf(known, segment, this.root);
      if (next === undefined) this.unknown(segment, [known], place);
      known = next ?? null;
    }
    return known;
  }

  private firstOf(name: string, levels: readonly Level[], place: Place | null): Known {
    if (name === '@root') return levels[0]?.known ?? null;
    if (name === 'this') return levels.at(-1)?.known ?? null;
    if (name === '@parent') return levels.at(-2)?.known ?? null;
    if (name.startsWith('@')) {
      if (!LOOP_NAMES.includes(name)) this.unknown(name, [], place, LOOP_NAMES);
      return null;
    }
    for (const level of levels.toReversed()) {
      if (level.name === name || level.known === null) return level.known;
      const found = propertyOf(level.known, name, this.root);
      if (found !== undefined) return found;
    }
    const all = levels.map((level) => level.known);
    this.unknown(name, all, place);
    return null;
  }

  private unknown(
    name: string,
    levels: readonly Known[],
    place: Place | null,
    more: readonly string[] = [],
  ): void {
    // That a field of an item stands outside its broken loop follows from the loop and is no mistake of its own.
    if (place === null || this.anywhere?.has(name)) return;
    const near = levels.flatMap((known) =>
      (known ?? []).flatMap((schema) => Object.keys(schema.properties ?? {})),
    );
    const names = this.anywhere ?? near;
    this.add(
      place,
      'FIELD_UNKNOWN',
      `没有字段“${name}”。`,
      `There is no field "${name}".`,
      nearest(name, [...names, ...more]),
    );
  }
}

/** What was meant by a tag that shows a list, or a group of fields. */
function showable(expr: Expr, known: Known): string | undefined {
  if (expr.op !== 'path') return undefined;
  if (isList(known)) return `{{#each ${expr.text}}}`;
  const [first] = (known ?? []).flatMap(({ properties }) => Object.keys(properties ?? {}));
  return first && `{{${expr.text}.${first}}}`;
}
