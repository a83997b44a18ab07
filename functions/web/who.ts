import { findSession, formToken, type Session } from '../core/access/sessions.ts';
import { businessDate } from '../core/business/dates.ts';
import { type Company, type Person, whoHas } from '../core/company.ts';
import { type Reader, readsAs } from '../core/document/readers.ts';
import type { Ports } from '../core/ports.ts';
import { atMachine } from './guard.ts';
import type { WebRequest } from './http.ts';

const COOKIE = 'docket';
const VALUE = /(?:^|;\s*)docket=([A-Za-z0-9_-]{43})(?:;|$)/;

/** Who asks. One may sit at the machine and be signed in as a person as well. */
export interface Who {
  /** At the machine itself: sees everything, is nobody of the profile. */
  readonly operator: boolean;
  readonly person?: Person;
  /** An external signer: hash of the link for which a code was shown, and when, RFC 3339. */
  readonly guest?: { readonly link: string; readonly checkedAt: string };
  /** For the forms of a session; empty without one. */
  readonly formToken: string;
  /** Of the cookie; empty without one. */
  readonly session: string;
}

const personOf = (session: Session | undefined, company: Company | undefined): Person | undefined =>
  session?.who === 'person' ? company?.people.find(({ id }) => id === session.person) : undefined;

/** Somebody whom the profile no longer names is signed out at once. */
export const whoAsks = async (
  ports: Ports,
  request: WebRequest,
  company: Company | undefined,
): Promise<Who> => {
  const operator = atMachine(request, ports.site.url('/'));
  const token = VALUE.exec(request.headers.cookie ?? '')?.[1];
  const session = token === undefined ? undefined : await findSession(ports, token);
  if (token === undefined || session === undefined) return { operator, formToken: '', session: '' };
  const person = personOf(session, company);
  return {
    operator,
    ...(person && { person }),
    ...(session.who === 'guest' && { guest: { link: session.link, checkedAt: session.checkedAt } }),
    formToken: await formToken(ports, token),
    session: token,
  };
};

/** Belongs to the house: sees its documents. */
export const inHouse = ({ operator, person }: Who): boolean => operator || person !== undefined;

/** What whoever asks may read as; undefined at the machine, where all of it lies. */
export const readingAs = ({
  who,
  profile: { company },
  now,
}: {
  readonly who: Who;
  readonly profile: { readonly company?: Company };
  readonly now: number;
}): readonly Reader[] | undefined => {
  if (who.operator) return undefined;
  return company && who.person ? readsAs(company, who.person.id, businessDate(now)) : [];
};

/** Sees all routes: the operator at the machine, and whoever coordinates them. */
export const mayOversee = ({
  who,
  profile: { company },
}: {
  readonly who: Who;
  readonly profile: { readonly company?: Company };
}): boolean =>
  who.operator ||
  (company !== undefined &&
    whoHas(company, company.routing.coordinator).some(({ id }) => id === who.person?.id));

/** `set-cookie` of a new session, or of none: it ends with the browser and is shown to no script and no other site. */
export const sessionCookie = (ports: Ports, token: string): Readonly<Record<string, string>> => {
  const secure = ports.site.url('/').startsWith('https:') ? '; Secure' : '';
  const end = token === '' ? '; Max-Age=0' : '';
  return { 'set-cookie': `${COOKIE}=${token}; Path=/; HttpOnly; SameSite=Lax${secure}${end}` };
};
