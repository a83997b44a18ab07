import type { Assets } from './assets.ts';
import { isMarker } from './blocks.ts';
import { contentOf, showsOnly } from './doc-blocks.ts';
import { fieldText, pictureOp } from './doc-image.ts';
import type { NoteRun } from './doc-notes.ts';
import { ownOf, writeOwn } from './doc-own.ts';
import { blockRich, inlineRich } from './doc-rich.ts';
import { fixed } from './fixed-bytes.ts';
import { type BlockSlot, bodyOf, type TagSlot } from './flow.ts';
import type { Tag } from './grammar.ts';
import type { Lists } from './numbering.ts';
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
import { treeUses } from './sheet-uses.ts';
import { blockOp, compileChildren, siteOf, type TextWriter, textSpecial } from './text-ops.ts';
import {
  append,
  childOf,
  detach,
  element,
  elementsOf,
  escapeText,
  localName,
  serialize,
  type XmlElement,
  type XmlNode,
  type XmlSlot,
} from './xml.ts';
import type { Entry } from './zip.ts';

/** A fill inside a Word part; `seen` counts what became visible, so that empty paragraphs can be taken back. */
export interface DocRun extends Run {
  seen: number;
  readonly assets: Assets;
  /** Name of the part that is being written. */
  part: string;
  /** Most bytes of one part. */
  readonly limit: number;
  /** What was written that a document holds only once. */
  readonly written: Set<object>;
  readonly lists: Lists;
  /** Ids of the template's styles for headings, by level. */
  readonly headings: ReadonlyMap<number, string>;
  readonly notes: NoteRun;
  /** Workbooks inside the document that were filled with it, by name of their part. */
  readonly embedded: Map<string, Entry>;
  /** Items of the loops over columns of the tables that are being written. */
  readonly columns: Map<object, readonly unknown[]>;
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
const inField = textSpecial<DocRun>(counting((out, text, run) => plainText(out, fieldText(text), run)));

/** Slots inside `w:t` of a run with these properties. */
function inWord(properties: string): Special<DocRun> {
  const plain = textSpecial<DocRun>(counting(wordText), special);
  function special(slot: TagSlot): Op<DocRun> | null {
    const site = siteOf(slot);
    const { tag } = slot;
    if (tag.kind === 'pagebreak') return pageBreak;
    if (tag.kind === 'place') return placeOp(tag.mark, properties);
    if (tag.kind !== 'value' || site === null) return null;
    if (tag.as === 'image') return pictureOp(slot, site);
    if (tag.as === 'checkbox') return checkBox(site);
    return isRich(tag) ? inlineRich(slot, site, properties) : null;
  }
  return plain;
}

export const isRich = (tag: Tag): boolean =>
  tag.kind === 'value' && ['richtext', 'html', 'markdown'].includes(tag.as);

/** The empty line after a break would stand on the new page: a paragraph of breaks alone is as good as none. */
const FLAT = '<w:pPr><w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/></w:pPr>';

const pageBreak: Op<DocRun> = (out, run) => {
  run.seen++;
  out.text('</w:t><w:br w:type="page"/><w:t xml:space="preserve">');
};

/** White and a point high: nobody sees the mark, and signing finds it in the PDF with its exact position. */
const UNSEEN = '<w:rPr><w:noProof/><w:color w:val="FFFFFF"/><w:sz w:val="2"/><w:szCs w:val="2"/></w:rPr>';

const placeOp =
  (mark: string, properties: string): Op<DocRun> =>
  (out, run) => {
    run.seen++;
    const text = escapeText(`[${mark}]`);
    out.text(
      `</w:t></w:r><w:r>${UNSEEN}<w:t>${text}</w:t></w:r><w:r>${properties}<w:t xml:space="preserve">`,
    );
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
  const mine = ownOf(node);
  if (mine !== undefined) {
    writeOwn(node, mine, program, wordSpecial);
    return true;
  }
  const local = localName(node.name);
  if (local === 't' || local === 'instrText' || local === 'v') {
    program.text(node.head);
    const other = local === 'instrText' ? inField : inOther;
    emitChildren(node, program, node.name === 'w:t' ? inWord(runProperties(node)) : other);
    program.text(node.tail);
    return true;
  }
  if (node.name === 'w:p') return hasSlots(node) && paragraph(node, program);
  if (local === 'tbl') return hasSlots(node) && tableOp(node, program);
  return NEED_PARAGRAPH.has(local) && hasSlots(node) && holderOp(node, program);
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
  const [slot, more] = contentOf(node);
  if (more !== undefined || slot?.kind !== 'slot') return null;
  const isLone = slot.slot.kind === 'tag' && isRich(slot.slot.tag) && !serialize(node).includes(':sectPr');
  return isLone ? slot : null;
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

const showsOnlySlots = (node: XmlElement): boolean => showsOnly(node, (child) => child.kind === 'slot');

/** Fixed text of a branch makes its paragraph stay, as a value does. */
function noteFixedText(node: XmlElement): void {
  for (const child of node.children) {
    if (child.kind === 'element') noteFixedText(child);
    if (child.kind !== 'slot' || child.slot.kind !== 'block') continue;
    for (const { head, body } of child.slot.branches) {
      const shows = !showsOnlySlots(body);
      noteFixedText(body);
      if (shows) append(body, seenSlot(head));
    }
  }
}

const seenSlot = (head: TagSlot): XmlSlot => ({
  kind: 'slot',
  parent: null,
  slot: {
    kind: 'block',
    silent: true,
    branches: [{ head, body: bodyOf([]) }],
    turns: (run) => void (run as DocRun).seen++,
  },
});

const breaksOnly = (node: XmlElement): boolean => {
  const tags = treeUses(node, []).map((use) => use.slot.tag);
  const shown = tags.filter((tag) => !isMarker(tag));
  return shown.length > 0 && shown.every((tag) => tag.kind === 'pagebreak');
};

function flatten(node: XmlElement): void {
  const properties = childOf(node, 'pPr');
  if (properties) detach(properties);
  append(node, element(FLAT), 0);
}

function vanishing(node: XmlElement, program: Program<DocRun>): boolean {
  noteFixedText(node);
  if (breaksOnly(node)) flatten(node);
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
  const head = fixed(node.head);
  const tail = fixed(node.tail);
  program.op((out: Out, run) => {
    const start = out.at;
    out.fixed(head);
    runAll(before, out, run);
    const rowsStart = out.at;
    runAll(rows, out, run);
    if (out.at === rowsStart) out.at = start;
    else out.fixed(tail);
  });
  return true;
}
