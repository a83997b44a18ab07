import type { Files, LogBatch, LogHead } from '../ports.ts';
import type { Text } from '../result.ts';
import type { SealedEvent } from './envelope.ts';
import type { Claim, Counter } from './series.ts';

/** Everything that a ledger consists of, for whoever checks it: a data folder, a bucket, an export. */
export interface Evidence {
  /** Events by stream and version, and how many there are. */
  events(): AsyncIterable<SealedEvent>;
  count(): Promise<number>;
  /** By series and number. */
  claims(): AsyncIterable<Claim>;
  counters(): AsyncIterable<Counter>;
  /** What the store notes of the log beside its entries; undefined where there are only the entries. */
  head(): Promise<LogHead | undefined>;
  /** By start; `n` is the number of entries that the store noted. */
  batches(): AsyncIterable<LogBatch & { readonly n: number }>;
  salt(stream: string): Promise<string | undefined>;
  readonly files: Pick<Files, 'get' | 'find' | 'digest' | 'list'>;
}

/** Something that is not as it was written, and where. */
export interface Finding {
  /** `stream@version`, or the key of a file, or the part of the log. */
  readonly where: string;
  readonly stream?: string;
  readonly ver?: number;
  readonly what: Text;
}

export interface Verification {
  readonly events: number;
  readonly numbers: number;
  readonly files: number;
  /** Values that were erased on request: their commitments stand, nothing is missing. */
  readonly erased: number;
  /** Entries in the log, and how many checkpoints vouch for it. */
  readonly logged: number;
  readonly checkpoints: number;
  /** Events that are younger than the maximum delay and not yet in the log. */
  readonly pending: number;
  readonly findings: readonly Finding[];
}

export interface Question {
  /** Milliseconds since the epoch: how old an event that is not in the log may be. */
  readonly now: number;
  /** Verifier key that the auditor has from elsewhere; without it the one beside the log is taken. */
  readonly vkey?: string;
  /** A checkpoint that the auditor kept: what it covers must still be there. */
  readonly since?: Uint8Array;
  readonly progress?: (done: number, all: number) => void;
}

/** Findings in the order in which they were made. */
export class Report {
  readonly findings: Finding[] = [];

  at(where: string, zh: string, en: string): void {
    this.findings.push({ where, what: { zh, en } });
  }

  event(stream: string, ver: number, zh: string, en: string): void {
    this.findings.push({ where: `${stream}@${ver}`, stream, ver, what: { zh, en } });
  }
}
