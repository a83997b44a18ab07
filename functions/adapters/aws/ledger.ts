import {
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { isoOf } from '../../core/instant.ts';
import type { SealedEvent } from '../../core/ledger/envelope.ts';
import { sha256 } from '../../core/ledger/hash.ts';
import { checkClaim, checkEvents, checkTogether, STREAM_BATCH } from '../../core/ledger/limits.ts';
import type { Appended, Clock, Ledger, NumberClaim } from '../../core/ports.ts';
import { AT_ONCE } from './client.ts';
import { type FeedSource, getItems, keyOf, readFeed, SETTLE_MS } from './feed.ts';
import { claimItem, counterKey, eventItem, eventKey, eventOf, number, streamKey, textOf } from './items.ts';
import { pagesOf } from './pages.ts';
import { inParallel } from './parallel.ts';
import { conditionFailed, createRetry, type Patience, systemPatience } from './retry.ts';

export interface LedgerOptions {
  /** Tries each call once (`createDynamoClient`). */
  readonly client: DynamoDBClient;
  readonly table: string;
  readonly clock: Clock;
  /** Day on which the ledger began, `2026-11-23`. */
  readonly since: string;
  readonly settleMs?: number;
  readonly patience?: Patience;
}

const IF_ABSENT = {
  ConditionExpression: 'attribute_not_exists(#pk)',
  ExpressionAttributeNames: { '#pk': 'PK' },
} as const;

const readStream = async (
  { client, table, retry }: FeedSource,
  stream: string,
): Promise<readonly SealedEvent[]> => {
  const events: SealedEvent[] = [];
  const pages = pagesOf((from) =>
    retry(() =>
      client.send(
        new QueryCommand({
          TableName: table,
          ConsistentRead: true,
          KeyConditionExpression: '#pk = :pk',
          ExpressionAttributeNames: { '#pk': 'PK' },
          ExpressionAttributeValues: { ':pk': { S: streamKey(stream) } },
          ...from,
        }),
      ),
    ),
  );
  for await (const items of pages) events.push(...items.map(eventOf));
  return events;
};

const nextNumber = async ({ client, table, retry }: FeedSource, series: string): Promise<number> => {
  const { Item: counter } = await retry(() =>
    client.send(new GetItemCommand({ TableName: table, Key: counterKey(series), ConsistentRead: true })),
  );
  return Number(counter?.next?.N ?? 1);
};

/**
 * A write whose condition failed: ours all the same when exactly these bytes stand at every place, because an
 * earlier try was done and only its answer was lost.
 */
const settled = async (source: FeedSource, events: readonly SealedEvent[]): Promise<Appended> => {
  const found = await getItems(source, events.map(eventKey));
  const ours = events.every((event) => {
    const item = found.get(keyOf(eventKey(event)));
    return item !== undefined && textOf(item, 'c') === event.canonical;
  });
  return ours ? 'appended' : 'conflict';
};

const conditional = async (
  source: FeedSource,
  events: readonly SealedEvent[],
  write: () => Promise<unknown>,
): Promise<Appended> => {
  try {
    await source.retry(write);
    return 'appended';
  } catch (error) {
    if (conditionFailed(error)) return settled(source, events);
    throw error;
  }
};

/** One transaction. The token is the content's, so that AWS itself knows a repeated try for ten minutes. */
const transact = (
  source: FeedSource,
  events: readonly SealedEvent[],
  at: string,
  more: readonly TransactWriteItem[] = [],
): Promise<Appended> => {
  const { client, table } = source;
  const puts = events.map((event) => ({
    Put: { TableName: table, Item: eventItem(event, at), ...IF_ABSENT },
  }));
  const token = sha256(at, JSON.stringify(more), ...events.map(({ hash }) => hash)).slice(0, 36);
  const command = { TransactItems: [...more, ...puts], ClientRequestToken: token };
  return conditional(source, events, () => client.send(new TransactWriteItemsCommand(command)));
};

/** The events of one stream: alone a conditional put, several of them one transaction. */
const appendStream = (source: FeedSource, events: readonly SealedEvent[]): Promise<Appended> => {
  const { client, table, clock } = source;
  const at = isoOf(clock.now());
  const [event] = events;
  if (!event || events.length > 1) return transact(source, events, at);
  const put = { TableName: table, Item: eventItem(event, at), ...IF_ABSENT };
  return conditional(source, events, () => client.send(new PutItemCommand(put)));
};

const moveCounter = (table: string, { series, first, events }: NumberClaim): TransactWriteItem => ({
  Update: {
    TableName: table,
    Key: counterKey(series),
    UpdateExpression: 'SET #next = :next',
    ConditionExpression: first === 1 ? 'attribute_not_exists(#next)' : '#next = :first',
    ExpressionAttributeNames: { '#next': 'next' },
    ExpressionAttributeValues: {
      ':next': number(first + events.length),
      ...(first > 1 && { ':first': number(first) }),
    },
  },
});

const appendNumbered = (source: FeedSource, claim: NumberClaim): Promise<Appended> => {
  const { table, clock } = source;
  const { series, first, events } = claim;
  const claims = events.map((event, index) => ({
    Put: { TableName: table, Item: claimItem(series, first + index, event), ...IF_ABSENT },
  }));
  return transact(source, events, isoOf(clock.now()), [moveCounter(table, claim), ...claims]);
};

/** The ledger in DynamoDB: one table, the items and conditions of the design. */
export const createLedger = (options: LedgerOptions): Ledger => {
  const { patience = systemPatience, settleMs = SETTLE_MS, ...rest } = options;
  const source: FeedSource = { ...rest, settleMs, retry: createRetry(patience) };
  return {
    read: (stream) => readStream(source, stream),
    readMany: async (streams) => {
      const found = await inParallel(streams, AT_ONCE, (stream) => readStream(source, stream));
      return new Map(
        streams.flatMap((stream, index) => {
          const events = found[index] ?? [];
          return events.length > 0 ? [[stream, events] as const] : [];
        }),
      );
    },
    append: async (events) => {
      checkEvents(events);
      const streams = [...Map.groupBy(events, ({ stream }) => stream).values()];
      for (const stream of streams) checkTogether(stream, STREAM_BATCH);
      const answers = await inParallel(streams, AT_ONCE, (stream) => appendStream(source, stream));
      const byStream = new Map(streams.map((stream, index) => [stream[0]?.stream, answers[index]]));
      return events.map(({ stream }) => byStream.get(stream) as Appended);
    },
    nextNumber: (series) => nextNumber(source, series),
    appendNumbered: async (claim) => {
      checkClaim(claim);
      return appendNumbered(source, claim);
    },
    feed: (cursor, limit) => readFeed(source, cursor, limit),
  };
};
