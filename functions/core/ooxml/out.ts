import { DocketError } from '../result.ts';

/** A growing run of bytes. `at` may be set back to take away what was written last. */
export class Out {
  bytes: Buffer;
  at = 0;
  readonly limit: number;

  constructor(size: number, limit: number) {
    this.bytes = Buffer.allocUnsafe(Math.max(size, 64));
    this.limit = limit;
  }

  private room(count: number): void {
    const need = this.at + count;
    if (need <= this.bytes.length) return;
    if (need > this.limit) throw tooLong(this.limit);
    const grown = Buffer.allocUnsafe(Math.max(need, this.bytes.length * 2));
    this.bytes.copy(grown, 0, 0, this.at);
    this.bytes = grown;
  }

  raw(bytes: Buffer): void {
    this.room(bytes.length);
    if (bytes.length < 16) {
      // A call into the runtime costs more than a few bytes do.
      for (let i = 0; i < bytes.length; i++) this.bytes[this.at + i] = bytes[i] as number;
    } else bytes.copy(this.bytes, this.at);
    this.at += bytes.length;
  }

  /** Any text; the caller has escaped it. */
  text(text: string): void {
    const { length } = text;
    this.room(length * 3);
    if (length < 24) {
      for (let i = 0; i < length; i++) {
        const code = text.charCodeAt(i);
        if (code > 127) {
          this.at += this.bytes.write(text, this.at, 'utf8');
          return;
        }
        this.bytes[this.at + i] = code;
      }
      this.at += length;
      return;
    }
    this.at += this.bytes.write(text, this.at, 'utf8');
  }

  /** A whole number from 0 on, in decimal digits. */
  int(value: number): void {
    this.room(12);
    let digits = 1;
    for (let rest = value; rest >= 10; rest = (rest / 10) | 0) digits++;
    let rest = value;
    for (let i = this.at + digits - 1; i >= this.at; i--) {
      const next = (rest / 10) | 0;
      this.bytes[i] = 48 + rest - next * 10;
      rest = next;
    }
    this.at += digits;
  }

  endsWith(tail: Buffer): boolean {
    return (
      this.at >= tail.length && this.bytes.compare(tail, 0, tail.length, this.at - tail.length, this.at) === 0
    );
  }

  done(): Buffer {
    return this.bytes.subarray(0, this.at);
  }
}

const tooLong = (limit: number): DocketError => {
  const size = `${Math.round(limit / 1024 / 1024)} MB`;
  return new DocketError('OUTPUT_TOO_LARGE', {
    zh: `填充后的文件部分超过上限 ${size}，已停止。请减少数据行数或拆分文件。`,
    en: `A part of the filled file grew beyond ${size} and was stopped. Send fewer rows or split the document.`,
  });
};
