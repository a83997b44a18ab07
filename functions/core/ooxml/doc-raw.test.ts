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
