import { DocketError } from '../result.ts';
import { CONTENT_TYPES } from './names.ts';
import {
  attribute,
  decodeXml,
  descendants,
  documentElement,
  elementsOf,
  parseXml,
  type XmlElement,
} from './xml.ts';
import { contentOf, type Entry, makeEntry, readZip, type ZipLimits } from './zip.ts';

export interface Relationship {
  readonly id: string;
  /** Last step of the type's address: `worksheet`, `image`, `hyperlink`. */
  readonly type: string;
  /** Part name inside the package, or the address of something outside. */
  readonly target: string;
  readonly external: boolean;
}

/** An OOXML package opened for reading; parts are inflated when somebody asks. */
export class Package {
  entries: ReadonlyMap<string, Entry>;
  private readonly types: ReadonlyMap<string, string>;
  /** What was asked before, by part. */
  private readonly links = new Map<string, readonly Relationship[]>();

  constructor(bytes: Uint8Array, limits?: ZipLimits) {
    const entries = readZip(bytes, limits);
    this.entries = new Map(entries.map((entry) => [entry.name, entry]));
    if (!this.entries.has(CONTENT_TYPES)) throw notOffice();
    this.types = readTypes(this.tree(CONTENT_TYPES));
  }

  /** The same package with other text in some parts. */
  replace(parts: ReadonlyMap<string, string>, level: number, more: readonly Entry[] = []): void {
    if (parts.size + more.length === 0) return;
    const entries = new Map(this.entries);
    for (const [name, text] of parts) entries.set(name, makeEntry(name, Buffer.from(text, 'utf8'), level));
    for (const entry of more) entries.set(entry.name, entry);
    this.entries = entries;
    this.links.clear();
  }

  has(name: string): boolean {
    return this.entries.has(name);
  }

  text(name: string): string {
    const entry = this.entries.get(name);
    if (entry === undefined) throw missing(name);
    return decodeXml(contentOf(entry));
  }

  tree(name: string): XmlElement {
    return parseXml(this.text(name));
  }

  contentType(name: string): string {
    return (
      this.types.get(`/${name.toLowerCase()}`) ??
      this.types.get(name.slice(name.lastIndexOf('.') + 1).toLowerCase()) ??
      ''
    );
  }

  /** Whether a part carries what runs when the file is opened. */
  get hasMacros(): boolean {
    return [...this.entries.keys()].some((name) => isMacroPart(name) || isMacroType(this.contentType(name)));
  }

  relationships(part: string): readonly Relationship[] {
    const name = relationshipsName(part);
    const known = this.links.get(name);
    if (known !== undefined || !this.has(name)) return known ?? [];
    const found = elementsOf(documentElement(this.tree(name)), 'Relationship').map((node) =>
      relationship(node, part),
    );
    this.links.set(name, found);
    return found;
  }

  related(part: string, type: string): string[] {
    return this.relationships(part)
      .filter((one) => one.type === type && !one.external && this.has(one.target))
      .map((one) => one.target);
  }

  mainPart(): string {
    const [main] = this.related('', 'officeDocument');
    if (main === undefined) throw notOffice();
    return main;
  }
}

export function relationshipsName(part: string): string {
  const slash = part.lastIndexOf('/') + 1;
  return `${part.slice(0, slash)}_rels/${part.slice(slash)}.rels`;
}

function relationship(node: XmlElement, part: string): Relationship {
  const target = attribute(node, 'Target') ?? '';
  const external = attribute(node, 'TargetMode') === 'External';
  const type = attribute(node, 'Type') ?? '';
  return {
    id: attribute(node, 'Id') ?? '',
    type: type.slice(type.lastIndexOf('/') + 1),
    target: external ? target : absolute(target, part),
    external,
  };
}

function absolute(target: string, part: string): string {
  if (target.startsWith('/')) return target.slice(1);
  const steps = part.split('/').slice(0, -1);
  for (const step of target.split('/')) {
    if (step === '..') steps.pop();
    else if (step !== '.') steps.push(step);
  }
  return steps.join('/');
}

function readTypes(tree: XmlElement): Map<string, string> {
  const types = new Map<string, string>();
  for (const node of descendants(tree)) {
    const key = attribute(node, 'PartName') ?? attribute(node, 'Extension');
    if (key !== undefined) types.set(key.toLowerCase(), attribute(node, 'ContentType') ?? '');
  }
  return types;
}

const notOffice = (): DocketError =>
  new DocketError('NOT_OFFICE', {
    zh: '这不是 Word (.docx) 或 Excel (.xlsx) 文件。',
    en: 'This is neither a Word (.docx) nor an Excel (.xlsx) file.',
  });

const missing = (name: string): DocketError =>
  new DocketError('PART_MISSING', {
    zh: `文件不完整，缺少内部部件 ${name}。请用 Office 重新保存。`,
    en: `The file is incomplete: its part ${name} is missing. Save it again in Office.`,
  });

const isMacroType = (type: string): boolean => /macroEnabled|macrosheet|vbaProject/i.test(type);
const isMacroPart = (name: string): boolean => /(?:^|\/)vbaProject\.bin$|^xl\/macrosheets\//i.test(name);
