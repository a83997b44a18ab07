/**
 * Random routes, random people, random commands in random order: whatever anybody does, these hold. Seeded, so that a
 * failure names the sequence that shows it.
 */
import { expect, it } from 'vitest';
import { AT, CUSTOMER, houseOf, revisedTo, TODAY } from '../../../test/support/routing.ts';
import { createCalendar } from '../business/calendar.ts';
import type { DocumentEvent } from '../document/events.ts';
import { type Command, decide } from './decide.ts';
import { DECIDED, type Decision, type Opened, REQUESTER, type Returned } from './events.ts';
import type { RoutingContext } from './people.ts';
import { isExternal, type Party, partyKey, partyName, routeMistakes, type Step } from './route.ts';
import { evolveRoute, NOT_ROUTED, type RouteState, signatures } from './state.ts';
import { mayLeave, openTasks } from './tasks.ts';
import { tick } from './tick.ts';

const SEQUENCES = 100_000;
const COMMANDS = 10;

/** mulberry32 */
const random = (seed: number) => {
  let a = seed;
  const next = (): number => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const below = (n: number): number => Math.floor(next() * n);
  const one = <T>(list: readonly T[]): T => list[below(list.length)] as T;
  return { below, one, chance: (p: number): boolean => next() < p };
};
type Random = ReturnType<typeof random>;

const away = [{ from: TODAY, to: '2026-12-31' }];
const HOUSES = [
  houseOf(),
  houseOf({ dgm: away }),
  houseOf({ dgm: away, gm: away }),
  houseOf({ cfo: away, hw: away }),
];
const DAYS = ['2026-11-23', '2026-11-24', '2026-11-25', '2026-11-28', '2026-11-30', '2026-12-04'];
const PEOPLE = HOUSES[0]!.people.map(({ id }) => id);
const EVERYBODY = [...PEOPLE, 'external:buyer'];
const calendar = createCalendar();
const call = { by: 'dgm', at: '2026-11-23T01:00:00Z', channel: 'phone', summary: 'yes' } as const;
const text = { zh: 'x', en: 'x' };

const INSIDE: readonly Omit<Step, 'id' | 'title'>[] = [
  { act: 'fill', parties: [{ role: 'hardware', fields: ['bom'] }] },
  {
    act: 'fill',
    parties: [
      { role: 'hardware', fields: ['bom'] },
      { role: 'pmc', fields: ['factory'] },
    ],
  },
  { act: 'approve', parties: [{ role: 'counsel', covers: ['terms'] }] },
  { act: 'approve', parties: [{ role: 'panel', each: true }], quorum: 2 },
  { act: 'approve', parties: [{ role: 'panel', each: true }] },
  { act: 'approve', parties: [{ role: 'dgm' }, { role: 'pmc' }], quorum: 'any' },
  { act: 'sign', parties: [{ role: 'dgm' }], deadline: { days: 1, escalateTo: 'gm', expireAfter: 4 } },
  { act: 'sign', parties: [{ role: 'dgm' }], countersign: 'before-end' },
  { act: 'sign', parties: [{ role: 'pmc' }], delegation: 'none' },
];
const OUTSIDE: readonly Omit<Step, 'id' | 'title'>[] = [
  { act: 'sign', parties: [CUSTOMER] },
  { act: 'seal', parties: [{ role: 'keeper' }] },
  { act: 'acknowledge', parties: [{ role: 'pmc' }] },
];

const randomSteps = (r: Random): Step[] => {
  const inside = Array.from({ length: r.below(4) }, () => r.one(INSIDE));
  const outside = OUTSIDE.filter(() => r.chance(0.4));
  return [...inside, ...outside].map((step, at) => ({ ...step, id: `s${at}`, title: text }));
};

const DECISIONS: readonly string[] = Object.values(DECIDED);
const LATER = ['task.countersigned', 'task.reminded', 'document.revised', 'document.voided'];
/** All that may follow an end. */
const AFTER_THE_END: Readonly<Record<string, readonly string[]>> = {
  withdrawn: [],
  voided: [],
  expired: LATER,
  completed: LATER,
};

const partiesOf = (steps: readonly Step[]): readonly (readonly [Step, Party])[] =>
  steps.flatMap((step) => step.parties.map((party) => [step, party] as const));

/** Fields have values `0…`; what a party covers is the values of its fields. */
type Values = Record<string, number>;
const coveredIn = (party: Party, values: Values): string | undefined => {
  if (isExternal(party)) return undefined;
  const fields = party.covers ?? party.fields;
  return fields?.map((name) => `${name}=${values[name] ?? 0}`).join();
};

class World {
  readonly r: Random;
  state: RouteState = NOT_ROUTED;
  readonly steps: Step[];
  values: Values = {};
  /** What the last fill would make of them. */
  private filledValues: Values = {};
  revision = 0;
  context: RoutingContext = { company: HOUSES[0]!, today: TODAY, at: AT };
  readonly rounds = new Set<string>();
  readonly owed = new Map<string, Decision>();

  constructor(seed: number) {
    this.r = random(seed);
    this.steps = randomSteps(this.r);
    this.context = { ...this.context, company: this.r.one(HOUSES) };
  }

  submission(): Command {
    const contents: Record<string, string> = {};
    for (const [step, party] of partiesOf(this.steps)) {
      const covered = coveredIn(party, this.values);
      if (covered !== undefined) contents[partyKey(step, party)] = covered;
    }
    const { revision, steps } = this;
    return {
      type: 'submit',
      route: { revision, steps, contents, shown: `pdf-${revision}`, requester: 'sales' },
    };
  }

  /** The right person for an open task most of the time, anybody else at times. */
  private actor(task: { role: string; person: string | null } | undefined): string {
    if (!task || this.r.chance(0.25)) return this.r.one(EVERYBODY);
    if (task.person) return task.person;
    const holders = this.context.company.people.filter(({ roles }) => roles.includes(task.role));
    return holders.length > 0 ? this.r.one(holders).id : task.role;
  }

  private filling(taskId: string): Extract<Command, { type: 'act' }>['filled'] {
    const task = this.state.tasks.find(({ task }) => task === taskId);
    const step = this.state.steps.find(({ id }) => id === task?.step);
    const party = step?.parties.find((one) => partyName(one) === task?.role);
    if (!party || isExternal(party) || step?.act !== 'fill') return undefined;
    const changed = this.r.chance(0.6);
    const values = { ...this.values };
    if (changed) for (const name of party.fields ?? []) values[name] = (values[name] ?? 0) + 1;
    this.filledValues = values;
    const content = coveredIn(party, values) ?? '';
    return { content, ...(changed && { revised: revisedTo(this.revision + 1) }) };
  }

  private countersigning(task: string, by: string, shown: string): Command {
    const [debt] = this.state.debts;
    return debt
      ? { type: 'countersign', task: debt.task, by: this.actor(debt), shown }
      : { type: 'countersign', task, by, shown };
  }

  private command(): Command {
    const { r, state } = this;
    const task = r.chance(0.9) ? r.one([...state.tasks, ...state.debts, ...state.decisions]) : undefined;
    const id = task?.task ?? 's0.1.1';
    const by = this.actor(task as { role: string; person: string | null } | undefined);
    const authority = r.chance(0.5) ? { authority: call } : {};
    const shown = r.chance(0.95) ? state.shown : 'pdf-x';
    const dice = r.below(20);
    if (dice < 11) {
      const filled = this.filling(id);
      return { type: 'act', task: id, by, shown, ...authority, ...(filled && { filled }) };
    }
    if (dice < 13) {
      const to = r.one(['requester', 's0', 's1', 's2']);
      return { type: 'reject', task: id, by, reason: 'no', to, ...authority };
    }
    if (dice < 15) return this.countersigning(id, by, shown);
    if (dice < 17) return { type: 'reassign', task: id, by, to: r.one(PEOPLE), reason: 'x' };
    if (dice === 17 && r.chance(0.3))
      return { type: 'withdraw', by: r.one(['sales', 'sup', 'hw']), reason: 'x' };
    return this.submission();
  }

  /** What a change of the request by its requester does to the document. */
  private revise(): string {
    if (['none', 'withdrawn', 'voided'].includes(this.state.status)) return 'revise';
    const name = this.r.one(['bom', 'terms', 'price']);
    this.values = { ...this.values, [name]: (this.values[name] ?? 0) + 1 };
    this.took([{ type: 'document.revised', data: revisedTo(this.revision + 1) }]);
    return 'revise';
  }

  took(events: readonly DocumentEvent[]): void {
    for (const event of events) {
      this.check(event);
      if (event.type === 'document.revised') this.revision += 1;
      this.state = evolveRoute(this.state, event);
      if (event.type === 'route.returned') this.checkReturned(event.data);
    }
    this.hold();
  }

  /** Seats that a step has in this house, without what the code under test says of it. */
  private wanted(step: Step): number {
    const { people } = this.context.company;
    const seats = step.parties
      .map((party) =>
        !isExternal(party) && party.each
          ? people.filter(({ roles }) => roles.includes(party.role)).length
          : 1,
      )
      .reduce((a, b) => a + b, 0);
    if (step.quorum === 'any') return 1;
    return typeof step.quorum === 'number' ? step.quorum : seats;
  }

  private passed(step: Step): boolean {
    return this.state.decisions.filter((one) => one.step === step.id).length >= this.wanted(step);
  }

  private before(id: string): readonly Step[] {
    return this.state.steps.slice(
      0,
      this.state.steps.findIndex((step) => step.id === id),
    );
  }

  private check(event: DocumentEvent): void {
    const after = AFTER_THE_END[this.state.status];
    if (after && !after.includes(event.type)) throw new Error(`${event.type} after ${this.state.status}`);
    if (event.type === 'task.opened') this.checkOpened(event.data);
    else if (DECISIONS.includes(event.type)) this.checkDecision(event.data as Decision);
    else if (event.type === 'task.countersigned') this.owed.delete(event.data.task);
    else if (event.type === 'route.completed' && !this.state.steps.every((step) => this.passed(step)))
      throw new Error('completed too early');
  }

  private checkOpened({ task, step, role }: Opened): void {
    if (this.rounds.has(task)) throw new Error('a task twice');
    this.rounds.add(task);
    if (!this.before(step).every((one) => this.passed(one))) throw new Error('opened too early');
    if (!role.startsWith('external:')) return;
    const inside = this.state.steps.filter(
      ({ act, parties }) => act !== 'seal' && act !== 'acknowledge' && !parties.some(isExternal),
    );
    if (!inside.every((one) => this.passed(one)) || !mayLeave(this.state))
      throw new Error('left the house too early');
  }

  private checkReturned({ step, to }: Returned): void {
    const from = to === REQUESTER ? step : to;
    const before = this.before(from).map(({ id }) => id);
    if (!this.state.decisions.every((one) => before.includes(one.step)))
      throw new Error('stands although it was sent back');
  }

  private checkDecision(decision: Decision): void {
    if (!this.before(decision.step).every((step) => this.passed(step)))
      throw new Error('acted before its predecessor');
    if (this.state.decisions.some(({ task }) => task === decision.task)) throw new Error('decided twice');
    const { step, role, by } = decision;
    if (this.state.decisions.some((one) => one.step === step && one.role === role && one.by === by))
      throw new Error('one person, two votes');
    if (decision.delegation) this.owed.set(decision.task, decision);
  }

  /** What holds after every append. */
  private hold(): void {
    const { state } = this;
    if (new Set(state.tasks.map(({ step, round }) => `${step}.${round}`)).size > 1)
      throw new Error('two rounds are open');
    for (const { step: id, role, content } of signatures(state)) {
      const step = state.steps.find((one) => one.id === id);
      const party = step?.parties.find((one) => partyName(one) === role);
      const now = party && (coveredIn(party, this.values) ?? `pdf-${this.revision}`);
      if (content !== now) throw new Error(`a signature survived: ${content} is ${now}`);
      if (step?.act !== 'fill' && !this.before(id).every((one) => this.passed(one)))
        throw new Error('stands before its predecessor');
    }
    this.holdDebts();
  }

  private holdDebts(): void {
    const { state } = this;
    if (['withdrawn', 'expired', 'voided'].includes(state.status)) return;
    const shown = openTasks(state).filter(({ what }) => what === 'countersign');
    for (const { task } of state.decisions)
      if (this.owed.has(task) && !shown.some((one) => one.task === task))
        throw new Error('a debt is not in the task view');
  }

  private day(): string {
    const { r } = this;
    const today = DAYS.filter((day) => day >= this.context.today)[r.below(4)] ?? this.context.today;
    const company = r.chance(0.3) ? r.one(HOUSES) : this.context.company;
    this.context = { ...this.context, today, company };
    this.took(tick(this.state, today, calendar));
    if (tick(this.state, today, calendar).length > 0) throw new Error('a day told twice');
    return 'tick';
  }

  private makeVoid(): string {
    if (this.state.status === 'voided' || this.state.status === 'withdrawn') return 'void';
    this.took([{ type: 'document.voided', data: { number: 'N', revision: 0, reason: 'x' } }]);
    return 'void';
  }

  /** One command, and the same once more: a queue or a double click may bring it again. */
  private commanded(): string {
    const command = this.command();
    const answer = decide(this.state, command, this.context);
    if (!answer.ok) return answer.error.code;
    if (answer.value.some(({ type }) => type === 'document.revised')) this.values = this.filledValues;
    this.took(answer.value);
    const again = decide(this.state, command, this.context);
    if (again.ok && again.value.length > 0) throw new Error(`${command.type} counted twice`);
    return answer.value.map(({ type }) => type).join(' ');
  }

  /** Something happens; a revision that was made is submitted, mostly at once. */
  step(): string {
    const dice = this.r.below(100);
    const what = this.happens(dice);
    if (this.state.status === 'revising' && this.r.chance(0.8)) this.submit();
    return what;
  }

  private happens(dice: number): string {
    if (dice < 4) return this.revise();
    if (dice < 16) return this.day();
    return dice === 16 && this.r.chance(0.3) ? this.makeVoid() : this.commanded();
  }

  submit(): void {
    const answer = decide(this.state, this.submission(), this.context);
    if (answer.ok) this.took(answer.value);
  }
}

const SEEN = [
  'completed',
  'returned',
  'withdrawn',
  'expired',
  'voided',
  'task.countersigned',
  'DELEGATE_TOO_EARLY',
  'ALREADY_DECIDED',
  'DOCUMENT_CHANGED',
  'task.filled document.revised',
  'task.reassigned',
];

const play = (seed: number, count: (what: string) => void): void => {
  const world = new World(seed);
  try {
    if (routeMistakes({ steps: world.steps }).length > 0) throw new Error('a bad route');
    world.submit();
    for (let n = 0; n < COMMANDS; n += 1) count(world.step());
    count(world.state.status);
  } catch (fault) {
    throw new Error(`seed ${seed}`, { cause: fault });
  }
};

it(`${SEQUENCES} sequences of commands keep every rule`, () => {
  const counts = new Map<string, number>();
  for (let seed = 1; seed <= SEQUENCES; seed += 1)
    play(seed, (what) => counts.set(what, (counts.get(what) ?? 0) + 1));
  // they went everywhere
  expect(SEEN.filter((what) => (counts.get(what) ?? 0) < 100)).toEqual([]);
}, 120_000);
