import { book, png, row } from './office-package.ts';

const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const REL = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const LINKS = 'http://schemas.openxmlformats.org/package/2006/relationships';
const MICROSOFT = 'http://schemas.microsoft.com/office';
const X14 = `xmlns:x14="${MICROSOFT}/spreadsheetml/2009/9/main"`;
const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const DRAWING = `xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:r="${REL}"`;

const link = (id: string, type: string, target: string, external = false): string =>
  `<Relationship Id="${id}" Type="${type.includes('/') ? type : `${REL}/${type}`}" Target="${target}"${external ? ' TargetMode="External"' : ''}/>`;
const links = (...inside: readonly string[]): string =>
  `${XML}<Relationships xmlns="${LINKS}">${inside.join('')}</Relationships>`;
const override = (name: string, type: string): string =>
  `<Override PartName="/${name}" ContentType="application/${type}+xml"/>`;
const spreadsheet = (name: string, type: string): string =>
  override(name, `vnd.openxmlformats-officedocument.spreadsheetml.${type}`);
const styled = (cells: string, column: string, style: number): string =>
  cells.replace(new RegExp(`<c r="${column}(\\d+)"`), `<c r="${column}$1" s="${style}"`);

const anchor = (from: readonly [number, number], to: readonly [number, number], content: string): string =>
  `<xdr:twoCellAnchor><xdr:from><xdr:col>${from[0]}</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>${from[1]}</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:from><xdr:to><xdr:col>${to[0]}</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>${to[1]}</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:to>${content}<xdr:clientData/></xdr:twoCellAnchor>`;
const frame = (id: number, name: string, uri: string, inside: string): string =>
  `<xdr:graphicFrame macro=""><xdr:nvGraphicFramePr><xdr:cNvPr id="${id}" name="${name}"/><xdr:cNvGraphicFramePr/></xdr:nvGraphicFramePr><xdr:xfrm><a:off x="0" y="0"/><a:ext cx="0" cy="0"/></xdr:xfrm><a:graphic><a:graphicData uri="${uri}">${inside}</a:graphicData></a:graphic></xdr:graphicFrame>`;
const CHART = 'http://schemas.openxmlformats.org/drawingml/2006/chart';
const SLICER = `${MICROSOFT}/drawing/2010/slicer`;

const box = (id: number, name: string, text: string): string =>
  `<xdr:sp macro="" textlink=""><xdr:nvSpPr><xdr:cNvPr id="${id}" name="${name}"/><xdr:cNvSpPr/></xdr:nvSpPr><xdr:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="900000" cy="300000"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></xdr:spPr><xdr:txBody><a:bodyPr/><a:p><a:r><a:t>${text}</a:t></a:r></a:p></xdr:txBody></xdr:sp>`;

const chart = `${XML}<c:chartSpace xmlns:c="${CHART}" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:r="${REL}"><c:chart><c:title><c:tx><c:rich><a:bodyPr/><a:p><a:r><a:t>Lines of {{no}}</a:t></a:r></a:p></c:rich></c:tx><c:overlay val="0"/></c:title><c:plotArea><c:layout/><c:barChart><c:barDir val="col"/><c:grouping val="clustered"/><c:varyColors val="0"/><c:ser><c:idx val="0"/><c:order val="0"/><c:spPr><a:solidFill><a:srgbClr val="4472C4"/></a:solidFill></c:spPr><c:cat><c:strRef><c:f>'Offer {{no}}'!$A$5:$A$5</c:f></c:strRef></c:cat><c:val><c:numRef><c:f>'Offer {{no}}'!$D$5:$D$5</c:f></c:numRef></c:val></c:ser><c:axId val="1"/><c:axId val="2"/></c:barChart><c:catAx><c:axId val="1"/><c:scaling><c:orientation val="minMax"/></c:scaling><c:delete val="0"/><c:axPos val="b"/><c:crossAx val="2"/></c:catAx><c:valAx><c:axId val="2"/><c:scaling><c:orientation val="minMax"/></c:scaling><c:delete val="0"/><c:axPos val="l"/><c:crossAx val="1"/></c:valAx></c:plotArea></c:chart></c:chartSpace>`;

const COLUMNS = ['item', 'qty', 'price', 'amount', 'kind'];
const FORMULA = 'Lines[[#This Row],[qty]]*Lines[[#This Row],[price]]';
const columns = COLUMNS.map((name, i) => {
  const inside = name === 'amount' ? `<calculatedColumnFormula>${FORMULA}</calculatedColumnFormula>` : '';
  const total = name === 'qty' || name === 'amount' ? ' totalsRowFunction="sum"' : '';
  return `<tableColumn id="${i + 1}" name="${name}"${total}>${inside}</tableColumn>`;
}).join('');
const table = `${XML}<table xmlns="${MAIN}" id="1" name="Lines" displayName="Lines" ref="A4:E6" totalsRowCount="1"><autoFilter ref="A4:E5"/><tableColumns count="5">${columns}</tableColumns><tableStyleInfo name="TableStyleMedium2" showFirstColumn="0" showLastColumn="0" showRowStripes="1" showColumnStripes="0"/></table>`;

const pivotField = (name: string): string => {
  if (name === 'amount') return '<pivotField dataField="1" showAll="0"/>';
  if (name !== 'kind') return '<pivotField showAll="0"/>';
  return '<pivotField axis="axisRow" showAll="0"><items count="2"><item x="0"/><item t="default"/></items></pivotField>';
};
const pivot = `${XML}<pivotTableDefinition xmlns="${MAIN}" name="PivotTable1" cacheId="1" dataCaption="Values" updatedVersion="6" minRefreshableVersion="3" createdVersion="6"><location ref="A3:B5" firstHeaderRow="1" firstDataRow="1" firstDataCol="1"/><pivotFields count="5">${COLUMNS.map(pivotField).join('')}</pivotFields><rowFields count="1"><field x="4"/></rowFields><rowItems count="2"><i><x/></i><i t="grand"><x/></i></rowItems><colItems count="1"><i/></colItems><dataFields count="1"><dataField name="Sum of amount" fld="3" baseField="0" baseItem="0"/></dataFields></pivotTableDefinition>`;
const cache = `${XML}<pivotCacheDefinition xmlns="${MAIN}" saveData="0" createdVersion="6" refreshedVersion="6" minRefreshableVersion="3" recordCount="0"><cacheSource type="worksheet"><worksheetSource ref="A4:E5" sheet="Offer {{no}}"/></cacheSource><cacheFields count="5">${COLUMNS.map((name) => `<cacheField name="${name}" numFmtId="0"><sharedItems${name === 'kind' ? ' count="1"><s v="pump"/></sharedItems>' : '/>'}</cacheField>`).join('')}</cacheFields></pivotCacheDefinition>`;

const note = (id: number, line: number, column: number): string =>
  `<v:shape id="_x0000_s${id}" type="#_x0000_t202" style="visibility:hidden"><x:ClientData ObjectType="Note"><x:Anchor>1, 15, ${line}, 2, 3, 31, ${line + 3}, 1</x:Anchor><x:Row>${line}</x:Row><x:Column>${column}</x:Column></x:ClientData></v:shape>`;
const comment = (ref: string, author: number, text: string): string =>
  `<comment ref="${ref}" authorId="${author}"><text><r><t>${text}</t></r></text></comment>`;
const THREAD = '{00000000-0000-4000-8000-000000000001}';
const PERSON = '{00000000-0000-4000-8000-000000000002}';
const TALK = `${MICROSOFT}/spreadsheetml/2018/threadedcomments`;

const offer = {
  before:
    '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><sheetViews><sheetView workbookViewId="0"><pane ySplit="4" topLeftCell="A5" activePane="bottomLeft" state="frozen"/><selection pane="bottomLeft" activeCell="A8" sqref="A8"/></sheetView></sheetViews><cols><col min="1" max="1" width="24" customWidth="1"/><col min="2" max="7" width="13" customWidth="1"/></cols>',
  rows: [
    row(1, { A: 'Offer {{no}} for {{customer}}', F: '{{logo:image 20mm}}' }),
    styled(row(2, { A: '{{date}}', B: '{{remark}}' }), 'A', 2),
    row(4, { A: 'item', B: 'qty', C: 'price', D: 'amount', E: 'kind' }),
    styled(
      row(5, {
        A: '{{#each lines}}{{item}}',
        B: '{{qty}}',
        C: '{{price}}',
        D: `=${FORMULA}`,
        E: '{{kind}}',
        F: '{{/each}}',
      }),
      'C',
      1,
    ),
    row(6, { A: 'Total', B: '=SUBTOTAL(109,Lines[qty])', D: '=SUBTOTAL(109,Lines[amount])' }),
    row(8, { A: 'With tax', D: '=Total*1.13', G: '' }),
    row(9, { A: '{{#if vip}}' }),
    row(10, { A: 'Thank you, {{customer}}' }),
    row(11, { A: '{{else}}' }),
    row(12, { A: 'Welcome' }),
    row(13, { A: '{{/if}}' }),
  ].join(''),
  after: `<mergeCells count="1"><mergeCell ref="A1:E1"/></mergeCells><conditionalFormatting sqref="D5:D5"><cfRule type="dataBar" priority="1"><dataBar><cfvo type="min"/><cfvo type="max"/><color rgb="FF638EC6"/></dataBar></cfRule></conditionalFormatting><dataValidations count="1"><dataValidation type="list" allowBlank="1" sqref="E5"><formula1>"pump,valve"</formula1></dataValidation></dataValidations><hyperlinks><hyperlink ref="A5" r:id="rIdLink"/></hyperlinks><pageMargins left="0.7" right="0.7" top="0.75" bottom="0.75" header="0.3" footer="0.3"/><pageSetup paperSize="9" fitToHeight="0" r:id="rIdPrinter"/><headerFooter><oddHeader>&amp;L{{no}}&amp;RPage &amp;P</oddHeader></headerFooter><rowBreaks count="1" manualBreakCount="1"><brk id="8" max="16383" man="1"/></rowBreaks><drawing r:id="rIdDrawing"/><legacyDrawing r:id="rIdVml"/><tableParts count="1"><tablePart r:id="rIdTable"/></tableParts><extLst><ext uri="{05C60535-1F16-4fd2-B633-F4F36F0B64E0}" ${X14}><x14:sparklineGroups xmlns:xm="${MICROSOFT}/excel/2006/main"><x14:sparklineGroup><x14:colorSeries rgb="FF376092"/><x14:sparklines><x14:sparkline><xm:f>'Offer {{no}}'!D5:D5</xm:f><xm:sqref>G8</xm:sqref></x14:sparkline></x14:sparklines></x14:sparklineGroup></x14:sparklineGroups></ext></extLst>`,
};

const region = {
  rows: [
    row(1, { A: '{{name}}', C: '{{flag:image 10mm x 10mm}}' }),
    row(2, { A: '{{#each groups as g}}{{g.name}}' }),
    row(3, { A: '{{#each g.items}}{{what}}', B: '{{n}}', C: '{{/each}}' }),
    row(4, { A: 'Subtotal {{g.name}}', B: '=SUM(B3:B3)', C: '{{/each}}' }),
    row(5, { A: 'Sum of {{name}}', B: '=SUM(B3:B3)' }),
  ].join(''),
};

const slicer = `<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:Choice xmlns:a14="${MICROSOFT}/drawing/2010/main" Requires="a14">${frame(2, 'Kind', SLICER, `<sle:slicer xmlns:sle="${SLICER}" name="Kind"/>`)}</mc:Choice><mc:Fallback>${box(3, 'Kind', 'A slicer')}</mc:Fallback></mc:AlternateContent>`;

/** An Excel template with whatever a workbook may carry, valid by the schema as far as its tags let it be. */
export const bookSample = (): Uint8Array =>
  book({
    sheets: {
      'Offer {{no}}': offer,
      '{{#each regions}}{{name}}': region,
      Pivot: {
        rows: row(3, { A: 'Row Labels', B: 'Sum of amount' }) + row(4, { A: 'pump', B: 0 }),
        after: `<drawing r:id="rIdDrawing"/><extLst><ext uri="{A8765BA9-456A-4dab-B4F3-ACF838C121DE}" ${X14}><x14:slicerList><x14:slicer r:id="rIdSlicer"/></x14:slicerList></ext></extLst>`,
      },
    },
    names: `<definedNames><definedName name="_xlnm.Print_Area" localSheetId="0">'Offer {{no}}'!$A$1:$G$30</definedName><definedName name="_xlnm.Print_Titles" localSheetId="0">'Offer {{no}}'!$4:$4</definedName><definedName name="Total">'Offer {{no}}'!$D$6</definedName></definedNames><pivotCaches><pivotCache cacheId="1" r:id="rIdCache"/></pivotCaches><extLst><ext uri="{BBE1A952-AA13-448e-AADC-164F8A28A991}" ${X14}><x14:slicerCaches><x14:slicerCache r:id="rIdSlicerCache"/></x14:slicerCaches></ext></extLst>`,
    bookRels:
      link('rIdCache', 'pivotCacheDefinition', 'pivotCache/pivotCacheDefinition1.xml') +
      link('rIdSlicerCache', `${MICROSOFT}/2007/relationships/slicerCache`, 'slicerCaches/slicerCache1.xml') +
      link('rIdPeople', `${MICROSOFT}/2017/10/relationships/person`, 'persons/person.xml'),
    sheetRels:
      link('rIdLink', 'hyperlink', 'https://x.y/%7B%7Bitem%7D%7D', true) +
      link('rIdPrinter', 'printerSettings', '../printerSettings/printerSettings1.bin') +
      link('rIdDrawing', 'drawing', '../drawings/drawing1.xml') +
      link('rIdVml', 'vmlDrawing', '../drawings/vmlDrawing1.vml') +
      link('rIdTable', 'table', '../tables/table1.xml') +
      link('rIdComments', 'comments', '../comments1.xml') +
      link(
        'rIdThreads',
        `${MICROSOFT}/2017/10/relationships/threadedComment`,
        '../threadedComments/threadedComment1.xml',
      ),
    overrides:
      '<Default Extension="bin" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.printerSettings"/>' +
      override('xl/drawings/drawing1.xml', 'vnd.openxmlformats-officedocument.drawing') +
      override('xl/drawings/drawing2.xml', 'vnd.openxmlformats-officedocument.drawing') +
      override('xl/charts/chart1.xml', 'vnd.openxmlformats-officedocument.drawingml.chart') +
      spreadsheet('xl/tables/table1.xml', 'table') +
      spreadsheet('xl/comments1.xml', 'comments') +
      spreadsheet('xl/pivotTables/pivotTable1.xml', 'pivotTable') +
      spreadsheet('xl/pivotCache/pivotCacheDefinition1.xml', 'pivotCacheDefinition') +
      override('xl/threadedComments/threadedComment1.xml', 'vnd.ms-excel.threadedcomments') +
      override('xl/persons/person.xml', 'vnd.ms-excel.person') +
      override('xl/slicers/slicer1.xml', 'vnd.ms-excel.slicer') +
      override('xl/slicerCaches/slicerCache1.xml', 'vnd.ms-excel.slicerCache'),
    extra: {
      'xl/drawings/drawing1.xml': `${XML}<xdr:wsDr ${DRAWING}>${anchor([0, 14], [5, 28], frame(2, 'Chart', CHART, `<c:chart xmlns:c="${CHART}" r:id="rId1"/>`))}${anchor([5, 14], [7, 16], box(3, 'Box', 'Box {{no}}'))}</xdr:wsDr>`,
      'xl/drawings/_rels/drawing1.xml.rels': links(link('rId1', 'chart', '../charts/chart1.xml')),
      'xl/charts/chart1.xml': chart,
      'xl/drawings/vmlDrawing1.vml': `<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:x="urn:schemas-microsoft-com:office:excel"><v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe"/>${note(1025, 4, 0)}${note(1026, 7, 0)}</xml>`,
      'xl/tables/table1.xml': table,
      'xl/comments1.xml': `${XML}<comments xmlns="${MAIN}"><authors><author>A</author><author>tc=${THREAD}</author></authors><commentList>${comment('A5', 0, 'About {{item}}')}${comment('A8', 1, 'Is it 13 % for {{no}}?')}</commentList></comments>`,
      'xl/threadedComments/threadedComment1.xml': `${XML}<ThreadedComments xmlns="${TALK}"><threadedComment ref="A8" dT="2026-01-01T00:00:00.00" personId="${PERSON}" id="${THREAD}"><text>Is it 13 % for {{no}}?</text></threadedComment></ThreadedComments>`,
      'xl/persons/person.xml': `${XML}<personList xmlns="${TALK}"><person displayName="A" id="${PERSON}" userId="A" providerId="None"/></personList>`,
      'xl/printerSettings/printerSettings1.bin': Buffer.from([1, 2, 3, 255, 0]),
      'xl/worksheets/_rels/sheet3.xml.rels': links(
        link('rIdPivot', 'pivotTable', '../pivotTables/pivotTable1.xml'),
        link('rIdDrawing', 'drawing', '../drawings/drawing2.xml'),
        link('rIdSlicer', `${MICROSOFT}/2007/relationships/slicer`, '../slicers/slicer1.xml'),
      ),
      'xl/drawings/drawing2.xml': `${XML}<xdr:wsDr ${DRAWING}>${anchor([3, 2], [5, 8], slicer)}</xdr:wsDr>`,
      'xl/pivotTables/pivotTable1.xml': pivot,
      'xl/pivotTables/_rels/pivotTable1.xml.rels': links(
        link('rId1', 'pivotCacheDefinition', '../pivotCache/pivotCacheDefinition1.xml'),
      ),
      'xl/pivotCache/pivotCacheDefinition1.xml': cache,
      'xl/slicers/slicer1.xml': `${XML}<slicers xmlns="${MICROSOFT}/spreadsheetml/2009/9/main"><slicer name="Kind" cache="Slicer_Kind" caption="Kind" rowHeight="241300"/></slicers>`,
      'xl/slicerCaches/slicerCache1.xml': `${XML}<slicerCacheDefinition xmlns="${MICROSOFT}/spreadsheetml/2009/9/main" name="Slicer_Kind" sourceName="kind"><pivotTables><pivotTable tabId="3" name="PivotTable1"/></pivotTables><data><tabular pivotCacheId="1"><items count="1"><i x="0" s="1"/></items></tabular></data></slicerCacheDefinition>`,
    },
  });

const line = (item: string, qty: number, price: string, kind: string) => ({ item, qty, price, kind });

export const bookData = () => ({
  no: 'Q-7',
  customer: 'Müller & Söhne <GmbH>',
  date: '2026-03-05',
  remark: '=HYPERLINK("http://evil.example")',
  vip: true,
  logo: png(60, 30),
  lines: [
    line('Pump', 2, '10.50', 'pump'),
    line('-Valve', 1, '7', 'valve'),
    line('@Gasket', 12, '0.25', 'valve'),
    line('+Seal', 3, '100.00', 'pump'),
  ],
  regions: [
    {
      name: 'North',
      flag: png(20, 10),
      groups: [
        {
          name: 'a',
          items: [
            { what: 'x', n: 1 },
            { what: 'y', n: 2 },
          ],
        },
        { name: 'b', items: [{ what: 'z', n: 4 }] },
      ],
    },
    { name: 'South: a/b', flag: null, groups: [] },
  ],
});
