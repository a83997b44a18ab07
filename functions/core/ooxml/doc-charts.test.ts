import { describe, expect, it } from 'vitest';
import { book, doc, p, pack, row, unpack } from '../../../test/support/office-package.ts';
import { compile, lint, TemplateError } from './index.ts';
import { openWorkbook } from './read-sheet.ts';
import { contentOf, readZip } from './zip.ts';

const REL = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const data = (rows: string): Uint8Array => book({ sheets: { Sheet1: { rows } } });
const chart = (last: number): string =>
  `<c:chartSpace xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><c:chart><c:title><c:tx><c:rich><a:p><a:r><a:t>Sales {{year}}</a:t></a:r></a:p></c:rich></c:tx></c:title><c:plotArea><c:barChart><c:ser><c:tx><c:strRef><c:f>Sheet1!$B$1</c:f><c:strCache><c:ptCount val="1"/><c:pt idx="0"><c:v>{{unit}}</c:v></c:pt></c:strCache></c:strRef></c:tx><c:cat><c:strRef><c:f>Sheet1!$A$2:$A$${last}</c:f><c:strCache><c:ptCount val="1"/><c:pt idx="0"><c:v>{{#each months}}{{name}}</c:v></c:pt></c:strCache></c:strRef></c:cat><c:val><c:numRef><c:f>Sheet1!$B$2:$B$${last}</c:f><c:numCache><c:formatCode>0.00</c:formatCode><c:ptCount val="1"/><c:pt idx="0"><c:v>0</c:v></c:pt></c:numCache></c:numRef></c:val></c:ser></c:barChart></c:plotArea></c:chart></c:chartSpace>`;
const withChart = (rows: string, last = 2): Uint8Array =>
  doc({
    body: p('{{year}}'),
    rels: `<Relationship Id="c" Type="${REL}/chart" Target="charts/chart1.xml"/>`,
    extra: {
      'word/charts/chart1.xml': chart(last),
      'word/charts/_rels/chart1.xml.rels': `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${REL}/package" Target="../embeddings/data.xlsx"/></Relationships>`,
      'word/embeddings/data.xlsx': data(rows),
    },
  });
const loop =
  row(1, { A: 'month', B: '{{unit}}' }) +
  row(2, { A: '{{#each months}}{{name}}', B: '{{sales}}', C: '{{/each}}' });
const values = {
  year: 2026,
  unit: 'T CNY',
  months: [
    { name: 'Jan & Feb', sales: 12.5 },
    { name: 'Mar', sales: '8' },
    { name: 'Apr', sales: 30 },
  ],
};
const points = (xml: string): string[] =>
  [...xml.matchAll(/<c:f>([^<]*)<\/c:f><c:\w+Cache>(.*?)<\/c:\w+Cache>/gs)].map(
    ([, formula, cache]) =>
      `${formula} ${[...(cache ?? '').matchAll(/<c:v>([^<]*)</g)].map((one) => one[1]).join('|')}`,
  );
const embedded = (bytes: Uint8Array): Uint8Array => {
  const entry = readZip(bytes).find(({ name }) => name === 'word/embeddings/data.xlsx');
  return entry === undefined ? new Uint8Array() : contentOf(entry);
};

describe('a chart in a document', () => {
  it('has the points of its list, and its workbook the same', () => {
    const bytes = compile(withChart(loop)).fill(values);
    const xml = unpack(bytes)['word/charts/chart1.xml'] ?? '';
    expect(points(xml)).toEqual([
      'Sheet1!$B$1 T CNY',
      'Sheet1!$A$2:$A$4 Jan &amp; Feb|Mar|Apr',
      'Sheet1!$B$2:$B$4 12.5|8|30',
    ]);
    expect(xml).toContain('<c:formatCode>0.00</c:formatCode><c:ptCount val="3"/>');
    expect(xml).toContain('Sales 2026');
    const [sheet] = openWorkbook(embedded(bytes)).sheets;
    expect([...(sheet?.rows() ?? [])].map(({ cells }) => cells.map((cell) => cell.text).join('|'))).toEqual([
      'month|T CNY',
      'Jan & Feb|12.5',
      'Mar|8',
      'Apr|30',
    ]);
    expect(Object.keys(unpack(embedded(bytes))).filter((name) => name.includes('docketWord'))).toEqual([]);
    expect(embedded(bytes)).toEqual(embedded(compile(withChart(loop)).fill(values)));
  });
  it('takes single cells as well, without a loop', () => {
    const rows =
      row(1, { A: 'm', B: '{{unit}}' }) + row(2, { A: 'Jan', B: '{{a}}' }) + row(3, { A: 'Feb', B: '{{b}}' });
    const xml =
      unpack(compile(withChart(rows, 3)).fill({ ...values, a: 1, b: 2 }))['word/charts/chart1.xml'] ?? '';
    expect(points(xml)).toEqual(['Sheet1!$B$1 T CNY', 'Sheet1!$A$2:$A$3 Jan|Feb', 'Sheet1!$B$2:$B$3 1|2']);
  });
  it('is left alone when its workbook has no tag', () => {
    const bytes = withChart(row(1, { A: 'x' })).slice();
    const plain = pack({
      ...unpack(bytes),
      'word/charts/chart1.xml': chart(2).replace(/\{\{[^}]*\}\}/g, 'x'),
      'word/embeddings/data.xlsx': data(row(1, { A: 'x' })),
    });
    const [before, after] = [unpack(plain), unpack(compile(plain).fill(values))];
    expect(after['word/charts/chart1.xml']).toBe(before['word/charts/chart1.xml']);
    expect(after['word/embeddings/data.xlsx']).toBe(before['word/embeddings/data.xlsx']);
  });
  it('reports mistakes of its workbook with part and cell', () => {
    const wrong = withChart(row(1, { A: '{{unit | uper}}', B: '{{#each months}}' }));
    expect(lint(wrong).map((one) => `${one.part} ${one.place} ${one.code}`)).toEqual([
      'word/embeddings/data.xlsx: xl/worksheets/sheet1.xml Sheet1!A1 FILTER_UNKNOWN',
      'word/embeddings/data.xlsx: xl/worksheets/sheet1.xml Sheet1!B1 BLOCK_UNCLOSED',
    ]);
    const missing = (): unknown => compile(withChart(loop)).fill({ ...values, unit: undefined });
    expect(missing).toThrow(TemplateError);
    expect(missing).toThrow(/Sheet1!B1/);
  });
});
