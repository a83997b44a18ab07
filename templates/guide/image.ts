import { crc32, deflateSync } from 'node:zlib';

/** Three bytes a pixel, row by row. */
export interface Image {
  readonly width: number;
  readonly height: number;
  readonly rgb: Uint8Array;
}

const WHITE = 255;

/** Reads what `pdftoppm` writes. */
export function readPpm(bytes: Uint8Array): Image {
  const head = Buffer.from(bytes.subarray(0, 64)).toString('latin1');
  const [all = '', width, height] = /^P6\s+(\d+)\s+(\d+)\s+255\s/.exec(head) ?? [];
  return { width: Number(width), height: Number(height), rgb: bytes.subarray(all.length) };
}

const blank = (width: number, height: number): Image => ({
  width,
  height,
  rgb: new Uint8Array(width * height * 3).fill(WHITE),
});

function paste(into: Image, image: Image, left: number, top: number): void {
  for (let y = 0; y < image.height; y++) {
    const row = image.rgb.subarray(y * image.width * 3, (y + 1) * image.width * 3);
    into.rgb.set(row, ((top + y) * into.width + left) * 3);
  }
}

/** Without the white around what is drawn. */
export function trimmed(image: Image): Image {
  const { width, height, rgb } = image;
  const drawn = (x: number, y: number): boolean => {
    const at = (y * width + x) * 3;
    return (rgb[at] ?? WHITE) + (rgb[at + 1] ?? WHITE) + (rgb[at + 2] ?? WHITE) < 3 * 250;
  };
  const rows = Array.from({ length: height }, (_, y) => y);
  const columns = Array.from({ length: width }, (_, x) => x);
  const lines = rows.filter((y) => columns.some((x) => drawn(x, y)));
  const [top = 0, bottom = top] = [lines[0], lines.at(-1)];
  const inside = rows.slice(top, bottom + 1);
  const across = columns.filter((x) => inside.some((y) => drawn(x, y)));
  const [left = 0, right = left] = [across[0], across.at(-1)];
  const cut = blank(right - left + 1, bottom - top + 1);
  for (let y = 0; y < cut.height; y++) {
    const from = ((top + y) * width + left) * 3;
    cut.rgb.set(rgb.subarray(from, from + cut.width * 3), y * cut.width * 3);
  }
  return cut;
}

/** One below the other. */
export function stacked(images: readonly Image[], gap: number): Image {
  const width = Math.max(1, ...images.map((image) => image.width));
  const height = images.reduce((sum, image) => sum + image.height + gap, -gap);
  const all = blank(width, Math.max(1, height));
  let top = 0;
  for (const image of images) {
    paste(all, image, 0, top);
    top += image.height + gap;
  }
  return all;
}

const [PAD, GAP, MARGIN] = [18, 84, 14];
const [LINE, ARROW] = [
  [0xc5, 0xcc, 0xd6],
  [0x2f, 0x6f, 0xde],
] as const;

/** Widest picture in which two images stand beside each other. */
const WIDEST = 1500;

/** Two images in frames and an arrow from the first to the second, which stands below where it is too wide. */
export function joined(first: Image, second: Image): Image {
  const [a, b] = [framed(first), framed(second)];
  const beside = a.width + GAP + b.width <= WIDEST;
  const all = beside
    ? blank(a.width + GAP + b.width, Math.max(a.height, b.height))
    : blank(Math.max(a.width, b.width), a.height + GAP + b.height);
  paste(all, a, 0, 0);
  if (beside) paste(all, b, a.width + GAP, 0);
  else paste(all, b, 0, a.height + GAP);
  if (beside) arrow(all, a.width + MARGIN, Math.round(Math.min(a.height, b.height) / 2), true);
  else arrow(all, Math.round(Math.min(a.width, b.width) / 2), a.height + MARGIN, false);
  return all;
}

function framed(image: Image): Image {
  const whole = blank(image.width + 2 * PAD, image.height + 2 * PAD);
  box(whole, [0, 0, whole.width, whole.height], LINE);
  box(whole, [2, 2, whole.width - 4, whole.height - 4], [WHITE, WHITE, WHITE]);
  paste(whole, image, PAD, PAD);
  return whole;
}

/** Left, top, width, height. */
type Box = readonly [number, number, number, number];

function box(image: Image, [x, y, width, height]: Box, colour: readonly number[]): void {
  for (let row = y; row < y + height; row++)
    for (let column = x; column < x + width; column++)
      image.rgb.set(colour, (row * image.width + column) * 3);
}

/** To the right from `x`, `y`, or down. */
function arrow(image: Image, x: number, y: number, right: boolean): void {
  const length = GAP - 2 * MARGIN;
  const head = 18;
  const at = (along: number, from: number, size: number, wide: number): Box =>
    right ? [x + along, y + from, size, wide] : [x + from, y + along, wide, size];
  box(image, at(0, -3, length - head, 6), ARROW);
  for (let i = 1; i < head; i++) box(image, at(length - i, -i, 1, 2 * i), ARROW);
}

const MOST_COLOURS = 256;

/** As small a PNG as a palette gives; colours are rounded until they fit into one. */
export function toPng(image: Image): Uint8Array {
  for (const step of [1, 4, 8, 16, 32]) {
    const colours = new Map<number, number>();
    const pixels = indexed(image, step, colours);
    if (pixels !== null) return png(image, pixels, [...colours.keys()]);
  }
  throw new Error('more colours than a palette holds');
}

/** Number of each pixel's colour; null when there are too many. */
function indexed({ width, height, rgb }: Image, step: number, colours: Map<number, number>): Buffer | null {
  const rounded = (value = WHITE): number => Math.min(WHITE, Math.round(value / step) * step);
  const pixels = Buffer.alloc(height * (width + 1));
  for (let i = 0; i < width * height; i++) {
    const colour = (rounded(rgb[i * 3]) << 16) | (rounded(rgb[i * 3 + 1]) << 8) | rounded(rgb[i * 3 + 2]);
    const number = colours.get(colour) ?? colours.size;
    if (number >= MOST_COLOURS) return null;
    colours.set(colour, number);
    pixels[i + Math.floor(i / width) + 1] = number;
  }
  return pixels;
}

function png({ width, height }: Image, pixels: Buffer, colours: readonly number[]): Uint8Array {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 3, 0, 0, 0], 8);
  const palette = Buffer.from(colours.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]));
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const data = deflateSync(pixels, { level: 9 });
  return Buffer.concat([
    signature,
    chunk('IHDR', head),
    chunk('PLTE', palette),
    chunk('IDAT', data),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [size, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  size.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([size, body, sum]);
}
