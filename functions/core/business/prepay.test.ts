import { expect, it } from 'vitest';
import { createCalendar } from './calendar.ts';
import { noticeTiming, noticeWindow } from './prepay.ts';

const windowOf = (boardDate: string) => {
  const window = noticeWindow(boardDate, createCalendar());
  if (!window.ok) throw new Error(window.error.code);
  return window.value;
};

it('R-O3: counts Chinese working days, 调休 too', () => {
  expect(windowOf('2026-10-12')).toEqual({ from: '2026-09-24', to: '2026-09-29' });
});
it.each([
  ['2026-09-23', 'early'],
  ['2026-09-24', 'open'],
  ['2026-09-29', 'open'],
  ['2026-09-30', 'late'],
  ['2026-10-12', 'late'],
])('R-O3: %s is %s', (day, timing) => {
  expect(noticeTiming(day, windowOf('2026-10-12'))).toBe(timing);
});
it('says so where the calendar ends', () => {
  expect(noticeWindow('2031-03-03', createCalendar())).toMatchObject({
    ok: false,
    error: { code: 'CALENDAR_NOT_COVERED' },
  });
});
