import { unescapeXml } from './xml.ts';

/** A piece of text of one format. */
export interface RichRun {
  readonly text: string;
  readonly bold: boolean;
  readonly italic: boolean;
  readonly underline: boolean;
  readonly strike: boolean;
  readonly script: '' | 'superscript' | 'subscript';
  /** http, https or mailto address. */
  readonly link: string | null;
}
/** A list of the source; a list inside an item is another. */
export interface RichList {
  readonly ordered: boolean;
  /** From 1. */
  readonly level: number;
}
export interface RichParagraph {
  readonly kind: 'paragraph';
  readonly runs: readonly RichRun[];
  /** 1–6 for a heading, else 0. */
  readonly heading: number;
  /** `•` or `3.` for an item of a list, else empty. */
  readonly bullet: string;
  /** The list around it; items and what follows in them stand as deep. */
  readonly list: RichList | null;
}
export interface RichTable {
  readonly kind: 'table';
  /** Rows of cells of paragraphs. */
  readonly rows: readonly (readonly (readonly RichParagraph[])[])[];
}
export type RichBlock = RichParagraph | RichTable;

const LONGEST = 1_000_000;
const DEEPEST_LIST = 9;

/**
 * HTML when it holds a tag of a paragraph, list, table or the like; else Markdown, in which tags of mere looks may
 * stand. Anything that the subset does not know loses its markup, never its text.
 */
export function parseRich(text: string, format: 'auto' | 'html' | 'markdown' = 'auto'): RichBlock[] {
  const bounded = text.slice(0, LONGEST);
  const html = format === 'html' || (format === 'auto' && HTML.test(bounded));
  return new HtmlReader().read(html ? bounded : markdownToHtml(bounded, format === 'auto'));
}

const HTML =
  /<\/?(?:p|div|br|hr|ul|ol|li|table|tbody|thead|tr|td|th|h[1-6]|blockquote|html|head|body|title|script|style|iframe|object|img|pre)\b[^<>]*>|<!--/i;

type Style = Omit<RichRun, 'text'>;
const PLAIN: Style = { bold: false, italic: false, underline: false, strike: false, script: '', link: null };
const STYLED: Readonly<Record<string, Partial<Style>>> = {
  b: { bold: true },
  strong: { bold: true },
  th: { bold: true },
  i: { italic: true },
  em: { italic: true },
  u: { underline: true },
  ins: { underline: true },
  s: { strike: true },
  del: { strike: true },
  sup: { script: 'superscript' },
  sub: { script: 'subscript' },
};
const BLOCKS = new Set('p div li ul ol table tr td th h1 h2 h3 h4 h5 h6 blockquote'.split(' '));
// No piece of a pattern may run over the start of another match: hostile text would cost its length squared.
const DROPPED =
  /<(script|style|head|title|iframe|object)\b[^<>]*>[\s\S]*?(?:<\/\1\s*>|$)|<!--[\s\S]*?(?:-->|$)|<![^<>]*>/gi;
const TOKEN = /<(\/?)([a-z][a-z0-9]*)((?:[^<>"']|"[^"]*"|'[^']*')*)>/gi;

interface OpenList extends RichList {
  count: number;
}

class HtmlReader {
  private readonly blocks: RichBlock[] = [];
  private runs: RichRun[] = [];
  private readonly styles: { name: string; style: Style }[] = [];
  private readonly lists: OpenList[] = [];
  private heading = 0;
  private bullet = '';
  private table: RichParagraph[][][] | null = null;
  /** Tables inside a cell become its text. */
  private tables = 0;

  read(html: string): RichBlock[] {
    const clean = html.replace(DROPPED, '');
    let at = 0;
    for (const match of clean.matchAll(TOKEN)) {
      this.text(clean.slice(at, match.index));
      at = match.index + match[0].length;
      const name = (match[2] ?? '').toLowerCase();
      if (match[1] === '/') this.close(name);
      else this.open(name, match[3] ?? '');
    }
    this.text(clean.slice(at));
    this.flush();
    this.endTable();
    return this.blocks;
  }

  private get style(): Style {
    return this.styles.at(-1)?.style ?? PLAIN;
  }

  private text(raw: string): void {
    const text = decode(raw).replace(/[ \t\r\n]+/g, ' ');
    if (text === '' || (text === ' ' && this.runs.length === 0)) return;
    this.runs.push({ text: this.runs.length === 0 ? text.trimStart() : text, ...this.style });
  }

  private open(name: string, attributes: string): void {
    if (name === 'br') this.runs.push({ text: '\n', ...this.style });
    if (BLOCKS.has(name)) this.flush();
    if (name === 'ul' || name === 'ol') this.startList(name === 'ol');
    if (name === 'li') this.startItem();
    if (/^h[1-6]$/.test(name)) this.heading = Number(name[1]);
    this.openTable(name);
    const style = name === 'a' ? { link: safeLink(attributes) } : STYLED[name];
    if (style && this.styles.length < 100) this.styles.push({ name, style: { ...this.style, ...style } });
  }

  private openTable(name: string): void {
    if (name === 'table' && this.tables++ === 0) this.table = [];
    if (this.tables !== 1) return;
    if (name === 'tr') this.table?.push([]);
    if (name === 'td' || name === 'th') this.table?.at(-1)?.push([]);
  }

  private startList(ordered: boolean): void {
    this.lists.push({ ordered, level: Math.min(this.lists.length + 1, DEEPEST_LIST), count: 0 });
  }

  private startItem(): void {
    const list = this.lists.at(-1);
    if (list === undefined) return;
    list.count++;
    this.bullet = list.ordered ? `${list.count}.` : '•';
  }

  private close(name: string): void {
    if (BLOCKS.has(name)) this.flush();
    const at = this.styles.findLastIndex((open) => open.name === name);
    if (at >= 0) this.styles.splice(at, 1);
    if (name === 'ul' || name === 'ol') this.lists.pop();
    if (/^h[1-6]$/.test(name)) this.heading = 0;
    if (name === 'table' && this.tables > 0 && --this.tables === 0) this.endTable();
  }

  private endTable(): void {
    const rows = (this.table ?? []).filter((row) => row.length > 0);
    this.table = null;
    if (rows.length > 0) this.blocks.push({ kind: 'table', rows });
  }

  private flush(): void {
    if (this.runs.length === 0) return;
    const list = this.lists.at(-1) ?? null;
    const paragraph: RichParagraph = {
      kind: 'paragraph',
      runs: this.runs,
      heading: this.heading,
      bullet: this.bullet,
      list,
    };
    this.runs = [];
    this.bullet = '';
    const cell = this.table?.at(-1)?.at(-1);
    if (cell) cell.push(paragraph);
    else this.blocks.push(paragraph);
  }
}

/** Those that editors of web pages write; a capital first letter makes a capital. */
const ENTITIES = new Map(
  [
    'nbsp:\u00a0 iexcl:¡ cent:¢ pound:£ yen:¥ sect:§ copy:© laquo:« raquo:» reg:® deg:° plusmn:± sup1:¹ sup2:² sup3:³',
    'micro:µ para:¶ middot:· frac12:½ frac14:¼ frac34:¾ times:× divide:÷ ndash:– mdash:— lsquo:‘ rsquo:’ ldquo:“ rdquo:”',
    'bull:• hellip:… euro:€ trade:™ larr:← rarr:→ ne:≠ le:≤ ge:≥ asymp:≈ infin:∞ permil:‰ szlig:ß',
    'auml:ä ouml:ö uuml:ü Auml:Ä Ouml:Ö Uuml:Ü eacute:é egrave:è agrave:à ccedil:ç ntilde:ñ aring:å oslash:ø',
  ]
    .join(' ')
    .split(' ')
    .map((pair) => [pair.slice(0, pair.indexOf(':')), pair.slice(pair.indexOf(':') + 1)] as const),
);

function decode(raw: string): string {
  const known = raw
    .replace(/&([a-z]{2,8}\d{0,2});/gi, (all, name: string) => ENTITIES.get(name) ?? all)
    .replace(/&(?!(?:lt|gt|amp|quot|apos|#\d{1,7}|#x[0-9a-f]{1,6});)/gi, '&amp;');
  try {
    return unescapeXml(known);
  } catch {
    return raw;
  }
}

function safeLink(attributes: string): string | null {
  const match = /href\s*=\s*(?:"([^"]*)"|'([^']*)')/i.exec(attributes);
  const address = decode(match?.[1] ?? match?.[2] ?? '').trim();
  return /^(?:https?:\/\/|mailto:)[^\s<>"]+$/i.test(address) ? address : null;
}

const escapeHtml = (text: string): string =>
  text
    .replace(/&(?!#?\w{1,8};)/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;');
/** Characters that mean something in Markdown, by number, so that they mean nothing any more. */
const literal = (text: string): string =>
  text.replace(/[*_~`[\]()\\|#+.!-]/g, (char) => `&#${char.charCodeAt(0)};`);

/** Lines in a row make one paragraph or item; a blank line, or the start of something else, ends it. */
function markdownToHtml(text: string, withTags: boolean): string {
  const writer = new MarkdownWriter(withTags);
  for (const line of text.replace(/\r\n?/g, '\n').split('\n')) writer.line(line);
  return writer.done();
}

interface MarkdownList {
  readonly name: 'ul' | 'ol';
  readonly indent: number;
}

class MarkdownWriter {
  private readonly out: string[] = [];
  private readonly lists: MarkdownList[] = [];
  private inTable = false;
  private open = '';
  private lines: string[] = [];
  /** Lines of code; null outside. */
  private code: string[] | null = null;
  private readonly inline: (text: string) => string;

  constructor(withTags: boolean) {
    this.inline = withTags
      ? (text) => inline(allowTags(escapeHtml(text)))
      : (text) => inline(escapeHtml(text));
  }

  line(text: string): void {
    if (/^\s*(?:```|~~~)/.test(text)) this.fence();
    else if (this.code !== null) this.code.push(literal(escapeHtml(text)));
    else if (/^\s*(?:-{3,80}|\*{3,80}|_{3,80})\s*$/.test(text)) this.end();
    else this.prose(text.replace(/^\s*>+\s?/, ''));
  }

  private fence(): void {
    const code = this.code;
    if (code === null) this.start('p', '');
    else this.out.push(`<p>${code.join('<br>')}</p>`);
    this.code = code === null ? [] : null;
    this.lines = [];
  }

  private prose(raw: string): void {
    const line = raw.trim();
    const indent = raw.replace(/\t/g, '    ').search(/\S/);
    const item = /^([-*+]|\d+[.)])\s+(.*)$/.exec(line);
    const heading = /^(#{1,6})\s+(.*)$/.exec(line);
    if (item) this.item(/\d/.test(item[1] ?? '') ? 'ol' : 'ul', indent, item[2] ?? '');
    else if (line.startsWith('|')) this.row(line);
    else if (heading) {
      this.start(`h${heading[1]?.length}`, heading[2] ?? '');
      this.end();
    } else if (line === '') this.end();
    else if (this.lines.length > 0) this.lines.push(raw);
    else this.start('p', raw.trimStart());
  }

  /** An item that stands further in than the one before belongs to a list of its own inside it. */
  private item(name: 'ul' | 'ol', indent: number, text: string): void {
    this.end();
    this.leaveTable();
    while (this.lists.length > 0 && indent < (this.lists.at(-1)?.indent ?? 0)) this.leaveList();
    const last = this.lists.at(-1);
    if (last && indent < last.indent + 2 && last.name !== name) this.leaveList();
    const now = this.lists.at(-1);
    if (now === undefined || indent >= now.indent + 2) {
      this.lists.push({ name, indent });
      this.out.push(`<${name}>`);
    }
    this.open = 'li';
    this.lines = [text];
  }

  private start(element: string, text: string): void {
    this.end();
    this.leaveTable();
    while (this.lists.length > 0) this.leaveList();
    this.open = element;
    this.lines = [text];
  }

  private row(line: string): void {
    this.end();
    while (this.lists.length > 0) this.leaveList();
    if (!this.inTable) this.out.push('<table>');
    this.inTable = true;
    this.out.push(tableRow(line, this.inline));
  }

  private leaveTable(): void {
    if (this.inTable) this.out.push('</table>');
    this.inTable = false;
  }

  private leaveList(): void {
    this.out.push(`</${this.lists.pop()?.name}>`);
  }

  private end(): void {
    if (this.lines.length > 0)
      this.out.push(`<${this.open}>${this.inline(this.lines.join('\n'))}</${this.open}>`);
    this.lines = [];
  }

  done(): string {
    if (this.code !== null) this.fence();
    this.end();
    this.leaveTable();
    while (this.lists.length > 0) this.leaveList();
    return this.out.join('');
  }
}

function tableRow(line: string, inside: (text: string) => string): string {
  const cells = line
    .replace(/^\||\|$/g, '')
    .split('|')
    .map((cell) => cell.trim());
  if (cells.every((cell) => /^:?-{2,}:?$/.test(cell))) return '';
  return `<tr>${cells.map((cell) => `<td>${inside(cell)}</td>`).join('')}</tr>`;
}

const allowTags = (escaped: string): string =>
  escaped.replace(
    /&lt;(\/?(?:b|strong|i|em|u|ins|s|del|sup|sub|a|span|font)\b)((?:[^<>&]|&amp;){0,2000}?)&gt;/gi,
    (_all, name: string, attributes: string) => `<${name}${literal(attributes)}>`,
  );

const linked = (url: string, label: string): string => `<a href="${literal(url)}">${label}</a>`;

/** Looks of Markdown in text that is escaped already. */
const inline = (text: string): string =>
  text
    .replace(/`([^`]+)`/g, (_all, code: string) => literal(code))
    .replace(/\\([*_~`[\]()\\|#+.!-])/g, (_all, char: string) => literal(char))
    .replace(/&lt;((?:https?:\/\/|mailto:)[^\s&]+)&gt;/gi, (_all, url: string) => linked(url, literal(url)))
    .replace(/\[([^[\]]*)\]\(([^()\s"']*)\)/g, (_all, label: string, url: string) => linked(url, label))
    .replace(/\*\*([^*]+)\*\*|__([^_]+)__/g, (_all, a?: string, b?: string) => `<b>${a ?? b}</b>`)
    .replace(
      /\*([^*\s][^*]*)\*|(?<![\w_])_([^_\s][^_]*)_(?![\w_])/g,
      (_all, a?: string, b?: string) => `<i>${a ?? b}</i>`,
    )
    .replace(/~~([^~]+)~~/g, '<s>$1</s>')
    .replace(/ {2,}\n|\\\n/g, '<br>');
