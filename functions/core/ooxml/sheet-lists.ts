import { type Area, areaText, parseArea } from './formula.ts';
import { appearances } from './layout.ts';
import type { Out } from './out.ts';
import { aroundAttribute, emitChildren, type Op, Program, type Special } from './program.ts';
import { areaAppearances, fillOf, movedArea, writeOps } from './sheet-areas.ts';
import { formulaOps, type Shifts } from './sheet-refs.ts';
import type { SheetRun } from './sheet-run.ts';
import { attribute, childOf, elementsOf, setAttribute, textOf, type XmlElement } from './xml.ts';

/** Writes one item of a list as often as it appears; answers how often. */
export type Item = (out: Out, run: SheetRun) => number;

/** A list with a `count`; without items it goes away. */
export function list(
  node: XmlElement,
  program: Program<SheetRun>,
  itemOf: (child: XmlElement) => Item,
): void {
  const item = nestedList(node, itemOf);
  program.op((out, run) => void item(out, run));
}

/** The same as an item of an outer list: 1 when anything is left of it. */
export function nestedList(node: XmlElement, itemOf: (child: XmlElement) => Item): Item {
  const items = elementsOf(node).map(itemOf);
  const counters = ['count', 'manualBreakCount'].filter((name) => attribute(node, name) !== undefined);
  return (out, run) => {
    const start = out.at;
    let count = 0;
    for (const item of items) count += item(out, run);
    const body = Buffer.from(out.bytes.subarray(start, out.at));
    out.at = start;
    if (count === 0) return 0;
    const head = { ...node };
    for (const name of counters) setAttribute(head, name, String(count));
    out.text(head.head);
    out.raw(body);
    out.text(node.tail);
    return 1;
  };
}

/** What stands inside an element and its end, as steps. */
export function insideOps(node: XmlElement, special: Special<SheetRun>): readonly Op<SheetRun>[] {
  const program = new Program<SheetRun>();
  emitChildren(node, program, special);
  program.text(node.tail);
  return program.done();
}

/** Once per appearance of the area in its `ref`. */
export function repeatedArea(node: XmlElement, evenSingle = true): Item {
  const parts = aroundAttribute(node.head, 'ref');
  const area = parseArea(parts?.[1] ?? '');
  const ops = insideOps(node, () => false);
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

/** A lone cell that stands once: the first of those that it became, or nothing. */
export function singleCell(node: XmlElement, name: string, inside: Special<SheetRun> = () => false): Item {
  const parts = aroundAttribute(node.head, name);
  const ops = insideOps(node, inside);
  return (out, run) => {
    const moved = parts && movedArea(parts[1], fillOf(run));
    if (parts === undefined || moved === undefined) return 0;
    out.text(parts[0] + moved + parts[2]);
    for (const op of ops) op(out, run);
    return 1;
  };
}

/** A break stands after a line: after the last of what the line became, once per turn. */
export function repeatedBreak(node: XmlElement, axis: 'rows' | 'cols'): Item {
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

/** A sparkline in a loop stands once per turn, and shows the cells of its turn. */
export function repeatedSparkline(node: XmlElement, shifts: Shifts): Item {
  const [formula, place] = [childOf(node, 'f'), childOf(node, 'sqref')];
  const area = parseArea(place === undefined ? '' : textOf(place));
  if (area === undefined || place === undefined) return () => 0;
  const use = { shifts, gone: 'blank', many: true } as const;
  const ops = formula === undefined ? [] : formulaOps(textOf(formula), use);
  return (out, run) => {
    const found = areaAppearances(area, fillOf(run));
    for (const one of found) {
      out.text(node.head);
      if (formula !== undefined) {
        out.text(formula.head);
        writeOps(out, run, ops, one);
        out.text(formula.tail);
      }
      out.text(place.head + areaText(one.area) + place.tail + node.tail);
    }
    return found.length;
  };
}
