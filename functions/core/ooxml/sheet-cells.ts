import { fixed } from './fixed-bytes.ts';
import type { TagSlot } from './flow.ts';
import { cloneNode } from './flow.ts';
import type { Out } from './out.ts';
import type { LinkAddress } from './plain-parts.ts';
import {
  aroundAttribute,
  mistake,
  type Op,
  Program,
  proseOf,
  resolve,
  runAll,
  type Site,
} from './program.ts';
import { type CellPlan, plainFormulaHead, type RowPlan } from './sheet.ts';
import { type CellOps, columnLetters, columnsOp } from './sheet-columns.ts';
import { pictureCell } from './sheet-pictures.ts';
import { formulaInto, headWithFormulas, type Shifts } from './sheet-refs.ts';
import type { SheetRun } from './sheet-run.ts';
import { checkMark, isBlankText, isCheckBox, slotsIn, soleTag } from './sheet-text.ts';
import type { FormatKind, Styles } from './styles.ts';
import { compileChildren, siteOf, textSpecial } from './text-ops.ts';
import { dayOf, decimalText, isShown, serialOf } from './values.ts';
import {
  attribute,
  childOf,
  descendants,
  escapeText,
  prefixOf,
  setAttribute,
  type XmlElement,
  type XmlNode,
} from './xml.ts';

export interface SheetContext {
  readonly shifts: Shifts;
  /** Link addresses of the sheet that hold tags. */
  readonly links: ReadonlyMap<string, LinkAddress>;
  /** The sheet stands once per item. */
  readonly repeats: boolean;
  readonly styles: Styles;
  /** The rows of this sheet move: row numbers are holes. */
  readonly moves: boolean;
  /** Columns repeat: their letters are holes. */
  readonly movesColumns: boolean;
  /** It holds tables, and a table over nothing keeps a row: its formulas have nothing to reckon with. */
  readonly mayBeBlank: boolean;
  /** Cached results of formulas are no longer true. */
  readonly dropsCache: boolean;
}

const LONGEST_TEXT = 32_767;
const ISO_FORMAT = 'yyyy-mm-dd';

const rowNumber: Op<SheetRun> = (out, run) => out.int(run.row);

function writeRowNumber(program: Program<SheetRun>, number: number, context: SheetContext): void {
  if (context.moves) program.op(rowNumber);
  else program.text(String(number));
}

export function compileRow(row: RowPlan, program: Program<SheetRun>, context: SheetContext): void {
  const node = cloneNode({ ...row.node, children: [] });
  if (attribute(node, 'r') === undefined) setAttribute(node, 'r', String(row.number));
  // Only a hint about the first and last column, and no longer a true one.
  if (context.movesColumns) setAttribute(node, 'spans', null);
  const [before, , after] = aroundAttribute(node.head, 'r') ?? [node.head, '', ''];
  program.text(before);
  writeRowNumber(program, row.number, context);
  program.text(after);
  if (context.movesColumns) program.op(columnsOp(row.cells.map((cell) => cellOps(cell, row, context))));
  else for (const cell of row.cells) compileCell(cell, row, program, context);
  program.text(node.tail);
}

function cellOps(cell: CellPlan, row: RowPlan, context: SheetContext): CellOps {
  const program = new Program<SheetRun>();
  compileCell(cell, row, program, context);
  return { col: cell.col, ops: program.done() };
}

function writeColumn(program: Program<SheetRun>, cell: CellPlan, context: SheetContext): void {
  if (context.movesColumns) program.op(columnLetters);
  else program.text(cell.column);
}

function compileCell(cell: CellPlan, row: RowPlan, program: Program<SheetRun>, context: SheetContext): void {
  const { name } = cell.node;
  if (cell.kind === 'text') {
    program.text(`<${name} r="`);
    writeColumn(program, cell, context);
    writeRowNumber(program, row.number, context);
    compileText(cell, row.number, program, context);
    return;
  }
  const node = cloneNode({ ...cell.node, children: [] });
  if (attribute(node, 'r') === undefined) setAttribute(node, 'r', `${cell.column}${row.number}`);
  if (cell.kind === 'formula' && context.dropsCache) setAttribute(node, 't', null);
  const [before, , after] = aroundAttribute(node.head, 'r') ?? [node.head, '', ''];
  program.text(before);
  writeColumn(program, cell, context);
  writeRowNumber(program, row.number, context);
  program.text(after);
  for (const child of cell.node.children) compileCellChild(child, cell, row.number, program, context);
  program.text(node.tail);
}

function compileCellChild(
  child: XmlNode,
  cell: CellPlan,
  row: number,
  program: Program<SheetRun>,
  context: SheetContext,
): void {
  if (child.kind !== 'element') {
    if (child.kind !== 'slot') program.text(child.raw);
    return;
  }
  const local = child.name.slice(prefixOf(child.name).length);
  if (local === 'v' && cell.kind === 'formula' && context.dropsCache) return;
  if (local === 'f' && context.mayBeBlank) {
    const inner = new Program<SheetRun>();
    compileFormula(child, cell, row, inner, context);
    const ops = inner.done();
    program.op((out, run) => {
      if (run.scope.blank !== true) runAll(ops, out, run);
    });
  } else if (local === 'f') compileFormula(child, cell, row, program, context);
  else program.text(child.head + child.children.map(rawOf).join('') + child.tail);
}

const rawOf = (node: XmlNode): string => {
  if (node.kind === 'element') return node.head + node.children.map(rawOf).join('') + node.tail;
  return node.kind === 'slot' ? '' : node.raw;
};

const REFERENCES = ['ref', 'r1', 'r2'];

function compileFormula(
  node: XmlElement,
  cell: CellPlan,
  row: number,
  program: Program<SheetRun>,
  { shifts }: SheetContext,
): void {
  const { head, tail } = plainFormulaHead(node);
  headWithFormulas(program, head, REFERENCES, { shifts, gone: '#REF!' });
  const { place, tags } = cell;
  formulaInto(program, cell.formula ?? '', {
    shifts,
    gone: 'figure',
    cell: { row, col: cell.col },
    place,
    ...(tags.length > 0 ? { tags } : {}),
  });
  program.text(tail);
}

function compileText(cell: CellPlan, row: number, program: Program<SheetRun>, context: SheetContext): void {
  const content = cell.content as XmlElement;
  const tags = namesOf(cell, context);
  const sole = soleTag(content);
  if (sole?.tag.kind === 'value' && sole.tag.as === 'image') {
    const picture = pictureCell(sole.tag, siteOf(sole) as Site);
    program.op((_out, run) =>
      picture(run, context.moves ? run.row : row, context.movesColumns ? run.col : cell.col),
    );
    program.text(`"${styleText(cell.style)}/>`);
    return;
  }
  if (sole?.tag.kind === 'place') {
    program.text(placeCell(sole.tag.mark, cell, context));
    return;
  }
  if (sole !== null) {
    program.op(soleOp(sole, cell, context));
    return;
  }
  if (![...slotsIn(content)].length && isBlankText(content)) {
    program.text(`"${styleText(cell.style)}/>`);
    return;
  }
  program.text(`"${styleText(cell.style)} t="inlineStr"><${tags.is}>`);
  const ops = compileChildren<SheetRun>(content, textSpecial(cellText, checkBox));
  program.op((out, run) => {
    const start = out.at;
    runAll(ops, out, run);
    if (out.at - start > LONGEST_TEXT && plainLength(out, start) > LONGEST_TEXT) tooLong(run, cell);
  });
  program.text(`</${tags.is}></${tags.c}>`);
}

/** Blanks that link to the mark: nobody sees them, and signing finds the link in the PDF with its exact position. */
const UNSEEN = '\u00a0'.repeat(6);

function placeCell(mark: string, cell: CellPlan, context: SheetContext): string {
  const { c, v } = namesOf(cell, context);
  const f = c.replace(/c$/, 'f');
  const formula = escapeText(`HYPERLINK("${mark}","${UNSEEN}")`);
  return `"${styleText(cell.style)} t="str"><${f}>${formula}</${f}><${v}>${UNSEEN}</${v}></${c}>`;
}

const plainLength = (out: Out, start: number): number =>
  out.bytes
    .toString('utf8', start, out.at)
    .replace(/<[^>]*>/g, '')
    .replace(/&\w+;/g, '&').length;

function tooLong(run: SheetRun, cell: CellPlan): void {
  mistake(run, cell.place, 'CELL_TOO_LONG', {
    zh: '单元格文字超过 Excel 上限 32,767 个字符。',
    en: 'The text of the cell is longer than the 32,767 characters that Excel allows.',
  });
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: what XML cannot hold, Excel writes by number
const BY_NUMBER = /[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g;

/** Excel reads `_x0041_` in a text as a character by its number, and writes so what XML cannot hold. */
const escapeCell = (text: string): string => {
  const literal = text.includes('_x') ? text.replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_') : text;
  return escapeText(literal.replace(BY_NUMBER, numbered));
};

const numbered = (char: string): string =>
  `_x${char.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`;

function cellText(out: Out, text: string): void {
  if (text.includes('_x') || !out.escaped(text)) out.text(escapeCell(text));
}

const styleText = (style: number): string => (style > 0 ? ` s="${style}"` : '');

function namesOf(cell: CellPlan, _context: SheetContext): { c: string; is: string; t: string; v: string } {
  const prefix = prefixOf(cell.node.name);
  return { c: `${prefix}c`, is: `${prefix}is`, t: `${prefix}t`, v: `${prefix}v` };
}

function soleOp(slot: TagSlot, cell: CellPlan, context: SheetContext): Op<SheetRun> {
  const site = siteOf(slot) as Site;
  const names = namesOf(cell, context);
  const kind = isText(slot) ? 'text' : context.styles.kindOf(cell.style);
  const run = runHeads(cell);
  const style = `"${styleText(cell.style)}`;
  const numberOpen = fixed(`${style}><${names.v}>`);
  const numberClose = fixed(`</${names.v}></${names.c}>`);
  const booleanOpen = fixed(`${style} t="b"><${names.v}>`);
  const [lead, trail] = blanksAround(cell.content as XmlElement);
  const textOpen = fixed(
    `${style} t="inlineStr"><${names.is}>${run.open}<${names.t} xml:space="preserve">${lead}`,
  );
  const textClose = fixed(`${trail}</${names.t}>${run.close}</${names.is}></${names.c}>`);
  const empty = fixed(`${style}/>`);
  const number = (out: Out, { number: digits, format }: Typed, sheet: SheetRun): void => {
    if (format === undefined) out.fixed(numberOpen);
    else out.text(`"${styleText(sheet.styles.variant(cell.style, format))}><${names.v}>`);
    out.text(digits);
    out.fixed(numberClose);
  };
  const boxed = isCheckBox(slot);
  return (out, sheet) => {
    const found = resolve(sheet, site);
    const value = boxed ? checkMark(found) : found;
    const typed = typedValue(value, kind, sheet.date1904);
    if (typed !== null) {
      number(out, typed, sheet);
      return;
    }
    if (typeof value === 'boolean') {
      out.fixed(booleanOpen);
      out.int(value ? 1 : 0);
      out.fixed(numberClose);
      return;
    }
    const text = proseOf(sheet, site, value);
    if (text === '') {
      out.fixed(empty);
      return;
    }
    if (text.length > LONGEST_TEXT) tooLong(sheet, cell);
    out.fixed(textOpen);
    cellText(out, text);
    out.fixed(textClose);
  };
}

const isText = ({ tag }: TagSlot): boolean => tag.kind === 'value' && tag.as === 'text';

function checkBox(slot: TagSlot): Op<SheetRun> | null {
  const site = isCheckBox(slot) ? siteOf(slot) : null;
  return site === null ? null : (out, run) => out.text(checkMark(resolve(run, site)));
}

/** Blanks before and behind the single tag of a cell: an indent by hand stays with a text. */
function blanksAround(content: XmlElement): readonly [string, string] {
  let [before, after, seen] = ['', '', false];
  const walk = (node: XmlElement): void => {
    for (const child of node.children) {
      if (child.kind === 'element') walk(child);
      else if (child.kind === 'slot') seen = true;
      else if (child.kind === 'text' && seen) after += child.raw;
      else if (child.kind === 'text') before += child.raw;
    }
  };
  for (const text of descendants(content, 't')) walk(text);
  return [before, after];
}

/** A cell whose single tag stood in a formatted run keeps that format. */
function runHeads(cell: CellPlan): { open: string; close: string } {
  const [run] = descendants(cell.content as XmlElement, 'r');
  const properties = run === undefined ? undefined : childOf(run, 'rPr');
  if (run === undefined || properties === undefined) return { open: '', close: '' };
  return { open: run.head + rawOf(properties), close: run.tail };
}

interface Typed {
  readonly number: string;
  /** Number format to add, for a cell that has none. */
  readonly format?: string;
}

/** What goes into a numeric cell; null when the value is text, empty or a truth value. */
function typedValue(value: unknown, kind: FormatKind, date1904: boolean): Typed | null {
  if (kind === 'text' || value === null || value === '' || typeof value === 'boolean') return null;
  if (isShown(value)) return shownValue(value, kind, date1904);
  if (value instanceof Date || kind === 'date') {
    const day = dayOf(value);
    if (day !== undefined) return dated(day, kind, date1904, ISO_FORMAT);
  }
  // Decimal text in a cell that has a number format is an amount; elsewhere it may be a code such as 007.
  if (typeof value === 'string' && kind !== 'number') return null;
  const number = decimalText(value);
  return number === undefined ? null : { number };
}

function shownValue(
  value: { number?: string; date?: string; format?: string },
  kind: FormatKind,
  date1904: boolean,
): Typed | null {
  if (value.date !== undefined) return dated(value.date, kind, date1904, value.format ?? ISO_FORMAT);
  if (value.number === undefined) return null;
  return kind === 'general' && value.format !== undefined
    ? { number: value.number, format: value.format }
    : { number: value.number };
}

function dated(day: string, kind: FormatKind, date1904: boolean, format: string): Typed | null {
  const serial = serialOf(day, date1904);
  if (serial < 0) return null;
  return kind === 'date' ? { number: String(serial) } : { number: String(serial), format };
}
