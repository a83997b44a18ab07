import type { Borders, Cell, Fill, Font, RichText, Worksheet } from 'exceljs';

export const COLOURS = {
  navy: 'FF1F3A5F',
  band: 'FFE6EDF5',
  line: 'FFC9D3DF',
  required: 'FFFFF8D6',
  white: 'FFFFFFFF',
  text: 'FF22303F',
  soft: 'FF7A8796',
  red: 'FFD32F2F',
  redFill: 'FFFFC7CE',
} as const;

const FACE = 'Microsoft YaHei';

export const font = (size: number, colour: string, more: Partial<Font> = {}): Partial<Font> => ({
  name: FACE,
  size,
  color: { argb: colour },
  ...more,
});

export const fill = (argb: string): Fill => ({ type: 'pattern', pattern: 'solid', fgColor: { argb } });

const edge = { style: 'thin', color: { argb: COLOURS.line } } as const;
const box: Partial<Borders> = { top: edge, left: edge, bottom: edge, right: edge };

export interface Look {
  readonly font: Partial<Font>;
  readonly fill?: string;
  readonly align?: 'left' | 'center' | 'right';
  readonly box?: boolean;
}

export const dress = (cell: Cell, look: Look): void => {
  cell.font = look.font;
  if (look.fill) cell.fill = fill(look.fill);
  if (look.box !== false) cell.border = box;
  const align = look.align ?? 'left';
  const indent = align === 'center' ? 0 : 1;
  cell.alignment = { vertical: 'middle', horizontal: align, wrapText: true, indent };
};

export const run = (text: string, runFont: Partial<Font>): RichText => ({ text, font: runFont });

/** A coloured band over all columns of the sheet. */
export const band = (
  sheet: Worksheet,
  row: number,
  columns: number,
  runs: readonly RichText[],
  look: { readonly fill: string; readonly height: number; readonly align?: 'left' | 'center' },
): void => {
  sheet.mergeCells(row, 1, row, columns);
  const cell = sheet.getCell(row, 1);
  cell.value = { richText: [...runs] };
  cell.fill = fill(look.fill);
  cell.alignment = { vertical: 'middle', horizontal: look.align ?? 'left', wrapText: true, indent: 1 };
  sheet.getRow(row).height = look.height;
};

/** A4, as wide as the page, numbered pages. */
export const printable = (sheet: Worksheet, isWide: boolean, titleRows?: string): void => {
  sheet.pageSetup = {
    paperSize: 9,
    orientation: isWide ? 'landscape' : 'portrait',
    fitToPage: true,
    fitToWidth: 1,
    fitToHeight: 0,
    horizontalCentered: true,
    margins: { left: 0.4, right: 0.4, top: 0.5, bottom: 0.6, header: 0.3, footer: 0.3 },
    ...(titleRows && { printTitlesRow: titleRows }),
  };
  sheet.headerFooter = { oddFooter: '&C&9第 &P 页 / 共 &N 页' };
};
