import type { SealedEvent } from '../../core/ledger/envelope.ts';
import { checkClaim, checkEvents, checkTogether, STREAM_BATCH } from '../../core/ledger/limits.ts';
import type { Appended, Ledger, NumberClaim } from '../../core/ports.ts';
import { type Database, transaction } from './database.ts';

const COLUMNS = 'stream, ver, type, key, hash, canonical';

class Taken extends Error {}

/** An append that the next commit takes along. */
interface Waiting {
  readonly events: readonly SealedEvent[];
  readonly streams: ReadonlyMap<string, readonly SealedEvent[]>;
  readonly resolve: (answers: readonly Appended[]) => void;
  readonly reject: (fault: unknown) => void;
}

/** Events that are read from any number of streams at once are asked for in groups of this size. */
const GROUP = 200;

/** The ledger in SQLite: the same items and conditions as in DynamoDB, one file. */
export const createLedger = (db: Database): Ledger => {
  const insert = db.prepare(
    `INSERT INTO events (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
  );
  const claim = db.prepare('INSERT INTO claims (series, n, stream, ver) VALUES (?, ?, ?, ?)');
  const move = db.prepare(
    'INSERT INTO counters (series, next) VALUES (?, ?) ON CONFLICT DO UPDATE SET next = excluded.next',
  );
  const next = db.prepare('SELECT next FROM counters WHERE series = ?');
  const one = db.prepare(`SELECT ${COLUMNS} FROM events WHERE stream = ? ORDER BY ver`);
  const many = db.prepare(
    `SELECT ${COLUMNS} FROM events WHERE stream IN (SELECT value FROM json_each(?)) ORDER BY stream, ver`,
  );
  const held = db.prepare('SELECT canonical FROM events WHERE stream = ? AND ver = ?');
  const after = db.prepare(`SELECT seq, ${COLUMNS} FROM events WHERE seq > ? ORDER BY seq LIMIT ?`);

  const write = (event: SealedEvent): boolean =>
    insert.run(event.stream, event.ver, event.type, event.key, event.hash, event.canonical).changes === 1;

  /** These very bytes, from an earlier try. */
  const stands = ({ stream, ver, canonical }: SealedEvent): boolean =>
    held.get(stream, ver)?.canonical === canonical;

  /** Versions have no gaps: when the first of a stream is free, so are the ones after it. */
  const writeStream = (events: readonly SealedEvent[]): Appended => {
    const [first] = events;
    if (!first || !write(first)) return events.every(stands) ? 'appended' : 'conflict';
    for (const event of events.slice(1))
      if (!write(event)) throw new Error('a version stands without the one before');
    return 'appended';
  };

  const writeGroup = (group: readonly Waiting[]): readonly (readonly Appended[])[] =>
    transaction(db, () =>
      group.map(({ events, streams }) => {
        const answers = new Map([...streams].map(([stream, its]) => [stream, writeStream(its)]));
        return events.map(({ stream }) => answers.get(stream) as Appended);
      }),
    );

  let waiting: Waiting[] = [];

  /** All that waits in one commit: they share the one wait for the disk. What fails in company is tried alone. */
  const flush = (): void => {
    const group = waiting;
    waiting = [];
    try {
      const answers = writeGroup(group);
      for (const [index, { resolve }] of group.entries()) resolve(answers[index] ?? []);
    } catch (fault) {
      if (group.length === 1) group[0]?.reject(fault);
      else for (const one of group) alone(one);
    }
  };

  const alone = (one: Waiting): void => {
    try {
      one.resolve(writeGroup([one])[0] ?? []);
    } catch (fault) {
      one.reject(fault);
    }
  };

  const nextNumber = (series: string): number => Number(next.get(series)?.next ?? 1);

  const claimAll = ({ series, first, events }: NumberClaim): void => {
    if (nextNumber(series) !== first) throw new Taken();
    events.forEach((event, index) => {
      if (!write(event)) throw new Taken();
      claim.run(series, first + index, event.stream, event.ver);
    });
    move.run(series, first + events.length);
  };

  return {
    read: async (stream) => one.all(stream) as unknown as SealedEvent[],
    readMany: async (streams) => {
      const found = new Map<string, SealedEvent[]>();
      for (let from = 0; from < streams.length; from += GROUP) {
        const rows = many.all(JSON.stringify(streams.slice(from, from + GROUP))) as unknown as SealedEvent[];
        for (const row of rows) {
          const events = found.get(row.stream);
          if (events) events.push(row);
          else found.set(row.stream, [row]);
        }
      }
      return found;
    },
    append: async (events) => {
      if (events.length === 0) return [];
      checkEvents(events);
      const streams = Map.groupBy(events, ({ stream }) => stream);
      for (const stream of streams.values()) checkTogether(stream, STREAM_BATCH);
      const { promise, resolve, reject } = Promise.withResolvers<readonly Appended[]>();
      if (waiting.length === 0) setImmediate(flush);
      waiting.push({ events, streams, resolve, reject });
      return promise;
    },
    nextNumber: async (series) => nextNumber(series),
    appendNumbered: async (numbers) => {
      checkClaim(numbers);
      try {
        transaction(db, () => claimAll(numbers));
        return 'appended';
      } catch (error) {
        if (error instanceof Taken) return numbers.events.every(stands) ? 'appended' : 'conflict';
        throw error;
      }
    },
    feed: async (cursor, limit) => {
      const rows = after.all(Number(cursor), limit) as unknown as (SealedEvent & { seq: number })[];
      return {
        events: rows.map(({ seq: _, ...event }) => event),
        cursor: String(rows.at(-1)?.seq ?? cursor),
      };
    },
  };
};
