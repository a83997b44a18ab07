import {
  type Area,
  type Corner,
  columnName,
  MAX_COLUMN,
  MAX_ROW,
  type Reference,
  referenceText,
} from './formula.ts';
import { edge, enclosing, followsTurn, isSolid, outsideLoop, type Placed } from './layout.ts';
import type { Out } from './out.ts';
import { mistake, type Op } from './program.ts';
import type { SheetPlan } from './sheet.ts';
import { areaAppearances, joined } from './sheet-areas.ts';
import type { FormulaUse, Gone } from './sheet-refs.ts';
import type { RowPlaced, SheetFill, SheetRun } from './sheet-run.ts';
import { attribute, childOf } from './xml.ts';

type Encode = (text: string) => string;

/** Lines of a reference in the output; 0 stands for what it is in the template, or for a whole column or row. */
interface Lines {
  readonly rows: readonly [number, number];
  readonly cols: readonly [number, number];
}

/** Functions that take any number of areas and in which every cell counts alike: gaps can be left out. */
const LISTS = new Set(
  'SUM AVERAGE AVERAGEA COUNT COUNTA MAX MAXA MIN MINA PRODUCT SUMSQ MEDIAN GEOMEAN HARMEAN DEVSQ AVEDEV STDEV STDEV.S STDEV.P STDEVP STDEVA VAR VAR.S VAR.P VARP VARA MODE MODE.SNGL AND OR XOR CONCAT GCD LCM'.split(
    ' ',
  ),
);
/**
 * Functions that are about many cells: a lone cell of a loop means the cell of every turn there, for that is what Excel
 * writes when somebody points at the one cell of a template.
 */
const WIDENED = new Set([
  ...LISTS,
  ...'SUBTOTAL AGGREGATE SUMPRODUCT SUMIF SUMIFS COUNTIF COUNTIFS COUNTBLANK AVERAGEIF AVERAGEIFS MAXIFS MINIFS TEXTJOIN LARGE SMALL'.split(
    ' ',
  ),
]);
/** Excel takes 255 arguments and 8,192 characters. */
const MOST_PIECES = 200;

/** Writes one reference as seen from the row and column that are being written. */
export function referenceOp(written: Reference, use: FormulaUse, encode: Encode): Op<SheetRun> {
  const name = written.argumentOf?.replace(/^_XLFN\./, '') ?? '';
  const ref =
    written.to === null && (use.many === true || WIDENED.has(name))
      ? { ...written, to: written.from }
      : written;
  const target: Target = {
    written,
    ref,
    use,
    encode,
    fixed: Buffer.from(encode(ref.prefix), 'utf8'),
    from: cornerLetters(ref.from),
    to: ref.to === null ? null : cornerLetters(ref.to),
    lists: LISTS.has(name),
    countsText: name === 'COUNTA' || name === 'CONCAT',
    gapsCount: new Map(),
    isAbove: isAbove(written, use),
  };
  return ref.lastSheet !== null || (ref.sheet !== null && target.lists) ? spanOp(target) : plainOp(target);
}

interface Target {
  /** As it stands in the template. */
  readonly written: Reference;
  /** As it is followed: a lone cell may be widened to a range. */
  readonly ref: Reference;
  readonly use: FormulaUse;
  readonly encode: Encode;
  readonly fixed: Buffer;
  readonly from: Buffer;
  readonly to: Buffer | null;
  readonly lists: boolean;
  readonly countsText: boolean;
  readonly gapsCount: Map<SheetPlan, boolean>;
  readonly isAbove: boolean;
}

/** The cell right above: in a loop that of the turn before, as in a running total `=B4+A5`; `B$4` stays. */
const isAbove = ({ sheet, from, to }: Reference, { cell }: FormulaUse): boolean =>
  sheet === null && to === null && !from.rowFixed && from.row + 1 === cell?.row && from.col === cell.col;

function plainOp(target: Target): Op<SheetRun> {
  const { ref, written, encode } = target;
  const own = ref.sheet?.toLowerCase() ?? null;
  return (out, run) => {
    const fill = own === null ? run.here : run.sheets.get(own);
    if (fill) writeIn(fill, target, out, run);
    else out.text(encode(referenceText(written)));
  };
}

function writeIn(fill: SheetFill, target: Target, out: Out, run: SheetRun): void {
  const lines = fill.copy < 0 ? null : linesIn(fill, target, run);
  if (lines === null) {
    writeGone(out, fill, target);
    return;
  }
  const pieces = target.lists && target.ref.to !== null ? piecesOf(fill, target, run) : null;
  if (pieces === null) writeLines(out, fill, target, lines);
  else writeList(pieces, fill, target, out, run);
}

/** A sheet that repeats, or a 3-D span: all its sheets, as one span where their cells stand alike. */
function spanOp(target: Target): Op<SheetRun> {
  const { ref, written, encode } = target;
  return (out, run) => {
    const fills = spanned(ref, run);
    const [fill] = fills ?? [];
    const present = (fills ?? []).filter((one) => one.copy >= 0);
    const [first, last] = [present[0], present.at(-1)];
    if (fill === undefined) out.text(encode(referenceText(written)));
    else if (first === undefined || last === undefined) writeGone(out, fill, target);
    else if (first === last) writeIn(first, target, out, run);
    else writeSpan(present, target, out, run);
  };
}

function writeSpan(fills: readonly SheetFill[], target: Target, out: Out, run: SheetRun): void {
  const { encode } = target;
  const [first, last] = [fills[0] as SheetFill, fills.at(-1) as SheetFill];
  const found = fills.map((fill) => ({ fill, lines: linesIn(fill, target, run) }));
  const [one] = found;
  const alike = found.every(
    ({ fill, lines }) => same(lines, one?.lines ?? null) && piecesOf(fill, target, run) === null,
  );
  if (alike && one?.lines) {
    out.text(encode(`${quotedSpan(first.name, last.name)}!`));
    writeCorners(out, target, one.lines);
    return;
  }
  const left = found.filter(({ lines }) => lines !== null);
  if (left.length === 0) writeGone(out, first, target);
  if (left.length > MOST_PIECES) tooManyPieces(target, run);
  for (const [i, { fill }] of left.entries()) {
    if (i > 0) out.text(',');
    writeIn(fill, target, out, run);
  }
}

const same = (a: Lines | null, b: Lines | null): boolean =>
  a !== null && b !== null && [0, 1].every((i) => a.rows[i] === b.rows[i] && a.cols[i] === b.cols[i]);

/** Sheets that a reference means, in order; undefined when the workbook does not list them. */
function spanned(ref: Reference, run: SheetRun): readonly SheetFill[] | undefined {
  const name = ref.sheet?.toLowerCase() ?? '';
  const fill = run.sheets.get(name);
  if (fill === undefined) return undefined;
  if (ref.lastSheet === null)
    return fill.plan === run.here?.plan ? [fill] : run.fills.filter((one) => one.plan === fill.plan);
  const end = ref.lastSheet.toLowerCase();
  const from = run.fills.findIndex((one) => one.plan === fill.plan);
  const to = run.fills.findLastIndex((one) => one.plan.name.toLowerCase() === end);
  return to < from ? undefined : run.fills.slice(from, to + 1);
}

/** Where a reference points now; null when that is gone. */
function linesIn(fill: SheetFill, { ref, isAbove }: Target, run: SheetRun): Lines | null {
  const here = fill === run.here;
  const isContinued = isAbove && run.placed !== null && followsTurn(run.placed, run.row);
  const rows = isContinued
    ? ([run.row - 1, run.row - 1] as const)
    : linesOf(ref, 'row', (here ? run.placed : null) ?? fill.rows);
  const cols = fill.cols === null ? UNMOVED : linesOf(ref, 'col', (here ? run.colPlaced : null) ?? fill.cols);
  return rows === null || cols === null ? null : { rows, cols };
}

const UNMOVED: readonly [number, number] = [0, 0];

/** Output rows or columns of a reference; null when all are gone. A lone cell has the same line twice. */
function linesOf(ref: Reference, axis: 'row' | 'col', seen: Placed): readonly [number, number] | null {
  const { from, to } = ref;
  if (from[axis] === 0) return UNMOVED;
  const [start, end] = to === null ? [from, from] : [from, to];
  const backwards = start[axis] > end[axis];
  const [near, far] = backwards ? [end, start] : [start, end];
  const first = edge(seenFrom(near, axis, seen), near[axis], 'first');
  const last = edge(seenFrom(far, axis, seen), far[axis], 'last');
  if (first > last) return null;
  if (to === null) return [first, first];
  return backwards ? [last, first] : [first, last];
}

const seenFrom = (at: Corner, axis: 'row' | 'col', seen: Placed): Placed =>
  at[axis === 'row' ? 'rowFixed' : 'colFixed'] ? outsideLoop(seen, at[axis]) : seen;

/** The pieces of a range that lies apart, one per turn, with figures of others between; null when it is one piece. */
function piecesOf(fill: SheetFill, target: Target, run: SheetRun): readonly Area[] | null {
  const here = fill === run.here;
  const rows = commonPlaced(target.ref, 'row', (here ? run.placed : null) ?? fill.rows);
  const cols =
    fill.cols === null ? null : commonPlaced(target.ref, 'col', (here ? run.colPlaced : null) ?? fill.cols);
  if (rows === null || (cols === null && fill.cols !== null)) return null;
  const area = areaOf(target.ref);
  const solidColumns = cols === null || area.c1 === 0 || isSolid(cols, area.c1, area.c2);
  const solidRows = area.r1 === 0 || isSolid(rows, area.r1, area.r2);
  if (solidColumns && (solidRows || !gapsCount(fill.plan, area, target))) return null;
  const areas = joined(areaAppearances(area, { rows, cols }).map((one) => one.area));
  return areas.length > 1 ? areas : null;
}

function areaOf({ from, to }: Reference): Area {
  const end = to ?? from;
  return {
    r1: Math.min(from.row, end.row),
    r2: Math.max(from.row, end.row),
    c1: Math.min(from.col, end.col),
    c2: Math.max(from.col, end.col),
  };
}

/** The turn from which both ends are seen; null when one is fixed and the other is not. */
function commonPlaced(ref: Reference, axis: 'row' | 'col', seen: RowPlaced): RowPlaced | null {
  const to = ref.to ?? ref.from;
  const [first, last] = [Math.min(ref.from[axis], to[axis]), Math.max(ref.from[axis], to[axis])];
  if (first === 0) return seen;
  const from = seenFrom(ref.from, axis, seen);
  return from === seenFrom(to, axis, seen) ? enclosing(from as RowPlaced, first, last) : null;
}

/** Whether anything that a function would count stands between the pieces. */
function gapsCount(plan: SheetPlan, area: Area, target: Target): boolean {
  const known = target.gapsCount.get(plan);
  if (known !== undefined) return known;
  const block = plan.body.items.find((item) => area.r1 >= item.first && area.r1 <= item.last);
  const counts = plan.rows.some(
    (row) =>
      block !== undefined &&
      row.number >= block.first &&
      row.number <= block.last &&
      (row.number < area.r1 || row.number > area.r2) &&
      row.cells.some(
        (cell) =>
          (area.c1 === 0 || (cell.col >= area.c1 && cell.col <= area.c2)) &&
          (cell.kind !== 'fixed' || isFigure(cell.node, target.countsText)),
      ),
  );
  target.gapsCount.set(plan, counts);
  return counts;
}

const isFigure = (cell: SheetPlan['root'], countsText: boolean): boolean =>
  childOf(cell, 'v') === undefined
    ? countsText && cell.children.length > 0
    : countsText || !['s', 'str', 'inlineStr'].includes(attribute(cell, 't') ?? 'n');

function writeList(pieces: readonly Area[], fill: SheetFill, target: Target, out: Out, run: SheetRun): void {
  if (pieces.length > MOST_PIECES) tooManyPieces(target, run);
  for (const [i, area] of pieces.entries()) {
    if (i > 0) out.text(',');
    writeLines(out, fill, target, {
      rows: [area.r1, area.r2],
      cols: fill.cols === null ? UNMOVED : [area.c1, area.c2],
    });
  }
}

function tooManyPieces({ use, ref }: Target, run: SheetRun): void {
  const place = use.place ?? { part: '', place: referenceText(ref), tag: '' };
  mistake(run, place, 'FORMULA_TOO_LONG', {
    zh: `公式要合计的区域超过 ${MOST_PIECES} 段。小计行和总计行请改用 SUBTOTAL(9, …)。`,
    en: `The formula would add up more than ${MOST_PIECES} areas. Use SUBTOTAL(9, …) in the rows of subtotals and of the total.`,
  });
}

function writeLines(out: Out, fill: SheetFill, target: Target, lines: Lines): void {
  const { ref, fixed, encode } = target;
  if (ref.sheet !== null && (fill.renamed || ref.lastSheet !== null))
    out.text(encode(`${quotedName(fill.name)}!`));
  else out.raw(fixed);
  writeCorners(out, target, lines);
}

function writeCorners(out: Out, { written, ref, from, to }: Target, { rows, cols }: Lines): void {
  writeCorner(out, from, ref.from, cols[0], rows[0]);
  if (to === null || ref.to === null) return;
  if (written.to === null && rows[0] === rows[1] && cols[0] === cols[1]) return;
  out.text(':');
  writeCorner(out, to, ref.to, cols[1], rows[1]);
}

/** `letters` are those of the template, for a sheet whose columns stay. */
function writeCorner(out: Out, letters: Buffer, corner: Corner, col: number, row: number): void {
  if (col === 0) out.raw(letters);
  else out.text((corner.colFixed ? '$' : '') + columnName(col) + (corner.rowFixed ? '$' : ''));
  if (row > 0) out.int(row);
}

const cornerLetters = (at: Corner): Buffer =>
  Buffer.from(
    (at.col > 0 ? (at.colFixed ? '$' : '') + columnName(at.col) : '') + (at.rowFixed ? '$' : ''),
    'latin1',
  );

/**
 * Nothing is left: a figure where one may stand; where Excel takes only a reference, or where 0 would be counted, the
 * last cell of the sheet, which is empty.
 */
function writeGone(out: Out, fill: SheetFill, target: Target): void {
  const { ref, use } = target;
  if (isFigureAllowed(ref, use.gone)) out.text('0');
  else if (use.gone === '#REF!' || fill.copy < 0) out.text('#REF!');
  else if (use.gone === 'next') {
    const line = (placed: Placed | null, at: number): number =>
      placed === null || at === 0 ? 0 : edge(placed, at, 'first');
    const [row, col] = [line(fill.rows, ref.from.row), line(fill.cols, ref.from.col)];
    writeLines(out, fill, target, { rows: [row, row], cols: [col, col] });
  } else {
    const row = ref.from.row === 0 ? 0 : MAX_ROW;
    const col = ref.from.col === 0 || fill.cols === null ? 0 : MAX_COLUMN;
    writeLines(out, fill, target, { rows: [row, row], cols: [col, col] });
  }
}

const isFigureAllowed = (ref: Reference, gone: Gone): boolean =>
  gone === 'figure' && (ref.argumentOf === 'SUM' || (ref.argumentOf === null && !ref.strict));

const isPlainName = (name: string): boolean =>
  /^[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*$/.test(name) &&
  !/^[A-Za-z]{1,3}\d+$/.test(name) &&
  !/^(?:r\d*)?(?:c\d*)?$/i.test(name) &&
  !/^(?:true|false)$/i.test(name);

export const quotedName = (name: string): string =>
  isPlainName(name) ? name : `'${name.replaceAll("'", "''")}'`;

const quotedSpan = (first: string, last: string): string =>
  isPlainName(first) && isPlainName(last)
    ? `${first}:${last}`
    : `'${first.replaceAll("'", "''")}:${last.replaceAll("'", "''")}'`;
