import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import vectors from '../../../test/corpus/business-vectors.json' with { type: 'json' };
import { createCalendar } from './calendar.ts';
import { addDays } from './dates.ts';

const calendar = createCalendar();
const notCovered = expect.objectContaining({ code: 'CALENDAR_NOT_COVERED' });
const badOverlay = expect.objectContaining({ code: 'CALENDAR_BAD_OVERLAY' });

describe('built-in years', () => {
  it('equal chinese-days on every day', () => {
    const days = Array.from({ length: 8401 }, (_, index) => addDays('2004-01-01', index));
    expect(days.at(-1)).toBe('2026-12-31');
    const oracle = askOracle(days);
    expect(days.filter((day, index) => calendar.isWorkingDay(day) !== oracle[index])).toEqual([]);
  });

  it.each(vectors.workdays)('$from $n → $out', ({ from, n, out }) => {
    if (out === 'ERROR_NOT_COVERED') expect(() => calendar.addWorkingDays(from, n)).toThrow(notCovered);
    else expect(calendar.addWorkingDays(from, n)).toBe(out);
  });

  it('know their bounds', () => {
    expect([2003, 2004, 2026, 2027].map(calendar.covers)).toEqual([false, true, true, false]);
    expect(() => calendar.isWorkingDay('2027-01-04')).toThrow(notCovered);
    expect(() => calendar.addWorkingDays('2004-01-02', -5)).toThrow(notCovered);
    expect(() => calendar.workingDaysBetween('2026-12-25', '2027-01-05')).toThrow(notCovered);
  });

  it('refuse days that do not exist and part days', () => {
    expect(() => calendar.isWorkingDay('2026-02-30')).toThrow(expect.objectContaining({ code: 'BAD_DATE' }));
    expect(() => calendar.workingDaysBetween('2026-02-01', '2026-02-30')).toThrow();
    expect(() => calendar.addWorkingDays('2026-10-12', 1.5)).toThrow(
      expect.objectContaining({ code: 'BAD_DAYS' }),
    );
  });
});

describe('counting', () => {
  it('rolls forward for 0', () => {
    expect(calendar.addWorkingDays('2026-10-01', 0)).toBe('2026-10-08');
    expect(calendar.addWorkingDays('2026-10-10', 0)).toBe('2026-10-10');
  });

  it('counts make-up Saturdays', () => {
    expect(calendar.workingDaysBetween('2026-09-28', '2026-10-10')).toBe(5);
    expect(calendar.workingDaysBetween('2026-10-12', '2026-09-24')).toBe(-7);
    expect(calendar.workingDaysBetween('2026-10-12', '2026-10-12')).toBe(0);
    expect(calendar.workingDaysBetween('2026-10-08', '2026-10-03')).toBe(0);
    expect(calendar.workingDaysBetween('2026-10-03', '2026-10-08')).toBe(1);
  });

  it('n forth and n back meet, and the count between them is n', () => {
    fc.assert(
      fc.property(fc.integer({ min: 400, max: 8000 }), fc.integer({ min: -250, max: 250 }), (offset, n) => {
        const start = calendar.addWorkingDays(addDays('2004-01-01', offset), 0);
        const end = calendar.addWorkingDays(start, n);
        expect(calendar.isWorkingDay(end)).toBe(true);
        expect(calendar.addWorkingDays(end, -n)).toBe(start);
        expect(calendar.workingDaysBetween(start, end)).toBe(n);
        expect(calendar.addWorkingDays(calendar.addWorkingDays(start, Math.sign(n)), n - Math.sign(n))).toBe(
          end,
        );
      }),
      { numRuns: 300 },
    );
  });
});

describe('overlay', () => {
  const next = createCalendar({
    2026: { holidays: ['2026-12-31'], workdays: [] },
    2027: { holidays: ['2027-01-01'], workdays: ['2027-01-02'] },
  });

  it('covers a further year and wins over the table', () => {
    expect(next.covers(2027)).toBe(true);
    expect(next.addWorkingDays('2026-12-30', 1)).toBe('2027-01-02');
    expect(next.isWorkingDay('2026-10-01')).toBe(false);
    expect(calendar.covers(2027)).toBe(false);
  });

  it.each([
    [{ 2027: { holidays: ['2026-01-01'], workdays: [] } }],
    [{ 2027: { holidays: ['2027-02-30'], workdays: [] } }],
    [{ 2027: { holidays: ['2027-01-01'], workdays: ['2027-01-01'] } }],
  ])('refuses %j', (overlay) => {
    expect(() => createCalendar(overlay)).toThrow(badOverlay);
  });
});

/** In a process of its own: the library reads its strings in the machine's zone and is right in UTC only. */
function askOracle(days: readonly string[]): boolean[] {
  const program = `
    import library from ${JSON.stringify(import.meta.resolve('chinese-days'))};
    console.log(JSON.stringify(${JSON.stringify(days)}.map((day) => library.isWorkday(day))));`;
  const options = { input: program, env: { TZ: 'UTC' }, encoding: 'utf8' } as const;
  return JSON.parse(execFileSync(process.execPath, ['--input-type=module', '-'], options));
}
