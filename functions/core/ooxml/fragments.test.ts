import { describe, expect, it } from 'vitest';
import { doc, p, png, unpack, wordPart } from '../../../test/support/office-package.ts';
import { compile, TemplateError } from './index.ts';

const REL = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const list = (id: number, text: string): string =>
  `<w:p><w:pPr><w:pStyle w:val="Clause"/><w:numPr><w:ilvl w:val="0"/><w:numId w:val="${id}"/></w:numPr></w:pPr><w:r><w:t>${text}</w:t></w:r></w:p>`;
const numbering = wordPart(
  'numbering',
  '<w:abstractNum w:abstractNumId="0"><w:nsid w:val="11111111"/><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>',
);
const styles = (id: string): string =>
  wordPart(
    'styles',
    `<w:style w:type="paragraph" w:styleId="${id}"><w:name w:val="${id}"/><w:basedOn w:val="Base${id}"/></w:style><w:style w:type="paragraph" w:styleId="Base${id}"><w:name w:val="Base${id}"/></w:style>`,
  );
const link = (id: string, type: string, target: string): string =>
  `<Relationship Id="${id}" Type="${REL}/${type}" Target="${target}"/>`;

const warranty = doc({
  body: `${list(1, 'Warranty of {{months}} months')}${p('{{#if extended}}')}${p('{{> clause.extra}}')}${p('{{/if}}')}<w:p><w:r><w:drawing><a:blip r:embed="rId9"/></w:drawing></w:r></w:p>`,
  rels:
    link('rId1', 'styles', 'styles.xml') +
    link('rId2', 'numbering', 'numbering.xml') +
    link('rId9', 'image', 'media/image1.png'),
  extra: {
    'word/styles.xml': styles('Clause'),
    'word/numbering.xml': numbering,
    'word/media/image1.png': png(1, 1),
  },
});
const main = doc({
  body: p('before') + p('{{#each items}}') + p('{{> clause.warranty}}') + p('{{/each}}') + p('after'),
  rels: link('rId1', 'styles', 'styles.xml'),
  extra: { 'word/styles.xml': styles('Main') },
});
const fragments = { 'clause.warranty': warranty, 'clause.extra': doc({ body: p('Extra for {{name}}') }) };

describe('fragments', () => {
  it('bring content, styles, numbering and pictures, and see the scope where they stand', () => {
    const parts = unpack(
      compile(main, { fragments }).fill({
        name: 'N',
        items: [
          { months: 12, extended: true },
          { months: 6, extended: false },
        ],
      }),
    );
    const xml = parts['word/document.xml'] ?? '';
    expect([...xml.matchAll(/<w:t[^>]*>([^<]+)</g)].map((one) => one[1])).toEqual([
      'before',
      'Warranty of 12 months',
      'Extra for N',
      'Warranty of 6 months',
      'after',
    ]);
    expect(parts['word/styles.xml']).toContain('w:styleId="Clause"');
    expect(parts['word/styles.xml']).toContain('w:styleId="BaseClause"');
    expect(parts['word/docketNumbering.xml']).toContain(
      '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>',
    );
    expect(parts['word/_rels/document.xml.rels']).toContain('Target="docketNumbering.xml"');
    const id = /<a:blip r:embed="([^"]+)"/.exec(xml)?.[1];
    expect(parts['word/_rels/document.xml.rels']).toContain(
      `Id="${id}" Type="${REL}/image" Target="media/docketFragment1.png"`,
    );
    expect(parts['[Content_Types].xml']).toContain('/word/docketNumbering.xml');
  });
  it('bring their notes, and no number or name twice', () => {
    const note = (id: number): string => `<w:r><w:footnoteReference w:id="${id}"/></w:r>`;
    const clause = doc({
      body: `<w:p w14:paraId="00000001"><w:bookmarkStart w:id="1" w:name="Mark"/><w:commentRangeStart w:id="0"/><w:r><w:t>clause</w:t></w:r>${note(2)}<w:bookmarkEnd w:id="1"/><w:r><w:drawing><wp:inline><wp:docPr id="1" name="P"/></wp:inline></w:drawing></w:r></w:p>`,
      rels: link('f', 'footnotes', 'footnotes.xml'),
      extra: {
        'word/footnotes.xml': wordPart(
          'footnotes',
          `<w:footnote w:id="2"><w:p><w:pPr><w:pStyle w:val="Note"/></w:pPr><w:r><w:t>see {{law}}</w:t></w:r></w:p></w:footnote>`,
        ),
      },
    });
    const use = p('{{> clause}}') + p('{{#each items}}') + p('{{> clause}}') + p('{{/each}}');
    const parts = unpack(
      compile(doc({ body: use }), { fragments: { clause } }).fill({
        law: 'L',
        items: [{ law: 'a' }, { law: 'b' }],
      }),
    );
    const xml = parts['word/document.xml'] ?? '';
    const all = (text: string, pattern: RegExp): (string | undefined)[] =>
      [...text.matchAll(pattern)].map((one) => one[1]);
    expect(all(xml, /<w:footnoteReference w:id="(\d+)"/g)).toEqual(['1', '3', '4']);
    expect(
      all(parts['word/docketFootnotes.xml'] ?? '', /<w:footnote w:id="(\d+)"/g).map(
        (id, i) => `${id} ${['L', 'a', 'b'][i]}`,
      ),
    ).toEqual(['1 L', '3 a', '4 b']);
    expect(all(parts['word/docketFootnotes.xml'] ?? '', /see (\w)</g)).toEqual(['L', 'a', 'b']);
    expect(parts['word/docketFootnotes.xml']).toContain('<w:footnote w:type="separator" w:id="-1">');
    expect(new Set(all(xml, /<wp:docPr id="(\d+)"/g)).size).toBe(3);
    expect(all(xml, /<w:bookmarkStart [^>]*w:name="(\w+)"/g)).toEqual(['Mark']);
    expect(xml).not.toMatch(/paraId|comment/);
  });
  it('are named when unknown, shared with text, or in a circle', () => {
    const codes = (body: string, more: Record<string, Uint8Array> = {}): string[] => {
      try {
        compile(doc({ body }), { fragments: { ...fragments, ...more } });
      } catch (cause) {
        if (cause instanceof TemplateError)
          return cause.findings.map((one) => `${one.part} ${one.code} ${one.suggestion?.en ?? ''}`.trim());
      }
      return [];
    };
    expect(codes(p('{{> clause.waranty}}'))).toEqual([
      'word/document.xml FRAGMENT_UNKNOWN Did you mean "{{> clause.warranty}}"?',
    ]);
    expect(codes(p('see {{> clause.extra}}'))).toEqual(['word/document.xml FRAGMENT_PLACE']);
    expect(codes(p('{{> a}}'), { a: doc({ body: p('{{> b}}') }), b: doc({ body: p('{{> a}}') }) })).toEqual([
      'b: word/document.xml FRAGMENT_CYCLE',
    ]);
  });
});

describe('links, properties and what leads outside', () => {
  it('fills addresses as Word encodes them, and properties', () => {
    const core = `${REL.replace('officeDocument/2006', 'package/2006')}/metadata/core-properties`;
    const bytes = doc({
      body: p('x'),
      rels: '<Relationship Id="a" Type="x/hyperlink" Target="http://%7B%7Burl%7D%7D" TargetMode="External"/><Relationship Id="b" Type="x/hyperlink" Target="https://x.y/?q=%7B%7Bq%20%7C%20upper%7D%7D&amp;z" TargetMode="External"/>',
      extra: {
        '_rels/.rels': `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${REL}/officeDocument" Target="word/document.xml"/><Relationship Id="rId2" Type="${core}" Target="docProps/core.xml"/></Relationships>`,
        'docProps/core.xml':
          '<cp:coreProperties xmlns:cp="c" xmlns:dc="d"><dc:title>Offer {{no}}</dc:title></cp:coreProperties>',
      },
    });
    const parts = unpack(compile(bytes).fill({ url: 'https://a.b/c?d=1&e', q: 'ä b', no: 'Q-<1>' }));
    expect(parts['word/_rels/document.xml.rels']).toContain('Target="https://a.b/c?d=1&amp;e"');
    expect(parts['word/_rels/document.xml.rels']).toContain('Target="https://x.y/?q=%C3%84%20B&amp;z"');
    expect(parts['docProps/core.xml']).toContain('<dc:title>Offer Q-&lt;1&gt;</dc:title>');
    const unsafe = unpack(compile(bytes).fill({ url: 'javascript:alert(1)', q: '', no: '' }));
    expect(unsafe['word/_rels/document.xml.rels']).toContain('Target="about:blank"');
  });
  it('cuts attached templates and linked pictures and says so', () => {
    const bytes = doc({
      body: p('{{x}}'),
      rels: `${link('s', 'settings', 'settings.xml')}<Relationship Id="i" Type="${REL}/image" Target="http://evil/x.png" TargetMode="External"/>`,
      extra: {
        'word/settings.xml': wordPart(
          'settings',
          '<w:attachedTemplate r:id="rId1"/><w:zoom w:percent="100"/>',
        ),
        'word/_rels/settings.xml.rels': `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${REL}/attachedTemplate" Target="http://evil/t.dotm" TargetMode="External"/></Relationships>`,
      },
    });
    const template = compile(bytes);
    expect(template.warnings.map((one) => `${one.code} ${one.place}`)).toEqual([
      'EXTERNAL_REMOVED http://evil/x.png',
      'EXTERNAL_REMOVED http://evil/t.dotm',
    ]);
    const parts = unpack(template.fill({ x: 1 }));
    expect(Object.values(parts).join('')).not.toContain('evil');
    expect(parts['word/settings.xml']).not.toContain('attachedTemplate');
  });
  it('fills both copies of a text box, content controls, footnotes and headers', () => {
    const box = `<w:p><w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx><w:txbxContent>${p('box {{x}}')}</w:txbxContent></wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox><w:txbxContent>${p('box {{x}}')}</w:txbxContent></v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>`;
    const control = `<w:sdt><w:sdtPr><w:alias w:val="a"/><w:dataBinding w:xpath="/x"/></w:sdtPr><w:sdtContent>${p('control {{x}}')}</w:sdtContent></w:sdt>`;
    const bytes = doc({
      body: box + control,
      rels: link('f', 'footnotes', 'footnotes.xml') + link('h', 'header', 'header1.xml'),
      extra: {
        'word/footnotes.xml': wordPart('footnotes', `<w:footnote w:id="1">${p('note {{x}}')}</w:footnote>`),
        'word/header1.xml': wordPart('hdr', p('head {{x}}')),
      },
    });
    const parts = unpack(compile(bytes).fill({ x: 'X' }));
    expect(parts['word/document.xml']?.match(/box X/g)).toHaveLength(2);
    expect(parts['word/document.xml']).toContain('control X');
    expect(parts['word/document.xml']).not.toContain('dataBinding');
    expect(parts['word/footnotes.xml']).toContain('note X');
    expect(parts['word/header1.xml']).toContain('head X');
  });
});
