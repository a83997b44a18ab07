import { type Company, type Person, whoHas } from '../company.ts';
import { millisOf } from '../instant.ts';
import { ok, type Problem, type Result, type Text } from '../result.ts';
import type { Authority, Delegation } from './events.ts';
import { delegateTooEarly, evidence, notYours } from './refusals.ts';
import { isOutside } from './route.ts';
import type { Task } from './state.ts';

/** What decisions may depend on beside the state: the profile as it is now, the day and the moment. */
export interface RoutingContext {
  readonly company: Company;
  /** Business day, Asia/Shanghai. */
  readonly today: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

export const isAbsent = ({ absences }: Person, day: string): boolean =>
  absences.some(({ from, to }) => from <= day && day <= to);

/** The people whose task it is: the one person, or every holder of the role; none for somebody outside. */
export const principals = (
  { role, person }: Pick<Task, 'role' | 'person'>,
  company: Company,
): readonly Person[] => {
  const holders = whoHas(company, role);
  return person === null ? holders : company.people.filter(({ id }) => id === person);
};

/** Links of the chain before a place: the principals, then the holders of each nearer delegate's role. */
const linksBefore = (
  task: Pick<Task, 'role' | 'person'>,
  place: number,
  company: Company,
): readonly { readonly title: Text; readonly people: readonly Person[] }[] => {
  const chain = company.roles[task.role]?.delegates ?? [];
  const titleOf = (role: string): Text => company.roles[role]?.title ?? { zh: role, en: role };
  return [
    { title: titleOf(task.role), people: principals(task, company) },
    ...chain.slice(0, place).map((role) => ({ title: titleOf(role), people: whoHas(company, role) })),
  ];
};

/** The person's first place in the chain of the role's delegates; -1 when he is none of them. */
const placeOf = ({ role }: Pick<Task, 'role'>, actor: string, company: Company): number =>
  (company.roles[role]?.delegates ?? []).findIndex((delegate) =>
    whoHas(company, delegate).some(({ id }) => id === actor),
  );

/** R-O2 (S37, S38): a delegate's place, when everybody before him is absent on the day. */
export const delegatePlace = (
  task: Pick<Task, 'role' | 'person'>,
  actor: string,
  { company, today }: Pick<RoutingContext, 'company' | 'today'>,
): Result<number, Problem> => {
  const place = placeOf(task, actor, company);
  if (place < 0) return notYours();
  const present = linksBefore(task, place, company).filter(({ people }) =>
    people.some((person) => !isAbsent(person, today)),
  );
  return present.length > 0 ? delegateTooEarly(present.map(({ title }) => title)) : ok(place);
};

/** Longest reason or summary, in characters. */
const LONGEST = 500;

const isSaid = (text: string): boolean => text.trim() !== '' && text.length <= LONGEST;

export const hasReason = isSaid;

const checkAuthority = (
  task: Pick<Task, 'role' | 'person'>,
  place: number,
  authority: Authority,
  { company, at }: RoutingContext,
): Result<Delegation, Problem> => {
  const before = linksBefore(task, place, company).flatMap(({ people }) => people);
  if (!before.some(({ id }) => id === authority.by))
    return evidence(
      '授权人须是被代签人或其前一位代理人',
      'it has to come from the person or a nearer delegate',
    );
  const said = millisOf(authority.at);
  if (Number.isNaN(said) || said > at) return evidence('授权时间不对', 'the moment of the call is wrong');
  if (!isSaid(authority.summary)) return evidence('没有授权内容', 'what was said is missing');
  return ok({ place, authority });
};

/** Is it the actor's own task (undefined), or may he act for the absent, and by which authority? */
export const standing = (
  task: Pick<Task, 'role' | 'person'>,
  actor: string,
  authority: Authority | undefined,
  context: RoutingContext,
): Result<Delegation | undefined, Problem> => {
  if (isOutside(task.role)) return task.role === actor ? ok(undefined) : notYours();
  if (principals(task, context.company).some(({ id }) => id === actor)) return ok(undefined);
  const place = delegatePlace(task, actor, context);
  if (!place.ok) return place;
  if (authority === undefined) return evidence('没有授权记录', 'there is no record of the authority');
  return checkAuthority(task, place.value, authority, context);
};

export const holds = (company: Company, actor: string, role: string): boolean =>
  whoHas(company, role).some(({ id }) => id === actor);
