import type { DocumentEvent, RequestRecord } from '../document/events.ts';
import type { Commitment } from '../document/personal.ts';
import { ok, type Problem, type Result } from '../result.ts';
import { type Authority, DECIDED, type Decision, REQUESTER, type Submitted } from './events.ts';
import { proceed } from './open.ts';
import { hasReason, holds, type RoutingContext, standing } from './people.ts';
import {
  documentChanged,
  mayNot,
  noDelegation,
  notAHolder,
  notOpen,
  notYours,
  taskClosed,
  twice,
  unknownTarget,
  withoutReason,
} from './refusals.ts';
import { coveredBy, isExternal, type Party, partyKey, partyName, type Step } from './route.ts';
import { decisionsOf, evolveRoute, needed, position, type RouteState, type Task } from './state.ts';

/** What somebody wants; `by` is a person of the profile or `external:buyer`, whom the caller has identified. */
export type Command =
  /** A revision is ready to be shown. */
  | { readonly type: 'submit'; readonly route: Omit<Submitted, 'carried'> }
  | {
      /** Fills, approves, signs, seals or acknowledges, whatever the task asks for. */
      readonly type: 'act';
      readonly task: string;
      readonly by: string;
      /** SHA-256 of what the person saw. */
      readonly shown: string;
      readonly authority?: Authority;
      readonly evidence?: Commitment;
      /** Of a fill: the revision that it makes, if it changes anything, and the hash of what the party covers in it. */
      readonly filled?: { readonly revised?: RequestRecord; readonly content: string };
    }
  | {
      readonly type: 'reject';
      readonly task: string;
      readonly by: string;
      readonly reason: string;
      /** An earlier step; the requester when it is not said. */
      readonly to?: string;
      readonly authority?: Authority;
    }
  | {
      readonly type: 'countersign';
      readonly task: string;
      readonly by: string;
      readonly shown: string;
      readonly evidence?: Commitment;
    }
  | {
      readonly type: 'reassign';
      readonly task: string;
      readonly by: string;
      readonly to: string;
      readonly reason: string;
    }
  | { readonly type: 'withdraw'; readonly by: string; readonly reason: string };

type Of<Type extends Command['type']> = Extract<Command, { type: Type }>;
type Answer = Result<readonly DocumentEvent[], Problem>;

const NOTHING: Answer = ok([]);

/** The events and what follows from them by itself. */
const andProceed = (state: RouteState, events: readonly DocumentEvent[], context: RoutingContext): Answer => {
  const more = proceed(events.reduce(evolveRoute, state), context);
  return more.ok ? ok([...events, ...more.value]) : more;
};

const isSame = (a: Step | undefined, b: Step): boolean =>
  a !== undefined && a.act === b.act && a.quorum === b.quorum && partiesOf(a) === partiesOf(b);

const partiesOf = ({ parties }: Step): string =>
  JSON.stringify(parties.map((party) => [partyName(party), coveredBy(party) ?? null]));

/**
 * Decisions that stand on a new revision: what they are about is the same, and so is their step. A fill stands by
 * itself, its values are in the document; a consent or signature only where no step before it has to be taken again.
 */
const carriedOver = (state: RouteState, route: Omit<Submitted, 'carried'>): readonly string[] => {
  const stands = ({ step: id, role, content }: Decision): boolean => {
    const step = route.steps.find((one) => one.id === id);
    const party = step?.parties.find((one) => partyName(one) === role);
    if (!step || !party) return false;
    const old = state.steps.find((one) => one.id === id);
    return isSame(old, step) && (route.contents[partyKey(step, party)] ?? route.shown) === content;
  };
  const fitting = state.decisions.filter(stands);
  const kept = { ...state, steps: route.steps, decisions: fitting };
  const before = route.steps.slice(0, position(kept)).map(({ id }) => id);
  return fitting
    .filter(
      ({ step }) => before.includes(step) || route.steps.some(({ id, act }) => id === step && act === 'fill'),
    )
    .map(({ task }) => task);
};

const submit = (state: RouteState, { route }: Of<'submit'>, context: RoutingContext): Answer => {
  const expected = state.status === 'none' || state.status === 'revising';
  if (!expected || route.revision <= state.revision) return NOTHING;
  const data: Submitted = { ...route, carried: carriedOver(state, route) };
  return andProceed(state, [{ type: 'route.submitted', data }], context);
};

const stepOf = ({ steps }: RouteState, id: string): Step | undefined => steps.find((one) => one.id === id);

const partyOf = (step: Step, role: string): Party | undefined =>
  step.parties.find((party) => partyName(party) === role);

/** R-C2: one vote each, in the own name or for another. */
const hasVoted = (state: RouteState, { step, role }: Task, by: string): boolean =>
  decisionsOf(state, step).some((one) => one.role === role && one.by === by);

const act = (state: RouteState, command: Of<'act'>, context: RoutingContext): Answer => {
  const { by, shown, authority, filled } = command;
  if (state.decisions.some((one) => one.task === command.task && one.by === by)) return NOTHING;
  if (state.status !== 'open') return notOpen(state.status);
  const task = state.tasks.find((one) => one.task === command.task && !one.rejected);
  const step = task && stepOf(state, task.step);
  const party = task && step && partyOf(step, task.role);
  if (!party) return taskClosed();
  if (shown !== state.shown) return documentChanged();
  const may = standing(task, by, authority, context);
  if (!may.ok) return may;
  if (may.value && step.delegation === 'none') return noDelegation();
  if (hasVoted(state, task, by)) return twice();
  if ((step.act === 'fill') !== (filled !== undefined)) return taskClosed();
  const decision: Decision = {
    task: task.task,
    step: step.id,
    round: task.round,
    role: task.role,
    by,
    revision: state.revision,
    day: context.today,
    shown,
    content: filled?.content ?? state.contents[partyKey(step, party)] ?? shown,
    ...(may.value && { delegation: may.value }),
    ...(command.evidence && { evidence: command.evidence }),
  };
  const done: DocumentEvent = { type: DECIDED[step.act], data: decision };
  // the new revision is submitted when it has been made
  if (filled?.revised) return ok([done, { type: 'document.revised', data: filled.revised }]);
  return andProceed(state, [done], context);
};

/** Steps to which a refusal may send the document back: those before, and the requester. */
const targetsOf = (state: RouteState): readonly string[] => [
  REQUESTER,
  ...state.steps.slice(0, position(state)).map(({ id }) => id),
];

const canStillPass = (state: RouteState, step: Step): boolean => {
  const open = state.tasks.filter(({ rejected }) => !rejected).length;
  return decisionsOf(state, step.id).length + open >= needed(step, state.sizes[step.id] ?? 0);
};

const reject = (state: RouteState, command: Of<'reject'>, context: RoutingContext): Answer => {
  const { by, to = REQUESTER, authority } = command;
  if (state.status !== 'open') return notOpen(state.status);
  const task = state.tasks.find((one) => one.task === command.task);
  const step = task && stepOf(state, task.step);
  if (!step) return taskClosed();
  const may = standing(task, by, authority, context);
  if (!may.ok) return may;
  if (task.rejected) return NOTHING;
  if (may.value && step.delegation === 'none') return noDelegation();
  if (hasVoted(state, task, by)) return twice();
  const reason = command.reason.trim();
  if (!hasReason(reason)) return withoutReason();
  const targets = targetsOf(state);
  if (!targets.includes(to)) return unknownTarget(to, targets);
  const { role } = task;
  const rejected: DocumentEvent = {
    type: 'task.rejected',
    data: { task: task.task, role, by, reason, to, ...(may.value && { delegation: may.value }) },
  };
  if (canStillPass(evolveRoute(state, rejected), step)) return ok([rejected]);
  const back = { step: step.id, to, by, reason, day: context.today };
  const returned: DocumentEvent = { type: 'route.returned', data: back };
  return andProceed(state, [rejected, returned], context);
};

const countersign = (state: RouteState, command: Of<'countersign'>, context: RoutingContext): Answer => {
  const { task, by, shown } = command;
  if (state.settled.some((one) => one.task === task && one.by === by)) return NOTHING;
  const debt = state.debts.find((one) => one.task === task);
  if (!debt) return taskClosed();
  if (state.status === 'revising' || shown !== state.shown) return documentChanged();
  const owes = debt.person === null ? holds(context.company, by, debt.role) : debt.person === by;
  if (!owes) return notYours();
  const { role } = debt;
  const { today: day } = context;
  const data = { task, role, by, shown, day, ...(command.evidence && { evidence: command.evidence }) };
  return andProceed(state, [{ type: 'task.countersigned', data }], context);
};

const isCoordinator = ({ company }: RoutingContext, by: string): boolean =>
  holds(company, by, company.routing.coordinator);

const reassign = (state: RouteState, command: Of<'reassign'>, context: RoutingContext): Answer => {
  const { by, to } = command;
  if (state.status !== 'open') return notOpen(state.status);
  const task = state.tasks.find((one) => one.task === command.task && !one.rejected);
  const step = task && stepOf(state, task.step);
  const party = task && step && partyOf(step, task.role);
  if (!party || isExternal(party)) return taskClosed();
  const own = standing(task, by, undefined, context);
  if (!own.ok && !isCoordinator(context, by)) return mayNot('转办他人的待办', 'reassign this task');
  const reason = command.reason.trim();
  if (!hasReason(reason)) return withoutReason();
  if (task.person === to) return NOTHING;
  if (!holds(context.company, to, task.role)) return notAHolder(task.role);
  const hasSeat = state.tasks.some(({ person }) => person === to) || hasVoted(state, task, to);
  if (party.each && hasSeat) return twice();
  const { role } = task;
  return ok([{ type: 'task.reassigned', data: { task: task.task, role, by, to, reason } }]);
};

const withdraw = (state: RouteState, command: Of<'withdraw'>, context: RoutingContext): Answer => {
  const { by } = command;
  const may = by === state.requester || isCoordinator(context, by);
  if (!may) return mayNot('撤回该单据', 'withdraw this document');
  if (state.status === 'withdrawn') return NOTHING;
  if (!['open', 'returned', 'revising'].includes(state.status)) return notOpen(state.status);
  const reason = command.reason.trim();
  if (!hasReason(reason)) return withoutReason();
  return ok([{ type: 'route.withdrawn', data: { by, reason, revision: state.revision } }]);
};

/**
 * What a command means for a document: the events, all to be written in one append; none when it was done before;
 * or why it cannot be. Pure: the same state, command and context give the same answer.
 */
export const decide = (state: RouteState, command: Command, context: RoutingContext): Answer => {
  switch (command.type) {
    case 'submit':
      return submit(state, command, context);
    case 'act':
      return act(state, command, context);
    case 'reject':
      return reject(state, command, context);
    case 'countersign':
      return countersign(state, command, context);
    case 'reassign':
      return reassign(state, command, context);
    case 'withdraw':
      return withdraw(state, command, context);
  }
};
