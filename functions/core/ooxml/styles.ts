import { cloneNode } from './flow.ts';
import { largest } from './largest.ts';
import {
  append,
  attribute,
  childOf,
  documentElement,
  element,
  elementsOf,
  escapeAttribute,
  openUp,
  parseXml,
  prefixOf,
  serialize,
  setAttribute,
  type XmlElement,
} from './xml.ts';

/** What the number format of a cell announces. */
export type FormatKind = 'general' | 'number' | 'date' | 'text';

const BUILTIN_DATES: readonly (readonly [number, number])[] = [
  [14, 22],
  [27, 36],
  [45, 47],
  [50, 58],
];
const FIRST_CUSTOM = 164;

function kindOfFormat(id: number, code: string | undefined): FormatKind {
  if (code !== undefined) return kindOfCode(code);
  if (id === 0) return 'general';
  if (id === 49) return 'text';
  return BUILTIN_DATES.some(([from, to]) => id >= from && id <= to) ? 'date' : 'number';
}

function kindOfCode(code: string): FormatKind {
  const bare = code.replace(/"[^"]*"|\\.|_.|\*./g, '');
  if (/\[(?:h+|m+|s+)\]/i.test(bare)) return 'date';
  const plain = bare.replace(/\[[^\]]*\]/g, '');
  if (/general/i.test(plain)) return 'general';
  if (/[ymdhs]/i.test(plain)) return 'date';
  if (/[0#?]/.test(plain)) return 'number';
  return plain.includes('@') ? 'text' : 'general';
}

/** Number formats of a workbook's cell styles. */
export class Styles {
  private readonly kinds: readonly FormatKind[];
  private readonly percents: readonly boolean[];
  private readonly source: string | null;
  // Fills of one template mostly need the same variants.
  private lastKey = '';
  private lastResult: string | null = null;

  constructor(source: string | null) {
    this.source = source;
    const formats = source === null ? [] : readFormats(documentElement(parseXml(source)));
    this.kinds = formats.map(({ id, code }) => kindOfFormat(id, code));
    this.percents = formats.map(({ id, code }) =>
      code === undefined ? id === 9 || id === 10 : code.includes('%'),
    );
  }

  /** Is a number of this style shown with a percent sign, a hundred times as large as it is stored? */
  isPercent(style: number): boolean {
    return this.percents[style] ?? false;
  }

  kindOf(style: number): FormatKind {
    return this.kinds[style] ?? 'general';
  }

  get count(): number {
    return this.kinds.length;
  }

  /** styles.xml with the variants appended, in order. Null when the workbook has no styles. */
  withVariants(variants: readonly StyleVariant[]): string | null {
    const key = variants.map((variant) => `${variant.base} ${variant.format}`).join('\n');
    if (this.lastKey !== key) {
      this.lastKey = key;
      this.lastResult = this.makeVariants(variants);
    }
    return this.lastResult;
  }

  private makeVariants(variants: readonly StyleVariant[]): string | null {
    if (this.source === null) return null;
    const root = parseXml(this.source);
    const sheet = documentElement(root);
    const cells = childOf(sheet, 'cellXfs');
    if (cells === undefined) return null;
    const ids = addFormats(sheet, [...new Set(variants.map((variant) => variant.format))]);
    const styles = elementsOf(cells, 'xf');
    for (const variant of variants) {
      const base = styles[variant.base] ?? styles[0];
      if (base === undefined) continue;
      const copy = cloneNode(base);
      setAttribute(copy, 'numFmtId', String(ids.get(variant.format) ?? 0));
      setAttribute(copy, 'applyNumberFormat', '1');
      append(cells, copy);
    }
    setAttribute(cells, 'count', String(styles.length + variants.length));
    return serialize(root);
  }
}

export interface StyleVariant {
  readonly base: number;
  readonly format: string;
}

/** Styles that one fill needs beyond those of the template: a date in a cell that has no date format. */
export class StyleUse {
  readonly variants: StyleVariant[] = [];
  private readonly known = new Map<string, number>();
  private readonly first: number;
  // A column asks for the same again and again.
  private lastBase = -1;
  private lastFormat = '';
  private lastIndex = 0;

  constructor(first: number) {
    this.first = first;
  }

  variant(base: number, format: string): number {
    if (this.first === 0) return base;
    if (base === this.lastBase && format === this.lastFormat) return this.lastIndex;
    this.lastBase = base;
    this.lastFormat = format;
    this.lastIndex = this.find(base, format);
    return this.lastIndex;
  }

  private find(base: number, format: string): number {
    const key = `${base}|${format}`;
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const index = this.first + this.variants.length;
    this.variants.push({ base, format });
    this.known.set(key, index);
    return index;
  }
}

function customFormats(sheet: XmlElement): Map<number, string> {
  const formats = childOf(sheet, 'numFmts');
  const nodes = formats === undefined ? [] : elementsOf(formats, 'numFmt');
  return new Map(
    nodes.map((node) => [Number(attribute(node, 'numFmtId')), attribute(node, 'formatCode') ?? '']),
  );
}

function readFormats(sheet: XmlElement): { readonly id: number; readonly code: string | undefined }[] {
  const codes = customFormats(sheet);
  const cells = childOf(sheet, 'cellXfs');
  if (cells === undefined) return [];
  return elementsOf(cells, 'xf').map((node) => {
    const id = Number(attribute(node, 'numFmtId') ?? 0);
    return { id, code: codes.get(id) };
  });
}

function addFormats(sheet: XmlElement, formats: readonly string[]): Map<string, number> {
  const known = customFormats(sheet);
  const prefix = prefixOf(sheet.name);
  let holder = childOf(sheet, 'numFmts');
  if (holder === undefined) {
    holder = element(`<${prefix}numFmts count="0"></${prefix}numFmts>`);
    append(
      sheet,
      holder,
      sheet.children.findIndex((child) => child.kind === 'element'),
    );
  }
  openUp(holder);
  let next = largest(known.keys(), FIRST_CUSTOM - 1) + 1;
  const ids = new Map<string, number>();
  for (const format of formats) {
    append(holder, element(`<${prefix}numFmt numFmtId="${next}" formatCode="${escapeAttribute(format)}"/>`));
    ids.set(format, next++);
  }
  setAttribute(holder, 'count', String(known.size + formats.length));
  return ids;
}
