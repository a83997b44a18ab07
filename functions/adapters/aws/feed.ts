import { BatchGetItemCommand, type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { isoOf } from '../../core/instant.ts';
import type { SealedEvent } from '../../core/ledger/envelope.ts';
import type { Clock } from '../../core/ports.ts';
import { DocketError } from '../../core/result.ts';
import { AT_ONCE } from './client.ts';
import { eventOf, FEED_INDEX, FEED_SHARDS, feedPartition, type Item, textOf } from './items.ts';
import { chunksOf, inParallel } from './parallel.ts';
import type { createRetry } from './retry.ts';

/**
 * The order of commitment, which DynamoDB does not keep: the index orders events by the moment at which their writer
 * sent them, and only what is older than the settle delay is given. So every event comes exactly once, provided
 * that no write is on its way for longer than the delay, no writer's clock is behind by more, and the index does not
 * lag by more. What breaks that (nothing in normal work comes near) is found by reading from the start again, which
 * is always allowed, and by verification, which reads every event. Versions of one stream may change places when
 * two writers' clocks differ.
 */

/** A write ends within 10 tries of 5 s and 9 s of pauses; the rest is for clocks and the index. */
export const SETTLE_MS = 120_000;

/** `BatchGetItem` takes so many keys. */
const KEYS = 100;

const DAY_MS = 86_400_000;

export interface FeedSource {
  readonly client: DynamoDBClient;
  readonly table: string;
  readonly clock: Clock;
  readonly retry: ReturnType<typeof createRetry>;
  /** Day on which the ledger began, `2026-11-23`: the start for a reader without a cursor. */
  readonly since: string;
  readonly settleMs: number;
}

interface Range {
  readonly after: string;
  readonly until: string;
  readonly limit: number;
}

const queryShard = async (
  { client, table, retry }: FeedSource,
  partition: string,
  { after, until, limit }: Range,
): Promise<readonly Item[]> => {
  const found: Item[] = [];
  let from: Item | undefined;
  do {
    const page = await retry(() =>
      client.send(
        new QueryCommand({
          TableName: table,
          IndexName: FEED_INDEX,
          KeyConditionExpression: '#f = :f AND #g BETWEEN :after AND :until',
          ExpressionAttributeNames: { '#f': 'f', '#g': 'g' },
          // the lowest text after the cursor's own
          ExpressionAttributeValues: {
            ':f': { S: partition },
            ':after': { S: `${after}\u0001` },
            ':until': { S: until },
          },
          Limit: limit - found.length,
          ...(from && { ExclusiveStartKey: from }),
        }),
      ),
    );
    found.push(...(page.Items ?? []));
    from = page.LastEvaluatedKey;
  } while (from && found.length < limit);
  return found;
};

const byPosition = (a: Item, b: Item): number =>
  Buffer.compare(Buffer.from(textOf(a, 'g')), Buffer.from(textOf(b, 'g')));

const queryDay = async (source: FeedSource, day: string, range: Range): Promise<readonly Item[]> => {
  const shards = Array.from({ length: FEED_SHARDS }, (_, shard) => feedPartition(day, shard));
  const found = await inParallel(shards, FEED_SHARDS, (partition) => queryShard(source, partition, range));
  return found.flat().toSorted(byPosition).slice(0, range.limit);
};

const positions = async (source: FeedSource, range: Range): Promise<readonly Item[]> => {
  const found: Item[] = [];
  const last = range.until.slice(0, 10);
  let day = range.after.slice(0, 10);
  while (day <= last && found.length < range.limit) {
    found.push(...(await queryDay(source, day, { ...range, limit: range.limit - found.length })));
    day = isoOf(Date.parse(day) + DAY_MS).slice(0, 10);
  }
  return found;
};

/** Items by key, strongly consistent, whatever DynamoDB leaves out of an answer. */
export const getItems = async (
  { client, table, retry }: Pick<FeedSource, 'client' | 'table' | 'retry'>,
  keys: readonly Item[],
): Promise<ReadonlyMap<string, Item>> => {
  const found = new Map<string, Item>();
  await inParallel(chunksOf(keys, KEYS), AT_ONCE, async (chunk) => {
    let open: Item[] = [...chunk];
    while (open.length > 0) {
      const asked = open;
      open = await retry(async () => {
        const request = { [table]: { Keys: asked, ConsistentRead: true } };
        const answer = await client.send(new BatchGetItemCommand({ RequestItems: request }));
        for (const item of answer.Responses?.[table] ?? []) found.set(keyOf(item), item);
        const rest = answer.UnprocessedKeys?.[table]?.Keys ?? [];
        // nothing at all was read: that is throttling, and the pause is the retry's
        if (rest.length === asked.length)
          throw Object.assign(new Error('nothing was read'), { name: 'ThrottlingException' });
        return rest;
      });
    }
  });
  return found;
};

export const keyOf = (item: Item): string => `${textOf(item, 'PK')}\n${textOf(item, 'SK')}`;

const eventsAt = async (source: FeedSource, places: readonly Item[]): Promise<readonly SealedEvent[]> => {
  const keys = places.map(({ PK, SK }) => ({ PK, SK }) as Item);
  const items = await getItems(source, keys);
  return keys.map((key) => {
    const item = items.get(keyOf(key));
    if (item) return eventOf(item);
    throw new DocketError('EVENT_LOST', {
      zh: `索引中的事件 ${keyOf(key)} 不在台账中`,
      en: `event ${keyOf(key)} of the index is not in the ledger`,
    });
  });
};

export const readFeed = async (
  source: FeedSource,
  cursor: string,
  limit: number,
): Promise<{ readonly events: readonly SealedEvent[]; readonly cursor: string }> => {
  const after = cursor || `${source.since}T00:00:00.000Z`;
  const until = isoOf(source.clock.now() - source.settleMs);
  if (until <= after) return { events: [], cursor };
  const places = await positions(source, { after, until, limit });
  const last = places.at(-1);
  // a page that is not full has seen everything up to the horizon
  const next = last && places.length >= limit ? textOf(last, 'g') : until;
  return { events: await eventsAt(source, places), cursor: next };
};
