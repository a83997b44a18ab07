import { isMarker } from './blocks.ts';
import type { TagSlot } from './flow.ts';
import { descendants, type XmlElement, type XmlNode } from './xml.ts';

export function* slotsIn(node: XmlElement): Generator<XmlNode & { kind: 'slot' }> {
  for (const child of node.children) {
    if (child.kind === 'slot') yield child;
    else if (child.kind === 'element') yield* slotsIn(child);
  }
}

export const isBlankText = (node: XmlElement): boolean =>
  descendants(node, 't').every((text) =>
    text.children.every((child) => child.kind === 'text' && child.raw.trim() === ''),
  );

/** The tag of a cell that holds nothing else: its value keeps its type. */
export function soleTag(content: XmlElement): TagSlot | null {
  const slots = [...slotsIn(content)];
  const [only] = slots;
  if (
    slots.length !== 1 ||
    only?.slot.kind !== 'tag' ||
    isMarker(only.slot.tag) ||
    only.slot.tag.kind !== 'value'
  )
    return null;
  const others = descendants(content, 't').some((text) =>
    text.children.some((child) => child.kind === 'text' && child.raw.trim() !== ''),
  );
  return others ? null : only.slot;
}
