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

const loggedUpTo = async ({ logStore }: Stores, head: LogHead): Promise<DigestIndex> => {
  const logged = new DigestIndex();
  for await (const { start, entries } of logStore.batches(0))
    if (start < head.size) for (const entry of entries) logged.add(leafHash(entry));
  return logged;
};

const isOverdue = (event: SealedEvent, now: number): boolean =>
  millisOf(open(event).ts) < now - MAXIMUM_DELAY_MS;

async function* overdue({ ledger, clock }: Stores, logged: DigestIndex): AsyncGenerator<string> {
  const now = clock.now();
  for (let after = ''; ; ) {
    const { events, cursor } = await ledger.feed(after, BATCH);
    if (events.length === 0) return;
    for (const event of events) {
      const entry = entryOf(event);
      if (logged.find(leafHash(entry)) < 0 && isOverdue(event, now)) yield entry;
    }
    after = cursor;
  }
}

/**
 * Takes every event into the log that should have been there for long and is not: a feed that forgets after a day,
 * or a cursor that was moved by hand. Gives how many there were.
 */
export const reconcile = async (stores: Stores): Promise<number> => {
  await integrate(stores);
  let head = await stores.logStore.head();
  const logged = await loggedUpTo(stores, head);
  let found = 0;
  let entries: string[] = [];
  const flush = async (): Promise<boolean> => {
    const pending = entries;
    entries = [];
    if (pending.length === 0) return true;
    const after = grownHead(head, pending, head.cursor);
    if ((await stores.logStore.commit(head, after, pending)) === 'conflict') return false;
    head = after;
    found += pending.length;
    return true;
  };
  for await (const entry of overdue(stores, logged)) {
    entries.push(entry);
    // somebody else was quicker: what is left waits for the next time
    if (entries.length === BATCH && !(await flush())) return found;
  }
  await flush();
  return found;
};
