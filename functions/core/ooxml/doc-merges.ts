import { below, rowsOf, spotsOf } from './doc-columns.ts';
import { own } from './doc-own.ts';
import { type BlockSlot, bodyOf, isRepeated, type TagSlot } from './flow.ts';
import { attribute, element, type XmlElement } from './xml.ts';

/** A merged cell that begins in the rows of a loop and goes on after it spans all turns: it begins in the first. */
export function mergeAcrossTurns(holder: XmlElement): void {
  for (const [i, child] of holder.children.entries()) {
    const branches = child.kind === 'slot' && child.slot.kind === 'block' ? child.slot.branches : [];
    const [next] = rowsOf({ ...holder, children: holder.children.slice(i + 1) });
    for (const { head, body } of branches) {
      mergeAcrossTurns(body);
      if (isRepeated(head) && next !== undefined) spanInto(next, [...rowsOf(body)]);
    }
  }
}

function spanInto(next: XmlElement, rows: readonly XmlElement[]): void {
  for (const [at, row] of rows.entries()) {
    for (const { cell, first } of spotsOf(row)) {
      const merge = mergeAt(row, first);
      const goesOn = [...rows.slice(at + 1), next].every((later) => continues(mergeAt(later, first)));
      if (merge !== undefined && !continues(merge) && goesOn) spanTurns(cell, merge);
    }
  }
}

/** `w:vMerge` of the cell at a grid column; undefined when it is not merged with those above or below. */
function mergeAt(row: XmlElement, at: number): XmlElement | undefined {
  const spot = spotsOf(row).find(({ first }) => first === at);
  return spot && below(spot.cell, 'tcPr', 'vMerge');
}

const continues = (merge: XmlElement | undefined): boolean =>
  merge !== undefined && attribute(merge, 'w:val') !== 'restart';

function spanTurns(cell: XmlElement, merge: XmlElement): void {
  own(merge).attributes.set('w:val', (out, run) => out.text(run.scope.index === 0 ? 'restart' : 'continue'));
  const from = cell.children.findIndex((child) => child.kind === 'element' && child.name === 'w:tcPr') + 1;
  const block: BlockSlot = {
    kind: 'block',
    silent: true,
    branches: [
      { head: FIRST, body: bodyOf(cell.children.slice(from)) },
      { head: OTHERWISE, body: bodyOf([element('<w:p/>')]) },
    ],
  };
  cell.children.splice(from, cell.children.length, { kind: 'slot', slot: block, parent: cell });
}

const NOWHERE = { part: '', place: '', tag: '' };
const FIRST: TagSlot = {
  kind: 'tag',
  place: NOWHERE,
  tag: { kind: 'if', expr: { op: 'path', path: ['@first'], text: '@first' } },
};
const OTHERWISE: TagSlot = { kind: 'tag', place: NOWHERE, tag: { kind: 'else' } };
