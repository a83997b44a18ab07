import { isMarker, pairBlocks, tagOf, wrapInline } from './blocks.ts';
import type { Place } from './errors.ts';
import type { FilterTable } from './filters.ts';
import { cloneNode, placeSlots, type Reading, readText, type Shape, type TagSlot } from './flow.ts';
import { columnName, columnNumber, moveFormula } from './formula.ts';
import { readFormulaTags } from './formula-tags.ts';
import type { Body } from './layout.ts';
import { readBody } from './sheet-blocks.ts';
import { type ColumnMarker, isColumnTag, readColumns } from './sheet-columns.ts';
import type { TableRows } from './sheet-tables.ts';
import { checkSheetTag, reportImage, soleTag } from './sheet-text.ts';
import { reportWide } from './wide-braces.ts';
import {
  attribute,
  childOf,
  descendants,
  detach,
  documentElement,
  element,
  elementsOf,
  localName,
  parseXml,
  textOf,
  type XmlElement,
  type XmlSlot,
} from './xml.ts';

/** Text of a cell: `si` and `is` with their runs; phonetic guides are not part of it. */
export const CELL_TEXT: Shape = {
  text: new Set(['t']),
  nested: new Set(['rPh', 'phoneticPr', 'rPr']),
  keepsSpace: true,
};

const PHONETIC = new Set(['rPh', 'phoneticPr']);

export interface CellPlan {
  readonly column: string;
  readonly col: number;
  readonly style: number;
  readonly node: XmlElement;
  readonly kind: 'fixed' | 'formula' | 'text';
  /** `text`: the rich text with its slots. */
  readonly content: XmlElement | null;
  readonly formula: string | null;
  /** Tags in the texts of the formula. */
  readonly tags: readonly TagSlot[];
  readonly place: Place;
}

export interface RowPlan {
  readonly number: number;
  readonly node: XmlElement;
  readonly cells: readonly CellPlan[];
  /** Block tags that reach beyond their cell, left to right. */
  readonly markers: readonly XmlSlot[];
  readonly columnMarkers: readonly ColumnMarker[];
  /** Only block tags stand in the row: it goes away. */
  readonly onlyMarkers: boolean;
}

export interface SheetPlan {
  readonly part: string;
  /** Name in the template, tags included. */
  readonly name: string;
  readonly root: XmlElement;
  readonly data: XmlElement | undefined;
  readonly rows: readonly RowPlan[];
  readonly body: Body;
  /** It has loops or conditions over rows. */
  readonly moves: boolean;
  readonly hasTags: boolean;
  readonly tables: readonly TableRows[];
  /** Columns by their loops; null when none repeats. */
  readonly columns: Body | null;
}

export interface SheetSource {
  readonly part: string;
  readonly name: string;
  readonly xml: string;
  readonly strings: readonly XmlElement[];
  readonly tables: readonly TableRows[];
  readonly filters: FilterTable;
  readonly reading: Reading;
}

export function readSheet(source: SheetSource): SheetPlan {
  const root = parseXml(source.xml);
  const data = childOf(documentElement(root), 'sheetData');
  const rows: RowPlan[] = [];
  const shared = new Map<string, SharedFormula>();
  let number = 0;
  for (const node of data === undefined ? [] : elementsOf(data, 'row')) {
    number = Number(attribute(node, 'r') ?? number + 1);
    rows.push(readRow(node, number, source, shared));
  }
  const body = readBody(rows, source);
  const columns = readColumns(
    rows.flatMap((row) => row.columnMarkers),
    source.reading,
  );
  return {
    part: source.part,
    name: source.name,
    root,
    data,
    rows,
    body,
    tables: source.tables,
    columns,
    moves: columns !== null || body.items.some((item) => item.kind !== 'lines'),
    hasTags:
      hasHeaderTags(root, source.reading) ||
      rows.some(
        (row) =>
          row.markers.length > 0 ||
          row.columnMarkers.length > 0 ||
          row.cells.some((cell) => cell.kind === 'text' || cell.tags.length > 0),
      ),
  };
}

const hasHeaderTags = (root: XmlElement, { delimiters }: Reading): boolean =>
  descendants(root, 'headerFooter').some((node) => textOf(node).includes(delimiters.open));

interface SharedFormula {
  readonly text: string;
  readonly row: number;
  readonly col: number;
}

function readRow(
  node: XmlElement,
  number: number,
  source: SheetSource,
  shared: Map<string, SharedFormula>,
): RowPlan {
  const cells: CellPlan[] = [];
  const markers: XmlSlot[] = [];
  const columnMarkers: ColumnMarker[] = [];
  let col = 0;
  for (const cell of elementsOf(node, 'c')) {
    const ref = attribute(cell, 'r');
    col = ref === undefined ? col + 1 : columnNumber(/^[A-Z]+/.exec(ref)?.[0] ?? 'A');
    const found: XmlSlot[] = [];
    cells.push(readCell(cell, col, number, source, shared, found));
    for (const slot of found) {
      if (isColumnTag(tagOf(slot).tag)) columnMarkers.push({ slot, col });
      else markers.push(slot);
    }
  }
  const onlyMarkers = markers.length > 0 && cells.every(isEmpty);
  return { number, node, cells, markers, columnMarkers, onlyMarkers };
}

const isEmpty = (cell: CellPlan): boolean =>
  cell.kind === 'text'
    ? cell.content !== null && isBlank(cell.content)
    : cell.kind === 'fixed' && cell.node.children.length === 0;

const isBlank = (node: XmlElement): boolean =>
  node.children.every((child) =>
    child.kind === 'element' ? isBlank(child) : child.kind === 'text' && child.raw.trim() === '',
  );

function readCell(
  node: XmlElement,
  col: number,
  row: number,
  source: SheetSource,
  shared: Map<string, SharedFormula>,
  markers: XmlSlot[],
): CellPlan {
  const column = columnName(col);
  const address = `${source.name}!${column}${row}`;
  const base = {
    column,
    col,
    style: Number(attribute(node, 's') ?? 0),
    node,
    content: null,
    formula: null,
    tags: [],
    place: { part: source.part, place: address, tag: '' },
  };
  const formula = childOf(node, 'f');
  if (formula !== undefined) {
    const plain = formulaText(formula, col, row, shared);
    const tagged = readFormulaTags(plain, base.place, source.filters, source.reading);
    return { ...base, kind: 'formula', formula: tagged?.text ?? plain, tags: tagged?.tags ?? [] };
  }
  const text = richText(node, source.strings);
  if (text !== undefined)
    reportWide(readText(text, CELL_TEXT), source.reading, (tag) => ({
      part: source.part,
      place: address,
      tag,
    }));
  if (text === undefined || !mayHoldTag(text, source.reading)) return { ...base, kind: 'fixed' };
  const content = cloneNode(text);
  // Phonetic guides count the characters of the text, which are not known.
  content.children = content.children.filter(
    (child) => child.kind !== 'element' || !PHONETIC.has(localName(child.name)),
  );
  const slots = placeSlots(content, CELL_TEXT, source.reading, () => (tag) => ({
    part: source.part,
    place: address,
    tag,
  }));
  if (slots.length === 0) return { ...base, kind: 'fixed' };
  for (const slot of slots) checkSheetTag(tagOf(slot), source.filters, source.reading.report);
  markers.push(...pairInCell(slots, source));
  if (soleTag(content) === null) for (const slot of slots) reportImage(tagOf(slot), source.reading.report);
  return { ...base, kind: 'text', content };
}

function richText(node: XmlElement, strings: readonly XmlElement[]): XmlElement | undefined {
  const type = attribute(node, 't');
  if (type === 'inlineStr') return childOf(node, 'is');
  const value = type === 's' ? childOf(node, 'v') : undefined;
  return value === undefined ? undefined : strings[Number(textOf(value))];
}

export const mayHoldTag = (node: XmlElement, { delimiters }: Reading): boolean => {
  const text = readText(node, CELL_TEXT);
  return text.includes(delimiters.open) || text.includes(delimiters.close);
};

/** Blocks that open and close in the same cell become part of its text; the others belong to the row. */
function pairInCell(slots: readonly XmlSlot[], source: SheetSource): XmlSlot[] {
  const loose = new Set<XmlSlot>();
  const { report } = source.reading;
  const pairs = pairBlocks(
    slots.filter((slot) => isMarker(tagOf(slot).tag) && !isColumnTag(tagOf(slot).tag)),
    tagOf,
    report,
    (slot) => loose.add(slot),
  );
  for (const pair of pairs) {
    if (!wrapInline(pair)) for (const end of [pair.head, ...pair.middle, pair.close]) loose.add(end);
  }
  const markers = slots.filter((slot) => loose.has(slot) || isColumnTag(tagOf(slot).tag));
  for (const marker of markers) detach(marker);
  return markers;
}

function formulaText(node: XmlElement, col: number, row: number, shared: Map<string, SharedFormula>): string {
  const text = textOf(node);
  if (attribute(node, 't') !== 'shared') return text;
  const id = attribute(node, 'si') ?? '';
  if (text !== '') {
    shared.set(id, { text, row, col });
    return text;
  }
  const main = shared.get(id);
  return main === undefined ? '' : moveFormula(main.text, row - main.row, col - main.col);
}

/** Shared formulas are written out, so that each row carries its own. */
export function plainFormulaHead(node: XmlElement): XmlElement {
  const type = attribute(node, 't');
  if (type !== 'shared') return node;
  return element(`<${node.name}></${node.name}>`);
}
