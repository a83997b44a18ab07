import { syntax } from './mistake.ts';

export interface Token {
  readonly kind: 'name' | 'number' | 'string' | 'symbol' | 'compare';
  /** Meaning: a string without quotes, a comparison in its plain form. */
  readonly text: string;
  /** As written. */
  readonly raw: string;
}

// Letters by plain ranges: patterns with \p{L} take milliseconds each to compile, more than a whole fill does.
const LETTER = 'A-Za-z_\\u00aa-\\u1fff\\u2c00-\\u2fff\\u3005-\\ud7ff\\ud800-\\udfff\\uf900-\\ufaff';
const SPACE = /[\s\u200b]+/y;
const NAME = new RegExp(`@?[${LETTER}][${LETTER}\\d-]*`, 'y');
const NUMBER = new RegExp(`-?\\d+(?:\\.\\d+)?(?![${LETTER}\\d])`, 'y');
const SIZE = new RegExp(`\\d+(?:\\.\\d+)?[${LETTER}][${LETTER}\\d]*`, 'y');
// Word turns straight quotes into curly ones while the author types.
const STRING = /"[^"”]*["”]|'[^'’]*['’]|[“”][^“”"]*[“”"]|[‘’][^‘’']*[‘’']/y;
// Full-width forms are what an input method types.
const COMPARE = /[=＝]{2,3}|[!！][=＝]{1,2}|[<＜][>＞]|[<＜>＞][=＝]|[=＝<＜>＞≥≤≠]/y;
const SYMBOL = /\|\||&&|[|.[\]():!,｜．［］（）：！，/*+]/y;

const PLAIN: Readonly<Record<string, string>> = {
  '===': '==',
  '=': '==',
  '!==': '!=',
  '<>': '!=',
  '≥': '>=',
  '≤': '<=',
  '≠': '!=',
};

const KINDS: readonly (readonly [Token['kind'], RegExp])[] = [
  ['name', NAME],
  ['number', NUMBER],
  ['name', SIZE],
  ['string', STRING],
  ['compare', COMPARE],
  ['symbol', SYMBOL],
];

export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    SPACE.lastIndex = at;
    const space = SPACE.exec(text);
    if (space) {
      at += space[0].length;
      continue;
    }
    const token = tokenAt(text, at);
    if (token === undefined) throw syntax(text.slice(at));
    tokens.push(token);
    at += token.raw.length;
  }
  return tokens;
}

function tokenAt(text: string, at: number): Token | undefined {
  for (const [kind, pattern] of KINDS) {
    pattern.lastIndex = at;
    const raw = pattern.exec(text)?.[0];
    if (raw === undefined) continue;
    if (kind === 'string') return { kind, text: raw.slice(1, -1), raw };
    const plain = kind === 'name' ? raw : raw.normalize('NFKC');
    return { kind, text: Object.hasOwn(PLAIN, plain) ? (PLAIN[plain] ?? plain) : plain, raw };
  }
  return text[at] === '.' ? { kind: 'symbol', text: '.', raw: '.' } : undefined;
}
