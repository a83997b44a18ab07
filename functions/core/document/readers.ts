import type { Company, Person } from '../company.ts';
import type { Context, DocumentKind, Kind, RecordKind } from '../kind.ts';
import { isAbsent, principals } from '../routing/people.ts';
import { isOutside } from '../routing/route.ts';
import type { RouteState } from '../routing/state.ts';
import { openTasks } from '../routing/tasks.ts';

/**
 * Who may see something, as events and views keep it: `house` everybody who signs in, `oversight` whoever the profile
 * lets see everything, `person:<id>`, `role:<id>`, and `task:<role>` for whoever may do the role's tasks today.
 */
export type Reader = string;

const HOUSE: Reader = 'house';
const OVERSIGHT: Reader = 'oversight';
const personReader = (id: string): Reader => `person:${id}`;
const roleReader = (id: string): Reader => `role:${id}`;
const taskReader = (role: string): Reader => `task:${role}`;

/** What the house shares as a whole: prices that everybody quotes by, templates, the profile. */
export const SHARED: readonly Reader[] = [HOUSE];

/** What nobody said more of: written before it was asked, or of nobody's. */
export const UNSAID: readonly Reader[] = [OVERSIGHT];

const isConfidential = (kind: Kind | undefined): boolean =>
  kind?.type === 'document' && kind.confidential === true;

/** Readers of a document or fact as its request says; `by`: who of the house sent it. */
export const documentReaders = (
  kind: DocumentKind | RecordKind,
  input: unknown,
  context: Context,
  by: string | undefined,
): readonly Reader[] => {
  const distribution = kind.type === 'document' ? kind.distribution : undefined;
  const { roles = [], people = [] } = distribution?.(input, context) ?? {};
  const named = [...roles.map(roleReader), ...people.map(personReader)];
  const others = isConfidential(kind) ? [] : [OVERSIGHT, ...(by === undefined ? [] : [personReader(by)])];
  return [...new Set([...named, ...others])];
};

/** Readers of a file that came in; one that nobody recognised may hold anything, and is its sender's alone. */
export const uploadReaders = (kind: Kind | undefined, by: string | undefined): readonly Reader[] => {
  const sender = by === undefined ? [] : [personReader(by)];
  if (isConfidential(kind)) return sender;
  return kind === undefined && by !== undefined ? sender : [...sender, OVERSIGHT];
};

/** People and roles that have or had to do with a document on its way; none of them outside the house. */
const partakers = (route: RouteState): readonly Reader[] => {
  const people = [
    route.requester,
    route.returned?.by,
    ...route.settled.map(({ by }) => by),
    ...openTasks(route).map(({ person }) => person),
  ].filter((id): id is string => typeof id === 'string' && !isOutside(id));
  const asked = route.steps
    .filter(({ id }) => route.rounds[id] !== undefined)
    .flatMap(({ parties }) => parties.flatMap((party) => ('role' in party ? [party.role] : [])));
  const late = openTasks(route).flatMap(({ escalated }) => (escalated === null ? [] : [escalated]));
  return [
    ...people.map(personReader),
    ...[...asked, ...late].map(roleReader),
    ...openTasks(route).flatMap(({ role }) => (role === '' || isOutside(role) ? [] : [taskReader(role)])),
  ];
};

interface Seen {
  /** As the request says. */
  readonly readers: readonly Reader[];
  readonly route: RouteState | null;
}

/** Whoever decided on it, for good: also when a return made his signature void. */
export const withDeciders = (readers: readonly Reader[], route: RouteState): readonly Reader[] => {
  if (!readers.includes(OVERSIGHT)) return readers;
  const people = route.decisions.filter(({ by }) => !isOutside(by)).map(({ by }) => personReader(by));
  return [...new Set([...readers, ...people])];
};

/** Everybody who may see a row. Confidential is what oversight does not see. */
export const readersOf = ({ readers, route }: Seen): readonly Reader[] =>
  route === null || !readers.includes(OVERSIGHT) ? readers : [...new Set([...readers, ...partakers(route)])];

/** Whom a document is meant for by name or role, not who merely may see it. */
export const meantFor = ({ readers }: Pick<Seen, 'readers'>, company: Company): readonly Person[] =>
  company.people.filter(
    ({ id, roles }) =>
      readers.includes(personReader(id)) || roles.some((role) => readers.includes(roleReader(role))),
  );

/** What a person of the profile may read as on a day. */
export const readsAs = (company: Company, id: string, today: string): readonly Reader[] => {
  const roles = company.people.find((one) => one.id === id)?.roles ?? [];
  const isOverseer = [company.routing.coordinator, ...company.access.everything].some((role) =>
    roles.includes(role),
  );
  const standsIn = Object.entries(company.roles).flatMap(([role, { delegates }]) =>
    delegates.some((delegate) => roles.includes(delegate)) &&
    principals({ role, person: null }, company).some((holder) => isAbsent(holder, today))
      ? [role]
      : [],
  );
  return [
    HOUSE,
    personReader(id),
    ...roles.map(roleReader),
    ...[...new Set([...roles, ...standsIn])].map(taskReader),
    ...(isOverseer ? [OVERSIGHT] : []),
  ];
};

/** THE question: may somebody see a row and its files? `as` undefined: whoever sits at the machine, who has them all. */
export const maySee = (row: Seen, as: readonly Reader[] | undefined): boolean =>
  as === undefined || readersOf(row).some((reader) => as.includes(reader));
