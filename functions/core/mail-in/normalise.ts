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

const BOUNDARY = /boundary\s*=\s*(?:"([^"\r\n]{1,200})"|([^\s;"]{1,200}))/gi;
/** Whatever a head calls a boundary, wherever in it: a line that only looks like one must not hide another. */
const boundariesIn = (head: string): readonly string[] =>
  [...head.matchAll(BOUNDARY)].slice(0, 20).flatMap(([, quoted, plain]) => quoted ?? plain ?? []);

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

/** Most parts of one mail, most boundaries, and most lines of its heads and bodies: what has more is built to harm. */
const MOST_PARTS = 2000;
const MOST_BOUNDARIES = 200;
const MOST_LINES = 1_000_000;

/** Bodies of as many bytes are carried in one line: postal-mime takes minutes over many short ones. */
const LARGE = 64 * 1024;

const COMPOSED = /^content-type\s*:\s*(?:\r?\n[ \t]+)*(?:multipart|message)\//im;
/** No mail program writes a boundary in pieces: one that was would hide what is behind it from here. */
const IN_PIECES = /boundary\*/i;
const ENCODING = /^content-transfer-encoding\s*:[ \t]*([^\s;]*).*(?:\r?\n[ \t].*)*\r?\n/gim;
const AS_IT_IS = new Set(['', '7bit', '8bit', 'binary']);

/** Finds the lines that open a part; each boundary is looked for through the mail once, whatever is in it. */
const createSearch = (bytes: Buffer) => {
  /** Where each boundary was seen next: the break before its line, or -1 when it does not come any more. */
  const seen = new Map<string, number>();
  const opens = (at: number, boundary: string): boolean => {
    const line = bytes.subarray(at + 3 + boundary.length, at + 400);
    const end = line.indexOf(BREAK);
    return end >= 0 && /^[ \t\r]*$/.test(line.toString('latin1', 0, end));
  };
  const nextOf = (boundary: string, from: number): number => {
    let at = seen.get(boundary) ?? 0;
    if (at >= from || at === -1) return at;
    at = bytes.indexOf(`\n--${boundary}`, from, 'latin1');
    while (at >= 0 && !opens(at, boundary)) at = bytes.indexOf(`\n--${boundary}`, at + 1, 'latin1');
    seen.set(boundary, at);
    return at;
  };
  /** Where the head of the next part begins; undefined when there is none. */
  return (from: number, boundaries: ReadonlySet<string>): number | undefined => {
    const found = [...boundaries].map((boundary) => nextOf(boundary, from - 1)).filter((at) => at >= 0);
    return found.length === 0 ? undefined : bytes.indexOf(BREAK, Math.min(...found) + 1) + 1;
  };
};

/** Where the body of a part ends: before the break that belongs to the boundary behind it. */
const endOfBody = (bytes: Buffer, from: number, to: number, boundaries: ReadonlySet<string>): number => {
  let end = to;
  for (const boundary of boundaries) {
    const at = bytes.subarray(from, end).indexOf(`\n--${boundary}`, 0, 'latin1');
    if (at >= 0) end = from + at;
  }
  return end > from && bytes[end - 1] === 0x0d ? end - 1 : end;
};

/** A part with a large body that was sent as it is, encoded; undefined for every other. */
const carried = (
  head: Uint8Array,
  bytes: Buffer,
  span: readonly [number, number],
  bounds: ReadonlySet<string>,
) => {
  const [from, to] = span;
  if (to - from < LARGE) return undefined;
  const text = Buffer.from(head).toString('latin1');
  if (text.length > LONGEST || COMPOSED.test(text)) return undefined;
  const said = [...text.matchAll(ENCODING)].map(([, encoding = '']) => encoding.toLowerCase());
  if (!said.every((encoding) => AS_IT_IS.has(encoding))) return undefined;
  const end = endOfBody(bytes, from, to, bounds);
  const rest = text.replace(ENCODING, '');
  return [
    Buffer.from(`Content-Transfer-Encoding: base64\r\n${rest}`, 'latin1'),
    Buffer.from(`${bytes.toString('base64', from, end)}\r\n`),
    bytes.subarray(end, to),
  ];
};

const linesOf = (pieces: readonly Uint8Array[]): number => {
  let lines = 0;
  for (const piece of pieces)
    for (let at = piece.indexOf(BREAK); at >= 0 && lines <= MOST_LINES; at = piece.indexOf(BREAK, at + 1))
      lines += 1;
  return lines;
};

/**
 * Raw MIME whose heads, that of the message and those of its parts, are ASCII and whose encoded words end with whole
 * characters: Chinese mail programs write names and titles as bytes of GB18030 and cut between two of them. Bodies are
 * not changed; large ones are carried in another encoding. Undefined for what has more parts or lines than any mail.
 */
export const normaliseMime = (raw: Uint8Array): Uint8Array | undefined => {
  const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
  const out: Uint8Array[] = [];
  const boundaries = new Set<string>();
  const nextPart = createSearch(bytes);
  let at = 0;
  for (let parts = 0; parts < MOST_PARTS; parts += 1) {
    const end = endOfHead(bytes, at);
    const head = headOf(bytes.subarray(at, end));
    if (IN_PIECES.test(Buffer.from(head).toString('latin1'))) return undefined;
    for (const one of boundariesIn(Buffer.from(head).toString('latin1').slice(0, LONGEST)))
      boundaries.add(one);
    if (boundaries.size > MOST_BOUNDARIES) return undefined;
    const next = nextPart(end, boundaries);
    const to = next ?? bytes.length;
    out.push(...(carried(head, bytes, [end, to], boundaries) ?? [head, bytes.subarray(end, to)]));
    if (next === undefined) return linesOf(out) > MOST_LINES ? undefined : Buffer.concat(out);
    at = next;
  }
  return undefined;
};
