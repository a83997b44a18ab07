import exceljs from 'exceljs';
import { beforeAll, describe, expect, it } from 'vitest';
import { png, unpack } from '../../../test/support/office-package.ts';
import { problemsOf } from '../../../test/support/workbook-check.ts';
import { convertAll, figuresOf, loaded, written } from '../../../test/support/workbooks.ts';
import { compile, type JsonSchema, lint, type Template } from './index.ts';

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

/** What LibreOffice makes of a flat OpenDocument sheet: its own way to write cells, names, notes and formats. */
const FLAT = `<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" xmlns:of="urn:oasis:names:tc:opendocument:xmlns:of:1.2" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0" office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.spreadsheet">
<office:automatic-styles>
<style:style style:name="bold" style:family="text"><style:text-properties fo:font-weight="bold"/></style:style>
<style:style style:name="tall" style:family="table-row"><style:table-row-properties style:row-height="12mm" style:use-optimal-row-height="false"/></style:style>
</office:automatic-styles>
<office:body><office:spreadsheet>
<table:content-validations><table:content-validation table:name="v1" table:condition="of:cell-content-is-in-list(&quot;a&quot;;&quot;b&quot;)" table:base-cell-address="Plan.C5"/></table:content-validations>
<table:table table:name="Plan" table:print-ranges="Plan.A1:Plan.D9">
<table:table-column table:number-columns-repeated="4"/>
<table:table-row><table:table-cell table:number-columns-spanned="3" table:number-rows-spanned="1" office:value-type="string"><text:p>Plan <text:span text:style-name="bold">{{ti</text:span>tle}} of {{year}}</text:p></table:table-cell><table:covered-table-cell table:number-columns-repeated="2"/></table:table-row>
<table:table-row table:number-rows-repeated="2"><table:table-cell/></table:table-row>
<table:table-header-rows><table:table-row><table:table-cell office:value-type="string"><text:p>task</text:p></table:table-cell><table:table-cell office:value-type="string"><text:p>hours</text:p></table:table-cell><table:table-cell office:value-type="string"><text:p>kind</text:p></table:table-cell><table:table-cell office:value-type="string"><text:p>share</text:p></table:table-cell></table:table-row></table:table-header-rows>
<table:table-row-group><table:table-row table:style-name="tall"><table:table-cell office:value-type="string"><office:annotation><text:p>Note on {{task}}</text:p></office:annotation><text:p>{{#each tasks}}{{task}}</text:p></table:table-cell><table:table-cell office:value-type="string"><text:p>{{hours}}</text:p></table:table-cell><table:table-cell table:content-validation-name="v1" office:value-type="string"><text:p>{{kind}}</text:p></table:table-cell><table:table-cell table:formula="of:=[.B5]/SUM([.B$5:.B$5])" office:value-type="float" office:value="0"/><table:table-cell table:formula="of:=SUM([.B$5:.B5])" office:value-type="float" office:value="0"/><table:table-cell office:value-type="string"><text:p>{{/each}}</text:p></table:table-cell></table:table-row></table:table-row-group>
<table:table-row><table:table-cell office:value-type="string"><text:p>all</text:p></table:table-cell><table:table-cell table:formula="of:=SUM([.B5:.B5])" office:value-type="float" office:value="0"/><table:table-cell/><table:table-cell table:formula="of:=SUM([.D5:.D5])" office:value-type="float" office:value="0"/></table:table-row>
<table:table-row><table:table-cell table:number-columns-spanned="2" table:number-rows-spanned="2" table:formula="of:=IF([.B6]&gt;10;&quot;much&quot;;&quot;little&quot;)" office:value-type="string"/><table:covered-table-cell/><table:table-cell table:formula="of:=COUNTIF([.C5:.C5];&quot;a&quot;)" office:value-type="float" office:value="0"/></table:table-row>
<table:table-row><table:covered-table-cell table:number-columns-repeated="2"/><table:table-cell table:formula="of:=SUMIF([.C5:.C5];&quot;a&quot;;[.B5:.B5])" office:value-type="float" office:value="0"/></table:table-row>
<table:table-row><table:table-cell office:value-type="string"><text:p><text:a xlink:href="#Plan.A5">top</text:a></text:p></table:table-cell></table:table-row>
<calcext:conditional-formats><calcext:conditional-format calcext:target-range-address="Plan.B5:Plan.B5"><calcext:condition calcext:apply-style-name="Default" calcext:value="formula-is([.B5]&gt;[.B$6]/2)" calcext:base-cell-address="Plan.B5"/></calcext:conditional-format></calcext:conditional-formats>
</table:table>
<table:table table:name="Sum"><table:table-row><table:table-cell table:formula="of:=SUM([$Plan.B5:.B5])+hours" office:value-type="float" office:value="0"/></table:table-row></table:table>
<table:named-expressions><table:named-range table:name="hours" table:base-cell-address="$Plan.$B$6" table:cell-range-address="$Plan.$B$6"/></table:named-expressions>
<table:database-ranges><table:database-range table:name="db" table:target-range-address="Plan.A4:Plan.D5" table:display-filter-buttons="true"/></table:database-ranges>
</office:spreadsheet></office:body></office:document>`;

const TASKS = [
  { task: 'plan', hours: 2, kind: 'a' },
  { task: 'build', hours: 5.5, kind: 'b' },
  { task: 'test & <mend>', hours: 4.5, kind: 'a' },
];
const plan = (tasks: unknown): unknown => ({ title: '示例', year: 2026, tasks });

const filled = new Map<string, Uint8Array>();
const reckoned = new Map<string, Record<string, Record<string, unknown>>>();
let source: Uint8Array;
let template: Template;

const text: JsonSchema = { type: 'string' };
const group = (properties: NonNullable<JsonSchema['properties']>): JsonSchema => ({
  type: 'object',
  properties,
});
const list = (item: NonNullable<JsonSchema['properties']>): JsonSchema => ({
  type: 'array',
  items: group(item),
});

beforeAll(async () => {
  source = await grouped();
  template = compile(source);
  filled.set('five lines', template.fill(offer(LINES)));
  filled.set('none', template.fill(offer([])));
  filled.set('one', template.fill(offer(LINES.slice(0, 1))));
  const [flat] = convertAll([Buffer.from(FLAT, 'utf8')], 'xlsx', 'fods');
  const office = compile(flat ?? new Uint8Array());
  filled.set('plan', office.fill(plan(TASKS)));
  filled.set('no plan', office.fill(plan([])));
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
      'Offer!$D$6:$D$12',
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
  it('are checked against a schema to the last comment and link', () => {
    const line = { name: text, sku: text, qty: { type: 'number' }, price: text, kind: text };
    const schema: JsonSchema = group({
      no: text,
      date: text,
      customer: group({ name: text }),
      logo: {},
      lines: list(line),
    });
    expect(lint(source, schema)).toEqual([]);
    const { sku: _sku, ...without } = line;
    expect(
      lint(source, group({ ...schema.properties, lines: list(without) })).map(({ place, tag }) => [
        place,
        tag,
      ]),
    ).toEqual([['Offer!B6', '{{sku}}']]);
  });
  it('are files that Excel would not repair', () => {
    for (const bytes of filled.values()) expect(problemsOf(bytes)).toEqual([]);
  });
});

describe('a workbook that LibreOffice wrote', () => {
  it('comes out with its figures: shares, a running total, what depends on conditions', () => {
    const { Plan = {}, Sum } = reckoned.get('plan') ?? {};
    expect(JSON.stringify(Plan.A1)).toMatch(/"bold":true[^}]*},"text":"示例"/);
    expect([5, 6, 7].map((at) => [Plan[`A${at}`], Plan[`B${at}`], Plan[`E${at}`]])).toEqual([
      ['plan', 2, 2],
      ['build', 5.5, 7.5],
      ['test & <mend>', 4.5, 12],
    ]);
    expect(Plan.D6).toBeCloseTo(5.5 / 12, 12);
    expect([Plan.B8, Plan.D8, Plan.A9, Plan.C9, Plan.C10]).toEqual([12, 1, 'much', 2, 6.5]);
    expect(Sum).toEqual({ A1: 24 });
  });
  it('keeps what LibreOffice writes its own way', () => {
    const sheet = xmlOf('plan');
    expect(all(/<mergeCell ref="([^"]+)"/g, sheet)).toEqual(['A1:C1', 'A9:B10']);
    expect(all(/<conditionalFormatting sqref="([^"]+)"/g, sheet)).toEqual(['B5:B7']);
    expect(all(/sqref="([^"]+)" type="list"/g, sheet)).toEqual(['C5:C7']);
    expect(all(/<row r="(\d+)"[^>]* ht="34"/g, sheet)).toEqual(['5', '6', '7']);
    expect(all(/<definedName [^>]*>([^<]+)</g, xmlOf('plan', 'xl/workbook.xml'))).toEqual([
      'Plan!$A$1:$D$11',
      'Plan!$4:$4',
      'Plan!$B$8',
    ]);
    expect(xmlOf('plan', 'xl/tables/table1.xml')).toContain('ref="A4:D7"');
    expect(all(/<comment ref="([^"]+)"/g, xmlOf('plan', 'xl/comments1.xml'))).toEqual(['A5', 'A6', 'A7']);
  });
  it('leaves one empty row in its table over nothing, without formulas that would fail', () => {
    expect(reckoned.get('no plan')).toMatchObject({
      Plan: { A4: 'task', A6: 'all', B6: 0, D6: 0, A7: 'little', C7: 0, C8: 0 },
      Sum: { A1: 0 },
    });
    expect(Object.keys(reckoned.get('no plan')?.Plan ?? {}).filter((at) => at.endsWith('5'))).toEqual([]);
    expect(xmlOf('no plan', 'xl/tables/table1.xml')).toContain('ref="A4:D5"');
  });
});
