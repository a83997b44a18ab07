import { cleanExternal } from './external.ts';
import { cloneNode } from './flow.ts';
import { Package, type Relationship, relationshipsName } from './package.ts';
import {
  append,
  attribute,
  childOf,
  descendants,
  documentElement,
  element,
  elementsOf,
  escapeAttribute,
  parseXml,
  serialize,
  setAttribute,
  type XmlElement,
  type XmlNode,
} from './xml.ts';
import { contentOf, type Entry, makeEntry } from './zip.ts';

const REL = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const LINKS = 'http://schemas.openxmlformats.org/package/2006/relationships';
const WORD = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main';
const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';

/**
 * Brings the content of fragment documents into a template, with the styles, numbering, pictures and links that it
 * uses. Styles that the template has already are the template's; numbering starts anew with each use.
 */
export class Fragments {
  private readonly pack: Package;
  private readonly main: string;
  private readonly sources: Readonly<Record<string, Uint8Array>>;
  private readonly opened = new Map<string, Package>();
  private readonly changed = new Map<string, XmlElement>();
  private readonly added: Entry[] = [];
  private links = 0;

  constructor(pack: Package, main: string, sources: Readonly<Record<string, Uint8Array>>) {
    this.pack = pack;
    this.main = main;
    this.sources = sources;
  }

  get names(): string[] {
    return Object.keys(this.sources);
  }

  /** Paragraphs and tables of a fragment for use in `part`; undefined when there is no such fragment. */
  content(name: string, part: string): XmlNode[] | undefined {
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
    for (const section of descendants(holder, 'sectPr'))
      section.parent?.children.splice(section.parent.children.indexOf(section), 1);
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

  private tree(part: string): XmlElement {
    const tree = this.changed.get(part) ?? this.pack.tree(part);
    this.changed.set(part, tree);
    return tree;
  }

  private bringStyles(holder: XmlElement, source: Package, from: string): void {
    const [theirs] = source.related(from, 'styles');
    const [ours] = this.pack.related(this.main, 'styles');
    if (theirs === undefined || ours === undefined) return;
    const styles = new Map(
      [...elementsOf(documentElement(source.tree(theirs)), 'style')].map((node) => [
        attribute(node, 'w:styleId') ?? '',
        node,
      ]),
    );
    const root = documentElement(this.tree(ours));
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
    const root = documentElement(this.tree(this.numberingPart()));
    const given = new Map<string, string>();
    for (const use of uses) {
      const id = attribute(use, 'w:val') ?? '';
      const fresh = given.get(id) ?? copyList(numbering, root, id);
      given.set(id, fresh);
      setAttribute(use, 'w:val', fresh);
    }
  }

  /** The template's numbering; an empty one is made when it has none. */
  private numberingPart(): string {
    const [part] = this.pack.related(this.main, 'numbering');
    if (part !== undefined) return part;
    const name = 'word/docketNumbering.xml';
    if (this.changed.has(name)) return name;
    this.changed.set(name, parseXml(`${HEAD}<w:numbering xmlns:w="${WORD}"></w:numbering>`));
    this.link(this.main, 'numbering', `/${name}`, false);
    const types = documentElement(this.tree('[Content_Types].xml'));
    append(
      types,
      element(
        `<Override PartName="/${name}" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml"/>`,
      ),
    );
    return name;
  }

  private link(part: string, type: string, target: string, external: boolean): string {
    const name = relationshipsName(part);
    if (!this.changed.has(name) && !this.pack.has(name))
      this.changed.set(name, parseXml(`${HEAD}<Relationships xmlns="${LINKS}"></Relationships>`));
    const id = `docketFragment${++this.links}`;
    const mode = external ? ' TargetMode="External"' : '';
    append(
      documentElement(this.tree(name)),
      element(`<Relationship Id="${id}" Type="${REL}/${type}" Target="${escapeAttribute(target)}"${mode}/>`),
    );
    return id;
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
    const entry = source.entries.get(link.target);
    if (link.external || entry === undefined) return this.link(part, link.type, link.target, link.external);
    const extension = link.target.slice(link.target.lastIndexOf('.'));
    const name = `word/media/docketFragment${this.added.length + 1}${extension}`;
    this.added.push(makeEntry(name, contentOf(entry), 0));
    const types = documentElement(this.tree('[Content_Types].xml'));
    append(
      types,
      element(
        `<Override PartName="/${name}" ContentType="${escapeAttribute(source.contentType(link.target))}"/>`,
      ),
    );
    return this.link(part, link.type, `/${name}`, false);
  }

  /** The template with what its fragments brought. */
  applyTo(pack: Package, level: number): void {
    if (this.changed.size === 0) return;
    pack.replace(
      new Map([...this.changed].map(([name, tree]) => [name, serialize(tree)])),
      level,
      this.added,
    );
  }
}

const stylesIn = (node: XmlElement): string[] =>
  descendants(node).flatMap((one) =>
    /^w:(?:pStyle|rStyle|tblStyle|basedOn|next|link)$/.test(one.name) ? [attribute(one, 'w:val') ?? ''] : [],
  );

const highest = (nodes: Iterable<XmlElement>, name: string): number =>
  Math.max(0, ...[...nodes].map((node) => Number(attribute(node, name)) || 0));

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
