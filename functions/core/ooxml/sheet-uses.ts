import { isOpener } from './blocks.ts';
import type { Use } from './compiled.ts';
import { ownOf } from './doc-own.ts';
import type { Place } from './errors.ts';
import { isRepeated as repeats, type TagSlot } from './flow.ts';
import type { Body } from './layout.ts';
import type { SheetPlan } from './sheet.ts';
import type { XmlElement } from './xml.ts';

/** Every tag below, with the loops around it. */
export function treeUses(node: XmlElement, around: readonly TagSlot[], found: Use[] = []): Use[] {
  for (const child of node.children) {
    if (child.kind === 'element') elementUses(child, around, found);
    if (child.kind !== 'slot') continue;
    if (child.slot.kind === 'tag') {
      found.push({ slot: child.slot, around });
      continue;
    }
    for (const { head, body } of child.slot.branches) {
      if (child.slot.silent !== true) found.push({ slot: head, around });
      treeUses(body, repeats(head) ? [...around, head] : around, found);
    }
  }
  return found;
}

function elementUses(node: XmlElement, around: readonly TagSlot[], found: Use[]): void {
  const own = ownOf(node);
  for (const slot of own?.slots ?? []) found.push({ slot, around });
  if (own?.inner) treeUses(own.inner, around, found);
  treeUses(node, around, found);
}

/** Tags of a sheet in reading order; a row's own block tags enclose what follows them until they close. */
export function sheetUses(plan: SheetPlan, outer: readonly TagSlot[] = []): Use[] {
  const open: TagSlot[] = [...outer];
  const columns = columnLoops(plan);
  const heads = columns.map(({ slot, around }) => ({ slot, around: [...outer, ...around] }));
  const inRows = plan.rows.flatMap((row) => {
    const markers = row.markers.map((marker) => marker.slot as TagSlot);
    const own = markers.flatMap((marker) => openBlock(marker, open));
    const around = open.filter(repeats);
    const inside = row.cells.flatMap((cell) => {
      const over = columns
        .filter((one) => cell.col >= one.first && cell.col <= one.last)
        .map((one) => one.slot);
      const formulaTags = cell.tags.map((slot) => ({ slot, around: [...around, ...over] }));
      return cell.content === null ? formulaTags : treeUses(cell.content, [...around, ...over]);
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
  /** Loops over columns around it. */
  readonly around: readonly TagSlot[];
}

function columnLoops(plan: SheetPlan): ColumnLoop[] {
  const slots = slotsByPlace(plan);
  const found: ColumnLoop[] = [];
  const walk = (body: Body, around: readonly TagSlot[]): void => {
    for (const item of body.items) {
      const [branch] = item.kind === 'block' ? item.branches : [];
      const slot = branch && slots.get(branch.place);
      if (branch === undefined || slot === undefined) continue;
      found.push({ slot, first: item.first, last: item.last, around });
      walk(branch.body, [...around, slot]);
    }
  };
  if (plan.columns !== null) walk(plan.columns, []);
  return found;
}

const slotsByPlace = (plan: SheetPlan): ReadonlyMap<Place, TagSlot> =>
  new Map(
    plan.rows
      .flatMap((row) => [...row.markers, ...row.columnMarkers.map((marker) => marker.slot)])
      .map((marker) => [(marker.slot as TagSlot).place, marker.slot as TagSlot]),
  );

/** Loops over rows and columns around a cell, outermost first. */
export function loopsAt(plan: SheetPlan, row: number, col: number): TagSlot[] {
  const slots = slotsByPlace(plan);
  return [...loopsOver(plan.body, row, slots), ...(plan.columns ? loopsOver(plan.columns, col, slots) : [])];
}

function loopsOver(body: Body, line: number, slots: ReadonlyMap<Place, TagSlot>): TagSlot[] {
  const item = body.items.find((one) => line >= one.first && line <= one.last);
  if (item?.kind !== 'block') return [];
  const branch = item.branches.find((one) => line >= one.body.first && line <= one.body.last);
  if (branch === undefined) return [];
  const slot = slots.get(branch.place);
  return [...(slot !== undefined && repeats(slot) ? [slot] : []), ...loopsOver(branch.body, line, slots)];
}

function openBlock(marker: TagSlot, open: TagSlot[]): Use[] {
  // What follows an else is no longer in the loop that it belongs to.
  if (marker.tag.kind === 'else' || marker.tag.kind === 'elseif') open.splice(-1, 1, marker);
  const use = { slot: marker, around: open.filter(repeats) };
  if (isOpener(marker.tag)) open.push(marker);
  return 'expr' in marker.tag ? [use] : [];
}
