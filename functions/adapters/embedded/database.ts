import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { DocketError } from '../../core/result.ts';

const SCHEMA = `
CREATE TABLE IF NOT EXISTS events (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  stream TEXT NOT NULL, ver INTEGER NOT NULL, type TEXT NOT NULL, key TEXT NOT NULL,
  hash TEXT NOT NULL, canonical TEXT NOT NULL,
  UNIQUE (stream, ver)
) STRICT;
CREATE TABLE IF NOT EXISTS claims (
  series TEXT NOT NULL, n INTEGER NOT NULL, stream TEXT NOT NULL, ver INTEGER NOT NULL,
  PRIMARY KEY (series, n)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS counters (series TEXT PRIMARY KEY, next INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TRIGGER IF NOT EXISTS events_frozen BEFORE UPDATE ON events BEGIN SELECT RAISE(ABORT, 'events are append-only'); END;
CREATE TRIGGER IF NOT EXISTS events_kept BEFORE DELETE ON events BEGIN SELECT RAISE(ABORT, 'events are append-only'); END;
CREATE TRIGGER IF NOT EXISTS claims_frozen BEFORE UPDATE ON claims BEGIN SELECT RAISE(ABORT, 'claims are append-only'); END;
CREATE TRIGGER IF NOT EXISTS claims_kept BEFORE DELETE ON claims BEGIN SELECT RAISE(ABORT, 'claims are append-only'); END;
CREATE TABLE IF NOT EXISTS log_head (
  id INTEGER PRIMARY KEY CHECK (id = 1), size INTEGER NOT NULL, frontier TEXT NOT NULL, cursor TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS log_batches (start INTEGER PRIMARY KEY, n INTEGER NOT NULL, entries TEXT NOT NULL) STRICT;
CREATE TRIGGER IF NOT EXISTS log_frozen BEFORE UPDATE ON log_batches BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER IF NOT EXISTS log_kept BEFORE DELETE ON log_batches BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TABLE IF NOT EXISTS salts (stream TEXT PRIMARY KEY, salt TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS key_values (
  key TEXT PRIMARY KEY, value TEXT NOT NULL, version INTEGER NOT NULL, ends INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS cursors (name TEXT PRIMARY KEY, position INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS messages (
  id INTEGER PRIMARY KEY AUTOINCREMENT, queue TEXT NOT NULL, body TEXT NOT NULL,
  visible_at INTEGER NOT NULL, receives INTEGER NOT NULL DEFAULT 0, deaths INTEGER NOT NULL DEFAULT 0, reason TEXT
) STRICT;
CREATE INDEX IF NOT EXISTS messages_due ON messages (queue, visible_at, id);
CREATE TABLE IF NOT EXISTS dead (
  id INTEGER PRIMARY KEY, queue TEXT NOT NULL, body TEXT NOT NULL, reason TEXT, died_at INTEGER NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS documents (
  stream TEXT PRIMARY KEY, ver INTEGER NOT NULL, kind TEXT NOT NULL, state TEXT NOT NULL, number TEXT,
  title TEXT NOT NULL, party TEXT NOT NULL, created_at TEXT NOT NULL, updated_at TEXT NOT NULL, row TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS tasks (
  stream TEXT NOT NULL, id TEXT NOT NULL, person TEXT, role TEXT NOT NULL, escalated TEXT, day TEXT NOT NULL,
  task TEXT NOT NULL, PRIMARY KEY (stream, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS tasks_person ON tasks (person) WHERE person IS NOT NULL;
CREATE INDEX IF NOT EXISTS tasks_role ON tasks (role) WHERE person IS NULL;
CREATE INDEX IF NOT EXISTS tasks_escalated ON tasks (escalated) WHERE escalated IS NOT NULL;
CREATE TABLE IF NOT EXISTS parts (
  person TEXT NOT NULL, part TEXT NOT NULL, updated_at TEXT NOT NULL, stream TEXT NOT NULL,
  PRIMARY KEY (person, part, updated_at, stream)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS terms (
  kind TEXT NOT NULL, term TEXT NOT NULL, stream TEXT NOT NULL, PRIMARY KEY (kind, term, stream)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS terms_stream ON terms (stream);
CREATE INDEX IF NOT EXISTS parts_stream ON parts (stream);
CREATE TABLE IF NOT EXISTS readers (
  reader TEXT NOT NULL, stream TEXT NOT NULL, PRIMARY KEY (reader, stream)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS readers_stream ON readers (stream);
CREATE INDEX IF NOT EXISTS documents_newest ON documents (updated_at DESC);
CREATE INDEX IF NOT EXISTS documents_state ON documents (kind, state);
CREATE UNIQUE INDEX IF NOT EXISTS documents_number ON documents (number) WHERE number IS NOT NULL;
`;

export type Database = DatabaseSync;

/** What SQLite says of a file that is not, or no longer, a whole database. */
const DAMAGED = /malformed|not a database|unsupported file format|malformed database schema/;

/** Opens the one SQLite file of this machine: WAL, every commit on disk before it is acknowledged. Throws `DATABASE_DAMAGED`. */
export const openDatabase = (path: string): Database => {
  mkdirSync(dirname(path), { recursive: true });
  const db = new DatabaseSync(path, { timeout: 10_000 });
  try {
    db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;');
    db.exec(SCHEMA);
    return db;
  } catch (cause) {
    db.close();
    const said = String(cause);
    if (!DAMAGED.test(said)) throw cause;
    throw new DocketError(
      'DATABASE_DAMAGED',
      { zh: `${path} 已损坏，请从备份恢复`, en: `${path} is damaged: restore it from a backup` },
      { cause },
    );
  }
};

/** Runs the work in one write transaction; whatever it throws undoes all of it. */
export const transaction = <T>(db: Database, work: () => T): T => {
  db.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    db.exec('COMMIT');
    return result;
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK');
    throw error;
  }
};
