import { z } from 'zod';
import type { Clock, KeyValue, Secrets } from '../ports.ts';
import { newToken, tokenHash } from './tokens.ts';

const HOUR = 3_600_000;
/** A link works for three days. */
export const LINK_LIFE = 72 * HOUR;
/** A sign-in link is used at once or never. */
export const SIGN_IN_LIFE = HOUR / 4;
/** For so long after its end a link still knows whose it was, so that its owner can ask for a new one. */
const RENEWABLE = 30 * 24 * HOUR;

const link = z.strictObject({
  purpose: z.enum(['sign-in', 'task']),
  /** Id of a person of the profile, or of an external signer of the document. */
  recipient: z.string(),
  /** The one task that it opens; empty for sign-in. */
  task: z.string(),
  stream: z.string(),
  /** SHA-256 of the document that it was sent for; empty for sign-in. */
  document: z.string(),
  ends: z.int(),
});

/** What a link stands for: one recipient, one task of one round, one document. */
export type Link = z.infer<typeof link>;

interface Kept {
  readonly keyValue: KeyValue;
  readonly secrets: Secrets;
  readonly clock: Clock;
}

const key = (hash: string): string => `link/${hash}`;
/** A task's id is its own only within its document. */
const ownerKey = ({ purpose, recipient, task, stream }: Omit<Link, 'ends'>): string =>
  `links-of/${purpose}/${stream}/${task}/${recipient}`;

/** Makes a link and ends the one that its recipient had for the same task. The token is for the mail alone. */
export const createLink = async (
  { keyValue, secrets, clock }: Kept,
  given: Omit<Link, 'ends'>,
): Promise<string> => {
  const token = newToken(secrets);
  const hash = tokenHash(token) ?? '';
  const ends = clock.now() + (given.purpose === 'sign-in' ? SIGN_IN_LIFE : LINK_LIFE);
  const kept = ends + (given.purpose === 'sign-in' ? 0 : RENEWABLE);
  await keyValue.put(key(hash), JSON.stringify({ ...given, ends }), kept, 0);
  await succeed(keyValue, ownerKey(given), hash, kept);
  return token;
};

/** Points the owner's entry at the new link; the one that it pointed at before dies. */
const succeed = async (keyValue: KeyValue, owner: string, hash: string, kept: number): Promise<void> => {
  for (;;) {
    const before = await keyValue.get(owner);
    if (!(await keyValue.put(owner, hash, kept, before?.version ?? 0))) continue;
    if (before) await keyValue.remove(key(before.value));
    return;
  }
};

export interface FoundLink extends Link {
  /** SHA-256 under which it is kept. */
  readonly hash: string;
  /** Past its time: good for nothing but to ask for a new one. */
  readonly ended: boolean;
}

/** Undefined for every link that never was, has died, or was mistyped: they are not told apart. */
export const findLink = async (
  { keyValue, clock }: Pick<Kept, 'keyValue' | 'clock'>,
  token: string,
): Promise<FoundLink | undefined> => {
  const hash = tokenHash(token);
  const kept = hash === undefined ? undefined : await keyValue.get(key(hash));
  if (hash === undefined || kept === undefined) return undefined;
  const found = link.parse(JSON.parse(kept.value));
  return { ...found, hash, ended: found.ends <= clock.now() };
};

/** True for exactly one of all who try, at once or later. */
export const isFirstUse = async (
  { keyValue, clock }: Pick<Kept, 'keyValue' | 'clock'>,
  hash: string,
): Promise<boolean> => (await keyValue.count(`used/${hash}`, clock.now() + LINK_LIFE + RENEWABLE)) === 1;

/** True for exactly one of all who try at once; the link is dead then. */
export const useUp = async (kept: Pick<Kept, 'keyValue' | 'clock'>, hash: string): Promise<boolean> => {
  const first = await isFirstUse(kept, hash);
  await kept.keyValue.remove(key(hash));
  return first;
};
