import { BlockWriter } from './huffman.ts';

/** Bytes of a template that every fill writes as they are. */
export class Fixed {
  readonly bytes: Buffer;
  /** Its place among the fixed bytes of the template; -1 for bytes that belong to none. */
  readonly id: number;

  constructor(bytes: Buffer, id: number) {
    this.bytes = bytes;
    this.id = id;
  }
}

/** Where fixed bytes are found again: `source` and `from` in it; the bytes before are `literals`. */
interface Step {
  readonly literals: number;
  readonly length: number;
  readonly source: number;
  readonly from: number;
}

const WINDOW = 32_768;
const NOWHERE = -(2 ** 30);
const SHORTEST = 4;
const LONGEST = 258;
const CHAIN = 32;
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

/** Looking for matches takes nine bytes of memory for each of the template. */
const MOST_PLANNED = 2 * 1024 * 1024;

/** All fixed bytes of a template, and how each is deflated: the matches are looked for once, not in every fill. */
export class FixedBytes {
  readonly all: Fixed[] = [];
  private size = 0;
  private planned: readonly (readonly Step[])[] | null = null;

  add(text: Buffer): Fixed {
    if (text.length < SHORTEST) return new Fixed(text, -1);
    const made = new Fixed(text, this.all.length);
    this.all.push(made);
    this.size += text.length;
    return made;
  }

  /** A template of many megabytes is left to zlib. */
  get isPlannable(): boolean {
    return this.size <= MOST_PLANNED;
  }

  get plan(): readonly (readonly Step[])[] {
    this.planned ??= planOf(this.all);
    return this.planned;
  }
}

let current: FixedBytes | null = null;

/** Bytes made by `fixed` while `work` runs are of one template. */
export function gathering<T>(work: () => T): T {
  const outer = current;
  current = new FixedBytes();
  try {
    return work();
  } finally {
    current = outer;
  }
}

export const gathered = (): FixedBytes | null => current;

export function fixed(text: string): Fixed {
  const bytes = Buffer.from(text, 'utf8');
  return current?.add(bytes) ?? new Fixed(bytes, -1);
}

function planOf(all: readonly Fixed[]): Step[][] {
  const text = Buffer.concat(all.map((one) => one.bytes));
  const owners = new Uint32Array(text.length);
  const starts: number[] = [];
  let end = 0;
  for (const { bytes, id } of all) {
    starts.push(end);
    owners.fill(id, end, end + bytes.length);
    end += bytes.length;
  }
  starts.push(end);
  const finder = new Finder(text, owners, starts);
  return all.map(({ id }) => finder.steps(id));
}

class Finder {
  private readonly heads = new Int32Array(1 << HASH_BITS).fill(-1);
  private readonly earlier: Int32Array;
  private readonly text: Buffer;
  private readonly owners: Uint32Array;
  private readonly starts: readonly number[];
  private from = 0;

  constructor(text: Buffer, owners: Uint32Array, starts: readonly number[]) {
    this.text = text;
    this.owners = owners;
    this.starts = starts;
    this.earlier = new Int32Array(text.length);
  }

  steps(id: number): Step[] {
    const end = this.starts[id + 1] as number;
    const steps: Step[] = [];
    let at = this.starts[id] as number;
    let literals = 0;
    let length = this.find(at, end, SHORTEST - 1);
    while (at < end) {
      const source = this.from;
      this.note(at, end);
      // A longer one that begins a byte later is worth the literal.
      const next = at + 1 < end && length < LONGEST ? this.find(at + 1, end, length) : 0;
      if (length < SHORTEST || next > length) {
        literals++;
        at++;
        length = next;
        continue;
      }
      const owner = this.owners[source] as number;
      steps.push({ literals, length, source: owner, from: source - (this.starts[owner] as number) });
      for (let i = at + 1; i < at + length; i++) this.note(i, end);
      at += length;
      literals = 0;
      length = this.find(at, end, SHORTEST - 1);
    }
    if (literals > 0) steps.push({ literals, length: 0, source: id, from: 0 });
    return steps;
  }

  private note(at: number, end: number): void {
    if (at + SHORTEST > end) return;
    const hash = hashAt(this.text, at);
    this.earlier[at] = this.heads[hash] as number;
    this.heads[hash] = at;
  }

  /** Length of the longest match beyond `least`, its place in `from`; 0 when there is none. */
  private find(at: number, end: number, least: number): number {
    const { text, earlier } = this;
    if (at + SHORTEST > end) return 0;
    let best = 0;
    let longest = least;
    let other = this.heads[hashAt(text, at)] as number;
    for (let tries = CHAIN; tries > 0 && other >= 0 && at - other <= WINDOW; tries--) {
      if (text[other + longest] === text[at + longest]) {
        const most = Math.min(end - at, (this.starts[(this.owners[other] as number) + 1] as number) - other);
        const length = common(text, other, at, most);
        if (length > longest) {
          best = longest = length;
          this.from = other;
          if (length >= LONGEST) break;
        }
      }
      other = earlier[other] as number;
    }
    return best;
  }
}

function common(bytes: Uint8Array, a: number, b: number, most: number): number {
  let length = 0;
  while (length < most && bytes[a + length] === bytes[b + length]) length++;
  return length;
}

const BLOCK = 32_768;
const tokens = new Int32Array(BLOCK);
const recent = new Int32Array(1 << HASH_BITS);

/**
 * Deflates what a fill wrote. `marks` are triples: start, end and id of fixed bytes. They become the matches that
 * were found when the template was compiled, or one match with their last turn in a loop; only values are searched.
 */
export function deflateFilled(bytes: Uint8Array, marks: readonly number[], template: FixedBytes): Buffer {
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
  private count = 0;
  // The match that may still grow.
  private length = 0;
  private distance = 0;

  constructor(bytes: Uint8Array, template: FixedBytes) {
    this.bytes = bytes;
    this.template = template;
    this.places = new Int32Array(template.all.length).fill(NOWHERE);
    recent.fill(NOWHERE);
  }

  private push(token: number): void {
    if (this.count === BLOCK) {
      this.blocks.block(tokens, BLOCK, false);
      this.count = 0;
    }
    tokens[this.count++] = token;
  }

  private settle(): void {
    let { length } = this;
    while (length > 0) {
      // No rest of one or two bytes: a match has three.
      const piece = length <= LONGEST ? length : length < LONGEST + 3 ? LONGEST - 3 : LONGEST;
      this.push((piece << 16) | this.distance);
      length -= piece;
    }
    this.length = 0;
  }

  private literals(from: number, to: number): void {
    if (from === to) return;
    if (this.length > 0) this.settle();
    for (let i = from; i < to; i++) this.push(this.bytes[i] as number);
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
    this.blocks.block(tokens, this.count, true);
    return this.blocks.done();
  }
}
