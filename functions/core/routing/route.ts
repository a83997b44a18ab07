import type { Text } from '../result.ts';

/** What a step asks of people: fields, consent, a signature, the company seal, a receipt (签收). */
export type Act = 'fill' | 'approve' | 'sign' | 'seal' | 'acknowledge';

/** How many of a step's tasks must be done before it is: each, one, or so many. */
export type Quorum = 'all' | 'any' | number;

/** A role of the company profile; with `each` every holder has a task of his own, else one holder acts for all. */
export interface RoleParty {
  readonly role: string;
  readonly each?: boolean;
  /** Top-level fields of the request that a `fill` supplies. */
  readonly fields?: readonly string[];
  /**
   * Top-level fields that the decision is about: a revision that leaves them as they are leaves it standing.
   * Without it the decision is about the whole document and no revision leaves it standing.
   */
  readonly covers?: readonly string[];
}

/** Somebody outside the company, by the fields of the request that say who: no event holds name or address. */
export interface ExternalParty {
  readonly external: string;
  readonly nameField: string;
  readonly emailField: string;
}

export type Party = RoleParty | ExternalParty;

export interface Deadline {
  /** Working days after the day on which the task was opened. */
  readonly days: number;
  /** Role that hears of a task that is late. */
  readonly escalateTo?: string;
  /** The route ends when the task is still open after so many working days. */
  readonly expireAfter?: number;
}

export interface Step {
  /** Unique in the route, `[a-z][a-z0-9-]*`. */
  readonly id: string;
  readonly act: Act;
  readonly title: Text;
  /** Their tasks are open at the same time. */
  readonly parties: readonly Party[];
  /** Default `all`. */
  readonly quorum?: Quorum;
  /** Why this document has the step. */
  readonly reason?: Text;
  readonly deadline?: Deadline;
  /** `none`: nobody acts for somebody else here. Default `chain`, the delegates of the profile. */
  readonly delegation?: 'chain' | 'none';
  /** `before-end`: the route does not end while a countersignature (补签) of this step is owed. Default `open`. */
  readonly countersign?: 'open' | 'before-end';
}

/** The way of one document, made from its data: a step whose condition does not hold is not in it. */
export interface Route {
  readonly steps: readonly Step[];
  /** Person of the profile to whom it is sent back and who may withdraw it. */
  readonly requester: string | null;
  /** Last day (Asia/Shanghai) on which it may still be completed. */
  readonly expiresOn?: string;
  /** 骑缝章: the first seal also runs over the edges of all pages. */
  readonly straddleSeal?: boolean;
}

/** Of what is right by itself, a report: it is filed and handed out as soon as it is printed. */
export const NOBODY_ASKED: Route = { steps: [], requester: null };

export const isExternal = (party: Party): party is ExternalParty => 'external' in party;

/** `sales_director`, `external:buyer`: what a party is called in ids and lists. */
export const partyName = (party: Party): string =>
  isExternal(party) ? `external:${party.external}` : party.role;

/** Is it somebody outside the company, by the name of the party? People and roles of the profile never look so. */
export const isOutside = (name: string): boolean => name.startsWith('external:');

/** Fields that a party's decision is about; undefined: the whole document. */
export const coveredBy = (party: Party): readonly string[] | undefined =>
  isExternal(party) ? undefined : (party.covers ?? party.fields);

/** Key of a party in a route, under which the hash of what it covers is kept. */
export const partyKey = (step: Step, party: Party): string => `${step.id}/${partyName(party)}`;

const ID = /^[a-z][a-z0-9-]*$/;

const partyMistakes = ({ id, act }: Step, party: Party): readonly string[] => {
  const name = `${id}/${partyName(party)}`;
  if (isExternal(party)) return act === 'fill' ? [`${name}: nobody outside the company fills`] : [];
  const mistakes: string[] = [];
  if (act === 'fill' && (party.fields ?? []).length === 0) mistakes.push(`${name}: fills no field`);
  if (act !== 'fill' && party.fields) mistakes.push(`${name}: only a fill step has fields`);
  if (act !== 'fill' && act !== 'approve' && party.covers)
    mistakes.push(`${name}: a signature covers the whole document`);
  return mistakes;
};

const stepMistakes = (step: Step): readonly string[] => {
  const mistakes: string[] = [];
  const names = step.parties.map(partyName);
  if (!ID.test(step.id)) mistakes.push(`${step.id}: not an id`);
  if (names.length === 0) mistakes.push(`${step.id}: has no party`);
  if (new Set(names).size < names.length) mistakes.push(`${step.id}: a party twice`);
  if (typeof step.quorum === 'number' && !(Number.isInteger(step.quorum) && step.quorum > 0))
    mistakes.push(`${step.id}: quorum ${step.quorum}`);
  return [...mistakes, ...step.parties.flatMap((party) => partyMistakes(step, party))];
};

const decidesInside = ({ act, parties }: Step): boolean =>
  act !== 'seal' && act !== 'acknowledge' && parties.some((party) => !isExternal(party));

/**
 * Mistakes of a kind's route, for its author: ids, quorums, and that nothing goes to anybody outside before everybody
 * inside has decided: no fill, approval or signature of the house in or after the first step with an external party.
 */
export function routeMistakes({ steps }: Pick<Route, 'steps'>): readonly string[] {
  const ids = steps.map(({ id }) => id);
  const twice = ids.filter((id, at) => ids.indexOf(id) < at).map((id) => `${id}: a step twice`);
  const leaves = steps.findIndex(({ parties }) => parties.some(isExternal));
  const late = leaves < 0 ? [] : steps.slice(leaves).filter(decidesInside);
  return [
    ...steps.flatMap(stepMistakes),
    ...twice,
    ...late.map(({ id }) => `${id}: decides after the document left the house`),
  ];
}
