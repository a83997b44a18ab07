import { checksum } from './deflate.ts';
import type { FilterTable } from './filters.ts';
import { gathered } from './fixed-bytes.ts';
import type { Reading, TagSlot } from './flow.ts';
import { Out } from './out.ts';
import { type Op, type Run, runAll } from './program.ts';
import { deflateFilled } from './structural.ts';
import type { Entry } from './zip.ts';
import { makeEntry } from './zip.ts';

/** What compiling needs to know beside the package. */
export interface CompileContext {
  readonly reading: Reading;
  readonly filters: FilterTable;
  readonly level: number;
  /** Word documents by name, for `{{> name}}`. */
  readonly fragments: Readonly<Record<string, Uint8Array>>;
}

/** A tag with the lists around it, outermost first: what lint and the field tree look at. */
export interface Use {
  readonly slot: TagSlot;
  readonly around: readonly TagSlot[];
}

/** A template ready to fill: entries of the output in order, made anew for each fill where data goes in. */
export interface Compiled {
  readonly uses: readonly Use[];
  /** Names of the fragments that it asks for, whether they are there or not. */
  readonly asks: readonly string[];
  fill(run: Run, level: number, limit: number): readonly Entry[];
}

/** Rows of a sheet resemble those just before them: looking back 8 KB is a third faster than 32 KB, and no larger. */
export const NEAR = 13;

/** Up to this length a part is compared with what it was in the last fill, which is cheaper than deflating it. */
const SMALL = 4096;
/** Up to this level the matches found at compile time do as well as those that zlib would look for. */
const STRUCTURAL = 6;

/** One part with holes. Remembers how long it was, so that the next fill begins with room enough. */
export class HolePart<R extends Run = Run> {
  readonly name: string;
  private readonly ops: readonly Op<R>[];
  private readonly window: number | undefined;
  private size = 16_384;
  private last: { readonly content: Buffer; readonly level: number; readonly entry: Entry } | null = null;
  private readonly fixed = gathered();

  /** `window`: how far back deflate looks, as the binary logarithm of bytes. */
  constructor(name: string, ops: readonly Op<R>[], window?: number) {
    this.name = name;
    this.ops = ops;
    this.window = window;
  }

  render(run: R, level: number, limit: number, name = this.name): Entry {
    const out = new Out(this.size, limit);
    runAll(this.ops, out, run);
    this.size = Math.max(this.size, out.at + (out.at >> 3));
    const entry = this.entryOf(name, out, level);
    out.release();
    return entry;
  }

  private entryOf(name: string, out: Out, level: number): Entry {
    const content = out.done();
    if (content.length > SMALL) return this.deflated(name, out, level);
    const { last } = this;
    if (last?.level === level && last.entry.name === name && last.content.equals(content)) return last.entry;
    const own = Buffer.from(content);
    const entry = makeEntry(name, own, level, this.window);
    this.last = { content: own, level, entry };
    return entry;
  }

  private deflated(name: string, out: Out, level: number): Entry {
    // Only lent.
    const content = out.done();
    if (level === 0) return makeEntry(name, Buffer.from(content), level);
    const { fixed } = this;
    if (fixed?.isPlannable !== true || level > STRUCTURAL || !isMostlyFixed(out))
      return makeEntry(name, content, level, this.window);
    const data = deflateFilled(content, out.marks, fixed);
    return { name, method: 8, crc: checksum(content), size: content.length, data };
  }
}

function isMostlyFixed({ marks, at }: Out): boolean {
  let length = 0;
  for (let i = 0; i < marks.length; i += 3) length += (marks[i + 1] as number) - (marks[i] as number);
  return length * 2 > at;
}
