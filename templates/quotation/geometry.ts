/**
 * The sheet is made so small that it fits the width of A4 as it is. It says "fit the width" all the same: where a
 * wider font stands in it is printed smaller, never cut. LibreOffice lays a sheet out again for every scale that
 * it tries, which took a quarter of its time.
 */
export const SCALE = 0.76;

/** Columns A to K of the sheet, in characters; the height of a row follows from them. */
export const COLUMNS = {
  no: 4.5,
  product: 14.15,
  name: 19.45,
  spec: 24.2,
  brand: 6.75,
  unit: 5.5,
  quantity: 9.5,
  unitPrice: 10,
  amount: 12.5,
  leadTime: 8.75,
  note: 11.75,
} as const;

export type Column = keyof typeof COLUMNS;

export const TABLE_SIZE = 10;
export const NOTE_SIZE = 9;

/** An indent is three blanks of the default font, whatever the scale. */
const INDENT_PX = 9 / SCALE;

/** Half-width characters of a font size (points) that fit a column side by side, with an indent or without. */
export const unitsIn = (width: number, size: number, indent = 0): number =>
  Math.floor((width * 7 - 4 - indent * INDENT_PX) / ((size * 2) / 3));

/** Left-aligned columns keep off the line by one step. */
export const INDENT: Partial<Record<Column, number>> = { name: 1, spec: 1 };

/** Terms stand in columns C to J. */
export const TERM_UNITS = unitsIn(
  COLUMNS.name +
    COLUMNS.spec +
    COLUMNS.brand +
    COLUMNS.unit +
    COLUMNS.quantity +
    COLUMNS.unitPrice +
    COLUMNS.amount +
    COLUMNS.leadTime,
  TABLE_SIZE,
);

/** Printed lines that a row of the table can hold, and its height in points (a spreadsheet allows 409). */
export const HEIGHTS: readonly (readonly [lines: number, points: number])[] = [
  [1, 21],
  [2, 34],
  [3, 49],
  [4, 63],
  [6, 92],
  [9, 137],
  [14, 210],
  [27, 402],
];

/** Heights of the other rows, in points. */
export const ROW = {
  company: 28,
  address: 16,
  rule: 4,
  title: 42,
  dayMark: 28,
  particular: 19.5,
  gap: 7,
  head: 30,
  end: 17,
  continued: 15,
  figure: 18,
  total: 34,
  section: 20,
  board: 19,
  term: 16.5,
  signatures: 112,
} as const;

/** Heights of the rows of the signature boxes: label, each of two signatures, date. */
export const SIGNATURE_ROWS = [26, 32, 22] as const;

/** Rows of the customer block. */
const PARTICULARS = 5;

/** Printable height of A4 with margins of 0.5" above and below, in points; 2 % stay free, as drivers round rows. */
const PAPER = (841.9 - 72) * 0.98;

/** What fits one page, in row points, with room kept for the row that says 接下页. */
const PAGE = Math.floor(PAPER / SCALE) - ROW.continued;

/** What stands after the lines: it has to fit one page together with some of them. */
export interface Closing {
  /** Rows of the totals above the grand total. */
  readonly figures: number;
  readonly materials: number;
  readonly terms: number;
}

const closingHeight = ({ figures, materials, terms }: Closing): number =>
  ROW.end +
  figures * ROW.figure +
  ROW.total +
  ROW.gap +
  ROW.section +
  (1 + materials) * ROW.board +
  ROW.gap +
  ROW.section +
  terms * ROW.term +
  ROW.gap +
  ROW.signatures;

const ABOVE =
  ROW.company + 2 * ROW.address + ROW.rule + ROW.title + PARTICULARS * ROW.particular + ROW.gap + ROW.head;

/** Lines that go to the last page with a closing that does not fit before: nobody signs a page without goods. */
const CARRIED = 3;

const heightOf = (tall: number): number => HEIGHTS.find(([holds]) => holds >= tall)?.[1] ?? 0;

/** For each line: does a new page begin before it? `talls` are the printed lines of each (see `HEIGHTS`). */
export function pageBreaks(
  talls: readonly number[],
  closing: Closing,
  hasDayMark: boolean,
): readonly boolean[] {
  const heights = talls.map(heightOf);
  const room = PAGE - ROW.head;
  const starts = new Set<number>();
  let left = PAGE - ABOVE - (hasDayMark ? ROW.dayMark : 0);
  for (const [i, height] of heights.entries()) {
    if (height > left && i > 0) {
      starts.add(i);
      left = room;
    }
    left -= height;
  }
  if (closingHeight(closing) > left) carryOver(heights, room - closingHeight(closing), starts);
  return heights.map((_, i) => starts.has(i));
}

/** Moves the last lines to the page of the closing: as many of `CARRIED` as fit beside it, none when none does. */
function carryOver(heights: readonly number[], room: number, starts: Set<number>): void {
  let [first, left] = [heights.length, room];
  while (first > 1 && heights.length - first < CARRIED && (heights[first - 1] ?? 0) <= left) {
    first -= 1;
    left -= heights[first] ?? 0;
  }
  if (first === heights.length) return;
  for (let i = first; i < heights.length; i += 1) starts.delete(i);
  starts.add(first);
}
