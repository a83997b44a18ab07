import type { SQSEvent } from 'aws-lambda';
import type { EmbeddedPorts } from '../../functions/adapters/embedded/ports.ts';
import type { Message } from '../../functions/adapters/embedded/queue.ts';
import { codeOf } from '../../functions/core/result.ts';
import { stage as dispatch } from '../../functions/dispatch/handler.ts';
import type { Stage } from '../../functions/pipeline.ts';
import type { SqsHandler } from '../../functions/wiring.ts';

const CURSOR = 'dispatch';
const FEED_BATCH = 500;
/** A message that is being worked on shows again after this many time limits, as in AWS. */
const VISIBILITY_FACTOR = 6;

/** Drives the stages as the ledger's feed tells; true when there was something to do. */
export const feed = async (ports: EmbeddedPorts): Promise<boolean> => {
  const { cursors, ledger } = ports;
  const { events, cursor } = await ledger.feed(String(cursors.get(CURSOR) ?? ''), FEED_BATCH);
  if (events.length === 0) return false;
  await dispatch(ports, events);
  // SQLite's cursor is a whole number
  cursors.set(CURSOR, Number(cursor));
  return true;
};

const sqsEvent = (messages: readonly Message[], queue: string): SQSEvent => ({
  Records: messages.map(({ id, body, receives }) => ({
    messageId: String(id),
    receiptHandle: String(id),
    body,
    attributes: {
      ApproximateReceiveCount: String(receives),
      SentTimestamp: '0',
      SenderId: 'docket',
      ApproximateFirstReceiveTimestamp: '0',
    },
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: `arn:aws:sqs:local:000000000000:docket-${queue}`,
    awsRegion: 'local',
  })),
});

export type Served = 'nothing' | 'done' | 'faults';

/** Faults by message, as the handlers log them: what a dead letter is told of its death. */
export type Faults = Map<string, string>;

/** Ports whose log also remembers why each message failed. */
export const withFaults = (ports: EmbeddedPorts, faults: Faults): EmbeddedPorts => ({
  ...ports,
  log: (code, detail) => {
    if (code === 'MESSAGE_FAILED') faults.set(String(detail?.id), String(detail?.fault));
    ports.log(code, detail);
  },
});

const call = async (
  ports: EmbeddedPorts,
  stage: Stage,
  handler: SqsHandler,
  messages: readonly Message[],
) => {
  try {
    const { batchItemFailures } = await handler(sqsEvent(messages, stage.name));
    return new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
  } catch (fault) {
    ports.log('STAGE_FAILED', { stage: stage.name, fault: codeOf(fault) });
    return new Set(messages.map(({ id }) => String(id)));
  }
};

export interface Serving {
  readonly stage: Stage;
  readonly handler: SqsHandler;
  readonly faults: Faults;
  /** Asked when messages failed: is what the stage needs still there? If not, the failure does not count. */
  readonly stillThere: () => Promise<boolean>;
}

/** One call of a stage with what waits on its queue, as the Lambda event source does. */
export const serve = async (
  ports: EmbeddedPorts,
  { stage, handler, faults, stillThere }: Serving,
): Promise<Served> => {
  const { queue } = ports;
  const messages = queue.receive(stage.name, stage.batch, VISIBILITY_FACTOR * stage.timeLimitSeconds);
  if (messages.length === 0) return 'nothing';
  const failed = await call(ports, stage, handler, messages);
  queue.remove(messages.map(({ id }) => id).filter((id) => !failed.has(String(id))));
  if (failed.size === 0) return 'done';
  const again = messages.filter(({ id }) => failed.has(String(id)));
  if (await stillThere())
    for (const message of again)
      queue.retry(message, stage.maxReceives, faults.get(String(message.id)) ?? 'STAGE_FAILED');
  else queue.putBack(again.map(({ id }) => id));
  faults.clear();
  return 'faults';
};
