import type { SQSEvent } from 'aws-lambda';
import type { EmbeddedPorts } from '../../functions/adapters/embedded/ports.ts';
import type { Message } from '../../functions/adapters/embedded/queue.ts';
import { stage as dispatch } from '../../functions/dispatch/handler.ts';
import type { Stage } from '../../functions/pipeline.ts';
import type { SqsHandler } from '../../functions/wiring.ts';

const CURSOR = 'dispatch';
const FEED_BATCH = 500;
/** A message that is being worked on shows again after this many time limits, as in AWS. */
const VISIBILITY_FACTOR = 6;

/** Drives the stages as the ledger's feed tells; true when there was something to do. */
export const feed = async (ports: EmbeddedPorts): Promise<boolean> => {
  const { database, ledger } = ports;
  const found = database.prepare('SELECT position FROM cursors WHERE name = ?').get(CURSOR);
  const { events, cursor } = await ledger.feed(Number(found?.position ?? 0), FEED_BATCH);
  if (events.length === 0) return false;
  await dispatch(ports, events);
  database
    .prepare(
      'INSERT INTO cursors (name, position) VALUES (?, ?) ON CONFLICT DO UPDATE SET position = excluded.position',
    )
    .run(CURSOR, cursor);
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

/** One call of a stage with what waits on its queue, as the Lambda event source does; false when none waits. */
export const serve = async (ports: EmbeddedPorts, stage: Stage, handler: SqsHandler): Promise<boolean> => {
  const { queue } = ports;
  const messages = queue.receive(stage.name, stage.batch, VISIBILITY_FACTOR * stage.timeLimitSeconds);
  if (messages.length === 0) return false;
  let failed: ReadonlyMap<string, string>;
  try {
    const { batchItemFailures } = await handler(sqsEvent(messages, stage.name));
    failed = new Map(batchItemFailures.map(({ itemIdentifier }) => [itemIdentifier, 'FAILED']));
  } catch (fault) {
    const reason = fault instanceof Error ? fault.message : String(fault);
    ports.log('STAGE_FAILED', { stage: stage.name, fault: fault instanceof Error ? fault.name : 'FAULT' });
    failed = new Map(messages.map(({ id }) => [String(id), reason]));
  }
  queue.remove(messages.map(({ id }) => id).filter((id) => !failed.has(String(id))));
  for (const message of messages) {
    const reason = failed.get(String(message.id));
    if (reason !== undefined) queue.retry(message, stage.maxReceives, reason);
  }
  return true;
};
