import { describe, expect, it } from 'vitest';
import { doc, unpack } from '../../../test/support/office-package.ts';
import { compile, lint } from './index.ts';

const run = (text: string): string => `<w:r><w:rPr><w:b/></w:rPr><w:t>${text}</w:t></w:r>`;
const paragraph = (...runs: string[]): string => `<w:p>${runs.join('')}</w:p>`;
const textOf = (body: string, data: unknown): string =>
  (unpack(compile(doc({ body })).fill(data))['word/document.xml'] ?? '').replace(/<[^>]*>/g, '').trim();

describe('runs that stay raw text', () => {
  it('are those outside of tags only: the middle of a tag may be a run without any delimiter', () => {
    const split = paragraph(
      run('a '),
      run('{{cust'),
      run('omer'),
      run('.name'),
      run('}'),
      run('} b'),
      run(' c'),
    );
    expect(textOf(split, { customer: { name: 'Li' } })).toBe('a Li b c');
    expect(textOf(paragraph(run('{ '), run('{{x}}'), run(' z')), { x: 'y' })).toBe('{ y z');
  });

  it('are not fooled by a text box that is anchored in the middle of a tag', () => {
    const box = `<w:r><w:pict><v:textbox xmlns:v="urn:schemas-microsoft-com:vml"><w:txbxContent>${paragraph(run('{{x}}'))}</w:txbxContent></v:textbox></w:pict></w:r>`;
    expect(textOf(paragraph(run('{{lo'), box, run('ng'), run('}}')), { long: 'tag', x: 'box' })).toBe(
      'tagbox',
    );
  });

  it('stand in the text that tells a person where a mistake is', () => {
    const [finding] = lint(
      doc({ body: paragraph(run('Total &amp; tax: '), run('{{x | nofilter}}'), run(' USD')) }),
    );
    expect(finding?.place).toBe('Total & tax: {{x | nofilter}} USD');
  });

  it('keep a paragraph that shows something besides an empty tag', () => {
    for (const shown of ['<w:br/>', '<w:tab/>', '<w:sym w:char="2611"/>', '<w:t>x</w:t>'])
      expect(
        unpack(compile(doc({ body: paragraph(`<w:r>${shown}</w:r>`, run('{{x}}')) })).fill({ x: '' }))[
          'word/document.xml'
        ],
      ).toContain(shown);
    expect(
      unpack(compile(doc({ body: paragraph('<w:r><w:t> </w:t></w:r>', run('{{x}}')) })).fill({ x: '' }))[
        'word/document.xml'
      ],
    ).not.toContain('<w:r>');
  });
});

describe('looks that stay raw text', () => {
  it('are the same in every turn of a loop, also where a border is named like a tracked change', () => {
    const looks =
      '<w:tblPr><w:tblStyle w:val="T"/><w:tblW w:w="5000" w:type="dxa"/><w:tblBorders><w:top w:val="single"/><w:insideH w:val="single"/></w:tblBorders></w:tblPr>';
    const cell = `<w:tc><w:tcPr><w:tcBorders><w:insideV w:val="nil"/></w:tcBorders></w:tcPr><w:p><w:pPr><w:ind w:left="1"/><w:jc w:val="both"/></w:pPr>${run('{{x}}')}</w:p></w:tc>`;
    const table = `<w:tbl>${looks}<w:tr>${cell}</w:tr></w:tbl>`;
    const body = paragraph(run('{{#each a}}')) + table + paragraph(run('{{/each}}'));
    const filled =
      unpack(compile(doc({ body })).fill({ a: [{ x: 1 }, { x: 2 }] }))['word/document.xml'] ?? '';
    expect(filled.split(looks)).toHaveLength(3);
    expect(filled.split('<w:tcBorders><w:insideV w:val="nil"/></w:tcBorders>')).toHaveLength(3);
    expect(filled.split('<w:pPr><w:ind w:left="1"/><w:jc w:val="both"/></w:pPr>')).toHaveLength(3);
  });
});
