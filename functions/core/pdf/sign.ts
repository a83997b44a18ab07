import {
  type DocumentSnapshot,
  PDFDict,
  type PDFDocument,
  PDFHexString,
  PDFName,
  PDFRef,
  PDFString,
} from '@cantoo/pdf-lib';
import { wallClock } from '../instant.ts';
import { sha256Bytes } from '../ledger/hash.ts';
import { DocketError, type Text } from '../result.ts';
import { type DocumentSigner, type Stamp, signCms } from './cms.ts';
import { fieldsOf, lockedBy, setLook, sizeOf } from './fields.ts';
import { type Faces, Ink, textString } from './ink.ts';
import { type Look, type Painter, painterOf } from './looks.ts';
import { openPdf, STRADDLE } from './prepare.ts';
import { COLOUR, rule } from './shapes.ts';
import { FIELD } from './sheet.ts';
import { type TrailRow, trailLook } from './trail.ts';

/** What somebody does to a document, once decided and recorded. */
export interface Act {
  /** A slot of the sheet, or `spare-1` … */
  readonly slot: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Who signs, as shown: 王小明. */
  readonly name: string;
  readonly title: Text;
  /** 签字 Signed, 代签 Signed for …, 补签 Countersigned, 盖章 Sealed. */
  readonly what: Text;
  readonly look: Look;
  /** How it was done: method, who authorised, for whom. At most three lines are shown. */
  readonly details: readonly string[];
  /** The time line so far, for the page reserved for it; what a seal gives. */
  readonly trail?: readonly TrailRow[];
}

export interface Signing {
  readonly signer: DocumentSigner;
  readonly faces: Faces;
  /** When the key signs, milliseconds since the epoch; default: when the act was done. */
  readonly at?: number;
  /** Makes it B-T; when it throws nothing is signed. */
  readonly stamp?: Stamp;
}

const WIDE = 9_999_999_999;
const PLACE = `/ByteRange [ 0 ${WIDE} ${WIDE} ${WIDE} ]`;
/** Attributes, an RSA-4096 signature and what holds them together. */
const CMS_ROOM = 1_500;
/** A time stamp token with the chain of its authority. */
const STAMP_ROOM = 12_000;

/** Bytes that the signature will take at the most. */
const roomOf = ({ signer, stamp }: Signing): number =>
  signer.certificates.reduce((sum, one) => sum + one.length, CMS_ROOM) + (stamp ? STAMP_ROOM : 0);

const slotError = (code: 'SLOT_UNKNOWN' | 'SLOT_SIGNED', slot: string): DocketError =>
  new DocketError(
    code,
    code === 'SLOT_SIGNED'
      ? { zh: `签署位置 ${slot} 已经签过`, en: `the place ${slot} is signed already` }
      : { zh: `文件中没有签署位置 ${slot}`, en: `the document has no place ${slot} to sign` },
  );

const CAPTION = 8;

/** In the document: the look on a line with name and day below; a seal stands alone. */
const placeLook = (
  ink: Ink,
  act: Act,
  paint: Painter,
  [width, height]: readonly [number, number],
): string => {
  if (act.look.kind === 'picture' && width / height < 1.2) return paint(0, 0, width, height);
  const day = wallClock(act.at).slice(0, 10);
  const caption = ink.fitted(`${act.name}  ${day}`, 2, 2, width - 4, { size: 6.5, colour: COLOUR.grey });
  return (
    paint(2, CAPTION + 2, width - 4, height - CAPTION - 3) +
    rule(0, CAPTION + 1, width, COLOUR.faint) +
    caption
  );
};

const factsLook = (ink: Ink, act: Act, [width, height]: readonly [number, number]): string => {
  const line = (text: string, y: number, size: number, colour: string): string =>
    ink.fitted(text, 0, y, width, { size, colour });
  const name = ink.text(act.name, 0, height - 13, { size: 11.5, bold: true, colour: COLOUR.text });
  const after = ink.width(act.name, 11.5) + 8;
  const title = ink.fitted(`${act.title.zh}  ${act.title.en}`, after, height - 13, width - after, {
    size: 8.5,
    colour: COLOUR.grey,
  });
  const what = line(
    `${act.what.zh}  ${act.what.en}  ·  ${wallClock(act.at)} (UTC+8)`,
    height - 27,
    8.5,
    COLOUR.accent,
  );
  const details = act.details
    .slice(0, 3)
    .map((text, index) => line(text, height - 39 - index * 11, 7.5, COLOUR.grey));
  return name + title + what + details.join('');
};

interface Update {
  readonly document: PDFDocument;
  readonly fields: ReadonlyMap<string, PDFDict>;
  readonly ink: Ink;
  /** What the revision will hold; told by hand, since looking for each change costs more than all the rest. */
  readonly revision: DocumentSnapshot;
}

const show = (
  { document, fields, ink, revision }: Update,
  name: string,
  draw: (size: readonly [number, number]) => string,
): void => {
  const field = fields.get(name);
  if (!field) return;
  const size = sizeOf(field);
  setLook(document, field, ink.form(...size, draw(size)));
  revision.markObjForSave(field);
};

const isEmpty = ({ fields }: Update, name: string): boolean => !fields.get(name)?.has(PDFName.of('AP'));

/** Each strip shows its part of the seal; together, pages fanned out, they show it whole. */
const showStraddle = (update: Update, names: readonly string[], paint: Painter): void => {
  for (const name of names) {
    const [, , strip, strips] = /^straddle-(\d+)-(\d+)-(\d+)$/.exec(name) ?? [];
    const width = STRADDLE / Number(strips);
    if (strip !== undefined) show(update, name, () => paint(-Number(strip) * width, 0, STRADDLE, STRADDLE));
  }
};

const showAct = async (update: Update, act: Act, field: PDFDict): Promise<void> => {
  const { document, fields, ink } = update;
  const paint = await painterOf(act.look, document, ink);
  const inPlace = (size: readonly [number, number]): string => placeLook(ink, act, paint, size);
  show(update, FIELD.signature(act.slot), inPlace);
  show(update, FIELD.picture(act.slot), inPlace);
  show(update, FIELD.facts(act.slot), (size) => factsLook(ink, act, size));
  for (const name of fields.keys()) if (name.startsWith(FIELD.copies(act.slot))) show(update, name, inPlace);
  const open = lockedBy(field).filter((name) => isEmpty(update, name));
  showStraddle(update, open, paint);
  const { trail } = act;
  if (trail && open.includes(FIELD.trail)) show(update, FIELD.trail, () => trailLook(ink, trail));
};

const pdfDate = (ms: number): string => `D:${wallClock(ms).replace(/\D/g, '')}+08'00'`;

const reference = (document: PDFDocument, method: 'DocMDP' | 'FieldMDP', params: object): PDFDict =>
  document.context.obj({
    Type: 'SigRef',
    TransformMethod: method,
    TransformParams: document.context.obj({ Type: 'TransformParams', ...params }),
  });

/** The signature with room for its bytes; the first one certifies: only fields may be filled and signed from then on. */
const addSignature = (
  { document, revision }: Update,
  field: PDFDict,
  act: Act,
  { room, at }: { readonly room: number; readonly at: number },
): void => {
  const { context, catalog } = document;
  const lock = field.lookup(PDFName.of('Lock'), PDFDict);
  const locking = { V: PDFName.of('1.2'), Action: 'Include', Fields: lock.lookup(PDFName.of('Fields')) };
  const references = [reference(document, 'FieldMDP', locking)];
  const first = !catalog.has(PDFName.of('Perms'));
  if (first) references.push(reference(document, 'DocMDP', { V: PDFName.of('1.2'), P: 2 }));
  const signature = context.register(
    context.obj({
      Type: 'Sig',
      Filter: 'Adobe.PPKLite',
      SubFilter: 'ETSI.CAdES.detached',
      ByteRange: [0, WIDE, WIDE, WIDE],
      Contents: PDFHexString.of('0'.repeat(room * 2)),
      M: PDFString.of(pdfDate(at)),
      Name: textString(act.name),
      Reason: textString(`${act.what.zh} ${act.what.en}`),
      Reference: references,
    }),
  );
  field.set(PDFName.of('V'), signature);
  revision.markObjForSave(field);
  if (!first) return;
  catalog.set(PDFName.of('Perms'), context.obj({ DocMDP: signature }));
  revision.markObjForSave(catalog);
};

interface Unsigned {
  readonly bytes: Buffer;
  /** Of the `<` before the room, and of what follows its `>`. */
  readonly start: number;
  readonly end: number;
}

const withRange = (bytes: Buffer, before: number, room: number): Unsigned => {
  const at = bytes.indexOf(PLACE, before);
  const start = bytes.indexOf('<', bytes.indexOf('/Contents <', before));
  const end = start + room * 2 + 2;
  const range = `/ByteRange [ 0 ${start} ${end} ${bytes.length - end} ]`;
  bytes.write(range.padEnd(PLACE.length, ' '), at, 'latin1');
  return { bytes, start, end };
};

const seal = async ({ bytes, start, end }: Unsigned, { signer, stamp }: Signing): Promise<Uint8Array> => {
  const digest = sha256Bytes(Buffer.concat([bytes.subarray(0, start), bytes.subarray(end)]));
  const cms = Buffer.from(await signCms(digest, signer, stamp)).toString('hex');
  if (cms.length > end - start - 2)
    throw new DocketError('SIGNATURE_TOO_LARGE', {
      zh: '时间戳过大，签名放不下；请换一个时间戳服务',
      en: 'the time stamp is too large for the signature: use another authority',
    });
  bytes.write(cms, start + 1, 'latin1');
  return bytes;
};

/**
 * Appends a revision to a prepared PDF that shows the act and signs every byte up to its own end: PAdES B-B, with a
 * stamp B-T. Signatures of one document must come one after the other. Throws `SLOT_UNKNOWN`, `SLOT_SIGNED`,
 * `PDF_INVALID`, `TIMESTAMP_FAILED`, and what the signer throws; then nothing was signed.
 */
export const signPdf = async (pdf: Uint8Array, act: Act, signing: Signing): Promise<Uint8Array> => {
  const document = await openPdf(pdf);
  const fields = fieldsOf(document);
  const field = fields.get(FIELD.signature(act.slot));
  if (!field) throw slotError('SLOT_UNKNOWN', act.slot);
  if (field.get(PDFName.of('V')) instanceof PDFRef) throw slotError('SLOT_SIGNED', act.slot);
  const room = roomOf(signing);
  // before anything is numbered: what comes later is new
  const revision = document.takeSnapshot();
  const ink = new Ink(document.context, signing.faces);
  const update = { document, fields, ink, revision };
  await showAct(update, act, field);
  addSignature(update, field, act, { room, at: signing.at ?? act.at });
  ink.finish();
  const appended = await document.saveIncremental(update.revision, { useObjectStreams: false });
  return seal(withRange(Buffer.concat([pdf, appended]), pdf.length, room), signing);
};
