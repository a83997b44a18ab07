import { daysBetween, isDate } from '../business/dates.ts';

/** What a filter makes of a value: text for prose, and what a spreadsheet cell should hold instead. */
export interface Shown {
  readonly shown: true;
  readonly text: string;
  /** Exact decimal, for a numeric cell. */
  readonly number?: string;
  /** `yyyy-mm-dd`, for a date cell. */
  readonly date?: string;
  /** Number format for a cell that has none of its own. */
  readonly format?: string;
}

export const isShown = (value: unknown): value is Shown =>
  typeof value === 'object' && value !== null && 'shown' in value && value.shown === true;

const DECIMAL = /^-?\d+(?:\.\d+)?$/;

/** Plain decimal text of a number or of decimal text; undefined for anything else. Never passes text through a float. */
export function decimalText(value: unknown): string | undefined {
  if (isShown(value)) return value.number;
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'number') return Number.isFinite(value) ? plainNumber(value) : undefined;
  if (typeof value !== 'string' || value.length > 60) return undefined;
  const text = value.trim();
  if (!DECIMAL.test(text)) return undefined;
  return /^-?0\d/.test(text) ? text.replace(/^(-?)0+(?=\d)/, '$1') : text;
}

/** `1e-7` → `0.0000001`. */
function plainNumber(value: number): string {
  const text = String(value);
  if (!text.includes('e')) return text;
  const match = /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(text);
  if (!match) return text;
  const [, sign = '', whole = '', fraction = ''] = match;
  const shift = Number(match[4]);
  const digits = whole + fraction;
  if (shift < 0) return `${sign}0.${'0'.repeat(-shift - 1)}${digits}`;
  return sign + digits.padEnd(shift + 1, '0');
}

/** -1, 0 or 1, digit by digit. Both are plain decimals. */
export function compareDecimals(a: string, b: string): number {
  const left = parts(a);
  const right = parts(b);
  if (left.sign !== right.sign) return left.sign < right.sign ? -1 : 1;
  const scale = Math.max(left.fraction.length, right.fraction.length);
  const x = BigInt(left.whole + left.fraction.padEnd(scale, '0'));
  const y = BigInt(right.whole + right.fraction.padEnd(scale, '0'));
  return x === y ? 0 : x < y === left.sign > 0 ? -1 : 1;
}

function parts(text: string): { sign: number; whole: string; fraction: string } {
  const [whole = '0', fraction = ''] = text.replace('-', '').split('.');
  const zero = /^0*$/.test(whole + fraction);
  return { sign: zero ? 0 : text.startsWith('-') ? -1 : 1, whole, fraction };
}

/** The day of a value: `yyyy-mm-dd`, an ISO time or a Date, in Shanghai. */
export function dayOf(value: unknown): string | undefined {
  if (isShown(value)) return value.date;
  if (value instanceof Date) {
    const time = value.getTime();
    return Number.isNaN(time) ? undefined : new Date(time + 8 * 3_600_000).toISOString().slice(0, 10);
  }
  if (typeof value !== 'string') return undefined;
  if (isDate(value)) return value;
  const zoned = /^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:?\d\d)$/.test(value);
  if (zoned) return dayOf(new Date(value));
  const local = /^(\d{4}-\d\d-\d\d)[T ][\d:.]+$/.exec(value)?.[1];
  return local !== undefined && isDate(local) ? local : undefined;
}

/** Spreadsheet serial of a day. The 1900 system counts a 29 February 1900 that never was. */
export function serialOf(date: string, date1904: boolean): number {
  if (date1904) return daysBetween('1904-01-01', date);
  const days = daysBetween('1900-01-01', date) + 1;
  return days > 59 ? days + 1 : days;
}

/** What stands in prose for a value; undefined when a value cannot be printed (a list, a group of fields, NaN). */
export function printed(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (value === null) return '';
  if (typeof value === 'number') return decimalText(value);
  if (typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  if (isShown(value)) return value.text;
  return value instanceof Date ? dayOf(value) : undefined;
}
