import { hexOf, sameBytes, utf8 } from '../core/ledger/bytes.ts';
import { type Checkpoint, checkpointText, openCheckpoint } from '../core/ledger/checkpoint.ts';
import { CHECKPOINT_KEY, checkpointKey, frontierOf, LOG, VKEY_KEY } from '../core/ledger/log.ts';
import { foldRoot } from '../core/ledger/merkle.ts';
import { formatNote, parseVkey, type VerifierKey } from '../core/ledger/note.ts';
import { resumeTree, type TileTree } from '../core/ledger/tiles.ts';
import type { LogHead, Ports } from '../core/ports.ts';
import { DocketError, type Text } from '../core/result.ts';

type Stores = Pick<Ports, 'logStore' | 'files' | 'signer'>;

const fault = (code: string, zh: string, en: string): DocketError => new DocketError(code, { zh, en });

const rolledBack = (published: number, size: number): DocketError =>
  fault(
    'LOG_ROLLED_BACK',
    `已签发 ${published} 条的检查点，台账只有 ${size} 条：数据库被恢复到较早的状态`,
    `a checkpoint of ${published} entries was signed, but the ledger has ${size}: its database was rolled back`,
  );

const damaged = (what: string): DocketError =>
  fault(
    'LOG_DAMAGED',
    `日志文件 ${what} 与台账不符`,
    `the log's file ${what} does not agree with the ledger`,
  );

/** The public half of the key, kept for auditors. A home whose key was changed stops here. */
const ownKey = async ({ files, signer }: Stores): Promise<VerifierKey> => {
  const vkey = await signer.vkey();
  await files.put(VKEY_KEY, utf8(`${vkey}\n`)).catch((cause) => {
    if (!(cause instanceof DocketError) || cause.code !== 'FILE_EXISTS') throw cause;
    throw new DocketError(
      'KEY_CHANGED',
      {
        zh: `签名密钥与 ${VKEY_KEY} 不符，请恢复原密钥`,
        en: `the signing key is not that of ${VKEY_KEY}: restore the first one`,
      },
      { cause },
    );
  });
  const parsed = parseVkey(vkey);
  if (!parsed.ok) throw new DocketError('KEY_INVALID', parsed.error);
  return parsed.value;
};

const openOwn = (key: string, note: Uint8Array, by: VerifierKey): Checkpoint => {
  const opened = openCheckpoint(note, by);
  if (opened.ok) return opened.value;
  const { zh, en }: Text = opened.error;
  throw fault('CHECKPOINT_FORGED', `${key}：${zh}`, `${key}: ${en}`);
};

const readIf = async ({ files }: Stores, key: string): Promise<Uint8Array | undefined> =>
  (await files.find(key)) && files.get(key);

/** The tree of the head, grown out of the published tiles; tiles that are full are written on the way. */
const grow = async (
  { logStore, files }: Stores,
  head: LogHead,
  from: Checkpoint | undefined,
): Promise<TileTree> => {
  const tree = await resumeTree((path) => files.get(`${LOG}/${path}`), from?.size ?? 0);
  // what was published must be the beginning of what is signed next
  if (from && !sameBytes(tree.root(), from.root)) throw damaged('tile');
  for await (const { start, entries } of logStore.batches(tree.size)) {
    if (tree.size >= head.size) break;
    for (const entry of entries.slice(tree.size - start, head.size - start))
      for (const file of tree.push(entry)) await files.put(`${LOG}/${file.path}`, file.bytes);
  }
  if (hexOf(tree.root()) !== hexOf(foldRoot(frontierOf(head).nodes))) throw damaged('head');
  for (const file of tree.partials()) await files.put(`${LOG}/${file.path}`, file.bytes);
  return tree;
};

/** Signs the head once: what another sequencer signed for the same size stands, if it is the same tree. */
const sign = async (stores: Stores, checkpoint: Checkpoint, key: VerifierKey): Promise<Uint8Array> => {
  const path = checkpointKey(checkpoint.size);
  const text = checkpointText(checkpoint);
  const note = utf8(formatNote(text, key, await stores.signer.sign(utf8(text))));
  try {
    await stores.files.put(path, note);
    return note;
  } catch (cause) {
    if (!(cause instanceof DocketError) || cause.code !== 'FILE_EXISTS') throw cause;
    const there = await stores.files.get(path);
    if (!sameBytes(openOwn(path, there, key).root, checkpoint.root)) throw damaged(path);
    return there;
  }
};

/** Replaces the latest checkpoint only by a larger one. */
const announce = async (stores: Stores, note: Uint8Array, size: number, key: VerifierKey): Promise<void> => {
  for (;;) {
    const latest = await readIf(stores, CHECKPOINT_KEY);
    if (latest && openOwn(CHECKPOINT_KEY, latest, key).size >= size) return;
    if (await stores.files.swap(CHECKPOINT_KEY, latest, note)) return;
  }
};

/**
 * Publishes the head of the log: tiles, then the signature, then `log/cp/<size>`, then `log/checkpoint`. A process
 * that dies anywhere in between leaves nothing that the next call does not complete. Gives the size of a new
 * checkpoint; undefined when there was nothing new. Throws when the log is not a continuation of what was signed.
 */
export const publish = async (stores: Stores): Promise<number | undefined> => {
  const key = await ownKey(stores);
  const latest = await readIf(stores, CHECKPOINT_KEY);
  const from = latest && openOwn(CHECKPOINT_KEY, latest, key);
  const head = await stores.logStore.head();
  if (from && from.size > head.size) throw rolledBack(from.size, head.size);
  if (head.size === (from?.size ?? 0)) {
    if (from && !sameBytes(foldRoot(frontierOf(head).nodes), from.root)) throw damaged('head');
    return undefined;
  }
  const tree = await grow(stores, head, from);
  const checkpoint = { origin: key.name, size: head.size, root: tree.root() };
  await announce(stores, await sign(stores, checkpoint, key), head.size, key);
  return head.size;
};
