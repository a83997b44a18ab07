import { isMarker, tagOf } from './blocks.ts';
import type { CompileContext, Use } from './compiled.ts';
import type { Place } from './errors.ts';
import { placeSlots } from './flow.ts';
import type { Body, Item } from './layout.ts';
import type { Out } from './out.ts';
import { emit, emitChildren, mistake, type Op, Program, runAll, type Special } from './program.ts';
import type { RowPlan, SheetPlan } from './sheet.ts';
import { compileRow, type SheetContext } from './sheet-cells.ts';
import { extrasSpecial } from './sheet-extras.ts';
import type { RowPlaced, SheetRun } from './sheet-run.ts';
import { checkSheetTag, reportImage, slotsIn } from './sheet-text.ts';
import { compileChildren, textSpecial } from './text-ops.ts';
import {
  attribute,
  descendants,
  elementsOf,
  escapeText,
  localName,
  openUp,
  setAttribute,
  unescapeXml,
  type XmlElement,
} from './xml.ts';

export interface CompiledPart {
  readonly part: string;
  readonly program: Program<SheetRun>;
  readonly uses: readonly Use[];
}

export function compileSheet(plan: SheetPlan, sheet: SheetContext, context: CompileContext): CompiledPart {
  const program = new Program<SheetRun>();
  const uses = descendants(plan.root, 'headerFooter').flatMap((node) => headerSlots(node, plan, context));
  const others = extrasSpecial(sheet.shifts, plan.moves, headerText, sheet.links);
  const headers = headerTexts(plan);
  const extras = copiedHeads(sheet, (node, into) => headers(node, into) || others(node, into));
  for (const child of plan.root.children) {
    emit(child, program, (node, into) => {
      if (node !== plan.data) return extras(node, into);
      compileRows(plan, node as XmlElement, into, sheet);
      return true;
    });
  }
  return { part: plan.part, program, uses };
}

/** A copy of a sheet is not selected beside the first, and has no name in code. */
function copiedHeads(sheet: SheetContext, others: Special<SheetRun>): Special<SheetRun> {
  if (!sheet.repeats) return others;
  return (node, program) => {
    const local = node.kind === 'slot' ? '' : localName(node.name);
    const name = local === 'sheetView' ? 'tabSelected' : local === 'sheetPr' ? 'codeName' : '';
    if (node.kind === 'slot' || name === '' || attribute(node, name) === undefined)
      return others(node, program);
    const other = { ...node };
    setAttribute(other, name, null);
    const versions = [node, other].map((one) => {
      const inner = new Program<SheetRun>();
      if (!others(one, inner)) {
        inner.text(one.head);
        emitChildren(one, inner, others);
        inner.text(one.tail);
      }
      return inner.done();
    });
    program.op((out, run) => runAll(versions[run.here?.copy === 0 ? 0 : 1] ?? [], out, run));
    return true;
  };
}

/** In a header an ampersand begins a code, two stand for one; digits after a size would belong to it. */
const headerText = textSpecial<SheetRun>((out, text) => {
  const before = out.bytes.toString('latin1', Math.max(0, out.at - 9), out.at);
  const blank = /&(?:amp;)?\d{1,3}$/.test(before) && /^\d/.test(text) ? ' ' : '';
  out.text(blank + escapeText(text.replaceAll('&', '&&')));
});

const LONGEST_HEADER = 255;

/** Texts of headers and footers, as long as Excel takes them. */
const headerTexts =
  (plan: SheetPlan): Special<SheetRun> =>
  (node, program) => {
    if (node.kind === 'slot' || localName(node.name) !== 'headerFooter') return false;
    if (slotsIn(node).next().done === true) return false;
    program.text(node.head);
    for (const child of elementsOf(node)) {
      const ops = compileChildren(child, headerText);
      const place: Place = { part: plan.part, place: `${plan.name}!${localName(child.name)}`, tag: '' };
      program.text(child.head);
      program.op((out, run) => {
        const start = out.at;
        runAll(ops, out, run);
        if (out.at - start <= LONGEST_HEADER) return;
        if (unescapeXml(out.bytes.toString('utf8', start, out.at)).length > LONGEST_HEADER)
          headerTooLong(run, place);
      });
      program.text(child.tail);
    }
    program.text(node.tail);
    return true;
  };

function headerTooLong(run: SheetRun, place: Place): void {
  mistake(run, place, 'HEADER_TOO_LONG', {
    zh: '页眉或页脚填充后超过 Excel 上限 255 个字符。',
    en: 'The header or footer, filled, is longer than the 255 characters that Excel allows.',
  });
}

const HEADER_TEXT = {
  text: new Set(['oddHeader', 'evenHeader', 'firstHeader', 'oddFooter', 'evenFooter', 'firstFooter']),
  nested: new Set<string>(),
  keepsSpace: false,
};

function headerSlots(node: XmlElement, plan: SheetPlan, context: CompileContext): Use[] {
  const uses: Use[] = [];
  for (const child of elementsOf(node)) {
    const holder: XmlElement = { ...node, children: [child] };
    const slots = placeSlots(holder, HEADER_TEXT, context.reading, (text) => (tag) => ({
      part: plan.part,
      place: `${plan.name}!${text.slice(0, 60)}`,
      tag,
    }));
    for (const slot of slots) {
      checkSheetTag(tagOf(slot), context.filters, context.reading.report);
      reportImage(tagOf(slot), context.reading.report);
      if (isMarker(tagOf(slot).tag)) reportMarker(slot, context);
      uses.push({ slot: tagOf(slot), around: [] });
    }
  }
  return uses;
}

function reportMarker(slot: Parameters<typeof tagOf>[0], context: CompileContext): void {
  context.reading.report.add(tagOf(slot).place, 'BLOCK_PLACE', {
    zh: '页眉页脚中不能使用循环或条件标签。',
    en: 'Loops and conditions have no place in a sheet header or footer.',
  });
}

function compileRows(
  plan: SheetPlan,
  data: XmlElement,
  program: Program<SheetRun>,
  sheet: SheetContext,
): void {
  openUp(data);
  program.text(data.head);
  if (plan.moves) program.op(movingRows(plan, sheet));
  else for (const row of plan.rows) compileRow(row, program, sheet);
  program.text(data.tail);
}

interface RowOps {
  readonly offset: number;
  readonly ops: readonly Op<SheetRun>[];
}

/** Rows in the order of the layout; each writes its own number wherever it lands. */
function movingRows(plan: SheetPlan, sheet: SheetContext): Op<SheetRun> {
  const byItem = new Map<Item, RowOps[]>();
  collectRows(plan.body, plan.rows, byItem, sheet);
  return (out, run) => {
    const outer = run.scope;
    if (run.here !== null) writeBody(run.here.rows, byItem, out, run);
    run.scope = outer;
  };
}

function writeBody(
  placed: RowPlaced,
  byItem: ReadonlyMap<Item, readonly RowOps[]>,
  out: Out,
  run: SheetRun,
): void {
  const { items } = placed.body;
  for (let i = 0; i < items.length; i++) {
    const turns = placed.inner[i];
    if (turns) for (const turn of turns) writeBody(turn as RowPlaced, byItem, out, run);
    else writeLines(byItem.get(items[i] as Item) ?? [], placed, placed.at[i] ?? 0, out, run);
  }
}

function writeLines(
  rows: readonly RowOps[],
  placed: RowPlaced,
  start: number,
  out: Out,
  run: SheetRun,
): void {
  run.scope = placed.scope;
  run.placed = placed;
  for (const row of rows) {
    run.row = start + row.offset;
    runAll(row.ops, out, run);
  }
}

function collectRows(
  body: Body,
  rows: readonly RowPlan[],
  byItem: Map<Item, RowOps[]>,
  sheet: SheetContext,
): void {
  for (const item of body.items) {
    if (item.kind === 'block')
      for (const branch of item.branches) collectRows(branch.body, rows, byItem, sheet);
    if (item.kind !== 'lines') continue;
    const own = rows.filter((row) => row.number >= item.first && row.number <= item.last);
    byItem.set(
      item,
      own.map((row) => ({ offset: row.number - item.first, ops: rowOps(row, sheet) })),
    );
  }
}

function rowOps(row: RowPlan, sheet: SheetContext): readonly Op<SheetRun>[] {
  const program = new Program<SheetRun>();
  compileRow(row, program, sheet);
  return program.done();
}
