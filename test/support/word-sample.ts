import { book, pack, png, row } from './office-package.ts';

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const REL = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const TYPE = 'application/vnd.openxmlformats-officedocument';
const SPACES = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="${REL}" xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" xmlns:v="urn:schemas-microsoft-com:vml" xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" mc:Ignorable="w14 w15"`;

const wordPart = (root: string, inside: string): string => `${XML}<w:${root} ${SPACES}>${inside}</w:${root}>`;
const escaped = (text: string): string =>
  text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;');
const r = (text: string, properties = ''): string =>
  `<w:r>${properties === '' ? '' : `<w:rPr>${properties}</w:rPr>`}<w:t xml:space="preserve">${escaped(text)}</w:t></w:r>`;
const p = (text: string, properties = ''): string =>
  `<w:p>${properties === '' ? '' : `<w:pPr>${properties}</w:pPr>`}${text.startsWith('<') ? text : r(text)}</w:p>`;
const item = (text: string, level = 0): string =>
  p(text, `<w:pStyle w:val="Clause"/><w:numPr><w:ilvl w:val="${level}"/><w:numId w:val="1"/></w:numPr>`);
const heading = (text: string): string => p(text, '<w:pStyle w:val="Heading1"/>');

const BORDERS = ['top', 'left', 'bottom', 'right', 'insideH', 'insideV']
  .map((side) => `<w:${side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>`)
  .join('');
const cell = (content: string, width: number, more = ''): string =>
  `<w:tc><w:tcPr><w:tcW w:w="${width}" w:type="dxa"/>${more}</w:tcPr>${content.startsWith('<') ? content : p(content)}</w:tc>`;
const table = (grid: readonly number[], ...rows: readonly string[]): string =>
  `<w:tbl><w:tblPr><w:tblW w:w="0" w:type="auto"/><w:tblBorders>${BORDERS}</w:tblBorders></w:tblPr><w:tblGrid>${grid.map((width) => `<w:gridCol w:w="${width}"/>`).join('')}</w:tblGrid>${rows.map((cells) => `<w:tr>${cells}</w:tr>`).join('')}</w:tbl>`;

const picture = (id: number, description: string): string =>
  `<w:p><w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="900000" cy="900000"/><wp:docPr id="${id}" name="Logo" descr="${description}"/><a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:nvPicPr><pic:cNvPr id="${id}" name="Logo"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed="rIdLogo"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="900000" cy="900000"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>`;

const textBox = (text: string): string =>
  `<w:p><w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="2400000" cy="400000"/><wp:docPr id="31" name="Box"/><a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp><wps:cNvSpPr txBox="1"/><wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="2400000" cy="400000"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></wps:spPr><wps:txbx><w:txbxContent>${p(text)}</w:txbxContent></wps:txbx><wps:bodyPr/></wps:wsp></a:graphicData></a:graphic></wp:inline></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape style="width:190pt;height:32pt"><v:textbox><w:txbxContent>${p(text)}</w:txbxContent></v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>`;

const checkBox = (title: string): string =>
  `<w:sdt><w:sdtPr><w:alias w:val="${title}"/><w:id w:val="701"/><w14:checkbox><w14:checked w14:val="0"/><w14:checkedState w14:val="2612" w14:font="MS Gothic"/><w14:uncheckedState w14:val="2610" w14:font="MS Gothic"/></w14:checkbox></w:sdtPr><w:sdtContent>${r('☐')}</w:sdtContent></w:sdt>`;
const formField = (help: string): string =>
  `<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:name w:val="Check1"/><w:enabled/><w:calcOnExit w:val="0"/><w:helpText w:type="text" w:val="${help}"/><w:checkBox><w:sizeAuto/><w:default w:val="0"/></w:checkBox></w:ffData></w:fldChar></w:r><w:r><w:instrText xml:space="preserve"> FORMCHECKBOX </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>`;
const repeating = `<w:sdt><w:sdtPr><w:tag w:val="{{contacts}}"/><w:id w:val="801"/><w15:repeatingSection/></w:sdtPr><w:sdtContent><w:sdt><w:sdtPr><w:id w:val="802"/><w15:repeatingSectionItem/></w:sdtPr><w:sdtContent>${p('Contact {{@number}}: {{name}}')}</w:sdtContent></w:sdt></w:sdtContent></w:sdt>`;

const chartFrame = `<w:p><w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="4000000" cy="2000000"/><wp:docPr id="41" name="Chart"/><a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart"><c:chart r:id="rIdChart"/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>`;
const chart = `${XML}<c:chartSpace xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:r="${REL}"><c:chart><c:title><c:tx><c:rich><a:bodyPr/><a:p><a:r><a:t>Sales {{no}}</a:t></a:r></a:p></c:rich></c:tx><c:overlay val="0"/></c:title><c:plotArea><c:layout/><c:barChart><c:barDir val="col"/><c:grouping val="clustered"/><c:varyColors val="0"/><c:ser><c:idx val="0"/><c:order val="0"/><c:tx><c:strRef><c:f>Sheet1!$B$1</c:f></c:strRef></c:tx><c:cat><c:strRef><c:f>Sheet1!$A$2:$A$2</c:f></c:strRef></c:cat><c:val><c:numRef><c:f>Sheet1!$B$2:$B$2</c:f></c:numRef></c:val></c:ser><c:axId val="1"/><c:axId val="2"/></c:barChart><c:catAx><c:axId val="1"/><c:scaling><c:orientation val="minMax"/></c:scaling><c:delete val="0"/><c:axPos val="b"/><c:crossAx val="2"/></c:catAx><c:valAx><c:axId val="2"/><c:scaling><c:orientation val="minMax"/></c:scaling><c:delete val="0"/><c:axPos val="l"/><c:crossAx val="1"/></c:valAx></c:plotArea></c:chart><c:externalData r:id="rId1"/></c:chartSpace>`;

const section = (orientation: string): string =>
  `<w:sectPr><w:headerReference w:type="default" r:id="rIdHeader"/>${orientation === 'landscape' ? '<w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/>' : '<w:pgSz w:w="11906" w:h="16838"/>'}<w:pgMar w:top="1000" w:right="1000" w:bottom="1000" w:left="1000" w:header="500" w:footer="500" w:gutter="0"/></w:sectPr>`;

const body = [
  heading('Contract {{no}}'),
  p(
    `${r('Dear {{custo')}${r('mer.name}}', '<w:b/>')}${r(', {{#if vip}}as a valued ')}${r('customer', '<w:i/>')}${r('{{else}}as a new customer{{/if}} you owe {{amount | money}} ({{amount | rmb}}).')}`,
  ),
  p('{{#if vip}}'),
  p('Only for valued customers.'),
  p('{{else}}'),
  p('For all others.'),
  p('{{/if}}'),
  `<w:p><w:ins w:id="11" w:author="A" w:date="2026-01-01T00:00:00Z">${r('Inserted {{no}}.')}</w:ins><w:del w:id="12" w:author="A" w:date="2026-01-01T00:00:00Z"><w:r><w:delText>Deleted {{gone}}.</w:delText></w:r></w:del></w:p>`,
  picture(21, '{{logo:image}}'),
  p('Seal: {{seal:image 20mm alt "Company seal"}} and {{mark:image 15mm x 15mm}}'),
  textBox('Boxed {{no}}'),
  `<w:p>${checkBox('{{vip}}')}${r(' valued ')}${formField('{{vip}}')}${r(' also')}</w:p>`,
  repeating,
  `<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> HYPERLINK "https://x.y/{{no}}" </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>${r('field {{no}}')}<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>`,
  p('{{> clause}}'),
  p('{{#each contracts}}'),
  p('{{#if not @first}}{{page break}}{{/if}}'),
  `<w:p w14:paraId="10000001" w14:textId="77777777"><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:bookmarkStart w:id="5" w:name="Contract"/><w:commentRangeStart w:id="0"/>${r('Part {{name}}')}<w:commentRangeEnd w:id="0"/><w:r><w:commentReference w:id="0"/></w:r><w:bookmarkEnd w:id="5"/><w:r><w:footnoteReference w:id="2"/></w:r></w:p>`,
  p('{{#each steps}}'),
  item('{{text}}'),
  p('{{#each details}}'),
  item('{{this}}', 1),
  p('{{/each}}'),
  p('{{/each}}'),
  `<w:p><w:hyperlink r:id="rIdLink"><w:r><w:t>more about {{name}}</w:t></w:r></w:hyperlink></w:p>`,
  p('{{/each}}'),
  table(
    [2000, 1500, 2500],
    cell('head', 6000, '<w:gridSpan w:val="3"/>'),
    cell('Product', 2000) +
      cell('{{#columns months as m}}{{m.name}}{{/columns}}', 1500) +
      cell('total', 2500),
    cell('{{#each products}}{{name}}', 2000) +
      cell('{{sold[m.key]}}', 1500) +
      cell('{{total | money}}{{/each}}', 2500),
  ),
  p('between'),
  table(
    [1500, 2000, 2500],
    cell('{{#each groups}}{{name}}', 1500, '<w:vMerge w:val="restart"/>') +
      cell('items', 2000) +
      cell('', 2500),
    cell('', 1500, '<w:vMerge/>') +
      cell('{{#each items}}{{this}}', 2000) +
      cell(
        `${table([1000], cell('{{#each @root.inner}}{{this}}', 500) + cell('{{/each}}', 500))}${p('{{/each}}')}`,
        2500,
      ),
    cell('', 1500, '<w:vMerge/>') + cell('end of {{name}}', 2000) + cell('{{/each}}', 2500),
  ),
  p('{{note:richtext}}'),
  chartFrame,
  `<w:p><w:pPr>${section('portrait')}</w:pPr></w:p>`,
  p('{{#each annexes}}'),
  heading('Annex {{@number}}: {{this}}'),
  `<w:p><w:pPr>${section('landscape')}</w:pPr></w:p>`,
  p('{{/each}}'),
].join('');

const level = (i: number, format: string): string =>
  `<w:lvl w:ilvl="${i}"><w:start w:val="1"/><w:numFmt w:val="${format}"/><w:lvlText w:val="%${i + 1}."/><w:lvlJc w:val="left"/><w:pPr><w:ind w:left="${500 * (i + 1)}" w:hanging="400"/></w:pPr></w:lvl>`;
const numbering = wordPart(
  'numbering',
  `<w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="multilevel"/>${level(0, 'decimal')}${level(1, 'lowerLetter')}</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>`,
);
const style = (id: string, name: string, inside = ''): string =>
  `<w:style w:type="paragraph" w:styleId="${id}"><w:name w:val="${name}"/>${inside}</w:style>`;
const styles = wordPart(
  'styles',
  style('Normal', 'Normal') +
    style(
      'Heading1',
      'heading 1',
      '<w:basedOn w:val="Normal"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr><w:rPr><w:b/><w:sz w:val="32"/></w:rPr>',
    ) +
    style('Clause', 'Clause', '<w:basedOn w:val="Normal"/>'),
);
const footnotes = wordPart(
  'footnotes',
  `<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote><w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r></w:p></w:footnote><w:footnote w:id="2"><w:p><w:r><w:footnoteRef/></w:r>${r(' note on {{name}}')}</w:p></w:footnote>`,
);
const link = (id: string, type: string, target: string, external = false): string =>
  `<Relationship Id="${id}" Type="${REL}/${type}" Target="${target}"${external ? ' TargetMode="External"' : ''}/>`;
const rels = (...links: readonly string[]): string =>
  `${XML}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${links.join('')}</Relationships>`;

interface Parts {
  readonly body: string;
  readonly types: string;
  readonly links: readonly string[];
  readonly files: Readonly<Record<string, string | Uint8Array>>;
}

const wordFile = ({ body: inside, types, links, files }: Parts): Uint8Array =>
  pack({
    '[Content_Types].xml': `${XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/><Default Extension="xlsx" ContentType="${TYPE}.spreadsheetml.sheet"/><Override PartName="/word/document.xml" ContentType="${TYPE}.wordprocessingml.document.main+xml"/>${types}</Types>`,
    '_rels/.rels': `${XML}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${link('rId1', 'officeDocument', 'word/document.xml')}${files['docProps/core.xml'] === undefined ? '' : '<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/>'}${files['docProps/custom.xml'] === undefined ? '' : link('rId3', 'custom-properties', 'docProps/custom.xml')}</Relationships>`,
    'word/document.xml': wordPart('document', `<w:body>${inside}</w:body>`),
    'word/_rels/document.xml.rels': rels(...links),
    ...files,
  });
const override = (name: string, type: string): string =>
  `<Override PartName="/${name}" ContentType="${TYPE}.${type}+xml"/>`;
const SHARED_TYPES =
  override('word/styles.xml', 'wordprocessingml.styles') +
  override('word/numbering.xml', 'wordprocessingml.numbering') +
  override('word/footnotes.xml', 'wordprocessingml.footnotes');
const SHARED_LINKS = [
  link('rIdStyles', 'styles', 'styles.xml'),
  link('rIdNumbering', 'numbering', 'numbering.xml'),
  link('rIdNotes', 'footnotes', 'footnotes.xml'),
];

/** A Word template that uses every construct of the language, valid by the schema as far as its tags let it be. */
export const wordSample = (): Uint8Array =>
  wordFile({
    body: `${body}${section('portrait')}`,
    types:
      SHARED_TYPES +
      override('word/comments.xml', 'wordprocessingml.comments') +
      override('word/header1.xml', 'wordprocessingml.header') +
      override('word/charts/chart1.xml', 'drawingml.chart') +
      '<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>' +
      override('docProps/custom.xml', 'custom-properties'),
    links: [
      ...SHARED_LINKS,
      link('rIdComments', 'comments', 'comments.xml'),
      link('rIdHeader', 'header', 'header1.xml'),
      link('rIdChart', 'chart', 'charts/chart1.xml'),
      link('rIdLogo', 'image', 'media/logo.png'),
      link('rIdLink', 'hyperlink', 'https://x.y/%7B%7Bname%7D%7D', true),
    ],
    files: {
      'word/styles.xml': styles,
      'word/numbering.xml': numbering,
      'word/footnotes.xml': footnotes,
      'word/comments.xml': wordPart(
        'comments',
        `<w:comment w:id="0" w:author="A" w:date="2026-01-01T00:00:00Z">${p('check {{no}}')}</w:comment>`,
      ),
      'word/header1.xml': wordPart('hdr', p('Header {{no}} {{seal:image 8mm}}')),
      'word/charts/chart1.xml': chart,
      'word/charts/_rels/chart1.xml.rels': rels(link('rId1', 'package', '../embeddings/data.xlsx')),
      'word/embeddings/data.xlsx': book({
        sheets: {
          Sheet1: {
            rows:
              row(1, { A: 'month', B: '{{no}}' }) +
              row(2, { A: '{{#each months}}{{name}}', B: '{{sales}}', C: '{{/each}}' }),
          },
        },
      }),
      'word/media/logo.png': png(4, 4),
      'docProps/core.xml': `${XML}<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Contract {{no}}</dc:title></cp:coreProperties>`,
      'docProps/custom.xml': `${XML}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"><property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2" name="No"><vt:lpwstr>{{no}}</vt:lpwstr></property></Properties>`,
    },
  });

/** The fragment that the sample includes. */
export const clauseSample = (): Uint8Array =>
  wordFile({
    body: `<w:p><w:pPr><w:pStyle w:val="Extra"/><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr><w:bookmarkStart w:id="5" w:name="Clause"/>${r('Warranty for {{customer.name}}')}<w:bookmarkEnd w:id="5"/><w:r><w:footnoteReference w:id="2"/></w:r></w:p>${picture(21, 'clause')}<w:sectPr/>`,
    types: SHARED_TYPES,
    links: [...SHARED_LINKS, link('rIdLogo', 'image', 'media/logo.png')],
    files: {
      'word/styles.xml': wordPart('styles', style('Extra', 'Extra', '<w:rPr><w:i/></w:rPr>')),
      'word/numbering.xml': numbering,
      'word/footnotes.xml': footnotes.replace('{{name}}', '{{no}}'),
      'word/media/logo.png': png(2, 2),
    },
  });

const svg =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><circle cx="5" cy="5" r="5" fill="green"/></svg>';

export const sampleData = (): Record<string, unknown> => ({
  no: 'C-2026/1',
  customer: { name: 'Müller & Söhne <GmbH>' },
  vip: true,
  amount: '1234567.80',
  logo: png(60, 30),
  seal: `data:image/png;base64,${png(30, 30).toString('base64')}`,
  mark: { image: Buffer.from(svg), fallback: png(10, 10), alt: 'mark' },
  contacts: [{ name: 'Ada' }, { name: 'Bo' }],
  contracts: [
    {
      name: 'A',
      steps: [
        { text: 'one', details: ['x', 'y'] },
        { text: 'two', details: [] },
      ],
    },
    { name: 'B', steps: [{ text: 'three', details: ['z'] }] },
  ],
  months: [
    { key: 'a', name: 'Jan', sales: 10 },
    { key: 'b', name: 'Feb', sales: 20 },
    { key: 'c', name: 'Mar', sales: '15.5' },
  ],
  products: [
    { name: 'Pump', sold: { a: 1, b: 2, c: 3 }, total: '6' },
    { name: 'Valve', sold: { a: 4, b: 5, c: 6 }, total: '15' },
  ],
  groups: [
    { name: 'North', items: ['n1', 'n2'] },
    { name: 'South', items: ['s1'] },
  ],
  inner: [1, 2],
  note: '# Terms\n\nPay **soon**, _please_.\n\n1. first\n   - inner\n2. second\n\n| a | b |\n|---|---|\n| 1 | [link](https://x.y) |',
  annexes: ['Plan', 'List'],
});
