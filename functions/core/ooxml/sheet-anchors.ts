import { appearances, edge } from './layout.ts';
import { emit, type Program, type Special } from './program.ts';
import { fillOf } from './sheet-areas.ts';
import type { SheetFill, SheetRun } from './sheet-run.ts';
import { attribute, childOf, localName, textOf, type XmlElement } from './xml.ts';

type Axis = 'row' | 'col';

/** Lines between which a drawing hangs, from 1; both the same for one that hangs on a single cell. */
interface Anchor {
  readonly row: readonly [number, number];
  readonly col: readonly [number, number];
  /** It moves with its cells but does not grow with them. */
  readonly keepsSize: boolean;
}

/**
 * Writes an anchor (`xdr:twoCellAnchor`, `xdr:oneCellAnchor`, a form control's `anchor`) where its cells went. A
 * drawing that spans a loop grows with it; one that lies inside a loop stays with the first turn; one that is said
 * not to move with cells (`editAs="absolute"`) stays.
 */
export function anchored(node: XmlElement, program: Program<SheetRun>, special: Special<SheetRun>): void {
  const anchor = readAnchor(node);
  program.text(node.head);
  for (const child of node.children) {
    const local = child.kind === 'element' ? localName(child.name) : '';
    if (child.kind === 'element' && anchor !== null && (local === 'from' || local === 'to'))
      corner(child, anchor, local === 'from' ? 0 : 1, program);
    else emit(child, program, special);
  }
  program.text(node.tail);
}

export const isAnchor = (local: string): boolean =>
  local === 'twoCellAnchor' || local === 'oneCellAnchor' || local === 'anchor';

function readAnchor(node: XmlElement): Anchor | null {
  const [from, to] = [childOf(node, 'from'), childOf(node, 'to')];
  const how = attribute(node, 'editAs');
  if (from === undefined || how === 'absolute') return null;
  const lines = (axis: Axis): readonly [number, number] => {
    const first = lineOf(from, axis);
    return [first, to === undefined ? first : Math.max(first, lineOf(to, axis))];
  };
  return { row: lines('row'), col: lines('col'), keepsSize: how === 'oneCell' || to === undefined };
}

const lineOf = (corner: XmlElement, axis: Axis): number => {
  const line = childOf(corner, axis);
  return line === undefined ? 1 : Number(textOf(line)) + 1;
};

function corner(node: XmlElement, anchor: Anchor, side: 0 | 1, program: Program<SheetRun>): void {
  program.text(node.head);
  for (const child of node.children) {
    const local = child.kind === 'element' ? localName(child.name) : '';
    if (child.kind !== 'element' || (local !== 'row' && local !== 'col')) {
      emit(child, program, () => false);
      continue;
    }
    program.text(child.head);
    program.op((out, run) => out.int(placeOf(anchor, local, fillOf(run))[side] - 1));
    program.text(child.tail);
  }
  program.text(node.tail);
}

function placeOf(anchor: Anchor, axis: Axis, fill: SheetFill): readonly [number, number] {
  const [from, to] = anchor[axis];
  const placed = axis === 'row' ? fill.rows : fill.cols;
  if (placed === null) return [from, to];
  const [stretch] = appearances(placed, from, to);
  const first = stretch?.first ?? edge(placed, from, 'first');
  return [first, stretch === undefined || anchor.keepsSize ? first + to - from : stretch.last];
}
