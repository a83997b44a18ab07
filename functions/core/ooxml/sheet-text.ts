import { checkTag, isMarker } from './blocks.ts';
import type { Report } from './errors.ts';
import type { FilterTable } from './filters.ts';
import type { TagSlot } from './flow.ts';
import { isTrue } from './scope.ts';
import { descendants, type XmlElement, type XmlNode } from './xml.ts';

/** A tag that stands in a workbook: filters and options, and whether it means anything outside Word. */
export function checkSheetTag(slot: TagSlot, filters: FilterTable, report: Report): void {
  checkTag(slot, filters, report);
  const { tag, place } = slot;
  const word = tag.kind === 'fragment' || tag.kind === 'pagebreak';
  if (!word && !(tag.kind === 'value' && WORD_ONLY.has(tag.as))) return;
  report.add(place, 'WORD_ONLY', {
    zh: '该标签只能用于 Word 模板；工作簿中请用普通标签。',
    en: 'This tag works in Word templates only; in a workbook use a plain tag.',
  });
}

const WORD_ONLY = new Set(['richtext', 'html', 'markdown']);

export const isCheckBox = ({ tag }: TagSlot): boolean => tag.kind === 'value' && tag.as === 'checkbox';
export const checkMark = (value: unknown): string => (isTrue(value) ? '☑' : '☐');

/** A picture hangs on a cell of its own, and the place of a signature is one. */
export function reportImage({ tag, place }: TagSlot, report: Report): void {
  if (tag.kind !== 'place' && !(tag.kind === 'value' && tag.as === 'image')) return;
  report.add(place, 'IMAGE_PLACE', {
    zh: '图片或签章位置的标签必须单独占一个单元格。',
    en: 'A tag of a picture, signature or seal needs a cell of its own.',
  });
}

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
    (only.slot.tag.kind !== 'value' && only.slot.tag.kind !== 'place')
  )
    return null;
  const others = descendants(content, 't').some((text) =>
    text.children.some((child) => child.kind === 'text' && child.raw.trim() !== ''),
  );
  return others ? null : only.slot;
}
