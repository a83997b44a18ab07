import { sameBytes } from './bytes.ts';
import { sha256Bytes } from './hash.ts';

/** Merkle tree of RFC 6962 / RFC 9162 with SHA-256; hashes are 32 bytes. */
export type Hash = Uint8Array;

export const EMPTY_ROOT: Hash = sha256Bytes('');

/** U+0000 is the byte 0x00 that RFC 6962 puts before a leaf. */
export const leafHash = (entry: string): Hash => sha256Bytes(`\0${entry}`);

export const nodeHash = (left: Hash, right: Hash): Hash => {
  const node = new Uint8Array(65);
  node[0] = 1;
  node.set(left, 1);
  node.set(right, 33);
  return sha256Bytes(node);
};

/** Root of a list of subtrees, largest first. */
export const foldRoot = (nodes: readonly Hash[]): Hash => {
  let root = nodes.at(-1);
  for (let at = nodes.length - 2; at >= 0; at -= 1) root = nodeHash(nodes[at] as Hash, root as Hash);
  return root ?? EMPTY_ROOT;
};

/** The compact form of a tree: roots of its perfect subtrees, largest first. */
export class Frontier {
  #size: number;
  readonly #nodes: Hash[];

  constructor(size = 0, nodes: readonly Hash[] = []) {
    this.#size = size;
    this.#nodes = [...nodes];
  }

  get size(): number {
    return this.#size;
  }

  get nodes(): readonly Hash[] {
    return this.#nodes;
  }

  push(leaf: Hash): void {
    let node = leaf;
    for (let rest = this.#size; rest % 2 === 1; rest = (rest - 1) / 2)
      node = nodeHash(this.#nodes.pop() as Hash, node);
    this.#nodes.push(node);
    this.#size += 1;
  }

  root(): Hash {
    return foldRoot(this.#nodes);
  }
}

/** Gives the root of the perfect subtree with 2^height leaves, the index-th from the left. */
export type NodeReader = (height: number, index: number) => Promise<Hash>;

/** Largest power of two below n (n > 1). */
const splitOf = (n: number): number => {
  let k = 1;
  while (k * 2 < n) k *= 2;
  return k;
};

const rangeRoot = async (node: NodeReader, from: number, to: number): Promise<Hash> => {
  const n = to - from;
  const height = Math.log2(n);
  if (Number.isInteger(height)) return node(height, from / n);
  const middle = from + splitOf(n);
  return nodeHash(await rangeRoot(node, from, middle), await rangeRoot(node, middle, to));
};

/** Inclusion proof of a leaf in the tree of a size, from the leaf's sibling up (RFC 6962, 2.1.1). */
export const inclusionProof = async (
  node: NodeReader,
  index: number,
  from: number,
  to: number,
): Promise<readonly Hash[]> => {
  if (to - from === 1) return [];
  const middle = from + splitOf(to - from);
  return index < middle
    ? [...(await inclusionProof(node, index, from, middle)), await rangeRoot(node, middle, to)]
    : [...(await inclusionProof(node, index, middle, to)), await rangeRoot(node, from, middle)];
};

const subProof = async (
  node: NodeReader,
  old: number,
  from: number,
  to: number,
  whole: boolean,
): Promise<readonly Hash[]> => {
  if (old === to) return whole ? [] : [await rangeRoot(node, from, to)];
  const middle = from + splitOf(to - from);
  return old <= middle
    ? [...(await subProof(node, old, from, middle, whole)), await rangeRoot(node, middle, to)]
    : [...(await subProof(node, old, middle, to, false)), await rangeRoot(node, from, middle)];
};

/** Proof that the tree of size `to` begins with the tree of size `from` > 0 (RFC 6962, 2.1.2). */
export const consistencyProof = (node: NodeReader, from: number, to: number): Promise<readonly Hash[]> =>
  subProof(node, from, 0, to, true);

export interface Inclusion {
  readonly index: bigint;
  readonly size: bigint;
  readonly leaf: Hash;
  readonly proof: readonly Hash[];
}

/** Root that an inclusion proof leads to (RFC 9162, 2.1.3.2); undefined when it does not fit index and size. */
const inclusionRoot = ({ index, size, leaf, proof }: Inclusion): Hash | undefined => {
  if (index < 0n || index >= size || leaf.length !== 32) return undefined;
  let fn = index;
  let sn = size - 1n;
  let root = leaf;
  for (const step of proof) {
    if (sn === 0n || step.length !== 32) return undefined;
    if (fn % 2n === 1n || fn === sn) {
      root = nodeHash(step, root);
      for (; fn % 2n === 0n && fn !== 0n; sn /= 2n) fn /= 2n;
    } else root = nodeHash(root, step);
    fn /= 2n;
    sn /= 2n;
  }
  return sn === 0n ? root : undefined;
};

export const verifyInclusion = (inclusion: Inclusion, root: Hash): boolean => {
  const found = inclusionRoot(inclusion);
  return found !== undefined && sameBytes(found, root);
};

export interface Consistency {
  readonly from: { readonly size: bigint; readonly root: Hash };
  readonly to: { readonly size: bigint; readonly root: Hash };
  readonly proof: readonly Hash[];
}

const isPowerOfTwo = (n: bigint): boolean => (n & (n - 1n)) === 0n;

/** Does the larger tree begin with the smaller one, which is not empty? (RFC 9162, 2.1.4.2) */
export const verifyConsistency = ({ from, to, proof }: Consistency): boolean => {
  if (from.size <= 0n || from.size > to.size || proof.some((hash) => hash.length !== 32)) return false;
  if (from.size === to.size) return proof.length === 0 && sameBytes(from.root, to.root);
  return walk(from, to, isPowerOfTwo(from.size) ? [from.root, ...proof] : proof);
};

const walk = (from: Consistency['from'], to: Consistency['to'], path: readonly Hash[]): boolean => {
  const [first, ...steps] = path;
  if (first === undefined) return false;
  let fn = from.size - 1n;
  let sn = to.size - 1n;
  for (; fn % 2n === 1n; sn /= 2n) fn /= 2n;
  let fr = first;
  let sr = first;
  for (const step of steps) {
    if (sn === 0n) return false;
    if (fn % 2n === 1n || fn === sn) {
      fr = nodeHash(step, fr);
      sr = nodeHash(step, sr);
      for (; fn % 2n === 0n && fn !== 0n; sn /= 2n) fn /= 2n;
    } else sr = nodeHash(sr, step);
    fn /= 2n;
    sn /= 2n;
  }
  return sn === 0n && sameBytes(fr, from.root) && sameBytes(sr, to.root);
};
