import {
  type Area,
  areaText,
  type Corner,
  columnName,
  type FormulaPart,
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

export const isMovingFormula = (parts: readonly FormulaPart[], moving: Moving): boolean =>
  parts.some((part) => typeof part !== 'string' && moving(part.sheet));

function referenceOp(ref: Reference, gone: string): Op<SheetRun> {
  const fixed = Buffer.from(escapeText(ref.prefix), 'utf8');
  const own = ref.sheet?.toLowerCase() ?? null;
  const [from, to] = [cornerLetters(ref.from), ref.to === null ? null : cornerLetters(ref.to, ':')];
  const unknown = escapeText(referenceText(ref));
  return (out, run) => {
    const fill = own === null ? run.here : run.sheets.get(own);
    if (!fill) {
      out.text(unknown);
      return;
    }
    const rows = rowsOf(ref, (fill === run.here ? run.placed : null) ?? fill.rows);
    if (rows === null) {
      out.text(gone);
      return;
    }
    if (fill.renamed && own !== null) out.text(escapeText(`${quoted(fill.name)}!`));
    else out.raw(fixed);
    writeCorner(out, from, rows[0]);
    if (to !== null) writeCorner(out, to, rows[1]);
  };
}

function writeCorner(out: Out, letters: Buffer, row: number): void {
  out.raw(letters);
  if (row > 0) out.int(row);
}

const cornerLetters = (at: Corner, before = ''): Buffer =>
  Buffer.from(
    before + (at.col > 0 ? (at.colFixed ? '$' : '') + columnName(at.col) : '') + (at.rowFixed ? '$' : ''),
    'latin1',
  );

/** Output rows of a reference; null when all its rows are gone. A lone cell has the same row twice. */
function rowsOf(ref: Reference, seen: Placed): readonly [number, number] | null {
  if (ref.from.row === 0) return [0, 0];
  if (ref.to === null) {
    const place = ref.from.rowFixed ? outsideLoop(seen, ref.from.row) : seen;
    const row = edge(place, ref.from.row, 'first');
    return edge(place, ref.from.row, 'last') < row ? null : [row, row];
  }
  const from = edge(ref.from.rowFixed ? outsideLoop(seen, ref.from.row) : seen, ref.from.row, 'first');
  const to = edge(ref.to.rowFixed ? outsideLoop(seen, ref.to.row) : seen, ref.to.row, 'last');
  return from > to ? null : [from, to];
}

export const quoted = (name: string): string =>
  /^[\p{L}_][\p{L}\p{N}_]*$/u.test(name) && !/^[A-Za-z]{1,3}\d+$/.test(name)
    ? name
    : `'${name.replaceAll("'", "''")}'`;

/** Areas of a list (`sqref`) where they went: repeated per turn, neighbours of the same columns joined. */
export function movedAreas(
  list: string,
  rows: RowPlaced,
): { readonly areas: Area[]; readonly placed: RowPlaced | null } {
  const areas: Area[] = [];
  let placed: RowPlaced | null = null;
  for (const text of list.trim().split(/\s+/)) {
    const area = parseArea(text);
    if (area === undefined) continue;
    if (area.r1 === 0) {
      areas.push(area);
      placed ??= rows;
      continue;
    }
    for (const stretch of appearances(rows, area.r1, area.r2)) {
      placed ??= stretch.placed;
      const last = areas.at(-1);
      const continues =
        last !== undefined && last.c1 === area.c1 && last.c2 === area.c2 && last.r2 + 1 === stretch.first;
      if (continues) areas[areas.length - 1] = { ...last, r2: stretch.last };
      else areas.push({ ...area, r1: stretch.first, r2: stretch.last });
    }
  }
  return { areas, placed };
}

/** One area seen as a whole: from where it began to where it ends now; undefined when nothing is left. */
export function movedArea(text: string, rows: Placed): string | undefined {
  const area = parseArea(text);
  if (area === undefined || area.r1 === 0) return text;
  const [r1, r2] = [edge(rows, area.r1, 'first'), edge(rows, area.r2, 'last')];
  return r1 > r2 ? undefined : areaText({ ...area, r1, r2 });
}

/** Where a row went; when it is gone, the row that took its place. */
export const movedRow = (row: number, rows: Placed): number => edge(rows, row, 'first');

export const writeOps = (
  out: Out,
  run: SheetRun,
  ops: readonly Op<SheetRun>[],
  placed: RowPlaced | null,
): void => {
  const before = run.placed;
  run.placed = placed;
  for (const op of ops) op(out, run);
  run.placed = before;
};

export const fillOf = (run: SheetRun): SheetFill => {
  if (run.here === null) throw new Error('no sheet is being written');
  return run.here;
};
