import { type Area, areaText, MAX_COLUMN, parseArea } from './formula.ts';
import { appearances, edge } from './layout.ts';
import type { Out } from './out.ts';
import { aroundAttribute, emitChildren, type Op, Program, type Special } from './program.ts';
import {
  areaAppearances,
  fillOf,
  formulaInto,
  formulaOps,
  type Grid,
  type Moving,
  movedArea,
  movedAreas,
  writeOps,
} from './sheet-refs.ts';
import type { SheetRun } from './sheet-run.ts';
import { attribute, elementsOf, localName, setAttribute, textOf, type XmlElement } from './xml.ts';

/** Writes one item of a list as often as it appears; answers how often. */
type Item = (out: Out, run: SheetRun) => number;
type Handler = (node: XmlElement, program: Program<SheetRun>, extras: Extras) => void;

interface Extras {
  readonly moving: Moving;
  readonly special: Special<SheetRun>;
}

const FORMULAS = new Set([
  'f',
  'formula',
  'formula1',
  'formula2',
  'calculatedColumnFormula',
  'totalsRowFormula',
]);

const wholeArea =
  (name: string): Handler =>
  (node, program, extras) =>
    areaAttribute(node, name, program, extras);

const HANDLERS: Readonly<Record<string, Handler>> = {
  dimension: wholeArea('ref'),
  pane: wholeArea('topLeftCell'),
  selection,
  autoFilter: wholeArea('ref'),
  sortState: wholeArea('ref'),
  sortCondition: wholeArea('ref'),
  table: wholeArea('ref'),
  mergeCells: (node, program) => list(node, program, (child) => repeatedArea(child, false)),
  hyperlinks: (node, program, extras) => list(node, program, (child) => repeatedLink(child, extras)),
  sqref: (node, program) => {
    program.text(node.head);
    program.op((out, run) => {
      const { areas } = movedAreas(textOf(node), fillOf(run));
      out.text(areas.length > 0 ? areas.map(areaText).join(' ') : areaOrNext(textOf(node), fillOf(run)));
    });
    program.text(node.tail);
  },
  cols: columnWidths,
  rowBreaks: (node, program) => list(node, program, (child) => repeatedBreak(child, 'rows')),
  colBreaks: (node, program) => list(node, program, (child) => repeatedBreak(child, 'cols')),
  dataValidations: (node, program, extras) => list(node, program, (child) => following(child, extras)),
  protectedRanges: (node, program, extras) => list(node, program, (child) => following(child, extras)),
  ignoredErrors: (node, program, extras) => list(node, program, (child) => following(child, extras)),
  conditionalFormatting: (node, program, extras) => {
    const item = following(node, extras);
    program.op((out, run) => void item(out, run));
  },
};

/**
 * What follows the rows beside the cells: merges, conditional formats, validations, hyperlinks, breaks, filters,
 * views, tables. `own` is false where the sheet of the part does not move and only formulas can.
 */
export function extrasSpecial(moving: Moving, own: boolean, texts: Special<SheetRun>): Special<SheetRun> {
  const special: Special<SheetRun> = (node, program) => {
    if (node.kind === 'slot') return texts(node, program);
    const local = localName(node.name);
    if (own && Object.hasOwn(HANDLERS, local)) {
      HANDLERS[local]?.(node, program, { moving, special });
      return true;
    }
    if (!FORMULAS.has(local)) return false;
    program.text(node.head);
    formulaInto(program, textOf(node), moving, '#REF!');
    program.text(node.tail);
    return true;
  };
  return special;
}

/** An area as a whole; when nothing of it is left it keeps its place at the row that followed. */
function areaAttribute(node: XmlElement, name: string, program: Program<SheetRun>, extras: Extras): void {
  const parts = aroundAttribute(node.head, name);
  if (parts === undefined) program.text(node.head);
  else {
    const [before, value, after] = parts;
    program.text(before);
    program.op((out, run) => out.text(areaOrNext(value, fillOf(run))));
    program.text(after);
  }
  emitChildren(node, program, extras.special);
  program.text(node.tail);
}

function selection(node: XmlElement, program: Program<SheetRun>): void {
  program.op((out, run) => {
    const copy = { ...node };
    for (const name of ['activeCell', 'sqref']) {
      const value = attribute(node, name);
      if (value !== undefined) setAttribute(copy, name, areaOrNext(value, fillOf(run)));
    }
    out.text(copy.head + copy.tail);
  });
}

export function areaOrNext(value: string, grid: Grid): string {
  const moved = value.split(' ').flatMap((text) => movedArea(text, grid) ?? []);
  if (moved.length > 0) return moved.join(' ');
  const area = parseArea(value.split(' ')[0] ?? '');
  if (area === undefined) return value;
  const row = edge(grid.rows, area.r1, 'first');
  const col = grid.cols === null ? area.c1 : edge(grid.cols, area.c1, 'first');
  return areaText({ c1: col, c2: col, r1: row, r2: row });
}

/** A list with a `count`; without items it goes away. */
function list(node: XmlElement, program: Program<SheetRun>, itemOf: (child: XmlElement) => Item): void {
  const items = elementsOf(node).map(itemOf);
  const counters = ['count', 'manualBreakCount'].filter((name) => attribute(node, name) !== undefined);
  program.op((out, run) => {
    const start = out.at;
    let count = 0;
    for (const item of items) count += item(out, run);
    const body = Buffer.from(out.bytes.subarray(start, out.at));
    out.at = start;
    if (count === 0) return;
    const head = { ...node };
    for (const name of counters) setAttribute(head, name, String(count));
    out.text(head.head);
    out.raw(body);
    out.text(node.tail);
  });
}

const closing = (node: XmlElement): readonly Op<SheetRun>[] => {
  const program = new Program<SheetRun>();
  emitChildren(node, program, () => false);
  program.text(node.tail);
  return program.done();
};

/** Once per appearance of its area. */
function repeatedArea(node: XmlElement, evenSingle = true): Item {
  const parts = aroundAttribute(node.head, 'ref');
  const area = parseArea(parts?.[1] ?? '');
  const ops = closing(node);
  if (parts === undefined || area === undefined) return () => 0;
  return (out, run) => {
    // A merge that shrank to one cell is none: Excel would repair the file.
    const found = areaAppearances(area, fillOf(run)).filter((one) => evenSingle || !isSingle(one.area));
    for (const one of found) {
      out.text(parts[0] + areaText(one.area) + parts[2]);
      writeOps(out, run, ops, one);
    }
    return found.length;
  };
}

const isSingle = (area: Area): boolean => area.c1 === area.c2 && area.r1 === area.r2;

/** A break stands after a line: after the last of what the line became, once per turn. */
function repeatedBreak(node: XmlElement, axis: 'rows' | 'cols'): Item {
  const parts = aroundAttribute(node.head, 'id');
  const line = Number(parts?.[1] ?? 0);
  if (parts === undefined || line < 1) return () => 0;
  return (out, run) => {
    const placed = fillOf(run)[axis];
    const ends = placed === null ? [line] : appearances(placed, line, line).map((one) => one.last);
    for (const end of ends) out.text(`${parts[0]}${end}${parts[2]}${node.tail}`);
    return ends.length;
  };
}

/** Widths of columns: repeated with their columns, and in order, as Excel insists. */
function columnWidths(node: XmlElement, program: Program<SheetRun>): void {
  const children = elementsOf(node);
  program.op((out, run) => {
    const { cols } = fillOf(run);
    const widths = children.flatMap((child) => {
      const [min, max] = [Number(attribute(child, 'min')), Number(attribute(child, 'max'))];
      const found = cols === null ? [{ first: min, last: max }] : appearances(cols, min, max);
      return found.map(({ first, last }) => ({ child, first, last: Math.min(last, MAX_COLUMN) }));
    });
    out.text(node.head);
    for (const { child, first, last } of widths.sort((a, b) => a.first - b.first)) {
      const copy = { ...child };
      setAttribute(copy, 'min', String(first));
      setAttribute(copy, 'max', String(last));
      out.text(copy.head + copy.tail);
    }
    out.text(node.tail);
  });
}

/** A link's own cell repeats; the place inside the workbook that it points to follows its rows. */
function repeatedLink(node: XmlElement, { moving }: Extras): Item {
  const location = aroundAttribute(node.head, 'location');
  if (location === undefined) return repeatedArea(node);
  const area = parseArea(attribute(node, 'ref') ?? '');
  if (area === undefined) return () => 0;
  const target = formulaOps(location[1], moving, '#REF!');
  return (out, run) => {
    const found = areaAppearances(area, fillOf(run));
    for (const one of found) {
      const copy = { ...node };
      setAttribute(copy, 'ref', areaText(one.area));
      const around = aroundAttribute(copy.head, 'location') ?? location;
      out.text(around[0]);
      writeOps(out, run, target, one);
      out.text(around[2] + node.tail);
    }
    return found.length;
  };
}

/** Conditional formats and validations: all appearances in one list, formulas as seen from the first. */
function following(node: XmlElement, extras: Extras): Item {
  const parts = aroundAttribute(node.head, 'sqref');
  if (parts === undefined) return () => 0;
  const inner = new Program<SheetRun>();
  emitChildren(node, inner, extras.special);
  inner.text(node.tail);
  const ops = inner.done();
  return (out, run) => {
    const { areas, from } = movedAreas(parts[1], fillOf(run));
    if (areas.length === 0) return 0;
    out.text(parts[0] + areas.map(areaText).join(' ') + parts[2]);
    writeOps(out, run, ops, from);
    return 1;
  };
}
