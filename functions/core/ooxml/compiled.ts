import type { FilterTable } from './filters.ts';
import type { Reading, TagSlot } from './flow.ts';
import { Out } from './out.ts';
import { type Op, type Run, runAll } from './program.ts';
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
  fill(run: Run, level: number, limit: number): readonly Entry[];
}

/** One part with holes. Remembers how long it was, so that the next fill begins with room enough. */
export class HolePart<R extends Run = Run> {
  readonly name: string;
  private readonly ops: readonly Op<R>[];
  private size = 16_384;

  constructor(name: string, ops: readonly Op<R>[]) {
    this.name = name;
    this.ops = ops;
  }

  render(run: R, level: number, limit: number, name = this.name): Entry {
    const out = new Out(this.size, limit);
    runAll(this.ops, out, run);
    this.size = Math.max(this.size, out.at + (out.at >> 3));
    return makeEntry(name, out.done(), level);
  }
}
