import { isoOf } from '../instant.ts';
import { canonical, isCanonical, type Json } from './canonical.ts';
import { sha256 } from './hash.ts';

export const GENESIS = '0'.repeat(64);

/** What the ledger hashes and keeps. `data` holds no personal data; money is text. */
export interface Envelope<Type extends string = string, Data = Json> {
  readonly v: 1;
  readonly stream: string;
  /** 1, 2, 3 … within the stream, without gaps. */
  readonly ver: number;
  readonly type: Type;
  /** RFC 3339, UTC, milliseconds; information only: order is `ver` and the log index. */
  readonly ts: string;
  /** Key of the command that caused it: a retry of the command finds it and changes nothing. */
  readonly key: string;
  readonly actor: string;
  /** Hash of version ver−1, or 64 zeros. */
  readonly prev: string;
  readonly data: Data;
}

/** An event as it is stored: the exact canonical bytes, never built again. */
export interface SealedEvent {
  readonly stream: string;
  readonly ver: number;
  readonly type: string;
  readonly key: string;
  readonly hash: string;
  readonly canonical: string;
}

/** A decision that is not yet an event: the stream gives it its version and its predecessor. */
export interface Draft {
  readonly type: string;
  readonly data: unknown;
}

export interface Cause {
  readonly key: string;
  readonly actor: string;
  /** Milliseconds since the epoch, from the injected clock. */
  readonly at: number;
}

export const eventHash = (canonicalBytes: string): string => sha256(`docket/event/v1\n${canonicalBytes}`);

/** Seals drafts as the next versions of a stream, each chained to the one before. */
export const seal = (
  stream: string,
  last: Pick<SealedEvent, 'ver' | 'hash'> | undefined,
  drafts: readonly Draft[],
  cause: Cause,
): readonly SealedEvent[] => {
  let ver = last?.ver ?? 0;
  let prev = last?.hash ?? GENESIS;
  return drafts.map(({ type, data }) => {
    ver += 1;
    const ts = isoOf(cause.at);
    const bytes = canonical({ v: 1, stream, ver, type, ts, key: cause.key, actor: cause.actor, prev, data });
    prev = eventHash(bytes);
    return { stream, ver, type, key: cause.key, hash: prev, canonical: bytes };
  });
};

export const open = (event: SealedEvent): Envelope => JSON.parse(event.canonical) as Envelope;

/** The envelope, when the bytes are its one canonical form; undefined otherwise. */
export const openStrict = (bytes: string): Envelope | undefined => {
  try {
    const value = JSON.parse(bytes) as Envelope;
    return isCanonical(value as unknown as Json, bytes) && value.v === 1 ? value : undefined;
  } catch {
    return undefined;
  }
};

export interface ChainFinding {
  readonly stream: string;
  readonly ver: number;
  readonly what: string;
}

/** Recomputes a whole stream: versions without gap, hashes, links, and the columns beside the bytes. */
export const verifyChain = (stream: string, events: readonly SealedEvent[]): readonly ChainFinding[] => {
  const findings: ChainFinding[] = [];
  let prev = GENESIS;
  events.forEach((event, index) => {
    const what = differs(stream, event, index + 1, prev);
    if (what) findings.push({ stream, ver: event.ver, what });
    prev = event.hash;
  });
  return findings;
};

const differs = (stream: string, event: SealedEvent, ver: number, prev: string): string | undefined => {
  if (eventHash(event.canonical) !== event.hash) return 'hash of the event differs from its content';
  const envelope = open(event);
  if (envelope.stream !== stream || event.stream !== stream) return 'event belongs to another stream';
  if (envelope.ver !== ver || event.ver !== ver) return `version ${ver} is missing or out of order`;
  if (envelope.prev !== prev) return 'link to the previous event differs';
  if (envelope.type !== event.type || envelope.key !== event.key)
    return 'index column differs from the event';
  return undefined;
};
