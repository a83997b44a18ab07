import type { CompileContext } from './compiled.ts';
import { parseArea } from './formula.ts';
import type { Block, Body } from './layout.ts';
import type { Package } from './package.ts';
import { emitChildren, Program, runAll, type Special } from './program.ts';
import type { SheetPlan } from './sheet.ts';
import type { Shifts } from './sheet-refs.ts';
import type { SheetRun } from './sheet-run.ts';
import { attribute, documentElement, localName, setAttribute, type XmlElement } from './xml.ts';

/** Rows of an Excel table on a sheet, from 1. */
export interface TableRows {
  readonly name: string;
  readonly header: number | null;
  /** Rows between header and totals. */
  readonly first: number;
  readonly last: number;
  /** All of it. */
  readonly top: number;
  readonly bottom: number;
  readonly c1: number;
  readonly c2: number;
  /** It shows what a query brought. */
  readonly query: boolean;
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
        top: area.r1,
        bottom: area.r2,
        c1: area.c1,
        c2: area.c2,
        query: pack.related(part, 'queryTable').length > 0,
      },
    ];
  });
}

/** A table without any row is one that Excel repairs: a loop over nothing leaves it one empty row. */
export const needsRow = (plan: SheetPlan, block: Block): boolean =>
  plan.tables.some((table) => block.first <= table.first && block.last >= table.last);

/** Name of a table in a copy of its sheet; a name may stand only once in a workbook. */
export const copiedTable = (name: string, copy: number): string =>
  copy > 0 ? `${name}_docket${copy}` : name;

/** In copies of its sheet a table has a number and names of its own. */
export function tableNames(shifts: Shifts, others: Special<SheetRun>): Special<SheetRun> {
  if (shifts.tables.length === 0) return others;
  return (node, program) => {
    if (node.kind === 'slot' || localName(node.name) !== 'table') return others(node, program);
    const inner = new Program<SheetRun>();
    if (!others(node, inner)) {
      inner.text(node.head);
      emitChildren(node, inner, others);
      inner.text(node.tail);
    }
    const ops = inner.done();
    program.op((out, run) => {
      const start = out.at;
      runAll(ops, out, run);
      const copy = run.here?.copy ?? 0;
      if (copy === 0) return;
      const text = out.bytes.toString('utf8', start, out.at);
      const end = text.indexOf('>') + 1;
      out.at = start;
      out.text(renamed(node, text.slice(0, end), copy) + text.slice(end));
    });
    return true;
  };
}

function renamed(node: XmlElement, head: string, copy: number): string {
  const table = { ...node, head };
  setAttribute(table, 'id', String(10_000 * copy + Number(attribute(node, 'id') ?? 0)));
  for (const name of ['name', 'displayName']) {
    const value = attribute(node, name);
    if (value !== undefined) setAttribute(table, name, copiedTable(value, copy));
  }
  setAttribute(table, 'xr:uid', null);
  return table.head;
}

/** What would leave a table that Excel repairs. */
export function checkTables(plan: SheetPlan, repeats: boolean, pack: Package, context: CompileContext): void {
  for (const table of plan.tables) {
    if (repeats && table.query) noCopies(plan, table.name, context);
    checkHeader(plan, table, context);
    checkBlocks(plan, table, context);
  }
  const slicers = ['slicer', 'timeline'].some((type) => pack.related(plan.part, type).length > 0);
  if (repeats && slicers) noCopies(plan, '', context);
}

function noCopies(plan: SheetPlan, tag: string, { reading }: CompileContext): void {
  reading.report.add({ part: plan.part, place: plan.name, tag }, 'SHEET_CANNOT_REPEAT', {
    zh: '按项重复的工作表中不能有切片器、日程表或查询结果表。请把它们移到另一个工作表。',
    en: 'A sheet that repeats cannot hold slicers, timelines or tables of query results. Move them to another sheet.',
  });
}

/** Column names stand in the table's own definition too. */
function checkHeader(plan: SheetPlan, table: TableRows, { reading }: CompileContext): void {
  const header = plan.rows.find((row) => row.number === table.header);
  for (const cell of header?.cells ?? []) {
    if (cell.kind !== 'text' || cell.col < table.c1 || cell.col > table.c2) continue;
    reading.report.add({ ...cell.place, tag: table.name }, 'TABLE_HEADER', {
      zh: `Excel 表格“${table.name}”的标题单元格不能含有标签。`,
      en: `A heading of the Excel table "${table.name}" cannot hold a tag.`,
    });
  }
}

function checkBlocks(plan: SheetPlan, table: TableRows, { reading }: CompileContext): void {
  for (const block of plan.columns === null ? [] : blocksOf(plan.columns)) {
    if (block.last < table.c1 || block.first > table.c2) continue;
    report(block, 'TABLE_COLUMNS', {
      zh: `列循环不能穿过 Excel 表格“${table.name}”。请在 Excel 中“转换为区域”。`,
      en: `A loop over columns cannot cross the Excel table "${table.name}". Convert it to a range in Excel.`,
    });
  }
  for (const block of blocksOf(plan.body)) {
    const inside = block.branches.every(({ body }) => body.first >= table.first && body.last <= table.last);
    const apart = block.branches.every(({ body }) => body.last < table.top || body.first > table.bottom);
    if (inside || apart) continue;
    report(block, 'TABLE_ROWS', {
      zh: `区块只能包含 Excel 表格“${table.name}”的数据行，不能包含其标题行或汇总行。`,
      en: `A block can enclose data rows of the Excel table "${table.name}", not its headings or totals.`,
    });
  }

  function report(block: Block, code: string, message: { zh: string; en: string }): void {
    const place = block.branches[0]?.place;
    if (place !== undefined) reading.report.add(place, code, message);
  }
}

function* blocksOf(body: Body): Generator<Block> {
  for (const item of body.items) {
    if (item.kind !== 'block') continue;
    yield item;
    for (const branch of item.branches) yield* blocksOf(branch.body);
  }
}
