import type { Picture } from './image.ts';
import { NO_LINKS, OFFICE, XML_HEAD } from './names.ts';
import { relationshipsName } from './package.ts';
import {
  append,
  attribute,
  decodeXml,
  descendants,
  documentElement,
  element,
  escapeAttribute,
  parseXml,
  prefixOf,
  serialize,
} from './xml.ts';
import { contentOf, type Entry, makeEntry } from './zip.ts';

/** What one fill adds to a package: pictures, and the relationships of the parts that show them. */
export class Assets {
  private readonly folder: string;
  private readonly media = new Map<Uint8Array, string>();
  private readonly entries: Entry[] = [];
  private readonly links = new Map<string, string[]>();
  private readonly ids = new Map<string, string>();
  private drawings = 0;

  /** `word` or `xl`. */
  constructor(folder: string) {
    this.folder = folder;
  }

  /** Id of the relationship by which `part` may show the picture. */
  picture(part: string, { bytes, type }: Picture): string {
    let name = this.media.get(bytes);
    if (name === undefined) {
      name = `${this.folder}/media/docket${this.media.size + 1}.${type}`;
      this.media.set(bytes, name);
      this.entries.push(makeEntry(name, bytes, type === 'svg' ? 6 : 0));
    }
    return this.link(part, 'image', `/${name}`, false);
  }

  hyperlink(part: string, address: string): string {
    return this.link(part, 'hyperlink', address, true);
  }

  private link(part: string, type: string, target: string, external: boolean): string {
    const key = `${part}|${type}|${target}`;
    const known = this.ids.get(key);
    if (known !== undefined) return known;
    const list = this.links.get(part) ?? [];
    const id = `docket${list.length + 1}`;
    const mode = external ? ' TargetMode="External"' : '';
    list.push(
      `<Relationship Id="${id}" Type="${OFFICE}/${type}" Target="${escapeAttribute(target)}"${mode}/>`,
    );
    this.links.set(part, list);
    this.ids.set(key, id);
    return id;
  }

  /** A number that no other drawing of the fill has. */
  nextDrawing(): number {
    return 100_000 + ++this.drawings;
  }

  /** Puts media and relationships beside the other entries of the output. */
  addTo(entries: readonly Entry[], level: number): Entry[] {
    if (this.links.size === 0) return [...entries];
    const changed = new Map<string, Entry>();
    const present = new Map(entries.map((entry) => [entry.name, entry]));
    for (const [part, links] of this.links) {
      const name = relationshipsName(part);
      const before = present.get(name);
      const xml = (before === undefined ? XML_HEAD + NO_LINKS : decodeXml(contentOf(before))).replace(
        /<((?:\w+:)?)Relationships([^>]*)\/>\s*$/,
        '<$1Relationships$2></$1Relationships>',
      );
      const end = xml.lastIndexOf('</');
      changed.set(
        name,
        makeEntry(name, Buffer.from(xml.slice(0, end) + links.join('') + xml.slice(end), 'utf8'), level),
      );
    }
    const kept = entries.map((entry) => changed.get(entry.name) ?? entry);
    return [...kept, ...[...changed.values()].filter((entry) => !present.has(entry.name)), ...this.entries];
  }
}

/** Content types with an entry for each kind of picture. */
export function withPictureTypes(xml: string): string {
  const root = parseXml(xml);
  const types = documentElement(root);
  const known = new Set(
    descendants(types, 'Default').map((node) => attribute(node, 'Extension')?.toLowerCase()),
  );
  for (const [extension, type] of [
    ['png', 'image/png'],
    ['jpeg', 'image/jpeg'],
    ['svg', 'image/svg+xml'],
  ] as const) {
    if (!known.has(extension))
      append(
        types,
        element(`<${prefixOf(types.name)}Default Extension="${extension}" ContentType="${type}"/>`),
        0,
      );
  }
  return serialize(root);
}
