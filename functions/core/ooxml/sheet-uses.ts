import { isOpener } from './blocks.ts';
import type { Use } from './compiled.ts';
import type { TagSlot } from './flow.ts';
import type { SheetPlan } from './sheet.ts';
import type { XmlElement } from './xml.ts';

/** Every tag below, with the loops around it. */
export function* treeUses(node: XmlElement, around: readonly TagSlot[]): Generator<Use> {
  for (const child of node.children) {
    if (child.kind === 'element') yield* treeUses(child, around);
    if (child.kind !== 'slot') continue;
    if (child.slot.kind === 'tag') {
      yield { slot: child.slot, around };
      continue;
    }
    for (const { head, body } of child.slot.branches) {
      yield { slot: head, around };
      yield* treeUses(body, repeats(head) ? [...around, head] : around);
    }
  }
}

export const repeats = (slot: TagSlot): boolean => slot.tag.kind === 'each' || slot.tag.kind === 'section';

/** Tags of a sheet in reading order; a row's own block tags enclose what follows them until they close. */
export function sheetUses(plan: SheetPlan, outer: readonly TagSlot[] = []): Use[] {
  const open: TagSlot[] = [...outer];
  return plan.rows.flatMap((row) => {
    const markers = row.markers.map((marker) => marker.slot as TagSlot);
    const heads = markers.flatMap((marker) => openBlock(marker, open));
    const around = open.filter(repeats);
    const inside = row.cells.flatMap((cell) =>
      cell.content === null ? [] : [...treeUses(cell.content, around)],
    );
    for (const marker of markers) if (marker.tag.kind === 'end') open.pop();
    return [...heads, ...inside];
  });
}

function openBlock(marker: TagSlot, open: TagSlot[]): Use[] {
  const use = { slot: marker, around: open.filter(repeats) };
  if (isOpener(marker.tag)) open.push(marker);
  return 'expr' in marker.tag ? [use] : [];
}
