import { z } from 'zod';
import type { Clock, KeyValue, Secrets } from '../ports.ts';

const MINUTE = 60_000;
/** A code holds for five minutes. */
export const CODE_LIFE = 5 * MINUTE;
const TRIES_OF_A_CODE = 5;
const TRIES_OF_A_LINK = 10;
const SENDS_OF_A_LINK = 3;
/** Counters outlive the link, whose renewal makes another hash. */
const COUNTED = 4 * 24 * 60 * MINUTE;

const kept = z.strictObject({ id: z.string(), mac: z.string(), ends: z.int() });

interface Kept {
  readonly keyValue: KeyValue;
  readonly secrets: Secrets;
  readonly clock: Clock;
}

/** 0…999999, each as likely: what does not divide evenly is thrown again. */
const sixDigits = (secrets: Secrets): string => {
  const most = Math.floor(2 ** 32 / 1_000_000) * 1_000_000;
  for (;;) {
    const n = Buffer.from(secrets.random(4)).readUInt32BE();
    if (n < most) return String(n % 1_000_000).padStart(6, '0');
  }
};

const macOf = (secrets: Secrets, link: string, id: string, code: string): Promise<string> =>
  secrets.mac(`code\n${link}\n${id}\n${code}`);

export interface SentCode {
  /** For the mail alone. */
  readonly code: string;
  /** Names the mail. */
  readonly id: string;
}

/** A new code for a link; an earlier one dies. Undefined when it was sent three times already. */
export const createCode = async (
  { keyValue, secrets, clock }: Kept,
  link: string,
): Promise<SentCode | undefined> => {
  const now = clock.now();
  if ((await keyValue.count(`code-sends/${link}`, now + COUNTED)) > SENDS_OF_A_LINK) return undefined;
  const code = sixDigits(secrets);
  const id = Buffer.from(secrets.random(12)).toString('hex');
  const ends = now + CODE_LIFE;
  const value = JSON.stringify({ id, mac: await macOf(secrets, link, id, code), ends });
  for (;;) {
    const before = await keyValue.get(`code/${link}`);
    if (await keyValue.put(`code/${link}`, value, ends, before?.version ?? 0)) return { code, id };
  }
};

/** Why a code was not taken; `spent`: no more tries, only a new link helps. */
export type CodeAnswer = 'right' | 'wrong' | 'ended' | 'spent';

/** Counts before it compares, so that a race of guesses has no more tries than one guesser. A code works once. */
export const checkCode = async (
  { keyValue, secrets, clock }: Kept,
  link: string,
  typed: string,
): Promise<CodeAnswer> => {
  const ends = clock.now() + COUNTED;
  if ((await keyValue.count(`code-tries/${link}`, ends)) > TRIES_OF_A_LINK) return 'spent';
  const found = await keyValue.get(`code/${link}`);
  if (found === undefined) return 'ended';
  const { id, mac } = kept.parse(JSON.parse(found.value));
  if ((await keyValue.count(`code-tries/${link}/${id}`, ends)) > TRIES_OF_A_CODE) return 'ended';
  // both sides are HMACs under a secret key: how long a comparison takes says nothing of the code
  if ((await macOf(secrets, link, id, typed.replace(/\D/g, ''))) !== mac) return 'wrong';
  if ((await keyValue.count(`code-used/${link}/${id}`, ends)) > 1) return 'ended';
  await keyValue.remove(`code/${link}`);
  return 'right';
};
