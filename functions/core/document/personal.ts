import { open, type SealedEvent } from '../ledger/envelope.ts';
import { saltedHash, sha256 } from '../ledger/hash.ts';
import type { Ports } from '../ports.ts';
import { DocketError } from '../result.ts';

/**
 * A file that may be forgotten. The ledger keeps HMAC-SHA-256(salt of the stream, SHA-256 of the file in hexadecimal):
 * when salt and file are gone, nobody can find out by trying what was in it, and the chain still holds.
 */
export interface Commitment {
  readonly key: string;
  readonly alg: typeof COMMITMENT_ALGORITHM;
  readonly salted: string;
}

const COMMITMENT_ALGORITHM = 'hmac-sha256';

export const commit = (key: string, salt: string, fileSha256: string): Commitment => ({
  key,
  alg: COMMITMENT_ALGORITHM,
  salted: saltedHash(salt, fileSha256),
});

const erased = (key: string): DocketError =>
  new DocketError('BODY_ERASED', {
    zh: `${key} 的内容已按要求删除`,
    en: `the content of ${key} was erased on request`,
  });

/** Reads a value that is not erased and makes sure that it is the one of the ledger. Throws `BODY_ALTERED`. */
export const readCommitted = async (
  { files, salts }: Pick<Ports, 'files' | 'salts'>,
  stream: string,
  { key, salted }: Commitment,
): Promise<Uint8Array> => {
  const salt = await salts.find(stream);
  if (salt === undefined) throw erased(key);
  const bytes = await files.get(key);
  if (saltedHash(salt, sha256(bytes)) === salted) return bytes;
  throw new DocketError('BODY_ALTERED', {
    zh: `文件 ${key} 与台账记录不符`,
    en: `file ${key} is not the one that the ledger recorded`,
  });
};

/** The salt of a stream, made at its first use. */
export const saltOf = async ({ salts }: Pick<Ports, 'salts'>, stream: string): Promise<string> =>
  (await salts.of([stream])).get(stream) ?? '';

/** Everything that the data of an event commits to, wherever it stands in it. */
const commitmentsIn = (value: unknown): readonly Commitment[] => {
  if (Array.isArray(value)) return value.flatMap(commitmentsIn);
  if (typeof value !== 'object' || value === null) return [];
  const { key, alg, salted } = value as Partial<Record<keyof Commitment, unknown>>;
  const own =
    alg === COMMITMENT_ALGORITHM && typeof key === 'string' && typeof salted === 'string'
      ? [{ key, alg: COMMITMENT_ALGORITHM, salted } as const]
      : [];
  return [...own, ...Object.values(value).flatMap(commitmentsIn)];
};

/** Keys that a stream commits to, in the order of their events. */
export const committedKeys = (events: readonly SealedEvent[]): readonly string[] => [
  ...new Set(events.flatMap((event) => commitmentsIn(open(event).data).map(({ key }) => key))),
];
