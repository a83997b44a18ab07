import type { LogBatch, LogHead, LogStore } from '../../core/ports.ts';
import { type Database, transaction } from './database.ts';

const NEW: LogHead = { size: 0, frontier: [], cursor: '' };

/** Batches that are read at once: a reader of the whole log holds no more than this. */
const PAGE = 16;

class Moved extends Error {}

const headOf = (row: Record<string, unknown> | undefined): LogHead =>
  row
    ? {
        size: Number(row.size),
        frontier: String(row.frontier).split(' ').filter(Boolean),
        cursor: String(row.cursor),
      }
    : NEW;

/** Entries are canonical JSON, in which a line feed is always escaped. */
const batchOf = (row: Record<string, unknown>): LogBatch => ({
  start: Number(row.start),
  entries: String(row.entries).split('\n'),
});

/** The Merkle log in SQLite: the same two items as in DynamoDB, head and batches. */
export const createLogStore = (db: Database): LogStore => {
  const read = db.prepare('SELECT size, frontier, cursor FROM log_head WHERE id = 1');
  const write = db.prepare(
    `INSERT INTO log_head (id, size, frontier, cursor) VALUES (1, ?, ?, ?)
     ON CONFLICT DO UPDATE SET size = excluded.size, frontier = excluded.frontier, cursor = excluded.cursor`,
  );
  const put = db.prepare(
    'INSERT INTO log_batches (start, n, entries) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
  );
  const page = db.prepare(
    `SELECT start, n, entries FROM log_batches
     WHERE start >= coalesce((SELECT max(start) FROM log_batches WHERE start <= ?), 0) AND start > ?
     ORDER BY start LIMIT ${PAGE}`,
  );
  const head = (): LogHead => headOf(read.get());

  return {
    head: async () => head(),
    commit: async (before, after, entries) => {
      try {
        transaction(db, () => {
          const now = head();
          if (now.size !== before.size || now.cursor !== before.cursor) throw new Moved();
          if (entries.length > 0) {
            const written = put.run(before.size, entries.length, entries.join('\n'));
            if (written.changes !== 1) throw new Moved();
          }
          write.run(after.size, after.frontier.join(' '), after.cursor);
        });
        return 'committed';
      } catch (error) {
        if (error instanceof Moved) return 'conflict';
        throw error;
      }
    },
    batches: async function* (from) {
      for (let last = -1; ; ) {
        const rows = page.all(from, last);
        yield* rows.map(batchOf);
        if (rows.length < PAGE) return;
        last = Number(rows.at(-1)?.start);
      }
    },
  };
};
