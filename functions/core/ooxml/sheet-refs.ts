import {
  type Area,
  areaText,
  type Corner,
  columnName,
  parseArea,
  parseFormula,
  type Reference,
  referenceText,
} from './formula.ts';
import { appearances, edge, outsideLoop, type Placed } from './layout.ts';
import type { Out } from './out.ts';
import type { Op } from './program.ts';
import { Program } from './program.ts';
import type { RowPlaced, SheetFill, SheetRun } from './sheet-run.ts';
import { escapeText } from './xml.ts';

/** Sheets whose rows move or whose name changes: references to all others are fixed text. */
export type Moving = (sheet: string | null) => boolean;

/** Writes a formula with every reference moved to where its cells went; fixed when nothing can move. */
export function formulaInto(
  program: Program<SheetRun>,
  formula: string,
  moving: Moving,
  gone: '0' | '#REF!',
): void {
  for (const part of parseFormula(formula)) {
    if (typeof part === 'string') program.text(escapeText(part));
    else if (!moving(part.sheet)) program.text(escapeText(referenceText(part)));
    else program.op(referenceOp(part, gone));
  }
}

export function formulaOps(formula: string, moving: Moving, gone: '0' | '#REF!'): readonly Op<SheetRun>[] {
  const program = new Program<SheetRun>();
  formulaInto(program, formula, moving, gone);
  return program.done();
}

function referenceOp(ref: Reference, gone: string): Op<SheetRun> {
  const fixed = Buffer.from(escapeText(ref.prefix), 'utf8');
  const own = ref.sheet?.toLowerCase() ?? null;
  const [from, to] = [cornerLetters(ref.from), ref.to === null ? null : cornerLetters(ref.to)];
  const unknown = escapeText(referenceText(ref));
  return (out, run) => {
    const fill = own === null ? run.here : run.sheets.get(own);
    const lines = fill ? linesIn(fill, ref, run) : null;
    if (!fill || lines === null) {
      out.text(fill ? gone : unknown);
      return;
    }
    writePrefix(out, fill, own, fixed);
    writeCorner(out, from, ref.from, lines.cols[0], lines.rows[0]);
    if (to !== null && ref.to !== null) writeCorner(out, to, ref.to, lines.cols[1], lines.rows[1], ':');
  };
}

interface Lines {
  readonly rows: readonly [number, number];
  readonly cols: readonly [number, number];
}

/** Where a reference points now, seen from the row and column that are being written; null when that is gone. */
function linesIn(fill: SheetFill, ref: Reference, run: SheetRun): Lines | null {
  const here = fill === run.here;
  const rows = linesOf(ref, 'row', (here ? run.placed : null) ?? fill.rows);
  const cols = fill.cols === null ? UNMOVED : linesOf(ref, 'col', (here ? run.colPlaced : null) ?? fill.cols);
  return rows === null || cols === null ? null : { rows, cols };
}

const UNMOVED: readonly [number, number] = [0, 0];

/** `letters` are those of the template, for a sheet whose columns stay. */
function writePrefix(out: Out, fill: SheetFill, sheet: string | null, fixed: Buffer): void {
  if (fill.renamed && sheet !== null) out.text(escapeText(`${quoted(fill.name)}!`));
  else out.raw(fixed);
}

function writeCorner(out: Out, letters: Buffer, corner: Corner, col: number, row: number, before = ''): void {
  out.text(before);
  if (col === 0) out.raw(letters);
  else out.text((corner.colFixed ? '$' : '') + columnName(col) + (corner.rowFixed ? '$' : ''));
  if (row > 0) out.int(row);
}

const cornerLetters = (at: Corner): Buffer =>
  Buffer.from(
    (at.col > 0 ? (at.colFixed ? '$' : '') + columnName(at.col) : '') + (at.rowFixed ? '$' : ''),
    'latin1',
  );

/** Output rows or columns of a reference; null when all are gone. A lone cell has the same line twice. */
function linesOf(ref: Reference, axis: 'row' | 'col', seen: Placed): readonly [number, number] | null {
  const fixed = axis === 'row' ? 'rowFixed' : 'colFixed';
  const { from, to } = ref;
  if (from[axis] === 0) return UNMOVED;
  const start = from[fixed] ? outsideLoop(seen, from[axis]) : seen;
  const first = edge(start, from[axis], 'first');
  if (to === null) return edge(start, from[axis], 'last') < first ? null : [first, first];
  const last = edge(to[fixed] ? outsideLoop(seen, to[axis]) : seen, to[axis], 'last');
  return first > last ? null : [first, last];
}

const quoted = (name: string): string =>
  /^[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*$/.test(name) && !/^[A-Za-z]{1,3}\d+$/.test(name)
    ? name
    : `'${name.replaceAll("'", "''")}'`;

/** Rows and columns of a sheet as laid out. */
export interface Grid {
  readonly rows: RowPlaced;
  readonly cols: RowPlaced | null;
}

/** An area that appears, and the turns that it belongs to. */
export interface Appearance {
  readonly area: Area;
  readonly rows: RowPlaced;
  readonly cols: RowPlaced | null;
}

/** Every appearance of an area: once per turn of the innermost loops over rows and columns that hold it. */
export function areaAppearances(area: Area, grid: Grid): Appearance[] {
  const rows =
    area.r1 === 0 ? [{ first: 0, last: 0, placed: grid.rows }] : appearances(grid.rows, area.r1, area.r2);
  if (grid.cols === null || area.c1 === 0) {
    return rows.map((one) => ({
      area: { ...area, r1: one.first, r2: one.last },
      rows: one.placed,
      cols: grid.cols,
    }));
  }
  const cols = appearances(grid.cols, area.c1, area.c2);
  return rows.flatMap((row) =>
    cols.map((col) => ({
      area: { c1: col.first, c2: col.last, r1: row.first, r2: row.last },
      rows: row.placed,
      cols: col.placed,
    })),
  );
}

/** Areas of a list (`sqref`) where they went: repeated per turn, neighbours of the same columns joined. */
export function movedAreas(
  list: string,
  grid: Grid,
): { readonly areas: Area[]; readonly from: Appearance | null } {
  const areas: Area[] = [];
  let from: Appearance | null = null;
  for (const text of list.trim().split(/\s+/)) {
    const area = parseArea(text);
    for (const one of area === undefined ? [] : areaAppearances(area, grid)) {
      from ??= one;
      addArea(areas, one.area);
    }
  }
  return { areas, from };
}

function addArea(areas: Area[], area: Area): void {
  const last = areas.at(-1);
  const below = last !== undefined && last.c1 === area.c1 && last.c2 === area.c2 && last.r2 + 1 === area.r1;
  const beside = last !== undefined && last.r1 === area.r1 && last.r2 === area.r2 && last.c2 + 1 === area.c1;
  if (below || beside) {
    areas.pop();
    addArea(areas, { ...last, r2: area.r2, c2: area.c2 });
  } else areas.push(area);
}

/** One area seen as a whole: from where it began to where it ends now; undefined when nothing is left. */
export function movedArea(text: string, grid: Grid): string | undefined {
  const area = parseArea(text);
  if (area === undefined) return text;
  // A lone cell stays a lone cell: the first of those that it became.
  const lone = !text.includes(':');
  const rows = area.r1 === 0 ? UNMOVED : whole(grid.rows, area.r1, area.r2, lone);
  const cols =
    grid.cols === null || area.c1 === 0
      ? ([area.c1, area.c2] as const)
      : whole(grid.cols, area.c1, area.c2, lone);
  return rows === null || cols === null
    ? undefined
    : areaText({ r1: rows[0], r2: rows[1], c1: cols[0], c2: cols[1] });
}

function whole(placed: Placed, from: number, to: number, lone: boolean): readonly [number, number] | null {
  const [first, last] = [edge(placed, from, 'first'), edge(placed, to, 'last')];
  return first > last ? null : [first, lone ? first : last];
}

export const writeOps = (
  out: Out,
  run: SheetRun,
  ops: readonly Op<SheetRun>[],
  at: { readonly rows: RowPlaced; readonly cols: RowPlaced | null } | null,
): void => {
  const before = [run.placed, run.colPlaced] as const;
  run.placed = at?.rows ?? null;
  run.colPlaced = at?.cols ?? null;
  for (const op of ops) op(out, run);
  [run.placed, run.colPlaced] = before;
};

export const fillOf = (run: SheetRun): SheetFill => {
  if (run.here === null) throw new Error('no sheet is being written');
  return run.here;
};
