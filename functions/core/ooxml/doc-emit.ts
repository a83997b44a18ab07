import type { Assets } from './assets.ts';
import { isBlank } from './doc-blocks.ts';
import { pictureOp } from './doc-image.ts';
import { blockRich, inlineRich } from './doc-rich.ts';
import type { BlockSlot, TagSlot } from './flow.ts';
import type { Tag } from './grammar.ts';
import type { Out } from './out.ts';
import {
  emitChildren,
  type Op,
  Program,
  type Run,
  resolve,
  runAll,
  type Site,
  type Special,
} from './program.ts';
import { isTrue } from './scope.ts';
import { blockOp, compileChildren, siteOf, type TextWriter, textSpecial } from './text-ops.ts';
import {
  childOf,
  descendants,
  elementsOf,
  escapeText,
  localName,
  serialize,
  type XmlElement,
  type XmlNode,
  type XmlSlot,
} from './xml.ts';

/** A fill inside a Word part; `seen` counts what became visible, so that empty paragraphs can be taken back. */
export interface DocRun extends Run {
  seen: number;
  readonly assets: Assets;
  /** Name of the part that is being written. */
  part: string;
}

const BREAK = '</w:t><w:br/><w:t xml:space="preserve">';
const TAB = '</w:t><w:tab/><w:t xml:space="preserve">';

const wordText: TextWriter = (out, text) => {
  if (out.escaped(text)) return;
  const escaped = escapeText(text);
  out.text(/[\n\t]/.test(escaped) ? escaped.replaceAll('\n', BREAK).replaceAll('\t', TAB) : escaped);
};
const plainText: TextWriter = (out, text) => {
  if (!out.escaped(text)) out.text(escapeText(text).replace(/\s*\n\s*/g, ' '));
};

const counting =
  (write: TextWriter): TextWriter =>
  (out, text, run) => {
    (run as DocRun).seen++;
    write(out, text, run);
  };

const inOther = textSpecial<DocRun>(counting(plainText));

/** Slots inside `w:t` of a run with these properties. */
function inWord(properties: string): Special<DocRun> {
  const plain = textSpecial<DocRun>(counting(wordText), special);
  function special(slot: TagSlot): Op<DocRun> | null {
    const site = siteOf(slot);
    const { tag } = slot;
    if (tag.kind === 'pagebreak') return pageBreak;
    if (tag.kind !== 'value' || site === null) return null;
    if (tag.as === 'image') return pictureOp(slot, site);
    if (tag.as === 'checkbox') return checkBox(site);
    return isRich(tag) ? inlineRich(slot, site, properties) : null;
  }
  return plain;
}

const isRich = (tag: Tag): boolean =>
  tag.kind === 'value' && ['richtext', 'html', 'markdown'].includes(tag.as);

const pageBreak: Op<DocRun> = (out, run) => {
  run.seen++;
  out.text('</w:t><w:br w:type="page"/><w:t xml:space="preserve">');
};

const checkBox =
  (site: Site): Op<DocRun> =>
  (out, run) => {
    run.seen++;
    out.text(isTrue(resolve(run, site)) ? '☑' : '☐');
  };

/** Elements that must end with a paragraph. */
const NEED_PARAGRAPH = new Set(['tc', 'txbxContent', 'hdr', 'ftr', 'footnote', 'endnote', 'comment']);
const PARAGRAPH_END = Buffer.from('</w:p>', 'latin1');
const EMPTY_PARAGRAPH = Buffer.from('<w:p/>', 'latin1');

export const wordSpecial: Special<DocRun> = (node, program) => {
  if (node.kind === 'slot') {
    if (node.slot.kind === 'block') program.op(blockOf(node.slot, wordSpecial));
    return true;
  }
  const local = localName(node.name);
  if (local === 't' || local === 'instrText' || local === 'v') {
    program.text(node.head);
    emitChildren(node, program, node.name === 'w:t' ? inWord(runProperties(node)) : inOther);
    program.text(node.tail);
    return true;
  }
  if (!hasSlots(node)) return false;
  if (node.name === 'w:p') return paragraph(node, program);
  if (local === 'tbl') return tableOp(node, program);
  return NEED_PARAGRAPH.has(local) && holderOp(node, program);
};

function paragraph(node: XmlElement, program: Program<DocRun>): boolean {
  const rich = loneRich(node);
  if (rich !== null) return richParagraph(node, rich, program);
  return mayVanish(node) && vanishing(node, program);
}

function holderOp(node: XmlElement, program: Program<DocRun>): boolean {
  program.text(node.head);
  emitChildren(node, program, wordSpecial);
  program.op((out) => {
    if (!out.endsWith(PARAGRAPH_END) && !out.endsWith(EMPTY_PARAGRAPH)) out.raw(EMPTY_PARAGRAPH);
  });
  program.text(node.tail);
  return true;
}

const runProperties = (node: XmlElement): string => {
  const holder = node.parent;
  const properties = holder !== null && localName(holder.name) === 'r' ? childOf(holder, 'rPr') : undefined;
  return properties === undefined ? '' : serialize(properties);
};

/** The rich text tag that has a paragraph to itself. */
function loneRich(node: XmlElement): XmlSlot | null {
  const slots = [...slotsBelow(node)];
  const [slot] = slots;
  if (slots.length !== 1 || slot?.slot.kind !== 'tag' || !isRich(slot.slot.tag)) return null;
  return isBlank(node, slot) && !serialize(node).includes(':sectPr') ? slot : null;
}

function* slotsBelow(node: XmlElement): Generator<XmlSlot> {
  for (const child of node.children) {
    if (child.kind === 'slot') yield child;
    else if (child.kind === 'element') yield* slotsBelow(child);
  }
}

function richParagraph(node: XmlElement, slot: XmlSlot, program: Program<DocRun>): boolean {
  const tag = slot.slot as TagSlot;
  const site = siteOf(tag);
  const properties = childOf(node, 'pPr');
  if (site !== null && slot.parent !== null) {
    program.op(
      blockRich(tag, site, properties === undefined ? '' : serialize(properties), runProperties(slot.parent)),
    );
  }
  return true;
}

const blockOf = (slot: BlockSlot, special: Special<DocRun>): Op<DocRun> =>
  blockOp<DocRun>(slot, (body) => compileChildren(body, special));

const hasSlots = (node: XmlNode): boolean =>
  node.kind === 'slot' || (node.kind === 'element' && node.children.some(hasSlots));

/** All that it shows comes from tags: when they give nothing, the paragraph goes. */
function mayVanish(node: XmlElement): boolean {
  const properties = childOf(node, 'pPr');
  if (properties !== undefined && childOf(properties, 'sectPr') !== undefined) return false;
  return showsOnlySlots(node);
}

function showsOnlySlots(node: XmlElement): boolean {
  const bare: XmlElement = {
    ...node,
    children: node.children.map(withoutSlots).filter((child) => child !== null),
  };
  return isBlank(bare) && descendants(node, 'txbxContent').length === 0;
}

function withoutSlots(node: XmlNode): XmlNode | null {
  if (node.kind === 'slot') return null;
  if (node.kind !== 'element') return node;
  return { ...node, children: node.children.map(withoutSlots).filter((child) => child !== null) };
}

function vanishing(node: XmlElement, program: Program<DocRun>): boolean {
  const inner = new Program<DocRun>();
  inner.text(node.head);
  emitChildren(node, inner, wordSpecial);
  inner.text(node.tail);
  const ops = inner.done();
  program.op((out, run) => {
    const [start, seen] = [out.at, run.seen];
    runAll(ops, out, run);
    if (run.seen === seen) out.at = start;
  });
  return true;
}

/** A table that is left without rows is no table. */
function tableOp(node: XmlElement, program: Program<DocRun>): boolean {
  const fixedRows = elementsOf(node, 'tr').length > 0;
  if (fixedRows) return false;
  const isRows = (child: XmlNode): boolean => child.kind === 'slot';
  const first = node.children.findIndex(isRows);
  const before = compileChildren<DocRun>({ ...node, children: node.children.slice(0, first) }, wordSpecial);
  const rows = compileChildren<DocRun>({ ...node, children: node.children.slice(first) }, wordSpecial);
  const head = Buffer.from(node.head, 'utf8');
  const tail = Buffer.from(node.tail, 'utf8');
  program.op((out: Out, run) => {
    const start = out.at;
    out.raw(head);
    runAll(before, out, run);
    const rowsStart = out.at;
    runAll(rows, out, run);
    if (out.at === rowsStart) out.at = start;
    else out.raw(tail);
  });
  return true;
}
