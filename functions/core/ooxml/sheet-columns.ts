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

interface Span {
  readonly pair: Pair<ColumnMarker>;
  readonly first: number;
  readonly last: number;
}

/** Columns of a sheet by their loops, nested where one spans another; null when none repeats. */
export function readColumns(markers: readonly ColumnMarker[], reading: Reading): Body | null {
  const pairs = pairBlocks<ColumnMarker>(markers, (marker) => tagOf(marker.slot), reading.report);
  if (pairs.length === 0) return null;
  const order = new Map(markers.map((marker, i) => [marker, i]));
  const spans = pairs
    .map((pair) => ({ pair, ...span(pair) }))
    .sort(
      (a, b) =>
        a.first - b.first || b.last - a.last || (order.get(a.pair.head) ?? 0) - (order.get(b.pair.head) ?? 0),
    );
  return columnsBetween(1, MAX_COLUMN, spans, reading);
}

function columnsBetween(first: number, last: number, spans: readonly Span[], reading: Reading): Body {
  const items: Item[] = [];
  let at = first;
  for (let i = 0; i < spans.length; i++) {
    const outer = spans[i] as Span;
    const inner = spans.slice(i + 1).filter((one) => one.first <= outer.last);
    i += inner.length;
    for (const one of inner) if (one.last > outer.last) reportCrossed(one, reading);
    if (outer.first > at) items.push({ kind: 'lines', first: at, last: outer.first - 1 });
    const within = inner.filter((one) => one.last <= outer.last);
    items.push(block(outer, columnsBetween(outer.first, outer.last, within, reading)));
    at = outer.last + 1;
  }
  if (at <= last) items.push({ kind: 'lines', first: at, last });
  return { first, last, items };
}

function reportCrossed({ pair }: Span, { report }: Reading): void {
  report.add(tagOf(pair.head.slot).place, 'BLOCK_CROSSED', {
    zh: '列循环可以嵌套，但不能部分重叠：内层必须完全位于外层的列之内。',
    en: 'Loops over columns may be nested but not overlap in part: the inner one lies within the columns of the outer.',
  });
}

const span = (pair: Pair<ColumnMarker>): { first: number; last: number } => ({
  first: Math.min(pair.head.col, pair.close.col),
  last: Math.max(pair.head.col, pair.close.col),
});

function block({ pair, first, last }: Span, body: Body): Item {
  const { tag, place } = tagOf(pair.head.slot);
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
