import { businessDate } from '../core/business/dates.ts';
import { act, passDay } from '../core/document/act.ts';
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

  const submit = async (stream: string): Promise<void> => {
    const state = replay(await ports.ledger.read(stream));
    if (state.status !== 'rendered') return;
    const submission = await submissionOf(ports, contextOf, stream, state);
    if (submission === undefined) return;
    const answer = await act(ports, stream, { type: 'submit', route: submission });
    if (!answer.ok) throw new DocketError(answer.error.code, answer.error.message);
  };

  return async (messages) => {
    const faults = new Map<number, unknown>();
    for (const [index, message] of messages.entries())
      try {
        await ('schedule' in message ? day(ports, message) : submit(message.stream));
      } catch (fault) {
        faults.set(index, fault);
      }
    return faults;
  };
};
