import { isOpener } from './blocks.ts';
import type { Use } from './compiled.ts';
import { ownOf } from './doc-own.ts';
import { isRepeated as repeats, type TagSlot } from './flow.ts';
import type { SheetPlan } from './sheet.ts';
import type { XmlElement } from './xml.ts';

/** Every tag below, with the loops around it. */
export function* treeUses(node: XmlElement, around: readonly TagSlot[]): Generator<Use> {
  for (const child of node.children) {
    if (child.kind === 'element') yield* elementUses(child, around);
    if (child.kind !== 'slot') continue;
    if (child.slot.kind === 'tag') {
      yield { slot: child.slot, around };
      continue;
    }
    for (const { head, body } of child.slot.branches) {
      if (child.slot.silent !== true) yield { slot: head, around };
      yield* treeUses(body, repeats(head) ? [...around, head] : around);
    }
  }
}

function* elementUses(node: XmlElement, around: readonly TagSlot[]): Generator<Use> {
  const own = ownOf(node);
  for (const slot of own?.slots ?? []) yield { slot, around };
  if (own?.inner) yield* treeUses(own.inner, around);
  yield* treeUses(node, around);
}

/** Tags of a sheet in reading order; a row's own block tags enclose what follows them until they close. */
export function sheetUses(plan: SheetPlan, outer: readonly TagSlot[] = []): Use[] {
  const open: TagSlot[] = [...outer];
  const columns = columnLoops(plan);
  const heads = columns.map(({ slot }) => ({ slot, around: outer }));
  const inRows = plan.rows.flatMap((row) => {
    const markers = row.markers.map((marker) => marker.slot as TagSlot);
    const own = markers.flatMap((marker) => openBlock(marker, open));
    const around = open.filter(repeats);
    const inside = row.cells.flatMap((cell) => {
      const over = columns
        .filter((one) => cell.col >= one.first && cell.col <= one.last)
        .map((one) => one.slot);
      return cell.content === null ? [] : [...treeUses(cell.content, [...around, ...over])];
    });
    for (const marker of markers) if (marker.tag.kind === 'end') open.pop();
    return [...own, ...inside];
  });
  return [...heads, ...inRows];
}

interface ColumnLoop {
  readonly slot: TagSlot;
  readonly first: number;
  readonly last: number;
}

function columnLoops(plan: SheetPlan): ColumnLoop[] {
  const heads = plan.rows.flatMap((row) => row.columnMarkers.map((marker) => marker.slot.slot as TagSlot));
  return (plan.columns?.items ?? []).flatMap((item) => {
    if (item.kind !== 'block') return [];
    const slot = heads.find((one) => one.place === item.branches[0]?.place);
    return slot === undefined ? [] : [{ slot, first: item.first, last: item.last }];
  });
}

function openBlock(marker: TagSlot, open: TagSlot[]): Use[] {
  const use = { slot: marker, around: open.filter(repeats) };
  if (isOpener(marker.tag)) open.push(marker);
  return 'expr' in marker.tag ? [use] : [];
}
