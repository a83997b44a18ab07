import type { CompileContext, Use } from './compiled.ts';
import type { TagSlot } from './flow.ts';
import { readFormulaTags } from './formula-tags.ts';
import { CONTENT_TYPES } from './names.ts';
import type { Package } from './package.ts';
import { relationshipsName } from './package.ts';
import { aroundAttribute, emit, Program, runAll, type Special } from './program.ts';
import { copyRelation } from './sheet-copies.ts';
import { type FormulaUse, formulaInto, formulaOps, type Shifts } from './sheet-refs.ts';
import type { SheetFill, SheetRun } from './sheet-run.ts';
import {
  attribute,
  childOf,
  descendants,
  detach,
  documentElement,
  element,
  elementsOf,
  escapeAttribute,
  insertBefore,
  localName,
  parseXml,
  prefixOf,
  serialize,
  setAttribute,
  textOf,
  type XmlElement,
} from './xml.ts';

export interface WorkbookPart {
  readonly program: Program<SheetRun>;
  readonly uses: readonly Use[];
}

interface Book {
  readonly part: string;
  readonly shifts: Shifts;
  readonly context: CompileContext;
  /** Sheets as listed, charts among them. */
  readonly names: readonly string[];
  readonly lastId: number;
  /** The loop of a sheet that repeats. */
  readonly loops: ReadonlyMap<string, TagSlot>;
  readonly uses: Use[];
}

/** Defined names follow their cells; the workbook computes itself anew when it is opened. */
export function compileWorkbookPart(
  part: string,
  root: XmlElement,
  shifts: Shifts,
  loops: ReadonlyMap<string, TagSlot>,
  context: CompileContext,
): WorkbookPart {
  const workbook = documentElement(root);
  recalculate(workbook);
  const sheets = descendants(workbook, 'sheet');
  const book: Book = {
    part,
    shifts,
    context,
    names: sheets.map((node) => attribute(node, 'name') ?? ''),
    lastId: Math.max(0, ...sheets.map((node) => Number(attribute(node, 'sheetId') ?? 0))),
    loops,
    uses: [],
  };
  const program = new Program<SheetRun>();
  const special: Special<SheetRun> = (node, into) => {
    if (node.kind === 'slot') return false;
    const local = localName(node.name);
    if (local === 'definedName') return definedName(node, into, book);
    if (local === 'workbookView') return view(node, into, book);
    return local === 'sheet' && namedSheet(node, into, book);
  };
  for (const child of root.children) emit(child, program, special);
  return { program, uses: book.uses };
}

/** Sheets of the output in order; null for one that the engine does not write, such as a chart. */
function sheetsOf(
  { names }: Book,
  run: SheetRun,
): { readonly name: string; readonly fill: SheetFill | null }[] {
  const byName = Map.groupBy(run.fills, (fill) => fill.plan.name);
  return names.flatMap((name): { name: string; fill: SheetFill | null }[] => {
    const fills = byName.get(name);
    if (fills === undefined) return [{ name, fill: null }];
    return fills.filter((fill) => fill.copy >= 0).map((fill) => ({ name, fill }));
  });
}

/** A name that belongs to one sheet is repeated with it, and its sheet's number is counted anew. */
function definedName(node: XmlElement, program: Program<SheetRun>, book: Book): boolean {
  const { shifts, names } = book;
  const { text, use } = tagged(node, book);
  const local = aroundAttribute(node.head, 'localSheetId');
  if (local === undefined || !shifts.any) {
    program.text(node.head);
    formulaInto(program, text, use);
    program.text(node.tail);
    return true;
  }
  const name = names[Number(local[1])] ?? '';
  const builtIn = attribute(node, 'name')?.startsWith('_xlnm.') === true;
  const formula = formulaOps(text, use);
  program.op((out, run) => {
    for (const [index, one] of sheetsOf(book, run).entries()) {
      if (one.name !== name) continue;
      const start = out.at;
      out.text(local[0] + index + local[2]);
      const before = out.at;
      ofSheet(one.fill, run, () => runAll(formula, out, run));
      // A print area of which nothing is left is none.
      if (builtIn && isGone(out, before)) out.at = start;
      else out.text(node.tail);
    }
  });
  return true;
}

const isGone = (out: { readonly bytes: Buffer; readonly at: number }, from: number): boolean =>
  out.bytes.toString('utf8', from, out.at).includes('#REF!');

/** References to the sheet mean this copy of it. */
function ofSheet(fill: SheetFill | null, run: SheetRun, work: () => void): void {
  if (fill === null) {
    work();
    return;
  }
  const key = fill.plan.name.toLowerCase();
  const [first, scope] = [run.sheets.get(key), run.scope];
  run.sheets.set(key, fill);
  run.scope = fill.scope;
  work();
  run.scope = scope;
  if (first !== undefined) run.sheets.set(key, first);
}

/** A name may stand for a text that holds tags: `="{{customer.name}}"`. */
function tagged(node: XmlElement, book: Book): { text: string; use: FormulaUse } {
  const { context, part, names, loops } = book;
  const plain = textOf(node);
  const place = { part, place: attribute(node, 'name') ?? '', tag: '' };
  const found = readFormulaTags(plain, place, context.filters, context.reading);
  const loop = loops.get(names[Number(attribute(node, 'localSheetId') ?? -1)] ?? '');
  const around = loop === undefined ? [] : [loop];
  book.uses.push(...(found?.tags ?? []).map((slot) => ({ slot, around })));
  const use: FormulaUse = { shifts: book.shifts, gone: '#REF!', place, many: true };
  return found === null ? { text: plain, use } : { text: found.text, use: { ...use, tags: found.tags } };
}

/** The sheet in front is counted anew. */
function view(node: XmlElement, program: Program<SheetRun>, book: Book): boolean {
  if (book.loops.size === 0) return false;
  program.op((out, run) => {
    const sheets = sheetsOf(book, run);
    const copy = { ...node };
    for (const name of ['activeTab', 'firstSheet']) {
      const value = attribute(node, name);
      if (value === undefined) continue;
      const at = sheets.findIndex((sheet) => sheet.name === book.names[Number(value)]);
      setAttribute(copy, name, String(Math.max(0, at)));
    }
    out.text(copy.head);
  });
  for (const child of node.children) emit(child, program, () => false);
  program.text(node.tail);
  return true;
}

/** Copies get numbers and relationships of their own. */
function namedSheet(node: XmlElement, program: Program<SheetRun>, { shifts, lastId }: Book): boolean {
  const name = attribute(node, 'name') ?? '';
  if (!shifts.moves(name)) return false;
  const [before, , after] = aroundAttribute(node.head, 'name') ?? [node.head, '', ''];
  program.op((out, run) => {
    for (const fill of run.fills) {
      if (fill.plan.name !== name || fill.copy < 0) continue;
      const head = before + escapeAttribute(fill.name) + after;
      out.text((fill.copy > 0 ? ofCopy(node, head, lastId, fill, run) : head) + node.tail);
    }
  });
  return true;
}

function ofCopy(node: XmlElement, head: string, lastId: number, fill: SheetFill, run: SheetRun): string {
  const copy = { ...node, head };
  setAttribute(copy, 'sheetId', String(lastId + 1 + run.fills.filter((one) => one.copy > 0).indexOf(fill)));
  return copy.head.replace(/(\s\w+:id\s*=\s*)["'][^"']*["']/, `$1"${copyRelation(fill)}"`);
}

// Elements of a workbook that come after calcPr, by the schema.
const AFTER_CALC = new Set([
  'oleSize',
  'customWorkbookViews',
  'pivotCaches',
  'smartTagPr',
  'smartTagTypes',
  'webPublishing',
  'fileRecoveryPr',
  'webPublishObjects',
  'extLst',
]);

function recalculate(workbook: XmlElement): void {
  let calc = childOf(workbook, 'calcPr');
  if (calc === undefined) {
    calc = element(`<${prefixOf(workbook.name)}calcPr/>`);
    insertBefore(workbook, calc, AFTER_CALC);
  }
  setAttribute(calc, 'fullCalcOnLoad', '1');
}

/** The calculation chain lists cells that may have moved; Excel makes a new one. */
export function dropCalcChain(
  pack: Package,
  main: string,
  current: (part: string) => string,
): Map<string, string | null> {
  const changes = new Map<string, string | null>();
  const [chain] = pack.related(main, 'calcChain');
  if (chain === undefined) return changes;
  changes.set(chain, null);
  const types = parseXml(current(CONTENT_TYPES));
  for (const node of descendants(types, 'Override')) {
    if (attribute(node, 'PartName') === `/${chain}`) detach(node);
  }
  changes.set(CONTENT_TYPES, serialize(types));
  const name = relationshipsName(main);
  const links = parseXml(current(name));
  for (const node of elementsOf(documentElement(links))) {
    if (attribute(node, 'Type')?.endsWith('/calcChain')) detach(node);
  }
  changes.set(name, serialize(links));
  return changes;
}
