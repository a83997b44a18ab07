import type { Comment, Fill } from 'exceljs';

/** What a cell looked like before it was painted; it travels in a hidden column of the list. */
export interface Kept {
  readonly cell: string;
  readonly fill?: Fill | undefined;
  readonly note?: string | Comment | undefined;
}

export const KEPT_COLUMN = 7;

export interface CellPlace {
  readonly sheet: string;
  readonly ref: string;
  readonly row: number;
  readonly col: number;
}

/** AB → 28. */
export const columnOf = (letters: string): number =>
  [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0);

/** `报价申请!C7` taken apart; undefined for places in JSON. */
export const placeOf = (cell: string | undefined): CellPlace | undefined => {
  const [, sheet, ref = '', letters = '', row] = /^(.*)!(([A-Z]{1,3})(\d{1,7}))$/s.exec(cell ?? '') ?? [];
  return sheet === undefined ? undefined : { sheet, ref, row: Number(row), col: columnOf(letters) };
};
