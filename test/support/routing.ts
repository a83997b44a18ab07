import { createCalendar } from '../../functions/core/business/calendar.ts';
import type { Company } from '../../functions/core/company.ts';
import type { DocumentEvent, RequestRecord } from '../../functions/core/document/events.ts';
import type { Result } from '../../functions/core/result.ts';
import { type Command, decide } from '../../functions/core/routing/decide.ts';
import type { Submitted } from '../../functions/core/routing/events.ts';
import type { RoutingContext } from '../../functions/core/routing/people.ts';
import type { Act, Route, Step } from '../../functions/core/routing/route.ts';
import { evolveRoute, NOT_ROUTED, type RouteState } from '../../functions/core/routing/state.ts';
import { openTasks } from '../../functions/core/routing/tasks.ts';
import { tick } from '../../functions/core/routing/tick.ts';

type Absence = Company['people'][number]['absences'][number];

/** People and roles enough for a route: `dgm` has the chain of S37 and S38. */
export const houseOf = (absences: Readonly<Record<string, readonly Absence[]>> = {}): Company => {
  const person = (id: string, ...roles: string[]) => ({
    id,
    name: { zh: id, en: id },
    email: `${id}@example.com`,
    roles,
    absences: [...(absences[id] ?? [])],
  });
  const role = (title: string, ...delegates: string[]) => ({ title: { zh: title, en: title }, delegates });
  return {
    people: [
      person('sales', 'sales'),
      person('hw', 'hardware'),
      person('hw2', 'hardware'),
      person('dgm', 'dgm', 'panel'),
      person('gm', 'gm'),
      person('sup', 'supervisor'),
      person('pmc', 'pmc'),
      person('cfo', 'panel'),
      person('law', 'counsel', 'panel'),
      person('keeper', 'keeper'),
    ],
    roles: {
      sales: role('sales'),
      hardware: role('hardware'),
      dgm: role('dgm', 'gm', 'supervisor'),
      gm: role('gm'),
      supervisor: role('supervisor'),
      pmc: role('pmc'),
      panel: role('panel'),
      counsel: role('counsel'),
      keeper: role('keeper'),
    },
    routing: { coordinator: 'supervisor', days: 2 },
    access: { everything: ['gm'], quotations: [], contracts: [], costs: [] },
  } as unknown as Company;
};

export const step = (id: string, act: Act, roles: readonly string[], more: Partial<Step> = {}): Step => ({
  id,
  act,
  title: { zh: id, en: id },
  parties: roles.map((role) => ({ role })),
  ...more,
});

export const CUSTOMER = { external: 'buyer', nameField: 'contact', emailField: 'email' } as const;

export const routeOf = (
  steps: readonly Step[],
  more: Partial<Omit<Submitted, 'carried'>> = {},
): Omit<Submitted, 'carried'> => ({
  steps,
  requester: 'sales',
  revision: 0,
  shown: 'pdf-0',
  contents: {},
  ...more,
});

/** Monday. */
export const TODAY = '2026-11-23';
export const AT = Date.parse('2026-11-23T02:00:00Z');

export const revisedTo = (revision: number): RequestRecord => ({ revision }) as RequestRecord;

/** A document on its way: commands go in, what they answer and what is open can be asked. */
export const journey = (absences: Parameters<typeof houseOf>[0] = {}, company = houseOf(absences)) => {
  let state: RouteState = NOT_ROUTED;
  const context: { -readonly [K in keyof RoutingContext]: RoutingContext[K] } = {
    company,
    today: TODAY,
    at: AT,
  };
  const apply = (events: readonly DocumentEvent[]): void => {
    state = events.reduce(evolveRoute, state);
  };
  const run = (command: Command): Result<readonly DocumentEvent[], unknown> => {
    const answer = decide(state, command, context);
    if (answer.ok) apply(answer.value);
    return answer;
  };
  const said = (answer: ReturnType<typeof run>): string =>
    answer.ok
      ? answer.value.map(({ type }) => type).join(' ')
      : (answer.error as { readonly code: string }).code;
  const taskOf = (by: string): string => {
    const { company } = context;
    const roles = company.people.find(({ id }) => id === by)?.roles ?? [by];
    const own = state.tasks.filter(
      ({ role, person, rejected }) =>
        !rejected && (person === by || (person === null && roles.includes(role))),
    );
    return own[0]?.task ?? state.tasks[0]?.task ?? 'none.1.1';
  };
  return {
    context,
    state: () => state,
    apply,
    run,
    submit: (steps: readonly Step[], more: Parameters<typeof routeOf>[1] = {}) =>
      said(run({ type: 'submit', route: routeOf(steps, more) })),
    /** Submits what a kind makes of a request. */
    begin: (route: Route) =>
      said(run({ type: 'submit', route: { ...route, revision: 0, shown: 'pdf-0', contents: {} } })),
    /** What the command answered: its events, or the code of its refusal. */
    does: (command: Command) => said(run(command)),
    act: (by: string, more: Partial<Extract<Command, { type: 'act' }>> = {}) =>
      said(run({ type: 'act', task: taskOf(by), by, shown: state.shown, ...more })),
    reject: (by: string, to?: string, more: Partial<Extract<Command, { type: 'reject' }>> = {}) =>
      said(
        run({ type: 'reject', task: taskOf(by), by, reason: 'no', ...(to !== undefined && { to }), ...more }),
      ),
    tick: (today: string) => {
      const events = tick(state, today, createCalendar());
      apply(events);
      return events.map(({ type }) => type).join(' ');
    },
    open: () => openTasks(state).map(({ what, role, person }) => `${what} ${person ?? role}`),
  };
};
