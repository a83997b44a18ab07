import { rowOf } from '../core/document/projection.ts';
import { readRecord } from '../core/document/records.ts';
import { millisOf } from '../core/instant.ts';
import type { DocumentKind, Follows } from '../core/kind.ts';
import { open } from '../core/ledger/envelope.ts';
import type { Ports } from '../core/ports.ts';
import type { WakeUp } from '../wiring.ts';
import { make } from './make.ts';

const followersOf = ({ kinds }: Ports, kind: string): readonly (readonly [DocumentKind, Follows])[] =>
  [...kinds.values()].flatMap((one) =>
    one.type === 'document' && one.follows?.on.includes(kind) ? [[one, one.follows] as const] : [],
  );

/**
 * A fact was kept or a document is complete: what follows from it is made. It is looked at as it stands now, so that
 * messages out of order lead to the same.
 */
export const follow = async (ports: Ports, { stream, ver }: WakeUp): Promise<void> => {
  const events = await ports.ledger.read(stream);
  const event = events[ver - 1];
  const kind = rowOf(events)?.kind;
  const followers = kind === undefined ? [] : followersOf(ports, kind);
  const cause = followers.length > 0 ? await readRecord(ports, events) : undefined;
  if (event === undefined || cause === undefined) return;
  for (const [follower, { looks, requests }] of followers)
    await make(ports, {
      kind: follower,
      at: millisOf(open(event).ts),
      about: [stream, String(ver)],
      name: cause.number ?? cause.day,
      looks: (context) => looks?.(cause, context) ?? [],
      requests: (context) => requests(cause, context),
      followsRecords: true,
    });
};
