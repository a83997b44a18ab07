import type { Workbook } from 'exceljs';
import { contentOf, type Entry, readZip } from '../../core/ooxml/zip.ts';
import { columnOf } from './annotate-place.ts';

const SHEET = /^xl\/worksheets\/[^/]+\.xml$/;
const STRINGS = 'xl/sharedStrings.xml';
/** exceljs keeps a rule per cell: a drop-down on a whole column would be a million of them. */
const MOST_RULE_CELLS = 50_000;
/** All parts together, pictures included. */
const MOST_BYTES = 64 * 1024 * 1024;

const sizeOf = (entries: readonly Entry[]): number => entries.reduce((sum, { size }) => sum + size, 0);

const cellsOf = (range: string): number => {
  const [, left = 'A', top = '1', right = left, bottom = top] =
    /^([A-Z]+)(\d+)(?::([A-Z]+)(\d+))?$/.exec(range) ?? [];
  return (columnOf(right) - columnOf(left) + 1) * (Number(bottom) - Number(top) + 1);
};

const ruleCells = (sheet: Uint8Array): number => {
  const rules = [
    ...Buffer.from(sheet)
      .toString('latin1')
      .matchAll(/<dataValidation [^>]*sqref="([^"]*)"/g),
  ];
  const ranges = rules.flatMap(([, list = '']) => list.split(' '));
  return ranges.reduce((sum, range) => sum + cellsOf(range), 0);
};

/** Loads an .xlsx into the workbook unless its sheets hold more than `most` bytes. Throws on a broken one. */
export const loadWorkbook = async (
  workbook: Workbook,
  bytes: Uint8Array,
  most: number,
): Promise<'loaded' | 'too-large' | 'broken'> => {
  const entries = readZip(bytes);
  if (sizeOf(entries.filter(({ name }) => SHEET.test(name) || name === STRINGS)) > most) return 'too-large';
  if (sizeOf(entries) > MOST_BYTES) return 'broken';
  let rules = 0;
  for (const entry of entries) {
    // Throws when a part is larger than it says: exceljs would inflate it without end.
    const content = contentOf(entry);
    if (SHEET.test(entry.name)) rules += ruleCells(content);
  }
  const options = rules > MOST_RULE_CELLS ? { ignoreNodes: ['dataValidations'] } : {};
  const copy = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
  await workbook.xlsx.load(copy, options);
  return workbook.worksheets.length > 0 ? 'loaded' : 'broken';
};
