import { describe, expect, it } from 'vitest';
import { book, row, unpack } from '../../../test/support/office-package.ts';
import { compile, TemplateError } from './index.ts';

const REL = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const rel = (id: string, type: string, target: string): string =>
  `<Relationship Id="${id}" Type="${REL}/${type}" Target="${target}"/>`;
const rels = (inside: string): string =>
  `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${inside}</Relationships>`;
const anchor = (from: number, to: number): string =>
  `<xdr:twoCellAnchor><xdr:from><xdr:col>0</xdr:col><xdr:row>${from}</xdr:row></xdr:from><xdr:to><xdr:col>4</xdr:col><xdr:row>${to}</xdr:row></xdr:to></xdr:twoCellAnchor>`;

/** Loop in row 5; below it whatever a sheet may carry. */
const template = book({
  sheets: {
    S: {
      rows:
        row(4, { A: 'name', B: 'amount' }) +
        row(5, {
          A: '{{#each items}}{{name}}',
          B: '{{n}}',
          C: '=Table1[[#This Row],[amount]]*2',
          D: '{{/each}}',
        }) +
        row(6, { A: 'total', B: '=SUBTOTAL(109,Table1[amount])' }) +
        row(9, { A: '=SUM(B5:B5)' }),
      before:
        '<sheetViews><sheetView workbookViewId="0"><pane ySplit="4" topLeftCell="A5" state="frozen"/><selection pane="bottomLeft" activeCell="A9" sqref="A9 B5"/></sheetView></sheetViews>',
      after:
        '<pageMargins left="0.7" right="0.7" top="0.75" bottom="0.75" header="0.3" footer="0.3"/><pageSetup r:id="rIdPrinter"/><drawing r:id="rIdD"/><legacyDrawing r:id="rIdV"/><tableParts count="1"><tablePart r:id="rIdT"/></tableParts>' +
        '<extLst><ext uri="{05C60535-1F16-4fd2-B633-F4F36F0B64E0}" xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"><x14:sparklineGroups xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"><x14:sparklineGroup><x14:sparklines><x14:sparkline><xm:f>S!B5:B5</xm:f><xm:sqref>E9</xm:sqref></x14:sparkline></x14:sparklines></x14:sparklineGroup></x14:sparklineGroups></ext></extLst>',
    },
  },
  sheetRels:
    rel('rIdD', 'drawing', '../drawings/drawing1.xml') +
    rel('rIdV', 'vmlDrawing', '../drawings/vml1.vml') +
    rel('rIdT', 'table', '../tables/table1.xml') +
    rel('rIdC', 'comments', '../comments1.xml') +
    rel('rIdTc', 'threadedComment', '../threadedComments/t1.xml') +
    rel('rIdPrinter', 'printerSettings', '../printerSettings/p1.bin') +
    rel('rIdP', 'pivotTable', '../pivotTables/pivot1.xml'),
  bookRels:
    rel('rIdCalc', 'calcChain', 'calcChain.xml') +
    rel('rIdPc', 'pivotCacheDefinition', 'pivotCache/def1.xml') +
    rel('rIdSl', 'slicerCache', 'slicerCaches/s1.xml'),
  overrides:
    '<Override PartName="/xl/calcChain.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.calcChain+xml"/>',
  extra: {
    'xl/drawings/drawing1.xml': `<xdr:wsDr xmlns:xdr="d" xmlns:a="a">${anchor(6, 20)}${anchor(3, 4)}<xdr:sp><a:p><a:r><a:t>Shape {{title}}</a:t></a:r></a:p></xdr:sp></xdr:wsDr>`,
    'xl/drawings/_rels/drawing1.xml.rels': rels(rel('rId1', 'chart', '../charts/chart1.xml')),
    'xl/charts/chart1.xml':
      '<c:chart xmlns:c="c" xmlns:a="a"><a:p><a:r><a:t>Chart {{title}}</a:t></a:r></a:p><c:numRef><c:f>S!$B$5:$B$5</c:f><c:numCache><c:pt idx="0"><c:v>1</c:v></c:pt></c:numCache></c:numRef></c:chart>',
    'xl/drawings/vml1.vml':
      '<xml xmlns:v="v" xmlns:x="x"><v:shape><x:ClientData ObjectType="Note"><x:Anchor>1, 15, 8, 2, 3, 31, 12, 1</x:Anchor><x:Row>8</x:Row><x:Column>0</x:Column></x:ClientData></v:shape></xml>',
    'xl/tables/table1.xml':
      '<table xmlns="m" id="1" name="Table1" displayName="Table1" ref="A4:C6" totalsRowCount="1"><autoFilter ref="A4:C5"/><tableColumns count="3"><tableColumn id="1" name="name"/><tableColumn id="2" name="amount"/><tableColumn id="3" name="c"><calculatedColumnFormula>Table1[[#This Row],[amount]]*2</calculatedColumnFormula></tableColumn></tableColumns></table>',
    'xl/comments1.xml':
      '<comments xmlns="m"><commentList><comment ref="A9" authorId="0"><text><r><t>See {{title}}</t></r></text></comment></commentList></comments>',
    'xl/threadedComments/t1.xml':
      '<ThreadedComments xmlns="t"><threadedComment ref="A9" id="{1}"><text>thread</text></threadedComment></ThreadedComments>',
    'xl/printerSettings/p1.bin': Buffer.from([1, 2, 3, 255]),
    'xl/pivotTables/pivot1.xml':
      '<pivotTableDefinition xmlns="m" name="P"><location ref="H9:J12" firstHeaderRow="1" firstDataRow="1" firstDataCol="1"/></pivotTableDefinition>',
    'xl/pivotCache/def1.xml':
      '<pivotCacheDefinition xmlns="m"><cacheSource type="worksheet"><worksheetSource ref="A4:C5" sheet="S"/></cacheSource></pivotCacheDefinition>',
    'xl/slicerCaches/s1.xml': '<slicerCacheDefinition xmlns="m" name="slicer"/>',
    'xl/calcChain.xml': '<calcChain xmlns="m"><c r="C5" i="1"/></calcChain>',
  },
});

const fill = (count: number): Record<string, string> =>
  unpack(
    compile(template).fill({
      title: 'T&T',
      items: Array.from({ length: count }, (_, i) => ({ name: `n${i}`, n: i })),
    }),
  );

describe('what a sheet carries besides its cells', () => {
  const parts = fill(3);
  const sheet = parts['xl/worksheets/sheet1.xml'] ?? '';
  it('tables grow with their filter; totals and structured references stay', () => {
    expect(parts['xl/tables/table1.xml']).toContain(
      'ref="A4:C8" totalsRowCount="1"><autoFilter ref="A4:C7"/>',
    );
    expect(parts['xl/tables/table1.xml']).toContain(
      '<calculatedColumnFormula>Table1[[#This Row],[amount]]*2</calculatedColumnFormula>',
    );
    expect(sheet.match(/<f>Table1\[\[#This Row\],\[amount\]\]\*2<\/f>/g)).toHaveLength(3);
    expect(sheet).toContain('<c r="B8"><f>SUBTOTAL(109,Table1[amount])</f></c>');
  });
  it('keeps one empty row in a table over nothing', () => {
    const none = fill(0);
    expect(none['xl/tables/table1.xml']).toContain('ref="A4:C6"');
    expect(none['xl/worksheets/sheet1.xml']).toContain('<row r="5"><c r="A5"/><c r="B5"/>');
  });
  it('drawings move, shapes and charts are filled, chart ranges grow', () => {
    expect(
      [...(parts['xl/drawings/drawing1.xml'] ?? '').matchAll(/<xdr:row>(\d+)</g)].map((one) => one[1]),
    ).toEqual(['8', '22', '3', '6']);
    expect(parts['xl/drawings/drawing1.xml']).toContain('Shape T&amp;T');
    expect(parts['xl/charts/chart1.xml']).toContain('<c:f>S!$B$5:$B$7</c:f></c:numRef>');
    expect(parts['xl/charts/chart1.xml']).toContain('Chart T&amp;T');
  });
  it('comments of both kinds, their boxes, sparklines, views', () => {
    expect(parts['xl/comments1.xml']).toContain('ref="A11"');
    expect(parts['xl/comments1.xml']).toContain('See T&amp;T');
    expect(parts['xl/threadedComments/t1.xml']).toContain('ref="A11"');
    expect(parts['xl/drawings/vml1.vml']).toContain(
      '<x:Anchor>1, 15, 10, 2, 3, 31, 14, 1</x:Anchor><x:Row>10</x:Row>',
    );
    expect(sheet).toContain('<xm:f>S!B5:B7</xm:f><xm:sqref>E11</xm:sqref>');
    expect(sheet).toContain('topLeftCell="A5"');
    expect(sheet).toContain('activeCell="A11" sqref="A11 B5"');
  });
  it('pivots move, follow their source and refresh; printer settings and slicers stay; the calculation chain goes', () => {
    expect(parts['xl/pivotTables/pivot1.xml']).toContain('ref="H11:J14"');
    expect(parts['xl/pivotCache/def1.xml']).toContain('refreshOnLoad="1"');
    expect(parts['xl/pivotCache/def1.xml']).toContain('ref="A4:C7"');
    const before = unpack(template);
    for (const name of [
      'xl/printerSettings/p1.bin',
      'xl/slicerCaches/s1.xml',
      'xl/styles.xml',
      'xl/worksheets/_rels/sheet1.xml.rels',
    ])
      expect(parts[name]).toBe(before[name]);
    expect(parts['xl/calcChain.xml']).toBeUndefined();
    expect(parts['[Content_Types].xml']).not.toContain('calcChain');
    expect(parts['xl/_rels/workbook.xml.rels']).not.toContain('calcChain');
  });
  it('refuses tags in the headings of a table', () => {
    const files = unpack(template);
    files['xl/worksheets/sheet1.xml'] = (files['xl/worksheets/sheet1.xml'] ?? '').replace(
      '<t>amount</t>',
      '<t>{{amount}}</t>',
    );
    const code = (): string => {
      try {
        compile(
          book({
            sheets: { S: { rows: row(4, { A: '{{x}}' }) } },
            sheetRels: rel('t', 'table', '../tables/table1.xml'),
            extra: { 'xl/tables/table1.xml': files['xl/tables/table1.xml'] ?? '' },
          }),
        );
      } catch (cause) {
        if (cause instanceof TemplateError) return cause.findings.map((one) => one.code).join();
      }
      return '';
    };
    expect(code()).toBe('TABLE_HEADER');
  });
});
