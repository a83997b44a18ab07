import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { finished } from 'node:stream/promises';
import { canonical } from '../../core/ledger/canonical.ts';
import { type Envelope, open, type SealedEvent } from '../../core/ledger/envelope.ts';
import type { Evidence } from '../../core/ledger/evidence.ts';
import { CHECKPOINT_KEY, CHECKPOINTS, checkpointKey, LOG, VKEY_KEY } from '../../core/ledger/log.ts';
import { TileTree } from '../../core/ledger/tiles.ts';
import { keptKeys } from '../../core/ledger/verify-files.ts';
import type { Files } from '../../core/ports.ts';
import { DocketError } from '../../core/result.ts';
import { createFiles } from '../embedded/files.ts';
import { CLAIMS, COUNTERS, EVENTS, SALTS } from './layout.ts';

/** Writes lines as fast as the disk takes them. */
const lineFile = async (root: string, key: string) => {
  const path = join(root, key);
  await mkdir(dirname(path), { recursive: true });
  const stream = createWriteStream(path, { flags: 'wx', highWaterMark: 1 << 20 });
  return {
    write: async (line: string): Promise<void> => {
      if (!stream.write(`${line}\n`)) await once(stream, 'drain');
    },
    end: async (): Promise<void> => {
      stream.end();
      await finished(stream);
    },
  };
};

const writeLines = async (root: string, key: string, values: AsyncIterable<object>): Promise<void> => {
  const lines = await lineFile(root, key);
  for await (const value of values) await lines.write(canonical(value));
  await lines.end();
};

/** Copies what is there; what is missing is left for the verification to tell. */
const copier =
  (from: Evidence['files'], to: Files) =>
  async (key: string, as = key): Promise<void> => {
    if (await from.find(key)) await to.put(as, await from.get(key));
  };

type Copy = ReturnType<typeof copier>;

const checkpointSizes = async ({ files }: Evidence, size: number): Promise<ReadonlySet<number>> => {
  const sizes = new Set<number>();
  for await (const { key } of files.list(CHECKPOINTS)) sizes.add(Number(key.slice(CHECKPOINTS.length + 1)));
  return new Set([...sizes].filter((one) => one <= size));
};

/** The log up to a size: its checkpoints and the tiles that belong to them. */
const writeLog = async (evidence: Evidence, size: number, copy: Copy): Promise<void> => {
  const signed = await checkpointSizes(evidence, size);
  const tree = new TileTree();
  for await (const { entries } of evidence.batches())
    for (const entry of entries) {
      for (const { path } of tree.push(entry)) await copy(`${LOG}/${path}`);
      if (signed.has(tree.size)) for (const { path } of tree.partials()) await copy(`${LOG}/${path}`);
    }
  for (const one of signed) await copy(checkpointKey(one));
  // the latest may be a later one already
  await copy(checkpointKey(size), CHECKPOINT_KEY);
  await copy(VKEY_KEY);
};

const writeEvents = async (
  evidence: Evidence,
  root: string,
  copy: Copy,
  progress: (done: number, all: number) => void,
): Promise<number> => {
  const all = await evidence.count();
  const events = await lineFile(root, EVENTS);
  const salts = await lineFile(root, SALTS);
  let stream: Envelope[] = [];
  let count = 0;
  const finish = async (): Promise<void> => {
    const [first] = stream;
    if (first === undefined) return;
    for (const key of keptKeys(stream)) await copy(key);
    const salt = await evidence.salt(first.stream);
    if (salt !== undefined) await salts.write(canonical({ salt, stream: first.stream }));
  };
  for await (const event of evidence.events() as AsyncIterable<SealedEvent>) {
    if (event.stream !== stream[0]?.stream) {
      await finish();
      stream = [];
    }
    stream.push(open(event));
    await events.write(event.canonical);
    count += 1;
    if (count % 100 === 0) progress(count, all);
  }
  await finish();
  await events.end();
  await salts.end();
  return count;
};

const notEmpty = (root: string): DocketError =>
  new DocketError('NOT_EMPTY', {
    zh: `${root} 不是空文件夹；请给一个新的文件夹`,
    en: `${root} is not empty: name a new folder`,
  });

export interface ExportOrder {
  readonly root: string;
  /** What lies in it beside the evidence, by name: the verifier, what to do with it. */
  readonly extras: ReadonlyMap<string, Uint8Array>;
  /** Entries of the log that are signed: all of it. */
  readonly size: number;
  readonly progress: (done: number, all: number) => void;
}

/** Writes a whole ledger with every file that it vouches for into a new folder; gives the events. Throws `NOT_EMPTY`. */
export const writeExport = async (evidence: Evidence, order: ExportOrder): Promise<number> => {
  const { root, extras, size, progress } = order;
  await mkdir(root, { recursive: true });
  if ((await readdir(root)).length > 0) throw notEmpty(root);
  const target = createFiles(root);
  const copy = copier(evidence.files, target);
  for (const [name, bytes] of extras) await target.put(name, bytes);
  await writeLines(root, CLAIMS, evidence.claims());
  await writeLines(root, COUNTERS, evidence.counters());
  await writeLog(evidence, size, copy);
  return writeEvents(evidence, root, copy, progress);
};
