import { openCheckpoint } from '../ledger/checkpoint.ts';
import { open, type SealedEvent } from '../ledger/envelope.ts';
import { CHECKPOINT_KEY, entryOf, LOG } from '../ledger/log.ts';
import { inclusionProof } from '../ledger/merkle.ts';
import { parseVkey } from '../ledger/note.ts';
import { formatProof, openProof } from '../ledger/proof.ts';
import { nodesFromTiles } from '../ledger/tiles.ts';
import { vouchedIn } from '../ledger/verify-files.ts';
import type { Ports } from '../ports.ts';
import { DocketError, type Text } from '../result.ts';

type Stores = Pick<Ports, 'ledger' | 'logStore' | 'files' | 'signer'>;

/** The newest event that vouches for the bytes of a document, or that voids it; else the newest of all. */
const telling = (events: readonly SealedEvent[]): SealedEvent | undefined =>
  events.findLast(
    (event) =>
      event.type === 'document.voided' ||
      vouchedIn(open(event).data, event.ver).some(({ sha256 }) => sha256 !== undefined),
  ) ?? events.at(-1);

const indexOf = async ({ logStore }: Stores, entry: string, size: number): Promise<number | undefined> => {
  for await (const { start, entries } of logStore.batches(0)) {
    const at = entries.indexOf(entry);
    if (at >= 0) return start + at < size ? start + at : undefined;
  }
  return undefined;
};

const damaged = ({ zh, en }: Text): DocketError =>
  new DocketError('LOG_DAMAGED', { zh: `日志已损坏：${zh}`, en: `the log is damaged: ${en}` });

/**
 * Proof that the signed log has the event that vouches for a document. Undefined while no checkpoint covers it.
 * Throws `NOT_FOUND`, `LOG_DAMAGED`.
 */
export const prove = async (stores: Stores, stream: string): Promise<Uint8Array | undefined> => {
  const { ledger, files, signer } = stores;
  const event = telling(await ledger.read(stream));
  if (event === undefined)
    throw new DocketError('NOT_FOUND', { zh: `没有 ${stream}`, en: `there is no ${stream}` });
  if ((await files.find(CHECKPOINT_KEY)) === undefined) return undefined;
  const key = parseVkey(await signer.vkey());
  if (!key.ok) throw damaged(key.error);
  const checkpoint = await files.get(CHECKPOINT_KEY);
  const signed = openCheckpoint(checkpoint, key.value);
  if (!signed.ok) throw damaged(signed.error);
  const { size } = signed.value;
  const index = await indexOf(stores, entryOf(event), size);
  if (index === undefined) return undefined;
  const node = nodesFromTiles((path) => files.get(`${LOG}/${path}`), size);
  const proof = formatProof(event, { index, hashes: await inclusionProof(node, index, 0, size), checkpoint });
  const opened = openProof(proof, key.value);
  if (!opened.ok) throw damaged(opened.error);
  return proof;
};
