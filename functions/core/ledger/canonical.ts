import { DocketError } from '../result.ts';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

const refuse = (what: string): never => {
  throw new DocketError('NOT_CANONICAL', {
    zh: `无法写入台账：${what}`,
    en: `cannot be written to the ledger: ${what}`,
  });
};

/**
 * Canonical JSON (RFC 8785): members sorted by UTF-16 code units, no blanks, ECMAScript numbers.
 * `undefined` members are left out. Throws `NOT_CANONICAL` on lone surrogates and non-finite numbers.
 */
export const jcs = (value: unknown): string => write(value, number);

/** Canonical JSON for the ledger: throws `NOT_CANONICAL` on integers beyond ±2^53 as well (RFC 7493). */
export const canonical = (value: unknown): string => write(value, exact);

/** What the fast check below cannot see in the text: order of members, integers beyond ±2^53, lone surrogates. */
const isPlain = (value: Json): boolean => {
  if (typeof value === 'string') return value.isWellFormed();
  if (typeof value === 'number') return !Number.isInteger(value) || Number.isSafeInteger(value);
  if (typeof value !== 'object' || value === null) return true;
  if (Array.isArray(value)) return value.every(isPlain);
  let last: string | undefined;
  for (const [key, member] of Object.entries(value)) {
    if (last !== undefined && key <= last) return false;
    if (!key.isWellFormed() || !isPlain(member)) return false;
    last = key;
  }
  return true;
};

/** Is the text the canonical form of the value that was parsed from it? Three times as fast as writing it again. */
export const isCanonical = (value: Json, text: string): boolean => {
  if (JSON.stringify(value) === text && isPlain(value)) return true;
  try {
    // members with names like numbers come in another order
    return canonical(value) === text;
  } catch {
    return false;
  }
};

type Write<T> = (value: T) => string;

const write = (value: unknown, numeral: Write<number>): string => {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return text(value);
  if (typeof value === 'number') return numeral(value);
  if (Array.isArray(value)) return `[${value.map((item) => write(item, numeral)).join(',')}]`;
  if (typeof value === 'object') return members(value, numeral);
  return refuse(typeof value);
};

const text = (value: string): string =>
  value.isWellFormed() ? JSON.stringify(value) : refuse('lone surrogate');

const number = (value: number): string =>
  Number.isFinite(value) ? JSON.stringify(value) : refuse(String(value));

const exact = (value: number): string =>
  Number.isInteger(value) && !Number.isSafeInteger(value) ? refuse('integer beyond 2^53') : number(value);

const members = (value: object, numeral: Write<number>): string => {
  const entries = Object.entries(value).filter(([, member]) => member !== undefined);
  entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return `{${entries.map(([key, member]) => `${text(key)}:${write(member, numeral)}`).join(',')}}`;
};
