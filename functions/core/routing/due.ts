import { createCalendar } from '../business/calendar.ts';
import type { Company } from '../company.ts';
import type { OpenTask } from './tasks.ts';

/**
 * Last working day on which a task is not late, `yyyy-mm-dd`; undefined where it has no deadline, or where the days
 * off of the next year are not announced yet: nobody is to miss his task for that.
 */
export const dueDay = (
  { calendar }: Pick<Company, 'calendar'>,
  { day, days }: Pick<OpenTask, 'day' | 'days'>,
): string | undefined => {
  if (days === null) return undefined;
  try {
    return createCalendar(calendar).addWorkingDays(day, days);
  } catch {
    return undefined;
  }
};
