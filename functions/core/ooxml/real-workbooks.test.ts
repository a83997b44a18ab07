import exceljs from 'exceljs';
import { beforeAll, describe, expect, it } from 'vitest';
import { png, unpack } from '../../../test/support/office-package.ts';
import { problemsOf } from '../../../test/support/workbook-check.ts';
import { convertAll, figuresOf, loaded, written } from '../../../test/support/workbooks.ts';
import { compile, type Template } from './index.ts';

interface Line {
  readonly kind: string;
  readonly name: string;
  readonly sku: string;
  readonly qty: number;
  readonly price: string;
}
const line = (kind: string, name: string, qty: number, price: string): Line => ({
  kind,
  name,
  sku: `sku ${name}`,
  qty,
  price,
});
const offer = (lines: readonly Line[]) => ({
  no: 'Q-1',
  date: '2026-03-05',
  customer: { name: '示例 & Co <A>' },
  logo: png(4, 2),
  lines,
});
const LINES = [
  line('pump', 'p1', 2, '10.50'),
  line('valve', 'v1', 1, '7'),
  line('pump', '=p2', 3, '100'),
  line('valve', 'v2', 4, '0.25'),
  line('valve', '-v3', 5, '2'),
];

/** As a person would make it in exceljs: groups with headings and subtotals, and everything that a sheet may carry. */
async function grouped(): Promise<Uint8Array> {
  const workbook = new exceljs.Workbook();
  const sheet = workbook.addWorksheet('Offer', {
    views: [{ state: 'frozen', ySplit: 4 }],
    pageSetup: { printArea: 'A1:E10', printTitlesRow: '4:4' },
    headerFooter: { oddHeader: '&L&"Arial"&10{{no}}&R{{customer.name}}', oddFooter: 'Page &P' },
  });
  sheet.columns = [{ width: 30 }, { width: 10 }, { width: 12 }, { width: 14 }, { width: 8 }];
  sheet.getCell('A1').value = {
    richText: [
      { font: { bold: true }, text: 'Offer {{n' },
      { font: { italic: true }, text: 'o}} for ' },
      { text: '{{customer.name}}' },
    ],
  };
  sheet.mergeCells('A1:D1');
  sheet.getCell('E1').value = '{{logo:image 20mm}}';
  sheet.getCell('A2').value = '{{date}}';
  sheet.getCell('A2').numFmt = 'yyyy-mm-dd';
  sheet.getRow(4).values = ['name', 'qty', 'price', 'amount'];
  sheet.getCell('A5').value = '{{#each lines | group "kind"}}{{key}}';
  sheet.getCell('A5').font = { bold: true };
  sheet.mergeCells('B5:C5');
  sheet.getRow(6).values = ['  {{#each items}}{{name}}', '{{qty}}', '{{price}}'];
  sheet.getCell('C6').numFmt = '#,##0.00';
  sheet.getCell('D6').value = { formula: 'B6*C6', result: 0 };
  sheet.getCell('E6').value = '{{/each}}';
  sheet.getRow(6).outlineLevel = 1;
  sheet.getRow(6).height = 31;
  sheet.getCell('A6').note = 'About {{name}}';
  sheet.getCell('B6').value = { text: '{{qty}}', hyperlink: 'https://shop.example/{{sku}}' };
  sheet.getCell('B6').dataValidation = { type: 'list', allowBlank: true, formulae: ['$A$12:$A$13'] };
  sheet.getCell('A7').value = 'Subtotal';
  sheet.getCell('D7').value = { formula: 'SUM(D6:D6)', result: 0 };
  sheet.getCell('E7').value = '{{/each}}';
  sheet.mergeCells('A7:C7');
  sheet.getRow(7).addPageBreak();
  sheet.getRow(7).hidden = false;
  sheet.getCell('A8').value = 'Total';
  sheet.getCell('B8').value = { formula: 'COUNT(B6:B6)', result: 0 };
  sheet.getCell('C8').value = { formula: 'MAX(C6:C6)', result: 0 };
  sheet.getCell('D8').value = { formula: 'SUM(D6:D6)', result: 0 };
  sheet.getCell('A9').value = { formula: '"Total for {{customer.name}} "&D8', result: '' };
  sheet.getCell('B9').value = { formula: 'COUNTIF(D6:D6,">20")', result: 0 };
  sheet.getCell('A10').value = { text: 'to the top', hyperlink: "#'Offer'!A6" };
  sheet.getCell('A10').note = 'fixed';
  sheet.getCell('A12').value = 'one';
  sheet.getCell('A13').value = 'two';
  sheet.getCell('B12').dataValidation = { type: 'decimal', operator: 'lessThan', formulae: ['$D$8'] };
  sheet.addConditionalFormatting({
    ref: 'A6:D6',
    rules: [{ type: 'expression', priority: 1, formulae: ['$D6>D$7/2'], style: { font: { bold: true } } }],
  });
  sheet.addConditionalFormatting({
    ref: 'D8',
    rules: [
      {
        type: 'cellIs',
        operator: 'greaterThan',
        priority: 2,
        formulae: ['100'],
        style: { font: { bold: true } },
      },
    ],
  });
  workbook.definedNames.add('Offer!$D$8', 'Total');
  workbook.definedNames.add('Offer!$D$6:$D$6', 'Amounts');
  workbook.addWorksheet('Summary').getCell('A1').value = { formula: 'Total+SUM(Offer!D6:D6)', result: 0 };
  return written(workbook);
}

const filled = new Map<string, Uint8Array>();
const reckoned = new Map<string, Record<string, Record<string, unknown>>>();
let template: Template;

beforeAll(async () => {
  template = compile(await grouped());
  filled.set('five lines', template.fill(offer(LINES)));
  filled.set('none', template.fill(offer([])));
  filled.set('one', template.fill(offer(LINES.slice(0, 1))));
  const names = [...filled.keys()];
  for (const [i, bytes] of convertAll([...filled.values()], 'xlsx').entries()) {
    const sheets = (await loaded(bytes)).worksheets;
    reckoned.set(names[i] ?? '', Object.fromEntries(sheets.map((sheet) => [sheet.name, figuresOf(sheet)])));
  }
}, 120_000);

const xmlOf = (name: string, part = 'xl/worksheets/sheet1.xml'): string =>
  unpack(filled.get(name) ?? new Uint8Array())[part] ?? '';
const all = (pattern: RegExp, text: string): string[] =>
  [...text.matchAll(pattern)].map((one) => one[1] ?? '');

describe('groups in a workbook that exceljs wrote', () => {
  it('have subtotals of their own and a total over all', () => {
    const { Offer = {}, Summary } = reckoned.get('five lines') ?? {};
    expect(Offer).toMatchObject({
      A5: 'pump',
      D6: 21,
      D7: 300,
      A8: 'Subtotal',
      D8: 321,
      A9: 'valve',
      D10: 7,
      D11: 1,
      D12: 10,
      D13: 18,
      A14: 'Total',
      B14: 5,
      C14: 100,
      D14: 339,
      A15: 'Total for 示例 & Co <A> 339',
      B15: 3,
    });
    expect(Summary).toEqual({ A1: 678 });
    expect(xmlOf('five lines')).toContain('<f>SUM(D6:D7,D10:D12)</f>');
  });
  it('keep text as text, indents, numbers, dates and runs', () => {
    const { Offer = {} } = reckoned.get('five lines') ?? {};
    expect([Offer.A7, Offer.A12, Offer.C6, Offer.A2]).toEqual([
      '  =p2',
      '  -v3',
      10.5,
      new Date('2026-03-05T00:00:00.000Z'),
    ]);
    expect(JSON.stringify(Offer.A1)).toMatch(
      /"bold":true.*"text":"Offer Q-1".*"italic":true.*"text":" for "/,
    );
    expect(all(/<row r="(\d+)" ht="31" customHeight="1"[^>]*outlineLevel="1"/g, xmlOf('five lines'))).toEqual(
      ['6', '7', '10', '11', '12'],
    );
  });
  it('carry merges, formats, validations, breaks and links along', () => {
    const sheet = xmlOf('five lines');
    expect(all(/<mergeCell ref="([^"]+)"/g, sheet)).toEqual(['A1:D1', 'B5:C5', 'B9:C9', 'A8:C8', 'A13:C13']);
    // The subtotal that the format compares with is another in each group.
    expect(all(/<conditionalFormatting sqref="([^"]+)"/g, sheet)).toEqual(['A6:D7', 'A10:D12', 'D14']);
    expect(all(/<formula>([^<]+)</g, sheet)).toEqual(['$D6&gt;D$8/2', '$D10&gt;D$13/2', '100']);
    expect(all(/sqref="([^"]+)"><formula1>/g, sheet)).toEqual(['B18', 'B6:B7 B10:B12']);
    expect(all(/<formula1>([^<]+)</g, sheet)).toEqual(['$D$14', '$A$18:$A$19']);
    expect(all(/<brk id="(\d+)"/g, sheet)).toEqual(['8', '13']);
    expect(all(/<hyperlink ref="([^"]+)"/g, sheet)).toEqual(['B6', 'B7', 'B10', 'B11', 'B12', 'A16']);
    expect(all(/Target="(https[^"]+)"/g, xmlOf('five lines', 'xl/worksheets/_rels/sheet1.xml.rels'))).toEqual(
      ['p1', '%3Dp2', 'v1', 'v2', '-v3'].map((name) => `https://shop.example/sku%20${name}`),
    );
    expect(sheet).toContain(
      '<oddHeader>&amp;L&amp;"Arial"&amp;10Q-1&amp;R示例 &amp;&amp; Co &lt;A&gt;</oddHeader>',
    );
    expect(all(/<definedName [^>]*>([^<]+)</g, xmlOf('five lines', 'xl/workbook.xml'))).toEqual([
      'Offer!$D$14',
      'Offer!$D$6',
      "'Offer'!$A1:$E16",
      "'Offer'!$4:$4",
    ]);
  });
  it('repeat a comment with its row, for its item', async () => {
    const sheet = (await loaded(filled.get('five lines') ?? new Uint8Array())).getWorksheet('Offer');
    const notes = ['A6', 'A7', 'A10', 'A11', 'A12', 'A16'].map((at) => {
      const { note } = sheet?.getCell(at) ?? {};
      return typeof note === 'object' ? note.texts?.map(({ text }) => text).join('') : note;
    });
    expect(notes).toEqual(['About p1', 'About =p2', 'About v1', 'About v2', 'About -v3', 'fixed']);
    const boxes = xmlOf('five lines', 'xl/drawings/vmlDrawing1.vml');
    expect(all(/<x:Row>(\d+)</g, boxes)).toEqual(['5', '6', '9', '10', '11', '15']);
    expect(new Set(all(/<v:shape id="([^"]+)"/g, boxes)).size).toBe(6);
  });
  it('close up over nothing: sums are 0, no figure is an error, what pointed there points to what took its place', () => {
    const { Offer = {}, Summary } = reckoned.get('none') ?? {};
    expect(Offer).toMatchObject({
      A5: 'Total',
      B5: 0,
      C5: 0,
      D5: 0,
      A6: 'Total for 示例 & Co <A> 0',
      B6: 0,
      A9: 'one',
    });
    expect(Summary).toEqual({ A1: 0 });
    const sheet = xmlOf('none');
    expect(sheet).not.toContain('#REF!');
    expect(sheet).toContain(`location="#'Offer'!A5"`);
    expect(all(/<mergeCell ref="([^"]+)"/g, sheet)).toEqual(['A1:D1']);
    expect(xmlOf('none', 'xl/comments1.xml').match(/<comment /g)).toHaveLength(1);
  });
  it('know where every tag stands, in loops too', () => {
    const [lines] = template.fields.filter((field) => field.name === 'lines');
    expect(lines?.kind).toBe('list');
  });
  it('are files that Excel would not repair', () => {
    for (const bytes of filled.values()) expect(problemsOf(bytes)).toEqual([]);
  });
});
