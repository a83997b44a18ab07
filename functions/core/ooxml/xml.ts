import { DocketError } from '../result.ts';
import type { Slot } from './flow.ts';

export type TokenKind = 'open' | 'close' | 'empty' | 'text' | 'other' | 'end';

const malformed = (): DocketError =>
  new DocketError('XML_MALFORMED', {
    zh: '文件内部的 XML 不完整或有错误。请用 Office 打开并重新保存。',
    en: 'The XML inside the file is incomplete or wrong. Open the file in Office and save it again.',
  });
const forbidden = (): DocketError =>
  new DocketError('XML_DTD', {
    zh: '文件内部含有 DTD 或实体声明，Office 不会写出这种内容，已拒绝。',
    en: 'The file declares a DTD or entities, which Office never writes; it was refused.',
  });

/** Pull tokenizer over a string that may arrive in chunks. No entity is ever defined or fetched. */
export class XmlReader {
  /** Element name of `open`, `close`, `empty`. */
  name = '';
  /** The token as it stands in the source. */
  raw = '';
  private source: string;
  private at = 0;
  private readonly more: (() => string | undefined) | undefined;

  constructor(source: string, more?: () => string | undefined) {
    this.source = source;
    this.more = more;
  }

  next(): TokenKind {
    if (this.at >= this.source.length && !this.refill()) return 'end';
    if (this.source.charCodeAt(this.at) !== 60) return this.readText();
    let second = this.source.charCodeAt(this.at + 1);
    if (Number.isNaN(second)) {
      if (!this.refill()) throw malformed();
      second = this.source.charCodeAt(this.at + 1);
    }
    if (second === 33) return this.readDeclaration();
    if (second === 63) return this.take(this.find('?>', this.at) + 2, 'other');
    return second === 47 ? this.readClose() : this.readOpen();
  }

  private refill(): boolean {
    const chunk = this.more?.();
    if (chunk === undefined) return false;
    this.source = this.source.slice(this.at) + chunk;
    this.at = 0;
    return true;
  }

  private find(needle: string, from: number): number {
    let offset = from - this.at;
    for (;;) {
      const found = this.source.indexOf(needle, this.at + offset);
      if (found >= 0) return found;
      offset = Math.max(offset, this.source.length - this.at - needle.length);
      if (!this.refill()) throw malformed();
    }
  }

  private take(end: number, kind: TokenKind): TokenKind {
    this.raw = this.source.slice(this.at, end);
    this.at = end;
    return kind;
  }

  private readText(): TokenKind {
    let offset = 0;
    for (;;) {
      const end = this.source.indexOf('<', this.at + offset);
      if (end >= 0) return this.take(end, 'text');
      offset = this.source.length - this.at;
      if (!this.refill()) return this.take(this.source.length, 'text');
    }
  }

  private readDeclaration(): TokenKind {
    while (this.source.length - this.at < 9 && this.refill());
    if (this.source.startsWith('<!--', this.at)) return this.take(this.find('-->', this.at + 4) + 3, 'other');
    if (!this.source.startsWith('<![CDATA[', this.at)) throw forbidden();
    const end = this.find(']]>', this.at + 9);
    this.raw = escapeText(this.source.slice(this.at + 9, end));
    this.at = end + 3;
    return 'text';
  }

  private readClose(): TokenKind {
    const end = this.find('>', this.at);
    this.name = this.source.slice(this.at + 2, end).trimEnd();
    return this.take(end + 1, 'close');
  }

  private readOpen(): TokenKind {
    TAG.lastIndex = this.at;
    let match = TAG.exec(this.source);
    if (match === null) {
      this.completeTag();
      TAG.lastIndex = this.at;
      match = TAG.exec(this.source);
    }
    const [raw, name] = match ?? [];
    if (!raw || !name) throw malformed();
    this.raw = raw;
    this.name = name;
    this.at += raw.length;
    return raw.charCodeAt(raw.length - 2) === 47 ? 'empty' : 'open';
  }

  /**
   * Takes the rest of the element just opened as one raw text when it holds no element of its own name and nothing
   * of `unless`; answers false, and takes nothing, otherwise.
   */
  skipPlain(unless: RegExp): boolean {
    const close = `</${this.name}>`;
    const end = this.source.indexOf(close, this.at);
    if (end < 0 || this.raw.endsWith('/>')) return false;
    const inside = this.source.slice(this.at, end);
    if (unless.test(inside) || inside.includes(`<${this.name}>`) || inside.includes(`<${this.name} `))
      return false;
    this.raw += inside + close;
    this.at = end + close.length;
    return true;
  }

  /** The rest of the tag is in the next chunk, or it is no tag. A `>` inside an attribute value does not end it. */
  private completeTag(): void {
    let offset = 1;
    for (;;) {
      const code = this.source.charCodeAt(this.at + offset);
      if (code === 62) return;
      if (code === 34 || code === 39) {
        offset = this.find(code === 34 ? '"' : "'", this.at + offset + 1) - this.at;
      } else if (code === 60 || (Number.isNaN(code) && !this.refill())) throw malformed();
      else if (Number.isNaN(code)) continue;
      offset++;
    }
  }
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: whatever is not printed ends a name
const TAG = /<([^\x00-\x20/>"'<]*)[^"'<>]*(?:(?:"[^"]*"|'[^']*')[^"'<>]*)*>/y;

export interface XmlElement {
  readonly kind: 'element';
  readonly name: string;
  /** `<w:p w:x="1">` as it stands in the source. */
  head: string;
  /** `</w:p>`, or empty when the element closes itself. */
  tail: string;
  children: XmlNode[];
  parent: XmlElement | null;
}
export interface XmlText {
  readonly kind: 'text';
  /** Escaped text. */
  raw: string;
  parent: XmlElement | null;
}
/** Comments, processing instructions and whatever the engine puts in: written as it stands. */
export interface XmlOther {
  readonly kind: 'other';
  raw: string;
  parent: XmlElement | null;
}
/** A place that the template fills; what it means is the compiler's business. */
export interface XmlSlot {
  readonly kind: 'slot';
  readonly slot: Slot;
  parent: XmlElement | null;
}
export type XmlNode = XmlElement | XmlText | XmlOther | XmlSlot;

const DEEPEST = 1000;

/** Decides while a part is read what stays one piece of raw text: nobody looks into it, and no tag stands in it. */
export interface Opaque {
  /** Whether the element just opened does; it has been taken then. */
  whole(reader: XmlReader, parent: XmlElement): boolean;
  /** Whether what the element holds does. */
  inside(reader: XmlReader): boolean;
  text(raw: string, parent: XmlElement): void;
}

const NOTHING: Opaque = { whole: () => false, inside: () => false, text: () => undefined };

/** The document as a tree whose serialisation is the source again. The root is a nameless element. */
export function parseXml(source: string, opaque = NOTHING): XmlElement {
  const reader = new XmlReader(source);
  const root: XmlElement = { kind: 'element', name: '', head: '', tail: '', children: [], parent: null };
  let parent = root;
  let depth = 0;
  for (let kind = reader.next(); kind !== 'end'; kind = reader.next()) {
    if (kind === 'close') {
      parent = closed(parent, reader);
      depth--;
      continue;
    }
    const leaf = leafOf(kind, reader, parent, opaque);
    if (leaf !== null) {
      parent.children.push({ kind: leaf, raw: reader.raw, parent });
      continue;
    }
    const child: XmlElement = {
      kind: 'element',
      name: reader.name,
      head: reader.raw,
      tail: '',
      children: [],
      parent,
    };
    parent.children.push(child);
    if (kind === 'empty' || isKept(child, reader, opaque)) continue;
    parent = child;
    if (++depth > DEEPEST) throw malformed();
  }
  if (parent !== root) throw malformed();
  return root;
}

/** What holds no other nodes: text, a comment and the like, an element that stays raw text. Null for any other. */
function leafOf(
  kind: TokenKind,
  reader: XmlReader,
  parent: XmlElement,
  opaque: Opaque,
): 'text' | 'other' | null {
  if (kind === 'text') opaque.text(reader.raw, parent);
  if (kind === 'text' || kind === 'other') return kind;
  return kind === 'open' && opaque.whole(reader, parent) ? 'other' : null;
}

/** Takes the inside of an element as raw text, when nobody looks into it. */
function isKept(node: XmlElement, reader: XmlReader, opaque: Opaque): boolean {
  if (!opaque.inside(reader)) return false;
  node.tail = `</${node.name}>`;
  const raw = reader.raw.slice(node.head.length, -node.tail.length);
  if (raw !== '') node.children.push({ kind: 'other', raw, parent: node });
  return true;
}

function closed(node: XmlElement, reader: XmlReader): XmlElement {
  if (node.name !== reader.name || node.parent === null) throw malformed();
  node.tail = reader.raw;
  return node.parent;
}

export function serialize(node: XmlNode): string {
  if (node.kind === 'slot') return '';
  if (node.kind !== 'element') return node.raw;
  let inside = '';
  for (const child of node.children) inside += serialize(child);
  return node.head + inside + node.tail;
}

/** An element that the engine adds; its source must be one well-formed element. */
export function element(source: string): XmlElement {
  const first = parseXml(source).children[0];
  if (first?.kind !== 'element') throw malformed();
  first.parent = null;
  return first;
}

/** `w:p` → `p`. */
export const localName = (name: string): string => name.slice(name.indexOf(':') + 1);
export const prefixOf = (name: string): string => name.slice(0, name.indexOf(':') + 1);

export function elementsOf(node: XmlElement, local?: string): XmlElement[] {
  const found: XmlElement[] = [];
  for (const child of node.children) {
    if (child.kind === 'element' && (local === undefined || localName(child.name) === local))
      found.push(child);
  }
  return found;
}

export function childOf(node: XmlElement, local: string): XmlElement | undefined {
  for (const child of node.children) {
    if (child.kind === 'element' && localName(child.name) === local) return child;
  }
  return undefined;
}

/** All elements below, in document order. */
export function descendants(node: XmlElement, local?: string): XmlElement[] {
  const found: XmlElement[] = [];
  gather(node, local, found);
  return found;
}

function gather(node: XmlElement, local: string | undefined, found: XmlElement[]): void {
  for (const child of node.children) {
    if (child.kind !== 'element') continue;
    if (local === undefined || localName(child.name) === local) found.push(child);
    gather(child, local, found);
  }
}

export function documentElement(root: XmlElement): XmlElement {
  const [first] = elementsOf(root);
  if (first) return first;
  throw malformed();
}

export const textOf = (node: XmlElement): string => {
  let text = '';
  for (const child of node.children) {
    if (child.kind === 'text') text += unescapeXml(child.raw);
    else if (child.kind === 'element') text += textOf(child);
  }
  return text;
};

/** Turns `<a/>` into `<a></a>` so that it can take children. */
export function openUp(node: XmlElement): void {
  if (node.tail !== '' || node.name === '') return;
  node.head = node.head.replace(/\s*\/>$/, '>');
  node.tail = `</${node.name}>`;
}

export function append(parent: XmlElement, child: XmlNode, at = parent.children.length): void {
  openUp(parent);
  child.parent = parent;
  parent.children.splice(at, 0, child);
}

/** Puts a child before the first of the elements that the schema has behind it, else at the end. */
export function insertBefore(parent: XmlElement, child: XmlElement, after: ReadonlySet<string>): void {
  const at = parent.children.findIndex((one) => one.kind === 'element' && after.has(localName(one.name)));
  append(parent, child, at < 0 ? parent.children.length : at);
}

export function detach(node: XmlNode): void {
  const siblings = node.parent?.children;
  const at = siblings?.indexOf(node) ?? -1;
  if (at >= 0) siblings?.splice(at, 1);
  node.parent = null;
}

const attributePattern = (name: string): RegExp =>
  new RegExp(`(\\s${name.replace(/[.:]/g, '\\$&')}\\s*=\\s*)("[^"]*"|'[^']*')`);
const patterns = new Map<string, RegExp>();
const patternFor = (name: string): RegExp => {
  const known = patterns.get(name) ?? attributePattern(name);
  patterns.set(name, known);
  return known;
};

export function attributeIn(head: string, name: string): string | undefined {
  if (!head.includes(name)) return undefined;
  const value = patternFor(name).exec(head)?.[2];
  return value === undefined ? undefined : unescapeXml(value.slice(1, -1));
}

export const attribute = (node: XmlElement, name: string): string | undefined => attributeIn(node.head, name);

export function setAttribute(node: XmlElement, name: string, value: string | null): void {
  const pattern = patternFor(name);
  if (value === null) node.head = node.head.replace(pattern, '');
  else if (pattern.test(node.head)) {
    node.head = node.head.replace(pattern, (_all, start: string) => `${start}"${escapeAttribute(value)}"`);
  } else
    node.head = node.head.replace(/\s*\/?>$/, (end) => ` ${name}="${escapeAttribute(value)}"${end.trim()}`);
}

const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/** Only the five named entities of XML and character numbers exist; any other throws `XML_MALFORMED`. */
export function unescapeXml(raw: string): string {
  if (!raw.includes('&')) return raw;
  return raw.replace(/&(?:([^;&]{1,10});)?/g, (_all, name = '') => {
    const named = Object.hasOwn(NAMED, name) ? NAMED[name] : undefined;
    if (named !== undefined) return named;
    const number = /^#(?:x([0-9a-f]+)|(\d+))$/i.exec(name);
    const code = number ? Number.parseInt(number[1] ?? number[2] ?? '', number[1] ? 16 : 10) : -1;
    if (code < 1 || code > 0x10ffff) throw malformed();
    return String.fromCodePoint(code);
  });
}

// XML 1.0 has no way to write most control characters, not even as a number: they are left out.
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to take out
const SPECIAL = /[&<>\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|\r\n?/g;
const ESCAPED: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '\r': '\n',
  '\r\n': '\n',
};

export const escapeText = (text: string): string =>
  isPlain(text) ? text : text.replace(SPECIAL, (found) => ESCAPED[found] ?? '');

/** A loop beats a pattern on the short texts that most values are. */
function isPlain(text: string): boolean {
  if (text.length > 40) return text.search(SPECIAL) < 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 32 || code === 38 || code === 60 || code === 62 || code >= 0xfffe) return false;
  }
  return true;
}

export const escapeAttribute = (text: string): string =>
  escapeText(text).replace(/"/g, '&quot;').replace(/\t/g, '&#9;').replace(/\n/g, '&#10;');

/** Text of an XML part; UTF-16 is recognised by its mark. */
export function decodeXml(bytes: Uint8Array): string {
  const wide = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  if (!wide)
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
      .toString('utf8')
      .replace(/^\ufeff/, '');
  const text = new TextDecoder(bytes[0] === 0xff ? 'utf-16le' : 'utf-16be').decode(bytes);
  return text.replace(/(<\?xml[^>]*encoding=["'])[^"']+/i, '$1UTF-8');
}
