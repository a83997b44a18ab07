import { Assets, withPictureTypes } from './assets.ts';
import { checkTag, tagOf } from './blocks.ts';
import { type CompileContext, type Compiled, HolePart, type Use } from './compiled.ts';
import { WORD_TEXT, wrapBlocks } from './doc-blocks.ts';
import { type DocRun, wordSpecial } from './doc-emit.ts';
import { placeSlots } from './flow.ts';
import type { Package } from './package.ts';
import type { Run } from './program.ts';
import { treeUses } from './sheet-uses.ts';
import { compileTree } from './text-ops.ts';
import { descendants, parseXml, type XmlElement, type XmlSlot } from './xml.ts';
import { type Entry, makeEntry } from './zip.ts';

const PARTS = ['header', 'footer', 'footnotes', 'endnotes', 'comments'];

/** Compiles a Word template; mistakes go to the report. */
export function compileDocument(pack: Package, context: CompileContext): Compiled {
  const main = pack.mainPart();
  const names = new Set([main, ...PARTS.flatMap((type) => pack.related(main, type))]);
  const holes = new Map<string, HolePart<DocRun>>();
  const uses: Use[] = [];
  for (const name of names) {
    const xml = pack.text(name);
    if (!mayHoldTag(xml, context)) continue;
    const root = parseXml(xml);
    if (!prepare(root, name, context)) continue;
    uses.push(...treeUses(root, []));
    holes.set(name, new HolePart(name, compileTree(root, wordSpecial).done()));
  }
  const entries = [...pack.entries.values()].map((entry) =>
    showsPictures(uses) && entry.name === TYPES
      ? makeEntry(TYPES, Buffer.from(withPictureTypes(pack.text(TYPES)), 'utf8'), context.level)
      : entry,
  );
  return {
    uses,
    fill(run: Run, level: number, limit: number): Entry[] {
      const assets = new Assets('word');
      const docRun: DocRun = Object.assign(run, { seen: 0, assets, part: '' });
      const filled = entries.map((entry) => {
        docRun.part = entry.name;
        return holes.get(entry.name)?.render(docRun, level, limit) ?? entry;
      });
      return assets.addTo(filled, (name) => (pack.has(name) ? pack.text(name) : undefined), level);
    },
  };
}

const TYPES = '[Content_Types].xml';

export const showsPictures = (uses: readonly Use[]): boolean =>
  uses.some(({ slot }) => slot.tag.kind === 'value' && slot.tag.as === 'image');

/** Word may put markup between any two characters, so only the first of a delimiter can be looked for. */
const mayHoldTag = (xml: string, { reading }: CompileContext): boolean =>
  xml.includes(reading.delimiters.open[0] ?? '') || xml.includes(reading.delimiters.close[0] ?? '');

const PLACE_LENGTH = 80;

/** Puts slots where the tags are and joins blocks; false when the part has none. */
function prepare(root: XmlElement, part: string, context: CompileContext): boolean {
  const slots: XmlSlot[] = [];
  for (const paragraph of [...descendants(root, 'p')]) {
    const found = placeSlots(paragraph, WORD_TEXT, context.reading, (text) => {
      const place = text.trim().slice(0, PLACE_LENGTH);
      return (tag) => ({ part, place, tag });
    });
    slots.push(...found);
  }
  for (const slot of slots) checkTag(tagOf(slot), context.filters, context.reading.report);
  wrapBlocks(slots, context.reading);
  return slots.length > 0;
}
