import type { FixedBytes, Step } from './fixed-bytes.ts';
import { BlockWriter } from './huffman.ts';

const WINDOW = 32_768;
const NOWHERE = -(2 ** 30);
/** Of values: three bytes from afar cost more than they save. */
const SHORTEST = 4;
const LONGEST = 258;
const HASH_BITS = 14;

const hashAt = (bytes: Uint8Array, at: number): number =>
  Math.imul(
    (bytes[at] as number) |
      ((bytes[at + 1] as number) << 8) |
      ((bytes[at + 2] as number) << 16) |
      ((bytes[at + 3] as number) << 24),
    0x9e3779b1,
  ) >>>
  (32 - HASH_BITS);

function common(bytes: Uint8Array, a: number, b: number, most: number): number {
  let length = 0;
  while (length < most && bytes[a + length] === bytes[b + length]) length++;
  return length;
}

const recent = new Int32Array(1 << HASH_BITS);

/**
 * Deflates what a fill wrote. `marks` are triples: start, end and id of fixed bytes. They become the matches that
 * were found when the template was compiled, or one match with their last turn in a loop; only values are searched.
 */
export function deflateFilled(bytes: Uint8Array, marks: Int32Array, template: FixedBytes): Buffer {
  const writer = new Tokenizer(bytes, template);
  let at = 0;
  for (let i = 0; i < marks.length; i += 3) {
    const start = marks[i] as number;
    writer.value(at, start);
    at = marks[i + 1] as number;
    writer.fixed(start, at, marks[i + 2] as number);
  }
  writer.value(at, bytes.length);
  return writer.done();
}

class Tokenizer {
  private readonly bytes: Uint8Array;
  private readonly template: FixedBytes;
  private readonly places: Int32Array;
  private readonly blocks = new BlockWriter();
  // The match that may still grow.
  private length = 0;
  private distance = 0;

  constructor(bytes: Uint8Array, template: FixedBytes) {
    this.bytes = bytes;
    this.template = template;
    this.places = new Int32Array(template.all.length).fill(NOWHERE);
    recent.fill(NOWHERE);
  }

  private settle(): void {
    let { length } = this;
    while (length > 0) {
      // No rest of one or two bytes: a match has three.
      const piece = length <= LONGEST ? length : length < LONGEST + 3 ? LONGEST - 3 : LONGEST;
      this.blocks.match(piece, this.distance);
      length -= piece;
    }
    this.length = 0;
  }

  private literals(from: number, to: number): void {
    if (from === to) return;
    if (this.length > 0) this.settle();
    this.blocks.literals(this.bytes, from, to);
  }

  private copy(length: number, distance: number): void {
    if (this.length > 0 && distance !== this.distance) this.settle();
    this.distance = distance;
    this.length += length;
  }

  fixed(start: number, end: number, id: number): void {
    const distance = start - (this.places[id] as number);
    this.places[id] = start;
    if (distance <= WINDOW) this.copy(end - start, distance);
    else this.planned(start, id);
  }

  private planned(start: number, id: number): void {
    let at = start;
    for (const step of this.template.plan[id] as readonly Step[]) {
      this.literals(at, at + step.literals);
      at += step.literals;
      const distance = at - (this.places[step.source] as number) - step.from;
      if (distance <= WINDOW) this.copy(step.length, distance);
      else this.value(at, at + step.length);
      at += step.length;
    }
  }

  /** Bytes that nobody knew before. */
  value(from: number, to: number): void {
    const { bytes } = this;
    let at = from;
    if (this.length > 0) {
      while (at < to && bytes[at] === bytes[at - this.distance]) at++;
      this.length += at - from;
    }
    let literals = at;
    while (at + SHORTEST <= to) {
      const hash = hashAt(bytes, at);
      const other = recent[hash] as number;
      recent[hash] = at;
      const length = at - other <= WINDOW ? common(bytes, other, at, to - at) : 0;
      if (length < SHORTEST) {
        at++;
        continue;
      }
      this.literals(literals, at);
      this.copy(length, at - other);
      for (const end = at + length; ++at < end; ) if (at + SHORTEST <= to) recent[hashAt(bytes, at)] = at;
      literals = at;
    }
    this.literals(literals, to);
  }

  done(): Buffer {
    this.settle();
    return this.blocks.done();
  }
}
