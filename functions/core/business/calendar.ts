import { DocketError } from '../result.ts';
import { CALENDAR_DATA } from './calendar-data.ts';
import { addDays, daysBetween, isDate, weekday } from './dates.ts';

/** What a company adds, by year: the next year's notice, or days of its own. Wins over the built-in table. */
export type CalendarOverlay = Readonly<Record<number, CalendarYear>>;

interface CalendarYear {
  /** Days off, `yyyy-mm-dd`. */
  readonly holidays: readonly string[];
  /** Make-up working days (调休), `yyyy-mm-dd`. */
  readonly workdays: readonly string[];
}

/** Every method throws `CALENDAR_NOT_COVERED` as soon as it needs a day of a year that nobody has announced. */
export interface Calendar {
  readonly covers: (year: number) => boolean;
  readonly isWorkingDay: (date: string) => boolean;
  /**
   * The n-th working day after (n > 0) or before (n < 0) the date, which itself is not counted (S42, S51).
   * n = 0: the date itself if worked, else the next working day.
   */
  readonly addWorkingDays: (date: string, n: number) => string;
  /** Working days after `from` up to and including `to`; negative, from `to` up to before `from`, backwards. */
  readonly workingDaysBetween: (from: string, to: string) => number;
}

function expand(year: number, ranges: string): string[] {
  return ranges.split(' ').flatMap((range) => {
    const [first = '', last = first] = range
      .split('-')
      .map((mmdd) => `${year}-${mmdd.slice(0, 2)}-${mmdd.slice(2)}`);
    return Array.from({ length: daysBetween(first, last) + 1 }, (_, index) => addDays(first, index));
  });
}

const BUILT_IN: readonly (readonly [number, CalendarYear])[] = Object.entries(CALENDAR_DATA).map(
  ([key, data]) => {
    const year = Number(key);
    return [year, { holidays: expand(year, data.holidays), workdays: expand(year, data.workdays) }];
  },
);

function checkOverlay(year: number, { holidays, workdays }: CalendarYear): void {
  const wrong = [...holidays, ...workdays].find((day) => !isDate(day) || !day.startsWith(`${year}-`));
  const twice = holidays.find((day) => workdays.includes(day));
  if (wrong === undefined && twice === undefined) return;
  throw new DocketError('CALENDAR_BAD_OVERLAY', {
    zh: `公司档案中 ${year} 年的日历有误：${wrong ?? twice}，须为该年的 yyyy-mm-dd，且不能既放假又上班`,
    en: `The company calendar of ${year} is wrong at ${wrong ?? twice}: each day is yyyy-mm-dd of that year, and either a holiday or a working day`,
  });
}

const notCovered = (year: string): DocketError =>
  new DocketError('CALENDAR_NOT_COVERED', {
    zh: `工作日历没有 ${year} 年的放假安排，请把国务院通知中的放假和调休日期写入公司档案`,
    en: `The working calendar does not know the holidays of ${year}; add the State Council notice's days to the company profile`,
  });

interface Table {
  readonly years: ReadonlySet<string>;
  /** Days that differ from Monday-to-Friday, or confirm it: worked or not. */
  readonly worked: ReadonlyMap<string, boolean>;
}

function tableOf(overlay: CalendarOverlay): Table {
  const years = new Set<string>();
  const worked = new Map<string, boolean>();
  const learn = (year: number, { holidays, workdays }: CalendarYear): void => {
    years.add(String(year));
    for (const day of holidays) worked.set(day, false);
    for (const day of workdays) worked.set(day, true);
  };
  for (const [year, days] of BUILT_IN) learn(year, days);
  for (const [key, days] of Object.entries(overlay)) {
    checkOverlay(Number(key), days);
    learn(Number(key), days);
  }
  return { years, worked };
}

/** Chinese working calendar: Monday to Friday − holidays + make-up days, 2004–2026 built in. Throws `CALENDAR_BAD_OVERLAY`. */
export function createCalendar(overlay: CalendarOverlay = {}): Calendar {
  const { years, worked } = tableOf(overlay);

  const isWorkingDay = (date: string): boolean => {
    const day = weekday(date);
    if (!years.has(date.slice(0, 4))) throw notCovered(date.slice(0, 4));
    return worked.get(date) ?? (day !== 0 && day !== 6);
  };

  const addWorkingDays = (date: string, n: number): string => {
    if (!Number.isSafeInteger(n)) {
      throw new DocketError('BAD_DAYS', {
        zh: '工作日天数须为整数',
        en: 'A number of working days must be whole',
      });
    }
    if (n === 0) return isWorkingDay(date) ? date : addWorkingDays(date, 1);
    const step = Math.sign(n);
    let day = date;
    for (let left = Math.abs(n); left > 0; ) {
      day = addDays(day, step);
      if (isWorkingDay(day)) left -= 1;
    }
    return day;
  };

  const workingDaysBetween = (from: string, to: string): number => {
    if (daysBetween(from, to) < 0) {
      // Counted the way that addWorkingDays walks back: without `from`, with `to`.
      return 0 - workingDaysBetween(addDays(to, -1), addDays(from, -1));
    }
    let count = 0;
    for (let day = from; day < to; ) {
      day = addDays(day, 1);
      if (isWorkingDay(day)) count += 1;
    }
    return count;
  };

  return { covers: (year) => years.has(String(year)), isWorkingDay, addWorkingDays, workingDaysBetween };
}
