import { type Token, tokenize } from './lexer.ts';
import { syntax, TagMistake } from './mistake.ts';

/** A step of a path: a name, or an expression in brackets whose value is the name. */
export type Segment = string | Expr;

export type Comparison = '==' | '!=' | '<' | '<=' | '>' | '>=';

export type Expr =
  | { readonly op: 'value'; readonly value: string | number | boolean | null }
  | { readonly op: 'path'; readonly path: readonly Segment[]; readonly text: string }
  | { readonly op: 'not'; readonly a: Expr }
  | { readonly op: 'and' | 'or'; readonly a: Expr; readonly b: Expr }
  | { readonly op: 'compare'; readonly how: Comparison; readonly a: Expr; readonly b: Expr }
  | { readonly op: 'filter'; readonly name: string; readonly args: readonly Expr[]; readonly a: Expr };

export type Tag =
  | { readonly kind: 'value'; readonly expr: Expr; readonly as: string; readonly options: readonly string[] }
  | { readonly kind: 'each'; readonly expr: Expr; readonly name: string | null; readonly columns: boolean }
  | { readonly kind: 'if'; readonly expr: Expr }
  | { readonly kind: 'section'; readonly expr: Expr; readonly inverted: boolean; readonly path: string }
  | { readonly kind: 'elseif'; readonly expr: Expr }
  | { readonly kind: 'else' }
  | { readonly kind: 'end'; readonly block: string }
  | { readonly kind: 'fragment'; readonly name: string }
  | { readonly kind: 'pagebreak' }
  | { readonly kind: 'place'; readonly mark: string };

export type Dialect = 'docket' | 'docxtemplater';

const LONGEST_TAG = 2000;
const DEEPEST = 40;
const FORBIDDEN = new Set(['__proto__', 'prototype', 'constructor']);

/** The inside of a tag; an input method may type the first sign full-width. */
const trimmed = (inside: string): string =>
  inside.trim().replace(/^[＃／＞]/, (sign) => sign.normalize('NFKC'));

/** What other languages write, and what it is here. */
const FOREIGN: readonly (readonly [RegExp, string])[] = [
  [/^els?if\s+/i, 'else if '],
  [/^\^\s*/, '#unless '],
  [/^\.\.\//, '@parent.'],
  [/\?\.|。/g, '.'],
];

/** The inside of a tag, without delimiters. Throws TagMistake. */
export function parseTag(inside: string, dialect: Dialect = 'docket'): Tag {
  try {
    return read(trimmed(inside), dialect);
  } catch (fault) {
    if (!(fault instanceof TagMistake && fault.code === 'TAG_SYNTAX') || dialect !== 'docket') throw fault;
    const text = trimmed(inside);
    const meant = FOREIGN.reduce((all, [written, here]) => all.replace(written, here), text);
    throw meant === text ? fault : new TagMistake(fault.code, fault.text, meant);
  }
}

function read(text: string, dialect: Dialect): Tag {
  if (text.length > LONGEST_TAG) {
    throw new TagMistake('TAG_TOO_LONG', {
      zh: '标签过长，可能缺少结束符。',
      en: 'The tag is too long; its closing delimiter is probably missing.',
    });
  }
  if (dialect === 'docxtemplater') return parseForeign(text);
  if (text.startsWith('>')) return parseFragment(text.slice(1).trim());
  const block = BLOCK.exec(text);
  if (block) {
    const [head, sign, word = ''] = block;
    return parseBlock(sign === '#', word.toLowerCase(), text.slice(head.length), text);
  }
  if (text === 'else') return { kind: 'else' };
  const otherwise = /^else\s*if\b\s*/.exec(text);
  if (otherwise) return { kind: 'elseif', expr: whole(text.slice(otherwise[0].length)) };
  if (/^page\s*break$/i.test(text)) return { kind: 'pagebreak' };
  return parsePlace(text) ?? parseValue(text);
}

const BLOCK = /^([#/])\s*([a-z]*)\s*/i;

/** What a broken end of a block was probably meant to be, for finding its partner; null when it is no such end. */
export function standInFor(inside: string, dialect: Dialect): Tag | null {
  const expr: Expr = { op: 'value', value: true };
  const text = trimmed(inside);
  const mark = text[0] ?? '';
  if (dialect === 'docxtemplater') {
    const path = text.slice(1).trim();
    return mark === '#' || mark === '^' ? { kind: 'section', expr, inverted: mark === '^', path } : null;
  }
  const word = BLOCK.exec(text)?.[2]?.toLowerCase();
  if (word === undefined) return null;
  const block = OPENERS.includes(word) ? word : (nearestOpener(word) ?? 'each');
  if (mark === '/') return { kind: 'end', block };
  if (block === 'if') return { kind: 'if', expr };
  if (block === 'unless') return { kind: 'if', expr: { op: 'not', a: expr } };
  return { kind: 'each', expr, name: null, columns: block === 'columns' };
}

export const OPENERS = ['each', 'if', 'unless', 'columns'];

function parseBlock(opens: boolean, word: string, rest: string, text: string): Tag {
  if (!OPENERS.includes(word)) throw unknownBlock(opens, word, rest, text);
  if (opens) return parseOpener(word, rest);
  if (rest !== '') throw syntax(rest);
  return { kind: 'end', block: word };
}

function unknownBlock(opens: boolean, word: string, rest: string, text: string): TagMistake {
  const meant = nearestOpener(word);
  // `{{#lines}}` of other languages is a loop over the lines.
  const list = meant === undefined && /^(?:\.|$)/.test(rest) ? word + rest : rest;
  const tag = opens ? `#${meant ?? 'each'} ${list}`.trimEnd() : `/${meant ?? 'each'}`;
  return new TagMistake(
    'BLOCK_UNKNOWN',
    { zh: `没有名为“${text}”的控制标签。`, en: `There is no block tag "${text}".` },
    tag,
  );
}

function parseOpener(word: string, rest: string): Tag {
  if (word === 'if') return { kind: 'if', expr: whole(rest) };
  if (word === 'unless') return { kind: 'if', expr: { op: 'not', a: whole(rest) } };
  const [, item, list] = /^(\S+)\s+in\s+(\S+)$/.exec(rest) ?? [];
  if (list !== undefined) throw syntax(`in ${list}`, `#${word} ${list} as ${item}`);
  const parser = new Parser(rest);
  const expr = parser.piped();
  const name = parser.takeWord('as') ? parser.name() : null;
  parser.end();
  return { kind: 'each', expr, name, columns: word === 'columns' };
}

function nearestOpener(word: string): string | undefined {
  const similar: Readonly<Record<string, string>> = {
    for: 'each',
    foreach: 'each',
    loop: 'each',
    eahc: 'each',
    ech: 'each',
    iff: 'if',
    fi: 'if',
    column: 'columns',
    endif: 'if',
    endfor: 'each',
  };
  if (Object.hasOwn(similar, word)) return similar[word];
  return OPENERS.find((opener) => opener.startsWith(word.slice(0, 2)) && word !== '');
}

/** `clause.warranty`: words with dots between them. */
export const isFragmentName = (name: string): boolean =>
  name.split('.').every((part) => /^[\w\u0080-\uffff-]+$/.test(part));

function parseFragment(name: string): Tag {
  if (isFragmentName(name)) return { kind: 'fragment', name };
  throw new TagMistake('FRAGMENT_NAME', {
    zh: `片段名称“${name}”无效，应形如 clause.warranty。`,
    en: `"${name}" is not a fragment name; write it like clause.warranty.`,
  });
}

export const FORMATS = ['image', 'richtext', 'html', 'markdown', 'checkbox', 'text'];

const PLACE = /^(sign|seal)\s*[:：]\s*([a-z][a-z\d_-]*)(?:\s+(\d{1,3})\s*mm\s*[x×]\s*(\d{1,3})\s*mm)?$/i;

/** `sign:deputy-gm`, `seal:company 40mm x 40mm`: where a signature or seal will stand; `seal:image` is a picture. */
function parsePlace(text: string): Tag | null {
  const [, kind = '', name = '', width, height] = PLACE.exec(text) ?? [];
  if (name === '' || FORMATS.includes(name.toLowerCase())) return null;
  const size = width === undefined ? '' : `?w=${width}&h=${height}`;
  return { kind: 'place', mark: `docket:${kind}/${name}${size}`.toLowerCase() };
}

const similarFormat = (text: string, as: string): string | undefined => {
  const format = FORMATS.find((one) => one.startsWith(as.slice(0, 2)));
  return format && text.replace(/[:：]\s*[\w-]+/, `:${format}`);
};

function parseValue(text: string): Tag {
  const raw = /^\{+([^{}]*)$/.exec(text);
  if (raw) throw syntax(text, raw[1]?.trim());
  const words = /^([\w\u0080-\uffff.]+)\s+([\w\u0080-\uffff.]+)$/.exec(text);
  if (words && words[1] !== 'not') throw syntax(words[2] ?? '', `${words[1]}.${words[2]}`);
  const parser = new Parser(text);
  const expr = parser.piped();
  let as = '';
  const options: string[] = [];
  if (parser.takeSymbol(':')) {
    as = parser.name().toLowerCase();
    if (!FORMATS.includes(as)) {
      throw new TagMistake(
        'FORMAT_UNKNOWN',
        {
          zh: `“:${as}”不是可用的类型（image、richtext、markdown、html、checkbox、text）。`,
          en: `":${as}" is not a kind of content (image, richtext, markdown, html, checkbox, text).`,
        },
        similarFormat(text, as),
      );
    }
    options.push(...parser.words());
  }
  parser.end();
  return { kind: 'value', expr, as, options };
}

/** docxtemplater and easy-template-x: `{x}`, `{#x}…{/x}`, `{^x}…{/x}`, `{/}`, `{%image}`. */
function parseForeign(text: string): Tag {
  const mark = text[0] ?? '';
  const rest = text.slice(1).trim();
  if (mark === '#' || mark === '^')
    return { kind: 'section', expr: whole(rest), inverted: mark === '^', path: rest };
  if (mark === '/') return { kind: 'end', block: rest };
  if (mark === '%') return { kind: 'value', expr: whole(rest), as: 'image', options: [] };
  if (mark !== '@') return { kind: 'value', expr: whole(text), as: '', options: [] };
  throw new TagMistake(
    'RAW_XML',
    {
      zh: `不允许插入原始 XML（{${text}}）。请改用普通标签或 richtext。`,
      en: `Raw XML ({${text}}) is not inserted. Use a plain tag, or rich text.`,
    },
    `{${rest}}`,
  );
}

const whole = (text: string): Expr => {
  const parser = new Parser(text);
  const expr = parser.piped();
  parser.end();
  return expr;
};

class Parser {
  private readonly tokens: readonly Token[];
  private at = 0;
  private depth = 0;

  constructor(text: string) {
    this.tokens = tokenize(text);
  }

  end(): void {
    if (this.at < this.tokens.length) throw this.unexpected();
  }

  private unexpected(): TagMistake {
    return syntax(
      this.tokens
        .slice(this.at)
        .map((token) => token.raw)
        .join(' '),
    );
  }

  takeSymbol(symbol: string): boolean {
    const token = this.tokens[this.at];
    if (token?.kind !== 'symbol' || token.text !== symbol) return false;
    this.at++;
    return true;
  }

  takeWord(word: string): boolean {
    const token = this.tokens[this.at];
    if (token?.kind !== 'name' || token.text !== word) return false;
    this.at++;
    return true;
  }

  name(): string {
    const token = this.tokens[this.at];
    if (token?.kind !== 'name') throw this.unexpected();
    this.at++;
    return token.text;
  }

  /** All that is left, token by token as written. */
  words(): string[] {
    const rest = this.tokens.slice(this.at).map((token) => token.raw);
    this.at = this.tokens.length;
    return rest;
  }

  piped(): Expr {
    let a = this.or();
    while (this.takeSymbol('|')) {
      const name = this.name();
      const args: Expr[] = [];
      while (this.startsPrimary()) args.push(this.primary());
      a = { op: 'filter', name, args, a };
    }
    return a;
  }

  private startsPrimary(): boolean {
    const token = this.tokens[this.at];
    if (token === undefined || (token.kind === 'name' && token.text === 'as')) return false;
    return token.kind !== 'symbol' || token.text === '(';
  }

  private or(): Expr {
    if (++this.depth > DEEPEST) throw tooDeep();
    let a = this.and();
    while (this.takeWord('or') || this.takeSymbol('||')) a = { op: 'or', a, b: this.and() };
    this.depth--;
    return a;
  }

  private and(): Expr {
    let a = this.not();
    while (this.takeWord('and') || this.takeSymbol('&&')) a = { op: 'and', a, b: this.not() };
    return a;
  }

  private not(): Expr {
    let times = 0;
    while (this.takeWord('not') || this.takeSymbol('!')) times++;
    const a = this.comparison();
    return times === 0 ? a : times % 2 === 1 ? { op: 'not', a } : { op: 'not', a: { op: 'not', a } };
  }

  private comparison(): Expr {
    const a = this.primary();
    const token = this.tokens[this.at];
    if (token?.kind !== 'compare') return a;
    this.at++;
    return { op: 'compare', how: token.text as Comparison, a, b: this.primary() };
  }

  private primary(): Expr {
    if (this.takeSymbol('(')) {
      const inner = this.piped();
      if (!this.takeSymbol(')')) throw this.unexpected();
      return inner;
    }
    if (this.takeSymbol('.')) return { op: 'path', path: ['this'], text: '.' };
    const token = this.tokens[this.at];
    if (token?.kind === 'string') {
      this.at++;
      return { op: 'value', value: token.text };
    }
    if (token?.kind === 'number') {
      this.at++;
      // Digits that a float would lose stay text; comparisons take both.
      const value = Number(token.text);
      return { op: 'value', value: String(value) === token.text ? value : token.text };
    }
    if (token?.kind !== 'name') throw this.unexpected();
    const literal = LITERALS.get(token.text);
    if (literal !== undefined) {
      this.at++;
      return { op: 'value', value: literal.value };
    }
    return this.path();
  }

  private path(): Expr {
    const start = this.at;
    const path: Segment[] = this.segment();
    for (;;) {
      if (this.takeSymbol('.')) path.push(...this.segment());
      else if (this.takeSymbol('[')) {
        const key = this.or();
        if (!this.takeSymbol(']')) throw this.unexpected();
        path.push(key.op === 'value' ? checked(String(key.value)) : key);
      } else break;
    }
    const text = this.tokens
      .slice(start, this.at)
      .map((token) => token.raw)
      .join('');
    return { op: 'path', path, text };
  }

  private segment(): string[] {
    const token = this.tokens[this.at];
    if (token?.kind !== 'name' && token?.kind !== 'number') throw this.unexpected();
    this.at++;
    // `a.0.1` reads as the number 0.1.
    return token.text.split('.').map(checked);
  }
}

const LITERALS = new Map<string, { value: boolean | null }>([
  ['true', { value: true }],
  ['false', { value: false }],
  ['null', { value: null }],
]);

const tooDeep = (): TagMistake =>
  new TagMistake('TAG_TOO_DEEP', { zh: '表达式嵌套过深。', en: 'The expression is nested too deeply.' });

const checked = (name: string): string => {
  if (!FORBIDDEN.has(name)) return name;
  throw new TagMistake('NAME_FORBIDDEN', {
    zh: `字段名“${name}”不允许使用。`,
    en: `"${name}" is not allowed as a field name.`,
  });
};
