import { fromUtf8, sameBytes, utf8 } from './bytes.ts';
import { foldRoot, type Hash, leafHash, type NodeReader, nodeHash } from './merkle.ts';

/** C2SP tlog-tiles: https://c2sp.org/tlog-tiles. Paths begin at the log's prefix. */

const TILE_WIDTH = 256;
const HEIGHT = 8;

export interface TileFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** `x001/x234/067` */
const indexPath = (n: number): string => {
  const last = String(n % 1000).padStart(3, '0');
  return n < 1000 ? last : `${indexPath(Math.floor(n / 1000)).replace(/(^|\/)(\d+)$/, '$1x$2')}/${last}`;
};

export const tilePath = (level: number | 'entries', n: number, width = TILE_WIDTH): string =>
  `tile/${level}/${indexPath(n)}${width === TILE_WIDTH ? '' : `.p/${width}`}`;

const joined = (hashes: readonly Hash[]): Uint8Array => {
  const bytes = new Uint8Array(32 * hashes.length);
  for (const [index, hash] of hashes.entries()) bytes.set(hash, 32 * index);
  return bytes;
};

/** Entries, each after its length in two bytes, big-endian. */
const bundled = (entries: readonly Uint8Array[]): Uint8Array => {
  const bytes = new Uint8Array(entries.reduce((sum, { length }) => sum + 2 + length, 0));
  let at = 0;
  for (const entry of entries) {
    bytes.set([entry.length >> 8, entry.length & 0xff], at);
    bytes.set(entry, at + 2);
    at += 2 + entry.length;
  }
  return bytes;
};

/** Undefined when the bytes are no whole bundle. */
export const unbundled = (bytes: Uint8Array): readonly string[] | undefined => {
  const entries: string[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
    const entry = fromUtf8(bytes.subarray(at + 2, at + 2 + length));
    if (at + 2 + length > bytes.length || entry === undefined) return undefined;
    entries.push(entry);
    at += 2 + length;
  }
  return entries;
};

/** Root of 2^k hashes. */
const perfectRoot = (hashes: readonly Hash[]): Hash => {
  let row = hashes;
  while (row.length > 1)
    row = Array.from({ length: row.length / 2 }, (_, n) =>
      nodeHash(row[2 * n] as Hash, row[2 * n + 1] as Hash),
    );
  return row[0] as Hash;
};

/** Perfect subtrees of a row of hashes, largest first. */
const perfectParts = (hashes: readonly Hash[]): readonly Hash[] => {
  const parts: Hash[] = [];
  let from = 0;
  for (let width = TILE_WIDTH / 2; width >= 1; width /= 2)
    if ((hashes.length & width) !== 0) {
      parts.push(perfectRoot(hashes.slice(from, from + width)));
      from += width;
    }
  return parts;
};

/** The right edge of a growing tree: gives its tiles, its frontier and its root at any size. */
export class TileTree {
  #size: number;
  /** Hashes of the partial tile of each level. */
  readonly #levels: Hash[][];
  #entries: Uint8Array[];

  /** A tree of a size goes on from its partial tiles (`partials`), by level, and its partial bundle. */
  constructor(size = 0, levels: readonly (readonly Hash[])[] = [], entries: readonly string[] = []) {
    this.#size = size;
    this.#levels = levels.map((level) => [...level]);
    this.#entries = entries.map(utf8);
  }

  get size(): number {
    return this.#size;
  }

  /** Adds an entry (and its leaf's hash, when the caller has it); gives the tiles that it fills. */
  push(entry: string, leaf: Hash = leafHash(entry)): readonly TileFile[] {
    const full: TileFile[] = [];
    const n = Math.floor(this.#size / TILE_WIDTH);
    this.#entries.push(utf8(entry));
    this.#size += 1;
    if (this.#entries.length === TILE_WIDTH) {
      full.push({ path: tilePath('entries', n), bytes: bundled(this.#entries) });
      this.#entries = [];
    }
    let node: Hash | undefined = leaf;
    for (let level = 0, tile = n; node; level += 1, tile = Math.floor(tile / TILE_WIDTH)) {
      const hashes: Hash[] = this.#levels[level] ?? [];
      this.#levels[level] = hashes;
      hashes.push(node);
      node = undefined;
      if (hashes.length < TILE_WIDTH) break;
      full.push({ path: tilePath(level, tile), bytes: joined(hashes) });
      node = perfectRoot(hashes);
      this.#levels[level] = [];
    }
    return full;
  }

  /** The partial tiles that belong to a checkpoint of this size. */
  partials(): readonly TileFile[] {
    const files: TileFile[] = [];
    if (this.#entries.length > 0) {
      const n = Math.floor(this.#size / TILE_WIDTH);
      files.push({ path: tilePath('entries', n, this.#entries.length), bytes: bundled(this.#entries) });
    }
    let full = this.#size;
    for (const [level, hashes] of this.#levels.entries()) {
      full = Math.floor(full / TILE_WIDTH);
      if (hashes.length > 0)
        files.push({ path: tilePath(level, full, hashes.length), bytes: joined(hashes) });
    }
    return files;
  }

  /** Roots of the perfect subtrees, largest first. */
  frontier(): readonly Hash[] {
    return this.#levels.toReversed().flatMap(perfectParts);
  }

  root(): Hash {
    return foldRoot(this.frontier());
  }
}

/** Hashes at a level in the tree of a size. */
const widthAt = (size: number, level: number): number => Math.floor(size / TILE_WIDTH ** level);

/** How wide a tile is in the tree of a size; 0 when it has none. */
const tileWidth = (size: number, level: number, n: number): number =>
  Math.max(0, Math.min(TILE_WIDTH, widthAt(size, level) - n * TILE_WIDTH));

export type ReadFile = (path: string) => Promise<Uint8Array>;

const hashesIn = (bytes: Uint8Array): readonly Hash[] =>
  Array.from({ length: Math.floor(bytes.length / 32) }, (_, n) => bytes.slice(32 * n, 32 * n + 32));

/** Reads nodes of the tree of a size out of its tiles, each tile once. */
export const nodesFromTiles = (read: ReadFile, size: number): NodeReader => {
  const kept = new Map<string, Promise<readonly Hash[]>>();
  const tile = (level: number, n: number): Promise<readonly Hash[]> => {
    const path = tilePath(level, n, tileWidth(size, level, n));
    const found = kept.get(path) ?? read(path).then(hashesIn);
    kept.set(path, found);
    return found;
  };
  return async (height, index) => {
    const level = Math.floor(height / HEIGHT);
    const width = 2 ** (height % HEIGHT);
    const first = index * width;
    const hashes = await tile(level, Math.floor(first / TILE_WIDTH));
    const from = first % TILE_WIDTH;
    return perfectRoot(hashes.slice(from, from + width));
  };
};

/** The right edge of the tree of a size, out of its tiles. */
export const resumeTree = async (read: ReadFile, size: number): Promise<TileTree> => {
  const levels: (readonly Hash[])[] = [];
  for (let level = 0; widthAt(size, level) > 0; level += 1) {
    const width = widthAt(size, level) % TILE_WIDTH;
    const n = Math.floor(widthAt(size, level) / TILE_WIDTH);
    levels.push(width === 0 ? [] : hashesIn(await read(tilePath(level, n, width))));
  }
  const width = size % TILE_WIDTH;
  const bundle =
    width === 0 ? new Uint8Array() : await read(tilePath('entries', Math.floor(size / TILE_WIDTH), width));
  return new TileTree(size, levels, unbundled(bundle) ?? []);
};

/** Is a file at a path what the tree has there? */
export const sameTile = (file: TileFile, found: Uint8Array | undefined): boolean =>
  found !== undefined && sameBytes(file.bytes, found);
