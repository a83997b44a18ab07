import { sha256 } from '../core/ledger/hash.ts';
import type { DocumentRow } from '../core/ports.ts';
import { shanghaiDay } from './format.ts';
import type { Visit } from './visit.ts';

/** Changes whenever the list would look different: rows, counts, or the day on which things expire. */
export const documentsVersion = (
  { now }: Pick<Visit, 'now'>,
  rows: readonly DocumentRow[],
  total: number,
  counts: Readonly<Record<string, number>>,
): string => {
  const seen = rows.map(({ stream, ver, state, updatedAt }) => [stream, ver, state, updatedAt]);
  return sha256(JSON.stringify([seen, total, counts, shanghaiDay(now)])).slice(0, 16);
};
