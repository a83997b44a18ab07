import { type Pair, pairBlocks, tagOf } from './blocks.ts';
import type { Reading } from './flow.ts';
import { columnName, MAX_COLUMN } from './formula.ts';
import type { Tag } from './grammar.ts';
import type { Body, Item } from './layout.ts';
import type { Out } from './out.ts';
import { type Op, runAll } from './program.ts';
import type { RowPlaced, SheetRun } from './sheet-run.ts';
import type { XmlSlot } from './xml.ts';

/** `{{#columns months}}` or its end, and the column where it stands. */
export interface ColumnMarker {
  readonly slot: XmlSlot;
  readonly col: number;
}

export const isColumnTag = (tag: Tag): boolean =>
  (tag.kind === 'each' && tag.columns) || (tag.kind === 'end' && tag.block === 'columns');

/** Columns of a sheet by their loops; null when none repeats. */
export function readColumns(markers: readonly ColumnMarker[], reading: Reading): Body | null {
  const pairs = pairBlocks<ColumnMarker>(markers, (marker) => tagOf(marker.slot), reading.report);
  if (pairs.length === 0) return null;
  const items: Item[] = [];
  let at = 1;
  for (const pair of [...pairs].sort((a, b) => a.head.col - b.head.col)) {
    const { first, last } = span(pair);
    if (first < at) {
      reading.report.add(tagOf(pair.head.slot).place, 'BLOCK_CROSSED', {
        zh: '列循环不能嵌套或重叠。',
        en: 'Loops over columns cannot be nested or overlap.',
      });
      continue;
    }
    if (first > at) items.push({ kind: 'lines', first: at, last: first - 1 });
    items.push(block(pair, first, last));
    at = last + 1;
  }
  items.push({ kind: 'lines', first: at, last: MAX_COLUMN });
  return { first: 1, last: MAX_COLUMN, items };
}

const span = (pair: Pair<ColumnMarker>): { first: number; last: number } => ({
  first: Math.min(pair.head.col, pair.close.col),
  last: Math.max(pair.head.col, pair.close.col),
});

function block(pair: Pair<ColumnMarker>, first: number, last: number): Item {
  const { tag, place } = tagOf(pair.head.slot);
  const body: Body = { first, last, items: [{ kind: 'lines', first, last }] };
  const expr = 'expr' in tag ? tag.expr : null;
  const name = tag.kind === 'each' ? tag.name : null;
  return { kind: 'block', first, last, branches: [{ kind: 'each', expr, name, place, body }] };
}

/** A cell's own steps and its column in the template. */
export interface CellOps {
  readonly col: number;
  readonly ops: readonly Op<SheetRun>[];
}

export const columnLetters: Op<SheetRun> = (out, run) => out.text(columnName(run.col));

/** The cells of a row, those of repeated columns once per item: its fields first, the row's behind them. */
export function columnsOp(cells: readonly CellOps[]): Op<SheetRun> {
  return (out, run) => {
    const outer = run.scope;
    if (run.here?.cols) writeColumns(run.here.cols, cells, out, run);
    run.scope = outer;
    run.colPlaced = null;
  };
}

function writeColumns(placed: RowPlaced, cells: readonly CellOps[], out: Out, run: SheetRun): void {
  const { scope } = run;
  for (const [i, item] of placed.body.items.entries()) {
    const turns = placed.inner[i];
    for (const turn of turns ?? []) {
      const at = turn as RowPlaced;
      run.scope = { ...at.scope, parent: scope };
      writeColumns(at, cells, out, run);
      run.scope = scope;
    }
    if (turns) continue;
    run.colPlaced = placed;
    for (const cell of cells) {
      if (cell.col < item.first || cell.col > item.last) continue;
      run.col = (placed.at[i] ?? 0) + cell.col - item.first;
      runAll(cell.ops, out, run);
    }
  }
}
