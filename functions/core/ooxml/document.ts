import { Assets, withPictureTypes } from './assets.ts';
import { checkTag, tagOf } from './blocks.ts';
import { type CompileContext, type Compiled, HolePart, type Use } from './compiled.ts';
import { isBlank, WORD_TEXT, wrapBlocks } from './doc-blocks.ts';
import { compileChart } from './doc-charts.ts';
import { readControls } from './doc-controls.ts';
import { type DocRun, isRich, wordSpecial } from './doc-emit.ts';
import { fillLinks } from './doc-links.ts';
import { restartLists } from './doc-lists.ts';
import { settleLoops } from './doc-loops.ts';
import { LoopNotes, NoteRun } from './doc-notes.ts';
import { elementsBelow, ownOf } from './doc-own.ts';
import { WordRaw } from './doc-raw.ts';
import { repeatSections } from './doc-sections.ts';
import { didYouMean, nearest } from './errors.ts';
import { refuseDde } from './external.ts';
import { ancestors, placeSlots, readText } from './flow.ts';
import { Fragments } from './fragments.ts';
import { CONTENT_TYPES } from './names.ts';
import { Numbering } from './numbering.ts';
import type { Package } from './package.ts';
import { plainHoles } from './plain-parts.ts';
import type { Run } from './program.ts';
import { treeUses } from './sheet-uses.ts';
import { compileTree } from './text-ops.ts';
import { reportWide } from './wide-braces.ts';
import { WordEdit } from './word-edit.ts';
import {
  attribute,
  childOf,
  descendants,
  detach,
  documentElement,
  elementsOf,
  localName,
  parseXml,
  type XmlElement,
  type XmlNode,
  type XmlSlot,
} from './xml.ts';
import type { Entry } from './zip.ts';

/** A diagram stands twice: as data, and drawn. */
const PARTS = [
  ...['header', 'footer', 'footnotes', 'endnotes', 'comments'],
  ...['chart', 'chartEx', 'diagramData', 'diagramDrawing'],
];

/** Compiles a Word template; mistakes go to the report. */
export function compileDocument(pack: Package, context: CompileContext): Compiled {
  const main = pack.mainPart();
  const edit = new WordEdit(pack, main);
  const fragments = new Fragments(edit, context.fragments);
  const trees = new Map<string, XmlElement>();
  const take = (name: string): void => {
    const root = prepare(pack.text(name), name, context, fragments);
    if (root !== null) trees.set(name, root);
  };
  take(main);
  // What fragments brought is part of the template from here on.
  edit.apply(context.level);
  const others = new Set(PARTS.flatMap((type) => pack.related(main, type)));
  const charts = new Map(
    pack.related(main, 'chart').flatMap((name) => {
      const chart = compileChart(pack, name, context);
      return chart === null ? [] : [[name, chart] as const];
    }),
  );
  for (const name of others) if (!charts.has(name)) take(name);
  const numbering = new Numbering(edit);
  finish(trees, edit, context, numbering);
  const uses: Use[] = [
    ...[...trees.values()].flatMap((root) => treeUses(root, [])),
    ...[...charts.values()].flatMap((chart) => chart.uses),
  ];
  const rich = uses.some(isRichUse);
  if (rich) edit.partOf('numbering', 'numbering');
  const headings = rich ? headingStyles(edit) : new Map<number, string>();
  edit.apply(context.level);
  if (uses.some(isPictureUse))
    pack.replace(new Map([[CONTENT_TYPES, withPictureTypes(pack.text(CONTENT_TYPES))]]), context.level);
  const plain = plainHoles(pack, [main, ...others], context, (name) =>
    pack.has(name) ? pack.text(name) : undefined,
  );
  const holes = [
    ...[...trees].map(([name, root]) => new HolePart(name, compileTree(root, wordSpecial).done())),
    ...[...charts].map(([name, chart]) => new HolePart(name, chart.ops)),
    ...plain.holes.map((hole) => hole as unknown as HolePart<DocRun>),
  ];
  const entries = [...pack.entries.values()];
  return {
    uses: [...plain.uses, ...uses],
    asks: [...fragments.asked],
    fill(run: Run, level: number, limit: number): Entry[] {
      const docRun = documentRun(run, limit, numbering, headings);
      const filled = new Map<string, Entry>();
      for (const hole of holes) {
        docRun.part = hole.name;
        filled.set(hole.name, hole.render(docRun, level, limit));
      }
      for (const [name, entry] of docRun.embedded) filled.set(name, entry);
      const written = entries.map((entry) => filled.get(entry.name) ?? entry);
      return docRun.assets.addTo(docRun.lists.addTo(written, level), level);
    },
  };
}

const documentRun = (
  run: Run,
  limit: number,
  numbering: Numbering,
  headings: ReadonlyMap<number, string>,
): DocRun =>
  Object.assign(run, {
    seen: 0,
    assets: new Assets('word'),
    part: '',
    limit,
    written: new Set<object>(),
    lists: numbering.lists(),
    headings,
    notes: new NoteRun(),
    embedded: new Map<string, Entry>(),
    columns: new Map<object, readonly unknown[]>(),
  });

/** Styles that Word knows as headings, whatever they are called on the page. */
function headingStyles(edit: WordEdit): Map<number, string> {
  const [part] = edit.pack.related(edit.main, 'styles');
  const text = part === undefined ? null : edit.text(part);
  const found = new Map<number, string>();
  for (const style of text === null ? [] : elementsOf(documentElement(parseXml(text)), 'style')) {
    const name = childOf(style, 'name');
    const level = /^heading ([1-6])$/i.exec((name && attribute(name, 'w:val')) ?? '')?.[1];
    if (level !== undefined) found.set(Number(level), attribute(style, 'w:styleId') ?? '');
  }
  return found;
}

/** What concerns a document as a whole: what repeats, lists, notes, links. */
function finish(
  trees: Map<string, XmlElement>,
  edit: WordEdit,
  context: CompileContext,
  numbering: Numbering,
): void {
  const { pack, main } = edit;
  const notes = new LoopNotes((kind) => {
    const [name] = pack.related(main, kind);
    if (name === undefined) return null;
    const root = trees.get(name) ?? parseXml(pack.text(name));
    trees.set(name, root);
    return { name, root };
  });
  for (const [name, root] of [...trees]) {
    settleLoops(root, (node) => notes.see(node));
    restartLists(root, numbering);
    if (name === main) repeatSections(root);
    fillLinks(name, root, edit, context);
  }
}

const isPictureUse = ({ slot }: Use): boolean => slot.tag.kind === 'value' && slot.tag.as === 'image';
const isRichUse = ({ slot }: Use): boolean => isRich(slot.tag);

/** Word may put markup between any two characters, so only the first of a delimiter can be looked for. */
const mayHoldTag = (xml: string, { reading }: CompileContext): boolean =>
  xml.includes(reading.delimiters.open[0] ?? '') || xml.includes(reading.delimiters.close[0] ?? '');

const PLACE_LENGTH = 80;
const hasOwn = (root: XmlElement): boolean => [...elementsBelow(root)].some((node) => ownOf(node));

/** The tree of a part with slots where the tags are and blocks joined; null when the part has none. */
function prepare(
  xml: string,
  part: string,
  context: CompileContext,
  fragments: Fragments,
): XmlElement | null {
  refuseDde(xml);
  if (xml.includes('｛')) reportWideIn(parseXml(xml), part, context);
  if (!mayHoldTag(xml, context)) return null;
  const root = parseXml(xml, new WordRaw(context.reading.delimiters));
  const inclusion: Inclusion = { fragments, open: [], later: [] };
  const slots = slotsIn(root, part, context, inclusion);
  for (const slot of slots) unbind(slot);
  for (const slot of slots) checkTag(tagOf(slot), context.filters, context.reading.report);
  wrapBlocks(slots, context.reading);
  for (const work of inclusion.later) work();
  return slots.length > 0 || hasOwn(root) ? root : null;
}

function reportWideIn(root: XmlElement, part: string, { reading }: CompileContext): void {
  for (const paragraph of descendants(root).filter(isContainer)) {
    const text = readText(paragraph, WORD_TEXT);
    reportWide(text, reading, (tag) => ({ part, place: text.trim().slice(0, PLACE_LENGTH), tag }));
  }
}

interface Inclusion {
  readonly fragments: Fragments;
  /** Fragments that are being read: none may include itself. */
  readonly open: readonly string[];
  /** What is to be done once blocks are joined. */
  readonly later: (() => void)[];
}

function slotsIn(root: XmlElement, part: string, context: CompileContext, inclusion: Inclusion): XmlSlot[] {
  for (const work of readControls(root, part, context)) inclusion.later.push(work);
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
  { fragments, open, later }: Inclusion,
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
      return graft(nodes, paragraph, holder, part, context, { fragments, open: [...open, name], later });
    const meant = nearest(name, fragments.names);
    report.add(
      place,
      'FRAGMENT_UNKNOWN',
      {
        zh: `没有片段“${name}”：找不到 ${name}.docx。`,
        en: `There is no fragment "${name}": ${name}.docx was not found.`,
      },
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
