import { businessDate } from '../core/business/dates.ts';
import { actAll, passDay, type Wish } from '../core/document/act.ts';
import { createContexts } from '../core/document/context.ts';
import { replay } from '../core/document/document.ts';
import { submissionOf } from '../core/document/submission.ts';
import { millisOf } from '../core/instant.ts';
import type { Ports } from '../core/ports.ts';
import { codeOf, DocketError } from '../core/result.ts';
import type { Scheduled, WakeUp, Work } from '../wiring.ts';

const PAGE = 500;

/** Streams with something open, each once. */
const openStreams = async ({ views }: Ports): Promise<ReadonlySet<string>> => {
  const streams = new Set<string>();
  for (let offset = 0; ; offset += PAGE) {
    const { rows, total } = await views.tasks({ limit: PAGE, offset });
    for (const { row } of rows) streams.add(row.stream);
    if (offset + PAGE >= total) return streams;
  }
};

/** A working day for everything that is open; a document that cannot take it does not hold up the others. */
const day = async (ports: Ports, { time }: Scheduled): Promise<void> => {
  let failed: unknown;
  for (const stream of await openStreams(ports))
    try {
      await passDay(ports, stream, businessDate(millisOf(time)));
    } catch (fault) {
      failed = fault;
      ports.log('DAY_FAILED', { stream, fault: codeOf(fault) });
    }
  if (failed !== undefined) throw failed;
};

/**
 * Rendered documents are submitted: the first step's tasks open, or the document is complete when nobody need be asked.
 * Each morning the open ones get what a working day brings.
 */
export const route: Work<WakeUp | Scheduled> = (ports) => {
  const contextOf = createContexts(ports);

  const wishOf = async (stream: string): Promise<Wish | undefined> => {
    const state = replay(await ports.ledger.read(stream));
    if (state.status !== 'rendered') return undefined;
    const submission = await submissionOf(ports, contextOf, stream, state);
    return submission && { stream, command: { type: 'submit', route: submission } };
  };

  /** Faults by stream: one document that cannot be submitted does not hold up the others. */
  const submitAll = async (streams: ReadonlySet<string>): Promise<ReadonlyMap<string, unknown>> => {
    const faults = new Map<string, unknown>();
    const wishes: Wish[] = [];
    for (const stream of streams)
      try {
        const wish = await wishOf(stream);
        if (wish) wishes.push(wish);
      } catch (fault) {
        faults.set(stream, fault);
      }
    const answers = await actAll(ports, wishes);
    for (const [index, { stream }] of wishes.entries()) {
      const answer = answers[index];
      if (answer?.ok === false) faults.set(stream, new DocketError(answer.error.code, answer.error.message));
    }
    return faults;
  };

  return async (messages) => {
    const streams = messages.flatMap((message) => ('stream' in message ? [message.stream] : []));
    const submitted = await submitAll(new Set(streams));
    const faults = new Map<number, unknown>();
    for (const [index, message] of messages.entries())
      try {
        if ('schedule' in message) await day(ports, message);
        else if (submitted.has(message.stream)) faults.set(index, submitted.get(message.stream));
      } catch (fault) {
        faults.set(index, fault);
      }
    return faults;
  };
};
