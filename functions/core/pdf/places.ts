import {
  extractPageContents,
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

/** How a mark is written: `docket:sign/deputy-gm?w=50&h=18` (millimetres), as unseen text in brackets or as a link. */
const PLACE = /^docket:(sign|seal)\/([a-z][a-z0-9_-]*)(?:\?w=(\d{1,3})&h=(\d{1,3}))?$/i;

/** Millimetres. */
const SIZE: Readonly<Record<PlaceKind, readonly [number, number]>> = { sign: [45, 16], seal: [42, 42] };

const MARGIN = 14;
/** A signature's line is a little below the line of text. */
const BELOW = 10;

interface Mark {
  readonly uri: string;
  /** On the baseline of its text, or in the middle of its link. */
  readonly x: number;
  readonly y: number;
}

const clamp = (value: number, least: number, most: number): number => Math.max(least, Math.min(value, most));

const placeAt = ({ uri, x, y }: Mark, page: PDFPage, index: number): Place | undefined => {
  const [, kindText, name, w, h] = PLACE.exec(uri) ?? [];
  if (name === undefined) return undefined;
  const kind: PlaceKind = kindText?.toLowerCase() === 'seal' ? 'seal' : 'sign';
  const [width, height] = (w === undefined ? SIZE[kind] : [Number(w), Number(h)]).map((mm) => mm * MM) as [
    number,
    number,
  ];
  const [left, bottom] = kind === 'sign' ? [x, y - BELOW] : [x - width / 2, y - height / 2];
  const box = {
    x: clamp(left, MARGIN, page.getWidth() - MARGIN - width),
    y: clamp(bottom, MARGIN, page.getHeight() - MARGIN - height),
    width,
    height,
  };
  return { kind, name: name.toLowerCase(), page: index, box };
};

const TINY = 1.6;
const WRITTEN = /\[(docket:[^\]\s]*)\]/g;

/** A mark may be broken over lines: tiny text is read on until its bracket closes. */
const writtenMarks = (page: PDFPage): readonly Mark[] => {
  const marks: Mark[] = [];
  let open: Mark | undefined;
  for (const asset of extractPageContents(page.node)) {
    if (asset.kind !== 'text' || asset.fontSize > TINY) continue;
    const text = asset.getText().trim();
    const so = open?.uri ?? '';
    open = { x: open?.x ?? asset.x, y: open?.y ?? asset.y, uri: so + text };
    for (const [, uri = ''] of open.uri.matchAll(WRITTEN)) marks.push({ ...open, uri });
    if (!/\[[^\]]*$/.test(open.uri)) open = undefined;
  }
  return marks;
};

const uriOf = (annotation: PDFDict): string => {
  const uri = annotation.lookupMaybe(PDFName.of('A'), PDFDict)?.lookup(PDFName.of('URI'));
  return uri instanceof PDFString || uri instanceof PDFHexString ? uri.decodeText() : '';
};

/** Links that are marks; they are taken out of the page, for nobody shall follow them. */
const takeLinks = (document: PDFDocument, page: PDFPage): readonly Mark[] => {
  const annotations = page.node.Annots();
  const marks: Mark[] = [];
  for (let at = (annotations?.size() ?? 0) - 1; at >= 0; at--) {
    const annotation = annotations?.lookup(at);
    if (!(annotation instanceof PDFDict) || !PLACE.test(uriOf(annotation))) continue;
    const { x, y, height } = annotation.lookup(PDFName.of('Rect'), PDFArray).asRectangle();
    marks.unshift({ uri: uriOf(annotation), x, y: y + height / 2 });
    const ref = annotations?.get(at);
    if (ref instanceof PDFRef) document.context.delete(ref);
    annotations?.remove(at);
  }
  return marks;
};

/** The places in the order of reading. */
export const takePlaces = (document: PDFDocument): readonly Place[] =>
  document.getPages().flatMap((page, index) => {
    const marks = [...writtenMarks(page), ...takeLinks(document, page)];
    return marks.flatMap((mark) => placeAt(mark, page, index) ?? []);
  });
