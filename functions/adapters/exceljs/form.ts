import type { Workbook } from 'exceljs';
import type { Company } from '../../core/company.ts';
import type { Kind } from '../../core/kind.ts';
import { addMarks } from './form-cells.ts';
import { drawGuide } from './form-guide.ts';
import { drawForm } from './form-sheet.ts';
import { drawTable } from './form-table.ts';

export interface MadeForm {
  readonly name: string;
  readonly bytes: Uint8Array;
}

const EXAMPLE = '示例 Example';
const GUIDE = '说明 Guide';

/** exceljs takes a fifth of a second to load: only who makes a workbook pays for it. */
const newWorkbook = async (kind: Kind): Promise<Workbook> => {
  const { default: exceljs } = await import('exceljs');
  const workbook = new exceljs.Workbook();
  workbook.creator = 'Docket';
  workbook.title = `${kind.title.zh} ${kind.title.en}`;
  return workbook;
};

const bytesOf = async (workbook: Workbook): Promise<Uint8Array> =>
  new Uint8Array(await workbook.xlsx.writeBuffer());

const sheetName = (kind: Kind, ending: string): string =>
  `${kind.title.zh.replaceAll(/[\\/?*[\]:'!]/g, '').slice(0, 31 - ending.length)}${ending}`;

/** Blank request form (.xlsx) of a kind: the form, a filled example, a guide, and the hidden marks. */
export const requestForm = async (kind: Kind, company?: Company): Promise<MadeForm> => {
  const workbook = await newWorkbook(kind);
  const form = workbook.addWorksheet(sheetName(kind, '申请'));
  const example = workbook.addWorksheet(EXAMPLE);
  const guide = workbook.addWorksheet(GUIDE);
  const lists = addMarks(workbook, kind, 'form', [EXAMPLE, GUIDE]);
  drawForm(form, { kind, company, lists, isExample: false });
  drawForm(example, { kind, company, lists, isExample: true });
  drawGuide(guide, kind);
  return { name: `${kind.title.zh}申请表.xlsx`, bytes: await bytesOf(workbook) };
};

/** Plain table (.xlsx) for many requests: one title row, the request's fields repeat on each of its rows. */
export const requestTable = async (kind: Kind): Promise<MadeForm> => {
  const workbook = await newWorkbook(kind);
  const table = workbook.addWorksheet(sheetName(kind, '批量'));
  const guide = workbook.addWorksheet(GUIDE);
  const lists = addMarks(workbook, kind, 'table', [GUIDE]);
  drawTable(table, kind, lists);
  drawGuide(guide, kind);
  return { name: `${kind.title.zh}批量表.xlsx`, bytes: await bytesOf(workbook) };
};
