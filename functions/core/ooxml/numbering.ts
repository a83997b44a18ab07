import { largest } from './largest.ts';
import type { WordEdit } from './word-edit.ts';
import {
  attribute,
  childOf,
  descendants,
  documentElement,
  elementsOf,
  parseXml,
  serialize,
  type XmlElement,
  type XmlNode,
} from './xml.ts';
import { type Entry, makeEntry } from './zip.ts';

/** A paragraph's place in a list. */
export interface ListItem {
  /** `w:numId`. */
  readonly id: string;
  readonly level: string;
}

/** The lists of a document: what its paragraphs belong to, and what a fill adds. */
export class Numbering {
  private readonly edit: WordEdit;
  private byStyle: Map<string, ListItem> | null = null;
  private definitions: Definitions | null = null;

  constructor(edit: WordEdit) {
    this.edit = edit;
  }

  /** By its own properties, or by those of its style. */
  itemOf(node: XmlNode): ListItem | null {
    const properties = node.kind === 'element' ? childOf(node, 'pPr') : undefined;
    const raw = node.kind === 'other' ? node.raw : properties === undefined ? '' : serialize(properties);
    const id = /<w:numId w:val="(\d+)"/.exec(raw)?.[1];
    if (id === '0') return null;
    const style = /<w:pStyle w:val="([^"]*)"/.exec(raw)?.[1];
    const styled = style === undefined ? undefined : this.styles.get(style);
    if (id === undefined) return styled ?? null;
    return { id, level: /<w:ilvl w:val="(\d+)"/.exec(raw)?.[1] ?? styled?.level ?? '0' };
  }

  private get styles(): Map<string, ListItem> {
    this.byStyle ??= this.readStyles();
    return this.byStyle;
  }

  private readStyles(): Map<string, ListItem> {
    const [part] = this.edit.pack.related(this.edit.main, 'styles');
    const text = part === undefined ? null : this.edit.text(part);
    if (text === null || !text.includes('numPr')) return new Map();
    const nodes = elementsOf(documentElement(parseXml(text)), 'style');
    const styles = new Map(nodes.map((node) => [attribute(node, 'w:styleId') ?? '', node]));
    return new Map(
      [...styles.keys()].flatMap((id) => {
        const item = this.listOfStyle(id, styles, 0);
        return item === null ? [] : [[id, item] as const];
      }),
    );
  }

  private listOfStyle(id: string, styles: Map<string, XmlElement>, depth: number): ListItem | null {
    const style = styles.get(id);
    if (style === undefined || depth > 20) return null;
    const [list] = descendants(style, 'numId');
    const base = childOf(style, 'basedOn');
    const [level] = descendants(style, 'ilvl');
    const number = list && attribute(list, 'w:val');
    if (number !== undefined)
      return number === '0' ? null : { id: number, level: (level && attribute(level, 'w:val')) ?? '0' };
    return base === undefined ? null : this.listOfStyle(attribute(base, 'w:val') ?? '', styles, depth + 1);
  }

  /** For one fill. */
  lists(): Lists {
    return new Lists(() => {
      this.definitions ??= new Definitions(this.edit);
      return this.definitions;
    });
  }
}

/** The numbering part as the template leaves it. */
class Definitions {
  readonly part: string;
  readonly text: string;
  readonly highest: number;
  readonly highestAbstract: number;
  private readonly root: XmlElement;

  constructor(edit: WordEdit) {
    this.part = edit.pack.related(edit.main, 'numbering')[0] ?? '';
    this.text = edit.pack.has(this.part) ? edit.pack.text(this.part) : '<w:numbering></w:numbering>';
    this.root = documentElement(parseXml(this.text));
    this.highest = this.highestOf('num', 'w:numId');
    this.highestAbstract = this.highestOf('abstractNum', 'w:abstractNumId');
  }

  private highestOf(local: string, name: string): number {
    return largest(elementsOf(this.root, local).map((node) => Number(attribute(node, name)) || 0));
  }

  /** Inside of a `w:num` that counts as list `id` does, from the beginning. */
  restarted(id: string): string {
    const list = elementsOf(this.root, 'num').find((node) => attribute(node, 'w:numId') === id);
    const reference = list && childOf(list, 'abstractNumId');
    if (list === undefined || reference === undefined) return '<w:abstractNumId w:val="0"/>';
    const abstract = elementsOf(this.root, 'abstractNum').find(
      (node) => attribute(node, 'w:abstractNumId') === attribute(reference, 'w:val'),
    );
    const own = new Map(
      elementsOf(list, 'lvlOverride').map((node) => [attribute(node, 'w:ilvl') ?? '', node]),
    );
    const levels = abstract === undefined ? [] : elementsOf(abstract, 'lvl');
    return serialize(reference) + levels.map((level) => restartLevel(level, own)).join('');
  }
}

function restartLevel(level: XmlElement, own: ReadonlyMap<string, XmlElement>): string {
  const index = attribute(level, 'w:ilvl') ?? '0';
  const override = own.get(index);
  const instead = override && childOf(override, 'lvl');
  const first = (override && childOf(override, 'startOverride')) ?? childOf(instead ?? level, 'start');
  const start = (first && attribute(first, 'w:val')) ?? '1';
  return `<w:lvlOverride w:ilvl="${index}"><w:startOverride w:val="${start}"/>${instead ? serialize(instead) : ''}</w:lvlOverride>`;
}

const BULLETS = ['•', '○', '▪'];
const COUNTING = ['decimal', 'lowerLetter', 'lowerRoman'];

/** Definition of the lists of rich text. */
function abstractOf(id: number, ordered: boolean): string {
  const level = (i: number): string => {
    const [format, text] = ordered ? [COUNTING[i % 3], `%${i + 1}.`] : ['bullet', BULLETS[i % 3]];
    return `<w:lvl w:ilvl="${i}"><w:start w:val="1"/><w:numFmt w:val="${format}"/><w:lvlText w:val="${text}"/><w:lvlJc w:val="left"/><w:pPr><w:ind w:left="${420 * (i + 1)}" w:hanging="420"/></w:pPr></w:lvl>`;
  };
  const levels = Array.from({ length: 9 }, (_, i) => level(i)).join('');
  return `<w:abstractNum w:abstractNumId="${id}"><w:multiLevelType w:val="hybridMultilevel"/>${levels}</w:abstractNum>`;
}

/** The lists that one fill begins anew. */
export class Lists {
  private readonly known: () => Definitions;
  private readonly current = new Map<string, string>();
  private readonly used = new Set<string>();
  private readonly made: string[] = [];
  private readonly abstracts = new Map<boolean, number>();

  constructor(known: () => Definitions) {
    this.known = known;
  }

  /** The next item of the list is its first. */
  restart(id: string): void {
    this.current.delete(id);
  }

  idOf(id: string): string {
    const now = this.current.get(id);
    if (now !== undefined) return now;
    const next = this.used.has(id) ? this.add(this.known().restarted(id)) : id;
    this.used.add(id);
    this.current.set(id, next);
    return next;
  }

  /** A new list of rich text. */
  rich(ordered: boolean): string {
    const abstract = this.abstracts.get(ordered) ?? this.known().highestAbstract + this.abstracts.size + 1;
    this.abstracts.set(ordered, abstract);
    const levels = Array.from(
      { length: 9 },
      (_, i) => `<w:lvlOverride w:ilvl="${i}"><w:startOverride w:val="1"/></w:lvlOverride>`,
    );
    return this.add(`<w:abstractNumId w:val="${abstract}"/>${levels.join('')}`);
  }

  private add(inside: string): string {
    const id = String(this.known().highest + this.made.length + 1);
    this.made.push(`<w:num w:numId="${id}">${inside}</w:num>`);
    return id;
  }

  /** The numbering part with what was begun; definitions stand before lists there. */
  addTo(entries: readonly Entry[], level: number): Entry[] {
    if (this.made.length === 0) return [...entries];
    const { part, text } = this.known();
    const abstracts = [...this.abstracts].map(([ordered, id]) => abstractOf(id, ordered)).join('');
    const open = /<w:numbering[^>]*\/>/.test(text) ? text.replace(/\s*\/>\s*$/, '></w:numbering>') : text;
    const first = /<w:num[ >]/.exec(open)?.index ?? endOf(open);
    const withDefinitions = open.slice(0, first) + abstracts + open.slice(first);
    const end = endOf(withDefinitions);
    const xml = withDefinitions.slice(0, end) + this.made.join('') + withDefinitions.slice(end);
    return entries.map((entry) =>
      entry.name === part ? makeEntry(part, Buffer.from(xml, 'utf8'), level) : entry,
    );
  }
}

const endOf = (text: string): number => {
  const cleanup = text.indexOf('<w:numIdMacAtCleanup');
  return cleanup >= 0 ? cleanup : text.lastIndexOf('</');
};
