import { randomUUID } from 'node:crypto';
import {
  type CreateTableCommandInput,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { Clock, KeyValue } from '../../core/ports.ts';
import { type Item, number, text, textOf } from './items.ts';
import { conditionFailed, createRetry, type Patience, systemPatience } from './retry.ts';

/** What the deployment and the tests create; `ttl` (seconds) is the attribute by which DynamoDB sweeps, days late. */
export const KEY_VALUE_TABLE = {
  AttributeDefinitions: [{ AttributeName: 'PK', AttributeType: 'S' }],
  KeySchema: [{ AttributeName: 'PK', KeyType: 'HASH' }],
  BillingMode: 'PAY_PER_REQUEST',
} satisfies Omit<CreateTableCommandInput, 'TableName'>;

export interface KeyValueOptions {
  readonly client: DynamoDBClient;
  readonly table: string;
  readonly clock: Clock;
  readonly patience?: Patience;
}

const numberOf = (item: Item, name: string): number => Number(item[name]?.N ?? 0);

const keyOf = (key: string): Item => ({ PK: text(key) });

const FREE = 'attribute_not_exists(#pk) OR #ends <= :now';
const ALIVE = 'attribute_not_exists(#pk) OR #ends > :now';

/** Records in DynamoDB; one that has ended counts as absent until it is swept or written over. */
export const createKeyValue = ({
  client,
  table,
  clock,
  patience = systemPatience,
}: KeyValueOptions): KeyValue => {
  const retry = createRetry(patience);
  const TableName = table;

  const read = async (key: string): Promise<Item | undefined> => {
    const command = new GetItemCommand({ TableName, Key: keyOf(key), ConsistentRead: true });
    return (await retry(() => client.send(command))).Item;
  };

  /** True when this very write stands, also when its answer was lost and a second try met it. */
  const write = async (key: string, item: Item, condition: string, values: Item): Promise<boolean> => {
    const token = randomUUID();
    const command = new PutItemCommand({
      TableName,
      Item: { ...keyOf(key), ...item, w: text(token) },
      ConditionExpression: condition,
      ExpressionAttributeNames: {
        ...(condition.includes('#pk') && { '#pk': 'PK' }),
        ...(condition.includes('#version') && { '#version': 'version' }),
        '#ends': 'ends',
      },
      ExpressionAttributeValues: values,
    });
    try {
      await retry(() => client.send(command));
      return true;
    } catch (fault) {
      if (!conditionFailed(fault)) throw fault;
      const found = await read(key);
      return found !== undefined && textOf(found, 'w') === token;
    }
  };

  const itemOf = (value: string, version: number, ends: number): Item => ({
    value: text(value),
    version: number(version),
    n: number(Number(value) || 0),
    ends: number(ends),
    ttl: number(Math.ceil(ends / 1000)),
  });

  const add = async (key: string, ends: number): Promise<number | undefined> => {
    const command = new UpdateItemCommand({
      TableName,
      Key: keyOf(key),
      UpdateExpression:
        'SET #ends = if_not_exists(#ends, :ends), #ttl = if_not_exists(#ttl, :ttl) ADD #n :one',
      ConditionExpression: ALIVE,
      ExpressionAttributeNames: { '#pk': 'PK', '#ends': 'ends', '#ttl': 'ttl', '#n': 'n' },
      ExpressionAttributeValues: {
        ':ends': number(ends),
        ':ttl': number(Math.ceil(ends / 1000)),
        ':one': number(1),
        ':now': number(clock.now()),
      },
      ReturnValues: 'UPDATED_NEW',
    });
    try {
      return numberOf((await retry(() => client.send(command))).Attributes ?? {}, 'n');
    } catch (fault) {
      if (conditionFailed(fault)) return undefined;
      throw fault;
    }
  };

  return {
    get: async (key) => {
      const found = await read(key);
      if (!found || numberOf(found, 'ends') <= clock.now()) return undefined;
      const value = found.value ? textOf(found, 'value') : String(numberOf(found, 'n'));
      return { value, version: numberOf(found, 'version') };
    },
    put: (key, value, ends, before) => {
      const now = { ':now': number(clock.now()) };
      const item = itemOf(value, before + 1, ends);
      return before === 0
        ? write(key, item, FREE, now)
        : write(key, item, '#version = :before AND #ends > :now', { ...now, ':before': number(before) });
    },
    count: async (key, ends) => {
      // one that has ended is written over by the first who comes; the others count on
      for (;;) {
        const sum = await add(key, ends);
        if (sum !== undefined) return sum;
        const fresh: Item = { n: number(1), ends: number(ends), ttl: number(Math.ceil(ends / 1000)) };
        if (await write(key, fresh, FREE, { ':now': number(clock.now()) })) return 1;
      }
    },
    remove: async (key) => {
      await retry(() => client.send(new DeleteItemCommand({ TableName, Key: keyOf(key) })));
    },
  };
};
