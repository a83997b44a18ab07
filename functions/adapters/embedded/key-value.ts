import type { Clock, KeyValue } from '../../core/ports.ts';
import type { Database } from './database.ts';

/** Records in SQLite; what has ended is swept when something is written. */
export const createKeyValue = (db: Database, clock: Clock): KeyValue => {
  const get = db.prepare('SELECT value, version FROM key_values WHERE key = ? AND ends > ?');
  const sweep = db.prepare('DELETE FROM key_values WHERE key = ? AND ends <= ?');
  const sweepSome = db.prepare(
    'DELETE FROM key_values WHERE key IN (SELECT key FROM key_values WHERE ends <= ? LIMIT 20)',
  );
  const insert = db.prepare(
    'INSERT INTO key_values (key, value, version, ends) VALUES (?, ?, 1, ?) ON CONFLICT DO NOTHING',
  );
  const update = db.prepare(
    'UPDATE key_values SET value = ?, version = version + 1, ends = ? WHERE key = ? AND version = ?',
  );
  const add = db.prepare(
    `INSERT INTO key_values (key, value, version, ends) VALUES (?, '1', 1, ?)
     ON CONFLICT (key) DO UPDATE SET value = CAST(value AS INTEGER) + 1, version = version + 1 RETURNING value`,
  );
  const remove = db.prepare('DELETE FROM key_values WHERE key = ?');
  const clean = (key: string): void => {
    sweep.run(key, clock.now());
    sweepSome.run(clock.now());
  };
  return {
    get: async (key) => {
      const found = get.get(key, clock.now());
      return found && { value: String(found.value), version: Number(found.version) };
    },
    put: async (key, value, ends, before) => {
      clean(key);
      const { changes } = before === 0 ? insert.run(key, value, ends) : update.run(value, ends, key, before);
      return Number(changes) === 1;
    },
    count: async (key, ends) => {
      clean(key);
      return Number(add.get(key, ends)?.value);
    },
    remove: async (key) => {
      remove.run(key);
    },
  };
};
