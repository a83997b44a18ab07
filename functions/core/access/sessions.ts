import { z } from 'zod';
import type { Clock, KeyValue, Secrets } from '../ports.ts';
import { newToken, tokenHash } from './tokens.ts';

/** A working day; afterwards a person signs in again. */
export const SESSION_LIFE = 12 * 3_600_000;
/** After a code: long enough to read a contract. */
export const GUEST_LIFE = 2 * 3_600_000;

const session = z.discriminatedUnion('who', [
  z.strictObject({ who: z.literal('person'), person: z.string() }),
  /** An external signer who has shown a code for one link. */
  z.strictObject({ who: z.literal('guest'), link: z.string(), checkedAt: z.string() }),
]);

export type Session = z.infer<typeof session>;

interface Kept {
  readonly keyValue: KeyValue;
  readonly secrets: Secrets;
  readonly clock: Clock;
}

/** A session; the token is for the cookie alone. */
export const createSession = async ({ keyValue, secrets, clock }: Kept, given: Session): Promise<string> => {
  const token = newToken(secrets);
  const life = given.who === 'person' ? SESSION_LIFE : GUEST_LIFE;
  await keyValue.put(`session/${tokenHash(token)}`, JSON.stringify(given), clock.now() + life, 0);
  return token;
};

export const findSession = async (
  { keyValue }: Pick<Kept, 'keyValue'>,
  token: string,
): Promise<Session | undefined> => {
  const hash = tokenHash(token);
  const kept = hash === undefined ? undefined : await keyValue.get(`session/${hash}`);
  return kept && session.parse(JSON.parse(kept.value));
};

export const endSession = async ({ keyValue }: Pick<Kept, 'keyValue'>, token: string): Promise<void> => {
  const hash = tokenHash(token);
  if (hash !== undefined) await keyValue.remove(`session/${hash}`);
};

/** What a form of this session carries: another site, which has the cookie sent, does not know it. */
export const formToken = ({ secrets }: Pick<Kept, 'secrets'>, token: string): Promise<string> =>
  secrets.mac(`form\n${token}`);
