import { type PDFDict, PDFDocument, PDFName, type PDFPage, rgb } from '@cantoo/pdf-lib';
import { beforeAll, expect, it } from 'vitest';
import { documentSigner } from '../../../test/support/document-signer.ts';
import { temporaryFolder } from '../../../test/support/folder.ts';
import { acts, faces, prepared, revisions } from '../../../test/support/signed-contract.ts';
import { needs } from '../../../test/support/system.ts';
import { sha256 } from '../ledger/hash.ts';
import type { DocumentSigner } from './cms.ts';
import { fieldsOf, setLook } from './fields.ts';
import { judge, type Verdict } from './judge.ts';
import { type Act, signPdf } from './sign.ts';
import { type FindingCode, isPacked, verifyPdf } from './verify.ts';

const { describe } = needs('fc-match');

let signer: DocumentSigner;
let stranger: DocumentSigner;
let made: readonly Uint8Array[];
let final: Uint8Array;

const roots = (): readonly Uint8Array[] => signer.certificates.slice(-1);

const codesOf = async (bytes: Uint8Array): Promise<readonly FindingCode[]> =>
  (await verifyPdf(bytes, roots())).findings.map(({ code }) => code);

const verdictOf = async (bytes: Uint8Array): Promise<Verdict> => {
  const hashes = made.map((one) => sha256(one));
  const at = hashes.indexOf(sha256(bytes));
  const standing = at < 0 ? undefined : at === hashes.length - 1 ? 'current' : 'earlier';
  return judge(bytes, await verifyPdf(bytes, roots()), standing, roots()).verdict;
};

/** Appends a revision to a file, as any program can. */
const revised = async (pdf: Uint8Array, edit: (document: PDFDocument) => void): Promise<Uint8Array> => {
  const document = await PDFDocument.load(pdf, { forIncrementalUpdate: true, updateMetadata: false });
  edit(document);
  return document.save({ useObjectStreams: false, updateFieldAppearances: false });
};

const last: Act = { ...acts[0]!, slot: 'spare-2', name: '周涛' };

const signedBy = async (pdf: Uint8Array, by: DocumentSigner, act = last): Promise<Uint8Array> =>
  signPdf(pdf, act, { signer: by, faces: await faces() });

/** The mistake of one who holds our key. */
const inside = async (edit: (document: PDFDocument) => void): Promise<Uint8Array> =>
  signedBy(await revised(final, edit), signer);

const overpaint = (page: PDFPage): void => {
  page.drawRectangle({ x: 150, y: 715, width: 120, height: 14, color: rgb(1, 1, 1) });
  page.drawText('1.00', { x: 152, y: 720, size: 11 });
};

const fieldOf = (document: PDFDocument, name: string): PDFDict => fieldsOf(document).get(name)!;

const flipped = (pdf: Uint8Array, at: number): Uint8Array =>
  Uint8Array.from(pdf, (byte, index) => (index === at ? byte ^ 1 : byte));

const replaced = (pdf: Uint8Array, from: string, to: string, occurrence = 0): Uint8Array => {
  const text = Buffer.from(pdf).toString('latin1');
  let at = -1;
  for (let count = 0; count <= occurrence; count++) at = text.indexOf(from, at + 1);
  expect(at).toBeGreaterThan(0);
  return Buffer.from(text.slice(0, at) + to + text.slice(at + from.length), 'latin1');
};

const CONTENTS = /\/Contents <([0-9a-f]+)>/g;

const contentsOf = (pdf: Uint8Array): readonly string[] =>
  [...Buffer.from(pdf).toString('latin1').matchAll(CONTENTS)].map(([, hex = '']) => hex);

describe('a signed contract is judged', () => {
  beforeAll(async () => {
    signer = await documentSigner(temporaryFolder());
    stranger = await documentSigner(temporaryFolder());
    made = await revisions(signer);
    final = made.at(-1)!;
  });

  it('valid, with its signers in order', async () => {
    const report = await verifyPdf(final, roots());
    expect(report.findings).toEqual([]);
    expect(report.signatures.map(({ name, reason }) => `${name} ${reason}`)).toEqual([
      '王小明 签字 Signed',
      '李建国 代签 Signed on behalf',
      'John Smith 签字 Signed',
      '赵敏 盖章 Sealed',
      '陈志远 补签 Countersigned',
    ]);
    expect(await verdictOf(final)).toBe('valid');
  });

  it('superseded in an earlier state, unknown when it is of another house', async () => {
    expect(await verdictOf(made[2]!)).toBe('superseded');
    expect(await verdictOf((await revisions(stranger)).at(-1)!)).toBe('unknown');
    expect(judge(final, await verifyPdf(final, roots()), undefined, roots()).verdict).toBe('altered');
  });

  const NONE: readonly FindingCode[] = [];
  const tamperings: readonly (readonly [
    string,
    () => Promise<Uint8Array> | Uint8Array,
    readonly FindingCode[],
  ])[] = [
    ['a byte of the text', () => flipped(final, 700), ['SIGNATURE_BROKEN']],
    ['a byte of the second revision', () => flipped(final, made[1]!.length + 200), NONE],
    ['the last byte', () => flipped(final, final.length - 1), ['SIGNATURE_BROKEN']],
    ['cut after three signatures', () => final.subarray(0, made[3]!.length - 2), ['RANGE_WRONG']],
    ['cut in the middle', () => final.subarray(0, final.length / 2), ['PDF_INVALID']],
    ['a line at the end', () => Buffer.concat([final, Buffer.from('\n')]), ['TAIL_UNSIGNED']],
    ['bytes before the start', () => Buffer.concat([Buffer.from('%x\n'), final]), ['RANGE_WRONG']],
    ['painted over in a revision', () => revised(final, (d) => overpaint(d.getPage(0))), ['TAIL_UNSIGNED']],
    ['an annotation in a revision', () => revised(final, (d) => annotate(d)), ['TAIL_UNSIGNED']],
    [
      'painted over, signed by a stranger',
      async () => signedBy(await revised(final, (d) => overpaint(d.getPage(0))), stranger),
      ['SIGNER_UNKNOWN'],
    ],
    ['signed once more by a stranger', () => signedBy(final, stranger), ['SIGNER_UNKNOWN']],
    ['painted over with our key', () => inside((d) => overpaint(d.getPage(0))), ['CHANGED_AFTER_SIGNING']],
    ['an annotation with our key', () => inside((d) => annotate(d)), ['CHANGED_AFTER_SIGNING']],
    ['pages swapped with our key', () => inside(swapPages), ['CHANGED_AFTER_SIGNING']],
    ['a page taken out with our key', () => inside((d) => d.removePage(1)), ['CHANGED_AFTER_SIGNING']],
    [
      'a locked look with our key',
      () => inside((d) => blank(d, 'facts-customer')),
      ['CHANGED_AFTER_SIGNING'],
    ],
    ['the time line with our key', () => inside((d) => blank(d, 'trail')), ['CHANGED_AFTER_SIGNING']],
    [
      "a signature's own look with our key",
      () => inside((d) => blank(d, 'sign-director')),
      ['CHANGED_AFTER_SIGNING'],
    ],
    [
      'a signature taken out with our key',
      () => inside((d) => fieldOf(d, 'sign-customer').delete(PDFName.of('V'))),
      ['CHANGED_AFTER_SIGNING'],
    ],
    ['one signature in place of another', () => swapContents(), ['SIGNATURE_BROKEN']],
    ["another document's signature", () => transplanted(), ['SIGNATURE_BROKEN']],
    ['something hidden behind a signature', () => hidden(), ['SIGNATURE_BROKEN']],
    ['capital letters in a signature', () => capital(), ['RANGE_WRONG']],
    ['a range that leaves more out', () => shrunk(), ['RANGE_WRONG']],
    [
      'saved anew by another program',
      async () => (await PDFDocument.load(final)).save({ rewrite: true }),
      NONE,
    ],
    ['printed to a new file', () => printed(), ['NOT_SIGNED']],
  ];

  it.each(tamperings)('not valid: %s', async (_, tamper, expected) => {
    const bytes = await tamper();
    const codes = await codesOf(bytes);
    if (expected.length === 0) expect(codes).not.toEqual([]);
    else expect(codes).toEqual(expect.arrayContaining([...expected]));
    expect(['altered', 'unknown']).toContain(await verdictOf(bytes));
  });

  it('not valid: any byte, anywhere', async () => {
    const rooms = [...Buffer.from(final).toString('latin1').matchAll(CONTENTS)].map(
      ({ index, 0: whole }) => ({
        start: index,
        end: index + whole.length,
      }),
    );
    const step = Math.floor(final.length / 29);
    const places = Array.from({ length: 29 }, (_, index) => 5 + index * step);
    const covered = places.filter((at) => rooms.every(({ start, end }) => at < start || at > end));
    // in a room: what is signed of the signature itself, and the zeros behind it
    const inRooms = rooms.slice(-2).flatMap(({ start, end }) => [start + 20, end - 3]);
    for (const at of [...covered, ...inRooms])
      expect([at, await codesOf(flipped(final, at))]).not.toEqual([at, []]);
  });
});

const annotate = (document: PDFDocument): void => {
  const note = { Type: 'Annot', Subtype: 'Square', Rect: [150, 700, 300, 740], IC: [1, 1, 1] };
  document.getPage(0).node.addAnnot(document.context.register(document.context.obj(note)));
};

const swapPages = (document: PDFDocument): void => {
  const kids = document.catalog.Pages().Kids();
  const [first, second] = [kids.get(0), kids.get(1)];
  kids.set(0, second);
  kids.set(1, first);
};

const blank = (document: PDFDocument, name: string): void => {
  const form = { Type: 'XObject', Subtype: 'Form', BBox: [0, 0, 1, 1] };
  setLook(
    document,
    fieldOf(document, name),
    document.context.register(document.context.flateStream('', form)),
  );
};

const swapContents = (): Uint8Array => {
  const [one = '', two = ''] = contentsOf(final);
  const length = Math.min(one.length, two.length);
  return replaced(final, one, two.slice(0, length).padEnd(one.length, '0'));
};

/** The same act by the same key, of a contract with another revision number. */
const transplanted = async (): Promise<Uint8Array> => {
  const other = await signedBy(await prepared(), signer, { ...acts[0]!, name: '王大明' });
  const [own = ''] = contentsOf(final);
  const [foreign = ''] = contentsOf(other);
  return replaced(final, own, foreign.slice(0, own.length).padEnd(own.length, '0'));
};

const hidden = (): Uint8Array => {
  const [one = ''] = contentsOf(final);
  return replaced(final, one, `${one.slice(0, -8)}deadbeef`);
};

const capital = (): Uint8Array => {
  const [one = ''] = contentsOf(final);
  return replaced(
    final,
    one,
    one.replace(/[a-f]/, (letter) => letter.toUpperCase()),
  );
};

const shrunk = (): Uint8Array => {
  const [, start = '', end = '', rest = ''] =
    /\/ByteRange \[ 0 (\d+) (\d+) (\d+)/.exec(Buffer.from(final).toString('latin1')) ?? [];
  const less = `${Number(start) - 10}`.padEnd(start.length, ' ');
  return replaced(final, `[ 0 ${start} ${end} ${rest}`, `[ 0 ${less} ${end} ${rest}`);
};

const printed = async (): Promise<Uint8Array> => {
  const [source, target] = [await PDFDocument.load(final), await PDFDocument.create()];
  for (const page of await target.copyPages(source, [0, 1, 2])) {
    page.node.delete(PDFName.of('Annots'));
    target.addPage(page);
  }
  return target.save();
};

describe('a file that would have to be unpacked', () => {
  it('is known, also when it hides that; what is signed here is none', async () => {
    const document = await PDFDocument.create();
    document.addPage();
    const packed = Buffer.from(await document.save({ useObjectStreams: true })).toString('latin1');
    const plain = await document.save({ useObjectStreams: false });
    const hidden = packed.replaceAll('/ObjStm', '/Obj#53tm').replaceAll('/XRef', '/#58Ref');
    expect([packed, hidden].map((text) => isPacked(Buffer.from(text, 'latin1')))).toEqual([true, true]);
    expect([isPacked(plain), isPacked(await prepared())]).toEqual([false, false]);
  });
});
