import { formatDateEn, formatDateZh } from '../business/dates.ts';
import { englishWords } from '../business/english-words.ts';
import { maskId } from '../business/identity.ts';
import { roundMoney } from '../business/money.ts';
import { rmbWords } from '../business/rmb-words.ts';
import { DocketError } from '../result.ts';
import { largest } from './largest.ts';
import { type EvalContext, isTrue, orderOf, ValueMistake } from './scope.ts';
import { dayOf, decimalText, isShown, printed, type Shown } from './values.ts';

export interface Filter {
  /** Fewest and most arguments. */
  readonly args: readonly [number, number];
  /** Sees undefined and null too; any other filter passes them on. */
  readonly takesMissing?: boolean;
  /** Gives a list, for `#each`. */
  readonly list?: boolean;
  apply(value: unknown, args: readonly unknown[], context: EvalContext): unknown;
}

export type FilterTable = ReadonlyMap<string, Filter>;

const wrong = (code: string, zh: string, en: string, cause?: unknown): ValueMistake =>
  new ValueMistake(code, { zh, en }, { cause });

function amountOf(value: unknown): string {
  const text = decimalText(value);
  if (text !== undefined) return text;
  throw wrong('NOT_A_NUMBER', '该值不是数字。', 'The value is not a number.');
}

function countOf(value: unknown, fallback: number): number {
  if (value === undefined) return fallback;
  const count = Number(value);
  if (Number.isInteger(count) && count >= 0 && count <= 20) return count;
  throw wrong(
    'FILTER_ARGUMENT',
    '小数位数应为 0 到 20 的整数。',
    'The number of decimals must be a whole number from 0 to 20.',
  );
}

function textOf(value: unknown): string {
  const text = printed(value);
  if (text !== undefined) return text;
  throw wrong(
    'NOT_TEXT',
    '该值是列表或一组字段，不能直接显示。',
    'The value is a list or a group of fields and cannot be shown as text.',
  );
}

function listOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw wrong('NOT_A_LIST', '该值不是列表。', 'The value is not a list.');
}

/** The business functions refuse with a DocketError; here it becomes a mistake with a place. */
function business<T>(work: () => T): T {
  try {
    return work();
  } catch (cause) {
    if (cause instanceof DocketError) throw new ValueMistake(cause.code, cause.text, { cause });
    throw cause;
  }
}

const places = (dp: number): string => (dp === 0 ? '' : `.${'0'.repeat(dp)}`);

function money(value: unknown, args: readonly unknown[]): Shown {
  const dp = countOf(args[0], 2);
  const rounded = rounding(amountOf(value), dp);
  return { shown: true, text: grouped(rounded), number: rounded, format: `#,##0${places(dp)}` };
}

/** Half away from zero; an amount that has no more decimals than asked for is only padded. */
function rounding(amount: string, dp: number): string {
  const point = amount.indexOf('.');
  const have = point < 0 ? 0 : amount.length - point - 1;
  if (have === dp) return amount;
  if (have < dp) return `${amount}${point < 0 ? '.' : ''}${'0'.repeat(dp - have)}`;
  return business(() => roundMoney(amount, dp));
}

function grouped(amount: string): string {
  const point = amount.indexOf('.');
  const whole = point < 0 ? amount : amount.slice(0, point);
  if (whole.length < 4) return amount;
  return whole.replace(/\B(?=(?:\d{3})+$)/g, ',') + (point < 0 ? '' : amount.slice(point));
}

function number(value: unknown, args: readonly unknown[]): Shown {
  const amount = amountOf(value);
  if (args[0] === undefined) return { shown: true, text: amount, number: amount };
  const dp = countOf(args[0], 0);
  const rounded = rounding(amount, dp);
  return { shown: true, text: rounded, number: rounded, format: `0${places(dp)}` };
}

function percent(value: unknown, args: readonly unknown[]): Shown {
  const dp = countOf(args[0], 0);
  const amount = amountOf(value);
  const shifted = rounding(timesHundred(amount), dp);
  return { shown: true, text: `${shifted}%`, number: amount, format: `0${places(dp)}%` };
}

function timesHundred(amount: string): string {
  const [whole = '', fraction = ''] = amount.split('.');
  const digits = fraction.padEnd(2, '0');
  const moved = `${whole}${digits.slice(0, 2)}`.replace(/^(-?)0+(?=\d)/, '$1');
  return digits.length > 2 ? `${moved}.${digits.slice(2)}` : moved;
}

function date(value: unknown, args: readonly unknown[], context: EvalContext): Shown {
  const day = dayOf(value);
  if (day === undefined)
    throw wrong('NOT_A_DATE', '该值不是日期（yyyy-mm-dd）。', 'The value is not a date (yyyy-mm-dd).');
  const style = args[0] === undefined ? context.language : textOf(args[0]);
  return { shown: true, text: dateText(day, style), date: day, format: cellFormat(style) };
}

const [ZH_FORMAT, ISO_FORMAT] = ['yyyy"年"m"月"d"日"', 'yyyy-mm-dd'];
const cellFormat = (style: string): string => (style === 'zh' ? ZH_FORMAT : ISO_FORMAT);

/** `zh`, `en`, `iso`, or a pattern of yyyy, yy, mm, m, dd, d. */
function dateText(day: string, style: string): string {
  if (style === 'zh') return formatDateZh(day);
  if (style === 'en') return formatDateEn(day);
  if (style === 'iso') return day;
  const [year = '', month = '', date = ''] = day.split('-');
  const shown: Readonly<Record<string, string>> = {
    yyyy: year,
    yy: year.slice(2),
    mm: month,
    m: String(Number(month)),
    dd: date,
    d: String(Number(date)),
  };
  return style.replace(/yyyy|yy|mm|m|dd|d/gi, (part) => shown[part.toLowerCase()] ?? part);
}

function mask(value: unknown, args: readonly unknown[]): string {
  const text = textOf(value);
  if (args.length === 0) return maskId(text);
  const [head, tail] = [countOf(args[0], 0), countOf(args[1], 0)];
  const hidden = Math.max(0, text.length - head - tail);
  return hidden === 0
    ? '*'.repeat(text.length)
    : text.slice(0, head) + '*'.repeat(hidden) + (tail > 0 ? text.slice(-tail) : '');
}

function fallback(value: unknown, args: readonly unknown[]): unknown {
  return value === undefined || value === null || value === '' ? (args[0] ?? '') : value;
}

function fieldOf(item: unknown, path: unknown): unknown {
  let value = item;
  for (const key of textOf(path).split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = Reflect.get(value, key);
  }
  return value;
}

/** `[{ key, items, count }]` in the order in which the keys first appear. */
function group(value: unknown, args: readonly unknown[]): unknown {
  const groups = new Map<string, { key: unknown; items: unknown[]; count: number }>();
  for (const item of listOf(value)) {
    const key = fieldOf(item, args[0]);
    const id = printed(key ?? null) ?? '';
    const found = groups.get(id) ?? { key: key ?? '', items: [], count: 0 };
    found.items.push(item);
    found.count++;
    groups.set(id, found);
  }
  return [...groups.values()];
}

function sort(value: unknown, args: readonly unknown[]): unknown {
  const sign = args[1] === 'desc' ? -1 : 1;
  const by = (item: unknown): unknown => (args[0] === undefined ? item : fieldOf(item, args[0]));
  return [...listOf(value)].sort((a, b) => sign * (orderOf(by(a), by(b)) ?? 0));
}

/** Exact total of a list of amounts, or of one field of its items. */
function total(value: unknown, args: readonly unknown[]): Shown {
  const amounts = listOf(value).map((item) =>
    amountOf(args[0] === undefined ? item : fieldOf(item, args[0])),
  );
  const scale = largest(amounts.map((amount) => amount.split('.')[1]?.length ?? 0));
  const sum = amounts.reduce((left, amount) => left + scaled(amount, scale), 0n);
  const digits = (sum < 0n ? -sum : sum).toString().padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale);
  const text = `${sum < 0n ? '-' : ''}${whole}${scale > 0 ? `.${digits.slice(-scale)}` : ''}`;
  return { shown: true, text, number: text };
}

function scaled(amount: string, scale: number): bigint {
  const [whole = '0', fraction = ''] = amount.split('.');
  return BigInt(whole + fraction.padEnd(scale, '0'));
}

const plain = (
  args: readonly [number, number],
  apply: Filter['apply'],
  more: Partial<Filter> = {},
): Filter => ({ args, apply, ...more });
const onText = (change: (text: string) => string): Filter => plain([0, 0], (value) => change(textOf(value)));

/** THE table: every filter of the language. */
export const FILTERS: FilterTable = new Map<string, Filter>([
  ['money', plain([0, 1], money)],
  ['number', plain([0, 1], number)],
  ['percent', plain([0, 1], percent)],
  [
    'rmb',
    plain([0, 1], (value, [mode]) =>
      business(() => rmbWords(amountOf(value), mode === 'bank' ? 'bank' : 'accounting')),
    ),
  ],
  [
    'words',
    plain([0, 1], (value, [currency]) =>
      business(() => englishWords(amountOf(value), textOf(currency ?? 'USD'))),
    ),
  ],
  ['usd', plain([0, 1], (value) => business(() => englishWords(amountOf(value), 'USD')))],
  ['date', plain([0, 1], date)],
  ['mask', plain([0, 2], mask)],
  ['default', plain([1, 1], fallback, { takesMissing: true })],
  ['upper', onText((text) => text.toUpperCase())],
  ['lower', onText((text) => text.toLowerCase())],
  ['trim', onText((text) => text.trim())],
  ['text', plain([0, 0], (value) => ({ shown: true, text: textOf(value) }))],
  ['length', plain([0, 0], (value) => (Array.isArray(value) ? value.length : [...textOf(value)].length))],
  [
    'join',
    plain([0, 1], (value, [by]) =>
      listOf(value)
        .map(textOf)
        .join(textOf(by ?? '、')),
    ),
  ],
  [
    'yesno',
    plain(
      [0, 2],
      (value, [yes, no], { language }) =>
        isTrue(value)
          ? (yes ?? (language === 'zh' ? '是' : 'Yes'))
          : (no ?? (language === 'zh' ? '否' : 'No')),
      { takesMissing: true },
    ),
  ],
  ['sum', plain([0, 1], total)],
  ['sort', plain([0, 2], sort, { list: true })],
  ['group', plain([1, 1], group, { list: true })],
]);

/** `sum`, `join`, `length`, `sort`, `group` take lists. */
export const TAKES_LIST: ReadonlySet<string> = new Set(['sum', 'join', 'length', 'sort', 'group']);

/** A function given by the caller, as a filter with any number of arguments. */
export const customFilter = (apply: (value: unknown, ...args: unknown[]) => unknown): Filter =>
  plain([0, 9], (value, args) => apply(isShown(value) ? value.text : value, ...args));
