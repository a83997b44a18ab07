import { ParseSpeeds, PDFDocument, type PDFPage } from '@cantoo/pdf-lib';
import { sha256 } from '../ledger/hash.ts';
import { DocketError } from '../result.ts';
import { addCertificate, type Certificate } from './certificate.ts';
import { addPicture, addSignatureField } from './fields.ts';
import { type Faces, Ink } from './ink.ts';
import { type Place, type Rect, takePlaces } from './places.ts';
import { COLOUR, MM } from './shapes.ts';
import { FIELD, type Row, type Sheet, type Slot, slotsOf, trailBox } from './sheet.ts';

/** Side of the seal that straddles the pages, in points. */
export const STRADDLE = 40 * MM;

/** The smallest strip of the seal that still shows something. */
const NARROWEST = 4 * MM;

const awaiting = (ink: Ink, { title, spare }: Slot & { readonly spare: boolean }): string =>
  spare
    ? ink.text('预留给以后的签署', 0, 34, { size: 8, colour: COLOUR.faint }) +
      ink.text('Reserved for later signatures', 0, 24, { size: 6.5, colour: COLOUR.faint })
    : ink.fitted(`待签  ${title.zh}`, 0, 40, 280, { size: 10.5, colour: COLOUR.grey }) +
      ink.fitted(`Awaiting: ${title.en}`, 0, 26, 280, { size: 8, colour: COLOUR.grey });

interface Reserving {
  readonly document: PDFDocument;
  readonly ink: Ink;
  readonly certificate: Certificate;
  /** Fields that the first seal fills and every signature after it leaves alone; without a seal the last slot. */
  readonly shared: readonly string[];
  readonly closes: (slot: Slot) => boolean;
}

const reserveSlot = (
  { document, ink, certificate, shared, closes }: Reserving,
  slot: Slot & { readonly spare: boolean },
  row: Row,
  places: readonly Place[],
): void => {
  const page = certificate.pages[row.page] as PDFPage;
  const [main, ...copies] = places;
  const copyNames = copies.map((_, index) => `${FIELD.copies(slot.id)}${index + 1}`);
  const locks = [FIELD.facts(slot.id), ...copyNames, ...(closes(slot) ? shared : [])];
  const pageOf = ({ page: index }: Place): PDFPage => document.getPage(index);
  if (main) {
    addSignatureField(document, pageOf(main), main.box, FIELD.signature(slot.id), [
      ...locks,
      FIELD.picture(slot.id),
    ]);
    addPicture(document, page, row.picture, FIELD.picture(slot.id));
  } else addSignatureField(document, page, row.picture, FIELD.signature(slot.id), locks);
  for (const [index, copy] of copies.entries())
    addPicture(document, pageOf(copy), copy.box, copyNames[index] ?? '');
  const look = ink.form(row.facts.width, row.facts.height, awaiting(ink, slot));
  addPicture(document, page, row.facts, FIELD.facts(slot.id), look);
};

/** Strips of the seal on the outer edges of the document's own pages, as wide as their part of it. */
const reserveStraddle = (document: PDFDocument, pages: readonly PDFPage[]): readonly string[] => {
  const most = Math.max(2, Math.floor(STRADDLE / NARROWEST));
  // a seal over more pages than it has strips starts again
  const strips = Math.min(pages.length, most);
  return pages.map((page, index) => {
    const width = STRADDLE / strips;
    const name = `${FIELD.straddle}${index}-${index % strips}-${strips}`;
    const at: Rect = {
      x: page.getWidth() - width,
      y: (page.getHeight() - STRADDLE) / 2,
      width,
      height: STRADDLE,
    };
    addPicture(document, page, at, name);
    return name;
  });
};

export const openPdf = async (bytes: Uint8Array): Promise<PDFDocument> => {
  try {
    return await PDFDocument.load(bytes, {
      parseSpeed: ParseSpeeds.Fastest,
      updateMetadata: false,
      throwOnInvalidObject: true,
    });
  } catch (cause) {
    throw new DocketError(
      'PDF_INVALID',
      {
        zh: '这个 PDF 已损坏或有密码，无法签署；请重新生成',
        en: 'this PDF is damaged or has a password and cannot be signed: make it again',
      },
      { cause },
    );
  }
};

/**
 * Gets a rendered PDF ready for its signatures: takes out the marks of the places, reserves a field for each slot, adds
 * the certificate pages. From here on every change is an appended revision. The same input gives the same bytes.
 * Throws `PDF_INVALID`.
 */
export const preparePdf = async (pdf: Uint8Array, sheet: Sheet, faces: Faces): Promise<Uint8Array> => {
  const document = await openPdf(pdf);
  const own = document.getPages();
  const places = takePlaces(document);
  const ink = new Ink(document.context, faces);
  const certificate = addCertificate(document, ink, sheet, sha256(pdf));
  const straddle = sheet.straddle && own.length > 1 ? reserveStraddle(document, own) : [];
  addPicture(document, certificate.trail, trailBox, FIELD.trail);
  const sealed = sheet.slots.some(({ kind }) => kind === 'seal');
  const closes = ({ id, kind }: Slot): boolean => (sealed ? kind === 'seal' : id === sheet.slots.at(-1)?.id);
  const reserving = { document, ink, certificate, shared: [...straddle, FIELD.trail], closes };
  for (const [index, slot] of slotsOf(sheet).entries()) {
    const named = places.filter(({ kind, name }) => kind === slot.kind && name === slot.place);
    reserveSlot(reserving, slot, certificate.rows[index] as Row, named);
  }
  ink.finish();
  return document.save({ useObjectStreams: false, updateFieldAppearances: false });
};
