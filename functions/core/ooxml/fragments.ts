import { cleanExternal } from './external.ts';
import { cloneNode } from './flow.ts';
import { largest } from './largest.ts';
import { Package, type Relationship } from './package.ts';
import type { WordEdit } from './word-edit.ts';
import {
  append,
  attribute,
  childOf,
  descendants,
  detach,
  documentElement,
  elementsOf,
  localName,
  setAttribute,
  type XmlElement,
  type XmlNode,
} from './xml.ts';

/**
 * Brings the content of fragment documents into a template, with the styles, numbering, pictures and links that it
 * uses. Styles that the template has already are the template's; numbering starts anew with each use.
 */
export class Fragments {
  private readonly edit: WordEdit;
  private readonly sources: Readonly<Record<string, Uint8Array>>;
  private readonly opened = new Map<string, Package>();
  /** Names that were asked for, in order. */
  readonly asked = new Set<string>();
  private readonly used = new Set<string>();
  private numbers = 0;

  constructor(edit: WordEdit, sources: Readonly<Record<string, Uint8Array>>) {
    this.edit = edit;
    this.sources = sources;
  }

  get names(): string[] {
    return Object.keys(this.sources);
  }

  /** Paragraphs and tables of a fragment for use in `part`; undefined when there is no such fragment. */
  content(name: string, part: string): XmlNode[] | undefined {
    this.asked.add(name);
    const source = this.open(name);
    if (source === undefined) return undefined;
    const from = source.mainPart();
    const body = childOf(documentElement(source.tree(from)), 'body');
    const nodes = (body?.children ?? []).filter(
      (node) => node.kind !== 'element' || node.name !== 'w:sectPr',
    );
    const holder: XmlElement = {
      kind: 'element',
      name: '',
      head: '',
      tail: '',
      children: nodes,
      parent: null,
    };
    for (const section of descendants(holder, 'sectPr')) detach(section);
    for (const kind of ['footnote', 'endnote']) this.bringNotes(kind, holder, source, part);
    this.renumber(holder, name);
    this.bringStyles(holder, source, from);
    this.bringNumbering(holder, source, from);
    this.bringLinks(holder, source, from, part);
    return nodes;
  }

  private open(name: string): Package | undefined {
    const bytes = Object.hasOwn(this.sources, name) ? this.sources[name] : undefined;
    if (bytes === undefined) return undefined;
    const pack = this.opened.get(name) ?? new Package(bytes);
    if (!this.opened.has(name)) pack.replace(cleanExternal(pack).parts, 3);
    this.opened.set(name, pack);
    return pack;
  }

  /** Notes of the fragment join those of the template; only the main part may refer to any. */
  private bringNotes(kind: string, holder: XmlElement, source: Package, part: string): void {
    const from = source.mainPart();
    const [theirs] = source.related(from, `${kind}s`);
    const notes = theirs === undefined ? [] : elementsOf(documentElement(source.tree(theirs)), kind);
    for (const reference of descendants(holder, `${kind}Reference`)) {
      const id = attribute(reference, 'w:id');
      const note = notes.find((one) => attribute(one, 'w:id') === id);
      if (theirs === undefined || note === undefined || part !== this.edit.main) {
        detach(reference);
        continue;
      }
      const ours = this.edit.partOf(`${kind}s`, `${kind}s`, separators(kind));
      const root = documentElement(this.edit.tree(ours));
      const fresh = String(highest(elementsOf(root, kind), 'w:id') + 1);
      const copy = cloneNode(note);
      setAttribute(copy, 'w:id', fresh);
      setAttribute(reference, 'w:id', fresh);
      this.renumber(copy, '');
      this.bringStyles(copy, source, from);
      this.bringNumbering(copy, source, from);
      this.bringLinks(copy, source, theirs, ours);
      append(root, copy);
    }
  }

  /** Numbers and names of the fragment must not meet those of the template, or its own when it is used twice. */
  private renumber(holder: XmlElement, name: string): void {
    const again = name !== '' && this.used.has(name);
    this.used.add(name);
    const next = (): string => String(200_000 + ++this.numbers);
    const bookmarks = new Map<string, string>();
    for (const node of [holder, ...descendants(holder)]) {
      node.head = node.head.replace(/ \w+:(?:paraId|textId)="[^"]*"/g, '');
      const local = localName(node.name);
      if (COMMENTED.test(local) || (again && local.startsWith('bookmark'))) detach(node);
      const id = attribute(node, NUMBERED[local] ?? '');
      if (id === undefined) continue;
      const fresh = local.startsWith('bookmark') ? (bookmarks.get(id) ?? next()) : next();
      bookmarks.set(id, fresh);
      setAttribute(node, NUMBERED[local] ?? '', fresh);
    }
  }

  private bringStyles(holder: XmlElement, source: Package, from: string): void {
    const [theirs] = source.related(from, 'styles');
    const [ours] = this.edit.pack.related(this.edit.main, 'styles');
    if (theirs === undefined || ours === undefined) return;
    const styles = new Map(
      [...elementsOf(documentElement(source.tree(theirs)), 'style')].map((node) => [
        attribute(node, 'w:styleId') ?? '',
        node,
      ]),
    );
    const root = documentElement(this.edit.tree(ours));
    const have = new Set(elementsOf(root, 'style').map((node) => attribute(node, 'w:styleId')));
    const wanted = stylesIn(holder);
    for (let id = wanted.pop(); id !== undefined; id = wanted.pop()) {
      const style = styles.get(id);
      if (style === undefined || have.has(id)) continue;
      have.add(id);
      const copy = cloneNode(style);
      setAttribute(copy, 'w:default', null);
      append(root, copy);
      wanted.push(...stylesIn(copy));
    }
  }

  private bringNumbering(holder: XmlElement, source: Package, from: string): void {
    const uses = descendants(holder, 'numId').filter((node) => attribute(node, 'w:val') !== '0');
    const [theirs] = source.related(from, 'numbering');
    if (uses.length === 0 || theirs === undefined) return;
    const numbering = documentElement(source.tree(theirs));
    const root = documentElement(this.edit.tree(this.edit.partOf('numbering', 'numbering')));
    const given = new Map<string, string>();
    for (const use of uses) {
      const id = attribute(use, 'w:val') ?? '';
      const fresh = given.get(id) ?? copyList(numbering, root, id);
      given.set(id, fresh);
      setAttribute(use, 'w:val', fresh);
    }
  }

  private bringLinks(holder: XmlElement, source: Package, from: string, part: string): void {
    const links = new Map(source.relationships(from).map((one) => [one.id, one]));
    for (const node of descendants(holder)) {
      for (const name of ['r:id', 'r:embed', 'r:link']) {
        const link = links.get(attribute(node, name) ?? '');
        if (link) setAttribute(node, name, this.bringLink(link, source, part));
      }
    }
  }

  private bringLink(link: Relationship, source: Package, part: string): string {
    const copy = link.external ? null : this.edit.copyMedia(source, link.target);
    return copy === null
      ? this.edit.relateOutside(part, link.type, link.target)
      : this.edit.relate(part, link.type, copy);
  }
}

const COMMENTED = /^comment(?:RangeStart|RangeEnd|Reference)$/;
const NUMBERED: Readonly<Record<string, string>> = {
  docPr: 'id',
  id: 'w:val',
  bookmarkStart: 'w:id',
  bookmarkEnd: 'w:id',
  ins: 'w:id',
  del: 'w:id',
};

const separators = (kind: string): string =>
  ['separator', 'continuationSeparator']
    .map(
      (type, i) =>
        `<w:${kind} w:type="${type}" w:id="${i - 1}"><w:p><w:r><w:${type}/></w:r></w:p></w:${kind}>`,
    )
    .join('');

const stylesIn = (node: XmlElement): string[] =>
  descendants(node).flatMap((one) =>
    /^w:(?:pStyle|rStyle|tblStyle|basedOn|next|link)$/.test(one.name) ? [attribute(one, 'w:val') ?? ''] : [],
  );

const highest = (nodes: Iterable<XmlElement>, name: string): number =>
  largest([...nodes].map((node) => Number(attribute(node, name)) || 0));

/** Copies a list definition under new numbers; definitions come before their uses. */
function copyList(from: XmlElement, into: XmlElement, id: string): string {
  const list = elementsOf(from, 'num').find((node) => attribute(node, 'w:numId') === id);
  const definition = list && childOf(list, 'abstractNumId');
  const abstract = elementsOf(from, 'abstractNum').find(
    (node) => attribute(node, 'w:abstractNumId') === (definition && attribute(definition, 'w:val')),
  );
  if (list === undefined || abstract === undefined) return '0';
  const abstractId = String(highest(elementsOf(into, 'abstractNum'), 'w:abstractNumId') + 1);
  const listId = String(highest(elementsOf(into, 'num'), 'w:numId') + 1);
  const copy = cloneNode(abstract);
  setAttribute(copy, 'w:abstractNumId', abstractId);
  // Word takes definitions with the same nsid for one and the same list.
  for (const node of elementsOf(copy, 'nsid')) copy.children.splice(copy.children.indexOf(node), 1);
  const firstNum = into.children.findIndex((node) => node.kind === 'element' && node.name === 'w:num');
  append(into, copy, firstNum < 0 ? into.children.length : firstNum);
  const num = cloneNode(list);
  setAttribute(num, 'w:numId', listId);
  const reference = childOf(num, 'abstractNumId');
  if (reference) setAttribute(reference, 'w:val', abstractId);
  append(into, num);
  return listId;
}
