import { type Package, relationshipsName } from './package.ts';
import {
  append,
  documentElement,
  element,
  escapeAttribute,
  parseXml,
  serialize,
  type XmlElement,
} from './xml.ts';
import { contentOf, type Entry, makeEntry } from './zip.ts';

const REL = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const LINKS = 'http://schemas.openxmlformats.org/package/2006/relationships';
const WORD = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main';
const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const TYPES = '[Content_Types].xml';

/** Changes to the parts of a package while its template is compiled: trees to edit, parts and links to add. */
export class PackageEdit {
  readonly pack: Package;
  readonly main: string;
  private readonly changed = new Map<string, XmlElement>();
  private readonly added: Entry[] = [];
  private links = 0;

  constructor(pack: Package, main: string) {
    this.pack = pack;
    this.main = main;
  }

  /** The part's tree; whatever is done to it is kept. */
  tree(part: string): XmlElement {
    const tree = this.changed.get(part) ?? this.pack.tree(part);
    this.changed.set(part, tree);
    return tree;
  }

  /** The text of a part as it is now; null when there is no such part. */
  textOf(part: string): string | null {
    const tree = this.changed.get(part);
    if (tree !== undefined) return serialize(tree);
    return this.pack.has(part) ? this.pack.text(part) : null;
  }

  /** The part of this kind that belongs to the main part; made with this content when there is none. */
  partOf(type: string, root: string, content = ''): string {
    const [part] = this.pack.related(this.main, type);
    if (part !== undefined) return part;
    const name = `word/docket${type[0]?.toUpperCase()}${type.slice(1)}.xml`;
    if (this.changed.has(name)) return name;
    this.changed.set(name, parseXml(`${HEAD}<w:${root} xmlns:w="${WORD}">${content}</w:${root}>`));
    this.link(this.main, type, `/${name}`, false);
    this.addType(name, `application/vnd.openxmlformats-officedocument.wordprocessingml.${type}+xml`);
    return name;
  }

  link(part: string, type: string, target: string, external: boolean): string {
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

  private addType(name: string, type: string): void {
    append(
      documentElement(this.tree(TYPES)),
      element(`<Override PartName="/${name}" ContentType="${escapeAttribute(type)}"/>`),
    );
  }

  /** Copies a part of another package beside the media; answers its name. */
  copyMedia(source: Package, part: string): string | null {
    const entry = source.entries.get(part);
    if (entry === undefined) return null;
    const name = `word/media/docketFragment${this.added.length + 1}${part.slice(part.lastIndexOf('.'))}`;
    this.added.push(makeEntry(name, contentOf(entry), 0));
    this.addType(name, source.contentType(part));
    return name;
  }

  /** Puts the changes into the package. */
  apply(level: number): void {
    if (this.changed.size === 0) return;
    this.pack.replace(
      new Map([...this.changed].map(([name, tree]) => [name, serialize(tree)])),
      level,
      this.added,
    );
  }
}
