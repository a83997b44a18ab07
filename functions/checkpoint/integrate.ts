import { millisOf } from '../core/instant.ts';
import { DigestIndex } from '../core/ledger/digest-index.ts';
import { open, type SealedEvent } from '../core/ledger/envelope.ts';
import { entryOf, grownHead, MAXIMUM_DELAY_MS } from '../core/ledger/log.ts';
import { leafHash } from '../core/ledger/merkle.ts';
import type { LogHead, Ports } from '../core/ports.ts';

type Stores = Pick<Ports, 'ledger' | 'logStore' | 'clock'>;

/** Most entries of one batch: it must fit into one DynamoDB item of 400 KB. */
const BATCH = 1000;

const commit = (
  { logStore }: Stores,
  head: LogHead,
  entries: readonly string[],
  cursor: string,
): Promise<'committed' | 'conflict'> => logStore.commit(head, grownHead(head, entries, cursor), entries);

/** Takes what the ledger's feed has since the last time into the log. */
export const integrate = async (stores: Stores): Promise<void> => {
  for (;;) {
    const head = await stores.logStore.head();
    const { events, cursor } = await stores.ledger.feed(head.cursor, BATCH);
    if (events.length === 0) return;
    // on a conflict another sequencer took the same events: read on where it stands
    await commit(stores, head, events.map(entryOf), cursor);
  }
};

/** What is in the log, as far as it was read. */
const createLogged = ({ logStore }: Stores) => {
  const index = new DigestIndex();
  let read = 0;
  return {
    has: (entry: string): boolean => index.find(leafHash(entry)) >= 0,
    /** Reads on to a head. */
    readTo: async ({ size }: LogHead): Promise<void> => {
      if (read === size) return;
      for await (const { start, entries } of logStore.batches(read)) {
        const fresh = entries.slice(read - start, size - start);
        for (const entry of fresh) index.add(leafHash(entry));
        read += fresh.length;
        if (read >= size) return;
      }
    },
  };
};

type Logged = ReturnType<typeof createLogged>;

const isOverdue = (event: SealedEvent, now: number): boolean =>
  millisOf(open(event).ts) < now - MAXIMUM_DELAY_MS;

/** Pages of entries that should be in the log for long and are not. */
async function* overdue({ ledger, clock }: Stores, logged: Logged): AsyncGenerator<readonly string[]> {
  const now = clock.now();
  for (let after = ''; ; ) {
    const { events, cursor } = await ledger.feed(after, BATCH);
    if (events.length === 0) return;
    const entries = events.filter((event) => isOverdue(event, now)).map(entryOf);
    const missing = entries.filter((entry) => !logged.has(entry));
    if (missing.length > 0) yield missing;
    after = cursor;
  }
}

/**
 * Takes every event into the log that should have been there for long and is not: a feed that forgets after a day,
 * a write that came so late that the feed had gone past it, or a cursor that was moved by hand. Gives how many there
 * were.
 */
export const reconcile = async (stores: Stores): Promise<number> => {
  const { logStore } = stores;
  const logged = createLogged(stores);
  /** Up to where the feed has everything logged that it will ever give of what it has given until now. */
  const catchUp = async (): Promise<LogHead> => {
    await integrate(stores);
    const head = await logStore.head();
    await logged.readTo(head);
    return head;
  };
  await catchUp();
  let found = 0;
  for await (const seen of overdue(stores, logged)) {
    // the feed gave these just now: what is behind the cursor, it gives no more; what is not, it has logged by now
    const head = await catchUp();
    const entries = [...new Set(seen)].filter((entry) => !logged.has(entry));
    if (entries.length === 0) continue;
    // somebody else was quicker: what is left waits for the next time
    if ((await commit(stores, head, entries, head.cursor)) === 'conflict') return found;
    found += entries.length;
  }
  return found;
};
