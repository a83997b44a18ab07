import type { CompileContext } from './compiled.ts';
import { parseArea } from './formula.ts';
import type { Block } from './layout.ts';
import type { Package } from './package.ts';
import type { SheetPlan } from './sheet.ts';
import { attribute, documentElement } from './xml.ts';

/** Rows of an Excel table on a sheet, from 1. */
export interface TableRows {
  readonly name: string;
  readonly header: number | null;
  /** Rows between header and totals. */
  readonly first: number;
  readonly last: number;
  readonly c1: number;
  readonly c2: number;
}

export function readTables(pack: Package, sheetPart: string): TableRows[] {
  return pack.related(sheetPart, 'table').flatMap((part) => {
    const node = documentElement(pack.tree(part));
    const area = parseArea(attribute(node, 'ref') ?? '');
    if (area === undefined) return [];
    const headers = Number(attribute(node, 'headerRowCount') ?? 1);
    const totals = Number(attribute(node, 'totalsRowCount') ?? 0);
    const name = attribute(node, 'displayName') ?? attribute(node, 'name') ?? '';
    return [
      {
        name,
        header: headers > 0 ? area.r1 : null,
        first: area.r1 + headers,
        last: area.r2 - totals,
        c1: area.c1,
        c2: area.c2,
      },
    ];
  });
}

/** A table without any row is one that Excel repairs: a loop over nothing leaves it one empty row. */
export const needsRow = (plan: SheetPlan, block: Block): boolean =>
  plan.tables.some((table) => block.first <= table.first && block.last >= table.last);

/** Column names stand in the table's own definition too, and a table's name may stand only once in a workbook. */
export function checkTables(plan: SheetPlan, repeats: boolean, { reading }: CompileContext): void {
  for (const table of plan.tables) {
    if (repeats) {
      reading.report.add({ part: plan.part, place: plan.name, tag: table.name }, 'TABLE_IN_SHEET_LOOP', {
        zh: `按项重复的工作表中不能有 Excel 表格“${table.name}”。请在 Excel 中“转换为区域”。`,
        en: `A sheet that repeats cannot hold the Excel table "${table.name}". Convert it to a range in Excel.`,
      });
    }
    const header = plan.rows.find((row) => row.number === table.header);
    for (const cell of header?.cells ?? []) {
      if (cell.kind !== 'text' || cell.col < table.c1 || cell.col > table.c2) continue;
      reading.report.add({ ...cell.place, tag: table.name }, 'TABLE_HEADER', {
        zh: `Excel 表格“${table.name}”的标题单元格不能含有标签。`,
        en: `A heading of the Excel table "${table.name}" cannot hold a tag.`,
      });
    }
  }
}
