import { describe, expect, it } from 'vitest';
import { type BookParts, book, png, row, unpack } from '../../../test/support/office-package.ts';
import { compile, TemplateError } from './index.ts';

const fill = (
  rows: string,
  data: unknown,
  more: Partial<BookParts> & { after?: string; before?: string } = {},
): Record<string, string> =>
  unpack(
    compile(
      book({
        sheets: {
          S: {
            rows,
            ...(more.after ? { after: more.after } : {}),
            ...(more.before ? { before: more.before } : {}),
          },
        },
        ...more,
      }),
    ).fill(data),
  );
const sheetOf = (parts: Record<string, string>, n = 1): string => parts[`xl/worksheets/sheet${n}.xml`] ?? '';
const dataOf = (parts: Record<string, string>, n = 1): string =>
  /<sheetData>(.*)<\/sheetData>/s.exec(sheetOf(parts, n))?.[1] ?? '';
/** `{ A1: 'text', B1: '5' }`, formulas with `=`. */
const cellsOf = (parts: Record<string, string>, n = 1): Record<string, string> =>
  Object.fromEntries(
    [...dataOf(parts, n).matchAll(/<c r="([A-Z]+\d+)"([^>]*?)(?:\/>|>(.*?)<\/c>)/gs)].flatMap(
      ([, ref, , inside]) => {
        if (inside === undefined) return [];
        const formula = /<f[^>]*>([^<]*)<\/f>/.exec(inside)?.[1];
        return [[ref, formula === undefined ? inside.replace(/<[^>]*>/g, '') : `=${formula}`]];
      },
    ),
  );
const cell = (parts: Record<string, string>, ref: string): string =>
  new RegExp(`<c r="${ref}"[^>]*?(?:/>|>.*?</c>)`, 's').exec(dataOf(parts))?.[0] ?? '';
const findings = (
  work: () => unknown,
): readonly { code: string; place: string; tag: string; suggestion?: { en: string } }[] => {
  try {
    work();
  } catch (cause) {
    if (cause instanceof TemplateError) return cause.findings;
    throw cause;
  }
  return [];
};

describe('values in cells', () => {
  const styled = (ref: string, style: number, text: string): string =>
    `<row r="1"><c r="${ref}" s="${style}" t="inlineStr"><is><t>${text}</t></is></c></row>`;

  it.each(['{{n:text}}', '{{n | text}}'])('%s is text, not a number', (tag) => {
    const parts = fill(row(1, { A: tag }), { n: 7 });
    expect(cell(parts, 'A1')).toMatch(/t="inlineStr".*>7</);
  });

  it('writes numbers, truth values and text by type', () => {
    const parts = fill(
      row(1, { A: '{{n}}', B: '{{t}}', C: '{{b}}', D: '{{nil}}', E: 'No. {{n}} of {{t}}' }),
      { n: 1234.5, t: '=1+1', b: true, nil: null },
    );
    expect(dataOf(parts)).toBe(
      '<row r="1"><c r="A1"><v>1234.5</v></c><c r="B1" t="inlineStr"><is><t xml:space="preserve">=1+1</t></is></c><c r="C1" t="b"><v>1</v></c><c r="D1"/><c r="E1" t="inlineStr"><is><t xml:space="preserve">No. 1234.5 of =1+1</t></is></c></row>',
    );
  });
  it('keeps decimal text exact where the cell has a number format, and a code elsewhere', () => {
    expect(cell(fill(styled('A1', 1, '{{x}}'), { x: '12345678901234567.89' }), 'A1')).toBe(
      '<c r="A1" s="1"><v>12345678901234567.89</v></c>',
    );
    expect(cell(fill(styled('A1', 0, '{{x}}'), { x: '007' }), 'A1')).toContain('>007</t>');
    expect(cell(fill(styled('A1', 3, '{{x}}'), { x: 7 }), 'A1')).toContain('inlineStr');
  });
  it('writes dates in the date system, with a format where there was none', () => {
    expect(cell(fill(styled('A1', 2, '{{x}}'), { x: '2024-01-01' }), 'A1')).toBe(
      '<c r="A1" s="2"><v>45292</v></c>',
    );
    expect(
      cell(
        fill(styled('A1', 2, '{{x}}'), { x: '2024-01-01' }, { workbookPr: '<workbookPr date1904="1"/>' }),
        'A1',
      ),
    ).toContain('<v>43830</v>');
    const parts = fill(styled('A1', 0, '{{x | date}}'), { x: '1900-02-28' });
    expect(cell(parts, 'A1')).toBe('<c r="A1" s="4"><v>59</v></c>');
    expect(parts['xl/styles.xml']).toContain('<cellXfs count="5">');
    expect(parts['xl/styles.xml']).toMatch(/<numFmt numFmtId="165" formatCode="yyyy&quot;年&quot;m/);
    expect(cell(fill(styled('A1', 0, '{{x}}'), { x: '2024-01-01' }), 'A1')).toContain('2024-01-01</t>');
  });
  it('formats money as a number with a format', () => {
    const parts = fill(styled('A1', 0, '{{x | money}}'), { x: '1234.5' });
    expect(cell(parts, 'A1')).toBe('<c r="A1" s="4"><v>1234.50</v></c>');
    expect(cell(fill(styled('A1', 0, '合计 {{x | money}} {{x | rmb}}'), { x: '1234.5' }), 'A1')).toContain(
      '合计 1,234.50 人民币壹仟贰佰叁拾肆元伍角整',
    );
  });
  it('keeps text that looks like an escape of Excel', () => {
    expect(cell(fill(styled('A1', 0, '{{x}}'), { x: 'a_x000D_b _x1_' }), 'A1')).toContain(
      '>a_x005F_x000D_b _x1_</t>',
    );
  });
  it('escapes XML and keeps lines', () => {
    expect(cell(fill(styled('A1', 0, '{{x}}'), { x: '<b>&\u0001\n"ok"' }), 'A1')).toContain(
      '&lt;b&gt;&amp;_x0001_\n"ok"</t>',
    );
  });
  it('keeps the runs of rich text and joins a tag that is split over them', () => {
    const strings =
      '<si><r><rPr><b/></rPr><t>Dear {{cust</t></r><r><rPr><i/></rPr><t>omer.na</t></r><r><t>me}}, hi</t></r></si><si><t>fixed</t></si>';
    const parts = fill(
      '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>',
      { customer: { name: 'Li' } },
      { strings },
    );
    expect(cell(parts, 'A1')).toBe(
      '<c r="A1" t="inlineStr"><is><r><rPr><b/></rPr><t xml:space="preserve">Dear Li</t></r><r><t xml:space="preserve">, hi</t></r></is></c>',
    );
    expect(cell(parts, 'B1')).toBe('<c r="B1" t="s"><v>1</v></c>');
    expect(parts['xl/sharedStrings.xml']).not.toContain('cust');
    expect(parts['xl/sharedStrings.xml']).toContain('<si><t>fixed</t></si>');
  });
  it('repeats and chooses inside one cell', () => {
    const parts = fill(
      row(1, {
        A: '{{#each tags}}{{this}}{{#if not @last}}, {{/if}}{{/each}}!',
        B: '{{#if n > 2}}big{{else if n == 2}}two{{else}}small{{/if}}',
      }),
      { tags: ['a', 'b'], n: '2.0' },
    );
    expect(cellsOf(parts)).toEqual({ A1: 'a, b!', B1: 'two' });
  });
});

describe('rows', () => {
  it('repeats several rows with a nested loop and subtotals', () => {
    const rows =
      row(1, { A: '{{#each groups}}' }) +
      row(2, { A: '{{name}}', B: '=SUM(B3:B3)' }) +
      row(3, { A: '{{#each items}}{{title}}', B: '{{n}}', C: '=B3/B$2', D: '=SUM(B$3:B3)', E: '{{/each}}' }) +
      row(4, { A: '{{/each}}' }) +
      row(5, { A: 'all', B: '=SUM(B2:B3)', C: '=B2' });
    const groups = [
      {
        name: 'g1',
        items: [
          { title: 'a', n: 1 },
          { title: 'b', n: 2 },
        ],
      },
      { name: 'g2', items: [] },
      { name: 'g3', items: [{ title: 'c', n: 3 }] },
    ];
    expect(cellsOf(fill(rows, { groups }))).toEqual({
      A1: 'g1',
      B1: '=SUM(B2:B3)',
      A2: 'a',
      B2: '1',
      C2: '=B2/B$1',
      D2: '=SUM(B$2:B2)',
      A3: 'b',
      B3: '2',
      C3: '=B3/B$1',
      D3: '=SUM(B$2:B3)',
      A4: 'g2',
      B4: '=SUM(0)',
      A5: 'g3',
      B5: '=SUM(B6:B6)',
      A6: 'c',
      B6: '3',
      C6: '=B6/B$5',
      D6: '=SUM(B$6:B6)',
      A7: 'all',
      B7: '=SUM(B1:B6)',
      C7: '=B1',
    });
  });
  it('a loop over nothing gives its else, and what counted its rows counts 0', () => {
    const rows =
      row(1, { A: '{{#each items}}' }) +
      row(2, { A: '{{n}}', B: '=A2*2' }) +
      row(3, { A: '{{else}}' }) +
      row(4, { A: 'none for {{who}}' }) +
      row(5, { A: '{{/each}}' }) +
      row(6, { A: '=SUM(B2:B2)' });
    const template = compile(book({ sheets: { S: { rows } } }));
    const sheetOf = (items: unknown[]): string =>
      unpack(template.fill({ items, who: 'me' }))['xl/worksheets/sheet1.xml'] ?? '';
    expect(sheetOf([])).toMatch(/r="A1"[^>]*>.*none for me.*r="A2"><f>SUM\(0\)/);
    expect(sheetOf([{ n: 1 }, { n: 2 }])).toMatch(/<v>1<.*A1\*2.*<v>2<.*A2\*2.*r="A3"><f>SUM\(B1:B2\)/);
    expect(sheetOf([{ n: 1 }])).not.toContain('none');
  });

  it('takes rows in or out by a condition', () => {
    const rows =
      row(1, { A: '{{#if vip}}' }) +
      row(2, { A: 'VIP', B: '=B7' }) +
      row(3, { A: '{{else}}' }) +
      row(4, { A: 'normal', B: '=B7' }) +
      row(5, { A: '{{/if}}' }) +
      row(6, { A: '{{#if note}}Note: {{note}}', B: '{{/if}}' }) +
      row(7, { A: 'end', B: '=B2', C: '=B4' });
    expect(cellsOf(fill(rows, { vip: true, note: 'x' }))).toEqual({
      A1: 'VIP',
      B1: '=B3',
      A2: 'Note: x',
      A3: 'end',
      B3: '=B1',
      C3: '=0',
    });
    expect(cellsOf(fill(rows, { vip: false }))).toEqual({
      A1: 'normal',
      B1: '=B2',
      A2: 'end',
      B2: '=0',
      C2: '=B1',
    });
  });
  it('follows across sheets, names and renamed sheets', () => {
    const bytes = book({
      sheets: {
        '{{title}} 1': {
          rows:
            row(2, { A: '{{#each items}}{{this}}{{/each}}' }) +
            row(3, { A: '{{#each items}}{{this}}', B: '{{/each}}' }) +
            row(4, { A: 'end' }),
        },
        Sum: { rows: row(1, { A: "=SUM('{{title}} 1'!A3:A3)", B: "='{{title}} 1'!A4" }) },
      },
      names: '<definedNames><definedName name="N">\'{{title}} 1\'!$A$4</definedName></definedNames>',
    });
    const parts = unpack(compile(bytes).fill({ title: 'It/s', items: [1, 2] }));
    expect(parts['xl/workbook.xml']).toContain('<sheet name="It_s 1"');
    expect(cellsOf(parts, 2)).toEqual({ A1: "=SUM('It_s 1'!A3:A4)", B1: "='It_s 1'!A5" });
    expect(parts['xl/workbook.xml']).toContain('<definedName name="N">\'It_s 1\'!$A$5</definedName>');
  });
  it('writes shared and array formulas out', () => {
    const rows =
      '<row r="1"><c r="A1" t="inlineStr"><is><t>{{#each items}}{{this}}</t></is></c><c r="B1"><f t="shared" ref="B1:B2" si="0">A1*2</f><v>1</v></c><c r="C1" t="inlineStr"><is><t>{{/each}}</t></is></c></row>' +
      '<row r="2"><c r="A2"><v>9</v></c><c r="B2"><f t="shared" si="0"/><v>1</v></c><c r="C2"><f t="array" ref="C2:C2">SUM(A1:A2)</f></c></row>';
    const parts = fill(rows, { items: [1, 2, 3] });
    expect(cellsOf(parts)).toMatchObject({
      B1: '=A1*2',
      B2: '=A2*2',
      B3: '=A3*2',
      B4: '=A4*2',
      C4: '=SUM(A1:A4)',
    });
    expect(sheetOf(parts)).toContain('<f t="array" ref="C4:C4">');
    expect(sheetOf(parts)).not.toContain('shared');
  });
  it('fills headers and footers, ampersands doubled', () => {
    const parts = fill(
      row(1, { A: 'x' }),
      { who: 'A&B' },
      { after: '<headerFooter><oddHeader>&amp;L{{who}} &amp;P</oddHeader></headerFooter>' },
    );
    expect(sheetOf(parts)).toContain('<oddHeader>&amp;LA&amp;&amp;B &amp;P</oddHeader>');
  });
  it('stops at the end of the sheet', () => {
    const rows =
      row(1_048_570, { A: '{{#each items}}{{this}}', B: '{{/each}}' }) + row(1_048_576, { A: 'last' });
    expect(findings(() => fill(rows, { items: [1, 2] })).map((one) => one.code)).toEqual(['TOO_MANY_ROWS']);
  });
});

describe('mistakes', () => {
  it('names every bad tag with its cell, at once', () => {
    const rows =
      row(1, { A: '{{#each items}}', B: 'x' }) +
      row(2, { A: '{{name | mony}}', B: '{{a b}}' }) +
      row(3, { A: '{{/if}}', B: '{{#eahc x}}', C: '{{open' });
    const found = findings(() => compile(book({ sheets: { S: { rows } } })));
    expect(found.map((one) => [one.place, one.code])).toEqual([
      ['S!A1', 'BLOCK_UNCLOSED'],
      ['S!A2', 'FILTER_UNKNOWN'],
      ['S!B2', 'TAG_SYNTAX'],
      ['S!A3', 'BLOCK_UNOPENED'],
      ['S!B3', 'BLOCK_UNKNOWN'],
      ['S!C3', 'TAG_UNCLOSED'],
    ]);
    expect(found[1]?.suggestion?.en).toContain('"money"');
    expect(found[4]?.suggestion?.en).toContain('{{#each x}}');
  });
  it('names every missing value at once and writes nothing', () => {
    const template = compile(
      book({
        sheets: {
          S: {
            rows:
              row(1, { A: '{{custmer}}', B: '{{x | default "-"}}' }) +
              row(2, { A: '{{#each items}}{{nme}}', B: '{{/each}}' }),
          },
        },
      }),
    );
    const found = findings(() => template.fill({ customer: 1, items: [{ name: 'a' }] }));
    expect(found.map((one) => [one.place, one.tag, one.code, one.suggestion?.en])).toEqual([
      ['S!A1', '{{custmer}}', 'VALUE_MISSING', 'Did you mean "customer"?'],
      ['S!A2', '{{nme}}', 'VALUE_MISSING', 'Did you mean "name"?'],
    ]);
    expect(cellsOf(unpack(template.fill({ items: [{}] }, { missing: 'keep' })))).toEqual({
      A1: '{{custmer}}',
      B1: '-',
      A2: '{{nme}}',
    });
  });
  it('refuses a loop over what is no list, and text of a list', () => {
    const template = compile(
      book({ sheets: { S: { rows: row(1, { A: '{{#each x}}a{{/each}}', B: '{{y}}' }) } } }),
    );
    expect(findings(() => template.fill({ x: 5, y: [1] })).map((one) => one.code)).toEqual([
      'NOT_A_LIST',
      'NOT_TEXT',
    ]);
  });
  it('reaches no prototype', () => {
    const template = compile(
      book({ sheets: { S: { rows: row(1, { A: '{{toString}}', B: '{{a.hasOwnProperty}}' }) } } }),
    );
    expect(findings(() => template.fill({ a: {} })).map((one) => one.code)).toEqual([
      'VALUE_MISSING',
      'VALUE_MISSING',
    ]);
    expect(
      findings(() => compile(book({ sheets: { S: { rows: row(1, { A: '{{a.constructor}}' }) } } }))).map(
        (one) => one.code,
      ),
    ).toEqual(['NAME_FORBIDDEN']);
  });
});

describe('what has no tags', () => {
  it('keeps every byte of every part', () => {
    const bytes = book({ sheets: { S: { rows: row(1, { A: 'x', B: '=A1' }) } } });
    expect(unpack(compile(bytes).fill({}))).toEqual(unpack(bytes));
  });
  it('gives the same bytes twice', () => {
    const template = compile(
      book({ sheets: { S: { rows: row(1, { A: '{{#each x}}{{this | date}}', B: '{{/each}}' }) } } }),
    );
    const data = { x: ['2024-01-01', '2024-01-02'] };
    expect(Buffer.compare(template.fill(data), template.fill(data))).toBe(0);
  });
});

describe('pictures and copies of sheets', () => {
  it('hangs pictures on cells, in a loop too', () => {
    const rows =
      row(1, { A: '{{logo:image 40mm}}' }) +
      row(2, { A: '{{#each items}}{{name}}', B: '{{photo:image x 10mm}}', C: '{{/each}}' });
    const parts = fill(rows, {
      logo: png(2, 1),
      items: [
        { name: 'a', photo: png(1, 1) },
        { name: 'b', photo: png(1, 2) },
      ],
    });
    const drawing = parts['xl/drawings/docketDrawing1.xml'] ?? '';
    expect(
      [...drawing.matchAll(/<xdr:col>(\d+)<.*?<xdr:row>(\d+)<.*?<xdr:ext cx="(\d+)" cy="(\d+)"/g)].map(
        (one) => one.slice(1, 5).join(' '),
      ),
    ).toEqual(['0 0 1440000 720000', '1 1 360000 360000', '1 2 180000 360000']);
    expect(parts['xl/drawings/_rels/docketDrawing1.xml.rels']?.match(/<Relationship /g)).toHaveLength(3);
    expect(parts['xl/worksheets/_rels/sheet1.xml.rels']).toContain(
      'Target="/xl/drawings/docketDrawing1.xml"',
    );
    expect(sheetOf(parts)).toMatch(/<\/sheetData><drawing [^>]*r:id="docketDrawing"\/>/);
    expect(parts['[Content_Types].xml']).toContain('PartName="/xl/drawings/docketDrawing1.xml"');
  });
  it('repeats a sheet per item', () => {
    const bytes = book({
      sheets: {
        '{{#each orders}}{{no}}': {
          rows:
            row(1, { A: '{{no}} of {{company}}' }) +
            row(2, { A: '{{#each lines}}{{this}}', B: '{{/each}}' }) +
            row(3, { A: '=SUM(A2:A2)', B: "='{{#each orders}}{{no}}'!A1" }),
        },
        Last: { rows: row(1, { A: "='{{#each orders}}{{no}}'!A3" }) },
      },
      names:
        '<definedNames><definedName name="_xlnm.Print_Area" localSheetId="0">\'{{#each orders}}{{no}}\'!$A$1:$A$3</definedName><definedName name="X" localSheetId="1">Last!$A$1</definedName></definedNames>',
    });
    const template = compile(bytes);
    const parts = unpack(
      template.fill({
        company: 'C',
        orders: [
          { no: 'O-1', lines: [1] },
          { no: 'O-2', lines: [1, 2] },
          { no: 'O-1', lines: [] },
        ],
      }),
    );
    expect(
      [
        ...(parts['xl/workbook.xml'] ?? '').matchAll(/<sheet name="([^"]+)" sheetId="(\d+)" r:id="([^"]+)"/g),
      ].map((one) => one.slice(1, 4).join(' ')),
    ).toEqual([
      'O-1 1 rId1',
      'O-2 3 docket_xl_worksheets_sheet1_xml_1',
      'O-1 (2) 4 docket_xl_worksheets_sheet1_xml_2',
      'Last 2 rId2',
    ]);
    expect(cellsOf(parts)).toEqual({ A1: 'O-1 of C', A2: '1', A3: '=SUM(A2:A2)', B3: "='O-1'!A1" });
    expect(parts['xl/worksheets/sheet1_docket1.xml']).toContain('SUM(A2:A3)');
    expect(parts['xl/worksheets/sheet1_docket1.xml']).toContain("'O-2'!A1");
    expect(cellsOf(parts, 2)).toEqual({ A1: "='O-1'!A3" });
    expect(
      [
        ...(parts['xl/workbook.xml'] ?? '').matchAll(
          /<definedName name="[^"]*" localSheetId="(\d)">([^<]*)</g,
        ),
      ].map((one) => one.slice(1, 3).join(' ')),
    ).toEqual(["0 'O-1'!$A$1:$A$3", "1 'O-2'!$A$1:$A$4", "2 'O-1 (2)'!$A$1:$A$2", '3 Last!$A$1']);
    expect(parts['[Content_Types].xml']?.match(/sheet1_docket/g)).toHaveLength(2);
    expect(
      findings(() =>
        compile(book({ sheets: { '{{#each orders}}{{no}}': { rows: '' } } })).fill({ orders: [] }),
      ).map((one) => one.code),
    ).toEqual(['NO_SHEET']);
    expect(Object.keys(unpack(template.fill({ company: 'C', orders: [] })))).not.toContain(
      'xl/worksheets/sheet1.xml',
    );
  });
});

describe('what hangs on a workbook', () => {
  it('fills link addresses of a sheet and drops the list of titles that names tagged sheets', () => {
    const REL = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
    const bytes = book({
      sheets: {
        '{{#each orders}}{{no}}': { rows: row(1, { A: 'x' }) },
        Links: {
          rows: row(1, { A: '{{no}}' }),
          after: '<hyperlinks><hyperlink ref="A1" r:id="h"/></hyperlinks>',
        },
      },
      extra: {
        '_rels/.rels': `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${REL}/officeDocument" Target="xl/workbook.xml"/><Relationship Id="rId2" Type="${REL}/extended-properties" Target="docProps/app.xml"/></Relationships>`,
        'docProps/app.xml':
          '<Properties xmlns="p"><Company>{{no}} Ltd</Company><HeadingPairs><vt:vector xmlns:vt="v"/></HeadingPairs><TitlesOfParts><vt:vector xmlns:vt="v"><vt:lpstr>{{#each orders}}{{no}}</vt:lpstr></vt:vector></TitlesOfParts></Properties>',
        'xl/worksheets/_rels/sheet2.xml.rels':
          '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="h" Type="x/hyperlink" Target="https://x.y/%7B%7Bno%7D%7D" TargetMode="External"/></Relationships>',
      },
    });
    const parts = unpack(compile(bytes).fill({ no: 'N 1', orders: [{ no: 'a' }, { no: 'b' }] }));
    expect(parts['docProps/app.xml']).toBe('<Properties xmlns="p"><Company>N 1 Ltd</Company></Properties>');
    expect(parts['xl/worksheets/_rels/sheet2.xml.rels']).toContain('Target="https://x.y/N%201"');
  });
});
