import {
  PDFArray,
  PDFDict,
  type PDFDocument,
  PDFHexString,
  PDFName,
  type PDFPage,
  PDFRef,
  PDFString,
} from '@cantoo/pdf-lib';
import { MM } from './shapes.ts';

export type PlaceKind = 'sign' | 'seal';

/** Points, from the lower left of the page. */
export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Where a template wants a signature or seal. */
export interface Place {
  readonly kind: PlaceKind;
  /** `deputy-gm` of `{{sign:deputy-gm}}` */
  readonly name: string;
  /** From 0. */
  readonly page: number;
  readonly box: Rect;
}

/** A place is a link: Word, Excel and LibreOffice carry it into the PDF with its exact position. */
const PLACE = /^docket:(sign|seal)\/([a-z][a-z0-9_-]*)(?:\?w=(\d{1,3})&h=(\d{1,3}))?$/i;

/** Millimetres. */
const SIZE: Readonly<Record<PlaceKind, readonly [number, number]>> = { sign: [45, 16], seal: [42, 42] };

const MARGIN = 14;

const clamp = (value: number, least: number, most: number): number => Math.max(least, Math.min(value, most));

const uriOf = (annotation: PDFDict): string => {
  const uri = annotation.lookupMaybe(PDFName.of('A'), PDFDict)?.lookup(PDFName.of('URI'));
  return uri instanceof PDFString || uri instanceof PDFHexString ? uri.decodeText() : '';
};

/** A signature stands on the line of its mark, from where that begins; a seal has it in its middle. */
const boxAt = (kind: PlaceKind, mark: Rect, page: PDFPage, width: number, height: number): Rect => {
  const middle = { x: mark.x + mark.width / 2, y: mark.y + mark.height / 2 };
  const x = kind === 'sign' ? mark.x : middle.x - width / 2;
  return {
    x: clamp(x, MARGIN, page.getWidth() - MARGIN - width),
    y: clamp(middle.y - height / 2, MARGIN, page.getHeight() - MARGIN - height),
    width,
    height,
  };
};

const placeOf = (annotation: PDFDict, page: PDFPage, index: number): Place | undefined => {
  const [, kindText, name, w, h] = PLACE.exec(uriOf(annotation)) ?? [];
  if (name === undefined) return undefined;
  const kind: PlaceKind = kindText?.toLowerCase() === 'seal' ? 'seal' : 'sign';
  const [width, height] = w === undefined ? SIZE[kind] : [Number(w), Number(h)];
  const mark = annotation.lookup(PDFName.of('Rect'), PDFArray).asRectangle();
  return {
    kind,
    name: name.toLowerCase(),
    page: index,
    box: boxAt(kind, mark, page, width * MM, height * MM),
  };
};

/** The places in the order of reading, whose marks are gone from the document afterwards. */
export const takePlaces = (document: PDFDocument): readonly Place[] =>
  document.getPages().flatMap((page, index) => {
    const annotations = page.node.Annots();
    const found: Place[] = [];
    for (let at = (annotations?.size() ?? 0) - 1; at >= 0; at--) {
      const annotation = annotations?.lookup(at);
      const place = annotation instanceof PDFDict && placeOf(annotation, page, index);
      if (!place) continue;
      found.unshift(place);
      const ref = annotations?.get(at);
      if (ref instanceof PDFRef) document.context.delete(ref);
      annotations?.remove(at);
    }
    return onceEach(found);
  });

/** A mark that is broken over lines is several links on the same page. */
const onceEach = (places: readonly Place[]): readonly Place[] =>
  places.filter(
    ({ kind, name, box }, index) =>
      !places
        .slice(0, index)
        .some((other) => other.kind === kind && other.name === name && touches(other.box, box)),
  );

const touches = (a: Rect, b: Rect): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
