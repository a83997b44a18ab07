import middy from '@middy/core';
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { z } from 'zod';
import type { Ports } from './core/ports.ts';
import { codeOf, DocketError } from './core/result.ts';

/** What the dispatcher sends: read the stream, see what is to do. */
export const wakeUp = z.object({ stream: z.string(), ver: z.int(), type: z.string() });
export type WakeUp = z.infer<typeof wakeUp>;

/** What a schedule sends: its name and the moment at which it was due. */
export const scheduled = z.object({ schedule: z.string(), time: z.iso.datetime() });
export type Scheduled = z.infer<typeof scheduled>;

/** What the pages send when a person of the profile asks for a link to sign in. */
export const signInAsked = z.object({ signIn: z.string(), time: z.iso.datetime() });
export type SignInAsked = z.infer<typeof signInAsked>;

/** What the pages send when the owner of a link that ended asks for a new one. */
export const renewAsked = z.object({
  renew: z.string(),
  recipient: z.string(),
  stream: z.string(),
  time: z.iso.datetime(),
});
export type RenewAsked = z.infer<typeof renewAsked>;

/** False when so little of a call's time is left that nothing more is begun. */
export type InTime = () => boolean;

/** What the carrier tells of a mail that a mailbox took for ever back, by its Message-ID. */
export const mailBounced = z.object({ bounced: z.string() });
export type MailBounced = z.infer<typeof mailBounced>;

/** A stage's work on a batch: the faults by position; a position that is absent went well. */
export type Work<M> = (
  ports: Ports,
) => (messages: readonly M[], inTime?: InTime) => Promise<ReadonlyMap<number, unknown>>;

export type SqsHandler = (event: SQSEvent, context?: Context) => Promise<SQSBatchResponse>;

/** The longest that one message takes; in a call that has less left the rest of its messages go back to their queue. */
const RESERVE_MS = 10_000;

/** A call ends by itself before it is ended, so that its log says which stage it was and its process lives on. */
const TIMEOUT_EARLY_MS = 1000;

const outOfTime = (): DocketError =>
  new DocketError('OUT_OF_TIME', {
    zh: '本次调用时间不足，消息已退回队列',
    en: 'the call ran out of time; the message went back to its queue',
  });

/**
 * Makes a Lambda handler for an SQS batch out of a stage's work: parses every body, reports partial batch
 * failure, logs faults by code. One message that fails never sinks its batch.
 */
export const sqsStage =
  <S extends z.ZodType>(name: string, schema: S, work: Work<z.infer<S>>) =>
  (ports: Ports): SqsHandler => {
    const run = work(ports);
    const handle = async (event: SQSEvent, context?: Partial<Context>): Promise<SQSBatchResponse> => {
      const inTime: InTime = () => (context?.getRemainingTimeInMillis?.() ?? Infinity) > RESERVE_MS;
      const faults = new Map<string, unknown>();
      const good: { id: string; message: z.infer<S> }[] = [];
      for (const { messageId, body } of event.Records) {
        try {
          good.push({ id: messageId, message: schema.parse(JSON.parse(body)) });
        } catch (fault) {
          faults.set(messageId, fault);
        }
      }
      const failed = await run(
        good.map(({ message }) => message),
        inTime,
      );
      for (const [index, fault] of failed) faults.set(good[index]?.id ?? '', fault);
      for (const [id, fault] of faults)
        ports.log('MESSAGE_FAILED', { stage: name, id, fault: codeOf(fault) });
      return { batchItemFailures: [...faults.keys()].map((itemIdentifier) => ({ itemIdentifier })) };
    };
    return middy<SQSEvent, SQSBatchResponse>(handle, {
      timeoutEarlyInMillis: TIMEOUT_EARLY_MS,
    }) as unknown as SqsHandler;
  };

/** Runs the work for each message alone: for stages whose messages have nothing in common. */
export const each =
  <M>(one: (ports: Ports, message: M) => Promise<void>): Work<M> =>
  (ports) =>
  async (messages, inTime = () => true) => {
    const faults = new Map<number, unknown>();
    for (const [index, message] of messages.entries()) {
      try {
        if (!inTime()) throw outOfTime();
        await one(ports, message);
      } catch (fault) {
        faults.set(index, fault);
      }
    }
    return faults;
  };
