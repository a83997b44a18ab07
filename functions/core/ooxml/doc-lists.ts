import { isBlank } from './doc-blocks.ts';
import { replaceRaw } from './doc-loops.ts';
import { opNode, own } from './doc-own.ts';
import { type BlockSlot, isRepeated } from './flow.ts';
import type { ListItem, Numbering } from './numbering.ts';
import {
  append,
  attribute,
  childOf,
  element,
  localName,
  setAttribute,
  type XmlElement,
  type XmlNode,
} from './xml.ts';

interface Entry {
  readonly item: ListItem;
  readonly paragraph: XmlElement | null;
  /** Loops around it, outermost first. */
  readonly loops: readonly Loop[];
  readonly ordinal: number;
}
interface Loop {
  readonly block: BlockSlot;
  readonly body: XmlElement;
  readonly overRows: boolean;
  /** Of its first paragraph that shows something. */
  first: number;
}

/**
 * Numbering that begins again: a list that stands inside the turns of a loop starts anew with each turn, while a
 * list whose items are the turns, or one that goes on outside, counts through.
 */
export function restartLists(root: XmlElement, numbering: Numbering): void {
  const found = new Finder(numbering);
  found.walk(root, []);
  for (const id of new Set(found.entries.map((entry) => entry.item.id))) {
    const entries = found.entries.filter((entry) => entry.item.id === id);
    const restarting = (entries[0]?.loops ?? []).filter(
      (loop) => entries.every((entry) => entry.loops.includes(loop)) && !isItemsOwn(loop, entries),
    );
    if (restarting.length === 0) continue;
    for (const { body } of restarting)
      append(
        body,
        opNode((_, run) => run.lists.restart(id)),
        0,
      );
    for (const { paragraph, item } of entries) if (paragraph !== null) follow(paragraph, item);
  }
}

/** The turns are the items: a turn begins with one, or is a row that holds a single one. */
function isItemsOwn(loop: Loop, entries: readonly Entry[]): boolean {
  const direct = entries.filter((entry) => entry.loops.at(-1) === loop);
  if (loop.overRows) return direct.length === 1 && entries.length === 1;
  return direct.some((entry) => entry.ordinal === loop.first && entry.paragraph?.parent === loop.body);
}

class Finder {
  readonly entries: Entry[] = [];
  private readonly numbering: Numbering;
  private ordinal = 0;

  constructor(numbering: Numbering) {
    this.numbering = numbering;
  }

  walk(node: XmlElement, loops: readonly Loop[]): void {
    for (const child of [...node.children]) {
      if (child.kind === 'slot') this.block(child.slot.kind === 'block' ? child.slot : null, loops);
      else if (isParagraph(child)) this.paragraph(child, node, loops);
      else if (child.kind === 'element') this.walk(child, loops);
    }
  }

  private block(block: BlockSlot | null, loops: readonly Loop[]): void {
    for (const { head, body } of block?.branches ?? []) {
      const overRows = body.children.some((child) => child.kind === 'element' && child.name === 'w:tr');
      const inner = isRepeated(head) && block ? [...loops, { block, body, overRows, first: 0 }] : loops;
      this.walk(body, inner);
    }
  }

  private paragraph(node: XmlNode, parent: XmlElement, loops: readonly Loop[]): void {
    this.ordinal++;
    if (node.kind === 'element' && !(node.children.length < 2 && isBlank(node))) this.see(loops);
    if (node.kind === 'other' && node.raw.includes('<w:t')) this.see(loops);
    const item = this.numbering.itemOf(node);
    if (item !== null) {
      this.see(loops);
      const paragraph = node.kind === 'other' && loops.length > 0 ? replaceRaw(node, parent) : node;
      this.entries.push({
        item,
        paragraph: paragraph.kind === 'element' ? paragraph : null,
        loops,
        ordinal: this.ordinal,
      });
    }
    if (node.kind === 'element') this.walk(node, loops);
  }

  private see(loops: readonly Loop[]): void {
    for (const loop of loops) if (loop.first === 0) loop.first = this.ordinal;
  }
}

const isParagraph = (node: XmlNode): boolean =>
  node.kind === 'element' ? node.name === 'w:p' : node.kind === 'other' && /^<w:p[ >]/.test(node.raw);

const BEFORE_NUMBERING = new Set([
  'pStyle',
  'keepNext',
  'keepLines',
  'pageBreakBefore',
  'framePr',
  'widowControl',
]);

/** The paragraph takes its list's number of the turn; one that had it from its style gets it written out. */
function follow(paragraph: XmlElement, { id, level }: ListItem): void {
  let properties = childOf(paragraph, 'pPr');
  if (properties === undefined) {
    properties = element('<w:pPr></w:pPr>');
    append(paragraph, properties, 0);
  }
  let numbers = childOf(properties, 'numPr');
  if (numbers === undefined) {
    numbers = element('<w:numPr></w:numPr>');
    const at = properties.children.findIndex(
      (child) => child.kind === 'element' && !BEFORE_NUMBERING.has(localName(child.name)),
    );
    append(properties, numbers, at < 0 ? properties.children.length : at);
  }
  if (childOf(numbers, 'ilvl') === undefined) append(numbers, element(`<w:ilvl w:val="${level}"/>`), 0);
  let number = childOf(numbers, 'numId');
  if (number === undefined) {
    number = element('<w:numId w:val="0"/>');
    append(numbers, number);
  }
  if (attribute(number, 'w:val') !== id) setAttribute(number, 'w:val', id);
  own(number).attributes.set('w:val', (out, run) => out.text(run.lists.idOf(id)));
}
