import { randomBytes } from 'node:crypto';
import type { Salts } from '../../core/ports.ts';
import { type Database, transaction } from './database.ts';

/** Salts in SQLite: what is erased is overwritten, also in the write-ahead log. */
export const createSalts = (db: Database): Salts => {
  const insert = db.prepare('INSERT INTO salts (stream, salt) VALUES (?, ?) ON CONFLICT DO NOTHING');
  const find = db.prepare('SELECT salt FROM salts WHERE stream = ?');
  const many = db.prepare('SELECT stream, salt FROM salts WHERE stream IN (SELECT value FROM json_each(?))');
  const remove = db.prepare('DELETE FROM salts WHERE stream = ?');
  const read = (streams: readonly string[]): Map<string, string> =>
    new Map(many.all(JSON.stringify(streams)).map(({ stream, salt }) => [String(stream), String(salt)]));

  return {
    of: async (streams) => {
      const found = read(streams);
      const missing = streams.filter((stream) => !found.has(stream));
      if (missing.length === 0) return found;
      transaction(db, () => {
        for (const stream of missing) insert.run(stream, randomBytes(32).toString('hex'));
      });
      return read(streams);
    },
    find: async (stream) => {
      const found = find.get(stream);
      return found && String(found.salt);
    },
    erase: async (stream) => {
      remove.run(stream);
      db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    },
  };
};
