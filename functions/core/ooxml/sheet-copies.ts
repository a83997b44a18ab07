import { cloneNode } from './flow.ts';
import { CONTENT_TYPES, OFFICE } from './names.ts';
import { type Package, relationshipsName } from './package.ts';
import type { SheetFill } from './sheet-run.ts';
import {
  append,
  attribute,
  descendants,
  detach,
  documentElement,
  element,
  elementsOf,
  escapeAttribute,
  parseXml,
  prefixOf,
  serialize,
  setAttribute,
} from './xml.ts';
import { type Entry, makeEntry } from './zip.ts';

/** Name of a part in the copy `n` of its sheet; the first keeps its name. */
export const copyName = (part: string, n: number): string =>
  n === 0 ? part : part.replace(/(\.\w+)$/, `_docket${n}$1`);

export const copyRelation = ({ plan, copy }: SheetFill): string =>
  `docket_${plan.part.replace(/\W/g, '_')}_${copy}`;

/** Parts that sheets may share; all others belong to one sheet and are copied with it. */
const SHARED = new Set([
  'image',
  'hyperlink',
  'worksheet',
  'pivotCacheDefinition',
  'slicerCache',
  'timelineCache',
  'person',
]);

/** A part and all that hangs on it alone. */
export function ownParts(pack: Package, part: string, found: Set<string> = new Set()): ReadonlySet<string> {
  if (found.has(part) || !pack.has(part)) return found;
  found.add(part);
  for (const link of pack.relationships(part))
    if (!link.external && !SHARED.has(link.type)) ownParts(pack, link.target, found);
  return found;
}

export interface Copies {
  readonly fills: readonly SheetFill[];
  readonly partsOf: (fill: SheetFill) => readonly string[];
  readonly main: string;
}

/** What a workbook needs beyond the copied sheets themselves: fixed parts, relationships, content types. */
export function addCopies(
  entries: readonly Entry[],
  copies: Copies,
  pack: Package,
  textOf: (name: string) => string,
  level: number,
): Entry[] {
  const extra = copies.fills.filter((fill) => fill.copy > 0);
  const gone = new Set(
    copies.fills
      .filter((fill) => fill.copy < 0)
      .flatMap((fill) => copies.partsOf(fill).flatMap((part) => [part, relationshipsName(part)])),
  );
  if (extra.length === 0 && gone.size === 0) return [...entries];
  const present = new Map(
    entries.filter((entry) => !gone.has(entry.name)).map((entry) => [entry.name, entry]),
  );
  const put = (name: string, text: string): void =>
    void present.set(name, makeEntry(name, Buffer.from(text, 'utf8'), level));
  const types = parseXml(textOf(CONTENT_TYPES));
  const links = parseXml(textOf(relationshipsName(copies.main)));
  for (const fill of extra) {
    const parts = copies.partsOf(fill);
    for (const part of parts) {
      const name = copyName(part, fill.copy);
      const original = present.get(part);
      if (!present.has(name) && original) present.set(name, { ...original, name });
      copyType(types, part, name);
      const relations = relationshipsName(part);
      if (present.has(relations))
        put(relationshipsName(name), redirected(textOf(relations), part, parts, fill.copy, pack));
    }
    addSheetLink(links, fill, parts[0] ?? '');
  }
  removeTypes(types, gone);
  removeLinks(links, copies.main, gone, pack);
  put(CONTENT_TYPES, serialize(types));
  put(relationshipsName(copies.main), serialize(links));
  return [...present.values()];
}

type Tree = ReturnType<typeof parseXml>;

function addSheetLink(links: Tree, fill: SheetFill, part: string): void {
  const list = documentElement(links);
  const target = escapeAttribute(`/${copyName(part, fill.copy)}`);
  const name = `${prefixOf(list.name)}Relationship`;
  append(
    list,
    element(`<${name} Id="${copyRelation(fill)}" Type="${OFFICE}/worksheet" Target="${target}"/>`),
  );
}

function removeLinks(links: Tree, main: string, gone: ReadonlySet<string>, pack: Package): void {
  const lost = new Set(
    pack
      .relationships(main)
      .filter((link) => gone.has(link.target))
      .map((link) => link.id),
  );
  for (const node of elementsOf(documentElement(links)))
    if (lost.has(attribute(node, 'Id') ?? '')) detach(node);
}

function copyType(types: Tree, part: string, name: string): void {
  for (const node of descendants(types, 'Override')) {
    if (attribute(node, 'PartName') !== `/${part}`) continue;
    const copy = cloneNode(node);
    setAttribute(copy, 'PartName', `/${name}`);
    append(documentElement(types), copy);
  }
}

function removeTypes(types: Tree, gone: ReadonlySet<string>): void {
  const list = documentElement(types);
  list.children = list.children.filter(
    (node) => node.kind !== 'element' || !gone.has((attribute(node, 'PartName') ?? '').slice(1)),
  );
}

/** Links among the copied parts lead to the copies; links elsewhere stay. */
function redirected(
  xml: string,
  part: string,
  parts: readonly string[],
  copy: number,
  pack: Package,
): string {
  const tree = parseXml(xml);
  const targets = new Map(pack.relationships(part).map((one) => [one.id, one.target]));
  for (const node of descendants(tree, 'Relationship')) {
    const target =
      targets.get(attribute(node, 'Id') ?? '') ?? (attribute(node, 'Target') ?? '').replace(/^\//, '');
    if (parts.includes(target)) setAttribute(node, 'Target', `/${copyName(target, copy)}`);
    else if (targets.has(attribute(node, 'Id') ?? '') && attribute(node, 'TargetMode') !== 'External')
      setAttribute(node, 'Target', `/${target}`);
  }
  return serialize(tree);
}
