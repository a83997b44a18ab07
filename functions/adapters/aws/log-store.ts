import {
  type DynamoDBClient,
  GetItemCommand,
  QueryCommand,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import type { LogBatch, LogHead, LogStore } from '../../core/ports.ts';
import { digits, type Item, number, text, textOf } from './items.ts';
import { pagesOf } from './pages.ts';
import { conditionFailed, createRetry, type Patience, systemPatience } from './retry.ts';

export interface LogStoreOptions {
  readonly client: DynamoDBClient;
  /** The ledger's table. */
  readonly table: string;
  /** Name of the log. */
  readonly origin: string;
  readonly patience?: Patience;
}

const NEW: LogHead = { size: 0, frontier: [], cursor: '' };

const headOf = (item: Item | undefined): LogHead =>
  item
    ? {
        size: Number(item.size?.N),
        frontier: textOf(item, 'frontier').split(' ').filter(Boolean),
        cursor: textOf(item, 'cursors'),
      }
    : NEW;

/** Entries are canonical JSON, in which a line feed is always escaped. */
export const batchOf = (item: Item): LogBatch => ({
  start: Number(textOf(item, 'SK')),
  entries: textOf(item, 'entries').split('\n'),
});

/** The Merkle log in the ledger's table: one head, and batches that are put once. */
export const createLogStore = (options: LogStoreOptions): LogStore => {
  const { client, table, origin, patience = systemPatience } = options;
  const retry = createRetry(patience);
  const headKey: Item = { PK: text(`L#${origin}`), SK: text('HEAD') };
  const startKey = (start: number): string => digits(start, 15);

  /** A new log has no head item, and one that has only moved its cursor has size 0. */
  const moveHead = (before: LogHead, after: LogHead): TransactWriteItem => {
    const fresh = before.size === 0 && before.cursor === '';
    return {
      Update: {
        TableName: table,
        Key: headKey,
        UpdateExpression: 'SET #size = :size, #frontier = :frontier, #cursors = :cursor',
        ConditionExpression: `${fresh ? 'attribute_not_exists(#size) OR ' : ''}(#size = :was AND #cursors = :at)`,
        ExpressionAttributeNames: { '#size': 'size', '#frontier': 'frontier', '#cursors': 'cursors' },
        ExpressionAttributeValues: {
          ':size': number(after.size),
          ':frontier': text(after.frontier.join(' ')),
          ':cursor': text(after.cursor),
          ':was': number(before.size),
          ':at': text(before.cursor),
        },
      },
    };
  };

  const putBatch = (start: number, entries: readonly string[]): TransactWriteItem => ({
    Put: {
      TableName: table,
      Item: {
        PK: text(`L#${origin}#B`),
        SK: text(startKey(start)),
        n: number(entries.length),
        entries: text(entries.join('\n')),
      },
      ConditionExpression: 'attribute_not_exists(#pk)',
      ExpressionAttributeNames: { '#pk': 'PK' },
    },
  });

  const query = (condition: string, start: number, more: object) =>
    retry(() =>
      client.send(
        new QueryCommand({
          TableName: table,
          ConsistentRead: true,
          KeyConditionExpression: `#pk = :pk AND ${condition}`,
          ExpressionAttributeNames: { '#pk': 'PK', '#sk': 'SK' },
          ExpressionAttributeValues: { ':pk': text(`L#${origin}#B`), ':start': text(startKey(start)) },
          ...more,
        }),
      ),
    );

  return {
    head: async () => {
      const found = await retry(() =>
        client.send(new GetItemCommand({ TableName: table, Key: headKey, ConsistentRead: true })),
      );
      return headOf(found.Item);
    },
    commit: async (before, after, entries) => {
      const batch = entries.length > 0 ? [putBatch(before.size, entries)] : [];
      const TransactItems = [moveHead(before, after), ...batch];
      try {
        await retry(() => client.send(new TransactWriteItemsCommand({ TransactItems })));
        return 'committed';
      } catch (error) {
        // also when only the answer of an earlier try was lost: whoever reads the head again sees how it ended
        if (conditionFailed(error)) return 'conflict';
        throw error;
      }
    },
    batches: async function* (from) {
      const holding = await query('#sk <= :start', from, { ScanIndexForward: false, Limit: 1 });
      const first = holding.Items?.[0];
      const start = first ? batchOf(first).start : from;
      for await (const items of pagesOf((after) => query('#sk >= :start', start, after)))
        yield* items.map(batchOf);
    },
  };
};
