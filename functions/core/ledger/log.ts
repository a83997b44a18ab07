import type { LogHead } from '../ports.ts';
import { fromHex, hexOf } from './bytes.ts';
import type { SealedEvent } from './envelope.ts';
import { Frontier, leafHash } from './merkle.ts';

/** An event as the log has it, in canonical JSON. */
export const entryOf = ({ hash, ver, stream }: Pick<SealedEvent, 'hash' | 'ver' | 'stream'>): string =>
  `{"e":${JSON.stringify(hash)},"n":${ver},"s":${JSON.stringify(stream)}}`;

/** Oldest that an event may be and not be in the log, milliseconds. */
export const MAXIMUM_DELAY_MS = 5 * 60_000;

export const frontierOf = ({ size, frontier }: LogHead): Frontier =>
  new Frontier(size, frontier.map(fromHex));

/** The head after more entries. */
export const grownHead = (head: LogHead, entries: readonly string[], cursor: string): LogHead => {
  const frontier = frontierOf(head);
  for (const entry of entries) frontier.push(leafHash(entry));
  return { size: frontier.size, frontier: frontier.nodes.map(hexOf), cursor };
};

/** Keys of the log's files. */
export const LOG = 'log';
export const CHECKPOINT_KEY = `${LOG}/checkpoint`;
export const VKEY_KEY = `${LOG}/vkey`;
export const CHECKPOINTS = `${LOG}/cp`;
export const checkpointKey = (size: number): string => `${CHECKPOINTS}/${size}`;
