import { type Pair, pairBlocks, tagOf } from './blocks.ts';
import type { TagSlot } from './flow.ts';
import { MAX_ROW } from './formula.ts';
import type { BlockBranch, Body, Item } from './layout.ts';
import type { RowPlan, SheetSource } from './sheet.ts';
import type { XmlSlot } from './xml.ts';

interface RowMarker {
  readonly slot: XmlSlot;
  readonly row: RowPlan;
  readonly order: number;
}

/** Nests the rows of a sheet by their block tags. */
export function readBody(rows: readonly RowPlan[], source: SheetSource): Body {
  const { report } = source.reading;
  const markers = rows.flatMap((row) => row.markers.map((slot) => ({ slot, row, order: 0 })));
  for (const [order, marker] of markers.entries()) markers[order] = { ...marker, order };
  const pairs = pairBlocks<RowMarker>(markers, (marker) => tagOf(marker.slot), report);
  for (const pair of pairs) checkElse(pair, source);
  checkNeighbours(pairs, source);
  const last = Math.max(MAX_ROW, rows.at(-1)?.number ?? 1);
  const gone = new Set(rows.filter((row) => row.onlyMarkers).map((row) => row.number));
  return bodyBetween(1, last, pairs, gone);
}

const blockStart = (pair: Pair<RowMarker>): number => pair.head.row.number;
const blockEnd = (pair: Pair<RowMarker>): number => pair.close.row.number;
// Rows that only carry tags may be shared by several blocks; what they enclose may not.
const contentStart = (pair: Pair<RowMarker>): number =>
  blockStart(pair) + (pair.head.row.onlyMarkers ? 1 : 0);
const contentEnd = (pair: Pair<RowMarker>): number => blockEnd(pair) - (pair.close.row.onlyMarkers ? 1 : 0);

function checkElse(pair: Pair<RowMarker>, source: SheetSource): void {
  for (const middle of pair.middle) {
    if (middle.row.onlyMarkers) continue;
    source.reading.report.add(tagOf(middle.slot).place, 'ELSE_IN_ROW', {
      zh: '跨行的 {{else}} 必须单独占一行。',
      en: 'An {{else}} between rows needs a row of its own.',
    });
  }
}

/** Two blocks side by side in one row cannot both own it. */
function checkNeighbours(pairs: readonly Pair<RowMarker>[], source: SheetSource): void {
  const sorted = [...pairs].sort((a, b) => a.head.order - b.head.order);
  for (const [i, pair] of sorted.entries()) {
    const before = sorted
      .slice(0, i)
      .find(
        (other) =>
          other.close.order < pair.head.order &&
          blockEnd(other) === blockStart(pair) &&
          !pair.head.row.onlyMarkers,
      );
    if (before === undefined) continue;
    source.reading.report.add(tagOf(pair.head.slot).place, 'LOOP_ACROSS_CELLS', {
      zh: '同一行里不能并排放两个跨单元格的区块。请把第二个区块移到另一行，或让每个区块在一个单元格内开始并结束。',
      en: 'Two blocks that span cells cannot share a row. Move the second to another row, or open and close each inside one cell.',
    });
  }
}

function bodyBetween(
  first: number,
  last: number,
  pairs: readonly Pair<RowMarker>[],
  gone: ReadonlySet<number>,
): Body {
  const inside = pairs.filter((pair) => contentStart(pair) >= first && contentEnd(pair) <= last);
  const outer = inside
    .filter(
      (pair) =>
        !inside.some(
          (other) =>
            other !== pair && other.head.order < pair.head.order && other.close.order > pair.close.order,
        ),
    )
    .sort((a, b) => a.head.order - b.head.order);
  const items: Item[] = [];
  let at = first;
  for (const pair of outer) {
    const start = Math.max(at, blockStart(pair));
    const end = Math.min(last, blockEnd(pair));
    addLines(items, at, start - 1, gone);
    items.push({ kind: 'block', first: start, last: end, branches: branchesOf(pair, inside, gone) });
    at = Math.max(at, end + 1);
  }
  addLines(items, at, last, gone);
  return { first, last, items };
}

function addLines(items: Item[], first: number, last: number, gone: ReadonlySet<number>): void {
  let from = first;
  for (const row of [...gone].filter((line) => line >= first && line <= last).sort((a, b) => a - b)) {
    if (row > from) items.push({ kind: 'lines', first: from, last: row - 1 });
    items.push({ kind: 'gone', first: row, last: row });
    from = row + 1;
  }
  if (last >= from) items.push({ kind: 'lines', first: from, last });
}

function branchesOf(
  pair: Pair<RowMarker>,
  pairs: readonly Pair<RowMarker>[],
  gone: ReadonlySet<number>,
): BlockBranch[] {
  const nested = pairs.filter(
    (other) => other.head.order > pair.head.order && other.close.order < pair.close.order,
  );
  const ends = [pair.head, ...pair.middle, pair.close];
  const branches: BlockBranch[] = [];
  for (let i = 0; i + 1 < ends.length; i++) {
    const [start, end] = [ends[i] as RowMarker, ends[i + 1] as RowMarker];
    const from = start.row.number + (start.row.onlyMarkers ? 1 : 0);
    const to = end.row.number - (end.row.onlyMarkers ? 1 : 0);
    branches.push({ ...headOf(tagOf(start.slot)), body: branchBody(from, to, nested, gone) });
  }
  return branches;
}

/** Nested blocks whose tag rows lie at the edge of this one belong to it. */
const branchBody = (
  from: number,
  to: number,
  nested: readonly Pair<RowMarker>[],
  gone: ReadonlySet<number>,
): Body => (from > to ? { first: from, last: from - 1, items: [] } : bodyBetween(from, to, nested, gone));

function headOf({ tag, place }: TagSlot): Omit<BlockBranch, 'body'> {
  if (tag.kind === 'each') return { kind: 'each', expr: tag.expr, name: tag.name, place };
  if (tag.kind === 'section')
    return { kind: tag.inverted ? 'unless' : 'section', expr: tag.expr, name: null, place };
  if (tag.kind === 'if' || tag.kind === 'elseif') return { kind: 'if', expr: tag.expr, name: null, place };
  return { kind: 'else', expr: null, name: null, place };
}
