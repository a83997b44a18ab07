import { delegatePlace, holds, principals, type RoutingContext } from './people.ts';
import type { RouteState } from './state.ts';
import { type OpenTask, openTasks } from './tasks.ts';

/** What a person may do now for a document. */
export interface Mine extends OpenTask {
  /** For somebody who is absent, and only with evidence of the authority. */
  readonly instead: boolean;
}

const isOwn = ({ role, person }: OpenTask, who: string, { company }: RoutingContext): boolean =>
  role === who || principals({ role, person }, company).some(({ id }) => id === who);

/** The open tasks of a person, his own first, then those that he may do for the absent. */
export const mine = (state: RouteState, who: string, context: RoutingContext): readonly Mine[] => {
  const open = openTasks(state);
  const own = open.filter((task) => isOwn(task, who, context));
  const forOthers = open.filter(
    (task) =>
      !own.includes(task) &&
      task.what !== 'countersign' &&
      task.what !== 'revise' &&
      delegatePlace(task, who, context).ok,
  );
  return [
    ...own.map((task) => ({ ...task, instead: false })),
    ...forOthers.map((task) => ({ ...task, instead: true })),
  ];
};

/** Roles whose tasks a person may see: those that he holds, and those in whose chain of delegates he stands. */
export const rolesOf = (who: string, { company }: Pick<RoutingContext, 'company'>): readonly string[] =>
  Object.entries(company.roles).flatMap(([role, { delegates }]) =>
    [role, ...delegates].some((one) => holds(company, who, one)) ? [role] : [],
  );
