import type { Workbook } from 'exceljs';
import { unzipSync } from 'fflate';
import { columnOf } from './annotate-place.ts';

const SHEET = /^xl\/worksheets\/[^/]+\.xml$/;
/** exceljs keeps a rule per cell: a drop-down on a whole column would be a million of them. */
const MOST_RULE_CELLS = 50_000;

const sheetSize = (bytes: Uint8Array): number => {
  let size = 0;
  unzipSync(bytes, {
    filter: ({ name, originalSize }) => {
      if (SHEET.test(name) || name === 'xl/sharedStrings.xml') size += originalSize;
      return false;
    },
  });
  return size;
};

const cellsOf = (range: string): number => {
  const [, left = 'A', top = '1', right = left, bottom = top] =
    /^([A-Z]+)(\d+)(?::([A-Z]+)(\d+))?$/.exec(range) ?? [];
  return (columnOf(right) - columnOf(left) + 1) * (Number(bottom) - Number(top) + 1);
};

const hasWideRules = (bytes: Uint8Array): boolean => {
  const sheets = Object.values(unzipSync(bytes, { filter: ({ name }) => SHEET.test(name) }));
  const rules = sheets.flatMap((sheet) => [
    ...Buffer.from(sheet)
      .toString('latin1')
      .matchAll(/<dataValidation [^>]*sqref="([^"]*)"/g),
  ]);
  const cells = rules.flatMap(([, ranges = '']) => ranges.split(' ')).map(cellsOf);
  return cells.reduce((sum, count) => sum + count, 0) > MOST_RULE_CELLS;
};

/** Loads an .xlsx into the workbook unless its sheets hold more than `most` bytes. */
export const loadWorkbook = async (
  workbook: Workbook,
  bytes: Uint8Array,
  most: number,
): Promise<'loaded' | 'too-large' | 'broken'> => {
  if (sheetSize(bytes) > most) return 'too-large';
  const options = hasWideRules(bytes) ? { ignoreNodes: ['dataValidations'] } : {};
  const copy = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
  await workbook.xlsx.load(copy, options);
  return workbook.worksheets.length > 0 ? 'loaded' : 'broken';
};
