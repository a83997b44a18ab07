import { asProblem, fail, ok, type Problem, type Result } from '../result.ts';
import type { Calendar } from './calendar.ts';

/** Days `yyyy-mm-dd` on which a customer is told to pay for a lot, both included. */
export interface NoticeWindow {
  readonly from: string;
  readonly to: string;
}

/**
 * R-O3 (S42): 5 to 7 working days before the confirmed date of the bare boards. A problem where the calendar does not
 * know the holidays of that time yet.
 */
export function noticeWindow(boardDate: string, calendar: Calendar): Result<NoticeWindow, Problem> {
  try {
    return ok({ from: calendar.addWorkingDays(boardDate, -7), to: calendar.addWorkingDays(boardDate, -5) });
  } catch (fault) {
    return fail(asProblem(fault));
  }
}

/** Is a day before the window, in it, or so late that the notice goes out at once and says so? */
export const noticeTiming = (day: string, { from, to }: NoticeWindow): 'early' | 'open' | 'late' => {
  if (day < from) return 'early';
  return day <= to ? 'open' : 'late';
};
