import Docxtemplater from 'docxtemplater';
import { TemplateHandler } from 'easy-template-x';
import PizZip from 'pizzip';
import { describe, expect, it } from 'vitest';
import { compile } from '../../functions/core/ooxml/index.ts';
import { Dice } from '../support/dice.ts';
import { doc, p, table, unpack } from '../support/office-package.ts';

/**
 * Templates written for other libraries, filled by them and by the engine: the visible text must be the same. Blank
 * paragraphs are left out of the comparison: the engine never leaves one where a tag stood, the others do or do not
 * depending on their options.
 */
type Data = Readonly<Record<string, unknown>>;

const visible = (bytes: Uint8Array): string[] =>
  (unpack(bytes)['word/document.xml'] ?? '')
    .replace(/^.*?<w:body>/s, '')
    .split(/<\/w:p>|<w:p\/>/)
    .map((one) =>
      one
        .replace(/<w:br\/>/g, '\n')
        .replace(/<w:tab\/>/g, '\t')
        .replace(/<[^>]*>/g, ''),
    )
    .filter((text) => text.trim() !== '');

const engine = (bytes: Uint8Array, data: Data): string[] =>
  visible(compile(bytes, { dialect: 'docxtemplater' }).fill(data));

/** As its manual begins: paragraphs of loops go away, line breaks are kept; a missing value prints nothing. */
function docxtemplater(bytes: Uint8Array, data: Data): string[] {
  const zip = new PizZip(Buffer.from(bytes));
  const peer = new Docxtemplater(zip, { paragraphLoop: true, linebreaks: true, nullGetter: () => '' });
  peer.render(data);
  return visible(peer.getZip().generate({ type: 'nodebuffer' }));
}

async function easyTemplate(bytes: Uint8Array, data: Data): Promise<string[]> {
  const filled = await new TemplateHandler().process(Buffer.from(bytes), structuredClone(data) as never);
  return visible(Buffer.from(filled));
}

const WORDS = ['Dear', ' and ', '甲方', 'x < y & z', ' – ', '“quoted”', 'total: '];
const VALUES = [
  'Ada',
  'Müller & Söhne',
  '<b>',
  '北京',
  '',
  0,
  42,
  3.5,
  true,
  'a\nb',
  '{not a tag}',
  '  spaced  ',
];
const SCALARS = ['name', 'city', 'amount', 'note'];
const SWITCHES = ['yes', 'no', 'zero', 'nothing', 'word'];
const LISTS = ['items', 'others', 'none'];

/** Which constructs a peer knows. */
interface Abilities {
  readonly inverted: boolean;
  /** `{.}` for an item that is a text. */
  readonly self: boolean;
  /** `{#customer}{name}{/customer}` enters a group of fields. */
  readonly groups: boolean;
  /** A list of the whole data inside the turns of another list. */
  readonly outerLists: boolean;
}

class Author {
  private readonly dice: Dice;
  private readonly can: Abilities;
  private inList = false;
  constructor(seed: number, can: Abilities) {
    this.dice = new Dice(seed);
    this.can = can;
  }

  /** Text of one paragraph; blocks inside it are closed in it. */
  inline(depth: number): string {
    const count = 1 + this.dice.below(3);
    return Array.from({ length: count }, () => this.piece(depth)).join('');
  }

  private piece(depth: number): string {
    const kinds = ['word', 'value', 'value', 'if', 'list', 'inverted', 'texts', 'group'] as const;
    const kind = this.dice.one(kinds);
    if (kind === 'word') return this.dice.one(WORDS);
    if (kind === 'value' || depth > 2) return `{${this.dice.one(SCALARS)}}`;
    if (kind === 'if') return this.block('#', this.dice.one(SWITCHES), depth);
    if (kind === 'list') return this.block('#', this.blockName(), depth);
    if (kind === 'inverted' && this.can.inverted)
      return this.block('^', this.dice.one([...SWITCHES, ...LISTS]), depth);
    if (kind === 'texts' && this.can.self) return '{#texts}[{.}]{/texts}';
    if (kind === 'group' && this.can.groups) return this.block('#', 'customer', depth);
    return this.dice.one(WORDS);
  }

  private block(mark: string, name: string, depth: number): string {
    const end = this.dice.below(4) === 0 && this.can.inverted ? '' : name;
    return `{${mark}${name}}${this.inside(name, () => this.inline(depth + 1))}{/${end}}`;
  }

  private blockName(): string {
    return this.dice.one(this.inList && !this.can.outerLists ? SWITCHES : [...LISTS, ...SWITCHES]);
  }

  private inside(name: string, write: () => string): string {
    const before = this.inList;
    this.inList ||= LISTS.includes(name);
    const text = write();
    this.inList = before;
    return text;
  }

  /** A paragraph, cut into runs as an editor does. */
  private paragraph(text: string): string {
    const runs: string[] = [];
    for (let at = 0; at < text.length; ) {
      const next = at + 1 + this.dice.below(12);
      runs.push(text.slice(at, next));
      at = next;
    }
    // A blank at the end of a run counts only when it says so.
    return p(...runs).replaceAll('<w:t>', '<w:t xml:space="preserve">');
  }

  body(depth = 0): string {
    const kinds = ['paragraph', 'paragraph', 'loop', 'rows', 'across'] as const;
    const parts = Array.from({ length: 1 + this.dice.below(3) }, () => {
      const kind = depth > 1 ? 'paragraph' : this.dice.one(kinds);
      const name = this.blockName();
      return this.inside(kind === 'paragraph' ? '' : name, () => this.part(kind, name, depth));
    });
    return parts.join('');
  }

  private part(kind: string, name: string, depth: number): string {
    const text = (level: number): string => this.inline(level);
    if (kind === 'loop')
      return this.paragraph(`{#${name}}`) + this.body(depth + 1) + this.paragraph(`{/${name}}`);
    if (kind === 'rows')
      return table(
        ['head', 'head 2'],
        [this.paragraph(`{#${name}}${text(2)}`), this.paragraph(`${text(2)}{/${name}}`)],
        ['foot', 'end'],
      );
    if (kind === 'across')
      return (
        this.paragraph(`start {#${name}} ${text(2)}`) +
        this.paragraph(text(2)) +
        this.paragraph(`${text(2)} {/${name}} end`)
      );
    return this.paragraph(text(0));
  }

  data(): Data {
    const scalars = (): Record<string, unknown> =>
      Object.fromEntries(
        SCALARS.flatMap((name) => (this.dice.below(8) === 0 ? [] : [[name, this.dice.one(VALUES)]])),
      );
    const list = (count: number): unknown[] => Array.from({ length: count }, scalars);
    return {
      ...scalars(),
      yes: true,
      no: false,
      zero: 0,
      nothing: null,
      word: 'true',
      items: list(1 + this.dice.below(4)),
      others: list(this.dice.below(3)),
      none: [],
      texts: ['p', 'q & r', ''],
      customer: { ...scalars(), name: 'Customer' },
    };
  }
}

const CASES = 80;
const seeds = Array.from({ length: CASES }, (_, i) => i * 7919 + 17);
const caseOf = (seed: number, can: Abilities): { bytes: Uint8Array; data: Data } => {
  const author = new Author(seed, can);
  return { bytes: doc({ body: author.body() }), data: author.data() };
};

describe(`${CASES} templates for docxtemplater`, () => {
  it.each(seeds)('give its text: seed %i', (seed) => {
    const { bytes, data } = caseOf(seed, { inverted: true, self: true, groups: true, outerLists: true });
    expect(engine(bytes, data)).toEqual(docxtemplater(bytes, data));
  });
});

describe(`${CASES} templates for easy-template-x`, () => {
  it.each(seeds)('give its text: seed %i', async (seed) => {
    const { bytes, data } = caseOf(seed, { inverted: false, self: false, groups: false, outerLists: false });
    expect(engine(bytes, data)).toEqual(await easyTemplate(bytes, data));
  });
});

/** What the comparison leaves out, and why: each shown here, so that a peer that changes is noticed. */
describe('where a peer is left alone', () => {
  const data = {
    name: 'N',
    texts: ['a', 'b'],
    customer: { first: 'F' },
    no: false,
    items: [{ n: 1 }, { n: 2 }],
  };
  const line = (text: string): Uint8Array => doc({ body: p(text) });

  it('easy-template-x reads a list from further out wrong inside another list', async () => {
    const bytes = line('{#items}{#items}{n}{/items};{/items}');
    expect(engine(bytes, data)).toEqual(['12;12;']);
    expect(docxtemplater(bytes, data)).toEqual(['12;12;']);
    expect(await easyTemplate(bytes, data)).not.toEqual(['12;12;']);
  });
  it('easy-template-x has no inverted blocks, no {.} and no groups of fields', async () => {
    for (const text of ['{^no}x{/no}', '{#texts}{.}{/texts}', '{#customer}{first}{/customer}']) {
      expect(engine(line(text), data)).toEqual(docxtemplater(line(text), data));
      expect(await easyTemplate(line(text), data).catch(() => [])).not.toEqual(engine(line(text), data));
    }
  });
  it('docxtemplater prints the word undefined for a missing value unless told otherwise', () => {
    const zip = new PizZip(Buffer.from(line('[{missing}]')));
    const peer = new Docxtemplater(zip);
    peer.render(data);
    expect(visible(peer.getZip().generate({ type: 'nodebuffer' }))).toEqual(['[undefined]']);
    expect(engine(line('[{missing}]'), data)).toEqual(['[]']);
  });
  it('docxtemplater needs a parser of its own for names with dots', () => {
    expect(docxtemplater(line('[{customer.first}]'), data)).toEqual(['[]']);
    expect(engine(line('[{customer.first}]'), data)).toEqual(['[F]']);
  });
});
