import { decodeText } from '../requests/decode.ts';

const BREAK = 0x0a;

/** Encoded words of one charset and encoding side by side: a character may begin in one and end in the next. */
const SPLIT = /=\?([^?\s]+)\?(b)\?([^?\s]*)\?=(\r?\n?[ \t]+)=\?\1\?\2\?([^?\s]*)\?=/gi;
const SPLIT_Q = /=\?([^?\s]+)\?(q)\?([^?\s]*)\?=(\r?\n?[ \t]+)=\?\1\?\2\?([^?\s]*)\?=/gi;

const again = (text: string, pattern: RegExp, by: (match: readonly string[]) => string): string => {
  let after = text;
  for (let before = ''; before !== after; ) {
    before = after;
    after = before.replace(pattern, (...match: string[]) => by(match));
  }
  return after;
};

const base64 = (...parts: readonly string[]): string =>
  Buffer.concat(parts.map((part) => Buffer.from(part, 'base64'))).toString('base64');

/** Longest head that is looked at as a whole: what is longer is hostile and stays as it is. */
const LONGEST = 256 * 1024;

const joined = (head: string): string => {
  if (head.length > LONGEST || !head.includes('=?')) return head;
  const words = again(
    head,
    SPLIT,
    ([, charset = '', , a = '', , b = '']) => `=?${charset}?B?${base64(a, b)}?=`,
  );
  return again(words, SPLIT_Q, ([, charset = '', , a = '', , b = '']) => `=?${charset}?Q?${a}${b}?=`);
};

const encoded = (text: string): string => `=?utf-8?B?${Buffer.from(text).toString('base64')}?=`;

/** What lies in a header as it was typed, in UTF-8 or GB18030, becomes an encoded word; the signs around it stay. */
const typed = (line: string): string => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: bytes above ASCII
  if (!/[^\x00-\x7f]/.test(line)) return line;
  const text = decodeText(Buffer.from(line, 'latin1'));
  if (text === undefined) return line;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: whatever is not ASCII, with the blanks inside it
  return text.replace(/[^\x00-\x7f]+(?: [^\x00-\x7f]+)*/g, encoded);
};

const headOf = (bytes: Uint8Array): Uint8Array => {
  const head = Buffer.from(bytes).toString('latin1');
  const lines = head.split('\n').map(typed);
  return Buffer.from(joined(lines.join('\n').replace(/\0/g, '')), 'latin1');
};

const boundaryIn = (head: string): string | undefined => {
  const [, quoted, plain] = /boundary\s*=\s*(?:"([^"]{1,200})"|([^\s;"]{1,200}))/i.exec(head) ?? [];
  return quoted ?? plain;
};

/** The end of the head that begins at `from`: behind its blank line, or where the message ends. */
const endOfHead = (bytes: Buffer, from: number): number => {
  for (let at = from; at < bytes.length; ) {
    const end = bytes.indexOf(BREAK, at);
    if (end < 0) return bytes.length;
    if (end === at || (end === at + 1 && bytes[at] === 0x0d)) return end + 1;
    at = end + 1;
  }
  return bytes.length;
};

/** Most parts whose heads are looked at. */
const MOST_PARTS = 2000;

/**
 * Raw MIME whose heads, that of the message and those of its parts, are ASCII and whose encoded words end with whole
 * characters: Chinese mail programs write names and titles as bytes of GB18030 and cut between two of them. Bodies are
 * not touched.
 */
export const normaliseMime = (raw: Uint8Array): Uint8Array => {
  const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
  const out: Uint8Array[] = [];
  const boundaries = new Set<string>();
  let at = 0;
  for (let parts = 0; parts < MOST_PARTS; parts += 1) {
    const end = endOfHead(bytes, at);
    const head = headOf(bytes.subarray(at, end));
    out.push(head);
    const boundary = boundaryIn(Buffer.from(head).toString('latin1').slice(0, LONGEST));
    if (boundary !== undefined) boundaries.add(boundary);
    const next = nextPart(bytes, end, boundaries);
    out.push(bytes.subarray(end, next ?? bytes.length));
    if (next === undefined) return Buffer.concat(out);
    at = next;
  }
  out.push(bytes.subarray(at));
  return Buffer.concat(out);
};

/** Where the head of the next part begins; undefined when there is none. */
const nextPart = (bytes: Buffer, from: number, boundaries: ReadonlySet<string>): number | undefined => {
  if (boundaries.size === 0) return undefined;
  for (let at = from; ; ) {
    const dashes = bytes.indexOf('--', at, 'latin1');
    if (dashes < 0) return undefined;
    const end = bytes.indexOf(BREAK, dashes);
    if (end < 0) return undefined;
    const starts = dashes === 0 || bytes[dashes - 1] === BREAK;
    if (starts && end - dashes < 300) {
      const line = bytes.toString('latin1', dashes + 2, end).trimEnd();
      if (boundaries.has(line)) return end + 1;
    }
    at = starts ? end : dashes + 2;
  }
};
