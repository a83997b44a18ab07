import { type Company, whoHas } from '../company.ts';
import { ok, type Problem, type Result } from '../result.ts';
import type { Opened, RouteEvent } from './events.ts';
import type { RoutingContext } from './people.ts';
import { nobodyHolds, quorumOutOfReach } from './refusals.ts';
import { isExternal, type Party, partyName, type Step } from './route.ts';
import { decisionsOf, needed, position, type RouteState } from './state.ts';

type Seat = Pick<Opened, 'role' | 'person'>;

/** Tasks of a party: one for the role, or one for each who holds it. */
const seatsOf = (party: Party, company: Company): Result<readonly Seat[], Problem> => {
  const role = partyName(party);
  if (isExternal(party)) return ok([{ role, person: null }]);
  const holders = whoHas(company, role);
  if (holders.length === 0) return nobodyHolds(role);
  return ok(party.each ? holders.map(({ id }) => ({ role, person: id })) : [{ role, person: null }]);
};

const seats = (step: Step, company: Company): Result<readonly Seat[], Problem> => {
  const all: Seat[] = [];
  for (const party of step.parties) {
    const found = seatsOf(party, company);
    if (!found.ok) return found;
    all.push(...found.value);
  }
  return ok(all);
};

/** Opens a step's next round: a task for each party that has not decided in it already. */
const openStep = (
  state: RouteState,
  step: Step,
  { company, today }: RoutingContext,
): Result<readonly RouteEvent[], Problem> => {
  const found = seats(step, company);
  if (!found.ok) return found;
  const stands = decisionsOf(state, step.id);
  const open = found.value.filter(
    ({ role, person }) => !stands.some((one) => one.role === role && (person === null || one.by === person)),
  );
  const size = open.length + stands.length;
  const wanted = needed(step, size);
  if (wanted > size) return quorumOutOfReach(step.id, wanted, size);
  const round = (state.rounds[step.id] ?? 0) + 1;
  return ok(
    open.map((seat, index) => ({
      type: 'task.opened',
      data: {
        ...seat,
        task: `${step.id}.${round}.${index + 1}`,
        step: step.id,
        act: step.act,
        round,
        day: today,
      },
    })),
  );
};

/** Countersignatures that have to be there before the end. */
const isHeldUp = ({ debts, steps }: RouteState): boolean =>
  debts.some(({ step }) => steps.find(({ id }) => id === step)?.countersign === 'before-end');

/** What follows by itself: the tasks of the step whose turn it is, or the end. */
export const proceed = (
  state: RouteState,
  context: RoutingContext,
): Result<readonly RouteEvent[], Problem> => {
  if (state.status !== 'open' || state.tasks.length > 0) return ok([]);
  const step = state.steps[position(state)];
  if (step) return openStep(state, step, context);
  if (isHeldUp(state)) return ok([]);
  return ok([{ type: 'route.completed', data: { revision: state.revision } }]);
};
