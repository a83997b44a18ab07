import type { Assets } from './assets.ts';
import type { Place } from './errors.ts';
import { MAX_COLUMN, MAX_ROW } from './formula.ts';
import { largest } from './largest.ts';
import { type Block, type BlockBranch, layOut, type Placed } from './layout.ts';
import { attempt, forEach, forSection, mistake, type Run } from './program.ts';
import { isTrue, type Scope } from './scope.ts';
import type { SheetPlan } from './sheet.ts';
import type { PlacedPicture } from './sheet-pictures.ts';
import { needsRow } from './sheet-tables.ts';
import type { StyleUse } from './styles.ts';

export interface RowPlaced extends Placed {
  readonly scope: Scope;
}

/** A sheet of the template as this fill lays it out. */
export interface SheetFill {
  readonly plan: SheetPlan;
  readonly name: string;
  readonly renamed: boolean;
  readonly rows: RowPlaced;
  /** Null when no column repeats. */
  readonly cols: RowPlaced | null;
  /** 0, or 1, 2 … for the further copies of a sheet that repeats; -1 for one that repeats over nothing. */
  readonly copy: number;
  readonly scope: Scope;
}

/** A fill inside a workbook: where references point and which row is being written. */
export interface SheetRun extends Run {
  /** By template name, in lower case; of a sheet that repeats, the copy that is being written, else the first. */
  readonly sheets: Map<string, SheetFill>;
  readonly fills: readonly SheetFill[];
  readonly assets: Assets;
  readonly pictures: PlacedPicture[];
  readonly styles: StyleUse;
  readonly date1904: boolean;
  here: SheetFill | null;
  row: number;
  col: number;
  placed: RowPlaced | null;
  colPlaced: RowPlaced | null;
}

/** Decides every loop and condition over rows, before anything is written. */
export function layOutRows(plan: SheetPlan, run: Run): RowPlaced {
  const make = (base: Placed): RowPlaced => ({ ...base, scope: run.scope });
  const rows = layOut<RowPlaced>(plan.body, 1, null, make, (block, turn) => {
    const turns = turnsOf(block, run, turn);
    const [head] = block.branches;
    return turns.length > 0 || head === undefined || !needsRow(plan, block)
      ? turns
      : [blankTurn(head, run, turn)];
  });
  const last = plan.moves ? lastRow(rows, plan) : 0;
  if (last > MAX_ROW) tooManyRows(run, plan, last);
  return rows;
}

function turnsOf(block: Block, run: Run, turn: (branch: BlockBranch) => RowPlaced): RowPlaced[] {
  const [head] = block.branches;
  if (head === undefined) return [];
  const turns: RowPlaced[] = [];
  const take = (): void => void turns.push(turn(head));
  const choose = (from: readonly BlockBranch[]): RowPlaced[] => {
    const chosen = from.find(
      (branch) => branch.expr === null || isTrue(attempt(run, { place: branch.place, expr: branch.expr })),
    );
    return chosen === undefined ? [] : [turn(chosen)];
  };
  const site = head.expr === null ? null : { place: head.place, expr: head.expr };
  if (head.kind === 'each' && site)
    return forEach(run, site, head.name, take) ? turns : choose(block.branches.slice(1));
  if ((head.kind !== 'section' && head.kind !== 'unless') || site === null) return choose(block.branches);
  forSection(run, site, head.kind === 'unless', take);
  return turns;
}

/** Decides the loops over columns; their lists are those of the whole document. */
export function layOutColumns(plan: SheetPlan, run: Run): RowPlaced | null {
  if (plan.columns === null) return null;
  const make = (base: Placed): RowPlaced => ({ ...base, scope: run.scope });
  const cols = layOut<RowPlaced>(plan.columns, 1, null, make, (block, turn) => turnsOf(block, run, turn));
  const used = largest(
    plan.rows.flatMap((row) => row.cells.map((cell) => cell.col)),
    1,
  );
  const width = used + cols.end - 1 - MAX_COLUMN;
  if (width > MAX_COLUMN) {
    mistake(run, { part: plan.part, place: plan.name, tag: '' }, 'TOO_MANY_COLUMNS', {
      zh: `工作表将有 ${width} 列，超过 Excel 上限 16,384 列。请拆分数据。`,
      en: `The sheet would have ${width} columns; Excel allows 16,384. Split the data.`,
    });
  }
  return cols;
}

/** One turn in which no tag has a value. */
function blankTurn(branch: BlockBranch, run: Run, turn: (branch: BlockBranch) => RowPlaced): RowPlaced {
  const outer = run.scope;
  run.scope = { value: null, parent: outer, index: 0, count: 0, name: branch.name, blank: true };
  const placed = turn(branch);
  run.scope = outer;
  return placed;
}

/** Where the last row would stand if a sheet had no end. */
function lastRow(rows: RowPlaced, plan: SheetPlan): number {
  const number = plan.rows.at(-1)?.number ?? 1;
  const tail = rows.body.items.findIndex((item) => number >= item.first && number <= item.last);
  const item = rows.body.items[tail];
  if (item === undefined) return number;
  return item.kind === 'lines' ? (rows.at[tail] ?? 1) + number - item.first : edgeOfBlock(rows, tail);
}

const edgeOfBlock = (rows: RowPlaced, item: number): number => (rows.at[item + 1] ?? rows.end) - 1;

function tooManyRows(run: Run, plan: SheetPlan, count: number): void {
  const place: Place = { part: plan.part, place: plan.name, tag: '' };
  mistake(run, place, 'TOO_MANY_ROWS', {
    zh: `工作表将有 ${count} 行，超过 Excel 上限 1,048,576 行。请拆分数据。`,
    en: `The sheet would have ${count} rows; Excel allows 1,048,576. Split the data.`,
  });
}
