import { APART } from '../../core/document/counts.ts';
import { type Reader, readersOf, UNSAID } from '../../core/document/readers.ts';
import type { DocumentRow, TaskQuery, ViewQuery, Views } from '../../core/ports.ts';
import { partsOf } from '../../core/routing/parts.ts';
import { type OpenTask, openTasks } from '../../core/routing/tasks.ts';
import { type Database, transaction } from './database.ts';

const parse = (found: Record<string, unknown> | undefined): DocumentRow | undefined => {
  if (!found) return undefined;
  const row = JSON.parse(String(found.row)) as DocumentRow;
  // rows from before it was asked who may read them, until the views are made again; the order of members stays
  return 'readers' in row ? row : Object.assign(row, { readers: UNSAID });
};

const like = (search: string): string => `%${search.replace(/[\\%_]/g, '\\$&')}%`;

const seenBy = (readers: readonly Reader[]): string =>
  `stream IN (SELECT stream FROM readers WHERE reader IN (${readers.map(() => '?').join()}))`;

const where = ({
  state,
  kind,
  search,
  since,
  open,
  readers,
}: ViewQuery): { sql: string; values: string[] } => {
  const parts: string[] = [];
  const values: string[] = [];
  const add = (sql: string, ...more: string[]) => {
    parts.push(sql);
    values.push(...more);
  };
  if (state) add('state = ?', state);
  if (kind) add('kind = ?', kind);
  else add(`kind NOT IN (${APART.map(() => '?').join()})`, ...APART);
  if (open) add("row ->> '$.needs' <> '[]'");
  if (since) add('updated_at >= ?', since);
  if (readers) add(seenBy(readers), ...readers);
  if (search) {
    const pattern = like(search);
    add(
      "(number LIKE ? ESCAPE '\\' OR title LIKE ? ESCAPE '\\' OR party LIKE ? ESCAPE '\\')",
      pattern,
      pattern,
      pattern,
    );
  }
  return { sql: parts.join(' AND '), values };
};

const ofWhom = ({ of }: TaskQuery): { sql: string; values: string[] } => {
  if (of === undefined) return { sql: 'true', values: [] };
  const roles = of.roles.map(() => '?').join();
  return {
    sql: `(person = ? OR (person IS NULL AND role IN (${roles})) OR (escalated IS NOT NULL AND escalated IN (${roles})))`,
    values: [of.person, ...of.roles, ...of.roles],
  };
};

/** The projection in SQLite; made again from the events at any time. */
export const createViews = (db: Database): Views => {
  const put = db.prepare(
    `INSERT INTO documents (stream, ver, kind, state, number, title, party, created_at, updated_at, row)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (stream) DO UPDATE SET ver = excluded.ver, kind = excluded.kind, state = excluded.state,
       number = excluded.number, title = excluded.title, party = excluded.party,
       updated_at = excluded.updated_at, row = excluded.row
     WHERE excluded.ver > documents.ver`,
  );
  const get = db.prepare('SELECT row FROM documents WHERE stream = ?');
  const byNumber = db.prepare('SELECT row FROM documents WHERE number = ?');
  const closeTasks = db.prepare('DELETE FROM tasks WHERE stream = ?');
  const openTask = db.prepare(
    'INSERT INTO tasks (stream, id, person, role, escalated, day, task) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  const clearParts = db.prepare('DELETE FROM parts WHERE stream = ?');
  const addPart = db.prepare('INSERT INTO parts (person, part, updated_at, stream) VALUES (?, ?, ?, ?)');
  const withPart = db.prepare(
    `SELECT row FROM (SELECT stream, updated_at FROM parts WHERE person = ? AND part = ? AND updated_at >= ?
       ORDER BY updated_at DESC, stream DESC LIMIT ?) AS newest
     JOIN documents USING (stream) ORDER BY newest.updated_at DESC, stream DESC`,
  );
  const clearTerms = db.prepare('DELETE FROM terms WHERE stream = ?');
  const addTerm = db.prepare('INSERT INTO terms (kind, term, stream) VALUES (?, ?, ?)');
  const about = db.prepare('SELECT stream FROM terms WHERE kind = ? AND term = ?');
  const writeTerms = ({ stream, kind, terms }: DocumentRow): void => {
    clearTerms.run(stream);
    for (const term of terms) addTerm.run(kind, term, stream);
  };
  const clearReaders = db.prepare('DELETE FROM readers WHERE stream = ?');
  const addReader = db.prepare('INSERT INTO readers (reader, stream) VALUES (?, ?)');
  const writeReaders = (row: DocumentRow): void => {
    clearReaders.run(row.stream);
    for (const reader of readersOf(row)) addReader.run(reader, row.stream);
  };
  const writeRoute = ({ stream, route, updatedAt }: DocumentRow): void => {
    if (!route) return;
    clearParts.run(stream);
    for (const { person, part } of partsOf(route)) addPart.run(person, part, updatedAt, stream);
    closeTasks.run(stream);
    for (const one of openTasks(route)) {
      const { task, what, person, role, escalated, day } = one;
      openTask.run(stream, `${what}:${task}`, person, role, escalated, day, JSON.stringify(one));
    }
  };
  const write = (rows: readonly DocumentRow[]): void => {
    for (const r of rows) {
      const { changes } = put.run(
        r.stream,
        r.ver,
        r.kind,
        r.state,
        r.number,
        r.title,
        r.party,
        r.createdAt,
        r.updatedAt,
        JSON.stringify(r),
      );
      if (changes === 0) continue;
      writeRoute(r);
      writeTerms(r);
      writeReaders(r);
    }
  };
  return {
    put: async (rows) => transaction(db, () => write(rows)),
    replace: async (pages) => {
      db.exec('BEGIN IMMEDIATE');
      try {
        db.exec(
          'DELETE FROM documents; DELETE FROM tasks; DELETE FROM parts; DELETE FROM terms; DELETE FROM readers;',
        );
        for await (const rows of pages) write(rows);
        db.exec('COMMIT');
      } catch (error) {
        if (db.isTransaction) db.exec('ROLLBACK');
        throw error;
      }
    },
    get: async (stream) => parse(get.get(stream)),
    byNumber: async (number) => parse(byNumber.get(number)),
    list: async (query) => {
      const { sql, values } = where(query);
      const rows = db
        .prepare(
          `SELECT row FROM documents WHERE ${sql} ORDER BY updated_at DESC, number DESC LIMIT ? OFFSET ?`,
        )
        .all(...values, query.limit, query.offset);
      const total = db.prepare(`SELECT count(*) AS n FROM documents WHERE ${sql}`).get(...values);
      return { rows: rows.map((row) => parse(row) as DocumentRow), total: Number(total?.n ?? 0) };
    },
    tasks: async (query) => {
      const { sql, values } = ofWhom(query);
      const rows = db
        .prepare(
          `SELECT task, row FROM tasks JOIN documents USING (stream) WHERE ${sql}
           ORDER BY day, number, id LIMIT ? OFFSET ?`,
        )
        .all(...values, query.limit, query.offset)
        .map((found) => ({
          task: JSON.parse(String(found.task)) as OpenTask,
          row: parse(found) as DocumentRow,
        }));
      const total = db.prepare(`SELECT count(*) AS n FROM tasks WHERE ${sql}`).get(...values);
      return { rows, total: Number(total?.n ?? 0) };
    },
    withPart: async ({ person, part, since, limit }) =>
      withPart.all(person, part, since, limit).map((row) => parse(row) as DocumentRow),
    about: async ({ kind, term }) => about.all(kind, term).map(({ stream }) => String(stream)),
    counts: async (readers) => {
      const counts = db
        .prepare(
          `SELECT kind, state, count(*) AS n FROM documents ${readers ? `WHERE ${seenBy(readers)}` : ''} GROUP BY kind, state`,
        )
        .all(...(readers ?? []));
      return Object.fromEntries(counts.map(({ kind, state, n }) => [`${kind}:${state}`, Number(n)]));
    },
  };
};
