import { type Pair, tagOf } from './blocks.ts';
import type { DocRun } from './doc-emit.ts';
import { own } from './doc-own.ts';
import { ancestors, type BlockSlot, bodyOf, type TagSlot } from './flow.ts';
import { eachItem, itemsOf, mistake, type Op, type Site } from './program.ts';
import {
  append,
  attribute,
  childOf,
  elementsOf,
  localName,
  openUp,
  type XmlElement,
  type XmlNode,
  type XmlSlot,
} from './xml.ts';

/** Columns of a table that repeat: grid columns `first`…`last`, from 0. */
interface Columns {
  readonly head: TagSlot;
  readonly site: Site;
  readonly name: string | null;
  readonly first: number;
  readonly last: number;
}

// What Word holds in one table.
const MOST_COLUMNS = 63;

export const isColumns = ({ head }: Pair<XmlSlot>): boolean => {
  const { tag } = tagOf(head);
  return tag.kind === 'each' && tag.columns;
};

/**
 * The columns from the cell of the head to the cell of the close, in every row of the table; answers what does it
 * once the blocks of the part are joined. Null when the ends stand in no row together.
 */
export function columnsOf(pair: Pair<XmlSlot>): (() => void) | null {
  const [cell, end] = [pair.head, pair.close].map((one) =>
    ancestors(one).find((node) => node.name === 'w:tc'),
  );
  const row = cell?.parent;
  const table = row && ancestors(row).find((node) => node.name === 'w:tbl');
  const head = tagOf(pair.head);
  if (!cell || !end || !row || !table || end.parent !== row || head.tag.kind !== 'each') return null;
  const spots = spotsOf(row);
  const columns: Columns = {
    head,
    site: { place: head.place, expr: head.tag.expr },
    name: head.tag.name,
    first: spots.find((spot) => spot.cell === cell)?.first ?? 0,
    last: spots.find((spot) => spot.cell === end)?.last ?? 0,
  };
  return () => repeat(table, columns, row);
}

export interface Spot {
  readonly cell: XmlElement;
  readonly first: number;
  readonly last: number;
}

/** Cells of a row with the grid columns that they cover. */
export function spotsOf(row: XmlElement): Spot[] {
  let at = Number(valueBelow(row, 'trPr', 'gridBefore') ?? 0);
  return elementsOf(row, 'tc').map((cell) => {
    const first = at;
    at += Number(valueBelow(cell, 'tcPr', 'gridSpan') ?? 1);
    return { cell, first, last: at - 1 };
  });
}

export function below(node: XmlElement, holder: string, local: string): XmlElement | undefined {
  const properties = childOf(node, holder);
  return properties && childOf(properties, local);
}
const valueBelow = (node: XmlElement, holder: string, local: string): string | undefined => {
  const found = below(node, holder, local);
  return found && attribute(found, 'w:val');
};

function repeat(table: XmlElement, columns: Columns, named: XmlElement): void {
  const grid = childOf(table, 'tblGrid');
  const widths = (grid ? elementsOf(grid, 'gridCol') : []).map((node) => Number(attribute(node, 'w:w') ?? 0));
  const total = widths.reduce((sum, width) => sum + width, 0);
  const repeated = widths.slice(columns.first, columns.last + 1).reduce((sum, width) => sum + width, 0);
  const scaled = (width: number): Op<DocRun> => {
    return (out, run) => {
      const whole = total + (countOf(run, columns) - 1) * repeated;
      out.int(Math.max(1, Math.round(whole > 0 ? (width * total) / whole : width)));
    };
  };
  for (const row of rowsOf(table)) {
    for (const { cell } of spotsOf(row)) scaleCell(cell, scaled);
    repeatCells(row, columns, row === named);
  }
  if (grid) {
    const nodes = elementsOf(grid, 'gridCol');
    for (const [i, node] of nodes.entries())
      if (widths[i]) own(node).attributes.set('w:w', scaled(widths[i]));
    wrap(grid, nodes.slice(columns.first, columns.last + 1), columns, true);
  }
  const others = Math.max(widths.length, columns.last + 1) - (columns.last - columns.first + 1);
  whenAnyLeft(table, columns, others);
}

function scaleCell(cell: XmlElement, scaled: (width: number) => Op<DocRun>): void {
  const width = below(cell, 'tcPr', 'tcW');
  if (width === undefined || attribute(width, 'w:type') !== 'dxa') return;
  own(width).attributes.set('w:w', scaled(Number(attribute(width, 'w:w') ?? 0)));
}

/** Rows of the table itself, those inside blocks and content controls too. */
export function* rowsOf(node: XmlElement): Generator<XmlElement> {
  for (const child of node.children) {
    if (child.kind === 'slot' && child.slot.kind === 'block')
      for (const { body } of child.slot.branches) yield* rowsOf(body);
    if (child.kind !== 'element') continue;
    if (child.name === 'w:tr') yield child;
    else if (['sdt', 'sdtContent', 'customXml'].includes(localName(child.name))) yield* rowsOf(child);
  }
}

function repeatCells(row: XmlElement, columns: Columns, named: boolean): void {
  const spots = spotsOf(row);
  const inside = spots.filter((spot) => spot.first >= columns.first && spot.last <= columns.last);
  for (const spot of spots) {
    if (inside.includes(spot)) continue;
    const shared = Math.min(spot.last, columns.last) - Math.max(spot.first, columns.first) + 1;
    if (shared > 0) widen(spot, shared, columns);
  }
  if (inside.length > 0)
    wrap(
      row,
      inside.map((spot) => spot.cell),
      columns,
      !named,
    );
}

/** A cell over more than the columns grows with them. */
function widen({ cell, first, last }: Spot, shared: number, columns: Columns): void {
  const properties = childOf(cell, 'tcPr');
  const span = properties && childOf(properties, 'gridSpan');
  if (properties === undefined || span === undefined) return;
  own(span).attributes.set('w:val', (out, run) =>
    out.int(Math.max(1, last - first + 1 + (countOf(run, columns) - 1) * shared)),
  );
}

function wrap(parent: XmlElement, nodes: readonly XmlElement[], columns: Columns, silent: boolean): void {
  const [first] = nodes;
  if (first === undefined) return;
  const from = parent.children.indexOf(first);
  const to = parent.children.indexOf(nodes.at(-1) as XmlNode);
  const block: BlockSlot = {
    kind: 'block',
    silent,
    branches: [{ head: columns.head, body: bodyOf(parent.children.slice(from, to + 1)) }],
    turns: (run, work) =>
      eachItem(run, columns.site, (run as DocRun).columns.get(columns) ?? [], columns.name, work),
  };
  openUp(parent);
  parent.children.splice(from, to - from + 1, { kind: 'slot', slot: block, parent });
}

const countOf = (run: DocRun, columns: Columns): number => run.columns.get(columns)?.length ?? 0;

/** Reads the list before the table is written: every row must have the same columns. */
function whenAnyLeft(table: XmlElement, columns: Columns, others: number): void {
  const parent = table.parent;
  const { tag, place } = columns.head;
  if (parent === null || tag.kind !== 'each') return;
  const width = columns.last - columns.first + 1;
  const block: BlockSlot = {
    kind: 'block',
    silent: true,
    branches: [{ head: { kind: 'tag', place, tag: { kind: 'if', expr: tag.expr } }, body: bodyOf([]) }],
    turns(run, work) {
      const items = itemsOf(run, columns.site);
      const count = others + items.length * width;
      if (count > MOST_COLUMNS) {
        mistake(run, place, 'TOO_MANY_COLUMNS', {
          zh: `表格将有 ${count} 列，而 Word 的表格最多 ${MOST_COLUMNS} 列。`,
          en: `The table would have ${count} columns; a table in Word holds at most ${MOST_COLUMNS}.`,
        });
        return;
      }
      (run as DocRun).columns.set(columns, items);
      if (count > 0) work();
    },
  };
  const slot: XmlNode = { kind: 'slot', slot: block, parent };
  parent.children[parent.children.indexOf(table)] = slot;
  append(block.branches[0]?.body ?? table, table);
}
