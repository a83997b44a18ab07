import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { book, doc, p, row, table, unpack, wordPart } from '../../../test/support/office-package.ts';
import { needs } from '../../../test/support/system.ts';
import { convert, loaded } from '../../../test/support/workbooks.ts';
import { lint } from './index.ts';
import { mark, unmark } from './mark.ts';
import { parseXml } from './xml.ts';

const schema = {
  type: 'object',
  properties: { name: { type: 'string' }, amount: { type: 'string' } },
} as const;

const marked = (bytes: Uint8Array) => mark(bytes, lint(bytes, schema));

/** Every part that is XML can be read, and every relationship leads to a part. */
const checkPackage = (bytes: Uint8Array): void => {
  const parts = unpack(bytes);
  expect(Object.keys(parts)[0]).toBe('[Content_Types].xml');
  for (const [name, text] of Object.entries(parts)) if (/\.(xml|rels|vml)$/.test(name)) parseXml(text);
  for (const [name, text] of Object.entries(parts).filter(([one]) => one.endsWith('.rels')))
    for (const [, target = ''] of text.matchAll(/Target="([^"]*)"/g)) {
      const base = `http://x/${name.replace('_rels/', '')}`;
      const part = decodeURI(new URL(target, base).pathname.slice(1));
      expect(Object.keys(parts), `${name} → ${target}`).toContain(part);
    }
};

describe('Word', () => {
  const bytes = doc({
    body:
      p('Dear {{na', 'me}}, you owe {{amonut}} and {{amonut}}.') +
      table(['{{nam}}', 'plain']) +
      p('{{#if name}}never closed'),
  });

  it('puts a comment around every mistake, also where a tag is split over runs', () => {
    const parts = unpack(marked(bytes));
    checkPackage(marked(bytes));
    const body = parts['word/document.xml']!;
    const around = (id: number) => {
      const from = body.indexOf(`<w:commentRangeStart w:id="${id}"/>`);
      const to = body.indexOf(`<w:commentRangeEnd w:id="${id}"/>`);
      expect(body.slice(to)).toMatch(
        new RegExp(`^<w:commentRangeEnd w:id="${id}"/><w:r><w:commentReference w:id="${id}"/></w:r>`),
      );
      return [...body.slice(from, to).matchAll(/<w:t[ >][^<]*?>?([^<>]*)<\/w:t>/g)]
        .map(([, text]) => text)
        .join('');
    };
    expect([0, 1, 2, 3].map(around).toSorted()).toEqual([
      '{{#if name}}',
      '{{amonut}}',
      '{{amonut}}',
      '{{nam}}',
    ]);
    const comments = parts['word/commentsDocket1.xml']!;
    expect(comments.match(/<w:comment /g)).toHaveLength(4);
    expect(comments).toContain('没有字段“amonut”。');
    expect(comments).toContain('Did you mean "amount"?');
    expect(parts['[Content_Types].xml']).toContain('/word/commentsDocket1.xml');
  });

  it('keeps the text of the document as it was', () => {
    const text = (parts: Record<string, string>) =>
      [...parts['word/document.xml']!.matchAll(/<w:t(?: [^>]*)?>([^<]*)</g)].map(([, t]) => t).join('');
    expect(text(unpack(marked(bytes)))).toBe(text(unpack(bytes)));
  });

  it('adds to the comments that are there, and takes only its own out again', () => {
    const own = doc({
      body: `<w:p><w:commentRangeStart w:id="7"/><w:r><w:t>{{nam}}</w:t></w:r><w:commentRangeEnd w:id="7"/><w:r><w:commentReference w:id="7"/></w:r></w:p>`,
      rels: '<Relationship Id="rIdC" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments" Target="comments.xml"/>',
      extra: {
        'word/comments.xml': wordPart(
          'comments',
          `<w:comment w:id="7" w:author="Li">${p('mine')}</w:comment>`,
        ),
      },
    });
    const parts = unpack(marked(own));
    expect(parts['word/comments.xml']).toContain('w:id="8" w:author="Docket"');
    const back = unpack(unmark(marked(own)));
    expect(back['word/comments.xml']).toBe(unpack(own)['word/comments.xml']);
    expect(back['word/document.xml']).toContain('<w:commentReference w:id="7"/>');
    expect(back['word/document.xml']).not.toContain('w:id="8"');
  });

  it('tells of a header and of a text box where Word takes a comment', () => {
    const box = doc({
      body: `${p('first')}<w:p><w:r><w:pict><v:shape><v:textbox><w:txbxContent>${p('{{nam}}')}</w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>`,
      rels: '<Relationship Id="rIdH" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/header" Target="header1.xml"/>',
      extra: { 'word/header1.xml': wordPart('hdr', p('{{amuont}}')) },
    });
    const parts = unpack(marked(box));
    checkPackage(marked(box));
    expect(parts['word/header1.xml']).not.toContain('comment');
    const body = parts['word/document.xml']!;
    expect(body.slice(body.indexOf('<w:txbxContent>'), body.indexOf('</w:txbxContent>'))).not.toContain(
      'comment',
    );
    expect(parts['word/commentsDocket1.xml']).toContain('[word/header1.xml] {{amuont}}');
  });

  it('gives back a template that says the same, and the same bytes when there was no mark', () => {
    const again = unmark(marked(bytes));
    expect(lint(again, schema).map(({ tag, place }) => [tag, place])).toEqual(
      lint(bytes, schema).map(({ tag, place }) => [tag, place]),
    );
    expect(unmark(bytes)).toBe(bytes);
  });
});

describe('Excel', () => {
  const bytes = book({
    sheets: {
      报价: { rows: row(2, { B: '{{nam}}', C: 'plain' }) + row(5, { D: '{{amonut}} {{amount | mony}}' }) },
      Second: { rows: row(1, { A: '{{name' }) },
    },
  });

  it('puts a comment and red at every cell with a mistake', async () => {
    const copy = marked(bytes);
    checkPackage(copy);
    const workbook = await loaded(copy);
    const note = (sheet: number, cell: string) =>
      JSON.stringify(workbook.worksheets[sheet]!.getCell(cell).note ?? '');
    expect(note(0, 'B2')).toMatch(/\[Docket\] \{\{nam\}\}.*没有字段“nam”。/);
    expect(note(0, 'D5')).toMatch(/没有字段“amonut”[\s\S]*money/);
    expect(note(0, 'C2')).toBe('""');
    expect(note(1, 'A1')).toContain('{{name');
    const parts = unpack(copy);
    expect(parts['xl/worksheets/sheet1.xml']).toContain('sqref="B2 D5"');
    expect(parts['xl/styles.xml']).toMatch(/<dxfs count="1"><dxf>/);
  });

  it('leaves every other part, and the cells themselves, as they were', () => {
    const template = new Uint8Array(
      readFileSync(new URL('../../../templates/quotation/quotation.zh-CN.xlsx', import.meta.url)),
    );
    const finding = {
      part: 'xl/worksheets/sheet1.xml',
      place: '报价单!C6',
      tag: '{{x}}',
      code: 'X',
      message: { zh: '错', en: 'wrong' },
    };
    const before = unpack(template);
    const after = unpack(mark(template, [finding]));
    checkPackage(mark(template, [finding]));
    const changed = Object.keys(after).filter((name) => after[name] !== before[name]);
    expect(changed.toSorted()).toEqual([
      '[Content_Types].xml',
      'xl/comments1.xml',
      'xl/drawings/vmlDrawing1.vml',
      'xl/styles.xml',
      'xl/worksheets/_rels/sheet1.xml.rels',
      'xl/worksheets/sheet1.xml',
    ]);
    const data = (parts: Record<string, string>) =>
      /<sheetData>.*<\/sheetData>/s.exec(parts['xl/worksheets/sheet1.xml']!)?.[0];
    expect(data(after)).toBe(data(before));
  });

  it('adds to a comment that the cell has, and takes only its own words out again', () => {
    const own = book({
      sheets: { S: { rows: row(2, { B: '{{nam}}' }), after: '<legacyDrawing r:id="rIdV"/>' } },
      sheetRels:
        '<Relationship Id="rIdV" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/vmlDrawing" Target="../drawings/v.vml"/><Relationship Id="rIdC" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments" Target="../comments1.xml"/>',
      extra: {
        'xl/comments1.xml':
          '<comments xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><authors><author>Li</author></authors><commentList><comment ref="B2" authorId="0"><text><r><t>mine</t></r></text></comment></commentList></comments>',
        'xl/drawings/v.vml':
          '<xml xmlns:v="v" xmlns:x="x"><v:shape id="_x0000_s1025"><x:ClientData ObjectType="Note"><x:Row>1</x:Row><x:Column>1</x:Column></x:ClientData></v:shape></xml>',
      },
    });
    const parts = unpack(marked(own));
    expect(parts['xl/comments1.xml']).toMatch(/mine.*\[Docket\] .*没有字段/s);
    const back = unpack(unmark(marked(own)));
    expect(back['xl/comments1.xml']).toContain('<t>mine</t></r></text></comment>');
    expect(back['xl/drawings/v.vml']).toBe(unpack(own)['xl/drawings/v.vml']);
  });

  it('is as it was when the marks are taken out', () => {
    const back = unpack(unmark(marked(bytes)));
    expect(back['xl/worksheets/sheet1.xml']).not.toMatch(/conditionalFormatting/);
    expect(back['xl/comments1.xml']).not.toContain('<comment ');
    expect(back['xl/drawings/vmlDrawing1.vml']).not.toContain('<v:shape ');
    expect(lint(unmark(marked(bytes)), schema)).toEqual(lint(bytes, schema));
    expect(unmark(bytes)).toBe(bytes);
  });
});

const { describe: withOffice, it: officeIt } = needs('soffice');

withOffice('a marked copy that somebody saved in LibreOffice', () => {
  officeIt('loses its marks as well: in Word', () => {
    const bytes = doc({ body: p('Dear {{na', 'm}} and {{name}}') });
    const saved = convert(marked(bytes), 'docx', 'docx');
    expect(unpack(saved)['word/comments.xml']).toContain('没有字段');
    const back = unmark(saved);
    expect(unpack(back)['word/comments.xml']).not.toContain('没有字段');
    expect(unpack(back)['word/document.xml']).not.toMatch(/comment(Range|Reference)/);
    expect(lint(back, schema).map(({ part, tag }) => [part, tag])).toEqual([
      ['word/document.xml', '{{nam}}'],
    ]);
  });

  officeIt('loses its marks as well: in Excel', () => {
    const bytes = book({ sheets: { S: { rows: row(2, { A: '{{nam}}', B: '{{name}}' }) } } });
    const saved = convert(marked(bytes), 'xlsx');
    expect(unpack(saved)['xl/comments1.xml']).toContain('没有字段');
    const back = unmark(saved);
    expect(unpack(back)['xl/comments1.xml']).not.toContain('<comment ');
    expect(unpack(back)['xl/worksheets/sheet1.xml']).not.toContain('conditionalFormatting');
    expect(lint(back, schema).map(({ place }) => place)).toEqual(['S!A2']);
  });
});
