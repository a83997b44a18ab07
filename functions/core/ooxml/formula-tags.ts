import { isMarker, tagOf } from './blocks.ts';
import type { Place } from './errors.ts';
import type { FilterTable } from './filters.ts';
import { placeSlots, type Reading, type TagSlot } from './flow.ts';
import { parseFormula, referenceText } from './formula.ts';
import { mistake, type Op, proseOf, resolve } from './program.ts';
import type { SheetRun } from './sheet-run.ts';
import { checkSheetTag, reportImage } from './sheet-text.ts';
import { siteOf } from './text-ops.ts';
import { childOf, element, escapeText, unescapeXml } from './xml.ts';

const TEXT = { text: new Set(['t']), nested: new Set<string>(), keepsSpace: false };
// Marks from the private area: they pass through the reading of the formula like any character of a text.
const [OPEN, CLOSE] = ['\ue000', '\ue001'];
const MARK = /\ue000(\d+)\ue001/;
const LONGEST_TEXT = 255;

/** A formula whose texts hold tags: `="Offer for {{customer.name}}"`. */
export interface TaggedFormula {
  /** The formula with a mark for each tag. */
  readonly text: string;
  readonly tags: readonly TagSlot[];
}

/** Takes the tags out of a formula; null when it has none. They may stand in quotes only. */
export function readFormulaTags(
  formula: string,
  place: Place,
  filters: FilterTable,
  reading: Reading,
): TaggedFormula | null {
  if (!formula.includes(reading.delimiters.open) || reading.delimiters.open.length < 2) return null;
  const tags: TagSlot[] = [];
  let text = '';
  for (const part of parseFormula(formula)) {
    // The names of sheets may hold tags of their own; they are filled with the sheet.
    if (typeof part !== 'string') text += referenceText(part);
    else for (const piece of piecesOf(part)) text += piece.startsWith("'") ? piece : withMarks(piece);
  }
  return tags.length === 0 ? null : { text, tags };

  function withMarks(piece: string): string {
    const holder = element(`<f><t>${escapeText(piece)}</t></f>`);
    const slots = placeSlots(holder, TEXT, reading, () => (tag) => ({ ...place, tag }));
    for (const slot of slots.map(tagOf)) {
      checkSheetTag(slot, filters, reading.report);
      reportImage(slot, reading.report);
      if (!piece.startsWith('"')) outsideText(slot, reading);
      else if (isMarker(slot.tag)) noBlock(slot, reading);
    }
    if (slots.length === 0) return piece;
    const marked = (childOf(holder, 't')?.children ?? []).map((child) => {
      if (child.kind !== 'slot') return child.kind === 'text' ? unescapeXml(child.raw) : '';
      return `${OPEN}${tags.push(tagOf(child)) - 1}${CLOSE}`;
    });
    return marked.join('');
  }
}

/** Texts in double quotes, names in single ones, and what stands between. */
const piecesOf = (text: string): string[] =>
  text.split(/("(?:[^"]|"")*"|'(?:[^']|'')*')/).filter((piece) => piece !== '');

function outsideText({ place }: TagSlot, { report }: Reading): void {
  report.add(place, 'TAG_IN_FORMULA', {
    zh: '公式中的标签必须放在双引号内，例如 ="编号 {{no}}"；需要数值时请放到单独的单元格再引用。',
    en: 'In a formula a tag stands inside quotes, as in ="No. {{no}}"; for a figure use a cell of its own and refer to it.',
  });
}

function noBlock({ place }: TagSlot, { report }: Reading): void {
  report.add(place, 'BLOCK_PLACE', {
    zh: '公式中不能使用循环或条件标签。',
    en: 'Loops and conditions have no place in a formula.',
  });
}

/** Text and the numbers of tags, in order. */
export function splitTags(text: string): (string | number)[] {
  return text.split(MARK).map((piece, i) => (i % 2 === 0 ? piece : Number(piece)));
}

/** The value inside the quotes of a formula's text: its own quotes doubled, so that it stays text. */
export function formulaTag(slot: TagSlot, encode: (text: string) => string): Op<SheetRun> {
  const site = siteOf(slot);
  return (out, run) => {
    if (site === null) return;
    const text = proseOf(run, site, resolve(run, site));
    if (text.length > LONGEST_TEXT) {
      mistake(run, slot.place, 'FORMULA_TEXT_TOO_LONG', {
        zh: '公式中的文字最多 255 个字符。请把该值放到单独的单元格，再在公式中引用。',
        en: 'A text in a formula has 255 characters at most. Put the value into a cell of its own and refer to it.',
      });
    }
    out.text(encode(text.replaceAll('"', '""')));
  };
}
