import { createHash } from 'node:crypto';
import { verifyMerkleInclusion } from '@sigstore/verify/dist/tlog/merkle.js';
import { describe, expect, it } from 'vitest';
import { vectors } from '../../../test/support/vectors.ts';
import { hexOf } from './bytes.ts';
import {
  consistencyProof,
  EMPTY_ROOT,
  Frontier,
  foldRoot,
  type Hash,
  inclusionProof,
  leafHash,
  nodeHash,
  verifyConsistency,
  verifyInclusion,
} from './merkle.ts';
import { nodesFromTiles, resumeTree, TileTree, tilePath, unbundled } from './tiles.ts';

interface Merkle {
  readonly inclusion: readonly {
    name: string;
    leafIdx: string;
    treeSize: string;
    root: string;
    leafHash: string;
    proof: readonly string[] | null;
    wantErr: boolean;
  }[];
  readonly consistency: readonly {
    name: string;
    size1: string;
    size2: string;
    root1: string;
    root2: string;
    proof: readonly string[] | null;
    wantErr: boolean;
  }[];
}

const { describe: withVectors, data } = vectors<Merkle>('rfc6962-merkle.json');
const bytes = (base64: string | null): Uint8Array => Buffer.from(base64 ?? '', 'base64');

withVectors('RFC 6962 vectors', () => {
  it.each(data.inclusion?.map((one) => [one.name, one] as const) ?? [])('inclusion %s', (_, one) => {
    const { leafIdx, treeSize, leafHash: leaf, proof, root, wantErr } = one;
    const inclusion = {
      index: BigInt.asUintN(64, BigInt(leafIdx)),
      size: BigInt.asUintN(64, BigInt(treeSize)),
      leaf: bytes(leaf),
      proof: (proof ?? []).map(bytes),
    };
    expect(verifyInclusion(inclusion, bytes(root))).toBe(!wantErr);
  });

  it.each(data.consistency?.map((one) => [one.name, one] as const) ?? [])('consistency %s', (_, one) => {
    const { size1, size2, root1, root2, proof, wantErr } = one;
    const from = { size: BigInt(size1), root: bytes(root1) };
    const to = { size: BigInt(size2), root: bytes(root2) };
    expect(verifyConsistency({ from, to, proof: (proof ?? []).map(bytes) })).toBe(!wantErr);
  });
});

/** The definition in RFC 6962, 2.1, word for word and slow. */
const mth = (leaves: readonly Hash[]): Hash => {
  if (leaves.length === 0) return EMPTY_ROOT;
  if (leaves.length === 1) return leaves[0]!;
  const k = 2 ** Math.ceil(Math.log2(leaves.length) - 1);
  return nodeHash(mth(leaves.slice(0, k)), mth(leaves.slice(k)));
};

const entry = (n: number): string => `entry ${n}`;
const entries = (size: number): string[] => Array.from({ length: size }, (_, n) => entry(n));

/** A tree with every file that a log of this size has published, as one with checkpoints at these sizes would. */
const published = (size: number, checkpoints: readonly number[] = [size]) => {
  const files = new Map<string, Uint8Array>();
  const tree = new TileTree();
  for (let n = 0; n < size; n += 1) {
    for (const file of tree.push(entry(n))) files.set(file.path, file.bytes);
    if (checkpoints.includes(n + 1)) for (const file of tree.partials()) files.set(file.path, file.bytes);
  }
  const read = async (path: string): Promise<Uint8Array> => {
    const found = files.get(path);
    if (!found) throw new Error(`there is no ${path}`);
    return found;
  };
  return { tree, files, read };
};

describe('the tree', () => {
  it('begins with the root of nothing', () => {
    expect(hexOf(new Frontier().root())).toBe(createHash('sha256').digest('hex'));
    expect(hexOf(new TileTree().root())).toBe(createHash('sha256').digest('hex'));
  });

  it('has the root of the definition at every size up to 300, compact and in tiles', () => {
    const leaves: Hash[] = [];
    const frontier = new Frontier();
    const tree = new TileTree();
    for (const text of entries(300)) {
      leaves.push(leafHash(text));
      frontier.push(leafHash(text));
      tree.push(text);
      const root = hexOf(mth(leaves));
      expect(hexOf(frontier.root())).toBe(root);
      expect(hexOf(tree.root())).toBe(root);
    }
  });

  it('goes on from its compact form and from its tiles', async () => {
    for (const size of [0, 1, 255, 256, 257, 65_536, 65_793]) {
      const { tree, read } = published(size);
      const frontier = new Frontier(size, tree.frontier());
      const resumed = await resumeTree(read, size);
      for (const text of ['x', 'y', 'z']) {
        frontier.push(leafHash(text));
        expect(resumed.push(text)).toEqual(tree.push(text));
      }
      expect(hexOf(frontier.root())).toBe(hexOf(tree.root()));
      expect(resumed.partials()).toEqual(tree.partials());
    }
  });
});

describe('tiles (C2SP tlog-tiles)', () => {
  it('have the paths of the specification', () => {
    expect(tilePath(0, 1_234_067)).toBe('tile/0/x001/x234/067');
    expect(tilePath('entries', 5, 17)).toBe('tile/entries/005.p/17');
    expect(tilePath(2, 999_999)).toBe('tile/2/x999/999');
  });

  it('a tree of 70,000 is what the specification says', () => {
    const { files } = published(70_000);
    const widths = (level: number) =>
      [...files]
        .filter(([path]) => path.startsWith(`tile/${level}/`))
        .map(([, { length }]) => length / 32)
        .toSorted((a, b) => b - a);
    expect(widths(0)).toEqual([...Array(273).fill(256), 112]);
    expect(widths(1)).toEqual([256, 17]);
    expect(widths(2)).toEqual([1]);
    expect(files.has('tile/0/273.p/112')).toBe(true);
    expect(files.has('tile/2/000.p/1')).toBe(true);
  });

  it('bundles give back their entries, and a cut bundle nothing', () => {
    const { files } = published(300);
    const bundle = files.get('tile/entries/001.p/44')!;
    expect(unbundled(bundle)).toEqual(entries(300).slice(256));
    expect(unbundled(bundle.subarray(0, -1))).toBeUndefined();
  });
});

describe('proofs out of tiles', () => {
  const sizes = [1, 2, 3, 7, 8, 9, 200, 256, 257, 600];

  it.each(sizes)('every entry of a log of %i is proven, by us and by @sigstore/verify', async (size) => {
    const { tree, read } = published(size);
    const node = nodesFromTiles(read, size);
    const root = tree.root();
    for (let index = 0; index < size; index += size > 100 ? 13 : 1) {
      const proof = await inclusionProof(node, index, 0, size);
      const inclusion = { index: BigInt(index), size: BigInt(size), leaf: leafHash(entry(index)), proof };
      expect(verifyInclusion(inclusion, root)).toBe(true);
      expect(() => sigstore(index, size, entry(index), proof, root)).not.toThrow();
      expect(() => sigstore(index, size, 'other', proof, root)).toThrow();
      for (const bad of mutations(proof)) {
        expect(verifyInclusion({ ...inclusion, proof: bad }, root)).toBe(false);
        expect(() => sigstore(index, size, entry(index), bad, root)).toThrow();
      }
      expect(verifyInclusion({ ...inclusion, index: BigInt(index + 1) }, root)).toBe(false);
    }
  });

  it('every earlier size is the beginning of a later one, and no other tree is', async () => {
    const size = 600;
    const { tree, read } = published(size);
    const node = nodesFromTiles(read, size);
    const to = { size: BigInt(size), root: tree.root() };
    for (const old of [1, 2, 5, 8, 255, 256, 257, 511, 599, 600]) {
      const proof = await consistencyProof(node, old, size);
      const root = published(old).tree.root();
      expect(verifyConsistency({ from: { size: BigInt(old), root }, to, proof })).toBe(true);
      const other = leafHash('another tree');
      expect(verifyConsistency({ from: { size: BigInt(old), root: other }, to, proof })).toBe(false);
      for (const bad of mutations(proof))
        expect(verifyConsistency({ from: { size: BigInt(old), root }, to, proof: bad })).toBe(false);
    }
  });
});

/** The other implementation: throws when it does not agree. */
const sigstore = (index: number, size: number, text: string, proof: readonly Hash[], root: Hash): void =>
  verifyMerkleInclusion(
    {
      canonicalizedBody: Buffer.from(text),
      inclusionProof: { logIndex: String(index), hashes: proof.map((hash) => Buffer.from(hash)) },
    } as unknown as Parameters<typeof verifyMerkleInclusion>[0],
    { logSize: BigInt(size), logHash: Buffer.from(root) } as Parameters<typeof verifyMerkleInclusion>[1],
  );

/** A proof with one bit of each hash flipped, one hash more, one less, two swapped. */
const mutations = (proof: readonly Hash[]): Hash[][] => {
  const flipped = proof.map((_, at) =>
    proof.map((hash, index) => (index === at ? hash.map((byte, n) => (n === 5 ? byte ^ 4 : byte)) : hash)),
  );
  const swapped = proof.length > 1 ? [[proof[1]!, proof[0]!, ...proof.slice(2)]] : [];
  const cut = proof.length > 0 ? [proof.slice(0, -1), proof.slice(1)] : [];
  return [...flipped, ...swapped, ...cut, [...proof, foldRoot(proof)]];
};
