import type { Alignment, Border, Borders, Cell, Fill, Font, PageSetup, Worksheet } from 'exceljs';
import exceljs from 'exceljs';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';

/** How a cell looks; what is left out is taken from the sheet's base style. */
export interface Look {
  readonly size?: number;
  readonly bold?: boolean;
  readonly colour?: string;
  readonly fill?: string;
  /** Thin border in the sheet's line colour: all sides, or some of `t r b l`. */
  readonly border?: 'all' | readonly ('t' | 'r' | 'b' | 'l')[];
  readonly across?: 'left' | 'center' | 'right';
  readonly down?: 'top' | 'middle' | 'bottom';
  readonly wrap?: boolean;
  /** Smaller letters rather than cut text. */
  readonly shrink?: boolean;
  readonly indent?: number;
  readonly format?: string;
}

export interface Area extends Look {
  /** `A` or `A:C`, merged. */
  readonly at: string;
  readonly text?: string;
}

export interface Row {
  /** Points; without it the row grows with its text. */
  readonly height?: number;
  readonly areas: readonly Area[];
  /** Printed again at the head of every page. */
  readonly isHead?: boolean;
  /** A new page begins below. */
  readonly breakAfter?: boolean;
}

export interface Sheet {
  readonly name: string;
  readonly font: string;
  readonly size: number;
  readonly lineColour: string;
  /** Everything is drawn so many times as large as said here, and shown on the screen as said. Default 1. */
  readonly scale?: number;
  /** Column widths in characters, from A on. */
  readonly widths: readonly number[];
  readonly rows: readonly Row[];
  readonly page: Partial<PageSetup>;
  readonly headerFooter: Partial<exceljs.HeaderFooter>;
  readonly picture?: {
    readonly png: Uint8Array;
    readonly column: number;
    readonly row: number;
    readonly px: number;
  };
}

const argb = (colour: string) => ({ argb: `FF${colour}` });

/** One printable sheet as .xlsx. Same input, same bytes once the zip is made stable. */
export async function makeWorkbook(given: Sheet, title: string): Promise<Uint8Array> {
  const sheet = scaled(given);
  const workbook = new exceljs.Workbook();
  workbook.creator = 'Docket';
  workbook.lastModifiedBy = 'Docket';
  workbook.title = title;
  // A fixed day: the file changes only when what is in it changes.
  workbook.created = new Date(Date.UTC(2026, 0, 1));
  workbook.modified = workbook.created;
  const worksheet = workbook.addWorksheet(sheet.name, {
    pageSetup: sheet.page,
    headerFooter: sheet.headerFooter,
    views: [{ showGridLines: false, zoomScale: Math.round(100 / (given.scale ?? 1)) }],
  });
  for (const [i, width] of sheet.widths.entries()) worksheet.getColumn(i + 1).width = width;
  for (const [i, row] of sheet.rows.entries()) addRow(worksheet, sheet, row, i + 1);
  setTitles(worksheet, sheet.rows);
  addPicture(workbook, worksheet, sheet.picture);
  return withOwnDefaultFont(new Uint8Array(await workbook.xlsx.writeBuffer()));
}

function scaled(sheet: Sheet): Sheet {
  const { scale = 1, picture } = sheet;
  const size = (given: number) => Math.round(given * scale * 100) / 100;
  const area = (one: Area): Area => ({ ...one, ...(one.size === undefined ? {} : { size: size(one.size) }) });
  return {
    ...sheet,
    size: size(sheet.size),
    widths: sheet.widths.map(size),
    rows: sheet.rows.map((row) => ({
      ...row,
      ...(row.height === undefined ? {} : { height: size(row.height) }),
      areas: row.areas.map(area),
    })),
    ...(picture === undefined ? {} : { picture: { ...picture, px: picture.px * scale } }),
  };
}

const STYLES = 'xl/styles.xml';

/**
 * Column widths are counted in digits of the default font. exceljs makes that the theme's, which is another one in
 * a Chinese Excel and has no equal in LibreOffice: Arial is as wide everywhere.
 */
function withOwnDefaultFont(bytes: Uint8Array): Uint8Array {
  const parts = unzipSync(bytes);
  const styles = strFromU8(parts[STYLES] ?? new Uint8Array());
  const font = '<font><sz val="10"/><name val="Arial"/><family val="2"/></font>';
  const changed = styles.replace(/(<fonts[^>]*>)<font>.*?<\/font>/, `$1${font}`);
  return zipSync({ ...parts, [STYLES]: strToU8(changed) });
}

function addRow(worksheet: Worksheet, sheet: Sheet, row: Row, number: number): void {
  if (row.height !== undefined) worksheet.getRow(number).height = row.height;
  if (row.breakAfter === true) worksheet.getRow(number).addPageBreak();
  for (const area of row.areas) {
    const [first = 'A', last = first] = area.at.split(':');
    if (first !== last) worksheet.mergeCells(`${first}${number}:${last}${number}`);
    const head = worksheet.getCell(`${first}${number}`);
    if (area.text !== undefined) head.value = area.text;
    for (let column = Number(head.col); column <= Number(worksheet.getCell(`${last}${number}`).col); column++)
      dress(worksheet.getCell(number, column), sheet, area);
  }
}

function dress(cell: Cell, sheet: Sheet, look: Look): void {
  cell.font = fontOf(sheet, look);
  cell.alignment = alignmentOf(look);
  if (look.fill !== undefined) cell.fill = fillOf(look.fill);
  if (look.border !== undefined) cell.border = bordersOf(sheet, look.border);
  if (look.format !== undefined) cell.numFmt = look.format;
}

const fontOf = (sheet: Sheet, { size, bold, colour }: Look): Partial<Font> => ({
  name: sheet.font,
  size: size ?? sheet.size,
  bold: bold ?? false,
  color: argb(colour ?? '1F2933'),
});

const alignmentOf = ({ across, down, wrap, shrink, indent }: Look): Partial<Alignment> => ({
  horizontal: across ?? 'left',
  vertical: down ?? 'middle',
  ...(wrap === true ? { wrapText: true } : {}),
  ...(shrink === true ? { shrinkToFit: true } : {}),
  ...(indent === undefined ? {} : { indent }),
});

const fillOf = (colour: string): Fill => ({ type: 'pattern', pattern: 'solid', fgColor: argb(colour) });

const SIDES = { t: 'top', r: 'right', b: 'bottom', l: 'left' } as const;

function bordersOf(sheet: Sheet, border: NonNullable<Look['border']>): Partial<Borders> {
  const thin: Partial<Border> = { style: 'thin', color: argb(sheet.lineColour) };
  const sides = border === 'all' ? (['t', 'r', 'b', 'l'] as const) : border;
  return Object.fromEntries(sides.map((side) => [SIDES[side], thin]));
}

function setTitles(worksheet: Worksheet, rows: readonly Row[]): void {
  const first = rows.findIndex(({ isHead }) => isHead);
  const last = rows.findLastIndex(({ isHead }) => isHead);
  if (first >= 0) worksheet.pageSetup.printTitlesRow = `${first + 1}:${last + 1}`;
}

function addPicture(workbook: exceljs.Workbook, worksheet: Worksheet, picture: Sheet['picture']): void {
  if (picture === undefined) return;
  const base64 = Buffer.from(picture.png).toString('base64');
  const id = workbook.addImage({ base64, extension: 'png' });
  worksheet.addImage(id, {
    tl: { col: picture.column, row: picture.row },
    ext: { width: picture.px, height: picture.px },
    editAs: 'oneCell',
  });
}
