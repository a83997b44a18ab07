/** One cell that is not blank, as a spreadsheet, a csv line or a JSON member gives it. */
export interface Cell {
  /** `C7`; for JSON the path `$.lines[2].quantity`. */
  readonly ref: string;
  /** 1 = A. */
  readonly col: number;
  readonly type: 'number' | 'text' | 'boolean' | 'error' | 'date' | 'formula-without-value';
  /** As stored: `1234.5`, `TRUE`, `#REF!`. */
  readonly text: string;
  readonly number?: number;
  /** Day, `yyyy-mm-dd`; a time of day may follow. */
  readonly date?: string;
  /** A number that the sheet shows as a percentage: 0.05 is seen as 5 %. */
  readonly percent?: true;
}

export interface Row {
  readonly row: number;
  readonly cells: readonly Cell[];
}

export interface Sheet {
  readonly name: string;
  readonly hidden: boolean;
  /** From the first row, every time that it is called. */
  rows(): Iterable<Row>;
}

export type JsonValue =
  | null
  | boolean
  | number
  | string
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

export type Source =
  | { readonly type: 'sheets'; readonly sheets: readonly Sheet[] }
  | { readonly type: 'json'; readonly value: JsonValue };

/** Hidden sheet of a form: A1 `kind` B1 id, A2 `form` B2 version, A3 `layout` B3 `form` | `table`, then `skip` rows. */
export const MARK_SHEET = '_docket';
export const FORM_VERSION = '1';
/** First sheet of an annotated copy; a copy that comes back mended is read without it. */
export const PROBLEM_SHEET = '问题 Problems';
/** Begin of the names of sheets that only show rows of a file too large to be copied. */
export const ROWS_SHEET = '问题行 Rows';

/** 1 → A, 27 → AA. */
const columnName = (col: number): string => {
  let name = '';
  for (let rest = col; rest > 0; rest = Math.floor((rest - 1) / 26))
    name = String.fromCharCode(65 + ((rest - 1) % 26)) + name;
  return name;
};

export const cellName = (col: number, row: number): string => `${columnName(col)}${row}`;

export const isBlank = (cell: Cell | undefined): boolean =>
  cell === undefined || (cell.text.trim() === '' && cell.type !== 'formula-without-value');
