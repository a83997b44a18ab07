import { checkTag, isMarker, tagOf } from './blocks.ts';
import { type CompileContext, HolePart, type Use } from './compiled.ts';
import { placeSlots, type Shape, type TagSlot } from './flow.ts';
import { type Package, relationshipsName } from './package.ts';
import { aroundAttribute, type Op, proseOf, type Run, resolve, type Site, type Special } from './program.ts';
import { compileTree, siteOf, textSpecial } from './text-ops.ts';
import {
  attribute,
  childOf,
  descendants,
  detach,
  documentElement,
  element,
  elementsOf,
  escapeAttribute,
  escapeText,
  localName,
  parseXml,
  textOf,
  unescapeXml,
  type XmlElement,
} from './xml.ts';

interface PlainPart {
  readonly ops: readonly Op<Run>[];
  readonly uses: readonly Use[];
}

/** Document properties: every element that holds text may hold tags. Null when none does. */
function compileProperties(pack: Package, part: string, context: CompileContext): PlainPart | null {
  const xml = pack.text(part);
  if (!xml.includes(context.reading.delimiters.open)) return null;
  const root = parseXml(xml);
  dropTitles(root, context);
  const slots = descendants(root).flatMap((node) => {
    if (elementsOf(node).length > 0 || node.parent === null) return [];
    const shape: Shape = { text: new Set([localName(node.name)]), nested: new Set(), keepsSpace: false };
    return placeSlots({ ...node.parent, children: [node] }, shape, context.reading, (text) => (tag) => ({
      part,
      place: text.slice(0, 80),
      tag,
    }));
  });
  checkPlain(slots.map(tagOf), context);
  const special = textSpecial<Run>((out, text) => out.text(escapeText(text)));
  return {
    ops: compileTree(root, special).done(),
    uses: slots.map((slot) => ({ slot: tagOf(slot), around: [] })),
  };
}

/** Excel lists the names of sheets here too; they are not known before the fill, and the list may be left out. */
function dropTitles(root: XmlElement, { reading }: CompileContext): void {
  const properties = documentElement(root);
  const titles = childOf(properties, 'TitlesOfParts');
  const pairs = childOf(properties, 'HeadingPairs');
  if (titles === undefined || !textOf(titles).includes(reading.delimiters.open)) return;
  detach(titles);
  if (pairs) detach(pairs);
}

function checkPlain(slots: readonly TagSlot[], { filters, reading }: CompileContext): void {
  for (const slot of slots) {
    checkTag(slot, filters, reading.report);
    if (!isMarker(slot.tag)) continue;
    reading.report.add(slot.place, 'BLOCK_PLACE', {
      zh: '文档属性和链接地址中不能使用循环或条件标签。',
      en: 'Loops and conditions have no place in document properties and link addresses.',
    });
  }
}

const LINK_TEXT: Shape = { text: new Set(['t']), nested: new Set(), keepsSpace: false };

/** Addresses of hyperlinks, in which Word writes braces as `%7B`. Null when none holds a tag. */
function compileLinks(xml: string, part: string, context: CompileContext): PlainPart | null {
  if (!/%7b|\{/i.test(xml)) return null;
  const root = parseXml(xml);
  const uses: Use[] = [];
  const holes = new Map<XmlElement, LinkAddress>();
  for (const node of descendants(root, 'Relationship')) {
    if (attribute(node, 'TargetMode') !== 'External') continue;
    const link = linkAddress(attribute(node, 'Target') ?? '', part, context);
    if (link === null) continue;
    uses.push(...link.slots.map((slot) => ({ slot, around: [] })));
    holes.set(node, link);
  }
  if (uses.length === 0) return null;
  const special: Special<Run> = (node, program) => {
    const address = node.kind === 'element' ? holes.get(node) : undefined;
    if (address === undefined || node.kind !== 'element') return false;
    const parts = aroundAttribute(node.head, 'Target');
    if (parts === undefined) return false;
    program.text(parts[0]);
    program.op((out, run) => out.text(escapeAttribute(address.of(run))));
    program.text(parts[2] + node.tail);
    return true;
  };
  return { ops: compileTree(root, special).done(), uses };
}

/** The address with its braces back; one tag alone is the whole address, whatever scheme Word put before it. */
function linkTemplate(target: string, { reading }: CompileContext): string | null {
  const { open, close } = reading.delimiters;
  const plain = target
    .replace(/%7[bB]/g, '{')
    .replace(/%7[dD]/g, '}')
    .replace(/%20/g, ' ')
    .replace(/%7[cC]/g, '|');
  if (!plain.includes(open) || !plain.includes(close)) return null;
  const bare = plain.replace(/^(?:https?|file):\/\/\/?/, '');
  return bare.startsWith(open) && bare.indexOf(close) === bare.length - close.length ? bare : plain;
}

const SAFE_ADDRESS = /^\s*(?:https?:|mailto:|tel:|ftp:|[^:]*$)/i;

interface Pieces {
  readonly slots: readonly TagSlot[];
  /** One tag and nothing else. */
  readonly alone: boolean;
  readonly pieces: readonly (Site | string)[];
}

function piecesOf(text: string, part: string, context: CompileContext, place = text): Pieces {
  const holder = element(`<is><t>${escapeText(text)}</t></is>`);
  const slots = placeSlots(holder, LINK_TEXT, context.reading, () => (tag) => ({ part, place, tag }));
  const children = (childOf(holder, 't') ?? holder).children;
  const pieces = children.flatMap((child) => {
    if (child.kind === 'slot') return child.slot.kind === 'tag' ? (siteOf(child.slot) ?? []) : [];
    return child.kind === 'text' ? unescapeXml(child.raw) : [];
  });
  return { slots: slots.map(tagOf), alone: children.length === 1 && slots.length === 1, pieces };
}

/** An address that holds tags. */
export interface LinkAddress {
  readonly slots: readonly TagSlot[];
  /** The address for the item of the run's scope; `about:blank` for one that a document must not carry. */
  of(run: Run): string;
}

/** The address in a target of a relationship; null when it holds no tag. `place` is said in mistakes, else the address. */
export function linkAddress(
  target: string,
  part: string,
  context: CompileContext,
  place?: string,
): LinkAddress | null {
  const template = linkTemplate(target, context);
  if (template === null) return null;
  const { slots, alone, pieces } = piecesOf(template, part, context, place);
  checkPlain(slots, context);
  const write = alone ? (value: string): string => value : encodeURIComponent;
  return {
    slots,
    of(run) {
      const address = joined(pieces, run, write);
      return SAFE_ADDRESS.test(address) ? address : 'about:blank';
    },
  };
}

/** Tags in a plain text outside the flow of a document. Null when it holds none. */
export function tagsIn(
  text: string,
  part: string,
  context: CompileContext,
): {
  readonly slots: readonly TagSlot[];
  readonly alone: boolean;
  value(run: Run, write: (value: string) => string): string;
} | null {
  const { slots, alone, pieces } = piecesOf(text, part, context);
  if (slots.length === 0) return null;
  if (!alone) checkPlain(slots, context);
  return { slots, alone, value: (run, write) => joined(pieces, run, write) };
}

const joined = (pieces: readonly (Site | string)[], run: Run, write: (value: string) => string): string =>
  pieces
    .map((piece) => (typeof piece === 'string' ? piece : write(proseOf(run, piece, resolve(run, piece)))))
    .join('');

/** Document properties, and hyperlinks of the given parts, as far as they hold tags. */
export function plainHoles(
  pack: Package,
  linked: Iterable<string>,
  context: CompileContext,
  textOf: (name: string) => string | undefined,
): { holes: HolePart[]; uses: Use[] } {
  const holes: HolePart[] = [];
  const uses: Use[] = [];
  const add = (name: string, part: PlainPart | null): void => {
    if (part === null) return;
    holes.push(new HolePart(name, part.ops));
    uses.push(...part.uses);
  };
  for (const type of ['core-properties', 'extended-properties', 'custom-properties']) {
    for (const name of pack.related('', type)) add(name, compileProperties(pack, name, context));
  }
  for (const part of linked) {
    const name = relationshipsName(part);
    const xml = textOf(name);
    if (xml !== undefined) add(name, compileLinks(xml, name, context));
  }
  return { holes, uses };
}
