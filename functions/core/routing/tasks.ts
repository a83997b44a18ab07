import type { Text } from '../result.ts';
import { type Act, isExternal, partyName } from './route.ts';
import { isDone, position, type RouteState, type Task } from './state.ts';

/** What somebody has to do for a document. */
export interface OpenTask {
  /** Id of the task; of a countersignature, of the task that was decided by another. */
  readonly task: string;
  readonly what: Act | 'countersign' | 'revise';
  readonly step: string;
  readonly title: Text;
  readonly role: string;
  /** Only this person of the profile; null: whoever holds the role. */
  readonly person: string | null;
  /** Business day since which it is open. */
  readonly day: string;
  /** Working days after which it is late. */
  readonly days: number | null;
  /** Role that also sees it, because it is late. */
  readonly escalated: string | null;
}

const COUNTERSIGN: Text = { zh: '补签', en: 'Countersign' };
const REVISE: Text = { zh: '修改后重新提交，或撤回', en: 'Revise and send again, or withdraw' };

const titleOf = ({ steps }: RouteState, step: string): Text =>
  steps.find(({ id }) => id === step)?.title ?? { zh: step, en: step };

const taskOf = (state: RouteState, { task, act, step, role, person, day, escalated }: Task): OpenTask => {
  const days = state.steps.find(({ id }) => id === step)?.deadline?.days ?? null;
  return { task, what: act, step, title: titleOf(state, step), role, person, day, days, escalated };
};

/** Everything that is open: tasks, countersignatures that are owed, and what is back with its requester. */
export const openTasks = (state: RouteState): readonly OpenTask[] => {
  const none = { days: null, escalated: null };
  const back: readonly OpenTask[] =
    state.status === 'returned' && state.returned && state.requester !== null
      ? [
          {
            ...none,
            task: `revise.${state.revision}`,
            what: 'revise',
            step: state.returned.step,
            title: REVISE,
            role: '',
            person: state.requester,
            day: state.returned.day,
          },
        ]
      : [];
  return [
    ...state.tasks.filter(({ rejected }) => !rejected).map((task) => taskOf(state, task)),
    ...back,
    ...state.debts.map(
      ({ task, step, role, person, day }): OpenTask => ({
        ...none,
        task,
        what: 'countersign',
        step,
        title: COUNTERSIGN,
        role,
        person,
        day,
      }),
    ),
  ];
};

/** Is it a task of the person, of one of these roles, or one that came up to them? */
export const concerns = (
  { person, role, escalated }: OpenTask,
  of: { readonly person: string; readonly roles: readonly string[] },
): boolean =>
  person === of.person ||
  (person === null && of.roles.includes(role)) ||
  (escalated !== null && of.roles.includes(escalated));

/** Codes of what it still needs, in order: `approve:sales_director`, `sign:external:buyer`. */
export const openNeeds = (state: RouteState): readonly string[] => {
  if (!['open', 'revising', 'returned'].includes(state.status)) return [];
  const ahead = state.steps.filter((step) => !isDone(state, step));
  return ahead.flatMap(({ act, parties }) => parties.map((party) => `${act}:${partyName(party)}`));
};

/** Everybody inside has decided: it may go to people outside the company. */
export const mayLeave = (state: RouteState): boolean => {
  const leaves = state.steps.findIndex(({ parties }) => parties.some(isExternal));
  if (state.status === 'completed') return true;
  return state.status === 'open' && leaves >= 0 && position(state) >= leaves;
};
