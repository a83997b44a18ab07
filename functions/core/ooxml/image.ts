import { ValueMistake } from './scope.ts';

export interface Picture {
  readonly type: 'png' | 'jpeg' | 'svg';
  readonly bytes: Uint8Array;
  /** Pixels at 96 per inch. */
  readonly width: number;
  readonly height: number;
  /** What programs show that know no svg. */
  readonly fallback?: Picture;
  /** Alternative text that came with the picture. */
  readonly alt?: string;
}

/** Size in EMU (914,400 per inch). */
export interface Size {
  readonly cx: number;
  readonly cy: number;
}

/** How large a picture may be: one or two lengths of the tag. */
export interface Box {
  readonly cx: number | null;
  readonly cy: number | null;
  readonly stretch: boolean;
}

const EMU: Readonly<Record<string, number>> = { mm: 36_000, cm: 360_000, in: 914_400, pt: 12_700, px: 9525 };
const LARGEST = 20 * 1024 * 1024;
/** A tenth of a millimetre, and the 22 inches that Word takes. */
const [SMALLEST, WIDEST] = [3600, 22 * 914_400];

/** `alt "Company seal"` at the end of a picture tag. */
export function altOf(words: readonly string[]): string | undefined {
  const at = words.lastIndexOf('alt');
  return at < 0
    ? undefined
    : words
        .slice(at + 1)
        .join(' ')
        .replace(/^["'“‘]|["'”’]$/g, '');
}

/** `40mm`, `40mm x 20mm`, `x 20mm`, `… stretch`; undefined when it is none of these. */
export function parseBox(words: readonly string[]): Box | undefined {
  const end = words.lastIndexOf('alt');
  const text = (end < 0 ? words : words.slice(0, end))
    .join(' ')
    .toLowerCase()
    .replaceAll('毫米', 'mm')
    .replaceAll('厘米', 'cm')
    .replace(/\s*[x×*]\s*/g, ' x ')
    .trim();
  const match =
    /^(?:([\d.]+) ?(mm|cm|in|pt|px))?(?: ?x ([\d.]+) ?(mm|cm|in|pt|px))?(?: ?(fit|stretch))?$/.exec(text);
  if (!match) return undefined;
  const length = (number: string | undefined, unit = ''): number | null =>
    number === undefined ? null : Math.round(Number(number) * (EMU[unit] ?? 0));
  const [cx, cy] = [length(match[1], match[2]), length(match[3], match[4])];
  const possible = [cx, cy].every((side) => side === null || (side >= SMALLEST && side <= WIDEST));
  return possible ? { cx, cy, stretch: match[5] === 'stretch' } : undefined;
}

/** What fits on a page of A4 with margins: the most for a picture of which nobody said how large it is to be. */
const PAGE: Box = { cx: 160 * 36_000, cy: 240 * 36_000, stretch: false };

/** Keeps the ratio inside the box; without a box 96 pixels are an inch, as far as a page goes. */
export function sizeIn(picture: Picture, box: Box): Size {
  const ratio = picture.height / picture.width;
  if (box.cx === null && box.cy === null) {
    const natural = { cx: Math.round(picture.width * 9525), cy: Math.round(picture.height * 9525) };
    const fits = natural.cx <= (PAGE.cx ?? 0) && natural.cy <= (PAGE.cy ?? 0);
    return fits ? natural : sizeIn(picture, PAGE);
  }
  if (box.cx === null) return { cx: Math.round((box.cy ?? 0) / ratio), cy: box.cy ?? 0 };
  if (box.cy === null) return { cx: box.cx, cy: Math.round(box.cx * ratio) };
  if (box.stretch) return { cx: box.cx, cy: box.cy };
  const cx = Math.min(box.cx, Math.round(box.cy / ratio));
  return { cx, cy: Math.round(cx * ratio) };
}

const mistake = (code: string, zh: string, en: string): ValueMistake => new ValueMistake(code, { zh, en });

const known = new WeakMap<Uint8Array, Picture>();

/**
 * Bytes or a data URL of a png, jpeg or svg; or `{ image, fallback, alt }`, where the fallback is a png or jpeg for
 * programs that know no svg. Throws ValueMistake `IMAGE_UNREADABLE` or `IMAGE_UNSAFE`. */
export function readPicture(value: unknown): Picture {
  if (isDescribed(value)) {
    const picture = readPicture(value.image);
    const fallback = value.fallback === undefined ? {} : { fallback: readPicture(value.fallback) };
    return { ...picture, ...fallback, ...(typeof value.alt === 'string' ? { alt: value.alt } : {}) };
  }
  const bytes = bytesOf(value);
  const before = known.get(bytes);
  if (before) return before;
  const picture = recognise(bytes);
  known.set(bytes, picture);
  return picture;
}

const isDescribed = (value: unknown): value is { image: unknown; fallback?: unknown; alt?: unknown } =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, 'image');

function bytesOf(value: unknown): Uint8Array {
  if (value instanceof Uint8Array && value.length <= LARGEST) return value;
  if (typeof value === 'string' && value.length <= LARGEST * 2) {
    const url = /^data:image\/(?:png|jpe?g|svg\+xml)((?:;[\w=-]+)*),/i.exec(value);
    const content = value.slice(url?.[0].length);
    if (url && /;base64$/i.test(url[1] ?? '')) return Buffer.from(content, 'base64');
    if (url) return Buffer.from(percentDecoded(content), 'utf8');
  }
  throw unreadable();
}

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw unreadable();
  }
}

const unreadable = (): ValueMistake =>
  mistake(
    'IMAGE_UNREADABLE',
    '图片须为 PNG、JPEG 或 SVG（文件字节或 data: 地址），且不超过 20 MB。',
    'A picture must be PNG, JPEG or SVG, as bytes or a data: address, of at most 20 MB.',
  );

function recognise(bytes: Uint8Array): Picture {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (buffer.length > 24 && buffer.readUInt32BE(0) === 0x89504e47) {
    return sized('png', bytes, buffer.readUInt32BE(16), buffer.readUInt32BE(20));
  }
  if (buffer.length > 4 && buffer.readUInt16BE(0) === 0xffd8) return jpeg(buffer);
  const head = buffer.toString('utf8', 0, Math.min(buffer.length, 4000));
  if (/<svg[\s>]/i.test(head)) return svg(buffer, head);
  throw unreadable();
}

function sized(type: Picture['type'], bytes: Uint8Array, width: number, height: number): Picture {
  if (!(width > 0) || !(height > 0) || width > 100_000 || height > 100_000) throw unreadable();
  return { type, bytes, width, height };
}

function jpeg(buffer: Buffer): Picture {
  let at = 2;
  while (at + 9 < buffer.length && buffer[at] === 0xff) {
    const marker = buffer[at + 1] ?? 0;
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return sized('jpeg', buffer, buffer.readUInt16BE(at + 7), buffer.readUInt16BE(at + 5));
    at += 2 + buffer.readUInt16BE(at + 2);
  }
  throw unreadable();
}

// An svg is a document: it may carry scripts or fetch things when it is shown.
const UNSAFE =
  /<script|<!doctype|<!entity|<foreignobject|\son\w+\s*=|(?:href|src)\s*=\s*["']\s*(?!#|data:image\/)|url\(\s*["']?(?!#)|@import|javascript:/i;

function svg(buffer: Buffer, head: string): Picture {
  if (UNSAFE.test(buffer.toString('utf8'))) {
    throw mistake(
      'IMAGE_UNSAFE',
      'SVG 图片含有脚本或外部引用，已拒绝。',
      'The SVG carries scripts or refers to something outside; it was refused.',
    );
  }
  const tag = /<svg[^>]*>/i.exec(head)?.[0] ?? '';
  const [, , boxWidth = 0, boxHeight = 0] = (/viewBox\s*=\s*["']([^"']*)/i.exec(tag)?.[1] ?? '')
    .trim()
    .split(/[\s,]+/)
    .map(Number);
  const length = (name: string): number => {
    const match = new RegExp(`\\s${name}\\s*=\\s*["']\\s*([\\d.]+)(mm|cm|in|pt|px)?\\s*["']`, 'i').exec(tag);
    return match ? (Number(match[1]) * (EMU[match[2] ?? 'px'] ?? 9525)) / 9525 : 0;
  };
  return sized('svg', buffer, length('width') || boxWidth || 300, length('height') || boxHeight || 150);
}
