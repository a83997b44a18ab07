import { DocketError } from '../result.ts';
import type { Fixed } from './fixed-bytes.ts';

/** Memory of the last part, kept for the next one: fresh memory costs as much as the writing into it. */
let spare: Buffer | null = null;
let spareMarks: Int32Array | null = null;
const LARGEST_SPARE = 16 * 1024 * 1024;

/** Up to here a loop beats a call into the runtime. */
const SHORT_BYTES = 12;
const SHORT_TEXT = 48;

/** What XML writes for each character of ASCII; nothing where it is the character itself. */
const ENTITIES: readonly (Buffer | undefined)[] = Array.from({ length: 128 }, (_, code) => {
  const entity = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }[String.fromCharCode(code)];
  return entity === undefined ? undefined : Buffer.from(entity, 'latin1');
});
const LONGEST_ENTITY = 5;
// biome-ignore lint/suspicious/noControlCharactersInRegex: what `escaped` leaves to the caller, or to another way
const SPECIAL = /[\x00-\x1f&<>\ufffe\uffff]/;

/** A growing run of bytes. `at` may be set back to take away what was written last. */
export class Out {
  bytes: Buffer;
  readonly limit: number;
  private end = 0;
  private marked = 0;
  private markRoom: Int32Array;

  constructor(size: number, limit: number) {
    this.bytes = spare !== null && spare.length >= size ? spare : Buffer.allocUnsafeSlow(Math.max(size, 64));
    spare = null;
    this.markRoom = spareMarks ?? new Int32Array(3 * 256);
    spareMarks = null;
    this.limit = limit;
  }

  get at(): number {
    return this.end;
  }

  set at(at: number) {
    this.end = at;
    while (this.marked > 0 && (this.markRoom[this.marked - 2] as number) > at) this.marked -= 3;
  }

  /** Fixed bytes of the template, in order: start, end and id of each. Only lent, as the bytes are. */
  get marks(): Int32Array {
    return this.markRoom.subarray(0, this.marked);
  }

  /** Gives the memory back; what `done` answered is no longer true. */
  release(): void {
    if (this.bytes.length <= LARGEST_SPARE) spare = this.bytes;
    if (this.markRoom.byteLength <= LARGEST_SPARE) spareMarks = this.markRoom;
  }

  private room(count: number): void {
    const need = this.end + count;
    if (need <= this.bytes.length) return;
    if (need > this.limit) throw tooLong(this.limit);
    const grown = Buffer.allocUnsafeSlow(Math.max(need, this.bytes.length * 2));
    grown.set(this.done());
    this.bytes = grown;
  }

  raw(bytes: Buffer): void {
    const { length } = bytes;
    this.room(length);
    if (length > SHORT_BYTES) this.bytes.set(bytes, this.end);
    else for (let i = 0; i < length; i++) this.bytes[this.end + i] = bytes[i] as number;
    this.end += length;
  }

  fixed({ bytes, id }: Fixed): void {
    const start = this.end;
    this.raw(bytes);
    if (id >= 0) this.mark(start, id);
  }

  private mark(start: number, id: number): void {
    const { marked } = this;
    if (marked === this.markRoom.length) {
      const grown = new Int32Array(marked * 2);
      grown.set(this.markRoom);
      this.markRoom = grown;
    }
    this.markRoom[marked] = start;
    this.markRoom[marked + 1] = this.end;
    this.markRoom[marked + 2] = id;
    this.marked = marked + 3;
  }

  /** Any text; the caller has escaped it. */
  text(text: string): void {
    if (text.length <= SHORT_TEXT && this.short(text, false)) return;
    this.room(text.length * 3);
    this.end += this.bytes.write(text, this.end, 'utf8');
  }

  /**
   * Writes a text as XML. Answers false, and writes nothing, when it holds control characters: what a line break
   * or a tab becomes is the caller's business.
   */
  escaped(text: string): boolean {
    if (text.length <= SHORT_TEXT && this.short(text, true)) return true;
    if (SPECIAL.test(text)) return false;
    this.text(text);
    return true;
  }

  /** Answers false, and writes nothing, for what needs more care than a loop can take. */
  private short(text: string, escapes: boolean): boolean {
    this.room(SHORT_TEXT * LONGEST_ENTITY);
    const { bytes } = this;
    let at = this.end;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code >= 0x80) at = encode(bytes, at, code);
      else if (!escapes || (code >= 32 && ENTITIES[code] === undefined)) bytes[at++] = code;
      else at = entity(bytes, at, code);
      if (at < 0) return false;
    }
    this.end = at;
    return true;
  }

  /** A whole number from 0 on, in decimal digits. */
  int(value: number): void {
    this.room(12);
    let digits = 1;
    for (let rest = value; rest >= 10; rest = (rest / 10) | 0) digits++;
    let rest = value;
    for (let i = this.end + digits - 1; i >= this.end; i--) {
      const next = (rest / 10) | 0;
      this.bytes[i] = 48 + rest - next * 10;
      rest = next;
    }
    this.end += digits;
  }

  endsWith(tail: Buffer): boolean {
    const start = this.end - tail.length;
    if (start < 0) return false;
    for (let i = tail.length - 1; i >= 0; i--) if (this.bytes[start + i] !== tail[i]) return false;
    return true;
  }

  done(): Buffer {
    return this.bytes.subarray(0, this.end);
  }
}

/** UTF-8 of a character beyond ASCII; answers where the next one goes, or -1 for half of a pair and what is no character. */
function encode(bytes: Buffer, at: number, code: number): number {
  if (code < 0x800) {
    bytes[at] = 0xc0 | (code >> 6);
    bytes[at + 1] = 0x80 | (code & 63);
    return at + 2;
  }
  if ((code >= 0xd800 && code < 0xe000) || code >= 0xfffe) return -1;
  bytes[at] = 0xe0 | (code >> 12);
  bytes[at + 1] = 0x80 | ((code >> 6) & 63);
  bytes[at + 2] = 0x80 | (code & 63);
  return at + 3;
}

function entity(bytes: Buffer, at: number, code: number): number {
  const written = ENTITIES[code];
  if (written === undefined) return -1;
  bytes.set(written, at);
  return at + written.length;
}

const tooLong = (limit: number): DocketError => {
  const size = `${Math.round(limit / 1024 / 1024)} MB`;
  return new DocketError('OUTPUT_TOO_LARGE', {
    zh: `填充后的文件部分超过上限 ${size}，已停止。请减少数据行数或拆分文件。`,
    en: `A part of the filled file grew beyond ${size} and was stopped. Send fewer rows or split the document.`,
  });
};
