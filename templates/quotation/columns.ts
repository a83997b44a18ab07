/** Columns A to K of the sheet, in characters; the height of a row follows from them. */
export const COLUMNS = {
  no: 5,
  product: 15,
  name: 17,
  spec: 22,
  brand: 8,
  unit: 6.5,
  quantity: 10,
  unitPrice: 11,
  amount: 13.5,
  leadTime: 9.5,
  note: 12,
} as const;

export type Column = keyof typeof COLUMNS;

export const TABLE_SIZE = 10;
export const NOTE_SIZE = 9;

/** Half-width characters of a font size (points) that fit a column side by side. */
export const unitsIn = (width: number, size: number): number =>
  Math.floor((width * 7 - 4) / ((size * 2) / 3));

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

/** Printed lines that a row of the table can hold, and its height in points. */
export const HEIGHTS: readonly (readonly [lines: number, points: number])[] = [
  [1, 23],
  [2, 35],
  [3, 50],
  [5, 79],
  [8, 123],
  [12, 182],
];
