import type { Database } from './database.ts';

/** How far a reader of the ledger, or a schedule, has come. */
export interface Cursors {
  get(name: string): number | undefined;
  set(name: string, position: number): void;
}

export const createCursors = (db: Database): Cursors => {
  const get = db.prepare('SELECT position FROM cursors WHERE name = ?');
  const set = db.prepare(
    'INSERT INTO cursors (name, position) VALUES (?, ?) ON CONFLICT DO UPDATE SET position = excluded.position',
  );
  return {
    get: (name) => {
      const found = get.get(name);
      return found === undefined ? undefined : Number(found.position);
    },
    set: (name, position) => void set.run(name, position),
  };
};
