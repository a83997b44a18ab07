const LENGTH = 32;

/**
 * Digests with the order in which they came, for millions of them in little memory: 40 bytes each. The value of a
 * digest is the number that it was added as.
 */
export class DigestIndex {
  #digests: Uint8Array;
  #marks: Uint8Array;
  #slots: Int32Array;
  #size = 0;

  /** `expected` digests have room from the start: what grows leaves its smaller selves behind. */
  constructor(expected = 0) {
    const room = Math.max(1024, expected + 1);
    this.#digests = new Uint8Array(LENGTH * room);
    this.#marks = new Uint8Array(room);
    this.#slots = new Int32Array(2 ** Math.ceil(Math.log2(4 * room))).fill(-1);
  }

  get size(): number {
    return this.#size;
  }

  /** Adds a digest of 32 bytes; false when it is there already. */
  add(digest: Uint8Array): boolean {
    if (this.#size * 2 >= this.#slots.length) this.#grow();
    const slot = this.#slotOf(digest);
    if (this.#slots[slot] !== -1) return false;
    if ((this.#size + 1) * LENGTH > this.#digests.length) {
      // half as much again: doubling would need three times the memory for a moment
      const larger = new Uint8Array(Math.ceil((this.#digests.length * 1.5) / LENGTH) * LENGTH);
      larger.set(this.#digests);
      this.#digests = larger;
      const marks = new Uint8Array(larger.length / LENGTH);
      marks.set(this.#marks);
      this.#marks = marks;
    }
    this.#digests.set(digest, this.#size * LENGTH);
    this.#slots[slot] = this.#size;
    this.#size += 1;
    return true;
  }

  /** Position of a digest, or −1. */
  find(digest: Uint8Array): number {
    return this.#slots[this.#slotOf(digest)] ?? -1;
  }

  /** Finds a digest and marks it; its position, or −1. */
  mark(digest: Uint8Array): number {
    const at = this.find(digest);
    if (at >= 0) this.#marks[at] = 1;
    return at;
  }

  isMarked(at: number): boolean {
    return this.#marks[at] === 1;
  }

  /** How many nobody has marked. */
  unmarked(): number {
    let count = 0;
    for (let at = 0; at < this.#size; at += 1) if (this.#marks[at] === 0) count += 1;
    return count;
  }

  /** Digests are random already: their first bytes are the hash. */
  #slotOf(digest: Uint8Array): number {
    const mask = this.#slots.length - 1;
    const start =
      ((digest[0] ?? 0) | ((digest[1] ?? 0) << 8) | ((digest[2] ?? 0) << 16) | ((digest[3] ?? 0) << 24)) &
      mask;
    for (let slot = start; ; slot = (slot + 1) & mask) {
      const at = this.#slots[slot] ?? -1;
      if (at === -1 || this.#equals(at, digest)) return slot;
    }
  }

  #equals(at: number, digest: Uint8Array): boolean {
    const from = at * LENGTH;
    for (let n = 0; n < LENGTH; n += 1) if (this.#digests[from + n] !== digest[n]) return false;
    return true;
  }

  #grow(): void {
    this.#slots = new Int32Array(this.#slots.length * 2).fill(-1);
    for (let at = 0; at < this.#size; at += 1) {
      const digest = this.#digests.subarray(at * LENGTH, at * LENGTH + LENGTH);
      this.#slots[this.#slotOf(digest)] = at;
    }
  }
}
