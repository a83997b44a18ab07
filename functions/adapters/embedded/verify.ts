import type { SealedEvent } from '../../core/ledger/envelope.ts';
import type { Evidence, Question, Verification } from '../../core/ledger/evidence.ts';
import type { Claim, Counter } from '../../core/ledger/series.ts';
import { verifyLedger } from '../../core/ledger/verify.ts';
import type { LogBatch } from '../../core/ports.ts';
import type { Database } from './database.ts';
import { batchOf, headOf } from './log-store.ts';
import type { EmbeddedPorts } from './ports.ts';

const iterate = async function* <T>(db: Database, sql: string): AsyncGenerator<T> {
  for (const row of db.prepare(sql).iterate()) yield row as T;
};

const EVENTS = 'SELECT stream, ver, type, key, hash, canonical FROM events ORDER BY stream, ver';

type Stores = Pick<EmbeddedPorts, 'database' | 'files' | 'salts' | 'clock'>;

/** Everything that a data folder has of its ledger. */
export const embeddedEvidence = ({ database: db, files, salts }: Stores): Evidence => ({
  events: () => iterate<SealedEvent>(db, EVENTS),
  count: async () => Number(db.prepare('SELECT count(*) AS n FROM events').get()?.n ?? 0),
  claims: () => iterate<Claim>(db, 'SELECT series, n, stream, ver FROM claims ORDER BY series, n'),
  counters: () => iterate<Counter>(db, 'SELECT series, next FROM counters ORDER BY series'),
  head: async () => headOf(db.prepare('SELECT size, frontier, cursor FROM log_head').get()),
  batches: async function* (): AsyncGenerator<LogBatch & { n: number }> {
    for (const row of db.prepare('SELECT start, n, entries FROM log_batches ORDER BY start').iterate())
      yield { ...batchOf(row), n: Number(row.n) };
  },
  salt: salts.find,
  files,
});

const damage = (said: string): Verification['findings'][number] => ({
  where: 'docket.sqlite',
  what: { zh: `数据库文件损坏：${said}`, en: `the database file is damaged: ${said}` },
});

const isOfSqlite = (fault: unknown): fault is Error =>
  fault instanceof Error && 'code' in fault && fault.code === 'ERR_SQLITE_ERROR';

/** What the database file says of itself: rows that its indexes hide would not be seen. */
const damages = (db: Database): Verification['findings'] => {
  try {
    const said = db.prepare('PRAGMA integrity_check').all();
    return said
      .map(({ integrity_check: line }) => String(line))
      .filter((line) => line !== 'ok')
      .map(damage);
  } catch (fault) {
    if (isOfSqlite(fault)) return [damage(fault.message)];
    throw fault;
  }
};

/** Nothing could be read. */
const UNREAD = { events: 0, numbers: 0, files: 0, erased: 0, logged: 0, checkpoints: 0, pending: 0 } as const;

/** Reads the ledger at one moment, which begins with the first read, also while the pipeline goes on. */
export const atOneMoment = async <T>(
  { database }: Pick<EmbeddedPorts, 'database'>,
  work: () => Promise<T>,
): Promise<T> => {
  database.exec('BEGIN');
  try {
    return await work();
  } finally {
    database.exec('COMMIT');
  }
};

const verifyRows = async (ports: Stores, question: Partial<Question>): Promise<Verification> => {
  try {
    // the checkpoints are read first: what is signed afterwards is no finding
    return await verifyLedger(embeddedEvidence(ports), { now: ports.clock.now(), ...question });
  } catch (fault) {
    if (isOfSqlite(fault)) return { ...UNREAD, findings: [damage(fault.message)] };
    throw fault;
  }
};

/** Checks the whole ledger of a data folder. */
export const verifyHome = (ports: Stores, question: Partial<Question> = {}): Promise<Verification> =>
  atOneMoment(ports, async () => {
    const verification = await verifyRows(ports, question);
    return { ...verification, findings: [...damages(ports.database), ...verification.findings] };
  });
