import type { PDFDocument, PDFPage } from '@cantoo/pdf-lib';
import type { Text } from '../result.ts';
import type { Ink } from './ink.ts';
import { box, COLOUR, frame, MM, qrCode, rule } from './shapes.ts';
import { PAGE, type Row, rowsOf, type Sheet, slotsOf } from './sheet.ts';

const QR = 30 * MM;

/** Both languages in a line, the Chinese first and stronger. */
const bilingual = (ink: Ink, { zh, en }: Text, x: number, y: number, size: number, bold = false): string => {
  const first = ink.text(zh, x, y, { size, bold, colour: COLOUR.accent });
  const gap = ink.width(zh, size) + size * 0.6;
  return first + ink.text(en, x + gap, y, { size: size * 0.62, colour: COLOUR.grey });
};

const header = (ink: Ink, sheet: Sheet, title: Text): string =>
  box(0, PAGE.height - 6, PAGE.width, 6, COLOUR.accent) +
  bilingual(ink, title, PAGE.left, 792, 20, true) +
  rule(PAGE.left, 780, PAGE.right - PAGE.left, COLOUR.faint, 1) +
  ink.fitted(`${sheet.company.zh}  ${sheet.company.en}`, PAGE.left, 44, 330, {
    size: 7.5,
    colour: COLOUR.grey,
  });

const footer = (ink: Ink, sheet: Sheet, page: number, pages: number): string => {
  const text = `${sheet.number}${sheet.revision > 0 ? ` R${sheet.revision}` : ''}    ${page} / ${pages}`;
  return (
    rule(PAGE.left, 56, PAGE.right - PAGE.left, COLOUR.faint) +
    ink.text(text, PAGE.right - ink.width(text, 7.5), 44, { size: 7.5, colour: COLOUR.grey })
  );
};

const fact = (ink: Ink, label: Text, values: readonly string[], y: number): string =>
  ink.text(label.zh, PAGE.left, y, { size: 9.5, colour: COLOUR.grey }) +
  ink.text(label.en, PAGE.left, y - 9.5, { size: 6.5, colour: COLOUR.grey }) +
  values
    .map((value, index) =>
      ink.fitted(value, PAGE.left + 92, y - index * 13, 296, {
        size: index === 0 ? 10.5 : 9,
        colour: COLOUR.text,
      }),
    )
    .join('');

const facts = (ink: Ink, sheet: Sheet, sha256: string): string =>
  [
    fact(ink, { zh: '文件', en: 'Document' }, [sheet.title.zh, sheet.title.en], 756),
    fact(
      ink,
      { zh: '编号 · 修订', en: 'Number · revision' },
      [`${sheet.number}    ${sheet.revision > 0 ? `R${sheet.revision}` : '初版 first issue'}`],
      720,
    ),
    fact(ink, { zh: '签署方系统', en: 'Signed with' }, [`${sheet.company.zh}`, sheet.company.en], 692),
    fact(ink, { zh: '台账标识', en: 'Ledger stream' }, [sheet.stream], 656),
    fact(ink, { zh: '原文哈希', en: 'SHA-256 as issued' }, [sha256.slice(0, 32), sha256.slice(32)], 628),
  ].join('');

const verifyBox = (ink: Ink, { verifyUrl }: Sheet): string => {
  const x = PAGE.right - QR;
  const y = 768 - QR;
  const centred = (text: string, size: number, below: number): string =>
    ink.text(text, x + (QR - ink.width(text, size)) / 2, y - below, { size, colour: COLOUR.grey });
  return (
    qrCode(verifyUrl, x, y, QR) +
    centred('扫码验证真伪', 9, 15) +
    centred('Scan to verify this document', 6.2, 24)
  );
};

const NOTE: Text = {
  zh: '以下每一次签署都是对全文的密码学签名（PAdES）：此后的任何改动都会被发现。请以验证页面的结果为准，图章与签名图样本身不作为凭据。',
  en: 'Each act below is a cryptographic signature (PAdES) over the whole document: any later change is found. What counts is the verification page, not the pictures.',
};

const rowGround = (ink: Ink, { frame: at }: Row, index: number): string =>
  box(at.x, at.y, at.width, at.height, COLOUR.ground) +
  box(at.x, at.y, 2.5, at.height, COLOUR.accent) +
  ink.text(String(index + 1), at.x + 14, at.y + at.height / 2 - 4, {
    size: 12,
    bold: true,
    colour: COLOUR.accent,
  }) +
  box(at.x + 34, at.y + 5, 150, at.height - 10, '1 1 1') +
  frame(at.x + 34, at.y + 5, 150, at.height - 10, COLOUR.faint);

const spareGround = ({ frame: at }: Row): string => frame(at.x, at.y, at.width, at.height, COLOUR.faint);

export interface Certificate {
  /** Pages with the rows, in order. */
  readonly pages: readonly PDFPage[];
  readonly rows: readonly Row[];
  readonly trail: PDFPage;
}

const drawOn = (document: PDFDocument, ink: Ink, content: string): PDFPage => {
  const page = document.addPage([PAGE.width, PAGE.height]);
  const name = page.node.newXObject('Docket', ink.form(PAGE.width, PAGE.height, content));
  page.node.addContentStream(document.context.register(document.context.stream(`q ${name} Do Q`)));
  return page;
};

/** Adds the pages of the certificate with everything that is known before the first signature. */
export const addCertificate = (
  document: PDFDocument,
  ink: Ink,
  sheet: Sheet,
  sha256: string,
): Certificate => {
  const slots = slotsOf(sheet);
  const rows = rowsOf(slots.length);
  const count = 1 + Math.max(0, ...rows.map(({ page }) => page));
  const pages = Array.from({ length: count }, (_, page) => {
    const grounds = rows.map((row, index) =>
      row.page !== page ? '' : slots[index]?.spare ? spareGround(row) : rowGround(ink, row, index),
    );
    const top =
      page === 0
        ? facts(ink, sheet, sha256) +
          verifyBox(ink, sheet) +
          bilingual(ink, { zh: '签署记录', en: 'Signatures and seals' }, PAGE.left, 582, 13, true) +
          ink.fitted(NOTE.zh, PAGE.left, 568, PAGE.right - PAGE.left, { size: 8, colour: COLOUR.grey }) +
          ink.fitted(NOTE.en, PAGE.left, 558, PAGE.right - PAGE.left, { size: 7, colour: COLOUR.grey })
        : '';
    const title = { zh: '签署证书', en: 'Certificate of signing' };
    return drawOn(
      document,
      ink,
      header(ink, sheet, title) + top + grounds.join('') + footer(ink, sheet, page + 1, count + 1),
    );
  });
  const title = { zh: '过程记录', en: 'Audit trail' };
  const trail = drawOn(document, ink, header(ink, sheet, title) + footer(ink, sheet, count + 1, count + 1));
  return { pages, rows, trail };
};
