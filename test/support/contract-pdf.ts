import { PDFDocument, PDFString, StandardFonts } from '@cantoo/pdf-lib';

export interface Mark {
  readonly page: number;
  readonly uri: string;
  readonly at: readonly [x: number, y: number, width: number, height: number];
}

/** A contract of some pages as LibreOffice would print it, with links where places are. */
export const contractPdf = async (pages: number, marks: readonly Mark[]): Promise<Uint8Array> => {
  const document = await PDFDocument.create({ updateMetadata: false });
  const font = await document.embedFont(StandardFonts.Helvetica);
  for (let index = 0; index < pages; index++) {
    const page = document.addPage([595.28, 841.89]);
    page.drawText(`SALES CONTRACT - page ${index + 1} of ${pages}`, { x: 60, y: 760, size: 16, font });
    for (let row = 0; row < 24; row++)
      page.drawText(`Item ${index * 24 + row + 1}: the buyer pays 1,000,000.00 CNY.`, {
        x: 60,
        y: 720 - row * 20,
        size: 11,
        font,
      });
    for (const { uri, at } of marks.filter((mark) => mark.page === index)) {
      const [x, y, width, height] = at;
      const action = { Type: 'Action', S: 'URI', URI: PDFString.of(uri) };
      const link = {
        Type: 'Annot',
        Subtype: 'Link',
        Rect: [x, y, x + width, y + height],
        Border: [0, 0, 0],
        A: action,
      };
      page.node.addAnnot(document.context.register(document.context.obj(link)));
    }
  }
  return document.save({ useObjectStreams: false });
};
