import type { Place } from './errors.ts';
import type { TagSlot } from './flow.ts';
import { parseFormula, type Reference, referenceText } from './formula.ts';
import { formulaTag, splitTags } from './formula-tags.ts';
import { type Op, Program } from './program.ts';
import { quotedName, referenceOp } from './reference.ts';
import type { SheetRun } from './sheet-run.ts';
import { copiedTable } from './sheet-tables.ts';
import { attributeIn, escapeAttribute, escapeText } from './xml.ts';

/** What can change in a workbook, seen from one of its parts. References to all else are fixed text. */
export interface Shifts {
  /** The sheet's rows or columns move, its name changes, or it repeats; `null` is the part's own sheet. */
  moves(sheet: string | null): boolean;
  /** Anything moves at all. */
  readonly any: boolean;
  /** Tables of the part's sheet whose names change in its copies. */
  readonly tables: readonly string[];
}

/**
 * What stands for a reference of which nothing is left: 0 where a figure may stand, an empty cell, the cell that took
 * its place, or an error.
 */
export type Gone = 'figure' | 'blank' | 'next' | '#REF!';

export interface FormulaUse {
  readonly shifts: Shifts;
  readonly gone: Gone;
  /** It is about many cells: a lone cell of a loop means the cell of every turn. */
  readonly many?: boolean;
  /** The cell in which the formula stands in the template. */
  readonly cell?: { readonly row: number; readonly col: number };
  /** Where the formula stands, for its mistakes. */
  readonly place?: Place;
  /** Tags inside its texts, by the number in their mark. */
  readonly tags?: readonly TagSlot[];
  readonly attribute?: boolean;
}

/** Writes a formula with every reference moved to where its cells went; fixed when nothing can move. */
export function formulaInto(program: Program<SheetRun>, formula: string, use: FormulaUse): void {
  const encode = use.attribute === true ? escapeAttribute : escapeText;
  for (const part of parseFormula(formula)) {
    if (typeof part === 'string') fixedInto(program, part, use, encode);
    else if (canMove(part, use.shifts)) program.op(referenceOp(part, use, encode));
    else program.text(encode(referenceText(part)));
  }
}

const canMove = (ref: Reference, shifts: Shifts): boolean =>
  ref.lastSheet === null ? shifts.moves(ref.sheet) : shifts.any;

export function formulaOps(formula: string, use: FormulaUse): readonly Op<SheetRun>[] {
  const program = new Program<SheetRun>();
  formulaInto(program, formula, use);
  return program.done();
}

type Encode = (text: string) => string;

function fixedInto(program: Program<SheetRun>, text: string, use: FormulaUse, encode: Encode): void {
  for (const piece of use.tags === undefined ? [text] : splitTags(text)) {
    const tag = typeof piece === 'number' ? use.tags?.[piece] : undefined;
    if (tag !== undefined) program.op(formulaTag(tag, encode));
    else if (typeof piece === 'string') namesInto(program, piece, use.shifts, encode);
  }
}

const WORDS = /"(?:[^"]|"")*"|'(?:[^']|'')+'!|[A-Za-z_\\\u0080-\uffff][\w.\\?\u0080-\uffff]*!?/g;

/** Names that follow a sheet: `'Offer 1'!Total` its name, and in a copy `Table1[amount]` the copy's own table. */
function namesInto(program: Program<SheetRun>, text: string, shifts: Shifts, encode: Encode): void {
  let at = 0;
  for (const match of shifts.any ? text.matchAll(WORDS) : []) {
    const name = nameOp(match[0], shifts, encode);
    if (name === null) continue;
    program.text(encode(text.slice(at, match.index)));
    program.op(name);
    at = match.index + match[0].length;
  }
  program.text(encode(text.slice(at)));
}

function nameOp(word: string, shifts: Shifts, encode: Encode): Op<SheetRun> | null {
  if (word.endsWith('!')) {
    const sheet = word.replace(/^'|'?!$/g, '').replaceAll("''", "'");
    if (!shifts.moves(sheet)) return null;
    return (out, run) => {
      const fill = run.sheets.get(sheet.toLowerCase());
      out.text(encode(fill?.renamed === true ? `${quotedName(fill.name)}!` : word));
    };
  }
  const table = shifts.tables.find((name) => name.toLowerCase() === word.toLowerCase());
  return table === undefined ? null : (out, run) => out.text(encode(copiedTable(table, run.here?.copy ?? 0)));
}

/** The head of an element in which some attributes are formulas or areas of cells. */
export function headWithFormulas(
  program: Program<SheetRun>,
  head: string,
  names: readonly string[],
  use: FormulaUse,
): void {
  const pattern = new RegExp(`(\\s(${names.join('|')})\\s*=\\s*)(?:"[^"]*"|'[^']*')`, 'g');
  let at = 0;
  for (const match of head.matchAll(pattern)) {
    program.text(`${head.slice(at, match.index)}${match[1]}"`);
    formulaInto(program, attributeIn(head, match[2] ?? '') ?? '', { ...use, attribute: true });
    program.text('"');
    at = match.index + match[0].length;
  }
  program.text(head.slice(at));
}
