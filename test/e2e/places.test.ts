import { afterAll, expect, it } from 'vitest';
import { createLibreOfficeRenderer } from '../../functions/adapters/embedded/libreoffice.ts';
import { compile } from '../../functions/core/ooxml/index.ts';
import { takePlaces } from '../../functions/core/pdf/places.ts';
import { openPdf, preparePdf } from '../../functions/core/pdf/prepare.ts';
import { signPdf } from '../../functions/core/pdf/sign.ts';
import { verifyPdf } from '../../functions/core/pdf/verify.ts';
import { documentSigner, SIGNED_AT } from '../support/document-signer.ts';
import { temporaryFolder } from '../support/folder.ts';
import { book, doc, p, row, table } from '../support/office-package.ts';
import { acts, faces, sheet } from '../support/signed-contract.ts';
import { needs } from '../support/system.ts';

const folder = temporaryFolder();
const renderer = createLibreOfficeRenderer();
afterAll(() => renderer.close());

const word = (): Uint8Array => {
  const clauses = Array.from({ length: 60 }, (_, index) => p(`Clause ${index + 1}`));
  const signatures = table(
    ['Deputy GM ', '{{sign:deputy-gm}}'],
    ['Customer {{sign:customer 50mm x 18mm}}', 'Seal {{seal:company}}'],
  );
  const body = [
    p('Agreed by {{name}}:'),
    signatures,
    ...clauses,
    p('Initials {{sign:deputy-gm 20 mm × 8 mm}}'),
  ];
  return doc({ body: body.join('') });
};

const excel = (): Uint8Array => {
  const first = row(1, { A: 'Agreed by {{name}}', B: '{{sign:deputy-gm}}' });
  const loop = row(2, { A: '{{#each lines as line}}{{line}}{{/each}}' });
  return book({ sheets: { Quote: { rows: first + loop + row(9, { B: '{{seal:company 30mm x 30mm}}' }) } } });
};

const printed = async (name: string, template: Uint8Array): Promise<Uint8Array> => {
  const filled = compile(template).fill({ name: 'both parties', lines: ['a', 'b'] });
  const [result] = await renderer.render([{ name, bytes: filled }]);
  if (!result?.ok) throw new Error(result?.error.en);
  return result.value;
};

const found = async (pdf: Uint8Array): Promise<readonly string[]> =>
  takePlaces(await openPdf(pdf)).map(
    ({ kind, name, page, box }) => `${kind} ${name} ${page} ${Math.round(box.width)}`,
  );

const { describe } = needs('soffice', 'fc-match');

describe('places of signatures', () => {
  it('of a Word template are found in its PDF, signed there, and hold', async () => {
    const pdf = await printed('contract.docx', word());
    expect(await found(pdf)).toEqual([
      'sign deputy-gm 0 128',
      'sign customer 0 142',
      'seal company 0 119',
      'sign deputy-gm 1 57',
    ]);
    const signer = await documentSigner(folder);
    const signing = { signer, faces: await faces() };
    let signed = await preparePdf(pdf, sheet, await faces());
    for (const act of acts) signed = await signPdf(signed, { ...act, at: SIGNED_AT }, signing);
    expect((await verifyPdf(signed, signer.certificates.slice(-1))).findings).toEqual([]);
  });

  it('of an Excel template are found in its PDF', async () => {
    const pdf = await printed('quotation.xlsx', excel());
    expect(await found(pdf)).toEqual(['sign deputy-gm 0 128', 'seal company 0 85']);
  });
});
