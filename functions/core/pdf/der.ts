import { DocketError } from '../result.ts';

/** DER (ITU-T X.690): as much of ASN.1 as certificates, CMS and time stamps need. */

const concat = (parts: readonly Uint8Array[]): Uint8Array => Buffer.concat(parts);

const lengthOf = (length: number): readonly number[] => {
  if (length < 128) return [length];
  const bytes: number[] = [];
  for (let left = length; left > 0; left = Math.floor(left / 256)) bytes.unshift(left % 256);
  return [128 + bytes.length, ...bytes];
};

/** One element: tag byte, length, content. */
export const der = (tag: number, ...content: readonly Uint8Array[]): Uint8Array => {
  const size = content.reduce((sum, part) => sum + part.length, 0);
  return concat([Uint8Array.from([tag, ...lengthOf(size)]), ...content]);
};

export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bits: 0x03,
  octets: 0x04,
  null: 0x05,
  oid: 0x06,
  utf8: 0x0c,
  printable: 0x13,
  utcTime: 0x17,
  time: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const;

export const sequence = (...content: readonly Uint8Array[]): Uint8Array => der(TAG.sequence, ...content);

/** DER wants the elements of a set in the order of their bytes. */
export const set = (...content: readonly Uint8Array[]): Uint8Array =>
  der(TAG.set, ...content.toSorted(Buffer.compare));

export const octets = (bytes: Uint8Array): Uint8Array => der(TAG.octets, bytes);
export const bits = (bytes: Uint8Array, unused = 0): Uint8Array =>
  der(TAG.bits, Uint8Array.from([unused]), bytes);
export const utf8String = (text: string): Uint8Array => der(TAG.utf8, new TextEncoder().encode(text));
export const boolean = (value: boolean): Uint8Array => der(TAG.boolean, Uint8Array.from([value ? 255 : 0]));
export const NULL = der(TAG.null);

/** Non-negative; bytes are big-endian. */
export const integer = (value: number | Uint8Array): Uint8Array => {
  const bytes = typeof value === 'number' ? Buffer.from(value.toString(16).padStart(14, '0'), 'hex') : value;
  const start = bytes.findIndex((byte) => byte !== 0);
  const trimmed = start < 0 ? Uint8Array.from([0]) : bytes.subarray(start);
  return der(TAG.integer, (trimmed[0] ?? 0) > 127 ? concat([Uint8Array.from([0]), trimmed]) : trimmed);
};

const base128 = (value: number): readonly number[] => {
  const out = [value % 128];
  for (let left = Math.floor(value / 128); left > 0; left = Math.floor(left / 128))
    out.unshift(128 + (left % 128));
  return out;
};

/** `1.2.840.113549.1.7.2` */
export const oid = (dotted: string): Uint8Array => {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  return der(TAG.oid, Uint8Array.from([first * 40 + second, ...rest.flatMap(base128)]));
};

/** `[n]`, constructed: around its content when that is to be read as it is, else in place of its tag. */
export const context = (n: number, ...content: readonly Uint8Array[]): Uint8Array =>
  der(0xa0 + n, ...content);
/** `[n] IMPLICIT` of a primitive type. */
export const primitive = (n: number, content: Uint8Array): Uint8Array => der(0x80 + n, content);

/** UTCTime until 2049, GeneralizedTime from then on (RFC 5280, 4.1.2.5); whole seconds. */
export const time = (iso: string): Uint8Array => {
  const text = `${iso.replace(/\D/g, '').slice(0, 14)}Z`;
  const late = Number(text.slice(0, 4)) > 2049;
  return der(late ? TAG.time : TAG.utcTime, Buffer.from(late ? text : text.slice(2), 'latin1'));
};

/** An element as it stands in its bytes. */
export interface Element {
  readonly tag: number;
  readonly content: Uint8Array;
  /** Tag and length included. */
  readonly whole: Uint8Array;
}

export const derInvalid = (): DocketError =>
  new DocketError('DER_INVALID', {
    zh: '签名数据（DER）已损坏',
    en: 'the data of the signature (DER) is damaged',
  });

const lengthAt = (bytes: Uint8Array, at: number): { readonly length: number; readonly start: number } => {
  const first = bytes[at];
  if (first === undefined || first === 128 || first > 132) throw derInvalid();
  if (first < 128) return { length: first, start: at + 1 };
  const start = at + 1 + first - 128;
  const length = bytes.subarray(at + 1, start).reduce((sum, byte) => sum * 256 + byte, 0);
  if (length < 128 || start > bytes.length) throw derInvalid();
  return { length, start };
};

/** The element at the start of the bytes, which may go on behind it. Throws `DER_INVALID`. */
export const elementAt = (bytes: Uint8Array, at = 0): Element => {
  const tag = bytes[at];
  if (tag === undefined || (tag & 31) === 31) throw derInvalid();
  const { length, start } = lengthAt(bytes, at + 1);
  if (start + length > bytes.length) throw derInvalid();
  return { tag, content: bytes.subarray(start, start + length), whole: bytes.subarray(at, start + length) };
};

/** The elements that make up the content of another, to its end. Throws `DER_INVALID`. */
export const elementsIn = (content: Uint8Array): readonly Element[] => {
  const found: Element[] = [];
  for (let at = 0; at < content.length; ) {
    const element = elementAt(content, at);
    found.push(element);
    at += element.whole.length;
  }
  return found;
};

/** What must be there. Throws `DER_INVALID`. */
export const present = (element: Element | undefined): Element => {
  if (element === undefined) throw derInvalid();
  return element;
};

/** The content of an element that must have this tag. Throws `DER_INVALID`. */
export const contentOf = (element: Element | undefined, tag: number): Uint8Array => {
  if (element?.tag !== tag) throw derInvalid();
  return element.content;
};

/** The members of an element that must have this tag. Throws `DER_INVALID`. */
export const membersOf = (element: Element | undefined, tag: number = TAG.sequence): readonly Element[] =>
  elementsIn(contentOf(element, tag));

/** Throws `DER_INVALID`. */
export const oidOf = (element: Element | undefined): string => {
  const bytes = contentOf(element, TAG.oid);
  const parts: number[] = [];
  let value = 0;
  for (const byte of bytes) {
    value = value * 128 + (byte & 127);
    if (byte > 127) continue;
    parts.push(
      ...(parts.length === 0
        ? [Math.min(2, Math.floor(value / 40)), value - 40 * Math.min(2, Math.floor(value / 40))]
        : [value]),
    );
    value = 0;
  }
  return parts.join('.');
};

/** RFC 3339 in UTC, of either kind of time. Throws `DER_INVALID`. */
export const timeOf = (element: Element | undefined): string => {
  if (element?.tag !== TAG.utcTime && element?.tag !== TAG.time) throw derInvalid();
  const text = Buffer.from(element.content).toString('latin1');
  const full = element.tag === TAG.time ? text : `${Number(text.slice(0, 2)) < 50 ? '20' : '19'}${text}`;
  const [, y, mo, d, h, mi, s] = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:\.\d+)?Z$/.exec(full) ?? [];
  if (s === undefined) throw derInvalid();
  return `${y}-${mo}-${d}T${h}:${mi}:${s}Z`;
};
