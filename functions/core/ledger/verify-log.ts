import { DocketError, type Text } from '../result.ts';
import { fromUtf8, hexOf, sameBytes } from './bytes.ts';
import { type Checkpoint, openCheckpoint } from './checkpoint.ts';
import { DigestIndex } from './digest-index.ts';
import type { Evidence, Question, Report } from './evidence.ts';
import { CHECKPOINT_KEY, CHECKPOINTS, checkpointKey, LOG, VKEY_KEY } from './log.ts';
import { leafHash } from './merkle.ts';
import { parseVkey, type VerifierKey } from './note.ts';
import { sameTile, type TileFile, TileTree } from './tiles.ts';

/** A checkpoint that must be the tree of its size, and where it was found. */
interface Signed extends Checkpoint {
  readonly where: string;
}

/** What vouches for the log; read before its entries, so that a log that goes on is no finding. */
export interface Vouchers {
  /** By size. */
  readonly signed: readonly Signed[];
  readonly checkpoints: number;
}

const readIf = async ({ files }: Evidence, key: string): Promise<Uint8Array | undefined> => {
  try {
    return await files.get(key);
  } catch (error) {
    if (error instanceof DocketError && error.code === 'FILE_NOT_FOUND') return undefined;
    throw error;
  }
};

const readKey = async (
  evidence: Evidence,
  { vkey }: Question,
  report: Report,
): Promise<VerifierKey | undefined> => {
  const own = await readIf(evidence, VKEY_KEY);
  const text = own && fromUtf8(own);
  if (vkey !== undefined && text !== `${vkey.trim()}\n`)
    report.at(VKEY_KEY, '公钥与您持有的不同', 'the key is not the one that you hold');
  else if (vkey === undefined && text !== `${text?.trim()}\n`)
    report.at(VKEY_KEY, '公钥文件缺失或被改动', 'the key is missing or was edited');
  const parsed = parseVkey(vkey ?? text ?? '');
  if (parsed.ok) return parsed.value;
  report.at(vkey === undefined ? VKEY_KEY : 'vkey', parsed.error.zh, parsed.error.en);
  return undefined;
};

/** Reads what vouches for the log: the signed checkpoints, the latest one, and the one that the auditor kept. */
export const readVouchers = async (
  evidence: Evidence,
  question: Question,
  report: Report,
): Promise<Vouchers> => {
  // the latest first: whatever it is, its archived copy is there already
  const latest = await readIf(evidence, CHECKPOINT_KEY);
  const listed: string[] = [];
  for await (const { key } of evidence.files.list(CHECKPOINTS)) listed.push(key);
  if (listed.length === 0 && latest === undefined && question.since === undefined) {
    return { signed: [], checkpoints: 0 };
  }
  const key = await readKey(evidence, question, report);
  if (key === undefined) return { signed: [], checkpoints: 0 };
  const signed: Signed[] = [];
  const notes = new Map<number, Uint8Array>();

  const open = (where: string, note: Uint8Array): Checkpoint | undefined => {
    const opened = openCheckpoint(note, key);
    if (opened.ok) {
      signed.push({ ...opened.value, where });
      return opened.value;
    }
    const { zh, en }: Text = opened.error;
    report.at(where, `检查点无效：${zh}`, `the checkpoint is not valid: ${en}`);
    return undefined;
  };

  for (const path of listed) {
    const note = await evidence.files.get(path);
    const found = open(path, note);
    if (found === undefined) continue;
    notes.set(found.size, note);
    if (path !== checkpointKey(found.size))
      report.at(path, `检查点属于 ${found.size} 条`, `it is the checkpoint of ${found.size} entries`);
  }
  checkLatest(latest, notes, open, report);
  const kept = question.since && open('--since', question.since);
  if (kept && !notes.has(kept.size))
    report.at(
      checkpointKey(kept.size),
      '存档中没有您持有的检查点',
      'the checkpoint that you hold is not in the archive',
    );
  return { signed: signed.toSorted((a, b) => a.size - b.size), checkpoints: listed.length };
};

const checkLatest = (
  latest: Uint8Array | undefined,
  notes: ReadonlyMap<number, Uint8Array>,
  open: (where: string, note: Uint8Array) => Checkpoint | undefined,
  report: Report,
): void => {
  // the process may have died after it signed the first one
  if (latest === undefined && notes.size <= 1) return;
  if (latest === undefined) {
    report.at(CHECKPOINT_KEY, '缺少最新检查点', 'the latest checkpoint is missing');
    return;
  }
  const found = open(CHECKPOINT_KEY, latest);
  if (found === undefined) return;
  const kept = notes.get(found.size);
  if (kept === undefined || !sameBytes(kept, latest))
    report.at(
      CHECKPOINT_KEY,
      `与存档 ${checkpointKey(found.size)} 不同`,
      `it differs from its archived copy ${checkpointKey(found.size)}`,
    );
  const newer = [...notes.keys()].filter((size) => size > found.size);
  // one may be signed and not yet announced, when the process died in between
  if (newer.length > 1)
    report.at(
      CHECKPOINT_KEY,
      `停在 ${found.size} 条，其后还有 ${newer.length} 个已签发的检查点`,
      `it stands at ${found.size} entries, but ${newer.length} later checkpoints were signed`,
    );
};

/** Compares tiles with what is published. */
const checkTiles = async (evidence: Evidence, tiles: readonly TileFile[], report: Report): Promise<void> => {
  for (const tile of tiles) {
    const path = `${LOG}/${tile.path}`;
    const found = await readIf(evidence, path);
    if (found === undefined) report.at(path, '日志瓦片缺失', 'the tile of the log is missing');
    else if (!sameTile(tile, found))
      report.at(path, '日志瓦片与台账不符', 'the tile of the log differs from the ledger');
  }
};

/** Follows the tree from one signed size to the next. */
const follower = (evidence: Evidence, { signed }: Vouchers, report: Report) => {
  const waiting = [...signed];
  let full: TileFile[] = [];
  return {
    filled: (tiles: readonly TileFile[]): void => {
      // tiles beyond the last checkpoint are not published yet
      if (waiting.length > 0) full.push(...tiles);
    },
    reached: async (tree: TileTree): Promise<void> => {
      if (waiting[0] === undefined || waiting[0].size > tree.size) return;
      const root = tree.root();
      let published = false;
      while (waiting[0]?.size === tree.size) {
        const { where, root: expected } = waiting.shift() as Signed;
        published ||= where !== '--since';
        if (!sameBytes(root, expected))
          report.at(
            where,
            `台账前 ${tree.size} 条与检查点签过的不同`,
            `the first ${tree.size} entries of the log are not those that it signed`,
          );
      }
      if (!published) return;
      await checkTiles(evidence, [...full, ...tree.partials()], report);
      full = [];
    },
    end: (tree: TileTree): void => {
      for (const { where, size } of waiting)
        report.at(
          where,
          `检查点签过 ${size} 条，台账只有 ${tree.size} 条：被回退或截断`,
          `it signed ${size} entries, but the log has ${tree.size}: rolled back or cut`,
        );
    },
  };
};

/** Recomputes the tree from its entries; gives every entry's leaf hash with its index. */
export const verifyLog = async (
  evidence: Evidence,
  vouchers: Vouchers,
  report: Report,
): Promise<DigestIndex> => {
  const index = new DigestIndex();
  const tree = new TileTree();
  const follow = follower(evidence, vouchers, report);
  for await (const { start, n, entries } of evidence.batches()) {
    const where = `log #${start}`;
    if (start !== tree.size)
      report.at(where, `日志批次应从 ${tree.size} 开始`, `this batch should begin at ${tree.size}`);
    if (n !== entries.length)
      report.at(
        where,
        `批次应有 ${n} 条，实有 ${entries.length} 条`,
        `${entries.length} entries instead of ${n}`,
      );
    for (const entry of entries) {
      const leaf = leafHash(entry);
      follow.filled(tree.push(entry, leaf));
      index.add(leaf);
      await follow.reached(tree);
    }
  }
  follow.end(tree);
  await checkHead(evidence, tree, report);
  return index;
};

const checkHead = async (evidence: Evidence, tree: TileTree, report: Report): Promise<void> => {
  const head = await evidence.head();
  if (head === undefined) return;
  const { size, frontier } = head;
  if (size !== tree.size)
    report.at(
      'log head',
      `头部记为 ${size} 条，日志有 ${tree.size} 条`,
      `it says ${size} entries, the log has ${tree.size}`,
    );
  else if (frontier.join() !== tree.frontier().map(hexOf).join())
    report.at('log head', '头部的树根与日志不符', 'its tree is not the tree of the log');
};
