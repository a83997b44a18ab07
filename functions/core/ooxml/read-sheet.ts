import { dateFromSerial, isDate } from '../business/dates.ts';
import { DocketError } from '../result.ts';
import { columnName, columnNumber } from './formula.ts';
import { textChunks } from './inflate-stream.ts';
import { Package } from './package.ts';
import { type FormatKind, Styles } from './styles.ts';
import {
  attribute,
  childOf,
  descendants,
  documentElement,
  elementsOf,
  localName,
  textOf,
  unescapeXml,
  type XmlElement,
  XmlReader,
} from './xml.ts';
import type { Entry } from './zip.ts';

export type CellType = 'number' | 'text' | 'boolean' | 'error' | 'date' | 'formula-without-value';

export interface ReadCell {
  /** `C7`. */
  readonly ref: string;
  /** From 1. */
  readonly col: number;
  readonly type: CellType;
  /** As stored: a number keeps its digits, so that money never passes through a float; a date cell keeps its serial. */
  readonly text: string;
  readonly number?: number;
  /** `yyyy-mm-dd`. */
  readonly date?: string;
  /** A number that the sheet shows as a percentage: 0.05 is seen as 5 %. */
  readonly percent?: true;
}

export interface ReadRow {
  /** From 1. */
  readonly row: number;
  /** Cells with content, left to right. */
  readonly cells: readonly ReadCell[];
}

export interface ReadSheet {
  readonly name: string;
  readonly hidden: boolean;
  /** Rows with content, top down; a fresh pass each time. */
  rows(): Generator<ReadRow>;
}

export interface DefinedName {
  readonly name: string;
  /** `报价申请!$C$7`. */
  readonly refersTo: string;
  /** Sheet to which the name is limited. */
  readonly sheet?: string;
}

export interface ReadBook {
  readonly sheets: readonly ReadSheet[];
  readonly definedNames: readonly DefinedName[];
  readonly date1904: boolean;
  readonly customProperties: Readonly<Record<string, string>>;
  /** It is an .xlsm or carries a macro project; nothing of it is ever run. */
  readonly macros: boolean;
}

export interface ReadLimits {
  /** Files in the package. Default 2,000. */
  readonly entries: number;
  /** Bytes, inflated. Default 256 MB. */
  readonly bytes: number;
  /** Characters of all shared strings. Default 64 million. */
  readonly characters: number;
}

const LIMITS: ReadLimits = { entries: 2000, bytes: 256 * 1024 * 1024, characters: 64_000_000 };

/**
 * Opens a workbook for reading, row by row. Throws a DocketError: `ZIP_UNREADABLE`, `FILE_ENCRYPTED`, `ZIP_TOO_LARGE`,
 * `ZIP_HOSTILE`, `ZIP_DAMAGED`, `XML_DTD`, `XML_MALFORMED`, `NOT_A_WORKBOOK`.
 */
export function openWorkbook(bytes: Uint8Array, limits: Partial<ReadLimits> = {}): ReadBook {
  const all = { ...LIMITS, ...limits };
  const pack = new Package(bytes, all);
  const main = pack.mainPart();
  const type = pack.contentType(main);
  if (!type.includes('spreadsheetml') && !(type.includes('ms-excel') && type.endsWith('+xml')))
    throw notWorkbook();
  const root = documentElement(pack.tree(main));
  const properties = childOf(root, 'workbookPr');
  const date1904 = ['1', 'true'].includes((properties && attribute(properties, 'date1904')) ?? '');
  const [stylesPart] = pack.related(main, 'styles');
  const styles = new Styles(stylesPart === undefined ? null : pack.text(stylesPart));
  let strings: readonly string[] | undefined;
  const sharedStrings = (): readonly string[] => {
    strings ??= readStrings(pack.entries.get(pack.related(main, 'sharedStrings')[0] ?? ''), all.characters);
    return strings;
  };
  const links = new Map(pack.relationships(main).map((one) => [one.id, one.target]));
  const nodes = listOf(root, 'sheets', 'sheet');
  const sheets = nodes.flatMap((node): ReadSheet[] => {
    const entry = pack.entries.get(links.get(idOf(node)) ?? '');
    if (entry === undefined) return [];
    const hidden = ['hidden', 'veryHidden'].includes(attribute(node, 'state') ?? '');
    const rows = (): Generator<ReadRow> => new SheetReader(entry, sharedStrings(), styles, date1904).rows();
    return [{ name: attribute(node, 'name') ?? '', hidden, rows }];
  });
  const names = nodes.map((node) => attribute(node, 'name') ?? '');
  return {
    sheets,
    definedNames: listOf(root, 'definedNames', 'definedName').map((node) => definedName(node, names)),
    date1904,
    customProperties: readProperties(pack),
    macros: pack.hasMacros,
  };
}

const listOf = (root: XmlElement, holder: string, item: string): XmlElement[] => {
  const list = childOf(root, holder);
  return list === undefined ? [] : elementsOf(list, item);
};

const idOf = (node: XmlElement): string =>
  attribute(node, 'r:id') ?? /\s\w+:id\s*=\s*["']([^"']*)/.exec(node.head)?.[1] ?? '';

function definedName(node: XmlElement, sheets: readonly string[]): DefinedName {
  const base = { name: attribute(node, 'name') ?? '', refersTo: textOf(node) };
  const sheet = sheets[Number(attribute(node, 'localSheetId') ?? -1)];
  return sheet === undefined ? base : { ...base, sheet };
}

function readProperties(pack: Package): Record<string, string> {
  const [part] = pack.related('', 'custom-properties');
  if (part === undefined) return {};
  const nodes = descendants(pack.tree(part), 'property');
  return Object.fromEntries(nodes.map((node) => [attribute(node, 'name') ?? '', textOf(node)]));
}

function readStrings(entry: Entry | undefined, most: number): string[] {
  const strings: string[] = [];
  if (entry === undefined) return strings;
  const chunks = textChunks(entry);
  const reader = new XmlReader('', () => chunks.next().value ?? undefined);
  const text = new RichText();
  let characters = 0;
  for (let kind = reader.next(); kind !== 'end'; kind = reader.next()) {
    if (kind === 'close' && is(reader.name, 'si')) {
      strings.push(text.take());
      characters += strings.at(-1)?.length ?? 0;
      if (characters > most) throw tooManyStrings();
    } else if (kind === 'empty' && is(reader.name, 'si')) strings.push('');
    else text.see(kind, reader);
  }
  return strings;
}

const is = (name: string, local: string): boolean =>
  name === local || (name.includes(':') && localName(name) === local);

/** Gathers the text of `si` or `is`: runs joined, phonetic guides left out. */
class RichText {
  private text = '';
  private inText = false;
  private inPhonetic = false;

  see(kind: ReturnType<XmlReader['next']>, reader: XmlReader): void {
    if (kind === 'text') {
      if (this.inText && !this.inPhonetic) this.text += unescapeXml(reader.raw);
    } else if (kind === 'open' || kind === 'close') {
      if (is(reader.name, 't')) this.inText = kind === 'open';
      else if (is(reader.name, 'rPh')) this.inPhonetic = kind === 'open';
    }
  }

  take(): string {
    const { text } = this;
    this.text = '';
    return unescapeCell(text);
  }
}

/** Excel writes characters that XML cannot hold as `_x000D_`. */
const unescapeCell = (text: string): string =>
  text.includes('_x')
    ? text.replace(/_x([0-9A-Fa-f]{4})_/g, (_all, code: string) =>
        String.fromCharCode(Number.parseInt(code, 16)),
      )
    : text;

interface OpenCell {
  readonly ref: string;
  readonly type: string;
  readonly style: number;
  hasFormula: boolean;
  value: string | null;
}

class SheetReader {
  private readonly entry: Entry;
  private readonly strings: readonly string[];
  private readonly styles: Styles;
  private readonly date1904: boolean;
  private readonly inline = new RichText();
  private row = 0;
  private col = 0;
  private cell: OpenCell | null = null;
  private inValue = false;
  private cells: ReadCell[] = [];

  constructor(entry: Entry, strings: readonly string[], styles: Styles, date1904: boolean) {
    this.entry = entry;
    this.strings = strings;
    this.styles = styles;
    this.date1904 = date1904;
  }

  *rows(): Generator<ReadRow> {
    const chunks = textChunks(this.entry);
    const reader = new XmlReader('', () => chunks.next().value ?? undefined);
    for (let kind = reader.next(); kind !== 'end'; kind = reader.next()) {
      if (kind === 'text') this.takeText(reader);
      else if (kind === 'open' || kind === 'empty') this.takeOpen(kind === 'empty', reader);
      else if (kind === 'close' && this.takeClose(reader)) {
        const { cells } = this;
        this.cells = [];
        if (cells.length > 0) yield { row: this.row, cells };
      }
    }
  }

  private takeText(reader: XmlReader): void {
    if (this.cell === null) return;
    if (this.inValue) this.cell.value = (this.cell.value ?? '') + unescapeXml(reader.raw);
    else this.inline.see('text', reader);
  }

  private takeOpen(empty: boolean, reader: XmlReader): void {
    const { name, raw } = reader;
    if (this.cell !== null) this.takeInside(this.cell, empty, reader);
    else if (is(name, 'c')) this.openCell(raw, empty);
    else if (is(name, 'row')) {
      const number = quick(raw, ' r="');
      this.row = number === '' ? this.row + 1 : Number(number);
      this.col = 0;
    }
  }

  private takeInside(cell: OpenCell, empty: boolean, reader: XmlReader): void {
    if (is(reader.name, 'f')) cell.hasFormula = true;
    if (empty) return;
    if (is(reader.name, 'v')) this.inValue = true;
    else this.inline.see('open', reader);
  }

  private openCell(head: string, empty: boolean): void {
    const ref = quick(head, ' r="');
    this.col = ref === '' ? this.col + 1 : columnNumber(ref.replace(/\d+$/, ''));
    if (empty) return;
    this.cell = {
      ref: ref === '' ? `${columnName(this.col)}${this.row}` : ref,
      type: quick(head, ' t="'),
      style: Number(quick(head, ' s="')),
      hasFormula: false,
      value: null,
    };
  }

  /** True when a row is complete. */
  private takeClose(reader: XmlReader): boolean {
    if (this.cell === null) return is(reader.name, 'row');
    if (is(reader.name, 'v')) this.inValue = false;
    else if (is(reader.name, 'c')) {
      const cell = this.finish(this.cell);
      if (cell !== null) this.cells.push(cell);
      this.cell = null;
    } else this.inline.see('close', reader);
    return false;
  }

  private finish(cell: OpenCell): ReadCell | null {
    const base = { ref: cell.ref, col: this.col };
    const inline = this.inline.take();
    if (cell.type === 'inlineStr') return inline === '' ? null : { ...base, type: 'text', text: inline };
    if (cell.value === null || (cell.value === '' && cell.type !== 'str')) {
      return cell.hasFormula ? { ...base, type: 'formula-without-value', text: '' } : null;
    }
    if (cell.type !== 's') {
      const read = typed(base, cell, cell.value, this.styles.kindOf(cell.style), this.date1904);
      return read.type === 'number' && this.styles.isPercent(cell.style) ? { ...read, percent: true } : read;
    }
    const text = this.strings[Number(cell.value)] ?? '';
    return text === '' ? null : { ...base, type: 'text', text };
  }
}

interface Address {
  readonly ref: string;
  readonly col: number;
}

function typed(base: Address, cell: OpenCell, value: string, kind: FormatKind, date1904: boolean): ReadCell {
  switch (cell.type) {
    case 'str':
      return { ...base, type: 'text', text: unescapeCell(value) };
    case 'b':
      return { ...base, type: 'boolean', text: value === '1' || value === 'true' ? 'true' : 'false' };
    case 'e':
      return { ...base, type: 'error', text: value };
    case 'd':
      return dated(base, value);
    default:
      return numeric(base, value, kind, date1904);
  }
}

function dated(base: Address, text: string): ReadCell {
  const date = text.slice(0, 10);
  return isDate(date) ? { ...base, type: 'date', text, date } : { ...base, type: 'text', text };
}

function numeric(base: Address, text: string, kind: FormatKind, date1904: boolean): ReadCell {
  const number = Number(text);
  if (kind === 'date' && number >= 1) {
    const day = dateFromSerial(number, date1904);
    if (day.ok) return { ...base, type: 'date', text, number, date: day.value };
  }
  return { ...base, type: 'number', text, number };
}

/** An attribute in the usual spelling; the slow way when the quotes are single. */
function quick(head: string, start: string): string {
  const at = head.indexOf(start);
  if (at >= 0) return head.slice(at + start.length, head.indexOf('"', at + start.length));
  return head.includes("'")
    ? (new RegExp(`${start.trimEnd().slice(0, -1)}\\s*'([^']*)'`).exec(head)?.[1] ?? '')
    : '';
}

const notWorkbook = (): DocketError =>
  new DocketError('NOT_A_WORKBOOK', {
    zh: '这不是 Excel 工作簿（.xlsx）。请在 Excel 中另存为 .xlsx 后再提交。',
    en: 'This is not an Excel workbook (.xlsx). Save it as .xlsx in Excel and send that copy.',
  });

const tooManyStrings = (): DocketError =>
  new DocketError('ZIP_TOO_LARGE', {
    zh: '工作簿中的文字过多，已拒绝。请拆分后再提交。',
    en: 'The workbook holds too much text and was refused. Split it and send it again.',
  });
