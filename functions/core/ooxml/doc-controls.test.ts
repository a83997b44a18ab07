import { describe, expect, it } from 'vitest';
import { doc, p, png, unpack, wordPart } from '../../../test/support/office-package.ts';
import { compile, lint, TemplateError } from './index.ts';

const fill = (body: string, data: unknown): string =>
  unpack(compile(doc({ body })).fill(data))['word/document.xml'] ?? '';
const codes = (work: () => unknown): string[] => {
  try {
    work();
  } catch (cause) {
    if (cause instanceof TemplateError) return cause.findings.map((one) => `${one.code} ${one.place}`);
    throw cause;
  }
  return [];
};

const box = (title: string): string =>
  `<w:p><w:sdt><w:sdtPr><w:alias w:val="${title}"/><w:id w:val="7"/><w14:checkbox><w14:checked w14:val="0"/><w14:checkedState w14:val="2612" w14:font="MS Gothic"/><w14:uncheckedState w14:val="2610" w14:font="MS Gothic"/></w14:checkbox></w:sdtPr><w:sdtContent><w:r><w:rPr><w:rFonts w:ascii="MS Gothic"/></w:rPr><w:t>☐</w:t></w:r></w:sdtContent></w:sdt><w:r><w:t> agreed</w:t></w:r></w:p>`;
const field = (help: string): string =>
  `<w:p><w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:name w:val="Check1"/><w:enabled/><w:helpText w:type="text" w:val="${help}"/><w:checkBox><w:sizeAuto/><w:default w:val="0"/></w:checkBox></w:ffData></w:fldChar></w:r><w:r><w:instrText xml:space="preserve"> FORMCHECKBOX </w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>`;

describe('check boxes', () => {
  it('of content controls follow the tag in their title', () => {
    const yes = fill(box('{{agreed}}'), { agreed: true });
    expect(yes).toContain('<w14:checked w14:val="1"/>');
    expect(yes).toContain('<w:t xml:space="preserve">☒</w:t>'.replace(' xml:space="preserve"', ''));
    const no = fill(box('{{amount &gt; 5}}'), { amount: 3 });
    expect(no).toContain('<w14:checked w14:val="0"/>');
    expect(no).toContain('☐');
    expect(no).not.toContain('alias');
  });
  it('of form fields follow the tag in their help text', () => {
    expect(fill(field('{{vip}}'), { vip: 1 })).toContain(
      '<w:checkBox><w:sizeAuto/><w:default w:val="0"/><w:checked w:val="1"/></w:checkBox>',
    );
    expect(fill(field('{{vip}}'), { vip: '' })).toContain('<w:checked w:val="0"/>');
  });
  it('stand in loops, each with its item', () => {
    const xml = fill(p('{{#each items}}') + box('{{ok}}') + field('{{ok}}') + p('{{/each}}'), {
      items: [{ ok: true }, { ok: false }],
    });
    expect([...xml.matchAll(/<w14:checked w14:val="(\d)"/g)].map((one) => one[1])).toEqual(['1', '0']);
    expect([...xml.matchAll(/<w:checked w:val="(\d)"/g)].map((one) => one[1])).toEqual(['1', '0']);
    expect(new Set([...xml.matchAll(/<w:id w:val="(\d+)"/g)].map((one) => one[1])).size).toBe(2);
  });
  it('miss their values as text does, are known to lint, and take no blocks', () => {
    expect(codes(() => fill(box('{{agreed}}'), {}))).toEqual(['VALUE_MISSING {{agreed}}']);
    const schema = { type: 'object', properties: { agree: { type: 'boolean' } } };
    expect(lint(doc({ body: box('{{agreed}}') }), schema).map((one) => one.suggestion?.en)).toEqual([
      'Did you mean "agree"?',
    ]);
    expect(codes(() => fill(box('{{#if a}}'), {}))).toEqual(['CONTROL_TAG {{#if a}}']);
    expect(codes(() => fill(field('{{#each a}}'), {}))).toEqual(['CONTROL_TAG {{#each a}}']);
    expect(codes(() => fill(box('{{a | mony}}'), { a: 1 }))).toEqual(['FILTER_UNKNOWN {{a | mony}}']);
  });
});

describe('content controls', () => {
  it('show the value that their tag names, in their own format', () => {
    const control = `<w:sdt><w:sdtPr><w:tag w:val="{{customer.name | upper}}"/><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:p><w:r><w:rPr><w:b/></w:rPr><w:t>Click</w:t></w:r><w:r><w:t> here</w:t></w:r></w:p></w:sdtContent></w:sdt>`;
    const xml = fill(control, { customer: { name: 'Ada' } });
    expect(xml).toContain('<w:rPr><w:b/></w:rPr><w:t xml:space="preserve">ADA</w:t>');
    expect(xml).not.toMatch(/Click|here|showingPlcHdr|w:tag/);
  });
  it('repeat their section once per item', () => {
    const item = (text: string): string =>
      `<w:sdt><w:sdtPr><w:id w:val="9"/><w15:repeatingSectionItem xmlns:w15="x"/></w:sdtPr><w:sdtContent>${p(text)}</w:sdtContent></w:sdt>`;
    const control = (tag: string): string =>
      `<w:sdt><w:sdtPr><w:tag w:val="${tag}"/><w:id w:val="8"/><w15:repeatingSection xmlns:w15="x"/></w:sdtPr><w:sdtContent>${item('{{@number}} {{name}}')}${item('old')}</w:sdtContent></w:sdt>`;
    for (const tag of ['{{items}}', '{{#each items as one}}']) {
      const xml = fill(control(tag), { items: [{ name: 'a' }, { name: 'b' }] });
      expect([...xml.matchAll(/<w:t[^>]*>([^<]*)</g)].map((one) => one[1])).toEqual(['1 a', '2 b']);
      expect(xml.match(/repeatingSectionItem/g)).toHaveLength(2);
      expect(new Set([...xml.matchAll(/<w:id w:val="(\d+)"/g)].map((one) => one[1])).size).toBe(3);
    }
  });
});

describe('pictures', () => {
  const frame = (text: string): string =>
    `<w:p><w:r><w:drawing><wp:inline><wp:extent cx="1000" cy="1000"/><wp:docPr id="4" name="P" descr="${text}"/><a:graphic><a:graphicData uri="u"><pic:pic><pic:nvPicPr><pic:cNvPr id="4" name="P"/></pic:nvPicPr><pic:blipFill><a:blip r:embed="rId9"><a:extLst><a:ext uri="{28A0}"/></a:extLst></a:blip></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="1000" cy="1000"/></a:xfrm></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>`;
  const withFrame = (text: string): Uint8Array =>
    doc({
      body: frame(text) + p('end'),
      rels: '<Relationship Id="rId9" Type="x/image" Target="media/old.png"/>',
      extra: { 'word/media/old.png': png(1, 1) },
    });
  it('take the place of a picture whose alternative text names them, and fit its frame', () => {
    const parts = unpack(compile(withFrame('{{logo:image}}')).fill({ logo: png(40, 20) }));
    const xml = parts['word/document.xml'] ?? '';
    expect(xml).toContain('<wp:extent cx="1000" cy="500"/>');
    expect(xml).toContain('<a:ext cx="1000" cy="500"/>');
    const id = /<a:blip r:embed="([^"]+)"/.exec(xml)?.[1];
    expect(parts['word/_rels/document.xml.rels']).toContain(`Id="${id}"`);
    expect(parts['word/_rels/document.xml.rels']).toContain('Target="/word/media/docket1.png"');
    expect(parts['[Content_Types].xml']).toContain('Extension="png"');
    expect(xml).not.toContain('{{');
  });
  it('leave no frame behind when there is none, and other text is alternative text', () => {
    expect(
      unpack(compile(withFrame('{{logo:image}}')).fill({ logo: null }))['word/document.xml'],
    ).not.toContain('<w:drawing>');
    const parts = unpack(compile(withFrame('Seal of {{name}}')).fill({ name: 'A "B" & C' }));
    expect(parts['word/document.xml']).toContain('descr="Seal of A &quot;B&quot; &amp; C"');
  });
  it('carry alternative text, and a fallback beside an svg', () => {
    const svg =
      '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 5"><rect width="10" height="5"/></svg>';
    const bytes = doc({
      body: p('{{seal:image 10mm alt "Company seal"}}') + p('{{mark:image 10mm x 10mm stretch}}'),
    });
    const parts = unpack(
      compile(bytes).fill({
        seal: png(1, 1),
        mark: { image: `data:image/svg+xml,${encodeURIComponent(svg)}`, fallback: png(2, 1), alt: 'Mark' },
      }),
    );
    const xml = parts['word/document.xml'] ?? '';
    expect(xml).toContain('descr="Company seal"');
    expect(xml).toContain('descr="Mark"');
    const [, shown, vector] =
      /<a:blip r:embed="([^"]+)"><a:extLst>.*?svgBlip[^>]*r:embed="([^"]+)"/.exec(xml) ?? [];
    const target = (id: string | undefined): string | undefined =>
      new RegExp(`Id="${id}"[^>]*Target="([^"]+)"`).exec(parts['word/_rels/document.xml.rels'] ?? '')?.[1];
    expect([target(shown), target(vector)].map((one) => one?.replace(/.*\./, ''))).toEqual(['png', 'svg']);
  });
  it('stand in headers, with relationships of their own', () => {
    const parts = unpack(
      compile(
        doc({
          body: p('x'),
          rels: '<Relationship Id="h" Type="x/header" Target="header1.xml"/>',
          extra: { 'word/header1.xml': wordPart('hdr', p('{{logo:image 20mm}}')) },
        }),
      ).fill({ logo: png(3, 2) }),
    );
    expect(parts['word/_rels/header1.xml.rels']).toContain('/word/media/docket1.png');
    expect(parts['word/_rels/document.xml.rels']).not.toContain('media');
  });
});

describe('tags in other places', () => {
  it('fields: instruction and shown result; a value cannot end the instruction', () => {
    const xml = fill(
      '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> HYPERLINK "{{url}}" </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>{{name}}</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p><w:p><w:fldSimple w:instr=" DOCPROPERTY {{prop}} "><w:r><w:t>{{name}}</w:t></w:r></w:fldSimple></w:p>',
      { url: 'a" \\l "x', name: 'N', prop: 'P"Q' },
    );
    expect(xml).toContain('HYPERLINK "a\\" \\\\l \\"x"');
    expect(xml).toContain('w:instr=" DOCPROPERTY P\\&quot;Q "');
    expect(xml.match(/>N</g)).toHaveLength(2);
  });
  it('insertions are filled, deletions stay as they are', () => {
    const xml = fill(
      '<w:p><w:ins w:id="1" w:author="a"><w:r><w:t>new {{x}}</w:t></w:r></w:ins><w:del w:id="2" w:author="a"><w:r><w:delText>old {{y}}</w:delText></w:r></w:del></w:p>',
      { x: 'X' },
    );
    expect(xml).toContain(
      '<w:ins w:id="1" w:author="a"><w:r><w:t xml:space="preserve">new X</w:t></w:r></w:ins>',
    );
    expect(xml).toContain('<w:del w:id="2" w:author="a"><w:r><w:delText>old {{y}}</w:delText></w:r></w:del>');
  });
  it('what was moved is filled where it went, and stays as it was where it came from', () => {
    const moved = (name: string): string =>
      `<w:${name} w:id="1" w:author="a"><w:r><w:t>{{#each l}}{{this}}</w:t></w:r><w:r><w:t>{{/each}}</w:t></w:r></w:${name}>`;
    const xml = fill(`<w:p>${moved('moveFrom')}</w:p><w:p>${moved('moveTo')}</w:p>`, { l: [1, 2] });
    expect(xml).toContain(moved('moveFrom'));
    expect(xml.replace(/<[^>]*>/g, '')).toContain('{{/each}}12');
  });
  it('watermarks and the usual text of a form field', () => {
    const xml = fill(
      '<w:p><w:r><w:pict><v:shape><v:textpath string="Draft {{no}}"/></v:shape></w:pict></w:r></w:p><w:p><w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:textInput><w:default w:val="{{no}}"/></w:textInput></w:ffData></w:fldChar></w:r></w:p>',
      { no: 'a "b" <c>' },
    );
    expect(xml).toContain('string="Draft a &quot;b&quot; &lt;c&gt;"');
    expect(xml).toContain('<w:default w:val="a &quot;b&quot; &lt;c&gt;"/>');
  });
  it('diagrams, as data and as drawn, and the newer charts', () => {
    const text = '<a:p><a:r><a:t>Step {{</a:t></a:r><a:r><a:t>x}}</a:t></a:r></a:p>';
    const types = ['diagramData', 'diagramDrawing', 'chartEx'];
    const parts = unpack(
      compile(
        doc({
          body: p('x'),
          rels: types
            .map((type) => `<Relationship Id="${type}" Type="x/${type}" Target="${type}.xml"/>`)
            .join(''),
          extra: Object.fromEntries(types.map((type) => [`word/${type}.xml`, `<r xmlns:a="a">${text}</r>`])),
        }),
      ).fill({ x: 'one' }),
    );
    for (const type of types) expect(parts[`word/${type}.xml`]).toContain('<a:t>Step one</a:t>');
  });
  it('languages, directions and spaces stay', () => {
    const xml = fill(
      '<w:p><w:pPr><w:bidi/></w:pPr><w:r><w:rPr><w:rtl/><w:lang w:bidi="ar-SA"/></w:rPr><w:t xml:space="preserve"> {{x}} </w:t></w:r></w:p>',
      { x: 'مرحبا' },
    );
    expect(xml).toContain(
      '<w:pPr><w:bidi/></w:pPr><w:r><w:rPr><w:rtl/><w:lang w:bidi="ar-SA"/></w:rPr><w:t xml:space="preserve"> مرحبا </w:t>',
    );
  });
});
