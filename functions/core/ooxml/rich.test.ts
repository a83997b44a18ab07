import { describe, expect, it } from 'vitest';
import { doc, p, png, table, unpack, wordPart } from '../../../test/support/office-package.ts';
import { compile, TemplateError } from './index.ts';
import { parseRich, type RichParagraph, type RichRun } from './richtext.ts';

const runText = (run: RichRun): string =>
  [run.bold && '*', run.italic && '_', run.underline && '+', run.text, run.link && `<${run.link}>`]
    .filter(Boolean)
    .join('');
const lineText = (one: RichParagraph): string =>
  `${one.heading > 0 ? `h${one.heading} ` : ''}${one.bullet}${one.runs.map(runText).join('')}`;
const shown = (text: string): string[] =>
  parseRich(text).map((block) =>
    block.kind === 'paragraph'
      ? lineText(block)
      : block.rows
          .map((row) =>
            row.map((cell) => cell.flatMap((one) => one.runs.map((run) => run.text)).join('')).join('|'),
          )
          .join('/'),
  );

describe('rich text', () => {
  it('reads HTML and drops what is not safe, never the text', () => {
    expect(
      shown(
        '<p>a <b>b <i>c</i></b>&amp;&nbsp;d</p><ul><li>x</li><li>y</li></ul><ol><li>1st</li></ol><h2>T</h2><script>alert(1)</script><font color=red>red</font>',
      ),
    ).toEqual(['a *b *_c&\u00a0d', '•x', '•y', '1.1st', 'h2 T', 'red']);
    expect(shown('<a href="javascript:alert(1)">bad</a> <a href="https://x.y/?a=1&amp;b">good</a>')).toEqual([
      'bad good<https://x.y/?a=1&b>',
    ]);
    expect(shown('<table><tr><th>h</th><td>1</td></tr><tr><td></td><td>2 < 3</td></tr></table>')).toEqual([
      'h|1/|2 < 3',
    ]);
  });
  it('reads Markdown', () => {
    expect(
      shown(
        '# Title\nintro **bold** and *it*\n\n- one\n- two\n\n1. first\n2. second\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\nlast [l](http://x.y)',
      ),
    ).toEqual([
      'h1 Title',
      'intro *bold and _it',
      '•one',
      '•two',
      '1.first',
      '2.second',
      'a|b/1|2',
      'last l<http://x.y>',
    ]);
  });
  it('takes looks of HTML in Markdown, what editors write for signs, and marks that are meant literally', () => {
    expect(shown('**b** <u>u</u> and <a href="https://x.y/a_b_c?p=1&q=*2*">l</a>')).toEqual([
      '*b +u and l<https://x.y/a_b_c?p=1&q=*2*>',
    ]);
    expect(shown('see <https://x.y/z> or [a_b](https://x.y/_q_)')).toEqual([
      'see https://x.y/z<https://x.y/z> or a_b<https://x.y/_q_>',
    ]);
    expect(shown('for <GmbH> & Co; 3 < 4 > 2')).toEqual(['for <GmbH> & Co; 3 < 4 > 2']);
    expect(shown('&ldquo;a&rdquo; &euro;5&nbsp;&mdash;&nbsp;10 m&sup2; &unknown; AT&T')).toEqual([
      '“a” €5\u00a0—\u00a010 m² &unknown; AT&T',
    ]);
    expect(shown('<p>&Uuml;ber &frac12; &hellip;</p>')).toEqual(['Über ½ …']);
    expect(shown('\\*not\\* `**code**` 1\\. x')).toEqual(['*not* **code** 1. x']);
    expect(shown('> quoted\n\n---\n\n```\na * b\n  # c\n```\nend')).toEqual(['quoted', 'a * b\n # c', 'end']);
    const scripts = parseRich('m<sup>2</sup> H<sub>2</sub>O').flatMap((one) =>
      one.kind === 'paragraph' ? one.runs.map((run) => run.script) : [],
    );
    expect(scripts).toEqual(['', 'superscript', '', 'subscript', '']);
    const xml = unpack(compile(doc({ body: p('{{n:richtext}}') })).fill({ n: 'm<sup>2</sup>' }))[
      'word/document.xml'
    ];
    expect(xml).toContain('<w:rPr><w:vertAlign w:val="superscript"/></w:rPr>');
  });
  it('makes paragraphs where it stands alone, and runs among other text', () => {
    const bytes = compile(
      doc({
        body: `<w:p><w:pPr><w:jc w:val="both"/></w:pPr><w:r><w:rPr><w:sz w:val="21"/></w:rPr><w:t>{{note:richtext}}</w:t></w:r></w:p>${p('Note: {{note:html}}.')}`,
      }),
    ).fill({ note: '<p>a <b>b</b></p><ul><li>c</li></ul><a href="https://x.y">l</a>' });
    const parts = unpack(bytes);
    const xml = parts['word/document.xml'] ?? '';
    expect(xml).toContain(
      '<w:p><w:pPr><w:jc w:val="both"/></w:pPr><w:r><w:rPr><w:sz w:val="21"/></w:rPr><w:t xml:space="preserve">a </w:t></w:r><w:r><w:rPr><w:b/><w:sz w:val="21"/></w:rPr><w:t xml:space="preserve">b</w:t></w:r></w:p>',
    );
    expect(xml).toContain(
      '<w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr><w:jc w:val="both"/></w:pPr>',
    );
    expect(xml).toContain('Note: </w:t></w:r><w:r><w:t xml:space="preserve">a </w:t></w:r>');
    expect(parts['word/_rels/document.xml.rels']).toContain('Target="https://x.y" TargetMode="External"');
  });
});

describe('lists, headings and tables of rich text', () => {
  const REL = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
  const template = compile(
    doc({
      body: p('{{note:richtext}}') + table(['{{note:richtext}}']),
      rels: `<Relationship Id="s" Type="${REL}/styles" Target="styles.xml"/>`,
      extra: {
        'word/styles.xml': wordPart(
          'styles',
          '<w:style w:type="paragraph" w:styleId="标题1"><w:name w:val="heading 1"/></w:style>',
        ),
      },
    }),
  );
  const fill = (note: string): Record<string, string> => unpack(template.fill({ note }));
  const paragraphs = (xml = ''): string[] =>
    [...(xml.split('<w:tbl>')[0] ?? '').matchAll(/<w:p>(.*?)<\/w:p>/gs)].map(([, one]) => {
      const [, level, id] = /<w:ilvl w:val="(\d)"\/><w:numId w:val="(\d+)"/.exec(one ?? '') ?? [];
      return `${id === undefined ? '' : `${id}.${level} `}${(one ?? '').replace(/<[^>]*>/g, '')}`;
    });

  it('are lists of Word, one inside another, each counting from one', () => {
    const html = '<ol><li>a<ul><li>b<p>more</p></li></ul></li><li>c</li></ol><p>-</p><ol><li>d</li></ol>';
    const parts = fill(html);
    expect(paragraphs(parts['word/document.xml'])).toEqual(['1.0 a', '2.1 b', 'more', '1.0 c', '-', '3.0 d']);
    expect(parts['word/docketNumbering.xml']?.match(/<w:abstractNum /g)).toHaveLength(2);
    expect(parts['word/docketNumbering.xml']?.match(/<w:num /g)).toHaveLength(6);
    expect(parts['[Content_Types].xml']).toContain('/word/docketNumbering.xml');
    const markdown = fill('1. a\n   - b\n2. c\n\n-\n\n1. d');
    expect(paragraphs(markdown['word/document.xml']).slice(0, 3)).toEqual(['1.0 a', '2.1 b', '1.0 c']);
  });
  it('take the heading styles of the template, whatever their ids', () => {
    const xml = fill('# One\n\n## Two')['word/document.xml'];
    expect(xml).toContain('<w:pPr><w:pStyle w:val="标题1"/></w:pPr><w:r><w:t xml:space="preserve">One');
    expect(xml).toContain('<w:b/><w:sz w:val="32"/>');
  });
  it('keep several paragraphs of a cell in it, and tables apart', () => {
    const two =
      '<table><tr><td><p>a</p><p>b</p></td><td></td></tr></table><table><tr><td>c</td></tr></table>';
    const xml = fill(two)['word/document.xml'] ?? '';
    expect(xml.match(/<w:gridCol\/><w:gridCol\/>/g)).toHaveLength(2);
    expect(xml).not.toContain('</w:tbl><w:tbl>');
    expect(xml).toContain('</w:tbl><w:p/></w:tc>');
  });
  it('stay bounded however deep the markup goes', () => {
    const deep = `${'<ul><li>'.repeat(5000)}x`;
    expect(paragraphs(fill(deep)['word/document.xml'])).toEqual(['1.8 x']);
    expect(fill('*'.repeat(100_000))['word/document.xml']).toContain('***');
    for (const piece of ['[(', '[a](', '<script', '<!', '<a "', "<b '", '_a', '&#', '**a', '`'])
      expect(parseRich(piece.repeat(150_000)).length).toBeLessThan(3);
  });
});

describe('page breaks', () => {
  it('leave no line of their own on the new page, and none before the first turn', () => {
    const bytes = doc({
      body:
        p('{{#each items}}') + p('{{#if not @first}}{{page break}}{{/if}}') + p('{{this}}') + p('{{/each}}'),
    });
    const xml = unpack(compile(bytes).fill({ items: ['a', 'b', 'c'] }))['word/document.xml'] ?? '';
    expect(xml.match(/w:lineRule="exact"/g)).toHaveLength(2);
    expect(
      xml
        .replace(/<w:br w:type="page"\/>/g, '|')
        .replace(/<[^>]*>/g, '')
        .trim(),
    ).toBe('a|b|c');
  });
});

describe('pictures in Word', () => {
  const template = compile(
    doc({
      body:
        p('Seal: {{seal:image 40mm}} {{seal:image 40mm x 10mm}}') +
        p('{{page break}}') +
        p('{{ok:checkbox}} yes {{no:checkbox}} no') +
        p('{{none:image 10mm}}'),
    }),
  );
  it('puts them in at the size asked for, once in the package', () => {
    const parts = unpack(template.fill({ seal: png(20, 10), ok: true, no: false, none: null }));
    const xml = parts['word/document.xml'] ?? '';
    expect(xml).toContain('<wp:extent cx="1440000" cy="720000"/>');
    expect(xml).toContain('<wp:extent cx="720000" cy="360000"/>');
    expect(xml.match(/<w:p>/g)).toHaveLength(3);
    expect(xml).toContain('<w:br w:type="page"/>');
    expect(xml).toContain('☑ yes ☐ no');
    expect(Object.keys(parts).filter((name) => name.includes('media'))).toEqual(['word/media/docket1.png']);
    expect(parts['[Content_Types].xml']).toContain('Extension="png"');
    expect(parts['word/_rels/document.xml.rels']).toContain('Target="/word/media/docket1.png"');
  });
  it('fit on a page when nobody said how large they are to be', () => {
    const sizeOf = (width: number, height: number): string[] => {
      const xml = unpack(compile(doc({ body: p('{{x:image}}') })).fill({ x: png(width, height) }))[
        'word/document.xml'
      ];
      const [, cx, cy] = /wp:extent cx="(\d+)" cy="(\d+)"/.exec(xml ?? '') ?? [];
      return [cx, cy].map((side) => `${Math.round(Number(side) / 36_000)}mm`);
    };
    expect(sizeOf(100, 50)).toEqual(['26mm', '13mm']);
    expect(sizeOf(4000, 1000)).toEqual(['160mm', '40mm']);
    expect(sizeOf(1000, 4000)).toEqual(['60mm', '240mm']);
  });
  it('takes data URLs and svg, and refuses scripts and other bytes', () => {
    const svg =
      '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 50"><rect width="100" height="50"/></svg>';
    const fill = (seal: unknown): string =>
      unpack(template.fill({ seal, ok: 1, no: 0, none: '' }))['word/document.xml'] ?? '';
    expect(fill(`data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`)).toContain('svgBlip');
    expect(fill(`data:image/png;base64,${png(2, 1).toString('base64')}`)).toContain('cy="720000"');
    const code = (seal: unknown): string => {
      try {
        fill(seal);
      } catch (cause) {
        if (cause instanceof TemplateError) return cause.findings[0]?.code ?? '';
      }
      return '';
    };
    expect(code(Buffer.from(svg.replace('<rect', '<script>x</script><rect')))).toBe('IMAGE_UNSAFE');
    expect(code(Buffer.from(svg.replace('<rect', '<image href="http://x/y.png"/><rect')))).toBe(
      'IMAGE_UNSAFE',
    );
    expect(code(Buffer.from('GIF89a......................'))).toBe('IMAGE_UNREADABLE');
    expect(code(5)).toBe('IMAGE_UNREADABLE');
    expect(code('data:image/svg+xml,%E0%A4%A')).toBe('IMAGE_UNREADABLE');
    for (const head of [
      'data:image/svg+xml,',
      'data:image/svg+xml;utf8,',
      'data:image/svg+xml;charset=utf-8,',
    ])
      expect(fill(head + encodeURIComponent(svg))).toContain('svgBlip');
  });
});
