import { canCut, isMarker, type Pair, pairBlocks, tagOf, wrapInline, wrapSiblings } from './blocks.ts';
import { columnsOf, isColumns } from './doc-columns.ts';
import { mergeAcrossTurns } from './doc-merges.ts';
import { didYouMean } from './errors.ts';
import { ancestors, branchOf, commonAncestor, liftTo, type Reading, type Shape } from './flow.ts';
import { append, detach, localName, serialize, type XmlElement, type XmlNode, type XmlSlot } from './xml.ts';

export const WORD_TEXT: Shape = {
  text: new Set(['t', 'instrText', 'v']),
  // What a change moved away stays as it was, as deletions do; it stands filled where it was moved to.
  nested: new Set(['txbxContent', 'p', 'rPr', 'pPr', 'moveFrom']),
  keepsSpace: true,
};

const isNamed = (node: XmlNode | undefined, name: string): node is XmlElement =>
  node?.kind === 'element' && localName(node.name) === name;

/** Finds the partner of every block tag of a part and turns what lies between into blocks, inner ones first. */
export function wrapBlocks(slots: readonly XmlSlot[], reading: Reading): void {
  const markers = slots.filter((slot) => isMarker(tagOf(slot).tag));
  const tables = new Set(markers.flatMap(ancestors).filter((node) => node.name === 'w:tbl'));
  const columns: (() => void)[] = [];
  for (const pair of pairBlocks(markers, tagOf, reading.report)) {
    if (isColumns(pair)) columns.push(...takeColumns(pair, reading));
    else if (!wrapPair(pair, reading)) reportAcross(pair, reading);
  }
  for (const table of tables) mergeAcrossTurns(table);
  for (const repeat of columns) repeat();
}

function takeColumns(pair: Pair<XmlSlot>, reading: Reading): (() => void)[] {
  const repeat = columnsOf(pair);
  const { place } = tagOf(pair.head);
  if (repeat !== null) {
    for (const middle of pair.middle)
      reading.report.add(tagOf(middle).place, 'ELSE_ALONE', {
        zh: '{{#columns}} 之内不能使用 {{else}}。',
        en: 'There is no {{else}} in {{#columns}}.',
      });
    for (const end of [pair.head, ...pair.middle, pair.close]) detachTag(end);
    return [repeat];
  }
  if (ancestors(pair.head).some((node) => node.name === 'w:tc')) reportAcross(pair, reading);
  else {
    const said = {
      zh: '{{#columns}} 只能用在表格的单元格里；重复段落请用 {{#each}}。',
      en: '{{#columns}} stands in a cell of a table; paragraphs are repeated with {{#each}}.',
    };
    reading.report.add(place, 'BLOCK_PLACE', said, didYouMean(place.tag.replace('#columns', '#each')));
  }
  return [];
}

function reportAcross(pair: Pair<XmlSlot>, reading: Reading): void {
  reading.report.add(tagOf(pair.head).place, 'LOOP_ACROSS_CELLS', {
    zh: `区块的开始与结束（${tagOf(pair.close).place.tag}，“${tagOf(pair.close).place.place}”）不在同一层：不能一个在表格里、一个在表格外。`,
    en: `The block begins and ends (${tagOf(pair.close).place.tag}, "${tagOf(pair.close).place.place}") on different levels: one end is inside a table or text box, the other is not.`,
  });
}

function wrapPair(pair: Pair<XmlSlot>, reading: Reading): boolean {
  if (paragraphOf(pair.head) !== undefined && paragraphOf(pair.head) === paragraphOf(pair.close))
    return wrapInline(pair);
  const ancestor = commonAncestor(pair.head, pair.close);
  if (ancestor === undefined) return false;
  if (isNamed(ancestor, 'tr')) return ancestor.parent !== null && wrapRows(pair, ancestor.parent, reading);
  const [from, to] = [branchOf(ancestor, pair.head), branchOf(ancestor, pair.close)];
  if (isNamed(from, 'tr') && isNamed(to, 'tr')) return wrapRows(pair, ancestor, reading);
  if (isNamed(from, 'p') && isNamed(to, 'p')) return wrapParagraphs(pair, ancestor, reading);
  return false;
}

const paragraphOf = (slot: XmlSlot): XmlElement | undefined =>
  ancestors(slot).find((node) => localName(node.name) === 'p');

/** Whole rows from the row of the head to the row of the close; rows that only carried tags go away. */
function wrapRows(pair: Pair<XmlSlot>, table: XmlElement, reading: Reading): boolean {
  const ends = [pair.head, ...pair.middle, pair.close];
  const rows = ends.map((end) => branchOf(table, end));
  if (!rows.every((row): row is XmlElement => isNamed(row, 'tr'))) return false;
  for (const end of ends) detachTag(end);
  for (const [i, middle] of pair.middle.entries()) {
    if (!isBlank(rows[i + 1] as XmlElement)) reportElse(middle, reading);
  }
  const last = ends.length - 1;
  const single = rows[0] === rows[last];
  for (const [i, end] of ends.entries()) {
    const row = rows[i] as XmlElement;
    const at = table.children.indexOf(row);
    const goes = !single && isBlank(row);
    if (goes) table.children.splice(at, 1, end);
    else table.children.splice(i === last ? at + 1 : at, 0, end);
    end.parent = table;
  }
  wrapSiblings(table, ends);
  return true;
}

/** Takes a tag out of its cell, with its paragraph when that held nothing else and is not the cell's only one. */
function detachTag(end: XmlSlot): void {
  const paragraph = paragraphOf(end);
  detach(end);
  const cell = paragraph?.parent;
  if (paragraph === undefined || !cell || !isBlank(paragraph) || holdsSection(paragraph)) return;
  const last = cell.children.findLast((child) => child !== paragraph && child.kind !== 'text');
  if (last?.kind === 'slot' || last?.kind === 'other' || isNamed(last, 'p')) detach(paragraph);
}

function reportElse(slot: XmlSlot, reading: Reading): void {
  reading.report.add(tagOf(slot).place, 'ELSE_IN_ROW', {
    zh: '跨表格行的 {{else}} 必须单独占一行。',
    en: 'An {{else}} between table rows needs a row of its own.',
  });
}

/** Paragraphs that only carry a tag go away; where text shares a paragraph with a tag, the cut runs through it. */
function wrapParagraphs(pair: Pair<XmlSlot>, holder: XmlElement, reading: Reading): boolean {
  const ends = [pair.head, ...pair.middle, pair.close];
  const paragraphs = ends.map((end) => branchOf(holder, end));
  if (!paragraphs.every((one): one is XmlElement => isNamed(one, 'p'))) return false;
  if (!ends.every((end, i) => canCut(paragraphs[i] as XmlElement, end))) return false;
  const alone = ends.map((end, i) => standsAlone(end, paragraphs[i] as XmlElement));
  const whole = alone.every(
    (is, i) =>
      is ||
      (reading.dialect === 'docket' &&
        atEdge(ends[i] as XmlSlot, paragraphs[i] as XmlElement, i === 0, i === ends.length - 1)),
  );
  if (!whole) return cutThrough(ends, paragraphs as XmlElement[], holder);
  for (const [i, end] of ends.entries()) {
    const paragraph = paragraphs[i] as XmlElement;
    detach(end);
    const at = holder.children.indexOf(paragraph);
    if (alone[i] && !holdsSection(paragraph)) holder.children.splice(at, 1, end);
    else holder.children.splice(i === 0 ? at : at + 1, 0, end);
    end.parent = holder;
  }
  wrapSiblings(holder, ends);
  return true;
}

const holdsSection = (paragraph: XmlElement): boolean => serialize(paragraph).includes(':sectPr');

const standsAlone = (end: XmlSlot, paragraph: XmlElement): boolean => isBlank(paragraph, end);

/** Nothing before a head, nothing after a close. */
function atEdge(end: XmlSlot, paragraph: XmlElement, first: boolean, last: boolean): boolean {
  const content = [...contentOf(paragraph)];
  return (first && content[0] === end) || (last && content.at(-1) === end);
}

/** What a reader sees of a node, in order: text that is not blank, slots, pictures and the like. */
export function* contentOf(node: XmlElement): Generator<XmlNode> {
  for (const child of node.children) {
    if (child.kind === 'element') {
      const local = localName(child.name);
      if (VISIBLE.has(local)) yield child;
      else if (!INVISIBLE.has(local)) yield* contentOf(child);
    } else if (
      child.kind === 'slot' ||
      (child.kind === 'text' ? child.raw.trim() !== '' : SHOWS.test(child.raw))
    )
      yield child;
  }
}

const INVISIBLE = new Set([
  'pPr',
  'rPr',
  'proofErr',
  'bookmarkStart',
  'bookmarkEnd',
  'lastRenderedPageBreak',
  'trPr',
  'tcPr',
  'tblPr',
  'tblGrid',
  'sdtPr',
  'commentRangeStart',
  'commentRangeEnd',
]);
const VISIBLE = new Set([
  'drawing',
  'pict',
  'object',
  'fldChar',
  'fldSimple',
  'br',
  'tab',
  'sym',
  'footnoteReference',
  'endnoteReference',
  'AlternateContent',
  'oMath',
  'ptab',
  'cr',
  'commentReference',
]);

/** In a paragraph or run that was left as raw text. */
const SHOWS = new RegExp(`>[^<>]*[^\\s<>]|<\\w+:(?:${[...VISIBLE].join('|')})[ >/]`);

export function showsOnly(node: XmlElement, allowed: (child: XmlNode) => boolean): boolean {
  for (const child of contentOf(node)) if (!allowed(child)) return false;
  return true;
}

export const isBlank = (node: XmlElement, except?: XmlSlot): boolean =>
  showsOnly(node, (child) => child === except);

/**
 * The head's paragraph keeps what stood before the head and after the close; each branch closes it and opens the
 * last one anew, so that any number of turns leaves well-formed paragraphs.
 */
function cutThrough(
  ends: readonly XmlSlot[],
  paragraphs: readonly XmlElement[],
  holder: XmlElement,
): boolean {
  for (const [i, end] of ends.entries()) liftTo(paragraphs[i] as XmlElement, end);
  const [first] = paragraphs;
  const last = paragraphs.at(-1);
  if (first === undefined || last === undefined) return false;
  const from = holder.children.indexOf(first);
  const to = holder.children.indexOf(last);
  const merged: XmlNode[] = [...first.children];
  let open = true;
  for (const node of holder.children.slice(from + 1, to + 1)) {
    if (open) merged.push(raw(first.tail));
    open = isNamed(node, 'p') && paragraphs.includes(node);
    if (open && node.kind === 'element') merged.push(raw(node.head), ...node.children);
    else merged.push(node);
  }
  holder.children.splice(from, to - from + 1, first);
  first.children = [];
  for (const node of merged) append(first, node);
  wrapSiblings(first, ends);
  return true;
}

const raw = (text: string): XmlNode => ({ kind: 'other', raw: text, parent: null });
