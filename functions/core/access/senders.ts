import type { Ports } from '../ports.ts';

/** Longer than any file waits for intake. */
const KEPT_MS = 30 * 24 * 3_600_000;

type Noted = Pick<Ports, 'keyValue' | 'secrets'>;

/** Not the hash itself: what is in the file must not be guessed from the key. */
const keyOf = async ({ secrets }: Noted, sha256: string): Promise<string> =>
  `sender/${await secrets.mac(`sender ${sha256}`)}`;

/** Notes who of the house sends a file, before it is put where intake takes it from; of two with the same bytes the last. */
export const noteSender = async (ports: Noted, sha256: string, by: string, now: number): Promise<void> => {
  const key = await keyOf(ports, sha256);
  for (;;) {
    const before = (await ports.keyValue.get(key))?.version ?? 0;
    if (await ports.keyValue.put(key, by, now + KEPT_MS, before)) return;
  }
};

/** Id of the person who sent a file; undefined when nobody of the house is known to have. */
export const senderOfFile = async (ports: Noted, sha256: string): Promise<string | undefined> =>
  (await ports.keyValue.get(await keyOf(ports, sha256)))?.value;
