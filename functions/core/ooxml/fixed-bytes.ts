import { matches } from './deflate.ts';
import { tokensOf } from './huffman.ts';

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
export interface Step {
  readonly literals: number;
  readonly length: number;
  readonly source: number;
  readonly from: number;
}

const SHORTEST_MATCH = 3;

/** Looking for matches takes memory, several bytes for each of the template. */
const MOST_PLANNED = 2 * 1024 * 1024;

/** All fixed bytes of a template, and how each is deflated: the matches are looked for once, not in every fill. */
export class FixedBytes {
  readonly all: Fixed[] = [];
  private size = 0;
  private planned: readonly (readonly Step[])[] | null = null;

  add(text: Buffer): Fixed {
    if (text.length < SHORTEST_MATCH) return new Fixed(text, -1);
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
  const planner = new Planner(all);
  for (const token of tokensOf(matches(Buffer.concat(all.map((one) => one.bytes))))) planner.take(token);
  return planner.plan;
}

/** zlib looks for the matches; one over an edge between two pieces becomes one for each. */
class Planner {
  readonly plan: Step[][];
  /** Where each piece begins, and where the last one ends. */
  private readonly starts = [0];
  private at = 0;
  private id = 0;
  private literals = 0;

  constructor(all: readonly Fixed[]) {
    this.plan = all.map(() => []);
    for (const { bytes } of all) this.starts.push((this.starts.at(-1) as number) + bytes.length);
  }

  take(token: number): void {
    if (token < 256) this.advance(1, null);
    else for (let left = token >> 16; left > 0; ) left -= this.copy(left, this.at - (token & 0xffff));
  }

  private copy(most: number, from: number): number {
    const source = ownerOf(this.starts, from);
    const ends = [this.starts[source + 1] as number, this.starts[this.id + 1] as number] as const;
    const length = Math.min(most, ends[0] - from, ends[1] - this.at);
    this.advance(
      length,
      length < SHORTEST_MATCH ? null : { source, from: from - (this.starts[source] as number) },
    );
    return length;
  }

  private advance(length: number, found: { readonly source: number; readonly from: number } | null): void {
    if (found === null) this.literals += length;
    else this.step({ literals: this.literals, length, ...found });
    this.at += length;
    if (this.at < (this.starts[this.id + 1] as number)) return;
    if (this.literals > 0) this.step({ literals: this.literals, length: 0, source: this.id, from: 0 });
    this.id++;
  }

  private step(step: Step): void {
    this.plan[this.id]?.push(step);
    this.literals = 0;
  }
}

/** Number of the piece that holds a byte. */
function ownerOf(starts: readonly number[], at: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((starts[middle] as number) <= at) low = middle;
    else high = middle;
  }
  return low;
}
