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
import { writeZip } from './zip.ts';

export const XML_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
export const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const LINKS = 'http://schemas.openxmlformats.org/package/2006/relationships';
const TYPES = '[Content_Types].xml';
const LEVEL = 6;

/** The way from a part to another one: `../comments1.xml`, as Office writes it and as some readers expect it. */
const relative = (from: string, to: string): string => {
  const steps = from.split('/').slice(0, -1);
  const target = to.split('/');
  let same = 0;
  while (same < steps.length && steps[same] === target[same]) same++;
  return '../'.repeat(steps.length - same) + target.slice(same).join('/');
};

/** Puts a child before the first of the elements that the schema has behind it, else at the end. */
export function insertBefore(parent: XmlElement, child: XmlElement, after: ReadonlySet<string>): void {
  const at = parent.children.findIndex(
    (one) => one.kind === 'element' && after.has(one.name.slice(one.name.indexOf(':') + 1)),
  );
  append(parent, child, at < 0 ? parent.children.length : at);
}

/** A package whose parts are changed as trees or text; parts that nobody asks for stay byte for byte. */
export class PackageEdit {
  readonly pack: Package;
  private readonly trees = new Map<string, XmlElement>();
  private readonly texts = new Map<string, string>();

  constructor(pack: Package) {
    this.pack = pack;
  }

  has(name: string): boolean {
    return this.trees.has(name) || this.texts.has(name) || this.pack.has(name);
  }

  /** The part as a tree that may be changed. */
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

  /** The part as text: what is not well-formed everywhere (VML) cannot be a tree. */
  text(name: string): string {
    return this.texts.get(name) ?? this.pack.text(name);
  }

  setText(name: string, text: string): void {
    this.texts.set(name, text);
  }

  /** `xl/comments1.xml`, or with the first number that is free. */
  freeName(stem: string, ending: string): string {
    for (let n = 1; ; n++) if (!this.has(`${stem}${n}${ending}`)) return `${stem}${n}${ending}`;
  }

  /** Relates a part to another one; gives the id. */
  relate(part: string, type: string, target: string): string {
    const list = this.root(
      relationshipsName(part),
      `${XML_HEAD}<Relationships xmlns="${LINKS}"></Relationships>`,
    );
    const taken = new Set(elementsOf(list).map((node) => attribute(node, 'Id')));
    let n = 1;
    while (taken.has(`rIdDocket${n}`)) n++;
    append(
      list,
      element(
        `<${prefixOf(list.name)}Relationship Id="rIdDocket${n}" Type="${OFFICE}/${type}" Target="${escapeAttribute(relative(part, target))}"/>`,
      ),
    );
    return `rIdDocket${n}`;
  }

  addType(part: string, type: string): void {
    const list = this.root(TYPES);
    append(list, element(`<${prefixOf(list.name)}Override PartName="/${part}" ContentType="${type}"/>`));
  }

  addDefaultType(ending: string, type: string): void {
    const list = this.root(TYPES);
    const known = elementsOf(list, 'Default').some(
      (node) => attribute(node, 'Extension')?.toLowerCase() === ending,
    );
    if (known) return;
    append(list, element(`<${prefixOf(list.name)}Default Extension="${ending}" ContentType="${type}"/>`), 0);
  }

  bytes(): Uint8Array {
    const changed = new Map(this.texts);
    for (const [name, tree] of this.trees) changed.set(name, serialize(tree));
    this.pack.replace(changed, LEVEL);
    return writeZip([...this.pack.entries.values()]);
  }
}
