import { syntax } from './mistake.ts';

export interface Token {
  readonly kind: 'name' | 'number' | 'string' | 'symbol' | 'compare';
  /** Meaning: a string without quotes, a comparison in its plain form. */
  readonly text: string;
  /** As written. */
  readonly raw: string;
}

const SPACE = /[\s\u00a0\u3000\u200b\ufeff]+/uy;
const NAME = /@?[\p{L}_][\p{L}\p{N}\p{M}_-]*/uy;
const NUMBER = /-?\d+(?:\.\d+)?(?:(?=[^\p{L}\p{N}_])|$)/uy;
const SIZE = /\d+(?:\.\d+)?\p{L}[\p{L}\p{N}]*/uy;
// Word turns straight quotes into curly ones while the author types.
const STRING = /"[^"”]*["”]|'[^'’]*['’]|[“”][^“”"]*[“”"]|[‘’][^‘’']*[‘’']/uy;
const COMPARE = /===?|!==?|<>|<=|>=|[=<>≥≤≠]/uy;
const SYMBOL = /\|\||&&|[|.[\]():!,｜：（）/*+]/uy;

const PLAIN: Readonly<Record<string, string>> = {
  '===': '==',
  '=': '==',
  '!==': '!=',
  '<>': '!=',
  '≥': '>=',
  '≤': '<=',
  '≠': '!=',
  '｜': '|',
  '：': ':',
  '（': '(',
  '）': ')',
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
    return { kind, text: Object.hasOwn(PLAIN, raw) ? (PLAIN[raw] ?? raw) : raw, raw };
  }
  return text[at] === '.' ? { kind: 'symbol', text: '.', raw: '.' } : undefined;
}
