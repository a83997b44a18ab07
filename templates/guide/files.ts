import {
  AlignmentType,
  BorderStyle,
  Document,
  HeadingLevel,
  LevelFormat,
  Packer,
  Paragraph,
  Table,
  TableCell,
  TableRow,
  TextRun,
  WidthType,
} from 'docx';
import exceljs, { type Cell, type CellValue } from 'exceljs';
import { withChart } from './chart.ts';
import { cellsOf, type Format, isRow } from './text.ts';

const FONT = 'Noto Sans CJK SC';
const MM = 56.7; // twentieths of a point
const PAGE = { width: 92 * MM, height: 180 * MM, margin: 4 * MM };
const LIST = 'list';
const CHART = '[chart]';
const GREY = 'B8C0CC';

/** The Word or Excel file that an example of the guide describes. */
export const fileOf = (format: Format, text: string): Promise<Uint8Array> =>
  format === 'word' ? wordOf(text) : sheetOf(text, (formula) => ({ formula }));

/** The same, to be looked at: formulas over tags would show errors in place of what was typed. */
export const pictureOf = (format: Format, text: string): Promise<Uint8Array> =>
  format === 'word' ? wordOf(text) : sheetOf(text, (formula) => `=${formula}`);

/** `# heading`, `1. item`, `- point`, `| cell | cell |`, anything else a paragraph; blank lines say nothing. */
export async function wordOf(text: string): Promise<Uint8Array> {
  const children: (Paragraph | Table)[] = [];
  let rows: string[] = [];
  for (const line of [...text.split('\n'), '']) {
    if (isRow(line)) rows.push(line);
    else if (rows.length > 0) {
      children.push(tableOf(rows));
      rows = [];
    }
    if (!isRow(line) && line.trim() !== '') children.push(paragraphOf(line));
  }
  const { width, height, margin } = PAGE;
  const page = {
    size: { width, height },
    margin: { top: margin, bottom: margin, left: margin, right: margin },
  };
  const document = new Document({
    creator: 'Docket',
    styles: {
      default: { document: { run: { font: FONT, size: 20 }, paragraph: { spacing: { after: 60 } } } },
    },
    numbering: { config: [{ reference: LIST, levels: [levelOf()] }] },
    sections: [{ properties: { page }, children }],
  });
  return new Uint8Array(await Packer.toBuffer(document));
}

const levelOf = () => ({
  level: 0,
  format: LevelFormat.DECIMAL,
  text: '%1.',
  alignment: AlignmentType.START,
  style: { paragraph: { indent: { left: 360, hanging: 360 } } },
});

function paragraphOf(line: string): Paragraph {
  const [, mark = '', text = ''] = /^(# |\d+\. |- )?(.*)$/.exec(line) ?? [];
  const children = [new TextRun({ text, bold: mark === '# ', color: '1F2933' })];
  if (mark === '# ') return new Paragraph({ heading: HeadingLevel.HEADING_2, children });
  if (mark === '- ') return new Paragraph({ bullet: { level: 0 }, children });
  return new Paragraph(mark === '' ? { children } : { numbering: { reference: LIST, level: 0 }, children });
}

function tableOf(lines: readonly string[]): Table {
  const side = { style: BorderStyle.SINGLE, size: 4, color: GREY };
  const borders = {
    top: side,
    bottom: side,
    left: side,
    right: side,
    insideHorizontal: side,
    insideVertical: side,
  };
  const rows = lines.map((line, i) => {
    const cells = cellsOf(line);
    const isHead = i === 0 && !line.includes('{{');
    return new TableRow({
      children: cells.map(
        (cell) =>
          new TableCell({
            width: { size: Math.floor((PAGE.width - 2 * PAGE.margin) / cells.length), type: WidthType.DXA },
            margins: { top: 30, bottom: 30, left: 80, right: 80 },
            ...(isHead ? { shading: { fill: 'E8EDF5' } } : {}),
            children: [
              new Paragraph({ spacing: { after: 0 }, children: [new TextRun({ text: cell, bold: isHead })] }),
            ],
          }),
      ),
    });
  });
  return new Table({ rows, borders, width: { size: 100, type: WidthType.PERCENTAGE } });
}

/**
 * `# name of the sheet`, then its rows from row 1; a text that begins with `=` is a formula; `[chart]` is one over the
 * last row.
 */
async function sheetOf(text: string, formulaOf: (formula: string) => CellValue): Promise<Uint8Array> {
  const lines = text.split('\n');
  const name = /^# (.*)$/.exec(lines[0] ?? '')?.[1] ?? 'Sheet1';
  const rows = lines.filter(isRow).map(cellsOf);
  const workbook = new exceljs.Workbook();
  const sheet = workbook.addWorksheet(name, {
    pageSetup: {
      ...{ showGridLines: true, showRowColHeaders: true, fitToPage: true, fitToWidth: 1, fitToHeight: 0 },
      paperSize: 9,
      orientation: 'landscape',
      margins: { left: 0.2, right: 0.2, top: 0.5, bottom: 0.2, header: 0.2, footer: 0.1 },
    },
    headerFooter: { oddHeader: name === 'Sheet1' ? '' : '&L&"Arial,Bold"&14&A' },
  });
  for (const [i, cells] of rows.entries()) {
    for (const [j, cell] of cells.entries())
      if (cell !== '') dress(put(sheet.getCell(i + 1, j + 1), cell, formulaOf), i, cells);
  }
  const wide = Math.max(0, ...rows.map(({ length }) => length));
  for (let j = 0; j < wide; j++) sheet.getColumn(j + 1).width = widthOf(rows.map((cells) => cells[j] ?? ''));
  const bytes = new Uint8Array(await workbook.xlsx.writeBuffer());
  return lines.includes(CHART) ? withChart(bytes, rows.length) : bytes;
}

function put(cell: Cell, text: string, formulaOf: (formula: string) => CellValue): Cell {
  if (text.startsWith('=')) cell.value = formulaOf(text.slice(1));
  else cell.value = /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
  return cell;
}

function dress(cell: Cell, row: number, cells: readonly string[]): void {
  const isHead = row === 0 && !cells.some((text) => text.includes('{{'));
  cell.font = { name: FONT, size: 11, bold: isHead };
  cell.alignment = { vertical: 'middle' };
  if (isHead) cell.fill = { type: 'pattern', pattern: 'solid', fgColor: { argb: 'FFE8EDF5' } };
}

const widthOf = (texts: readonly string[]): number => {
  const wide = (text: string): number => [...text].reduce((sum, char) => sum + (char > '\u2e80' ? 2 : 1), 0);
  return Math.max(9, ...texts.map(wide)) + 1;
};
