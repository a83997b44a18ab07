import { fixed } from './fixed-bytes.ts';
import { ancestors } from './flow.ts';
import { areaText, MAX_COLUMN, moveFormula, parseArea, parseFormula } from './formula.ts';
import { appearances } from './layout.ts';
import type { LinkAddress } from './plain-parts.ts';
import { aroundAttribute, emitChildren, type Op, Program, type Special } from './program.ts';
import { anchored } from './sheet-anchors.ts';
import { areaAppearances, areaOrNext, fillOf, writeOps } from './sheet-areas.ts';
import { copyName } from './sheet-copies.ts';
import { following, type Offset } from './sheet-following.ts';
import {
  type Item,
  insideOps,
  list,
  nestedList,
  repeatedArea,
  repeatedBreak,
  repeatedSparkline,
  singleCell,
} from './sheet-lists.ts';
import { formulaInto, formulaOps, headWithFormulas, type Shifts } from './sheet-refs.ts';
import type { SheetFill, SheetRun } from './sheet-run.ts';
import { attribute, elementsOf, localName, serialize, setAttribute, textOf, type XmlElement } from './xml.ts';

type Handler = (node: XmlElement, program: Program<SheetRun>, extras: Extras) => void;

/** How the part of a sheet, or a part that hangs on it, follows the rows. */
interface Extras {
  readonly shifts: Shifts;
  /** Tags in texts. */
  readonly texts: Special<SheetRun>;
  /** The sheet of the part itself moves: beside formulas, areas follow too. */
  readonly own: boolean;
  /** Link addresses that hold tags. */
  readonly links: ReadonlyMap<string, LinkAddress>;
  /** Formulas are meant for a cell this far from the one that they were written for. */
  readonly offset: Offset;
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
const listOf =
  (itemOf: (child: XmlElement, extras: Extras) => Item): Handler =>
  (node, program, extras) =>
    list(node, program, (child) => itemOf(child, extras));

const HANDLERS: Readonly<Record<string, Handler>> = {
  dimension: wholeArea('ref'),
  sheetView: wholeArea('topLeftCell'),
  pane: wholeArea('topLeftCell'),
  selection,
  autoFilter: wholeArea('ref'),
  sortState: wholeArea('ref'),
  sortCondition: wholeArea('ref'),
  table: wholeArea('ref'),
  mergeCells: listOf((child) => repeatedArea(child, false)),
  hyperlinks: listOf(repeatedLink),
  cols: columnWidths,
  rowBreaks: listOf((child) => repeatedBreak(child, 'rows')),
  colBreaks: listOf((child) => repeatedBreak(child, 'cols')),
  dataValidations: listOf(followingItem),
  protectedRanges: listOf(followingItem),
  ignoredErrors: listOf(followingItem),
  cellWatches: listOf((child) => singleCell(child, 'r')),
  scenarios: listOf((child) => nestedList(child, (cell) => singleCell(cell, 'r'))),
  conditionalFormatting: (node, program, extras) => {
    const item = followingItem(node, extras);
    program.op((out, run) => void item(out, run));
  },
  sparklineGroups: listOf(sparklineGroup),
  ext: emptied,
  extLst: emptied,
  conditionalFormattings: emptied,
  anchor: (node, program, extras) => anchored(node, program, specialOf(extras)),
};

/**
 * What follows the rows beside the cells: merges, conditional formats, validations, hyperlinks, breaks, filters,
 * views, tables. `own` is false where the sheet of the part does not move and only formulas can.
 */
export const extrasSpecial = (
  shifts: Shifts,
  own: boolean,
  texts: Special<SheetRun>,
  links: ReadonlyMap<string, LinkAddress> = new Map(),
): Special<SheetRun> => specialOf({ shifts, own, texts, links, offset: { rows: 0, cols: 0 } });

function specialOf(extras: Extras): Special<SheetRun> {
  const { shifts, offset } = extras;
  return (node, program) => {
    if (node.kind === 'slot') return extras.texts(node, program);
    const local = localName(node.name);
    const follows = extras.own || (local === 'hyperlinks' && extras.links.size > 0);
    if (follows && Object.hasOwn(HANDLERS, local)) {
      HANDLERS[local]?.(node, program, extras);
      return true;
    }
    if (local === 'cfvo') {
      valueObject(node, program, extras);
      return true;
    }
    if (!FORMULAS.has(local) || elementsOf(node).length > 0) return false;
    program.text(node.head);
    const formula = moveFormula(textOf(node), offset.rows, offset.cols);
    formulaInto(program, formula, { shifts, gone: '#REF!', many: isChoices(node, formula) });
    program.text(node.tail);
    return true;
  };
}

/** A drop-down that shows the one cell of a template means the cell of every turn. */
const isChoices = (node: XmlElement, formula: string): boolean =>
  parseFormula(formula).length === 1 &&
  ancestors(node).some(
    (one) => localName(one.name) === 'dataValidation' && attribute(one, 'type') === 'list',
  );

/** The ends of a colour scale or a data bar may be formulas, in an attribute. */
function valueObject(node: XmlElement, program: Program<SheetRun>, extras: Extras): void {
  const copy = { ...node };
  const value = attribute(node, 'val');
  if (value !== undefined)
    setAttribute(copy, 'val', moveFormula(value, extras.offset.rows, extras.offset.cols));
  headWithFormulas(program, copy.head, ['val'], { shifts: extras.shifts, gone: '#REF!' });
  emitChildren(node, program, specialOf(extras));
  program.text(node.tail);
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
  emitChildren(node, program, specialOf(extras));
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

/** A holder that lost all that it held goes too. */
function emptied(node: XmlElement, program: Program<SheetRun>, extras: Extras): void {
  const inner = new Program<SheetRun>();
  emitChildren(node, inner, specialOf(extras));
  if (inner.isFixed) {
    program.text(node.head + inner.fixedText() + node.tail);
    return;
  }
  const ops = inner.done();
  program.op((out, run) => {
    const start = out.at;
    out.text(node.head);
    const before = out.at;
    for (const op of ops) op(out, run);
    if (out.at === before) out.at = start;
    else out.text(node.tail);
  });
}

function sparklineGroup(node: XmlElement, extras: Extras): Item {
  const lines = elementsOf(node, 'sparklines').map((child) =>
    nestedList(child, (line) => repeatedSparkline(line, extras.shifts)),
  );
  const special = specialOf(extras);
  const before = insideOps(
    {
      ...node,
      tail: '',
      children: node.children.filter(
        (child) => child.kind !== 'element' || localName(child.name) !== 'sparklines',
      ),
    },
    special,
  );
  return (out, run) => {
    const start = out.at;
    out.text(node.head);
    for (const op of before) op(out, run);
    let count = 0;
    for (const line of lines) count += line(out, run);
    if (count === 0) out.at = start;
    else out.text(node.tail);
    return Math.min(count, 1);
  };
}

/** Widths of columns: repeated with their columns, and in order, as Excel insists. */
function columnWidths(node: XmlElement, program: Program<SheetRun>): void {
  const children = elementsOf(node);
  const unmoved = fixed(serialize(node));
  program.op((out, run) => {
    const { cols } = fillOf(run);
    if (cols === null) {
      out.fixed(unmoved);
      return;
    }
    const widths = children.flatMap((child) => {
      const found = appearances(cols, Number(attribute(child, 'min')), Number(attribute(child, 'max')));
      return found.map(({ first, last }) => ({ child, first, last: Math.min(last, MAX_COLUMN) }));
    });
    if (widths.length === 0) return;
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
function repeatedLink(node: XmlElement, { shifts, links }: Extras): Item {
  const area = parseArea(attribute(node, 'ref') ?? '');
  if (area === undefined) return () => 0;
  const address = links.get(attribute(node, 'r:id') ?? '');
  const location = attribute(node, 'location');
  const use = { shifts, gone: 'next', attribute: true } as const;
  const target = location === undefined ? [] : formulaOps(location, use);
  return (out, run) => {
    const found = areaAppearances(area, fillOf(run));
    for (const one of found) {
      const copy = { ...node };
      setAttribute(copy, 'ref', areaText(one.area));
      if (address !== undefined) {
        const link: Op<SheetRun> = (_out, inner) =>
          setAttribute(copy, 'r:id', addedLink(address.of(inner), fillOf(inner), inner));
        writeOps(out, run, [link], one);
      }
      const around = aroundAttribute(copy.head, 'location') ?? [copy.head, '', ''];
      out.text(around[0]);
      writeOps(out, run, target, one);
      out.text(around[2] + node.tail);
    }
    return found.length;
  };
}

const addedLink = (address: string, { plan, copy }: SheetFill, run: SheetRun): string =>
  run.assets.hyperlink(copyName(plan.part, copy), address);

function followingItem(node: XmlElement, extras: Extras): Item {
  return following(node, extras.shifts, (offset) => specialOf({ ...extras, offset }));
}
