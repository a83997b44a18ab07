import { isRawElement } from './doc-raw.ts';
import { didYouMean, type Place, type Report } from './errors.ts';
import { type Dialect, parseTag, standInFor, type Tag } from './grammar.ts';
import { TagMistake } from './mistake.ts';
import type { Run } from './program.ts';
import {
  append,
  detach,
  escapeText,
  localName,
  openUp,
  setAttribute,
  unescapeXml,
  type XmlElement,
  type XmlNode,
  type XmlSlot,
} from './xml.ts';

/** A tag in the tree, or a whole block once its ends have found each other. */
export type Slot = TagSlot | BlockSlot;
export interface TagSlot {
  readonly kind: 'tag';
  readonly tag: Tag;
  readonly place: Place;
  /** Reported already; stands for the end of a block that it probably was. */
  readonly broken?: true;
}
export interface Branch {
  /** The tag that decides: each, if, elseif, else, section. */
  readonly head: TagSlot;
  readonly body: XmlElement;
}
export interface BlockSlot {
  readonly kind: 'block';
  readonly branches: readonly Branch[];
  /** Its heads are no tags of their own: they stand elsewhere too. */
  readonly silent?: boolean;
  /** Decides in place of the first head how often its body is written. */
  turns?(run: Run, work: () => void): void;
}

/** Its body is written once per item. */
export const isRepeated = (head: TagSlot): boolean => head.tag.kind === 'each' || head.tag.kind === 'section';

export interface Delimiters {
  readonly open: string;
  readonly close: string;
}

export interface Reading {
  readonly delimiters: Delimiters;
  readonly dialect: Dialect;
  readonly report: Report;
}

/** Which elements of a text container are runs and text: the same shape in `w:p`, `a:p`, `si` and `is`. */
export interface Shape {
  readonly text: ReadonlySet<string>;
  /** Containers of their own text, not to be entered. */
  readonly nested: ReadonlySet<string>;
  /** Text elements take `xml:space`. */
  readonly keepsSpace: boolean;
}

interface Span {
  readonly start: number;
  readonly end: number;
  readonly inside: string;
  /** It was reported as unclosed. */
  readonly broken?: true;
}

function scan(text: string, reading: Reading, placeOf: (tag: string) => Place): Span[] {
  const { open, close } = reading.delimiters;
  const spans: Span[] = [];
  let at = 0;
  for (;;) {
    const start = text.indexOf(open, at);
    const stray = text.indexOf(close, at);
    if (stray >= 0 && (start < 0 || stray < start)) {
      reportStray(text.slice(Math.max(at, stray - 30), stray + close.length), reading, placeOf);
      at = stray + close.length;
    } else if (start < 0) return spans;
    else at = scanOne(text, start, reading, placeOf, spans);
  }
}

/** Reads the tag that begins at `start`; answers where to go on. */
function scanOne(
  text: string,
  start: number,
  reading: Reading,
  placeOf: (tag: string) => Place,
  spans: Span[],
): number {
  const { open, close } = reading.delimiters;
  const end = text.indexOf(close, start + open.length);
  const again = text.indexOf(open, start + open.length);
  const swallowed = again >= 0 && again < end && open.length > 1;
  if (end >= 0 && !swallowed) {
    spans.push({ start, end: end + close.length, inside: text.slice(start + open.length, end) });
    return end + close.length;
  }
  const shown = text.slice(start, again > 0 ? again : start + 40);
  reportUnclosed(shown, reading, placeOf);
  spans.push({ start, end: start + shown.length, inside: shown.slice(open.length), broken: true });
  return again < 0 ? text.length : again;
}

function reportStray(shown: string, reading: Reading, placeOf: (tag: string) => Place): void {
  const { open, close } = reading.delimiters;
  const said = { zh: `有“${close}”但前面没有“${open}”。`, en: `"${close}" has no "${open}" before it.` };
  reading.report.add(placeOf(shown), 'TAG_UNOPENED', said);
}

function reportUnclosed(shown: string, reading: Reading, placeOf: (tag: string) => Place): void {
  const { close } = reading.delimiters;
  const said = { zh: `标签缺少结束符“${close}”。`, en: `The tag is not closed with "${close}".` };
  const ends = [close[0] ?? '', '｝'].map((brace) => shown.indexOf(brace)).filter((at) => at > 0);
  const start =
    ends.length > 0 ? shown.slice(0, Math.min(...ends)) : (/^\S+(?:\s[\w.]+)?/.exec(shown)?.[0] ?? shown);
  reading.report.add(placeOf(shown), 'TAG_UNCLOSED', said, didYouMean(start.trim() + close));
}

/** Parses one tag; a mistake is reported and gives null. */
function readTag(inside: string, place: Place, reading: Reading): Tag | null {
  try {
    return parseTag(inside, reading.dialect);
  } catch (cause) {
    if (!(cause instanceof TagMistake)) throw cause;
    const { open, close } = reading.delimiters;
    const meant =
      cause.suggestion === undefined
        ? undefined
        : cause.suggestion.startsWith(open)
          ? cause.suggestion
          : open + cause.suggestion + close;
    reading.report.add(place, cause.code, cause.text, didYouMean(meant));
    return null;
  }
}

interface Piece {
  /** Null for a run that was left as raw text, in which no tag stands. */
  readonly element: XmlElement | null;
  readonly start: number;
  readonly text: string;
}

function collect(node: XmlElement, shape: Shape, pieces: Piece[], at = { n: 0 }): void {
  const add = (element: XmlElement | null, text: string): void => {
    pieces.push({ element, start: at.n, text });
    at.n += text.length;
  };
  for (const child of node.children) {
    if (isRawElement(child)) add(null, rawText(child.raw));
    if (child.kind !== 'element') continue;
    const local = localName(child.name);
    if (shape.text.has(local)) add(child, plainText(child));
    else if (!shape.nested.has(local)) collect(child, shape, pieces, at);
  }
}

const RAW_TEXT = /<w:(?:t|instrText)(?: [^>]*)?>([^<]*)</g;
const rawText = (raw: string): string =>
  [...raw.matchAll(RAW_TEXT)].map(([, text = '']) => unescapeXml(text)).join('');

const plainText = (node: XmlElement): string =>
  node.children.map((child) => (child.kind === 'text' ? unescapeXml(child.raw) : '')).join('');

/** Text of a container, as a person reads it. */
export function readText(container: XmlElement, shape: Shape): string {
  const pieces: Piece[] = [];
  collect(container, shape, pieces);
  return pieces.map((piece) => piece.text).join('');
}

/**
 * Finds the tags of one container, however many runs they are split over, and puts a slot where each begins.
 * Answers the slots in order; a container without tags is left exactly as it was.
 */
export function placeSlots(
  container: XmlElement,
  shape: Shape,
  reading: Reading,
  placeOf: (text: string) => (tag: string) => Place,
): XmlSlot[] {
  const pieces: Piece[] = [];
  collect(container, shape, pieces);
  const text = pieces.map((piece) => piece.text).join('');
  if (!text.includes(reading.delimiters.open) && !text.includes(reading.delimiters.close)) return [];
  const placed = placeOf(text);
  const place = (tag: string): Place => reading.report.seen(placed(tag));
  const spans = scan(text, reading, place);
  if (spans.length === 0) return [];
  const marks = spans.flatMap((span) => {
    const at = place(text.slice(span.start, span.end));
    const tag = span.broken ? null : readTag(span.inside, at, reading);
    const standIn = tag === null ? standInFor(span.inside, reading.dialect) : null;
    return [{ ...span, slot: slotOf(tag, at) ?? slotOf(standIn, at, true) }];
  });
  for (const piece of pieces) rebuild(piece, marks, shape);
  return marks.flatMap((mark) => (mark.slot === null ? [] : [mark.slot]));
}

function slotOf(tag: Tag | null, place: Place, broken?: true): XmlSlot | null {
  if (tag === null) return null;
  return { kind: 'slot', slot: { kind: 'tag', tag, place, ...(broken ? { broken } : {}) }, parent: null };
}

interface Mark extends Span {
  readonly slot: XmlSlot | null;
}

function rebuild(piece: Piece, marks: readonly Mark[], shape: Shape): void {
  const { element } = piece;
  const end = piece.start + piece.text.length;
  const touching = marks.filter((mark) => mark.start < end && mark.end > piece.start);
  if (element === null || touching.length === 0) return;
  const children: XmlNode[] = [];
  const addText = (from: number, to: number): void => {
    if (to <= from) return;
    const raw = escapeText(piece.text.slice(from - piece.start, to - piece.start));
    children.push({ kind: 'text', raw, parent: element });
  };
  let at = piece.start;
  for (const mark of touching) {
    addText(at, Math.min(mark.start, end));
    if (mark.start >= piece.start && mark.slot !== null) {
      mark.slot.parent = element;
      children.push(mark.slot);
    }
    at = Math.min(mark.end, end);
  }
  addText(at, end);
  element.children = children;
  if (!shape.keepsSpace) return;
  // The schema of drawings and charts has no such attribute on text.
  if (children.length > 0 && !/^[ac]:/.test(element.name)) setAttribute(element, 'xml:space', 'preserve');
  if (children.length === 0) dropEmptyRun(element);
}

/** A run that held nothing but a part of a tag would leave an empty run behind. */
function dropEmptyRun(text: XmlElement): void {
  const run = text.parent;
  detach(text);
  if (run === null || localName(run.name) !== 'r') return;
  const rest = run.children.filter((child) => child.kind !== 'element' || localName(child.name) !== 'rPr');
  if (rest.every((child) => child.kind === 'text' && child.raw.trim() === '')) detach(run);
}

export const ancestors = (node: XmlNode): XmlElement[] => {
  const chain: XmlElement[] = [];
  for (let at = node.parent; at !== null; at = at.parent) chain.push(at);
  return chain;
};

export function commonAncestor(a: XmlNode, b: XmlNode): XmlElement | undefined {
  const chain = new Set(ancestors(a));
  return ancestors(b).find((node) => chain.has(node));
}

/** The child of `ancestor` that holds `node`. */
export function branchOf(ancestor: XmlElement, node: XmlNode): XmlNode | undefined {
  let at: XmlNode | null = node;
  while (at !== null && at.parent !== ancestor) at = at.parent;
  return at ?? undefined;
}

/** Cuts the elements between `ancestor` and `node` in two, so that `node` becomes a child of `ancestor`. */
export function liftTo(ancestor: XmlElement, node: XmlNode): void {
  while (node.parent !== null && node.parent !== ancestor) {
    const holder: XmlElement = node.parent;
    const outer = holder.parent;
    if (outer === null) return;
    const at = holder.children.indexOf(node);
    const after = holder.children.slice(at + 1);
    holder.children = holder.children.slice(0, at);
    const place = outer.children.indexOf(holder);
    const right = cloneAround(holder, after);
    const kept = (half: XmlElement): XmlElement[] => (hasContent(half) ? [half] : []);
    outer.children.splice(place, 1, ...kept(holder), node, ...kept(right));
    node.parent = outer;
    right.parent = outer;
  }
}

function cloneAround(holder: XmlElement, children: XmlNode[]): XmlElement {
  const right: XmlElement = { ...holder, children: [] };
  const properties = holder.children.find(
    (child) => child.kind === 'element' && PROPERTIES.has(localName(child.name)),
  );
  if (properties !== undefined && localName(holder.name) !== 't') append(right, cloneNode(properties));
  for (const child of children) append(right, child);
  return right;
}

const PROPERTIES = new Set(['rPr', 'pPr']);

const hasContent = (node: XmlElement): boolean =>
  node.children.some((child) => child.kind !== 'element' || !PROPERTIES.has(localName(child.name)));

export function cloneNode<T extends XmlNode>(node: T): T {
  const copy: T = { ...node, parent: null };
  if (copy.kind === 'element') {
    copy.children = copy.children.map((child) => {
      const inner = cloneNode(child);
      inner.parent = copy as XmlElement;
      return inner;
    });
  }
  return copy;
}

/** Takes children `from`…`to` (exclusive) out of `parent` and puts `node` in their place. */
export function replaceRange(parent: XmlElement, from: number, to: number, node: XmlNode): XmlNode[] {
  openUp(parent);
  node.parent = parent;
  return parent.children.splice(from, to - from, node);
}

export function bodyOf(children: readonly XmlNode[]): XmlElement {
  const body: XmlElement = { kind: 'element', name: '', head: '', tail: '', children: [], parent: null };
  for (const child of children) append(body, child);
  return body;
}
