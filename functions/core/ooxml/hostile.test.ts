import { describe, expect, it } from 'vitest';
import { book, doc, p, pack, row, table, unpack } from '../../../test/support/office-package.ts';
import { DocketError } from '../result.ts';
import { compile, lint } from './index.ts';
import { makeEntry, writeZip } from './zip.ts';

const codeOf = (work: () => unknown): string => {
  try {
    work();
  } catch (cause) {
    if (cause instanceof DocketError) return cause.code;
    throw cause;
  }
  return 'none';
};
/** The error's code, and proof that it came within bounded time and memory. */
const bounded = (work: () => unknown): string => {
  const start = performance.now();
  const code = codeOf(work);
  expect(performance.now() - start).toBeLessThan(3000);
  return code;
};
const xml = (bytes: Uint8Array, part = 'word/document.xml'): string => unpack(bytes)[part] ?? '';

describe('hostile packages', () => {
  const good = doc({ body: p('{{x}}') });

  it('refuses what is no package, cut short or encrypted', () => {
    expect(codeOf(() => compile(Buffer.from('no zip at all')))).toBe('ZIP_UNREADABLE');
    expect(codeOf(() => compile(new Uint8Array(0)))).toBe('ZIP_UNREADABLE');
    expect(codeOf(() => compile(good.subarray(0, good.length - 30)))).toBe('ZIP_UNREADABLE');
    expect(codeOf(() => compile(Buffer.from('d0cf11e0a1b11ae10000000000000000', 'hex')))).toBe(
      'FILE_ENCRYPTED',
    );
    const locked = Buffer.from(good);
    for (
      let at = locked.indexOf('PK\x01\x02', 0, 'latin1');
      at >= 0;
      at = locked.indexOf('PK\x01\x02', at + 4, 'latin1')
    )
      locked[at + 8] = 1;
    expect(codeOf(() => compile(locked))).toBe('FILE_ENCRYPTED');
  });
  it('survives any single broken byte with a typed error or a document', () => {
    for (let at = 0; at < good.length; at += 7) {
      const bytes = Uint8Array.from(good);
      bytes[at] = (bytes[at] ?? 0) ^ 0x55;
      expect(typeof codeOf(() => compile(bytes).fill({ x: 1 }))).toBe('string');
    }
  });
  it('refuses paths that leave the package, repeated names and overlapping data', () => {
    for (const name of ['../evil', '/abs', 'a\\b', 'C:/x', 'word/../../x']) {
      expect(codeOf(() => compile(pack({ ...unpack(good), [name]: 'x' })))).toBe('ZIP_HOSTILE');
    }
    const entry = makeEntry('a.xml', Buffer.from('x'), 3);
    expect(codeOf(() => compile(writeZip([entry, { ...entry, name: 'A.XML' }])))).toBe('ZIP_HOSTILE');
    const twice = Buffer.from(writeZip([entry, { ...entry, name: 'b.xml' }]));
    const second = twice.lastIndexOf('PK\x01\x02', undefined, 'latin1');
    twice.writeUInt32LE(0, second + 42);
    expect(codeOf(() => compile(twice))).toBe('ZIP_HOSTILE');
  });
  it('stops at bombs: 1 GB of zeros, a part larger than declared', () => {
    const zeros = makeEntry('word/media/zero.bin', Buffer.alloc(64 * 1024 * 1024), 9);
    const many = Array.from({ length: 16 }, (_, i) => ({ ...zeros, name: `word/media/${i}.bin` }));
    expect(bounded(() => compile(writeZip(many)))).toBe('ZIP_TOO_LARGE');
    const entries = Object.entries(unpack(good)).map(([name, text]) => makeEntry(name, Buffer.from(text), 6));
    const lying = entries.map((entry) =>
      entry.name === 'word/document.xml'
        ? { ...makeEntry(entry.name, Buffer.alloc(50_000_000, 32), 9), size: 100 }
        : entry,
    );
    expect(bounded(() => compile(writeZip(lying)))).toBe('ZIP_DAMAGED');
  });
  it('refuses entity bombs, DTDs and malformed XML', () => {
    const withXml = (text: string): Uint8Array => pack({ ...unpack(good), 'word/document.xml': text });
    const laughs = '<!DOCTYPE x [<!ENTITY a "{{x}}"><!ENTITY b "&a;&a;&a;">]><w:document>&b;</w:document>';
    expect(bounded(() => compile(withXml(laughs)))).toBe('XML_DTD');
    for (const broken of [
      '<w:document>{{x}}',
      '<a></b>{',
      '<a><b></a>{',
      '<a x="{>',
      '<w:document><w:p><w:r><w:t>{{x}}&evil;</w:t></w:r></w:p></w:document>',
      '{<',
      '<a>{</a></b>',
    ]) {
      expect(codeOf(() => compile(withXml(broken)))).toBe('XML_MALFORMED');
    }
    expect(bounded(() => compile(withXml(`${'<a>'.repeat(200_000)}{${'</a>'.repeat(200_000)}`)))).toBe(
      'XML_MALFORMED',
    );
  });
  it('refuses macros', () => {
    expect(codeOf(() => compile(pack({ ...unpack(good), 'word/vbaProject.bin': 'x' })))).toBe(
      'FILE_HAS_MACROS',
    );
    const parts = unpack(good);
    parts['[Content_Types].xml'] = (parts['[Content_Types].xml'] ?? '').replace(
      'application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml',
      'application/vnd.ms-word.document.macroEnabled.main+xml',
    );
    expect(codeOf(() => compile(pack(parts)))).toBe('FILE_HAS_MACROS');
    const workbook = unpack(book({ sheets: { S: { rows: '' } } }));
    for (const name of ['xl/macrosheets/sheet1.xml', 'xl/other/vbaProject.bin'])
      expect(codeOf(() => compile(pack({ ...workbook, [name]: 'x' })))).toBe('FILE_HAS_MACROS');
  });
  it('refuses what starts other programs: fields and links by DDE, however they are cut', () => {
    const field = (...pieces: string[]): string =>
      `<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r>${pieces.map((one) => `<w:r><w:instrText xml:space="preserve">${one}</w:instrText></w:r>`).join('')}<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>`;
    for (const body of [
      field(' DDEAUTO c:\\windows\\cmd.exe "/k calc" '),
      field(' D', 'DE', ' cmd "x"'),
      field('ddeauto x'),
      '<w:p><w:fldSimple w:instr=" DDE cmd x"><w:r><w:t>1</w:t></w:r></w:fldSimple></w:p>',
    ])
      expect(codeOf(() => compile(doc({ body })))).toBe('FILE_HAS_DDE');
    expect(
      codeOf(() => compile(doc({ body: field(' HYPERLINK "https://x.y/DDE" ') + field(' PAGE ') }))),
    ).toBe('none');
    const linked = book({
      sheets: { S: { rows: '' } },
      bookRels: '<Relationship Id="d" Type="x/externalLink" Target="externalLinks/externalLink1.xml"/>',
      extra: {
        'xl/externalLinks/externalLink1.xml':
          '<externalLink><ddeLink ddeService="cmd" ddeTopic="/c calc"/></externalLink>',
      },
    });
    expect(codeOf(() => compile(linked))).toBe('FILE_HAS_DDE');
  });
  it('makes documents of templates of Office, which would not open under the name of a document', () => {
    const kinds = [
      [good, 'wordprocessingml.document.main', 'wordprocessingml.template.main'],
      [book({ sheets: { S: { rows: '' } } }), 'spreadsheetml.sheet.main', 'spreadsheetml.template.main'],
    ] as const;
    for (const [bytes, document, template] of kinds) {
      const parts = unpack(bytes);
      const types = (parts['[Content_Types].xml'] ?? '').replace(document, template);
      const filled = compile(pack({ ...parts, '[Content_Types].xml': types })).fill({ x: 1 });
      expect(unpack(filled)['[Content_Types].xml']).toBe(parts['[Content_Types].xml']);
    }
  });
});

describe('hostile tags', () => {
  it.each([
    'constructor.constructor("return process")()',
    'this.__proto__.polluted',
    'x; process.exit()',
    '`process.env`',
    'x => x',
    'new Date()',
    'a["constr" | upper]',
    'import("fs")',
    '@root.constructor',
    'require("fs")',
    'x[constructor]',
  ])('%s reaches nothing', (inside) => {
    const bytes = doc({ body: p(`{{${inside}}}`) });
    const outcome = codeOf(() => compile(bytes).fill({ x: 'v', a: {} }));
    expect(['TEMPLATE_INVALID', 'FILL_FAILED']).toContain(outcome);
  });
  it('takes keys of the data literally, never from a prototype', () => {
    const data: unknown = JSON.parse(
      '{"__proto__": {"polluted": "yes"}, "k": "hasOwnProperty", "o": {"hasOwnProperty": "mine"}}',
    );
    expect(xml(compile(doc({ body: p('{{o[k]}}') })).fill(data))).toContain('mine');
    expect(codeOf(() => compile(doc({ body: p('{{polluted}}') })).fill(data))).toBe('FILL_FAILED');
    const inherited: unknown = Object.create({ secret: 'inherited' });
    expect(codeOf(() => compile(doc({ body: p('{{secret}}') })).fill(inherited))).toBe('FILL_FAILED');
    expect(codeOf(() => compile(doc({ body: p('{{f}}') })).fill({ f: () => 'called' }))).toBe('FILL_FAILED');
  });
  it('bounds time on tags made to confuse', () => {
    for (const text of [
      '{{'.repeat(50_000),
      '}}'.repeat(50_000),
      `{{${'a|'.repeat(900)}}}`,
      `{{${'!'.repeat(1900)}a}}`,
      '{{#if a}}'.repeat(3000),
      `{{${'a.'.repeat(900)}a}}`,
      `{{x | default "${' '.repeat(1900)}}}`,
    ]) {
      expect(bounded(() => void lint(doc({ body: p(text) })))).toBe('none');
      expect(bounded(() => void lint(book({ sheets: { S: { rows: row(1, { A: text }) } } })))).toBe('none');
    }
  });
});

describe('more than anybody writes', () => {
  const many = 150_000;
  it('of blocks inside each other is refused', () => {
    const deep = (count: number) => doc({ body: p('{{#if a}}').repeat(count) + p('{{/if}}').repeat(count) });
    expect(() => compile(deep(5000))).toThrow('TAG_TOO_DEEP');
    expect(compile(deep(100)).fill({ a: true }).length).toBeGreaterThan(0);
  });
  it('of rows, items and cells does not overflow', () => {
    const rich = compile(doc({ body: p('{{a:richtext}}') + p('{{l | sum}}') }));
    const filled = unpack(rich.fill({ a: '|a|\n|-|\n'.repeat(many / 2), l: Array(many).fill('0.1') }));
    expect(filled['word/document.xml']).toContain('>15000.0<');
    const cells = Array.from({ length: many / 10 }, (_, i) =>
      row(i + 2, Object.fromEntries([...'ABCDEFGHIJ'].map((c) => [c, 1]))),
    );
    const rows = `${row(1, { A: '{{#columns l}}{{this}}{{/columns}}' })}${cells.join('')}`;
    expect(compile(book({ sheets: { S: { rows } } })).fill({ l: [1, 2] }).length).toBeGreaterThan(0);
  });
});

describe('hostile data', () => {
  it('writes markup and control characters as text', () => {
    const evil = '</w:t></w:r><w:script/>&amp;<![CDATA[x]]>\u0000\u0008\ud800"\'';
    const out = xml(compile(doc({ body: p('{{x}}') })).fill({ x: evil }));
    expect(out).toContain('&lt;/w:t&gt;&lt;/w:r&gt;&lt;w:script/&gt;&amp;amp;&lt;![CDATA[x]]&gt;\ufffd"\'');
    const cell = xml(
      compile(book({ sheets: { S: { rows: row(1, { A: '{{x}}' }) } } })).fill({ x: evil }),
      'xl/worksheets/sheet1.xml',
    );
    expect(cell).toContain('&lt;/w:t&gt;');
  });
  it('never reads a value as a tag, a field or a formula', () => {
    expect(xml(compile(doc({ body: p('{{x}}{{y}}') })).fill({ x: '{{y}}', y: 'Y' }))).toContain('{{y}}Y');
    for (const value of ['=cmd|"/c calc"!A0', '+1', '-1', '@SUM(A1)', '\t=1', '=HYPERLINK("http://x")']) {
      const sheet = xml(
        compile(book({ sheets: { S: { rows: row(1, { A: '{{x}}' }) } } })).fill({ x: value }),
        'xl/worksheets/sheet1.xml',
      );
      expect(sheet).not.toContain('<f>');
      expect(sheet).toContain('t="inlineStr"');
    }
  });
  it('stops loops that never end in sight: turns and bytes have limits', () => {
    const nested = doc({
      body: p('{{#each a}}{{#each a}}{{#each a}}{{#each a}}x{{/each}}{{/each}}{{/each}}{{/each}}'),
    });
    expect(
      bounded(() =>
        compile(nested, { limits: { turns: 100_000 } }).fill({
          a: Array.from({ length: 1000 }, (_, i) => i),
        }),
      ),
    ).toBe('FILL_FAILED');
    const wide = doc({ body: table(['{{#each a}}{{x}}', '{{/each}}']) });
    expect(
      bounded(() =>
        compile(wide, { limits: { output: 5_000_000 } }).fill({
          a: Array(1000).fill(0),
          x: 'x'.repeat(10_000),
        }),
      ),
    ).toBe('OUTPUT_TOO_LARGE');
  });
  it('names the filter of the caller that fails, and the tag', () => {
    const boom = compile(doc({ body: p('{{x | boom}}') }), {
      filters: {
        boom: () => {
          throw new Error('secret');
        },
      },
    });
    expect(codeOf(() => boom.fill({ x: 1 }))).toBe('FILL_FAILED');
  });
  it('takes data that turns in a circle', () => {
    const data: Record<string, unknown> = { name: 'n' };
    data.self = data;
    expect(xml(compile(doc({ body: p('{{self.self.self.name}}') })).fill(data))).toContain('>n<');
    expect(codeOf(() => compile(doc({ body: p('{{self}}') })).fill(data))).toBe('FILL_FAILED');
  });
});
