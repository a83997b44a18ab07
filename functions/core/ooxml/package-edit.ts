import { CONTENT_TYPES, NO_LINKS, OFFICE, XML_HEAD } from './names.ts';
import { type Package, relationshipsName } from './package.ts';
import {
  append,
  attribute,
  documentElement,
  element,
  elementsOf,
  escapeAttribute,
  parseXml,
  prefixOf,
  serialize,
  type XmlElement,
} from './xml.ts';
import { type Entry, makeEntry } from './zip.ts';

/** The way from a part to another one: `../comments1.xml`, as Office writes it and as some readers expect it. */
const relative = (from: string, to: string): string => {
  const steps = from.split('/').slice(0, -1);
  const target = to.split('/');
  let same = 0;
  while (same < steps.length && steps[same] === target[same]) same++;
  return '../'.repeat(steps.length - same) + target.slice(same).join('/');
};

/** Changes to the parts of a package, as trees or text; parts that nobody asks for stay byte for byte. */
export class PackageEdit {
  readonly pack: Package;
  private readonly trees = new Map<string, XmlElement>();
  private readonly texts = new Map<string, string>();
  private readonly added = new Map<string, Entry>();

  constructor(pack: Package) {
    this.pack = pack;
  }

  has(name: string): boolean {
    return this.trees.has(name) || this.texts.has(name) || this.added.has(name) || this.pack.has(name);
  }

  /** The part as a tree that may be changed; made of `otherwise` when there is none. */
  tree(name: string, otherwise = ''): XmlElement {
    const known = this.trees.get(name);
    if (known) return known;
    const tree = parseXml(this.pack.has(name) ? this.pack.text(name) : otherwise);
    this.trees.set(name, tree);
    return tree;
  }

  root(name: string, otherwise?: string): XmlElement {
    return documentElement(this.tree(name, otherwise));
  }

  /** The part as text, as it is now: what is not well-formed everywhere (VML) cannot be a tree. */
  text(name: string): string {
    const tree = this.trees.get(name);
    return tree === undefined ? (this.texts.get(name) ?? this.pack.text(name)) : serialize(tree);
  }

  setText(name: string, text: string): void {
    this.texts.set(name, text);
  }

  /** `xl/comments1.xml`, or with the first number that is free. */
  freeName(stem: string, ending: string): string {
    for (let n = 1; ; n++) if (!this.has(`${stem}${n}${ending}`)) return `${stem}${n}${ending}`;
  }

  addBytes(name: string, content: Buffer, type: string): void {
    this.added.set(name, makeEntry(name, content, 0));
    this.addType(name, type);
  }

  /** Relates a part to another one; gives the id. */
  relate(part: string, type: string, target: string): string {
    return this.link(part, type, relative(part, target), '');
  }

  /** Relates a part to an address outside; gives the id. */
  relateOutside(part: string, type: string, address: string): string {
    return this.link(part, type, address, ' TargetMode="External"');
  }

  private link(part: string, type: string, target: string, mode: string): string {
    const list = this.root(relationshipsName(part), XML_HEAD + NO_LINKS);
    const taken = new Set(elementsOf(list).map((node) => attribute(node, 'Id')));
    let n = 1;
    while (taken.has(`rIdDocket${n}`)) n++;
    append(
      list,
      element(
        `<${prefixOf(list.name)}Relationship Id="rIdDocket${n}" Type="${OFFICE}/${type}" Target="${escapeAttribute(target)}"${mode}/>`,
      ),
    );
    return `rIdDocket${n}`;
  }

  addType(part: string, type: string): void {
    const list = this.root(CONTENT_TYPES);
    append(
      list,
      element(`<${prefixOf(list.name)}Override PartName="/${part}" ContentType="${escapeAttribute(type)}"/>`),
    );
  }

  addDefaultType(ending: string, type: string): void {
    const list = this.root(CONTENT_TYPES);
    const known = elementsOf(list, 'Default').some(
      (node) => attribute(node, 'Extension')?.toLowerCase() === ending,
    );
    if (known) return;
    append(list, element(`<${prefixOf(list.name)}Default Extension="${ending}" ContentType="${type}"/>`), 0);
  }

  /** Puts the changes into the package. */
  apply(level: number): void {
    const changed = new Map(this.texts);
    for (const [name, tree] of this.trees) changed.set(name, serialize(tree));
    this.pack.replace(changed, level, [...this.added.values()]);
  }
}
