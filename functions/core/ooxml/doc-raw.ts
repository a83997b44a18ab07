import type { Delimiters } from './flow.ts';
import type { Opaque, XmlElement, XmlNode, XmlOther, XmlReader } from './xml.ts';

/** Looks are copied as they stand, unless they hold one of these: what numbers, and what others look for. */
const LOOKS: ReadonlyMap<string, RegExp> = new Map([
  ['w:rPr', / w:id=/],
  ['w:pPr', / w:id=|<w:(?:sectPr|numPr|pStyle)/],
  ['w:tblPr', / w:id=/],
  ['w:tcBorders', / w:id=/],
]);
/** What a run may hold that is more than its text: other paragraphs, pictures, objects, two versions of something. */
const MORE = ' w:id=|<w:(?:p[ >]|pict|drawing|object)|<mc:';

/** A whole paragraph or run that was left as raw text. */
export const isRawElement = (node: XmlNode): node is XmlOther =>
  node.kind === 'other' && /^<w:[pr][ >]/.test(node.raw);

/**
 * What of a Word part stays raw text: looks, paragraphs without tags, and in the others runs of mere text outside of
 * any tag. Word may put markup between any two characters, so only the first of a delimiter can be looked for.
 */
export class WordRaw implements Opaque {
  private readonly delimiters: Delimiters;
  /** What a tag would begin or end with. */
  private readonly mark: RegExp;
  private readonly markOrMore: RegExp;
  /** By paragraph: its text from where a tag may have begun. */
  private readonly begun = new Map<XmlElement, string>();

  constructor(delimiters: Delimiters) {
    this.delimiters = delimiters;
    const [open = '', close = ''] = [delimiters.open[0], delimiters.close[0]].map(escaped);
    this.mark = new RegExp(`${open}|${close}`);
    this.markOrMore = new RegExp(`${open}|${close}|${MORE}`);
  }

  whole(reader: XmlReader, parent: XmlElement): boolean {
    if (reader.name === 'w:p') return reader.skipPlain(this.mark);
    const { open, close } = this.delimiters;
    const outside = parent.name === 'w:p' && !this.begun.has(parent) && !open.includes(close);
    return outside && reader.name === 'w:r' && reader.skipPlain(this.markOrMore);
  }

  inside(reader: XmlReader): boolean {
    const unless = LOOKS.get(reader.name);
    return unless !== undefined && reader.skipPlain(unless);
  }

  text(raw: string, parent: XmlElement): void {
    let paragraph: XmlElement | null = parent;
    while (paragraph !== null && paragraph.name !== 'w:p') paragraph = paragraph.parent;
    if (paragraph === null) return;
    const text = (this.begun.get(paragraph) ?? '') + raw;
    const end = text.lastIndexOf(this.delimiters.close);
    const rest = end < 0 ? text : text.slice(end + this.delimiters.close.length);
    if (rest.includes(this.delimiters.open[0] ?? '')) this.begun.set(paragraph, rest);
    else this.begun.delete(paragraph);
  }
}

const escaped = (text = ''): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
