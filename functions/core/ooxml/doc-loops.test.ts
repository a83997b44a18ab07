import { describe, expect, it } from 'vitest';
import { doc, p, unpack, wordPart } from '../../../test/support/office-package.ts';
import { compile, lint } from './index.ts';

const REL = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const rel = (id: string, type: string, target: string): string =>
  `<Relationship Id="${id}" Type="${REL}/${type}" Target="${target}"/>`;
const TYPE = 'application/vnd.openxmlformats-officedocument.wordprocessingml';

const item = (text: string, level = 0, id = 1): string =>
  `<w:p><w:pPr><w:numPr><w:ilvl w:val="${level}"/><w:numId w:val="${id}"/></w:numPr></w:pPr><w:r><w:t>${text}</w:t></w:r></w:p>`;
const styled = (text: string, style: string): string =>
  `<w:p><w:pPr><w:pStyle w:val="${style}"/><w:jc w:val="both"/></w:pPr><w:r><w:t>${text}</w:t></w:r></w:p>`;
const numbering = wordPart(
  'numbering',
  '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/></w:lvl><w:lvl w:ilvl="1"><w:start w:val="5"/><w:numFmt w:val="lowerLetter"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="0"/></w:num>',
);
const withLists = (body: string): Uint8Array =>
  doc({
    body,
    rels: rel('n', 'numbering', 'numbering.xml') + rel('s', 'styles', 'styles.xml'),
    overrides: `<Override PartName="/word/numbering.xml" ContentType="${TYPE}.numbering+xml"/><Override PartName="/word/styles.xml" ContentType="${TYPE}.styles+xml"/>`,
    extra: {
      'word/numbering.xml': numbering,
      'word/styles.xml': wordPart(
        'styles',
        '<w:style w:type="paragraph" w:styleId="ListNumber"><w:name w:val="List Number"/><w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr></w:style><w:style w:type="paragraph" w:styleId="Own"><w:name w:val="Own"/><w:basedOn w:val="ListNumber"/></w:style>',
      ),
    },
  });

/** Each paragraph as `list: text`. */
const numbered = (bytes: Uint8Array, data: unknown): string[] => {
  const xml = unpack(compile(bytes).fill(data))['word/document.xml'] ?? '';
  return [...xml.matchAll(/<w:p[ >].*?<\/w:p>/gs)].map(([one]) => {
    const id = /<w:numId w:val="(\d+)"/.exec(one)?.[1];
    return `${id === undefined ? '' : `${id}: `}${one.replace(/<[^>]*>/g, '')}`;
  });
};
const contracts = {
  contracts: [
    { name: 'A', steps: ['x', 'y'] },
    { name: 'B', steps: ['z'] },
    { name: 'C', steps: [] },
  ],
};

describe('numbering in loops', () => {
  it('begins again for a list inside each turn', () => {
    const bytes = withLists(
      p('{{#each contracts}}') +
        p('Contract {{name}}') +
        item('do this') +
        item('and that', 1) +
        p('{{/each}}'),
    );
    expect(numbered(bytes, contracts)).toEqual([
      'Contract A',
      '1: do this',
      '1: and that',
      'Contract B',
      '3: do this',
      '3: and that',
      'Contract C',
      '4: do this',
      '4: and that',
    ]);
    const filled = unpack(compile(bytes).fill(contracts))['word/numbering.xml'];
    expect(filled).toContain(
      '<w:num w:numId="3"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride><w:lvlOverride w:ilvl="1"><w:startOverride w:val="5"/></w:lvlOverride></w:num>',
    );
  });
  it('begins again for the items of an inner loop', () => {
    const bytes = withLists(
      p('{{#each contracts}}') +
        p('Contract {{name}}') +
        p('{{#each steps}}') +
        item('{{this}}') +
        p('{{/each}}') +
        p('{{/each}}'),
    );
    expect(numbered(bytes, contracts)).toEqual([
      'Contract A',
      '1: x',
      '1: y',
      'Contract B',
      '3: z',
      'Contract C',
    ]);
  });
  it('counts through where the turns are the items, also with levels and text between', () => {
    const bytes = withLists(
      p('{{#each contracts}}') +
        item('{{name}}') +
        p('details') +
        p('{{#each steps}}') +
        item('{{this}}', 1) +
        p('{{/each}}') +
        p('{{/each}}'),
    );
    expect(new Set(numbered(bytes, contracts).flatMap((one) => /^\d+/.exec(one)?.[0] ?? []))).toEqual(
      new Set(['1']),
    );
  });
  it('counts through where the list goes on outside the loop', () => {
    const bytes = withLists(
      item('first') + p('{{#each contracts}}') + p('{{name}}') + item('clause') + p('{{/each}}'),
    );
    expect(numbered(bytes, contracts).filter((one) => /^\d/.test(one) && !one.startsWith('1:'))).toEqual([]);
  });
  it('writes the number out where it came from the style', () => {
    const bytes = withLists(
      p('{{#each contracts}}') + p('{{name}}') + styled('step', 'Own') + p('{{/each}}'),
    );
    const xml = unpack(compile(bytes).fill(contracts))['word/document.xml'] ?? '';
    expect(xml).toContain(
      '<w:pPr><w:pStyle w:val="Own"/><w:numPr><w:ilvl w:val="0"/><w:numId w:val="3"/></w:numPr><w:jc w:val="both"/></w:pPr>',
    );
  });
  it('counts rows that hold one number each, and begins again for a list inside a row', () => {
    const row = (...cells: string[]): string =>
      `<w:tbl><w:tr>${cells.map((cell) => `<w:tc>${cell}</w:tc>`).join('')}</w:tr></w:tbl>`;
    const auto = withLists(row(item('{{#each contracts}}{{name}}'), p('{{/each}}')));
    expect(numbered(auto, contracts)).toEqual(['1: A', '', '1: B', '', '1: C', '']);
    const inner = withLists(
      row(
        p('{{#each contracts}}{{name}}'),
        p('{{#each steps}}') + item('{{this}}') + p('{{/each}}') + p('{{/each}}'),
      ),
    );
    expect(numbered(inner, contracts)).toEqual(['A', '1: x', '1: y', 'B', '3: z', 'C']);
  });
  it('is the same at each fill', () => {
    const template = compile(
      withLists(p('{{#each contracts}}') + p('{{name}}') + item('a') + p('{{/each}}')),
    );
    expect(Buffer.compare(template.fill(contracts), template.fill(contracts))).toBe(0);
  });
});

describe('what a document may hold only once', () => {
  const body =
    p('{{#each items}}') +
    '<w:p w14:paraId="11111111" w14:textId="77777777"><w:bookmarkStart w:id="3" w:name="Mark"/><w:commentRangeStart w:id="0"/><w:r><w:t>{{this}}</w:t></w:r><w:commentRangeEnd w:id="0"/><w:r><w:commentReference w:id="0"/></w:r><w:bookmarkEnd w:id="3"/></w:p>' +
    '<w:p w14:paraId="22222222"><w:ins w:id="9" w:author="a"><w:r><w:t>static</w:t></w:r></w:ins><w:r><w:drawing><wp:inline><wp:docPr id="1" name="P"/></wp:inline></w:drawing></w:r></w:p>' +
    '<w:sdt><w:sdtPr><w:id w:val="55"/></w:sdtPr><w:sdtContent><w:p w14:paraId="33333333"><w:r><w:t>c</w:t></w:r></w:p></w:sdtContent></w:sdt>' +
    p('{{/each}}');
  const xml = unpack(compile(doc({ body })).fill({ items: ['a', 'b', 'c'] }))['word/document.xml'] ?? '';
  const all = (pattern: RegExp): string[] => [...xml.matchAll(pattern)].map((one) => one[1] ?? '');

  it('is not repeated by loops', () => {
    expect(all(/<w:bookmarkStart [^>]*w:name="([^"]*)"/g)).toEqual(['Mark']);
    expect(all(/<w:bookmarkEnd w:id="([^"]*)"/g)).toEqual(['3']);
    expect(all(/<w:comment\w+ w:id="([^"]*)"/g)).toEqual(['0', '0', '0']);
    expect(xml).not.toContain('paraId');
  });
  it('is numbered anew', () => {
    for (const pattern of [/<wp:docPr id="(\d+)"/g, /<w:ins w:id="(\d+)"/g, /<w:id w:val="(\d+)"/g]) {
      expect(all(pattern)).toHaveLength(3);
      expect(new Set(all(pattern)).size).toBe(3);
    }
    expect(all(/<wp:docPr id="(\d+)"/g)[0]).toBe('1');
  });
});

describe('notes and links in loops', () => {
  const ref = (kind: string, id: number): string => `<w:r><w:${kind}Reference w:id="${id}"/></w:r>`;
  const bytes = doc({
    body: `${p('{{#each items}}')}<w:p><w:r><w:t>{{name}}</w:t></w:r>${ref('footnote', 2)}${ref('footnote', 3)}<w:hyperlink r:id="h"><w:r><w:t>{{name}}</w:t></w:r></w:hyperlink></w:p>${p('{{/each}}')}<w:p>${ref('footnote', 1)}</w:p>`,
    rels: `${rel('f', 'footnotes', 'footnotes.xml')}<Relationship Id="h" Type="${REL}/hyperlink" Target="https://x.y/%7B%7Bname%7D%7D" TargetMode="External"/>`,
    extra: {
      'word/footnotes.xml': wordPart(
        'footnotes',
        `<w:footnote w:type="separator" w:id="-1">${p('')}</w:footnote><w:footnote w:id="1">${p('general {{title}}')}</w:footnote><w:footnote w:id="2">${p('about {{name}}')}</w:footnote><w:footnote w:id="3">${p('fixed')}</w:footnote>`,
      ),
    },
  });
  const data = { title: 'T', items: [{ name: 'a' }, { name: 'b&c' }] };
  const parts = unpack(compile(bytes).fill(data));

  it('writes a note for each turn, with what it means there', () => {
    expect(
      [
        ...(parts['word/footnotes.xml'] ?? '').matchAll(/<w:footnote [^>]*w:id="(-?\d+)".*?<\/w:footnote>/gs),
      ].map(([all, id]) => `${id} ${all.replace(/<[^>]*>/g, '')}`),
    ).toEqual(['-1 ', '1 general T', '4 about a', '5 fixed', '6 about b&amp;c', '7 fixed']);
    expect(
      [...(parts['word/document.xml'] ?? '').matchAll(/<w:footnoteReference w:id="(\d+)"/g)].map(
        (one) => one[1],
      ),
    ).toEqual(['4', '5', '6', '7', '1']);
  });
  it('leads each link where its turn says', () => {
    const rels = parts['word/_rels/document.xml.rels'] ?? '';
    const ids = [...(parts['word/document.xml'] ?? '').matchAll(/<w:hyperlink r:id="([^"]+)"/g)];
    expect(ids.map(([, id]) => new RegExp(`Id="${id}"[^>]*Target="([^"]+)"`).exec(rels)?.[1])).toEqual([
      'https://x.y/a',
      'https://x.y/b%26c',
    ]);
    expect(rels).not.toContain('%7B');
  });
  it('is known to lint', () => {
    const schema = {
      type: 'object',
      properties: {
        title: { type: 'string' },
        items: { type: 'array', items: { type: 'object', properties: { nam: { type: 'string' } } } },
      },
    };
    expect(
      lint(bytes, schema).map((one) => `${one.part} ${one.place} ${one.tag} ${one.suggestion?.en}`),
    ).toEqual([
      'word/document.xml {{name}}{{name}} {{name}} Did you mean "nam"?',
      'word/document.xml {{name}}{{name}} {{name}} Did you mean "nam"?',
      'word/footnotes.xml about {{name}} {{name}} Did you mean "nam"?',
      'word/_rels/document.xml.rels https://x.y/{{name}} {{name}} Did you mean "nam"?',
    ]);
  });
});
