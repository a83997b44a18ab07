import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';

/** Cells of the sheet, from 0: the upper left one and the one below and right of the lower right one. */
interface Place {
  readonly from: readonly [column: number, row: number];
  readonly to: readonly [column: number, row: number];
}

export interface Chart extends Place {
  readonly type: 'bar' | 'line';
  readonly title: string;
  /** `'商务日报'!$B$20:$B$20`; the row of a loop means every row that it becomes. */
  readonly categories: string;
  readonly series: readonly { readonly name: string; readonly values: string; readonly colour: string }[];
}

const C = 'http://schemas.openxmlformats.org/drawingml/2006/chart';
const A = 'http://schemas.openxmlformats.org/drawingml/2006/main';
const R = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

const font = (size: number, isBold = false): string =>
  `<a:defRPr sz="${size}" b="${isBold ? 1 : 0}"><a:solidFill><a:srgbClr val="1F2933"/></a:solidFill><a:latin typeface="Arial"/><a:ea typeface="微软雅黑"/></a:defRPr>`;

const text = (size: number): string =>
  `<c:txPr><a:bodyPr/><a:p><a:pPr>${font(size)}</a:pPr><a:endParaRPr lang="zh-CN"/></a:p></c:txPr>`;

const title = (said: string): string =>
  `<c:title><c:tx><c:rich><a:bodyPr/><a:p><a:pPr>${font(1000, true)}</a:pPr><a:r><a:rPr lang="zh-CN" sz="1000" b="1"/><a:t>${said}</a:t></a:r></a:p></c:rich></c:tx><c:overlay val="0"/></c:title>`;

const seriesOf = ({ type, categories, series }: Chart): string =>
  series
    .map(({ name, values, colour }, i) => {
      const fill = `<a:solidFill><a:srgbClr val="${colour}"/></a:solidFill>`;
      const look =
        type === 'bar'
          ? `<c:spPr>${fill}</c:spPr><c:invertIfNegative val="0"/>`
          : `<c:spPr><a:ln w="28575" cap="rnd">${fill}<a:round/></a:ln></c:spPr><c:marker><c:symbol val="circle"/><c:size val="6"/><c:spPr>${fill}</c:spPr></c:marker>`;
      const labels = `<c:dLbls><c:numFmt formatCode="#,##0" sourceLinked="0"/><c:spPr><a:noFill/></c:spPr>${text(700)}<c:showLegendKey val="0"/><c:showVal val="1"/><c:showCatName val="0"/><c:showSerName val="0"/><c:showPercent val="0"/><c:showBubbleSize val="0"/></c:dLbls>`;
      return `<c:ser><c:idx val="${i}"/><c:order val="${i}"/><c:tx><c:v>${name}</c:v></c:tx>${look}${labels}<c:cat><c:strRef><c:f>${categories}</c:f></c:strRef></c:cat><c:val><c:numRef><c:f>${values}</c:f></c:numRef></c:val>${type === 'line' ? '<c:smooth val="0"/>' : ''}</c:ser>`;
    })
    .join('');

const plotOf = (chart: Chart): string =>
  chart.type === 'bar'
    ? `<c:barChart><c:barDir val="col"/><c:grouping val="clustered"/><c:varyColors val="0"/>${seriesOf(chart)}<c:gapWidth val="80"/><c:axId val="1"/><c:axId val="2"/></c:barChart>`
    : `<c:lineChart><c:grouping val="standard"/><c:varyColors val="0"/>${seriesOf(chart)}<c:marker val="1"/><c:axId val="1"/><c:axId val="2"/></c:lineChart>`;

const GRID = '<a:ln w="6350"><a:solidFill><a:srgbClr val="D5DEE6"/></a:solidFill></a:ln>';

const chartXml = (chart: Chart): string =>
  `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<c:chartSpace xmlns:c="${C}" xmlns:a="${A}" xmlns:r="${R}"><c:roundedCorners val="0"/><c:chart>${title(chart.title)}<c:autoTitleDeleted val="0"/><c:plotArea><c:layout/>${plotOf(chart)}<c:catAx><c:axId val="1"/><c:scaling><c:orientation val="minMax"/></c:scaling><c:delete val="0"/><c:axPos val="b"/><c:numFmt formatCode="General" sourceLinked="0"/><c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="low"/>${text(800)}<c:crossAx val="2"/><c:crosses val="autoZero"/></c:catAx><c:valAx><c:axId val="2"/><c:scaling><c:orientation val="minMax"/><c:min val="0"/></c:scaling><c:delete val="0"/><c:axPos val="l"/><c:majorGridlines><c:spPr>${GRID}</c:spPr></c:majorGridlines><c:numFmt formatCode="#,##0" sourceLinked="0"/><c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/>${text(800)}<c:crossAx val="1"/><c:crosses val="autoZero"/></c:valAx></c:plotArea><c:legend><c:legendPos val="t"/><c:overlay val="0"/>${text(800)}</c:legend><c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart><c:spPr><a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill>${GRID}</c:spPr></c:chartSpace>`;

const anchorOf = ({ from, to, title: name }: Chart, id: number): string => {
  const corner = (which: string, [column, row]: readonly [number, number]): string =>
    `<xdr:${which}><xdr:col>${column}</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>${row}</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:${which}>`;
  return `<xdr:twoCellAnchor editAs="oneCell">${corner('from', from)}${corner('to', to)}<xdr:graphicFrame macro=""><xdr:nvGraphicFramePr><xdr:cNvPr id="${100 + id}" name="${name}"/><xdr:cNvGraphicFramePr/></xdr:nvGraphicFramePr><xdr:xfrm><a:off xmlns:a="${A}" x="0" y="0"/><a:ext xmlns:a="${A}" cx="0" cy="0"/></xdr:xfrm><a:graphic xmlns:a="${A}"><a:graphicData uri="${C}"><c:chart xmlns:c="${C}" xmlns:r="${R}" r:id="rIdChart${id}"/></a:graphicData></a:graphic></xdr:graphicFrame><xdr:clientData/></xdr:twoCellAnchor>`;
};

const DRAWING = 'xl/drawings/drawing1.xml';
const RELATIONS = 'xl/drawings/_rels/drawing1.xml.rels';
const TYPES = '[Content_Types].xml';

/** Puts native charts onto the sheet of a workbook that has a picture already: exceljs writes none. */
export function addCharts(workbook: Uint8Array, charts: readonly Chart[]): Uint8Array {
  const parts = unzipSync(workbook);
  const insert = (part: string, before: string, xml: string): void => {
    const own = strFromU8(parts[part] ?? new Uint8Array());
    if (!own.includes(before)) throw new RangeError(`${part} has no ${before}`);
    parts[part] = strToU8(own.replace(before, `${xml}${before}`));
  };
  for (const [i, chart] of charts.entries()) {
    const id = i + 1;
    parts[`xl/charts/chart${id}.xml`] = strToU8(chartXml(chart));
    insert(DRAWING, '</xdr:wsDr>', anchorOf(chart, id));
    insert(
      RELATIONS,
      '</Relationships>',
      `<Relationship Id="rIdChart${id}" Type="${R}/chart" Target="../charts/chart${id}.xml"/>`,
    );
    insert(
      TYPES,
      '</Types>',
      `<Override PartName="/xl/charts/chart${id}.xml" ContentType="application/vnd.openxmlformats-officedocument.drawingml.chart+xml"/>`,
    );
  }
  return zipSync(parts);
}
