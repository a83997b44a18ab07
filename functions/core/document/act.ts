import { createCalendar } from '../business/calendar.ts';
import { businessDate } from '../business/dates.ts';
import type { Cause } from '../ledger/envelope.ts';
import type { Ports } from '../ports.ts';
import type { Problem, Result } from '../result.ts';
import { ok } from '../result.ts';
import { type Command, decide } from '../routing/decide.ts';
import type { RoutingContext } from '../routing/people.ts';
import { evolveRoute, type RouteState, replayRoute } from '../routing/state.ts';
import { tick } from '../routing/tick.ts';
import { type Job, record } from './append.ts';
import type { DocumentEvent } from './events.ts';

export interface Acted {
  /** What was written; nothing when it had been done before. */
  readonly events: readonly DocumentEvent['type'][];
  /** How the route stands after it. */
  readonly state: RouteState;
}

/** The house as it stands now: people, absences, the business day. */
const now = async ({ company, clock }: Pick<Ports, 'company' | 'clock'>): Promise<RoutingContext> => {
  const at = clock.now();
  return { company: (await company.current()).company, today: businessDate(at), at };
};

/** What makes a command the same command when it comes again. */
const keyOf = (command: Command): string => {
  if (command.type === 'submit') return `route/submit/${command.route.revision}`;
  const what = command.type === 'withdraw' ? 'route' : command.task;
  return `act/${command.type}/${what}/${command.by}`;
};

export interface Wish {
  readonly stream: string;
  readonly command: Command;
}

const jobOf = (
  { stream, command }: Wish,
  context: RoutingContext,
  via: string | undefined,
): Job<Result<Acted, Problem>> => {
  const by = command.type === 'submit' ? 'docket/route' : command.by;
  const cause: Cause = { key: keyOf(command), actor: via ?? by, at: context.at };
  return {
    stream,
    cause,
    decide: (events) => {
      const state = replayRoute(events);
      // a refusal has moved its document on: it is known by what it left in the stream
      const again = command.type === 'reject' && events.some(({ key }) => key === cause.key);
      const decided = again ? ok([]) : decide(state, command, context);
      if (!decided.ok) return { drafts: [], result: decided };
      const types = decided.value.map(({ type }) => type);
      const after = decided.value.reduce(evolveRoute, state);
      return { drafts: decided.value, result: ok({ events: types, state: after }) };
    },
  };
};

/** Many at once, as `act` does each: a store can commit them together. Answers come in the order of the wishes. */
export const actAll = async (
  ports: Pick<Ports, 'ledger' | 'company' | 'clock'>,
  wishes: readonly Wish[],
  via?: string,
): Promise<readonly Result<Acted, Problem>[]> => {
  const context = await now(ports);
  return record(
    ports.ledger,
    wishes.map((wish) => jobOf(wish, context, via)),
  );
};

/**
 * Does what somebody, whom the caller has identified, wants with a document: decides on its stream as it stands and
 * writes all that follows in one append. Safe to repeat; two at once are decided one after the other. `via` is said
 * in the ledger when something else than the person himself brought it. Throws `PROFILE_INVALID`, `LEDGER_BUSY`.
 */
export const act = async (
  ports: Pick<Ports, 'ledger' | 'company' | 'clock'>,
  stream: string,
  command: Command,
  via?: string,
): Promise<Result<Acted, Problem>> => {
  const [answer] = await actAll(ports, [{ stream, command }], via);
  return answer as Result<Acted, Problem>;
};

/** Brings one document what a working day brings: reminders, word of what is late, the end of what has run out. */
export const passDay = async (
  ports: Pick<Ports, 'ledger' | 'company' | 'clock'>,
  stream: string,
  day: string,
): Promise<void> => {
  const { company, at } = await now(ports);
  const calendar = createCalendar(company.calendar);
  const cause: Cause = { key: `route/day/${day}`, actor: 'docket/route', at };
  await record(ports.ledger, [
    {
      stream,
      cause,
      decide: (events) => ({ drafts: tick(replayRoute(events), day, calendar), result: undefined }),
    },
  ]);
};
