import { isOpener } from './blocks.ts';
import type { Use } from './compiled.ts';
import type { TagSlot } from './flow.ts';
import type { SheetPlan } from './sheet.ts';
import type { XmlElement } from './xml.ts';

/** Every tag below, with the loops around it. */
export function treeUses(node: XmlElement, around: readonly TagSlot[], found: Use[] = []): Use[] {
  for (const child of node.children) {
    if (child.kind === 'element') treeUses(child, around, found);
    if (child.kind !== 'slot') continue;
    if (child.slot.kind === 'tag') {
      found.push({ slot: child.slot, around });
      continue;
    }
    for (const { head, body } of child.slot.branches) {
      found.push({ slot: head, around });
      treeUses(body, repeats(head) ? [...around, head] : around, found);
    }
  }
  return found;
}

const repeats = (slot: TagSlot): boolean => slot.tag.kind === 'each' || slot.tag.kind === 'section';

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
      return cell.content === null ? [] : treeUses(cell.content, [...around, ...over]);
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
