export interface Job {
  /** The template's bytes, and where they lie for a library that reads files. */
  readonly template: Uint8Array;
  readonly path: string;
  readonly data: Data;
  readonly level: number;
}

export interface Data {
  readonly [name: string]: unknown;
  readonly items: readonly Readonly<Record<string, string | number>>[];
}

/** Does once what the library lets a program do once; answers how to fill. */
export type Start = (job: Job) => () => Uint8Array | Promise<Uint8Array>;
