import { businessDate } from '../core/business/dates.ts';
import { createContexts, pinNow } from '../core/document/context.ts';
import { replay } from '../core/document/document.ts';
import type { UploadEvent } from '../core/document/events.ts';
import { readKept, readRecord } from '../core/document/records.ts';
import { isoOf, millisOf } from '../core/instant.ts';
import type { DocumentKind, Follows } from '../core/kind.ts';
import { canonical, type Json } from '../core/ledger/canonical.ts';
import { type Envelope, open, type SealedEvent } from '../core/ledger/envelope.ts';
import type { Ports } from '../core/ports.ts';
import type { KnownRecord } from '../core/records.ts';
import type { WakeUp } from '../wiring.ts';
import { make } from './make.ts';

const followersOf = ({ kinds }: Ports, kind: string): readonly (readonly [DocumentKind, Follows])[] =>
  [...kinds.values()].flatMap((one) =>
    one.type === 'document' && one.follows?.on.includes(kind) ? [[one, one.follows] as const] : [],
  );

interface Causes {
  readonly kind: string;
  readonly read: () => Promise<readonly KnownRecord[]>;
}

/** What an event tells of, each as it stands now, so that messages out of order lead to the same. */
const causesOf = (ports: Ports, events: readonly SealedEvent[], event: SealedEvent): Causes | undefined => {
  if (event.type === 'route.completed') {
    const state = replay(events);
    const read = async () => [await readRecord(ports, events)].filter((one) => one !== undefined);
    return 'request' in state ? { kind: state.request.kind, read } : undefined;
  }
  const { kind, kept } = (open(event) as unknown as Envelope & UploadEvent).data;
  return kind && kept ? { kind, read: () => readKept(ports, kept) } : undefined;
};

const once = (requests: readonly object[]): readonly object[] => [
  ...new Map(requests.map((request) => [canonical(request as Json), request])).values(),
];

/** Causes that look for the same share one look: the ten thousand rows of a day are one report. */
const grouped = (
  causes: readonly KnownRecord[],
  keyOf: (cause: KnownRecord) => string,
): readonly (readonly [KnownRecord, ...KnownRecord[]])[] => {
  const groups = new Map<string, [KnownRecord, ...KnownRecord[]]>();
  for (const cause of causes) {
    const group = groups.get(keyOf(cause));
    if (group) group.push(cause);
    else groups.set(keyOf(cause), [cause]);
  }
  return [...groups.values()];
};

/** What a cause makes a kind look for first; a kind that fails at it is told of when its document is made. */
const sightOf = async (ports: Ports, kind: DocumentKind, at: number) => {
  const pins = await pinNow(ports, kind, isoOf(at), businessDate(at));
  const context = await createContexts(ports)(kind, pins);
  return (cause: KnownRecord): string => {
    try {
      return canonical((kind.follows?.looks?.(cause, context) ?? []).map((look) => ({ ...look })));
    } catch {
      return '';
    }
  };
};

/** Facts came in or a document is complete: what follows from it is made. */
export const follow = async (ports: Ports, { stream, ver }: WakeUp): Promise<void> => {
  const events = await ports.ledger.read(stream);
  const event = events[ver - 1];
  const found = event && causesOf(ports, events, event);
  const followers = found ? followersOf(ports, found.kind) : [];
  if (event === undefined || found === undefined || followers.length === 0) return;
  const causes = await found.read();
  const at = millisOf(open(event).ts);
  for (const [kind, { looks, requests }] of followers)
    for (const group of grouped(causes, await sightOf(ports, kind, at)))
      await make(ports, {
        kind,
        at,
        about: [stream, String(ver), group[0].stream],
        name: group[0].number ?? group[0].day,
        looks: (context) => group.flatMap((cause) => looks?.(cause, context) ?? []),
        requests: (context) => once(group.flatMap((cause) => requests(cause, context))),
        followsRecords: true,
      });
};
