import type { DocumentKind } from '../kind.ts';
import { canonical } from '../ledger/canonical.ts';
import { saltedHash, sha256 } from '../ledger/hash.ts';
import type { Ports } from '../ports.ts';
import { DocketError } from '../result.ts';
import type { Submitted } from '../routing/events.ts';
import { coveredBy, type Party, partyKey, type Route, routeMistakes } from '../routing/route.ts';
import { type createContexts, readBody } from './context.ts';
import type { DocumentState } from './document.ts';
import type { Rendered } from './events.ts';
import { saltOf } from './personal.ts';

type RenderedState = Extract<DocumentState, { status: 'rendered' }>;
type Body = Readonly<Record<string, unknown>>;

/** SHA-256 of what people are shown: of the PDF, or of the hashes of several, one a line, in their order. */
const shownHash = ({ files }: Pick<Rendered, 'files'>): string => {
  const [only, ...others] = files.map(({ sha256: hash }) => hash);
  return only !== undefined && others.length === 0 ? only : sha256([only, ...others].join('\n'));
};

/** Salted hash of what a party's decision is about; undefined when that is the whole document. */
export const contentOf = (party: Party, body: unknown, salt: string): string | undefined => {
  const fields = coveredBy(party);
  if (fields === undefined) return undefined;
  const covered = fields.map((name) => [name, (body as Body)[name] ?? null]);
  return saltedHash(salt, sha256(canonical(covered)));
};

const mistaken = (kind: string, mistakes: readonly string[]): DocketError =>
  new DocketError('ROUTE_MISTAKEN', {
    zh: `单据类型 ${kind} 的流程有误：${mistakes.join('；')}`,
    en: `the route of kind ${kind} is wrong: ${mistakes.join('; ')}`,
  });

/** The kind's route, with every need of the document in it: what is missing there would never be signed. */
const checked = (kind: DocumentKind, route: Route, needs: readonly { readonly role: string }[]): Route => {
  const roles = route.steps.flatMap(({ parties }) =>
    parties.flatMap((party) => ('role' in party ? [party.role] : [])),
  );
  const missing = needs.filter(({ role }) => !roles.includes(role)).map(({ role }) => `${role} has no step`);
  const mistakes = [...routeMistakes(route), ...missing];
  if (mistakes.length > 0) throw mistaken(kind.id, mistakes);
  return route;
};

/**
 * What a rendered document is submitted with: its kind's route for what it says, and the hash of what each party's
 * decision is about. Undefined for a kind without a route. Throws `ROUTE_MISTAKEN`, `BODY_ERASED`, `BODY_ALTERED`.
 */
export const submissionOf = async (
  ports: Ports,
  contextOf: ReturnType<typeof createContexts>,
  stream: string,
  { request, rendered }: RenderedState,
): Promise<Omit<Submitted, 'carried'> | undefined> => {
  const kind = ports.kinds.get(request.kind);
  if (kind?.type !== 'document' || kind.route === undefined) return undefined;
  const body = await readBody(ports, stream, request.body);
  const context = await contextOf(kind, request);
  const derived = kind.derive(body, context);
  const route = checked(kind, kind.route(body, derived, context), derived.needs);
  const salt = await saltOf(ports, stream);
  const contents: Record<string, string> = {};
  for (const step of route.steps)
    for (const party of step.parties) {
      const content = contentOf(party, body, salt);
      if (content !== undefined) contents[partyKey(step, party)] = content;
    }
  return { ...route, revision: request.revision, shown: shownHash(rendered), contents };
};
