import type { Company, Person } from '../company.ts';
import { delegatePlace, isAbsent, principals } from './people.ts';
import type { Task } from './state.ts';

/** Delegates of the role who may act on the day because everybody before them is away (R-O2). */
const standIns = (task: Pick<Task, 'role' | 'person'>, company: Company, today: string): readonly Person[] =>
  company.people.filter(({ id }) => delegatePlace(task, id, { company, today }).ok);

/**
 * People of the house who hear of a task: those whose it is, and whoever may act for them while all of them are away.
 */
export const toldOf = (
  task: Pick<Task, 'role' | 'person'>,
  company: Company,
  today: string,
): readonly Person[] => {
  const own = principals(task, company);
  const away = own.every((person) => isAbsent(person, today));
  if (!away) return own;
  const acting = standIns(task, company, today).filter((person) => !isAbsent(person, today));
  return [...own, ...acting.filter(({ id }) => !own.some((one) => one.id === id))];
};
