import type { DocumentEvent } from '../document/events.ts';
import { type Envelope, open, type SealedEvent } from '../ledger/envelope.ts';
import type { Decision, Opened, Returned, Submitted } from './events.ts';
import { REQUESTER } from './events.ts';
import type { Step } from './route.ts';

export interface Task extends Opened {
  /** Last day on which somebody was reminded. */
  readonly reminded: string | null;
  /** Role that heard that it is late. */
  readonly escalated: string | null;
  /** Its party is against it; the step goes on while its quorum can still be reached. */
  readonly rejected: boolean;
}

/** A countersignature (补签) that somebody owes because another signed for him. */
export interface Debt {
  /** The task that was decided for him. */
  readonly task: string;
  readonly step: string;
  readonly role: string;
  /** Only this person may settle it; null: whoever holds the role. */
  readonly person: string | null;
  readonly by: string;
  readonly day: string;
  readonly reminded: string | null;
}

export type RouteStatus =
  /** Not submitted yet. */
  | 'none'
  | 'open'
  /** A new revision is being made. */
  | 'revising'
  /** With the requester, who sends a revision or withdraws it. */
  | 'returned'
  | 'withdrawn'
  | 'expired'
  | 'voided'
  /** 手续齐全 */
  | 'completed';

/** A document's way through the house, as its stream tells it. */
export interface RouteState
  extends Pick<
    Submitted,
    'revision' | 'shown' | 'steps' | 'requester' | 'contents' | 'expiresOn' | 'straddleSeal'
  > {
  readonly status: RouteStatus;
  /** Of the step that is open now; those of earlier steps are decisions. */
  readonly tasks: readonly Task[];
  /** Those that stand: what a revision, a refusal or a return made void is not here. */
  readonly decisions: readonly Decision[];
  readonly debts: readonly Debt[];
  /** Countersignatures; `day` is not there in events from before it was kept. */
  readonly settled: readonly { readonly task: string; readonly by: string; readonly day?: string }[];
  /** The refusal that sent it back last. */
  readonly returned: Returned | null;
  /** How often each step was opened. */
  readonly rounds: Readonly<Record<string, number>>;
  /** Tasks of each step, done or open, when it was opened last. */
  readonly sizes: Readonly<Record<string, number>>;
}

export const NOT_ROUTED: RouteState = {
  status: 'none',
  revision: -1,
  shown: '',
  steps: [],
  requester: null,
  contents: {},
  tasks: [],
  decisions: [],
  debts: [],
  settled: [],
  returned: null,
  rounds: {},
  sizes: {},
};

/** Decisions that a step of so many tasks needs. */
export const needed = ({ quorum = 'all' }: Step, size: number): number => {
  if (quorum === 'all') return size;
  return quorum === 'any' ? 1 : quorum;
};

export const decisionsOf = (
  { decisions }: Pick<RouteState, 'decisions'>,
  step: string,
): readonly Decision[] => decisions.filter((one) => one.step === step);

export const isDone = (state: RouteState, step: Step): boolean => {
  const size = state.sizes[step.id];
  return size !== undefined && decisionsOf(state, step.id).length >= needed(step, size);
};

/** Index of the step whose turn it is; the number of steps when all are done. */
export const position = (state: RouteState): number => {
  const at = state.steps.findIndex((step) => !isDone(state, step));
  return at < 0 ? state.steps.length : at;
};

const decided = (state: RouteState, decision: Decision): RouteState => {
  const task = state.tasks.find((one) => one.task === decision.task);
  const { task: id, step, role, by, day } = decision;
  const owed: readonly Debt[] = decision.delegation
    ? [{ task: id, step, role, person: task?.person ?? null, by, day, reminded: null }]
    : [];
  const after = {
    ...state,
    decisions: [...state.decisions, decision],
    debts: [...state.debts, ...owed],
    tasks: state.tasks.filter((one) => one !== task),
  };
  const open = state.steps.find((one) => one.id === step);
  // the quorum is reached: nobody need decide any more
  return open && isDone(after, open) ? { ...after, tasks: [] } : after;
};

const opened = (state: RouteState, task: Opened): RouteState => {
  const tasks = [...state.tasks, { ...task, reminded: null, escalated: null, rejected: false }];
  return {
    ...state,
    tasks,
    rounds: { ...state.rounds, [task.step]: task.round },
    sizes: { ...state.sizes, [task.step]: tasks.length + decisionsOf(state, task.step).length },
  };
};

/** Keeps the decisions that a filter lets stand, and what is owed for them. */
const keep = (state: RouteState, stands: (decision: Decision) => boolean): RouteState => {
  const decisions = state.decisions.filter(stands);
  const ids = new Set(decisions.map(({ task }) => task));
  return { ...state, decisions, debts: state.debts.filter(({ task }) => ids.has(task)), tasks: [] };
};

const submitted = (state: RouteState, { carried, ...data }: Submitted): RouteState => {
  const { expiresOn: _, ...before } = state;
  return keep({ ...before, ...data, status: 'open' }, ({ task }) => carried.includes(task));
};

const returned = (state: RouteState, refusal: Returned): RouteState => {
  const { step, to } = refusal;
  const ids = state.steps.map(({ id }) => id);
  const from = ids.indexOf(to === REQUESTER ? step : to);
  const kept = keep(state, (decision) => ids.indexOf(decision.step) < from);
  return { ...kept, returned: refusal, status: to === REQUESTER ? 'returned' : 'open' };
};

const change = (state: RouteState, id: string, changed: Partial<Task>): RouteState => ({
  ...state,
  tasks: state.tasks.map((task) => (task.task === id ? { ...task, ...changed } : task)),
});

const reminded = (state: RouteState, { task, day }: { task: string; day: string }): RouteState => ({
  ...change(state, task, { reminded: day }),
  debts: state.debts.map((debt) => (debt.task === task ? { ...debt, reminded: day } : debt)),
});

type Settled = RouteState['settled'][number];

const settled = (state: RouteState, { task, by, day }: Settled): RouteState => ({
  ...state,
  debts: state.debts.filter((debt) => debt.task !== task),
  settled: [...state.settled, { task, by, ...(day !== undefined && { day }) }],
});

/** Nobody is asked for anything any more; a new revision of one that was not withdrawn may begin again. */
const ended = (state: RouteState, status: RouteStatus): RouteState => ({
  ...state,
  status,
  tasks: [],
  ...(status !== 'completed' && { debts: [] }),
});

const REVISABLE: readonly RouteStatus[] = ['open', 'revising', 'returned', 'expired', 'completed'];

export const evolveRoute = (state: RouteState, event: DocumentEvent): RouteState => {
  switch (event.type) {
    case 'route.submitted':
      return submitted(state, event.data);
    case 'task.opened':
      return opened(state, event.data);
    case 'task.filled':
    case 'task.approved':
    case 'task.signed':
    case 'task.sealed':
    case 'task.acknowledged':
      return decided(state, event.data);
    case 'task.rejected':
      return change(state, event.data.task, { rejected: true });
    case 'task.reassigned':
      return change(state, event.data.task, { person: event.data.to, escalated: null });
    case 'task.reminded':
      return reminded(state, event.data);
    case 'task.escalated':
      return change(state, event.data.task, { escalated: event.data.role });
    case 'task.countersigned':
      return settled(state, event.data);
    case 'route.returned':
      return returned(state, event.data);
    case 'document.revised':
      return REVISABLE.includes(state.status) ? { ...state, status: 'revising', tasks: [] } : state;
    case 'route.withdrawn':
      return ended(state, 'withdrawn');
    case 'route.expired':
      return ended(state, 'expired');
    case 'route.completed':
      return ended(state, 'completed');
    case 'document.voided':
      return ended(state, 'voided');
    default:
      return state;
  }
};

export const replayRoute = (events: readonly SealedEvent[]): RouteState =>
  events.reduce<RouteState>(
    (state, event) => evolveRoute(state, open(event) as unknown as Envelope & DocumentEvent),
    NOT_ROUTED,
  );

/** Decisions by which the document may be relied on: none while it is being changed or after it was given up. */
export const signatures = (state: RouteState): readonly Decision[] =>
  state.status === 'open' || state.status === 'completed' ? state.decisions : [];
