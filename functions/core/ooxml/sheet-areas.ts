import { type Area, areaText, parseArea } from './formula.ts';
import { appearances, edge, type Placed } from './layout.ts';
import type { Out } from './out.ts';
import { type Op, runAll } from './program.ts';
import type { Scope } from './scope.ts';
import type { RowPlaced, SheetFill, SheetRun } from './sheet-run.ts';

/** Rows and columns of a sheet as laid out. */
export interface Grid {
  readonly rows: RowPlaced;
  readonly cols: RowPlaced | null;
}

/** An area that appears, and the turns that it belongs to. */
export interface Appearance extends Grid {
  readonly area: Area;
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

/** Areas in order, neighbours of the same columns or rows joined. */
export function joined(areas: readonly Area[]): Area[] {
  const found = neighboursJoined(areas);
  if (found.length < 3) return found;
  // Loops over rows and columns at once come row by row: the same columns may join downwards.
  const down = neighboursJoined(found.toSorted((a, b) => a.c1 - b.c1 || a.c2 - b.c2));
  return down.length < found.length ? down : found;
}

function neighboursJoined(areas: readonly Area[]): Area[] {
  const found: Area[] = [];
  for (const area of areas) addArea(found, area);
  return found;
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
  const rows = area.r1 === 0 ? ([0, 0] as const) : whole(grid.rows, area.r1, area.r2, lone);
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

/** Areas of a list as wholes; where nothing is left, the cell that took its place. */
export function areaOrNext(value: string, grid: Grid): string {
  const moved = value.split(' ').flatMap((text) => movedArea(text, grid) ?? []);
  if (moved.length > 0) return moved.join(' ');
  const area = parseArea(value.split(' ')[0] ?? '');
  if (area === undefined) return value;
  const row = edge(grid.rows, area.r1, 'first');
  const col = grid.cols === null ? area.c1 : edge(grid.cols, area.c1, 'first');
  return areaText({ c1: col, c2: col, r1: row, r2: row });
}

/** Runs steps as seen from an appearance: its rows, its columns, the item of its turn. */
export function writeOps(out: Out, run: SheetRun, ops: readonly Op<SheetRun>[], at: Grid): void {
  const before = [run.placed, run.colPlaced, run.scope] as const;
  run.placed = at.rows;
  run.colPlaced = at.cols;
  run.scope = scopeOf(at.cols, at.rows.scope);
  runAll(ops, out, run);
  [run.placed, run.colPlaced, run.scope] = before;
}

/** Fields of the columns' items first, those of the rows behind them. */
function scopeOf(cols: RowPlaced | null, rows: Scope): Scope {
  if (cols === null || cols.parent === null) return rows;
  return { ...cols.scope, parent: scopeOf(cols.parent as RowPlaced, rows) };
}

export const fillOf = (run: SheetRun): SheetFill => {
  if (run.here === null) throw new Error('no sheet is being written');
  return run.here;
};
