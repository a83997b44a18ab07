import type { Cause, Draft, SealedEvent } from '../ledger/envelope.ts';
import { seal } from '../ledger/envelope.ts';
import type { Ledger } from '../ports.ts';
import { DocketError } from '../result.ts';

/** Every lost round means that another writer won one, so this bounds how many may write one stream at once. */
const ROUNDS = 200;

const busy = (what: string): DocketError =>
  new DocketError('LEDGER_BUSY', {
    zh: `台账繁忙（${what}），稍后自动重试`,
    en: `the ledger is busy (${what}); it will be tried again`,
  });

export interface Job<R> {
  readonly stream: string;
  /** What happened, given the stream so far; no drafts when there is nothing (more) to record. */
  readonly decide: (events: readonly SealedEvent[]) => {
    readonly drafts: readonly Draft[];
    readonly result: R;
  };
  readonly cause: Cause;
}

/**
 * Read, decide, append; on a conflict read and decide again. Many streams in one call so that a store can
 * commit them together. Results come in the order of the jobs. Throws `LEDGER_BUSY` when it cannot settle.
 */
export const record = async <R>(ledger: Ledger, jobs: readonly Job<R>[]): Promise<readonly R[]> => {
  const results = new Map<Job<R>, R>();
  let open = jobs;
  for (let round = 0; open.length > 0; round += 1) {
    if (round === ROUNDS) throw busy('append');
    open = await attempt(ledger, open, results);
  }
  return jobs.map((job) => results.get(job) as R);
};

/** One round; gives back the jobs that must be decided again. A stream is written once in a round. */
const attempt = async <R>(
  ledger: Ledger,
  jobs: readonly Job<R>[],
  results: Map<Job<R>, R>,
): Promise<readonly Job<R>[]> => {
  const streams = await ledger.readMany([...new Set(jobs.map(({ stream }) => stream))]);
  const again: Job<R>[] = [];
  const writing: { job: Job<R>; result: R; first: number; events: readonly SealedEvent[] }[] = [];
  const taken = new Set<string>();
  const batch: SealedEvent[] = [];
  for (const job of jobs) {
    if (taken.has(job.stream)) {
      again.push(job);
      continue;
    }
    const before = streams.get(job.stream) ?? [];
    const { drafts, result } = job.decide(before);
    const events = seal(job.stream, before.at(-1), drafts, job.cause);
    if (events.length === 0) results.set(job, result);
    else {
      taken.add(job.stream);
      writing.push({ job, result, first: batch.length, events });
      batch.push(...events);
    }
  }
  const answers = await ledger.append(batch);
  for (const { job, result, first } of writing) {
    if (answers[first] === 'appended') results.set(job, result);
    else again.push(job);
  }
  return again;
};

export interface NumberJob {
  readonly stream: string;
  readonly decide: (events: readonly SealedEvent[], n: number) => Draft | undefined;
  readonly cause: Cause;
}

/**
 * Gives each stream the next number of a series, without gap or double (rule 4): counter, events and claims
 * move in one transaction, and a stream that has its number already gets none. At most 49 jobs.
 */
export const recordNumbered = async (
  ledger: Ledger,
  series: string,
  jobs: readonly NumberJob[],
): Promise<void> => {
  for (let round = 0; round < ROUNDS; round += 1) {
    // read side by side: whichever is old by then, the transaction's own conditions refuse it
    const [first, streams] = await Promise.all([
      ledger.nextNumber(series),
      ledger.readMany(jobs.map(({ stream }) => stream)),
    ]);
    const events: SealedEvent[] = [];
    for (const { stream, decide, cause } of jobs) {
      const before = streams.get(stream) ?? [];
      const draft = decide(before, first + events.length);
      if (draft) events.push(...seal(stream, before.at(-1), [draft], cause));
    }
    if (events.length === 0) return;
    if ((await ledger.appendNumbered({ series, first, events })) === 'appended') return;
  }
  throw busy('numbering');
};
