import type { Clock, Queue } from '../../core/ports.ts';
import { type Database, transaction } from './database.ts';

export interface Message {
  readonly id: number;
  readonly queue: string;
  readonly body: string;
  /** How often it was handed out, this time included. */
  readonly receives: number;
}

export interface DeadLetter {
  readonly id: number;
  readonly queue: string;
  readonly body: string;
  readonly reason: string | null;
}

/** What the local runtime does where AWS has the Lambda event source: receive, delete, retry, dead letters. */
export interface EmbeddedQueue extends Queue {
  receive(queue: string, max: number, visibilitySeconds: number): readonly Message[];
  remove(ids: readonly number[]): void;
  /** Visible again after a pause that doubles with each receive; after the last receive: dead letter. */
  retry(message: Message, maxReceives: number, reason: string): void;
  waiting(queue?: string): number;
  dead(): readonly DeadLetter[];
  redrive(): number;
  /**
   * At start-up: messages that a process took and died with show again. The death is not a failed delivery, but a
   * message that was there at too many deaths is buried: it may be what kills.
   */
  release(): void;
  /** Shows messages again at once, as if they had not been handed out: what they need has gone. */
  putBack(ids: readonly number[]): void;
}

const MAX_BACKOFF_SECONDS = 300;

/** Kills that a message may be near before it is suspected. */
const MOST_DEATHS = 5;

const backoffMs = (receives: number): number => 1000 * Math.min(MAX_BACKOFF_SECONDS, 2 ** (receives - 1));

export const createQueue = (db: Database, clock: Clock): EmbeddedQueue => {
  const insert = db.prepare('INSERT INTO messages (queue, body, visible_at) VALUES (?, ?, ?)');
  const take = db.prepare(
    `UPDATE messages SET visible_at = ?, receives = receives + 1, reason = NULL WHERE id IN
       (SELECT id FROM messages WHERE queue = ? AND visible_at <= ? ORDER BY id LIMIT ?)
     RETURNING id, queue, body, receives`,
  );
  const remove = db.prepare('DELETE FROM messages WHERE id IN (SELECT value FROM json_each(?))');
  const hide = db.prepare('UPDATE messages SET visible_at = ?, reason = ? WHERE id = ?');
  const bury = db.prepare(
    'INSERT OR IGNORE INTO dead (id, queue, body, reason, died_at) SELECT id, queue, body, ?, ? FROM messages WHERE id = ?',
  );
  const count = db.prepare('SELECT count(*) AS n FROM messages WHERE queue = ?');
  const countAll = db.prepare('SELECT count(*) AS n FROM messages');
  const dead = db.prepare('SELECT id, queue, body, reason FROM dead ORDER BY id');

  return {
    send: async (queue, bodies, options) => {
      const visibleAt = clock.now() + 1000 * (options?.delaySeconds ?? 0);
      transaction(db, () => {
        for (const body of bodies) insert.run(queue, JSON.stringify(body), visibleAt);
      });
    },
    receive: (queue, max, visibilitySeconds) => {
      const now = clock.now();
      const rows = take.all(now + 1000 * visibilitySeconds, queue, now, max) as unknown as Message[];
      return rows.toSorted((a, b) => a.id - b.id);
    },
    remove: (ids) => {
      if (ids.length > 0) remove.run(JSON.stringify(ids));
    },
    retry: (message, maxReceives, reason) => {
      if (message.receives < maxReceives) {
        hide.run(clock.now() + backoffMs(message.receives), reason, message.id);
        return;
      }
      transaction(db, () => {
        bury.run(reason, clock.now(), message.id);
        remove.run(JSON.stringify([message.id]));
      });
    },
    waiting: (queue) => Number((queue ? count.get(queue) : countAll.get())?.n ?? 0),
    deadLetters: async () => dead.all().length,
    dead: () => dead.all() as unknown as DeadLetter[],
    release: () =>
      transaction(db, () => {
        const now = clock.now();
        db.prepare(
          `UPDATE messages SET visible_at = ?, receives = receives - 1, deaths = deaths + 1
           WHERE receives > 0 AND reason IS NULL AND visible_at > ?`,
        ).run(now, now);
        const killers = db.prepare('SELECT id FROM messages WHERE deaths >= ?').all(MOST_DEATHS);
        for (const { id } of killers) bury.run('PROCESS_DIED', now, Number(id));
        remove.run(JSON.stringify(killers.map(({ id }) => id)));
      }),
    putBack: (ids) => {
      db.prepare(
        'UPDATE messages SET visible_at = ?, receives = receives - 1 WHERE id IN (SELECT value FROM json_each(?))',
      ).run(clock.now(), JSON.stringify(ids));
    },
    redrive: () =>
      transaction(db, () => {
        const letters = dead.all() as unknown as DeadLetter[];
        for (const { queue, body } of letters) insert.run(queue, body, clock.now());
        db.exec('DELETE FROM dead');
        return letters.length;
      }),
  };
};
