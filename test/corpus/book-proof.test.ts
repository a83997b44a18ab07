import { describe, expect, it } from 'vitest';
import { compile } from '../../functions/core/ooxml/index.ts';
import { bookData, bookSample } from '../support/book-sample.ts';
import { temporaryFolder } from '../support/folder.ts';
import { unpack } from '../support/office-package.ts';
import { describeSchema, schemaErrors } from '../support/schema-check.ts';
import { needs } from '../support/system.ts';
import { problemsOf } from '../support/workbook-check.ts';
import { convertAll, figuresOf, loaded } from '../support/workbooks.ts';

const folder = temporaryFolder();
const source = bookSample();
const template = compile(source);
const data = bookData();
const VARIANTS = {
  full: data,
  sparse: { ...data, vip: false, logo: null, lines: [], regions: [] },
  single: { ...data, lines: data.lines.slice(0, 1), regions: data.regions.slice(0, 1) },
};
const NAMES = Object.keys(VARIANTS) as (keyof typeof VARIANTS)[];
const files = new Map(NAMES.map((name) => [name, template.fill(VARIANTS[name])]));
const file = (name: keyof typeof VARIANTS): Uint8Array => files.get(name) ?? new Uint8Array();

describeSchema()('a workbook with every construct, by the judgement of the Open XML SDK', () => {
  it('has no error as a template', () => {
    expect(schemaErrors(folder, 'template.xlsx', source)).toEqual([]);
  });
  it.each(NAMES)('has no error when filled: %s', (name) => {
    expect(schemaErrors(folder, `${name}.xlsx`, file(name))).toEqual([]);
  });
});

describe('a workbook with every construct', () => {
  it.each(NAMES)('is one that Excel would not repair: %s', (name) => {
    expect(problemsOf(file(name))).toEqual([]);
    expect(Buffer.compare(file(name), template.fill(VARIANTS[name]))).toBe(0);
  });
  it('keeps what it carries, and all of it follows', () => {
    const [before, after] = [unpack(source), unpack(file('full'))];
    for (const name of [
      'xl/printerSettings/printerSettings1.bin',
      'xl/slicers/slicer1.xml',
      'xl/slicerCaches/slicerCache1.xml',
      'xl/drawings/drawing2.xml',
      'xl/persons/person.xml',
    ])
      expect(after[name]).toBe(before[name]);
    for (const [part, piece] of [
      ['xl/tables/table1.xml', 'ref="A4:E9" totalsRowCount="1"><autoFilter ref="A4:E8"/>'],
      ['xl/charts/chart1.xml', "'Offer Q-7'!$D$5:$D$8"],
      ['xl/pivotCache/pivotCacheDefinition1.xml', '<worksheetSource ref="A4:E8" sheet="Offer Q-7"/>'],
      ['xl/pivotCache/pivotCacheDefinition1.xml', 'refreshOnLoad="1"'],
      ['xl/threadedComments/threadedComment1.xml', 'ref="A11"'],
      ['xl/worksheets/sheet1.xml', "<xm:f>'Offer Q-7'!D5:D8</xm:f><xm:sqref>G11</xm:sqref>"],
      ['xl/worksheets/sheet1.xml', 'sqref="E5:E8"'],
      ['xl/worksheets/sheet1.xml', '<brk id="11"'],
      ['xl/workbook.xml', "'Offer Q-7'!$A$1:$G$29"],
    ] as const)
      expect(after[part], part).toContain(piece);
  });
});

needs('soffice').describe('a workbook with every construct', () => {
  it('is reckoned and printed by LibreOffice as it should be', async () => {
    const books = await Promise.all(convertAll([...files.values()], 'xlsx').map(loaded));
    const [full, sparse, single] = books.map((book) =>
      Object.fromEntries(book.worksheets.map((sheet) => [sheet.name, figuresOf(sheet)])),
    );
    expect(full?.['Offer Q-7']).toMatchObject({
      A1: 'Offer Q-7 for Müller & Söhne <GmbH>',
      A2: new Date('2026-03-05T00:00:00.000Z'),
      B2: '=HYPERLINK("http://evil.example")',
      A6: { text: '-Valve', hyperlink: 'https://x.y/-Valve' },
      A7: { text: '@Gasket', hyperlink: 'https://x.y/%40Gasket' },
      A8: { text: '+Seal', hyperlink: 'https://x.y/%2BSeal' },
      C8: 100,
      D7: 3,
      B9: 18,
      D9: 331,
      D11: 331 * 1.13,
      A12: 'Thank you, Müller & Söhne <GmbH>',
    });
    expect(full?.North).toMatchObject({ B5: 3, B8: 4, A9: 'Sum of North', B9: 7 });
    expect(full?.['South_ a_b'] ?? Object.keys(full ?? {})).toMatchObject({ B2: 0 });
    expect(sparse?.['Offer Q-7']).toMatchObject({ A6: 'Total', D6: 0, D8: 0, A9: 'Welcome' });
    expect(Object.keys(sparse ?? {})).toEqual(['Offer Q-7', 'Pivot']);
    expect(single?.['Offer Q-7']).toMatchObject({ D5: 21, D6: 21 });
    for (const print of convertAll([...files.values()], 'pdf'))
      expect(Buffer.from(print).toString('latin1', 0, 5)).toBe('%PDF-');
  });
});
