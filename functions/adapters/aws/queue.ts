import { z } from 'zod';
import type { Queue } from '../../core/ports.ts';
import { DocketError } from '../../core/result.ts';
import { type Account, operations } from './call.ts';
import { inParallel } from './parallel.ts';
import type { Patience } from './retry.ts';

export interface QueueOptions {
  readonly account: Account;
  /** URL by stage. */
  readonly queues: Readonly<Record<string, string>>;
  readonly deadLetters: Readonly<Record<string, string>>;
  readonly patience?: Patience;
}

/** Of one batch. */
const MOST = 10;
const MOST_BYTES = 250_000;
/** SQS holds a message back for 15 minutes at most. */
const LONGEST_DELAY = 900;

const AT_ONCE = 8;

const answer = z.object({ Failed: z.array(z.object({ Code: z.string() })).default([]) });
const attributes = z.object({ Attributes: z.object({ ApproximateNumberOfMessages: z.coerce.number() }) });

const batchesOf = (bodies: readonly string[]): readonly string[][] => {
  const batches: string[][] = [];
  let size = 0;
  for (const body of bodies) {
    const bytes = Buffer.byteLength(body);
    const last = batches.at(-1);
    if (last && last.length < MOST && size + bytes <= MOST_BYTES) last.push(body);
    else {
      batches.push([body]);
      size = 0;
    }
    size += bytes;
  }
  return batches;
};

/** SQS: standard queues, at least once and in no order, as every stage expects. */
export const createQueue = ({ account, queues, deadLetters, patience }: QueueOptions): Queue => {
  const call = operations(account, { name: 'sqs', version: '1.0', prefix: 'AmazonSQS' }, patience);
  return {
    send: async (stage, bodies, options) => {
      const QueueUrl = queues[stage];
      if (QueueUrl === undefined)
        throw new DocketError('QUEUE_MISSING', {
          zh: `环节“${stage}”没有队列；请重新部署`,
          en: `the stage “${stage}” has no queue: deploy again`,
        });
      const DelaySeconds = Math.min(LONGEST_DELAY, Math.ceil(options?.delaySeconds ?? 0));
      await inParallel(batchesOf(bodies.map((body) => JSON.stringify(body))), AT_ONCE, async (batch) => {
        const Entries = batch.map((MessageBody, n) => ({ Id: String(n), MessageBody, DelaySeconds }));
        const { Failed } = answer.parse(await call('SendMessageBatch', { QueueUrl, Entries }));
        // those that went come twice when the caller sends all again, which every stage bears
        if (Failed.length > 0)
          throw new DocketError('MESSAGES_NOT_SENT', {
            zh: `${Failed.length} 条消息未能入队，稍后自动重试`,
            en: `${Failed.length} messages were not queued; it will be tried again`,
          });
      });
    },
    deadLetters: async () => {
      let sum = 0;
      await inParallel(Object.values(deadLetters), AT_ONCE, async (QueueUrl) => {
        const AttributeNames = ['ApproximateNumberOfMessages'];
        const found = attributes.parse(await call('GetQueueAttributes', { QueueUrl, AttributeNames }));
        sum += found.Attributes.ApproximateNumberOfMessages;
      });
      return sum;
    },
  };
};
