import { createPrivateKey, sign } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { hexOf } from '../../functions/core/ledger/bytes.ts';
import { canonical } from '../../functions/core/ledger/canonical.ts';
import { checkpointText } from '../../functions/core/ledger/checkpoint.ts';
import { type Envelope, eventHash } from '../../functions/core/ledger/envelope.ts';
import { entryOf } from '../../functions/core/ledger/log.ts';
import { formatNote, parseVkey } from '../../functions/core/ledger/note.ts';
import { TileTree } from '../../functions/core/ledger/tiles.ts';

interface Row {
  readonly seq: number;
  readonly stream: string;
  readonly ver: number;
  readonly canonical: string;
}

/** An insider with the whole data folder in hand, and as much diligence as a test wants. */
export const forger = (data: string) => {
  const db = new DatabaseSync(join(data, 'docket.sqlite'));
  for (const { name } of db.prepare("SELECT name FROM sqlite_master WHERE type = 'trigger'").all())
    db.exec(`DROP TRIGGER ${name}`);
  const path = (key: string): string => join(data, ...key.split('/'));
  const events = (stream?: string): Row[] =>
    db
      .prepare(
        'SELECT seq, stream, ver, canonical FROM events WHERE ? IS NULL OR stream = ? ORDER BY stream, ver',
      )
      .all(stream ?? null, stream ?? null) as unknown as Row[];

  const write = (key: string, bytes: string | Uint8Array): void => {
    mkdirSync(dirname(path(key)), { recursive: true });
    rmSync(path(key), { force: true });
    writeFileSync(path(key), bytes);
  };

  /** Puts other content into an event and gives it its right hash. */
  const rewrite = (seq: number, envelope: object | string): string => {
    const bytes = typeof envelope === 'string' ? envelope : canonical(envelope);
    const { stream, ver, type, key } = JSON.parse(bytes) as Envelope;
    const hash = eventHash(bytes);
    db.prepare(
      'UPDATE events SET stream = ?, ver = ?, type = ?, key = ?, hash = ?, canonical = ? WHERE seq = ?',
    ).run(stream, ver, type, key, hash, bytes, seq);
    return hash;
  };

  /** Edits the events of a stream and links the whole chain again. */
  const relink = (stream: string, edit: (event: Envelope) => Envelope): void => {
    let prev: string | undefined;
    for (const { seq, canonical: bytes } of events(stream)) {
      const edited = edit(JSON.parse(bytes) as Envelope);
      prev = rewrite(seq, { ...edited, prev: prev ?? edited.prev });
    }
  };

  const entries = (): string[] =>
    db
      .prepare('SELECT entries FROM log_batches ORDER BY start')
      .all()
      .flatMap((row) => String(row.entries).split('\n'));

  /** Writes the log as one batch with its head. */
  const relog = (fresh: readonly string[]): void => {
    const tree = new TileTree();
    for (const entry of fresh) tree.push(entry);
    db.exec('DELETE FROM log_batches');
    db.prepare('INSERT INTO log_batches VALUES (0, ?, ?)').run(fresh.length, fresh.join('\n'));
    db.prepare('UPDATE log_head SET size = ?, frontier = ?').run(
      fresh.length,
      tree.frontier().map(hexOf).join(' '),
    );
  };

  /** The entries as they would be had the events always been what they are now. */
  const honest = (): string[] => {
    const now = new Map<string, string>();
    for (const row of db.prepare('SELECT stream, ver, hash FROM events').all())
      now.set(`${row.stream}@${row.ver}`, entryOf(row as unknown as Parameters<typeof entryOf>[0]));
    return entries().flatMap((entry) => {
      const { s, n } = JSON.parse(entry);
      return now.get(`${s}@${n}`) ?? [];
    });
  };

  const sizes = (): number[] =>
    readdirSync(path('log/cp'))
      .map(Number)
      .toSorted((a, b) => a - b);

  const vkeyOf = () => {
    const key = parseVkey(readFileSync(path('log/vkey'), 'utf8'));
    if (!key.ok) throw new Error(key.error.en);
    return key.value;
  };

  /** The latest checkpoint's tree with its tiles, for each checkpoint that there is; with `pem`, signed again. */
  const republish = (pem?: string): void => {
    const wanted = sizes();
    const tree = new TileTree();
    rmSync(path('log/tile'), { recursive: true });
    for (const entry of entries()) {
      const full = tree.push(entry);
      const partial = wanted.includes(tree.size) ? tree.partials() : [];
      for (const file of [...full, ...partial]) write(`log/${file.path}`, file.bytes);
      if (pem === undefined || !wanted.includes(tree.size)) continue;
      const note = signed({ size: tree.size, root: tree.root() }, pem);
      write(`log/cp/${tree.size}`, note);
      write('log/checkpoint', note);
    }
  };

  const signed = (of: { readonly size: number; readonly root: Uint8Array }, pem: string): string => {
    const key = vkeyOf();
    const text = checkpointText({ origin: key.name, ...of });
    return formatNote(text, key, sign(null, Buffer.from(text), createPrivateKey(pem)));
  };

  /** The key of the home: whoever has the folder has it. */
  const stolenKey = (): string => readFileSync(path('keys/ledger.key'), 'utf8').replace(/^origin: .*\n/, '');

  return {
    db,
    path,
    events,
    write,
    rewrite,
    relink,
    entries,
    relog,
    honest,
    sizes,
    republish,
    signed,
    stolenKey,
  };
};

export type Forger = ReturnType<typeof forger>;
