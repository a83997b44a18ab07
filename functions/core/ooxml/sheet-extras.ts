import { areaText, parseArea } from './formula.ts';
import { appearances, edge, type Stretch } from './layout.ts';
import type { Out } from './out.ts';
import { aroundAttribute, emitChildren, type Op, Program, type Special } from './program.ts';
import {
  fillOf,
  formulaInto,
  formulaOps,
  type Moving,
  movedArea,
  movedAreas,
  writeOps,
} from './sheet-refs.ts';
import type { RowPlaced, SheetRun } from './sheet-run.ts';
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
  mergeCells: (node, program) => list(node, program, repeatedArea),
  hyperlinks: (node, program, extras) => list(node, program, (child) => repeatedLink(child, extras)),
  sqref: (node, program) => {
    program.text(node.head);
    program.op((out, run) => {
      const { areas } = movedAreas(textOf(node), fillOf(run).rows);
      out.text(areas.length > 0 ? areas.map(areaText).join(' ') : areaOrNext(textOf(node), fillOf(run).rows));
    });
    program.text(node.tail);
  },
  rowBreaks: (node, program) => list(node, program, repeatedBreak),
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
    program.op((out, run) => out.text(areaOrNext(value, fillOf(run).rows)));
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
      if (value !== undefined) setAttribute(copy, name, areaOrNext(value, fillOf(run).rows));
    }
    out.text(copy.head + copy.tail);
  });
}

export function areaOrNext(value: string, rows: RowPlaced): string {
  const moved = value.split(' ').flatMap((text) => movedArea(text, rows) ?? []);
  if (moved.length > 0) return moved.join(' ');
  const area = parseArea(value.split(' ')[0] ?? '');
  if (area === undefined) return value;
  const row = edge(rows, area.r1, 'first');
  return areaText({ ...area, r1: row, r2: row });
}

/** A list with a `count`; without items it goes away. */
function list(node: XmlElement, program: Program<SheetRun>, itemOf: (child: XmlElement) => Item): void {
  const items = [...elementsOf(node)].map(itemOf);
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

/** Once per appearance of its rows, with `write` for what stands in the attribute. */
function repeatedOn(
  name: string,
  ops: readonly Op<SheetRun>[],
  node: XmlElement,
  shown: (text: string, stretch: Stretch<RowPlaced>) => string,
): Item {
  const parts = aroundAttribute(node.head, name);
  const area = parseArea(attribute(node, name) ?? '') ?? breakArea(attribute(node, name));
  if (parts === undefined || area === undefined) return () => 0;
  return (out, run) => {
    const found = appearances(fillOf(run).rows, area.r1, area.r2);
    for (const stretch of found) {
      out.text(parts[0]);
      out.text(shown(parts[1], stretch));
      out.text(parts[2]);
      writeOps(out, run, ops, stretch.placed);
    }
    return found.length;
  };
}

const breakArea = (text: string | undefined): ReturnType<typeof parseArea> => {
  const row = Number(text);
  return Number.isInteger(row) && row > 0 ? { c1: 0, c2: 0, r1: row, r2: row } : undefined;
};

const closing = (node: XmlElement): readonly Op<SheetRun>[] => {
  const program = new Program<SheetRun>();
  emitChildren(node, program, () => false);
  program.text(node.tail);
  return program.done();
};

const movedTo = (text: string, stretch: Stretch): string => {
  const area = parseArea(text);
  return area === undefined ? text : areaText({ ...area, r1: stretch.first, r2: stretch.last });
};

const repeatedArea = (node: XmlElement): Item => repeatedOn('ref', closing(node), node, movedTo);
const repeatedBreak = (node: XmlElement): Item =>
  repeatedOn('id', closing(node), node, (_text, stretch) => String(stretch.last));

/** A link's own cell repeats; the place inside the workbook that it points to follows its rows. */
function repeatedLink(node: XmlElement, { moving }: Extras): Item {
  const location = aroundAttribute(node.head, 'location');
  if (location === undefined) return repeatedArea(node);
  const area = parseArea(attribute(node, 'ref') ?? '');
  if (area === undefined) return () => 0;
  const target = formulaOps(location[1], moving, '#REF!');
  return (out, run) => {
    const found = appearances(fillOf(run).rows, area.r1, area.r2);
    for (const stretch of found) {
      const head = { ...node, head: location[0] };
      setAttribute(head, 'ref', movedTo(attribute(node, 'ref') ?? '', stretch));
      out.text(head.head);
      writeOps(out, run, target, stretch.placed);
      out.text(location[2] + node.tail);
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
    const { areas, placed } = movedAreas(parts[1], fillOf(run).rows);
    if (areas.length === 0) return 0;
    out.text(parts[0] + areas.map(areaText).join(' ') + parts[2]);
    writeOps(out, run, ops, placed);
    return 1;
  };
}
