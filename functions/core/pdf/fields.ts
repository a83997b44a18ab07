import {
  PDFArray,
  PDFDict,
  type PDFDocument,
  PDFHexString,
  PDFName,
  type PDFObject,
  type PDFPage,
  type PDFRef,
  PDFString,
} from '@cantoo/pdf-lib';
import { textString } from './ink.ts';
import type { Rect } from './places.ts';

const PRINT = 4;
/** A push button that does nothing and cannot be pushed: PDF's field for a picture that comes later. */
const PICTURE = 65_536 + 1;
const SIGNATURES_EXIST_AND_APPEND_ONLY = 3;

/** The form of the document, made when there is none. */
const formOf = (document: PDFDocument): PDFDict => {
  const { context, catalog } = document;
  const found = catalog.lookupMaybe(PDFName.of('AcroForm'), PDFDict);
  const form = found ?? context.obj({ Fields: [] });
  if (!found) catalog.set(PDFName.of('AcroForm'), context.register(form));
  if (!form.lookupMaybe(PDFName.of('Fields'), PDFArray)) form.set(PDFName.of('Fields'), context.obj([]));
  form.set(PDFName.of('SigFlags'), context.obj(SIGNATURES_EXIST_AND_APPEND_ONLY));
  return form;
};

const add = (
  document: PDFDocument,
  page: PDFPage,
  at: Rect,
  name: string,
  more: Record<string, PDFObject>,
): PDFDict => {
  const { context } = document;
  const field = context.obj({
    Type: 'Annot',
    Subtype: 'Widget',
    Rect: [at.x, at.y, at.x + at.width, at.y + at.height],
    F: PRINT,
    P: page.ref,
    T: textString(name),
    ...more,
  });
  const ref = context.register(field);
  page.node.addAnnot(ref);
  formOf(document).lookup(PDFName.of('Fields'), PDFArray).push(ref);
  return field;
};

/** Reserves a place for a signature that, once there, locks these fields. */
export const addSignatureField = (
  document: PDFDocument,
  page: PDFPage,
  at: Rect,
  name: string,
  locks: readonly string[],
): void => {
  const { context } = document;
  const lock = { Type: 'SigFieldLock', Action: 'Include', Fields: [name, ...locks].map(textString) };
  add(document, page, at, name, { FT: PDFName.of('Sig'), Lock: context.obj(lock) });
};

/** Reserves a place for what a signature shows elsewhere. */
export const addPicture = (
  document: PDFDocument,
  page: PDFPage,
  at: Rect,
  name: string,
  look?: PDFRef,
): void => {
  const field = add(document, page, at, name, { FT: PDFName.of('Btn'), Ff: document.context.obj(PICTURE) });
  if (look) setLook(document, field, look);
};

export const setLook = (document: PDFDocument, field: PDFDict, look: PDFRef): void =>
  field.set(PDFName.of('AP'), document.context.obj({ N: look }));

/** The top fields of the form by name. */
export const fieldsOf = (document: PDFDocument): ReadonlyMap<string, PDFDict> => {
  const form = document.catalog.lookupMaybe(PDFName.of('AcroForm'), PDFDict);
  const list = form?.lookupMaybe(PDFName.of('Fields'), PDFArray);
  const found = new Map<string, PDFDict>();
  for (let index = 0; index < (list?.size() ?? 0); index++) {
    const field = list?.lookup(index);
    if (field instanceof PDFDict) found.set(nameOf(field), field);
  }
  return found;
};

export const textOf = (value: PDFObject | undefined): string =>
  value instanceof PDFString || value instanceof PDFHexString ? value.decodeText() : '';

const nameOf = (field: PDFDict): string => textOf(field.lookup(PDFName.of('T')));

/** The fields that are fixed once this signature field is signed, by its own lock. */
export const lockedBy = (field: PDFDict): readonly string[] => {
  const names = field.lookupMaybe(PDFName.of('Lock'), PDFDict)?.lookupMaybe(PDFName.of('Fields'), PDFArray);
  return names?.asArray().map(textOf) ?? [];
};

/** Width and height of a field on its page. */
export const sizeOf = (field: PDFDict): readonly [number, number] => {
  const { width, height } = field.lookup(PDFName.of('Rect'), PDFArray).asRectangle();
  return [width, height];
};
