import exceljs from 'exceljs';
import { describe, expect, it } from 'vitest';
import { type BookParts, book, row, unpack } from '../../../test/support/office-package.ts';
import { problemsOf } from '../../../test/support/workbook-check.ts';
import { convertAll, figuresOf, loaded, written } from '../../../test/support/workbooks.ts';
import { compile, TemplateError } from './index.ts';

const fill = (rows: string, data: unknown, after = '', more: Omit<BookParts, 'sheets'> = {}): Uint8Array =>
  compile(book({ ...more, sheets: { S: { rows, after } } })).fill(data);
const sheetOf = (bytes: Uint8Array): string => unpack(bytes)['xl/worksheets/sheet1.xml'] ?? '';
const findings = (work: () => unknown): string[] => {
  try {
    work();
  } catch (cause) {
    if (cause instanceof TemplateError) return cause.findings.map((one) => `${one.place} ${one.code}`);
    throw cause;
  }
  return [];
};

describe('what Excel cannot hold is said, with its place', () => {
  const long = 'x'.repeat(32_768);
  it('a text of more than 32,767 characters, alone or among others', () => {
    const rows = row(1, { A: '{{x}}', B: 'a{{y}}{{z}}', C: '{{z}}' });
    const [y, z] = [long.slice(0, 20_000), long.slice(0, 12_767)];
    expect(findings(() => fill(rows, { x: long, y, z }))).toEqual([
      'S!A1 CELL_TOO_LONG',
      'S!B1 CELL_TOO_LONG',
    ]);
    // Entities and escapes count as the characters that they are.
    expect(
      findings(() => fill(rows, { x: '&'.repeat(32_767), y: '<'.repeat(20_000), z: z.slice(1) })),
    ).toEqual([]);
  });
  it('a header of more than 255', () => {
    const header = '<headerFooter><oddHeader>&amp;L{{x}}</oddHeader></headerFooter>';
    expect(findings(() => fill('', { x: 'x'.repeat(254) }, header))).toEqual(['S!oddHeader HEADER_TOO_LONG']);
    expect(findings(() => fill('', { x: '&'.repeat(126) }, header))).toEqual([]);
  });
  it('a text in a formula of more than 255', () => {
    const rows = row(1, { A: '="{{x}}"' });
    expect(findings(() => fill(rows, { x: 'x'.repeat(256) }))).toEqual(['S!A1 FORMULA_TEXT_TOO_LONG']);
    expect(findings(() => fill(rows, { x: 'x'.repeat(255) }))).toEqual([]);
  });
  it('a total over more groups than a formula takes; SUBTOTAL does it', () => {
    const rows = (total: string): string =>
      row(1, { A: '{{#each groups}}{{#each items}}{{this}}', B: '{{/each}}' }) +
      row(2, { A: '=SUBTOTAL(9,A1:A1)', B: '{{/each}}' }) +
      row(3, { A: total });
    const groups = Array.from({ length: 201 }, () => ({ items: [1] }));
    expect(findings(() => fill(rows('=SUM(A1:A1)'), { groups }))).toEqual(['S!A3 FORMULA_TOO_LONG']);
    expect(findings(() => fill(rows('=SUM(A1:A1)'), { groups: groups.slice(1) }))).toEqual([]);
    expect(sheetOf(fill(rows('=SUBTOTAL(9,A1:A1)'), { groups }))).toContain('<f>SUBTOTAL(9,A1:A401)</f>');
  });
  it('but no group is too many where nothing stands between that the total would count', () => {
    const rows = (total: string): string =>
      row(1, { A: 'group', B: '{{#each groups}}' }) +
      row(2, { A: '{{#each items}}{{this}}', B: '{{/each}}{{/each}}' }) +
      row(3, { A: total });
    const groups = Array.from({ length: 300 }, () => ({ items: [1] }));
    expect(sheetOf(fill(rows('=SUM(A2:A2)'), { groups }))).toContain('<f>SUM(A2:A600)</f>');
    expect(findings(() => fill(rows('=COUNTA(A2:A2)'), { groups }))).toEqual(['S!A3 FORMULA_TOO_LONG']);
  });
  it('rows and columns beyond the end', () => {
    const down = row(1, { A: '{{#each items}}x', B: '{{/each}}' }) + row(2, { A: 1 });
    const across = row(1, { A: '{{#columns items}}x{{/columns}}', B: 1 });
    expect(findings(() => fill(down, { items: Array(1_048_576).fill(1) }))).toEqual(['S TOO_MANY_ROWS']);
    expect(findings(() => fill(across, { items: Array(16_384).fill(1) }))).toEqual(['S TOO_MANY_COLUMNS']);
    expect(findings(() => fill(across, { items: Array(16_383).fill(1) }))).toEqual([]);
  });
});

describe('texts', () => {
  it('that XML cannot hold come back from LibreOffice as they went in', async () => {
    const odd = 'bell\u0007 _x0041_ _x005F_x0041_ line\nend tab\t <&> "q" \u2028 é 示例 😀';
    const bytes = fill(row(1, { A: '{{x}}', B: '+{{x}}', C: '{{y}}' }), { x: odd, y: '=HYPERLINK("x")' });
    expect(problemsOf(bytes)).toEqual([]);
    const [saved] = convertAll([bytes], 'xlsx');
    const xml = unpack(saved ?? new Uint8Array());
    expect(xml['xl/sharedStrings.xml']).toContain('bell_x0007_ _x005F_x0041_ ');
    expect(sheetOf(bytes)).toContain('bell_x0007_ _x005F_x0041_ ');
    const cells = figuresOf((await loaded(saved ?? new Uint8Array())).worksheets[0] as never);
    expect(cells.C1).toBe('=HYPERLINK("x")');
  });
  it('of headers: digits after a size are not taken for it, ampersands are doubled', () => {
    const header =
      '<headerFooter><oddHeader>&amp;L&amp;12{{n}}&amp;C{{n}}&amp;R&amp;"Arial,Bold"{{t}}</oddHeader></headerFooter>';
    expect(sheetOf(fill('', { n: 7, t: 'R&D' }, header))).toContain(
      '<oddHeader>&amp;L&amp;12 7&amp;C7&amp;R&amp;"Arial,Bold"R&amp;&amp;D</oddHeader>',
    );
  });
  it('of cells with phonetic guides: kept where fixed, left out where the text is filled', () => {
    const strings =
      '<si><t>東京{{n}}x</t><rPh sb="0" eb="2"><t>トウキョウ</t></rPh><phoneticPr fontId="0"/></si><si><t>東京</t><rPh sb="0" eb="2"><t>トウキョウ</t></rPh></si>';
    const bytes = fill(
      '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>',
      { n: 1 },
      '',
      { strings },
    );
    expect(sheetOf(bytes)).toContain('<is><t xml:space="preserve">東京1x</t></is>');
    expect(unpack(bytes)['xl/sharedStrings.xml']).toContain('<si><t>東京</t><rPh sb="0" eb="2">');
    expect(problemsOf(bytes)).toEqual([]);
  });
  it('of defined names, and boxes to tick', () => {
    const bytes = fill(
      row(1, { A: '{{ok:checkbox}}', B: 'done {{no:checkbox}}', C: '=Customer' }),
      { ok: true, no: false, name: 'A "B" & C' },
      '',
      { names: '<definedNames><definedName name="Customer">"{{name}}"</definedName></definedNames>' },
    );
    expect(sheetOf(bytes)).toMatch(/☑.*done ☐/);
    expect(unpack(bytes)['xl/workbook.xml']).toContain('>"A ""B"" &amp; C"</definedName>');
  });
});

describe('dates', () => {
  it('are days of the date system of the workbook, the old one of the Mac too', async () => {
    for (const date1904 of [false, true]) {
      const workbook = new exceljs.Workbook();
      workbook.properties.date1904 = date1904;
      const sheet = workbook.addWorksheet('S');
      sheet.getCell('A1').value = '{{day}}';
      sheet.getCell('A1').numFmt = 'yyyy-mm-dd';
      sheet.getCell('B1').value = '{{day | date}}';
      sheet.getCell('C1').value = { formula: 'YEAR(A1)*10000+MONTH(B1)*100+DAY(A1)', result: 0 };
      const bytes = compile(await written(workbook)).fill({ day: '2026-03-05' });
      expect(problemsOf(bytes)).toEqual([]);
      const cells = figuresOf((await loaded(bytes)).worksheets[0] as never);
      expect([cells.A1, cells.B1]).toEqual(Array(2).fill(new Date('2026-03-05T00:00:00.000Z')));
      const [saved] = convertAll([bytes], 'xlsx');
      const reckoned = figuresOf((await loaded(saved ?? new Uint8Array())).worksheets[0] as never);
      expect(reckoned.C1).toBe(20_260_305);
    }
  });
});
