import type { Calendar } from '../business/calendar.ts';
import type { RouteEvent } from './events.ts';
import type { Deadline, Step } from './route.ts';
import type { RouteState, Task } from './state.ts';

const deadlineOf = ({ steps }: RouteState, { step }: Task): Deadline | undefined =>
  steps.find(({ id }: Step) => id === step)?.deadline;

const expired = (
  state: RouteState,
  today: string,
  waited: (task: Task) => number,
): { readonly task: string | null } | undefined => {
  if (state.expiresOn !== undefined && state.expiresOn < today) return { task: null };
  return state.tasks.find((task) => {
    const { expireAfter } = deadlineOf(state, task) ?? {};
    return expireAfter !== undefined && waited(task) > expireAfter;
  });
};

/**
 * What a working day brings: the end of what has run out, else word to a higher place of what is late, and one
 * reminder of everything that was open before. The same day again brings nothing, a day off nothing, and an end is
 * never touched. Throws `CALENDAR_NOT_COVERED` rather than guess.
 */
export const tick = (state: RouteState, today: string, calendar: Calendar): readonly RouteEvent[] => {
  if (!calendar.isWorkingDay(today)) return [];
  const debts: RouteEvent[] = state.debts
    .filter(({ day, reminded }) => (reminded ?? day) < today)
    .map(({ task, role }) => ({ type: 'task.reminded', data: { task, role, day: today } }));
  if (state.status !== 'open') return debts;
  const waited = ({ day }: Task): number => calendar.workingDaysBetween(day, today);
  const over = expired(state, today, waited);
  if (over) {
    const { task } = over;
    return [{ type: 'route.expired', data: { day: today, task, revision: state.revision } }];
  }
  const open = state.tasks.filter(({ rejected }) => !rejected);
  const late = open.flatMap((task): RouteEvent[] => {
    const { days, escalateTo } = deadlineOf(state, task) ?? {};
    if (days === undefined || escalateTo === undefined || task.escalated !== null) return [];
    if (waited(task) <= days) return [];
    return [{ type: 'task.escalated', data: { task: task.task, role: escalateTo, day: today } }];
  });
  const waiting = open
    .filter(({ day, reminded }) => (reminded ?? day) < today)
    .map(({ task, role }): RouteEvent => ({ type: 'task.reminded', data: { task, role, day: today } }));
  return [...late, ...waiting, ...debts];
};
