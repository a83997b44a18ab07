import { languages } from '../business/words.ts';
import { isExternal, partyName } from './route.ts';
import type { RouteState } from './state.ts';

/** Name and address of somebody outside, which stand in the request alone; undefined where it does not say. */
export const externalOf = (
  { steps }: Pick<RouteState, 'steps'>,
  role: string,
  body: unknown,
): { readonly name: string; readonly address: string } | undefined => {
  const party = steps.flatMap(({ parties }) => parties).find((one) => partyName(one) === role);
  if (!party || !isExternal(party)) return undefined;
  const fields = body as Readonly<Record<string, unknown>>;
  const [name, address] = [fields[party.nameField], fields[party.emailField]];
  return typeof name === 'string' && typeof address === 'string'
    ? { name: languages(name).zh, address }
    : undefined;
};
