import type { Place } from './errors.ts';
import type { Expr } from './grammar.ts';

/**
 * Rows (or columns) of a sheet as the template has them: fixed lines, lines that only carried block tags and go
 * away, and blocks. `first` and `last` are line numbers of the template, from 1; a body covers them without gaps.
 */
export interface Body {
  readonly first: number;
  readonly last: number;
  readonly items: readonly Item[];
}
export type Item =
  | { readonly kind: 'lines'; readonly first: number; readonly last: number }
  | { readonly kind: 'gone'; readonly first: number; readonly last: number }
  | Block;
export interface Block {
  readonly kind: 'block';
  readonly first: number;
  readonly last: number;
  readonly branches: readonly BlockBranch[];
}
export interface BlockBranch {
  readonly kind: 'each' | 'if' | 'else' | 'section' | 'unless';
  readonly expr: Expr | null;
  readonly name: string | null;
  readonly place: Place;
  readonly body: Body;
}

/** One body as it stands in the output: where each of its items begins, and what its blocks became. */
export interface Placed {
  readonly body: Body;
  readonly parent: Placed | null;
  readonly start: number;
  /** One past the last line. */
  end: number;
  /** First output line per item. */
  readonly at: number[];
  /** Per item: the turns of a block, else null. */
  readonly inner: (Placed[] | null)[];
}

/** Decides which branch of a block is taken and how often; `turn` receives (branch, times) and runs with the scope moved. */
export type Chooser<P extends Placed> = (block: Block, turn: (branch: BlockBranch) => P) => P[];

export function layOut<P extends Placed>(
  body: Body,
  start: number,
  parent: P | null,
  make: (base: Placed) => P,
  choose: Chooser<P>,
): P {
  const placed = make({ body, parent, start, end: start, at: [], inner: [] });
  let line = start;
  for (const item of body.items) {
    placed.at.push(line);
    if (item.kind === 'block') {
      const turns = choose(item, (branch) => {
        const turn = layOut(branch.body, line, placed, make, choose);
        line = turn.end;
        return turn;
      });
      placed.inner.push(turns);
    } else {
      placed.inner.push(null);
      if (item.kind === 'lines') line += item.last - item.first + 1;
    }
  }
  placed.end = line;
  return placed;
}

const LAST_LINE = 1_048_576;

export type Side = 'first' | 'last';

/**
 * Output line of a template line seen from `placed`. When the line is gone: for `first` the line that took its
 * place, for `last` the line before; so first > last tells that nothing is left.
 */
export function edge(placed: Placed, line: number, side: Side): number {
  let at = placed;
  for (;;) {
    const { body, parent } = at;
    if (line > body.last || line < body.first) {
      if (parent === null) return line > body.last ? at.end + line - body.last - 1 : line;
      at = parent;
      continue;
    }
    const found = inside(at, line, side);
    if (typeof found === 'number') return found;
    at = found;
  }
}

function inside(placed: Placed, line: number, side: Side): number | Placed {
  const i = indexOfItem(placed.body, line);
  const item = placed.body.items[i];
  const start = placed.at[i] ?? placed.start;
  if (item?.kind === 'lines') return Math.min(start + line - item.first, LAST_LINE);
  const turns = placed.inner[i] ?? [];
  const turn = side === 'first' ? turns[0] : turns.at(-1);
  if (turn !== undefined && line >= turn.body.first && line <= turn.body.last) return turn;
  // A line of a branch not taken, or of a tag row: between the turn's lines and what follows.
  const end = placed.at[i + 1] ?? placed.end;
  const before = turn === undefined || line < turn.body.first;
  if (side === 'first') return before ? start : end;
  return (before ? start : end) - 1;
}

function indexOfItem(body: Body, line: number): number {
  let low = 0;
  let high = body.items.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (line > (body.items[middle]?.last ?? 0)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Where a `$` line is looked up: a line of the loop that is running as seen from outside that loop, so that it keeps
 * to the first turn (`SUM(D$5:D5)` is a running total); any other line from where it is.
 */
export function outsideLoop(placed: Placed, line: number): Placed {
  let at = placed;
  while (at.parent !== null && (line < at.body.first || line > at.body.last)) at = at.parent;
  if (at.body.items[indexOfItem(at.body, line)]?.kind === 'block') return at;
  const turn = loopTurn(at);
  return turn === loopTurn(placed) ? (turn.parent ?? at) : at;
}

/** Whether the output line is the first of a further turn of a loop, so that another turn stands right above it. */
export function followsTurn(placed: Placed, line: number): boolean {
  for (let at = placed; at.parent !== null && at.start === line; at = at.parent)
    if (!at.parent.at.includes(line) && isLoopTurn(at)) return true;
  return false;
}

function loopTurn(placed: Placed): Placed {
  let at = placed;
  while (at.parent !== null && !isLoopTurn(at)) at = at.parent;
  return at;
}

function isLoopTurn(placed: Placed): boolean {
  const branches = (placed.parent?.body.items ?? []).flatMap((item) =>
    item.kind === 'block' ? item.branches : [],
  );
  const own = branches.find((branch) => branch.body === placed.body);
  return own?.kind === 'each' || own?.kind === 'section';
}

export interface Stretch<P extends Placed = Placed> {
  readonly first: number;
  readonly last: number;
  /** The turn that the stretch belongs to. */
  readonly placed: P;
}

/** Every appearance of the lines `first`…`last`: once per turn of the innermost loop that holds them all. */
export function appearances<P extends Placed>(placed: P, first: number, last: number): Stretch<P>[] {
  const i = indexOfItem(placed.body, first);
  const item = placed.body.items[i];
  const turns = placed.inner[i];
  if (item?.kind === 'block' && turns && last <= item.last) {
    const found: Stretch<P>[] = [];
    for (const turn of turns) {
      if (first >= turn.body.first && last <= turn.body.last)
        for (const one of appearances(turn as P, first, last)) found.push(one);
      else stretchOf(turn as P, Math.max(first, turn.body.first), Math.min(last, turn.body.last), found);
    }
    return found;
  }
  const found: Stretch<P>[] = [];
  stretchOf(placed, first, last, found);
  return found;
}

function stretchOf<P extends Placed>(placed: P, first: number, last: number, found: Stretch<P>[]): void {
  if (first > last) return;
  const from = edge(placed, first, 'first');
  const to = edge(placed, last, 'last');
  if (from <= to) found.push({ first: from, last: to, placed });
}

/** The turn, outwards from `placed`, whose body holds all the lines. */
export function enclosing<P extends Placed>(placed: P, first: number, last: number): P {
  let at: Placed = placed;
  while (at.parent !== null && (first < at.body.first || last > at.body.last)) at = at.parent;
  return at as P;
}

/** Whether the lines stay together however often the loops turn: in no block, or all the lines of one. */
export function isSolid(placed: Placed, first: number, last: number): boolean {
  const item = placed.body.items[indexOfItem(placed.body, first)];
  if (item?.kind !== 'block' || last > item.last) return true;
  const [only] = item.branches;
  return (
    item.branches.length === 1 && only !== undefined && only.body.first >= first && only.body.last <= last
  );
}
