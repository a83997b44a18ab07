import { own } from './doc-own.ts';
import { isRawElement } from './doc-raw.ts';
import { type Branch, isRepeated } from './flow.ts';
import {
  attribute,
  element,
  localName,
  type XmlElement,
  type XmlNode,
  type XmlOther,
  type XmlSlot,
} from './xml.ts';

/** Ends of ranges, and anchors of comments: Word knows each only once in a document. */
const ONCE = new Set([
  'bookmarkStart',
  'bookmarkEnd',
  'commentRangeStart',
  'commentRangeEnd',
  'commentReference',
  'permStart',
  'permEnd',
  'moveFromRangeStart',
  'moveFromRangeEnd',
  'moveToRangeStart',
  'moveToRangeEnd',
]);
/** Attributes whose values are numbers that no other element may have. */
const NUMBERED: Readonly<Record<string, string>> = {
  docPr: 'id',
  ins: 'w:id',
  del: 'w:id',
  moveFrom: 'w:id',
  moveTo: 'w:id',
  rPrChange: 'w:id',
  pPrChange: 'w:id',
  tblPrChange: 'w:id',
  trPrChange: 'w:id',
  tcPrChange: 'w:id',
};
const PARAGRAPH_IDS = / \w+:(?:paraId|textId)="[^"]*"/g;
const NEEDS_TREE = /<w:(?:bookmark|comment|perm|move|ins|del|id|footnoteRef|endnoteRef)|Change |:docPr /;

/**
 * What repeats must not repeat names and numbers: identities of paragraphs go, ranges stay with the first turn,
 * numbers are given anew. `visit` sees every element of a loop.
 */
export function settleLoops(root: XmlElement, visit: (node: XmlElement) => void): void {
  walk(root, false, visit);
}

function walk(node: XmlElement, repeated: boolean, visit: (node: XmlElement) => void): void {
  for (const child of [...node.children]) {
    if (child.kind === 'slot') {
      for (const { head, body } of branchesOf(child)) walk(body, repeated || isRepeated(head), visit);
      continue;
    }
    const seen = repeated && isRawElement(child) ? opened(child, node) : child;
    if (seen.kind !== 'element') continue;
    if (repeated) {
      settle(seen);
      visit(seen);
    }
    walk(seen, repeated, visit);
  }
}

const branchesOf = ({ slot }: XmlSlot): readonly Branch[] => (slot.kind === 'block' ? slot.branches : []);

/** It becomes a tree where something in it has to be seen to. */
function opened(node: XmlOther, parent: XmlElement): XmlNode {
  node.raw = node.raw.replace(PARAGRAPH_IDS, '');
  if (!NEEDS_TREE.test(node.raw)) return node;
  return replaceRaw(node, parent);
}

export function replaceRaw(node: XmlOther, parent: XmlElement): XmlElement {
  const tree = element(node.raw);
  tree.parent = parent;
  parent.children[parent.children.indexOf(node)] = tree;
  return tree;
}

function settle(node: XmlElement): void {
  const local = localName(node.name);
  if (local === 'p' || local === 'tr') node.head = node.head.replace(PARAGRAPH_IDS, '');
  if (ONCE.has(local)) own(local === 'commentReference' && node.parent ? node.parent : node).once = true;
  const isControl = local === 'id' && node.parent !== null && localName(node.parent.name) === 'sdtPr';
  const name = isControl ? 'w:val' : Object.hasOwn(NUMBERED, local) ? NUMBERED[local] : undefined;
  if (name !== undefined) numberAnew(node, name);
}

/** The first turn keeps the number. */
function numberAnew(node: XmlElement, name: string): void {
  const value = attribute(node, name);
  if (value === undefined) return;
  const mine = own(node);
  mine.attributes.set(name, (out, run) => {
    if (run.written.has(mine)) out.int(run.assets.nextDrawing());
    else out.text(value);
    run.written.add(mine);
  });
}
