import { dateFromSerial } from '../../functions/core/business/dates.ts';
import { columnNumber } from '../../functions/core/ooxml/formula.ts';
import { Package } from '../../functions/core/ooxml/package.ts';
import { SharedStrings } from '../../functions/core/ooxml/shared-strings.ts';
import { listSheets } from '../../functions/core/ooxml/workbook.ts';
import {
  attribute,
  childOf,
  descendants,
  elementsOf,
  localName,
  parseXml,
  textOf,
  type XmlElement,
} from '../../functions/core/ooxml/xml.ts';
import type { Format } from './text.ts';

/** What a filled file shows, in the notation of the guide. */
export const shownIn = (format: Format, bytes: Uint8Array): string =>
  format === 'word' ? shownInWord(bytes) : shownInSheets(bytes);

function shownInWord(bytes: Uint8Array): string {
  const pack = new Package(bytes);
  const main = pack.mainPart();
  const [numbering] = pack.related(main, 'numbering');
  const lists = new Lists(numbering === undefined ? null : pack.tree(numbering));
  const [body] = descendants(pack.tree(main), 'body');
  const lines = (body ? elementsOf(body) : []).flatMap((node) => blockLines(node, lists));
  return lines.filter((line) => line.trim() !== '').join('\n');
}

function blockLines(node: XmlElement, lists: Lists): readonly string[] {
  if (node.name === 'w:p') return [lists.markOf(node) + lineOf(node)];
  if (node.name !== 'w:tbl') return [];
  return elementsOf(node, 'tr').map((row) => {
    const cells = elementsOf(row, 'tc').map((cell) => elementsOf(cell, 'p').map(lineOf).join(' / '));
    return `| ${cells.join(' | ')} |`;
  });
}

const EMU = 36_000;

function lineOf(paragraph: XmlElement): string {
  const pieces = descendants(paragraph).map((node) => {
    const local = localName(node.name);
    if (local === 't') return textOf(node);
    if (local === 'br') return attribute(node, 'w:type') === 'page' ? '[…]' : ' / ';
    if (local !== 'extent') return '';
    const [wide, high] = ['cx', 'cy'].map((name) => Math.round(Number(attribute(node, name)) / EMU));
    return `[${wide} × ${high} mm]`;
  });
  return pieces.join('');
}

/** Counts the items of the lists of a document. */
class Lists {
  private readonly numbering: XmlElement | null;
  private readonly counted = new Map<string, number>();

  constructor(numbering: XmlElement | null) {
    this.numbering = numbering;
  }

  /** `# `, `3. `, `- ` or nothing. */
  markOf(paragraph: XmlElement): string {
    const properties = childOf(paragraph, 'pPr');
    const style = properties && childOf(properties, 'pStyle');
    if (style && /^Heading/.test(attribute(style, 'w:val') ?? '')) return '# ';
    const list = properties && childOf(properties, 'numPr');
    const number = list && childOf(list, 'numId');
    const id = number && attribute(number, 'w:val');
    if (id === undefined || this.numbering === null) return '';
    if (this.isBullet(id)) return '- ';
    const count = (this.counted.get(id) ?? 0) + 1;
    this.counted.set(id, count);
    return `${count}. `;
  }

  private isBullet(id: string): boolean {
    const nodes = this.numbering === null ? [] : descendants(this.numbering);
    const num = nodes.find((node) => node.name === 'w:num' && attribute(node, 'w:numId') === id);
    const definition = num && childOf(num, 'abstractNumId');
    const wanted = definition && attribute(definition, 'w:val');
    const abstract = nodes.find(
      (node) => node.name === 'w:abstractNum' && attribute(node, 'w:abstractNumId') === wanted,
    );
    const format = abstract && descendants(abstract, 'numFmt')[0];
    return format !== undefined && attribute(format, 'w:val') === 'bullet';
  }
}

function shownInSheets(bytes: Uint8Array): string {
  const pack = new Package(bytes);
  const main = pack.mainPart();
  const formats = formatsOf(pack, main);
  const strings = new SharedStrings(pack, main);
  const sheets = listSheets(pack, main, parseXml(pack.text(main)));
  return sheets
    .flatMap(({ name, part }) => {
      const shown = cellsOf(pack.tree(part), (cell) => cellText(cell, formats, strings));
      const wide = Math.max(0, ...shown.map(({ col }) => col));
      const high = Math.max(0, ...shown.map(({ row }) => row));
      const rows = Array.from({ length: high }, (_, i) => {
        const texts = Array.from(
          { length: wide },
          (_column, j) => shown.find(({ row, col }) => row === i + 1 && col === j + 1)?.text ?? '',
        );
        return `| ${texts.join(' | ')} |`;
      });
      return [...(name === 'Sheet1' ? [] : [`# ${name}`]), ...rows, ...chartsOf(pack, part)];
    })
    .join('\n');
}

/** The areas that charts draw. */
const chartsOf = (pack: Package, sheet: string): readonly string[] =>
  pack
    .related(sheet, 'drawing')
    .flatMap((part) => pack.related(part, 'chart'))
    .map((part) => `[chart ${descendants(pack.tree(part), 'f').map(textOf).join(' ')}]`);

interface ShownCell {
  readonly row: number;
  readonly col: number;
  readonly text: string;
}

const cellsOf = (sheet: XmlElement, textIn: (cell: XmlElement) => string): readonly ShownCell[] =>
  descendants(sheet, 'c').flatMap((cell) => {
    const [, letters = '', digits = ''] = /^([A-Z]+)(\d+)$/.exec(attribute(cell, 'r') ?? '') ?? [];
    const text = textIn(cell);
    return text === '' ? [] : [{ row: Number(digits), col: columnNumber(letters), text }];
  });

const BUILT_IN: Readonly<Record<string, string>> = { 1: '0', 2: '0.00', 3: '#,##0', 4: '#,##0.00', 9: '0%' };

/** Number format of each cell style. */
function formatsOf(pack: Package, main: string): readonly string[] {
  const [part] = pack.related(main, 'styles');
  const root = part === undefined ? undefined : pack.tree(part);
  const own = new Map(
    (root ? descendants(root, 'numFmt') : []).map((node) => [
      attribute(node, 'numFmtId'),
      attribute(node, 'formatCode') ?? '',
    ]),
  );
  const [styles] = root ? descendants(root, 'cellXfs') : [];
  return (styles ? elementsOf(styles) : []).map((style) => {
    const id = attribute(style, 'numFmtId') ?? '0';
    return own.get(id) ?? BUILT_IN[id] ?? '';
  });
}

function cellText(cell: XmlElement, formats: readonly string[], strings: SharedStrings): string {
  const [formula, value, inline] = ['f', 'v', 'is'].map((local) => childOf(cell, local));
  if (formula) return `=${textOf(formula)}`;
  const type = attribute(cell, 't');
  const text = value ? textOf(value) : '';
  const rich = inline ?? (type === 's' ? strings.items[Number(text)] : undefined);
  if (rich) return descendants(rich, 't').map(textOf).join('');
  if (type === 'b') return text === '1' ? 'TRUE' : 'FALSE';
  return text === '' ? '' : formatted(Number(text), formats[Number(attribute(cell, 's') ?? 0)] ?? '');
}

/** `#,##0.00`, `0.0%` and the like; any other format leaves the number as it is. */
function formatted(value: number, format: string): string {
  const day = /yy/.test(format) ? dateFromSerial(value) : undefined;
  if (day?.ok) return dated(day.value, format);
  const match = /^(#,##)?0(?:\.(0+))?(%)?$/.exec(format);
  if (!match) return String(value);
  const [, grouped, decimals = '', percent = ''] = match;
  const fixed = (percent === '' ? value : value * 100).toFixed(decimals.length);
  const [whole = '', fraction] = fixed.split('.');
  const shown = grouped === undefined ? whole : whole.replace(/\B(?=(?:\d{3})+$)/g, ',');
  return shown + (fraction === undefined ? '' : `.${fraction}`) + percent;
}

const dated = (day: string, format: string): string => {
  const [year, month, date] = day.split('-').map(Number);
  return format.includes('年') ? `${year}年${month}月${date}日` : day;
};
