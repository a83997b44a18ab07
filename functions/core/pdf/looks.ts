import { PDFDocument, type PDFImage, type PDFRef } from '@cantoo/pdf-lib';
import type { Ink } from './ink.ts';
import { COLOUR, strokes } from './shapes.ts';

/** How a signature or seal looks. A look proves nothing; the cryptographic signature does. */
export type Look =
  /** Drawn on a pad of `width` × `height`: per stroke x, y, x, y … from the upper left. */
  | {
      readonly kind: 'drawn';
      readonly strokes: readonly (readonly number[])[];
      readonly width: number;
      readonly height: number;
    }
  | { readonly kind: 'typed'; readonly text: string }
  /** An uploaded signature, or the company seal: PNG or JPEG. */
  | { readonly kind: 'picture'; readonly bytes: Uint8Array };

/** Draws the look into the middle of a box, as large as it fits. */
export type Painter = (x: number, y: number, width: number, height: number) => string;

const centred = (
  box: readonly [x: number, y: number, width: number, height: number],
  width: number,
  height: number,
): readonly [x: number, y: number, scale: number] => {
  const scale = Math.min(box[2] / width, box[3] / height);
  return [box[0] + (box[2] - width * scale) / 2, box[1] + (box[3] - height * scale) / 2, scale];
};

const drawn =
  (look: Extract<Look, { kind: 'drawn' }>): Painter =>
  (...box) => {
    const [x, y, scale] = centred(box, look.width, look.height);
    const pen = 1.4 / scale;
    const lines = strokes(look.strokes, look.height);
    return `q ${COLOUR.ink} RG ${scale.toFixed(4)} 0 0 ${scale.toFixed(4)} ${x.toFixed(2)} ${y.toFixed(2)} cm ${pen.toFixed(3)} w 1 J 1 j\n${lines}Q\n`;
  };

const SLANT = 0.2;
const LARGEST = 26;

const typed =
  (text: string, ink: Ink): Painter =>
  (x, y, width, height) => {
    const size = Math.min(LARGEST, height * 0.62, (width * 0.94 * 10) / (ink.width(text, 10, 'hand') + 2));
    const left = x + (width - ink.width(text, size, 'hand')) / 2;
    const line = ink.text(text, 0, 0, { size, face: 'hand', colour: COLOUR.ink });
    return `q 1 0 ${SLANT} 1 ${left.toFixed(2)} ${(y + height / 2 - size * 0.36).toFixed(2)} cm ${line}Q\n`;
  };

const isPng = (bytes: Uint8Array): boolean => bytes[0] === 0x89 && bytes[1] === 0x50;

const picture =
  (ref: PDFRef, width: number, height: number, ink: Ink): Painter =>
  (...box) => {
    const [x, y, scale] = centred(box, width, height);
    return ink.picture(ref, x, y, width * scale, height * scale);
  };

const embed = (bytes: Uint8Array, document: PDFDocument): Promise<PDFImage> =>
  isPng(bytes) ? document.embedPng(bytes) : document.embedJpg(bytes);

/** A PNG is unpacked to be drawn: four bytes a pixel, however small its file is. */
const MOST_PIXELS = 8_000_000;

const isHuge = (bytes: Uint8Array): boolean => {
  const head = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return bytes.length < 24 || head.getUint32(16) * head.getUint32(20) > MOST_PIXELS;
};

/** Whether a picture can be drawn, found out by doing so: when the document is sealed nobody can mend it. */
export const isDrawable = async (bytes: Uint8Array): Promise<boolean> => {
  if (isPng(bytes) && isHuge(bytes)) return false;
  try {
    await embed(bytes, await PDFDocument.create());
    return true;
  } catch {
    return false;
  }
};

export const painterOf = async (look: Look, document: PDFDocument, ink: Ink): Promise<Painter> => {
  if (look.kind === 'drawn') return drawn(look);
  if (look.kind === 'typed') return typed(look.text, ink);
  const image = await embed(look.bytes, document);
  return picture(image.ref, image.width, image.height, ink);
};
