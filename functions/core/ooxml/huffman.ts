/** Deflate's own alphabet: RFC 1951, 3.2.5 to 3.2.7. */
const END_OF_BLOCK = 256;
const CODE_LENGTH_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

/** How many bits follow the symbol of a length or a distance, and the least value that it stands for. */
const LENGTH_BITS = Uint8Array.from({ length: 29 }, (_, i) => (i < 8 || i === 28 ? 0 : (i >> 2) - 1));
const DISTANCE_BITS = Uint8Array.from({ length: 30 }, (_, i) => (i < 4 ? 0 : (i >> 1) - 1));
const LENGTH_LEAST = leasts(LENGTH_BITS, 3);
LENGTH_LEAST[28] = 258;
const DISTANCE_LEAST = leasts(DISTANCE_BITS, 1);

function leasts(bits: Uint8Array, first: number): Uint16Array {
  let next = first;
  return Uint16Array.from(bits, (count) => {
    next += 1 << count;
    return next - (1 << count);
  });
}

/** Distances beyond 256 differ in symbol only every 128. */
const slot = (distance: number): number => (distance <= 256 ? distance : 256 + ((distance - 1) >> 7));
const LENGTH_SYMBOL = symbols(LENGTH_LEAST, 259, (length) => length);
const DISTANCE_SYMBOL = symbols(DISTANCE_LEAST, 512, slot);

function symbols(least: Uint16Array, size: number, of: (value: number) => number): Uint8Array {
  const table = new Uint8Array(size);
  for (const [symbol, value] of least.entries()) table.fill(symbol, of(value));
  return table;
}

/** Lengths of a Huffman code, none above `most`. A code has two words at least: not every reader takes one. */
export function codeLengths(counts: Uint32Array, most: number): Uint8Array {
  const keys = new Float64Array(counts.length);
  let used = 0;
  for (let i = 0; i < counts.length; i++) if (counts[i] !== 0) keys[used++] = (counts[i] as number) * 512 + i;
  for (let i = 0; used < 2; i++) if (counts[i] === 0) keys[used++] = 512 + i;
  const sorted = keys.subarray(0, used).sort();
  const perLength = balanced(depths(sorted), most);
  const lengths = new Uint8Array(counts.length);
  let at = 0;
  for (let length = most; length > 0; length--)
    for (let n = perLength[length] as number; n > 0; n--) lengths[(sorted[at++] as number) % 512] = length;
  return lengths;
}

/** How many leaves of the Huffman tree lie how deep. A key is the weight of its leaf × 512 + what the leaf stands for. */
function depths(keys: Float64Array): Uint16Array {
  const count = keys.length;
  const sums = new Float64Array(count - 1);
  const parents = new Uint16Array(2 * count - 1);
  let leaf = 0;
  let node = 0;
  for (let made = 0; made < count - 1; made++) {
    let sum = 0;
    for (let side = 0; side < 2; side++) {
      const weight = leaf < count ? Math.floor((keys[leaf] as number) / 512) : Number.POSITIVE_INFINITY;
      const takesLeaf = node >= made || weight <= (sums[node] as number);
      sum += takesLeaf ? weight : (sums[node] as number);
      parents[takesLeaf ? leaf++ : count + node++] = made;
    }
    sums[made] = sum;
  }
  const levels = new Uint16Array(count - 1);
  for (let i = count - 3; i >= 0; i--) levels[i] = (levels[parents[count + i] as number] as number) + 1;
  const found = new Uint16Array(count + 1);
  for (let i = 0; i < count; i++) {
    const depth = (levels[parents[i] as number] as number) + 1;
    found[depth] = (found[depth] as number) + 1;
  }
  return found;
}

/** The same leaves with none deeper than `most`: for each word too many, one from above makes room for two below. */
function balanced(found: Uint16Array, most: number): Uint16Array {
  const kept = new Uint16Array(most + 1);
  for (let length = 1; length < found.length; length++) {
    const within = Math.min(length, most);
    kept[within] = (kept[within] as number) + (found[length] as number);
  }
  let excess = -(1 << most);
  for (let length = 1; length <= most; length++) excess += (kept[length] as number) << (most - length);
  for (; excess > 0; excess--) {
    let length = most - 1;
    while (kept[length] === 0) length--;
    kept[length] = (kept[length] as number) - 1;
    kept[length + 1] = (kept[length + 1] as number) + 2;
    kept[most] = (kept[most] as number) - 1;
  }
  return kept;
}

const TURNED = Uint8Array.from({ length: 256 }, (_, byte) => {
  let turned = 0;
  for (let i = 0; i < 8; i++) turned = (turned << 1) | ((byte >> i) & 1);
  return turned;
});

/** The words of a code, bits in the order in which deflate writes them. */
function wordsOf(lengths: Uint8Array): Uint16Array {
  const next = new Uint16Array(17);
  for (let i = 0; i < lengths.length; i++) {
    const length = lengths[i] as number;
    if (length > 0) next[length + 1] = (next[length + 1] as number) + 1;
  }
  for (let length = 1; length < 17; length++)
    next[length] = ((next[length] as number) + (next[length - 1] as number)) << 1;
  const words = new Uint16Array(lengths.length);
  for (let i = 0; i < lengths.length; i++) {
    const length = lengths[i] as number;
    if (length === 0) continue;
    const word = next[length] as number;
    next[length] = word + 1;
    words[i] = (((TURNED[word & 255] as number) << 8) | (TURNED[word >> 8] as number)) >> (16 - length);
  }
  return words;
}

/**
 * The tokens of a deflate stream: literals stand for themselves, a match is its length (3–258) × 65,536 + its distance
 * (1–32,768). The blocks of the stream have the fixed codes, as zlib writes them with the strategy `Z_FIXED`.
 */
export function tokensOf(stream: Uint8Array): number[] {
  const tokens: number[] = [];
  let at = 0;
  // At most 16 bits at a time.
  const take = (bits: number): number => {
    const byte = at >> 3;
    const three = (stream[byte] as number) | ((stream[byte + 1] ?? 0) << 8) | ((stream[byte + 2] ?? 0) << 16);
    at += bits;
    return (three >> ((at - bits) & 7)) & ((1 << bits) - 1);
  };
  for (let last = false; !last; ) {
    last = take(1) === 1;
    if (take(2) === 1) readBlock(take, tokens);
    else {
      at = (at + 7) & ~7;
      let left = take(16);
      for (at += 16; left > 0; left--) tokens.push(take(8));
    }
  }
  return tokens;
}

function readBlock(take: (bits: number) => number, tokens: number[]): void {
  for (let symbol = fixedSymbol(take); symbol !== END_OF_BLOCK; symbol = fixedSymbol(take)) {
    if (symbol < 256) {
      tokens.push(symbol);
      continue;
    }
    const length = (LENGTH_LEAST[symbol - 257] as number) + take(LENGTH_BITS[symbol - 257] as number);
    const span = (TURNED[take(5)] as number) >> 3;
    tokens.push((length << 16) | ((DISTANCE_LEAST[span] as number) + take(DISTANCE_BITS[span] as number)));
  }
}

/** RFC 1951, 3.2.6: words of 7 to 9 bits. */
function fixedSymbol(take: (bits: number) => number): number {
  const short = (TURNED[take(7)] as number) >> 1;
  if (short < 24) return 256 + short;
  const word = (short << 1) | take(1);
  if (word < 0xc8) return word < 0xc0 ? word - 0x30 : word + 280 - 0xc0;
  return ((word << 1) | take(1)) + 144 - 0x190;
}

const MOST_BYTES_A_TOKEN = 6;
const MOST_BYTES_OF_CODES = 512;
const LARGEST_SINK = 4 * 1024 * 1024;
/** Memory of the last stream, kept for the next one. */
let sink = Buffer.alloc(0);

const BLOCK = 32_768;
const tokens = new Int32Array(BLOCK);

/** Writes literals and matches as deflate, in blocks with codes of their own. One stream at a time. */
export class BlockWriter {
  private at = 0;
  private held = 0;
  private bits = 0;
  private count = 0;
  private readonly symbols = new Uint32Array(286);
  private readonly distances = new Uint32Array(30);

  literals(bytes: Uint8Array, from: number, to: number): void {
    for (let i = from; i < to; i++) {
      if (this.count === BLOCK) this.block(false);
      const byte = bytes[i] as number;
      this.symbols[byte] = (this.symbols[byte] as number) + 1;
      tokens[this.count++] = byte;
    }
  }

  /** `length` 3–258, `distance` 1–32,768. */
  match(length: number, distance: number): void {
    if (this.count === BLOCK) this.block(false);
    const symbol = 257 + (LENGTH_SYMBOL[length] as number);
    const span = DISTANCE_SYMBOL[slot(distance)] as number;
    this.symbols[symbol] = (this.symbols[symbol] as number) + 1;
    this.distances[span] = (this.distances[span] as number) + 1;
    tokens[this.count++] = (length << 16) | distance;
  }

  /** `bits` at most 22. Three bytes are written always, those that are not full again the next time. */
  private put(value: number, bits: number): void {
    const held = this.held | (value << this.bits);
    const count = this.bits + bits;
    const { at } = this;
    sink[at] = held;
    sink[at + 1] = held >> 8;
    sink[at + 2] = held >> 16;
    this.at = at + (count >> 3);
    this.held = held >>> (count & 24);
    this.bits = count & 7;
  }

  private block(last: boolean): void {
    this.symbols[END_OF_BLOCK] = 1;
    const need = this.at + this.count * MOST_BYTES_A_TOKEN + MOST_BYTES_OF_CODES;
    if (sink.length < need) {
      const grown = Buffer.allocUnsafeSlow(Math.max(need, sink.length * 2));
      sink.copy(grown, 0, 0, this.at);
      sink = grown;
    }
    const [lengths, spans] = [codeLengths(this.symbols, 15), codeLengths(this.distances, 15)];
    this.put(last ? 5 : 4, 3);
    this.writeCodes(lengths, spans);
    this.writeTokens(lengths, spans);
    this.count = 0;
    this.symbols.fill(0);
    this.distances.fill(0);
  }

  private writeCodes(lengths: Uint8Array, spans: Uint8Array): void {
    const [ends, spanEnds] = [used(lengths, 257), used(spans, 1)];
    const all = new Uint8Array(ends + spanEnds);
    all.set(lengths.subarray(0, ends));
    all.set(spans.subarray(0, spanEnds), ends);
    const { coded, counts } = shortened(all);
    const own = codeLengths(counts, 7);
    const words = wordsOf(own);
    let order = CODE_LENGTH_ORDER.length;
    while (own[CODE_LENGTH_ORDER[order - 1] as number] === 0) order--;
    this.put((ends - 257) | ((spanEnds - 1) << 5) | ((order - 4) << 10), 14);
    for (let i = 0; i < order; i++) this.put(own[CODE_LENGTH_ORDER[i] as number] as number, 3);
    for (let i = 0; i < coded.length; i += 2) {
      const [symbol, zeros] = [coded[i] as number, coded[i + 1] as number];
      this.put(words[symbol] as number, own[symbol] as number);
      if (symbol === 17) this.put(zeros - 3, 3);
      if (symbol === 18) this.put(zeros - 11, 7);
    }
  }

  private writeTokens(lengths: Uint8Array, spans: Uint8Array): void {
    const [words, spanWords] = [wordsOf(lengths), wordsOf(spans)];
    for (let i = 0; i < this.count; i++) {
      const token = tokens[i] as number;
      if (token < 256) {
        this.put(words[token] as number, lengths[token] as number);
        continue;
      }
      const symbol = LENGTH_SYMBOL[token >> 16] as number;
      const extra = (token >> 16) - (LENGTH_LEAST[symbol] as number);
      const bits = lengths[257 + symbol] as number;
      this.put((words[257 + symbol] as number) | (extra << bits), bits + (LENGTH_BITS[symbol] as number));
      const span = DISTANCE_SYMBOL[slot(token & 0xffff)] as number;
      this.put(spanWords[span] as number, spans[span] as number);
      this.put((token & 0xffff) - (DISTANCE_LEAST[span] as number), DISTANCE_BITS[span] as number);
    }
    this.put(words[END_OF_BLOCK] as number, lengths[END_OF_BLOCK] as number);
  }

  /** All that was written, the last byte filled up. */
  done(): Buffer {
    this.block(true);
    if (this.bits > 0) this.put(0, 8 - this.bits);
    const written = Buffer.from(sink.subarray(0, this.at));
    if (sink.length > LARGEST_SINK) sink = Buffer.alloc(0);
    return written;
  }
}

/** Lengths of codes as symbols, runs of zeros taken together: pairs of symbol and run. */
function shortened(lengths: Uint8Array): { readonly coded: readonly number[]; readonly counts: Uint32Array } {
  const coded: number[] = [];
  const counts = new Uint32Array(19);
  for (let i = 0; i < lengths.length; ) {
    let zeros = 0;
    while (zeros < 138 && lengths[i + zeros] === 0) zeros++;
    const symbol = zeros < 3 ? (lengths[i] as number) : zeros < 11 ? 17 : 18;
    coded.push(symbol, zeros);
    counts[symbol] = (counts[symbol] as number) + 1;
    i += zeros < 3 ? 1 : zeros;
  }
  return { coded, counts };
}

function used(lengths: Uint8Array, least: number): number {
  let end = lengths.length;
  while (end > least && lengths[end - 1] === 0) end--;
  return end;
}
