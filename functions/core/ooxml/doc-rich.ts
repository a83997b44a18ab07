import type { DocRun } from './doc-emit.ts';
import type { TagSlot } from './flow.ts';
import { type Op, proseOf, resolve, type Site } from './program.ts';
import { parseRich, type RichBlock, type RichParagraph, type RichRun } from './richtext.ts';
import { escapeAttribute, escapeText } from './xml.ts';

const REL = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
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
      block.kind === 'table' ? block.rows.flat() : [block],
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
    for (const block of blocksOf(slot, site, run)) {
      out.text(
        block.kind === 'paragraph'
          ? paragraphXml(block, paragraph, properties, run)
          : tableXml(block.rows, properties, run),
      );
    }
  };
}

function paragraphXml(one: RichParagraph, properties: string, runProperties: string, run: DocRun): string {
  if (one.bullet === '')
    return `<w:p>${properties}${runsXml(one.runs, runProperties, one.heading, run)}</w:p>`;
  const indent = `<w:ind w:left="${420 * one.level}" w:hanging="420"/>`;
  const own = properties === '' ? `<w:pPr>${indent}</w:pPr>` : withIndent(properties, indent);
  return `<w:p>${own}<w:r>${runProperties}<w:t>${one.bullet}</w:t><w:tab/></w:r>${runsXml(one.runs, runProperties, 0, run)}</w:p>`;
}

// The schema has an order: what may follow `w:ind` in `w:pPr` is listed here.
const AFTER_INDENT =
  /<w:(?:contextualSpacing|mirrorIndents|suppressOverlap|jc|textDirection|textAlignment|textboxTightWrap|outlineLvl|divId|cnfStyle|rPr|sectPr|pPrChange)\b|<\/w:pPr>/;

const withIndent = (properties: string, indent: string): string =>
  properties
    .replace(/<w:ind\b[^>]*\/>/, '')
    .replace(/<w:numPr>.*?<\/w:numPr>/s, '')
    .replace(AFTER_INDENT, (next) => indent + next);

function tableXml(rows: readonly (readonly RichParagraph[])[], properties: string, run: DocRun): string {
  const width = Math.max(...rows.map((row) => row.length));
  const border = ['top', 'left', 'bottom', 'right', 'insideH', 'insideV']
    .map((side) => `<w:${side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>`)
    .join('');
  const cell = (one: RichParagraph | undefined): string =>
    `<w:tc><w:tcPr><w:tcW w:w="0" w:type="auto"/></w:tcPr>${one === undefined ? '<w:p/>' : paragraphXml(one, '', properties, run)}</w:tc>`;
  const lines = rows.map(
    (row) => `<w:tr>${Array.from({ length: width }, (_, i) => cell(row[i])).join('')}</w:tr>`,
  );
  return `<w:tbl><w:tblPr><w:tblW w:w="0" w:type="auto"/><w:tblBorders>${border}</w:tblBorders></w:tblPr><w:tblGrid>${'<w:gridCol/>'.repeat(width)}</w:tblGrid>${lines.join('')}</w:tbl><w:p/>`;
}

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
  ].filter((mark) => mark !== '');
  const xml = `<w:r>${merged(properties, marks)}<w:t xml:space="preserve">${text}</w:t></w:r>`;
  if (one.link === null) return xml;
  return `<w:hyperlink xmlns:r="${REL}" r:id="${escapeAttribute(run.assets.hyperlink(run.part, one.link))}">${xml}</w:hyperlink>`;
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
