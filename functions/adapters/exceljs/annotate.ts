import type { Workbook } from 'exceljs';
import { openSource } from '../../core/requests/open.ts';
import { MARK_SHEET } from '../../core/requests/source.ts';
import type { Problem } from '../../core/result.ts';
import { markCells, restoreCells } from './annotate-cells.ts';
import { addProblemSheet } from './annotate-list.ts';
import { loadWorkbook } from './annotate-load.ts';
import { enlargeNotes } from './annotate-notes.ts';
import type { Kept } from './annotate-place.ts';
import { copySheets, failingRows } from './annotate-rows.ts';

export interface Annotated {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Sheet data beyond this is not copied: the workbook library would need a gigabyte for it. */
const MOST_SHEET_DATA = 5 * 1024 * 1024;

/** Name of the copy: `报价.annotated.xlsx`; a copy that came back gets a number, so that no two have one name. */
const copyName = (name: string): string => {
  const base = name.replace(/\.[^.]*$/, '');
  const [, stem = base, before] = /^(.*)\.annotated(?:-(\d+))?$/.exec(base) ?? [];
  return stem === base ? `${base}.annotated.xlsx` : `${stem}.annotated-${Number(before ?? 1) + 1}.xlsx`;
};

/** How much of the original the copy shows. */
type Extent = 'whole' | 'rows' | 'list';

const fillFrom = async (
  workbook: Workbook,
  name: string,
  bytes: Uint8Array,
  problems: readonly Problem[],
) => {
  if (bytes[0] === 0x50 && bytes[1] === 0x4b) {
    const loaded = await loadWorkbook(workbook, bytes, MOST_SHEET_DATA);
    if (loaded !== 'too-large') return loaded === 'loaded' ? 'whole' : 'list';
  }
  const source = openSource(name, bytes);
  if (!source.ok || source.value.type === 'json') return 'list';
  if (bytes[0] !== 0x50 && bytes.length <= MOST_SHEET_DATA) return copySheets(workbook, source.value.sheets);
  return failingRows(workbook, source.value.sheets, problems);
};

/**
 * The rejected file with its mistakes at their places: a first sheet that lists all of them, red cells with
 * comments (Chinese, then English), every other cell as it was. Of a file too large to be copied it shows the
 * rows with mistakes, of one that is no table the list alone.
 */
export const annotatedCopy = async (
  name: string,
  bytes: Uint8Array,
  problems: readonly Problem[],
): Promise<Annotated> => {
  const { default: exceljs } = await import('exceljs');
  let workbook = new exceljs.Workbook();
  let extent: Extent;
  try {
    extent = await fillFrom(workbook, name, bytes, problems);
    restoreCells(workbook);
  } catch {
    // Whatever the file's fault is, its sender still gets the list.
    extent = 'list';
  }
  // A zip that is no workbook leaves exceljs with half a one.
  if (extent === 'list') workbook = new exceljs.Workbook();
  const kept: readonly Kept[] = extent === 'list' ? [] : markCells(workbook, problems);
  addProblemSheet(workbook, { name, problems, kept, extent });
  const mark = workbook.getWorksheet(MARK_SHEET);
  if (mark) mark.state = 'hidden';
  const written = new Uint8Array(await workbook.xlsx.writeBuffer());
  return { name: copyName(name), bytes: enlargeNotes(written) };
};
