import type { DocRun } from './doc-emit.ts';
import type { TagSlot } from './flow.ts';
import { largest } from './largest.ts';
import { OFFICE } from './names.ts';
import { type Op, proseOf, resolve, type Site } from './program.ts';
import {
  parseRich,
  type RichBlock,
  type RichList,
  type RichParagraph,
  type RichRun,
  type RichTable,
} from './richtext.ts';
import { escapeAttribute, escapeText } from './xml.ts';

// 36, 32, 28 … half points: a heading without a style of the template.
const headingSize = (level: number): number => Math.max(22, 40 - 4 * level);

function blocksOf(slot: TagSlot, site: Site, run: DocRun): RichBlock[] {
  const { tag } = slot;
  const format = tag.kind === 'value' && (tag.as === 'html' || tag.as === 'markdown') ? tag.as : 'auto';
  const text = proseOf(run, site, resolve(run, site));
  const blocks = text === '' ? [] : parseRich(text, format);
  if (blocks.length > 0) run.seen++;
  return blocks;
}

/** Rich text among other text: paragraphs become lines. Closes the run around it and opens it again. */
export function inlineRich(slot: TagSlot, site: Site, properties: string): Op<DocRun> {
  const open = `<w:r>${properties}<w:t xml:space="preserve">`;
  return (out, run) => {
    const paragraphs = blocksOf(slot, site, run).flatMap((block) =>
      block.kind === 'table' ? block.rows.flat(2) : [block],
    );
    if (paragraphs.length === 0) return;
    const lines = paragraphs.map(
      (one) => bulletText(one, properties) + runsXml(one.runs, properties, one.heading, run),
    );
    out.text(`</w:t></w:r>${lines.join('<w:r><w:br/></w:r>')}${open}`);
  };
}

const bulletText = (one: RichParagraph, properties: string): string =>
  one.bullet === '' ? '' : `<w:r>${properties}<w:t xml:space="preserve">${one.bullet} </w:t></w:r>`;

/** Rich text that has its paragraph to itself: paragraphs, lists and tables of their own. */
export function blockRich(slot: TagSlot, site: Site, paragraph: string, properties: string): Op<DocRun> {
  return (out, run) => {
    const blocks = blocksOf(slot, site, run);
    const writer = new RichWriter(properties, run);
    for (const [i, block] of blocks.entries()) {
      out.text(block.kind === 'paragraph' ? writer.paragraph(block, paragraph) : writer.table(block.rows));
      // Two tables that touch are one, and a cell does not end with a table.
      if (block.kind === 'table' && blocks[i + 1]?.kind !== 'paragraph') out.text('<w:p/>');
    }
  };
}

// The schema has an order: what may follow `w:numPr` in `w:pPr` is all but these.
const BEFORE_NUMBERING =
  /^(<w:pPr[^>]*>(?:<w:(?:pStyle|keepNext|keepLines|pageBreakBefore|widowControl)\b[^>]*\/>|<w:framePr\b[^>]*\/>)*)/;

class RichWriter {
  private readonly properties: string;
  private readonly run: DocRun;
  private readonly lists = new Map<RichList, string>();

  constructor(properties: string, run: DocRun) {
    this.properties = properties;
    this.run = run;
  }

  paragraph(one: RichParagraph, around: string): string {
    return `<w:p>${this.paragraphProperties(one, around)}${runsXml(one.runs, this.properties, this.plainHeading(one), this.run)}</w:p>`;
  }

  /** A heading for which the template has no style is large and bold instead. */
  private plainHeading(one: RichParagraph): number {
    return this.run.headings.has(one.heading) ? 0 : one.heading;
  }

  private paragraphProperties(one: RichParagraph, around: string): string {
    const style = this.run.headings.get(one.heading);
    if (style !== undefined) return `<w:pPr><w:pStyle w:val="${escapeAttribute(style)}"/></w:pPr>`;
    if (one.list === null) return around;
    const bare = (around === '' ? '<w:pPr></w:pPr>' : around)
      .replace(/<w:ind\b[^>]*\/>/, '')
      .replace(/<w:numPr>.*?<\/w:numPr>/s, '');
    // A paragraph that goes on inside an item stands as deep, without a number.
    if (one.bullet === '') return withIndent(bare, `<w:ind w:left="${INDENT * one.list.level}"/>`);
    const numbers = `<w:numPr><w:ilvl w:val="${one.list.level - 1}"/><w:numId w:val="${this.numberOf(one.list)}"/></w:numPr>`;
    return bare.replace(BEFORE_NUMBERING, (start) => start + numbers);
  }

  private numberOf(list: RichList): string {
    const number = this.lists.get(list) ?? this.run.lists.rich(list.ordered);
    this.lists.set(list, number);
    return number;
  }

  table(rows: RichTable['rows']): string {
    const width = largest(rows.map((row) => row.length));
    const border = ['top', 'left', 'bottom', 'right', 'insideH', 'insideV']
      .map((side) => `<w:${side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>`)
      .join('');
    const cell = (paragraphs: readonly RichParagraph[] | undefined): string =>
      `<w:tc><w:tcPr><w:tcW w:w="0" w:type="auto"/></w:tcPr>${(paragraphs ?? []).map((one) => this.paragraph(one, '')).join('') || '<w:p/>'}</w:tc>`;
    const lines = rows.map(
      (row) => `<w:tr>${Array.from({ length: width }, (_, i) => cell(row[i])).join('')}</w:tr>`,
    );
    return `<w:tbl><w:tblPr><w:tblW w:w="0" w:type="auto"/><w:tblBorders>${border}</w:tblBorders></w:tblPr><w:tblGrid>${'<w:gridCol/>'.repeat(width)}</w:tblGrid>${lines.join('')}</w:tbl>`;
  }
}

const INDENT = 420;

// What may follow `w:ind` in `w:pPr`.
const AFTER_INDENT =
  /<w:(?:contextualSpacing|mirrorIndents|suppressOverlap|jc|textDirection|textAlignment|textboxTightWrap|outlineLvl|divId|cnfStyle|rPr|sectPr|pPrChange)\b|<\/w:pPr>/;

const withIndent = (properties: string, indent: string): string =>
  properties.replace(AFTER_INDENT, (next) => indent + next);

function runsXml(runs: readonly RichRun[], properties: string, heading: number, run: DocRun): string {
  return runs.map((one) => runXml(one, properties, heading, run)).join('');
}

function runXml(one: RichRun, properties: string, heading: number, run: DocRun): string {
  const text = escapeText(one.text).replaceAll('\n', '</w:t><w:br/><w:t xml:space="preserve">');
  const link = one.link === null ? '' : '<w:color w:val="0563C1"/>';
  const marks = [
    one.bold || heading > 0 ? '<w:b/>' : '',
    one.italic ? '<w:i/>' : '',
    one.strike ? '<w:strike/>' : '',
    link,
    heading > 0 ? `<w:sz w:val="${headingSize(heading)}"/>` : '',
    one.underline || one.link !== null ? '<w:u w:val="single"/>' : '',
    one.script === '' ? '' : `<w:vertAlign w:val="${one.script}"/>`,
  ].filter((mark) => mark !== '');
  const xml = `<w:r>${merged(properties, marks)}<w:t xml:space="preserve">${text}</w:t></w:r>`;
  if (one.link === null) return xml;
  return `<w:hyperlink xmlns:r="${OFFICE}" r:id="${escapeAttribute(run.assets.hyperlink(run.part, one.link))}">${xml}</w:hyperlink>`;
}

/** Run properties in the order that the schema asks for. */
const ORDER = [
  'rStyle',
  'rFonts',
  'b',
  'bCs',
  'i',
  'iCs',
  'caps',
  'smallCaps',
  'strike',
  'dstrike',
  'outline',
  'shadow',
  'emboss',
  'imprint',
  'noProof',
  'snapToGrid',
  'vanish',
  'webHidden',
  'color',
  'spacing',
  'w',
  'kern',
  'position',
  'sz',
  'szCs',
  'highlight',
  'u',
  'effect',
  'bdr',
  'shd',
  'fitText',
  'vertAlign',
  'rtl',
  'cs',
  'em',
  'lang',
];

function merged(properties: string, marks: readonly string[]): string {
  if (marks.length === 0) return properties;
  const names = new Set(marks.map(nameOf));
  const inside = properties.replace(/^<w:rPr[^>]*>|<\/w:rPr>$/g, '');
  const own = (inside.match(/<w:(\w+)[^>]*\/>|<w:(\w+)[^>]*>.*?<\/w:\2>/gs) ?? []).filter(
    (mark) => !names.has(nameOf(mark)),
  );
  const rank = (mark: string): number => {
    const at = ORDER.indexOf(nameOf(mark));
    return at < 0 ? ORDER.length : at;
  };
  return `<w:rPr>${[...own, ...marks].sort((a, b) => rank(a) - rank(b)).join('')}</w:rPr>`;
}

const nameOf = (mark: string): string => /^<w:(\w+)/.exec(mark)?.[1] ?? '';
