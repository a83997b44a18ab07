import { areaText, parseArea } from './formula.ts';
import { edge } from './layout.ts';
import type { Package } from './package.ts';
import type { Program, Special } from './program.ts';
import { type Appearance, areaAppearances, fillOf, writeOps } from './sheet-areas.ts';
import { insideOps, singleCell } from './sheet-lists.ts';
import { formulaInto, type Shifts } from './sheet-refs.ts';
import type { SheetRun } from './sheet-run.ts';
import { attribute, childOf, descendants, localName, setAttribute, textOf, type XmlElement } from './xml.ts';

/** Cells whose comment is the shadow of a thread: a conversation stands once, however often its cell repeats. */
export function threadCells(pack: Package, sheetPart: string): ReadonlySet<string> {
  const cells = pack
    .related(sheetPart, 'threadedComment')
    .flatMap((part) => descendants(pack.tree(part), 'threadedComment'))
    .flatMap((node) => attribute(node, 'ref') ?? []);
  return new Set(cells);
}

/** A comment stands once per turn of the loops around its cell, and goes with its cell. */
export function comments(threads: ReadonlySet<string>, texts: Special<SheetRun>): Special<SheetRun> {
  return (node, program) => {
    if (node.kind === 'slot') return texts(node, program);
    if (localName(node.name) !== 'comment') return false;
    comment(node, program, threads, texts);
    return true;
  };
}

function comment(
  node: XmlElement,
  program: Program<SheetRun>,
  threads: ReadonlySet<string>,
  texts: Special<SheetRun>,
): void {
  const cell = attribute(node, 'ref') ?? '';
  const ops = insideOps(node, texts);
  program.op((out, run) => {
    for (const [i, at] of cellAppearances(cell, threads, run).entries()) {
      const copy = { ...node };
      setAttribute(copy, 'ref', areaText(at.area));
      if (i > 0) setAttribute(copy, 'xr:uid', null);
      out.text(copy.head);
      writeOps(out, run, ops, at);
    }
  });
}

function cellAppearances(cell: string, threads: ReadonlySet<string>, run: SheetRun): Appearance[] {
  const area = parseArea(cell);
  const found = area === undefined ? [] : areaAppearances(area, fillOf(run));
  return threads.has(cell) ? found.slice(0, 1) : found;
}

/** Threads follow their cell, to its first turn; without the cell they go. */
export function threads(texts: Special<SheetRun>): Special<SheetRun> {
  return (node, program) => {
    if (node.kind === 'slot') return texts(node, program);
    if (localName(node.name) !== 'threadedComment') return false;
    const item = singleCell(node, 'ref', texts);
    program.op((out, run) => void item(out, run));
    return true;
  };
}

const CONTROL_FORMULAS = new Set(['FmlaLink', 'FmlaRange', 'FmlaGroup', 'FmlaTxbx', 'FmlaPict']);

/** The old drawing of comment boxes and form controls. Rows and columns count from 0. */
export function vmlShapes(shifts: Shifts, threads: ReadonlySet<string>): Special<SheetRun> {
  const special: Special<SheetRun> = (node, program) => {
    if (node.kind === 'slot') return false;
    const local = localName(node.name);
    if (local === 'shape') return commentBox(node, program, threads);
    if (local === 'Anchor') {
      anchorByEdges(node, program);
      return true;
    }
    if (!CONTROL_FORMULAS.has(local)) return false;
    program.text(node.head);
    formulaInto(program, textOf(node), { shifts, gone: '#REF!' });
    program.text(node.tail);
    return true;
  };
  return special;
}

/** The box of a comment stands as often as the comment, and keeps its size. */
function commentBox(node: XmlElement, program: Program<SheetRun>, threads: ReadonlySet<string>): boolean {
  const data = childOf(node, 'ClientData');
  const [row, column] = [data && childOf(data, 'Row'), data && childOf(data, 'Column')];
  if (data === undefined || row === undefined || column === undefined) return false;
  const [r1, c1] = [Number(textOf(row)) + 1, Number(textOf(column)) + 1];
  const cell = areaText({ r1, r2: r1, c1, c2: c1 });
  program.op((out, run) => {
    for (const [i, at] of cellAppearances(cell, threads, run).entries()) {
      const copy = { ...node };
      // Excel counts its own boxes from 1025 on.
      if (i > 0) setAttribute(copy, 'id', `_x0000_s${run.assets.nextDrawing()}`);
      out.text(copy.head + shifted(node, at.area.r1 - r1, at.area.c1 - c1) + node.tail);
    }
  });
  return true;
}

function shifted(node: XmlElement, rows: number, cols: number): string {
  let text = '';
  for (const child of node.children) {
    if (child.kind !== 'element') {
      text += child.kind === 'slot' ? '' : child.raw;
      continue;
    }
    text += child.head + shiftedText(child, rows, cols) + child.tail;
  }
  return text;
}

function shiftedText(node: XmlElement, rows: number, cols: number): string {
  const local = localName(node.name);
  if (local === 'Row') return String(Number(textOf(node)) + rows);
  if (local === 'Column') return String(Number(textOf(node)) + cols);
  if (local !== 'Anchor') return shifted(node, rows, cols);
  return textOf(node)
    .split(',')
    .map((part, i) => Number(part) + (i % 4 === 2 ? rows : i % 4 === 0 ? cols : 0))
    .join(', ');
}

function anchorByEdges(node: XmlElement, program: Program<SheetRun>): void {
  const numbers = textOf(node).split(',').map(Number);
  program.text(node.head);
  program.op((out, run) => {
    const fill = fillOf(run);
    const move = (value: number, i: number): number => {
      const placed = i % 4 === 2 ? fill.rows : i % 4 === 0 ? fill.cols : null;
      return placed === null ? value : edge(placed, value + 1, 'first') - 1;
    };
    out.text(numbers.map(move).join(', '));
  });
  program.text(node.tail);
}
