import { Assets, withPictureTypes } from './assets.ts';
import { checkTag, tagOf } from './blocks.ts';
import { type CompileContext, type Compiled, HolePart, type Use } from './compiled.ts';
import { isBlank, WORD_TEXT, wrapBlocks } from './doc-blocks.ts';
import { type DocRun, wordSpecial } from './doc-emit.ts';
import { didYouMean, nearest } from './errors.ts';
import { ancestors, placeSlots } from './flow.ts';
import { Fragments } from './fragments.ts';
import type { Package } from './package.ts';
import { plainHoles } from './plain-parts.ts';
import type { Run } from './program.ts';
import { treeUses } from './sheet-uses.ts';
import { compileTree } from './text-ops.ts';
import {
  childOf,
  descendants,
  detach,
  localName,
  parseXml,
  type XmlElement,
  type XmlNode,
  type XmlSlot,
} from './xml.ts';
import { type Entry, makeEntry } from './zip.ts';

const PARTS = ['header', 'footer', 'footnotes', 'endnotes', 'comments', 'chart', 'diagramData'];

/** Compiles a Word template; mistakes go to the report. */
export function compileDocument(pack: Package, context: CompileContext): Compiled {
  const main = pack.mainPart();
  const names = new Set([main, ...PARTS.flatMap((type) => pack.related(main, type))]);
  const plain = plainHoles(pack, names, context, (name) => (pack.has(name) ? pack.text(name) : undefined));
  const holes = new Map<string, HolePart<DocRun>>(
    plain.holes.map((hole) => [hole.name, hole as unknown as HolePart<DocRun>]),
  );
  const fragments = new Fragments(pack, main, context.fragments);
  const uses: Use[] = [...plain.uses];
  for (const name of names) {
    const xml = pack.text(name);
    if (!mayHoldTag(xml, context)) continue;
    const { open, close } = context.reading.delimiters;
    const root = parseXml(xml, { ...OPAQUE, characters: [open[0] ?? '', close[0] ?? ''] });
    if (!prepare(root, name, context, fragments)) continue;
    uses.push(...treeUses(root, []));
    holes.set(name, new HolePart(name, compileTree(root, wordSpecial).done()));
  }
  fragments.applyTo(pack, context.level);
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
      return assets.addTo(filled, level);
    },
  };
}

/** Looks are copied as they stand; numbers that may stand only once in a document have to be found. */
const OPAQUE = {
  name: 'w:p',
  inside: new Set(['w:rPr', 'w:tcPr', 'w:tblPr', 'w:trPr', 'w:tblGrid']),
  unless: [' w:id='],
};

const TYPES = '[Content_Types].xml';

const showsPictures = (uses: readonly Use[]): boolean =>
  uses.some(({ slot }) => slot.tag.kind === 'value' && slot.tag.as === 'image');

/** Word may put markup between any two characters, so only the first of a delimiter can be looked for. */
const mayHoldTag = (xml: string, { reading }: CompileContext): boolean =>
  xml.includes(reading.delimiters.open[0] ?? '') || xml.includes(reading.delimiters.close[0] ?? '');

const PLACE_LENGTH = 80;

/** Puts slots where the tags are and joins blocks; false when the part has none. */
function prepare(root: XmlElement, part: string, context: CompileContext, fragments: Fragments): boolean {
  const slots = slotsIn(root, part, context, { fragments, open: [] });
  for (const slot of slots) unbind(slot);
  for (const slot of slots) checkTag(tagOf(slot), context.filters, context.reading.report);
  wrapBlocks(slots, context.reading);
  return slots.length > 0;
}

interface Inclusion {
  readonly fragments: Fragments;
  /** Fragments that are being read: none may include itself. */
  readonly open: readonly string[];
}

function slotsIn(root: XmlElement, part: string, context: CompileContext, inclusion: Inclusion): XmlSlot[] {
  const at = inclusion.open.length === 0 ? part : `${inclusion.open.at(-1)}: ${part}`;
  return descendants(root)
    .filter(isContainer)
    .flatMap((paragraph) => {
      const found = placeSlots(paragraph, WORD_TEXT, context.reading, (text) => {
        const place = text.trim().slice(0, PLACE_LENGTH);
        return (tag) => ({ part: at, place, tag });
      });
      return found.flatMap((slot) =>
        tagOf(slot).tag.kind === 'fragment' ? include(slot, paragraph, part, context, inclusion) : [slot],
      );
    });
}

/** Puts a fragment in the place of the paragraph that names it; answers the tags that came with it. */
function include(
  slot: XmlSlot,
  paragraph: XmlElement,
  part: string,
  context: CompileContext,
  { fragments, open }: Inclusion,
): XmlSlot[] {
  const { tag, place } = tagOf(slot);
  const name = tag.kind === 'fragment' ? tag.name : '';
  const { report } = context.reading;
  const holder = paragraph.parent;
  const alone = isBlank(paragraph, slot) && holder !== null && paragraph.name === 'w:p';
  if (!alone)
    report.add(place, 'FRAGMENT_PLACE', {
      zh: '片段标签必须单独成段。',
      en: 'A fragment needs a paragraph of its own.',
    });
  else if (open.includes(name))
    report.add(place, 'FRAGMENT_CYCLE', {
      zh: `片段“${name}”包含了它自己。`,
      en: `The fragment "${name}" includes itself.`,
    });
  else {
    const nodes = fragments.content(name, part);
    if (nodes !== undefined)
      return graft(nodes, paragraph, holder, part, context, { fragments, open: [...open, name] });
    const meant = nearest(name, fragments.names);
    report.add(
      place,
      'FRAGMENT_UNKNOWN',
      { zh: `没有片段“${name}”。`, en: `There is no fragment "${name}".` },
      didYouMean(meant && `{{> ${meant}}}`),
    );
  }
  return [];
}

function graft(
  nodes: readonly XmlNode[],
  paragraph: XmlElement,
  holder: XmlElement,
  part: string,
  context: CompileContext,
  inclusion: Inclusion,
): XmlSlot[] {
  const body: XmlElement = {
    kind: 'element',
    name: '',
    head: '',
    tail: '',
    children: [...nodes],
    parent: null,
  };
  for (const node of nodes) node.parent = body;
  const slots = slotsIn(body, part, context, inclusion);
  holder.children.splice(holder.children.indexOf(paragraph), 1, ...body.children);
  for (const node of body.children) node.parent = holder;
  return slots;
}

/** Paragraphs, and the points of a chart's data. */
const isContainer = (node: XmlElement): boolean =>
  localName(node.name) === 'p' || (localName(node.name) === 'pt' && node.name.startsWith('c:'));

/** A content control that is bound to data would overwrite its text when Word opens the file. */
function unbind(slot: XmlSlot): void {
  for (const holder of ancestors(slot)) {
    const properties = localName(holder.name) === 'sdt' ? childOf(holder, 'sdtPr') : undefined;
    for (const name of properties === undefined ? [] : ['dataBinding', 'showingPlcHdr']) {
      const node = properties && childOf(properties, name);
      if (node) detach(node);
    }
  }
}
