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
 * `undefined` members are left out. Throws `NOT_CANONICAL` on lone surrogates, non-finite numbers and
 * integers beyond ±2^53.
 */
export const canonical = (value: unknown): string => {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return text(value);
  if (typeof value === 'number') return number(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value === 'object') return members(value);
  return refuse(typeof value);
};

const text = (value: string): string =>
  value.isWellFormed() ? JSON.stringify(value) : refuse('lone surrogate');

const number = (value: number): string => {
  if (!Number.isFinite(value)) return refuse(String(value));
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) return refuse('integer beyond 2^53');
  return JSON.stringify(value);
};

const members = (value: object): string => {
  const entries = Object.entries(value).filter(([, member]) => member !== undefined);
  entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return `{${entries.map(([key, member]) => `${text(key)}:${canonical(member)}`).join(',')}}`;
};
