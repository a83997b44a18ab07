import { DocketError, fail, ok, type Problem, type Result } from '../result.ts';

/**
 * Days are text, `yyyy-mm-dd`, of the business zone Asia/Shanghai (UTC+8 all year). The arithmetic counts days
 * itself, so that neither the machine's zone nor silent normalisation (30 February → 2 March) can creep in.
 */
const DAY_MS = 86_400_000;
const ZONE_MS = 8 * 3_600_000;
const FIRST_YEAR = 1800;
const LAST_YEAR = 2199;
const MONTHS = [
  ['January', 31],
  ['February', 28],
  ['March', 31],
  ['April', 30],
  ['May', 31],
  ['June', 30],
  ['July', 31],
  ['August', 31],
  ['September', 30],
  ['October', 31],
  ['November', 30],
  ['December', 31],
] as const;
const MONTH_NAMES = MONTHS.map(([name]) => name);

const isLeap = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
const monthLength = (year: number, month: number): number =>
  month === 2 && isLeap(year) ? 29 : (MONTHS[month - 1]?.[1] ?? 0);
const pad = (n: number): string => String(n).padStart(2, '0');
const dayText = (year: number, month: number, day: number): string => `${year}-${pad(month)}-${pad(day)}`;

const exists = (year: number, month: number, day: number): boolean =>
  year >= FIRST_YEAR && year <= LAST_YEAR && day >= 1 && day <= monthLength(year, month);

interface Day {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

function split(date: string): Day | undefined {
  const match = /^(\d{4})-(\d\d)-(\d\d)$/.exec(date);
  if (!match) return undefined;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  return exists(year, month, day) ? { year, month, day } : undefined;
}

/** A real day from 1800 to 2199 in the form `yyyy-mm-dd`. */
export const isDate = (text: unknown): text is string =>
  typeof text === 'string' && split(text) !== undefined;

const badDate = (): DocketError =>
  new DocketError('BAD_DATE', {
    zh: '日期不存在或格式不是 yyyy-mm-dd（1800 至 2199 年）',
    en: 'A date does not exist or is not written yyyy-mm-dd (years 1800 to 2199)',
  });

function read(date: string): Day {
  const parts = split(date);
  if (parts) return parts;
  throw badDate();
}

/** Days since 1970-01-01; the year starts in March here, so that the leap day comes last. */
function dayNumber({ year, month, day }: Day): number {
  const y = month > 2 ? year : year - 1;
  const monthFromMarch = (month + 9) % 12;
  const leapDays = Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400);
  return y * 365 + leapDays + Math.floor((153 * monthFromMarch + 2) / 5) + day - 1 - 719_468;
}

const FIRST_DAY = dayNumber({ year: FIRST_YEAR, month: 1, day: 1 });
const LAST_DAY = dayNumber({ year: LAST_YEAR, month: 12, day: 31 });
const isCovered = (number: number): boolean => number >= FIRST_DAY && number <= LAST_DAY;

function fromDayNumber(number: number): string {
  if (!isCovered(number)) throw badDate();
  let year = 1970 + Math.floor(number / 365.2425);
  while (dayNumber({ year, month: 1, day: 1 }) > number) year -= 1;
  while (dayNumber({ year: year + 1, month: 1, day: 1 }) <= number) year += 1;
  let month = 12;
  while (dayNumber({ year, month, day: 1 }) > number) month -= 1;
  return dayText(year, month, number - dayNumber({ year, month, day: 1 }) + 1);
}

/** Throws `BAD_DATE`, also when the result leaves 1800–2199. */
export const addDays = (date: string, days: number): string => fromDayNumber(dayNumber(read(date)) + days);

/** The same day years later, 28 February for the 29th where there is none. Throws `BAD_DATE`. */
export function addYears(date: string, years: number): string {
  const { year, month, day } = read(date);
  return fromDayNumber(
    dayNumber({ year: year + years, month, day: Math.min(day, monthLength(year + years, month)) }),
  );
}

/** Days from `from` to `to`; negative when `to` is earlier. */
export const daysBetween = (from: string, to: string): number => dayNumber(read(to)) - dayNumber(read(from));

/** 0 = Sunday … 6 = Saturday. */
export const weekday = (date: string): number => (((dayNumber(read(date)) + 4) % 7) + 7) % 7;

/** The day in Shanghai: 2026-11-22T16:30Z is already `2026-11-23`. Throws `BAD_DATE` outside 1800–2199. */
export const businessDate = (epochMs: number): string =>
  fromDayNumber(Math.floor((epochMs + ZONE_MS) / DAY_MS));

/** `2026-11-23T00:30:00+08:00`; parts of a second are dropped. */
export function businessTime(epochMs: number): string {
  const local = epochMs + ZONE_MS;
  const seconds = Math.floor((local - Math.floor(local / DAY_MS) * DAY_MS) / 1000);
  const clock = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60].map(pad).join(':');
  return `${businessDate(epochMs)}T${clock}+08:00`;
}

/** The last millisecond of the day in Shanghai: 23:59:59.999+08:00. */
export const endOfBusinessDay = (date: string): number => (dayNumber(read(date)) + 1) * DAY_MS - ZONE_MS - 1;

/** `2026年10月12日`, for prose. */
export function formatDateZh(date: string): string {
  const { year, month, day } = read(date);
  return `${year}年${month}月${day}日`;
}

/** `12 October 2026`. */
export function formatDateEn(date: string): string {
  const { year, month, day } = read(date);
  return `${day} ${MONTH_NAMES[month - 1]} ${year}`;
}

const refuse = (code: string, zh: string, en: string): Result<never, Problem> =>
  fail({
    code,
    message: { zh, en },
    fix: { zh: '请写成 2026-10-12', en: 'Write it like 2026-10-12' },
  });

const FORMS = [
  /^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})$/,
  /^(\d{4})\s*(年)\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日$/,
  /^(\d{4})()(\d\d)(\d\d)$/,
];
const AMBIGUOUS = /^\d{1,2}([-/.])\d{1,2}(?:\1(?:\d{2}|\d{4}))?$/;
const SERIAL = /^\d{5}$/;

/**
 * Reads 2026-10-12, 2026/10/12, 2026.10.12, 2026年10月12日, 20261012 and a five-digit spreadsheet serial, in
 * full-width digits too. Refuses with `DATE_AMBIGUOUS` (10/12/2026), `DATE_IMPOSSIBLE` (2026-02-30) or `DATE_FORMAT`.
 */
export function parseDate(
  text: string,
  options: { readonly date1904?: boolean } = {},
): Result<string, Problem> {
  const clean = text.normalize('NFKC').trim();
  if (SERIAL.test(clean)) return dateFromSerial(Number(clean), options.date1904);
  const match = FORMS.map((form) => form.exec(clean)).find((found) => found !== null);
  if (match) return realDay(Number(match[1]), Number(match[3]), Number(match[4]));
  if (AMBIGUOUS.test(clean)) {
    return refuse(
      'DATE_AMBIGUOUS',
      '日期有歧义：分不清年、月、日的先后',
      'The date is ambiguous: the order of year, month and day is unclear',
    );
  }
  return refuse('DATE_FORMAT', '日期格式无法识别', 'The date is not in a form that can be read');
}

function realDay(year: number, month: number, day: number): Result<string, Problem> {
  if (exists(year, month, day)) return ok(dayText(year, month, day));
  return refuse(
    'DATE_IMPOSSIBLE',
    `这一天不存在，或不在 ${FIRST_YEAR} 至 ${LAST_YEAR} 年之间`,
    `This day does not exist, or is not in the years ${FIRST_YEAR} to ${LAST_YEAR}`,
  );
}

/**
 * Spreadsheet serial → day; a time of day (the fraction) is dropped. The 1900 system counts a 29 February 1900
 * (serial 60) that never was: refused, as is everything after 2199, with `DATE_IMPOSSIBLE`.
 */
export function dateFromSerial(serial: number, date1904 = false): Result<string, Problem> {
  const whole = Math.floor(serial);
  const isPhantom = !date1904 && (whole < 1 || whole === 60);
  const start = dayNumber({ year: date1904 ? 1904 : 1900, month: 1, day: 1 });
  const number = start + (date1904 ? whole : whole - (whole > 60 ? 2 : 1));
  return isPhantom || !isCovered(number) || whole < 0 ? realDay(0, 0, 0) : ok(fromDayNumber(number));
}
