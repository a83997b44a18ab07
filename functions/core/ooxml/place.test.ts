import { expect, it } from 'vitest';
import { book, doc, p, row, unpack } from '../../../test/support/office-package.ts';
import { compile, TemplateError } from './index.ts';

const word = (text: string): string =>
  unpack(compile(doc({ body: p(text) })).fill({}))['word/document.xml'] ?? '';

it('the place of a signature is a mark that nobody sees; the text around it stays', () => {
  const xml = word('Signed {{sign:deputy-gm}} here {{seal:company 30mm x 30mm}}');
  expect(xml).toContain('<w:color w:val="FFFFFF"/><w:sz w:val="2"/>');
  expect(xml).toContain('<w:t>[docket:sign/deputy-gm]</w:t>');
  expect(xml).toContain('<w:t>[docket:seal/company?w=30&amp;h=30]</w:t>');
  expect(xml.replace(/<[^>]+>/g, '')).toContain('Signed [docket:sign/deputy-gm] here ');
});

it('a paragraph of a place alone stays', () => {
  expect(word('{{sign:customer}}')).toContain('[docket:sign/customer]');
});

it('in a workbook it has a cell of its own', () => {
  const filled = (text: string): string =>
    unpack(compile(book({ sheets: { S: { rows: row(1, { A: text }) } } })).fill({}))[
      'xl/worksheets/sheet1.xml'
    ] ?? '';
  expect(filled('{{seal:company 30mm x 30mm}}')).toContain('HYPERLINK("docket:seal/company?w=30&amp;h=30"');
  expect(() => filled('Signed {{sign:customer}}')).toThrow(TemplateError);
});
