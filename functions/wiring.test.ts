import type { Context, SQSEvent } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { fakePorts, fakeWorld } from '../test/support/fake-ports.ts';
import { each, sqsStage } from './wiring.ts';

const event = (...bodies: string[]): SQSEvent => ({
  Records: bodies.map((body, index) => ({
    messageId: `m${index}`,
    receiptHandle: '',
    body,
    attributes: {
      ApproximateReceiveCount: '1',
      SentTimestamp: '0',
      SenderId: '',
      ApproximateFirstReceiveTimestamp: '0',
    },
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: '',
    awsRegion: '',
  })),
});

const ports = fakePorts(fakeWorld());
const schema = z.object({ n: z.number() });

describe('a stage as a Lambda handler', () => {
  it('reports the messages that failed and no other: unreadable, of another shape, faulty', async () => {
    const seen: number[] = [];
    const stage = sqsStage(
      'test',
      schema,
      each<{ n: number }>(async (_, { n }) => {
        seen.push(n);
        if (n === 2) throw new Error('broken');
      }),
    );
    const answer = await stage(ports)(event('{"n":1}', 'not json', '{"n":2}', '{"n":"x"}', '{"n":3}'));
    expect(seen).toEqual([1, 2, 3]);
    expect(answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier).toSorted()).toEqual([
      'm1',
      'm2',
      'm3',
    ]);
  });

  it('fails the whole batch when the work itself breaks', async () => {
    const stage = sqsStage('test', schema, () => async () => {
      throw new Error('no ledger');
    });
    await expect(stage(ports)(event('{"n":1}'))).rejects.toThrow('no ledger');
  });

  it('begins nothing more when its time runs out, and gives the rest back', async () => {
    const seen: number[] = [];
    const stage = sqsStage(
      'test',
      schema,
      each<{ n: number }>(async (_, { n }) => void seen.push(n)),
    );
    const left = [60_000, 9_000];
    const context = { getRemainingTimeInMillis: () => left[seen.length] ?? 0 } as Context;
    const { batchItemFailures } = await stage(ports)(event('{"n":1}', '{"n":2}', '{"n":3}'), context);
    expect(seen).toEqual([1]);
    expect(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)).toEqual(['m1', 'm2']);
  });

  it('builds its work once for many calls', async () => {
    let built = 0;
    const stage = sqsStage('test', schema, () => {
      built += 1;
      return async () => new Map();
    })(ports);
    await stage(event('{"n":1}'));
    await stage(event('{"n":2}'));
    expect(built).toBe(1);
  });
});
