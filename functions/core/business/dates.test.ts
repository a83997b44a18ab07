import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addDays,
  businessDate,
  businessTime,
  dateFromSerial,
  daysBetween,
  endOfBusinessDay,
  formatDateEn,
  formatDateZh,
  isDate,
  parseDate,
  weekday,
} from './dates.ts';

const badDate = expect.objectContaining({ code: 'BAD_DATE' });

describe('business time', () => {
  it('is already tomorrow in Shanghai at 16:30 UTC', () => {
    const now = Date.parse('2026-11-22T16:30:00.999Z');
    expect(businessDate(now)).toBe('2026-11-23');
    expect(businessTime(now)).toBe('2026-11-23T00:30:00+08:00');
  });

  it('ends the day at the last millisecond', () => {
    const end = endOfBusinessDay('2026-10-12');
    expect(end).toBe(Date.parse('2026-10-12T23:59:59.999+08:00'));
    expect([businessDate(end), businessDate(end + 1)]).toEqual(['2026-10-12', '2026-10-13']);
    expect(businessTime(end)).toBe('2026-10-12T23:59:59+08:00');
  });

  it('agrees with the platform on every instant', () => {
    fc.assert(
      fc.property(fc.integer({ min: Date.parse('1801-01-01'), max: Date.parse('2199-12-30') }), (ms) => {
        const local = new Date(ms + 8 * 3_600_000).toISOString();
        expect(businessTime(ms)).toBe(`${local.slice(0, 19)}+08:00`);
        expect(weekday(businessDate(ms))).toBe(new Date(ms + 8 * 3_600_000).getUTCDay());
      }),
      { numRuns: 3000 },
    );
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, 1e18])('refuses the instant %d', (ms) => {
    expect(() => businessDate(ms)).toThrow(badDate);
  });
});

describe('days', () => {
  it('adds across months, years and leap days', () => {
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01');
    expect(addDays('2024-02-28', 1)).toBe('2024-02-29');
    expect(addDays('1900-02-28', 1)).toBe('1900-03-01');
    expect(addDays('2026-10-12', 21)).toBe('2026-11-02');
    expect(daysBetween('2026-11-02', '2026-10-12')).toBe(-21);
  });

  it.each([
    '2026-02-30',
    '1900-02-29',
    '2026-13-01',
    '2026-00-10',
    '2026-1-1',
    '20261012',
    '',
    '2026-10-12T00:00',
    '1799-12-31',
  ])('refuses %j', (date) => {
    expect(isDate(date)).toBe(false);
    expect(() => addDays(date, 1)).toThrow(badDate);
    expect(() => endOfBusinessDay(date)).toThrow(badDate);
    expect(() => formatDateZh(date)).toThrow(badDate);
  });

  it('does not leave its years', () => {
    expect(() => addDays('2199-12-31', 1)).toThrow(badDate);
    expect(() => addDays('2026-01-01', Number.NaN)).toThrow(badDate);
  });

  it('prints', () => {
    expect(formatDateZh('2026-10-12')).toBe('2026年10月12日');
    expect(formatDateZh('2026-01-05')).toBe('2026年1月5日');
    expect(formatDateEn('2026-10-12')).toBe('12 October 2026');
    expect(formatDateEn('2026-01-05')).toBe('5 January 2026');
  });
});

describe('parseDate', () => {
  it.each([
    '2026-10-12',
    '2026/10/12',
    '2026.10.12',
    '2026年10月12日',
    '2026 年 10 月 12 日',
    '20261012',
    ' 2026-10-12 ',
    '２０２６－１０－１２',
    '46307',
  ])('reads %s', (text) => {
    expect(parseDate(text)).toEqual({ ok: true, value: '2026-10-12' });
  });

  it('reads months and days of one digit, and the 1904 system', () => {
    expect(parseDate('2026/1/5')).toEqual({ ok: true, value: '2026-01-05' });
    expect(parseDate('2026年1月5日')).toEqual({ ok: true, value: '2026-01-05' });
    expect(parseDate('44845', { date1904: true })).toEqual({ ok: true, value: '2026-10-12' });
  });

  it.each([
    ['10/12/2026', 'DATE_AMBIGUOUS'],
    ['12/10', 'DATE_AMBIGUOUS'],
    ['26-10-12', 'DATE_AMBIGUOUS'],
    ['12.10.2026', 'DATE_AMBIGUOUS'],
    ['2026-02-30', 'DATE_IMPOSSIBLE'],
    ['2025年2月29日', 'DATE_IMPOSSIBLE'],
    ['20261301', 'DATE_IMPOSSIBLE'],
    ['0206-10-12', 'DATE_IMPOSSIBLE'],
    ['2026-10/12', 'DATE_FORMAT'],
    ['2026', 'DATE_FORMAT'],
    ['2026-10', 'DATE_FORMAT'],
    ['明天', 'DATE_FORMAT'],
    ['', 'DATE_FORMAT'],
    ['2026-10-12x', 'DATE_FORMAT'],
  ])('refuses %j: %s', (text, code) => {
    expect(parseDate(text)).toMatchObject({ ok: false, error: { code } });
  });
});

describe('dateFromSerial', () => {
  it.each([
    [1, false, '1900-01-01'],
    [59, false, '1900-02-28'],
    [61, false, '1900-03-01'],
    [46307, false, '2026-10-12'],
    [46307.99999, false, '2026-10-12'],
    [0, true, '1904-01-01'],
    [60, true, '1904-03-01'],
    [44845, true, '2026-10-12'],
    [109574, false, '2199-12-31'],
  ])('%d (1904: %s) → %s', (serial, date1904, out) => {
    expect(dateFromSerial(serial, date1904)).toEqual({ ok: true, value: out });
  });

  it.each([60, 60.5, 0, -1, 109_575, Number.NaN, Number.POSITIVE_INFINITY])('refuses %d', (serial) => {
    expect(dateFromSerial(serial)).toMatchObject({ ok: false, error: { code: 'DATE_IMPOSSIBLE' } });
  });

  it('refuses days before 1904 in the 1904 system', () => {
    expect(dateFromSerial(-1, true).ok).toBe(false);
  });
});
