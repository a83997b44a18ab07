import type { AttributeValue, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { FEED_INDEX, type Item } from '../../../functions/adapters/aws/items.ts';
import { evaluate } from './expressions.ts';
import { itemSize, type Item as Sent } from './values.ts';

/**
 * The ledger's table in memory, behind the part of the SDK's client that the adapters call: for explorations and
 * benches that need thousands of runs or a clock of their own. Not real: no HTTP, no throttling, no conflicts between
 * transactions (each is done at one moment), no memory for request tokens (the conditions alone must hold), one page
 * for every answer, an index that is up to date at once. What the adapters do against HTTP, the contract tests show.
 */

export interface Call {
  readonly operation: string;
  readonly write: boolean;
  /** Actions of a transaction, keys of a batch; else 1. */
  readonly actions: number;
}

/** Called instead of every call: decides when the work is done, if at all, and what the caller hears. */
export type Gate = <T>(call: Call, work: () => T) => Promise<T>;

/** Items of one partition, by sort key. */
interface Partition {
  readonly keys: string[];
  readonly items: Map<string, Item>;
}

type Input = Readonly<Record<string, unknown>>;

const fault = (name: string, more: object = {}): Error =>
  Object.assign(new Error(name), { name, $metadata: { httpStatusCode: 400 }, ...more });

/** The SDK's items are what goes over the wire, as long as nothing is binary. */
const sent = (item: Item): Sent => item as unknown as Sent;

const textOf = (value: AttributeValue | undefined): string => String(value?.S ?? value?.N ?? '');

/** Place of the first key that is not before this one. */
const placeOf = (keys: readonly string[], key: string): number => {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((keys[middle] as string) < key) low = middle + 1;
    else high = middle;
  }
  return low;
};

const createPartitions = () => {
  const partitions = new Map<string, Partition>();
  return {
    of: (name: string): Partition => partitions.get(name) ?? { keys: [], items: new Map() },
    put: (name: string, key: string, item: Item): void => {
      const partition = partitions.get(name) ?? { keys: [], items: new Map<string, Item>() };
      partitions.set(name, partition);
      if (!partition.items.has(key)) partition.keys.splice(placeOf(partition.keys, key), 0, key);
      partition.items.set(key, item);
    },
    all: function* (): Generator<Item> {
      for (const name of [...partitions.keys()].toSorted()) {
        const { keys, items } = partitions.get(name) as Partition;
        for (const key of keys) yield items.get(key) as Item;
      }
    },
  };
};

const CONDITION = /^#\w+ = (:\w+)(?: AND #\w+ (?:(<=|>=) (:\w+)|BETWEEN (:\w+) AND (:\w+)))?$/;

/** The partition that a query asks for, and the bounds of its sort keys. */
const rangeOf = ({ KeyConditionExpression, ExpressionAttributeValues }: Input) => {
  const [, partition, operator, bound, low, high] = CONDITION.exec(String(KeyConditionExpression)) ?? [];
  if (!partition) throw fault('ValidationException');
  const given = (name: string | undefined): string | undefined =>
    name && textOf((ExpressionAttributeValues as Item)[name]);
  return {
    partition: given(partition) as string,
    from: given(low ?? (operator === '>=' ? bound : undefined)),
    to: given(high ?? (operator === '<=' ? bound : undefined)),
  };
};

export const memoryTable = () => {
  const table = createPartitions();
  const index = createPartitions();
  let units = 0;
  let changes: Item[] = [];

  const get = (key: Item): Item | undefined => table.of(textOf(key.PK)).items.get(textOf(key.SK));

  /** Writes an item and counts what AWS would: 1 KB a unit, twice in a transaction, and the index beside it. */
  const put = (item: Item, times: 1 | 2): void => {
    const [PK, SK] = [textOf(item.PK), textOf(item.SK)];
    table.put(PK, SK, item);
    units += times * Math.ceil(itemSize(sent(item)) / 1024);
    changes.push(item);
    if (!item.f || !item.g) return;
    const { f, g } = item;
    index.put(textOf(f), textOf(g), { PK: item.PK, SK: item.SK, f, g } as Item);
    units += 1;
  };

  const decide = (action: Input, key: Item): Item | undefined => {
    const held = get(key);
    const { holds, updated } = evaluate(action, held && sent(held), sent(key));
    return holds ? ((action.Item ?? updated) as Item) : undefined;
  };

  const single = (input: Input): object => {
    const after = decide(input, (input.Item ?? input.Key) as Item);
    if (!after) throw fault('ConditionalCheckFailedException');
    put(after, 1);
    return {};
  };

  const transact = ({ TransactItems }: Input): object => {
    const actions = (TransactItems as readonly Record<string, Input>[]).map((one) => one.Put ?? one.Update);
    const after = actions.map((action) => decide(action as Input, (action?.Item ?? action?.Key) as Item));
    if (after.includes(undefined))
      throw fault('TransactionCanceledException', {
        CancellationReasons: after.map((item) => ({ Code: item ? 'None' : 'ConditionalCheckFailed' })),
      });
    for (const item of after) put(item as Item, 2);
    return {};
  };

  const query = (input: Input): object => {
    const { partition, from, to } = rangeOf(input);
    const { keys, items } = (input.IndexName === FEED_INDEX ? index : table).of(partition);
    const found = keys.slice(from === undefined ? 0 : placeOf(keys, from));
    const inside = to === undefined ? found : found.filter((key) => key <= to);
    if (input.ScanIndexForward === false) inside.reverse();
    return { Items: inside.slice(0, Number(input.Limit ?? inside.length)).map((key) => items.get(key)) };
  };

  const batchGet = ({ RequestItems }: Input): object => ({
    Responses: Object.fromEntries(
      Object.entries(RequestItems as Record<string, { Keys: readonly Item[] }>).map(([name, { Keys }]) => [
        name,
        Keys.map(get).filter((item) => item !== undefined),
      ]),
    ),
  });

  const operations: Readonly<Record<string, (input: Input) => object>> = {
    GetItem: ({ Key }) => ({ Item: get(Key as Item) }),
    BatchGetItem: batchGet,
    Query: query,
    PutItem: single,
    UpdateItem: single,
    TransactWriteItems: transact,
  };

  return {
    client: (gate: Gate): DynamoDBClient => {
      const send = (command: { readonly input: Input }): Promise<object> => {
        const operation = command.constructor.name.replace(/Command$/, '');
        const work = operations[operation];
        if (!work) throw new Error(`the table in memory has no ${operation}`);
        const { TransactItems } = command.input as { TransactItems?: readonly unknown[] };
        const write = work === single || work === transact;
        return gate({ operation, write, actions: TransactItems?.length ?? 1 }, () => work(command.input));
      };
      return { send } as unknown as DynamoDBClient;
    },
    /** By partition and sort key. */
    items: (): readonly Item[] => [...table.all()],
    /** Items written since the last call, as the table's stream tells of them. */
    changes: (): readonly Item[] => {
      const fresh = changes;
      changes = [];
      return fresh;
    },
    /** Write units so far, as AWS counts them. */
    units: (): number => units,
  };
};

export type MemoryTable = ReturnType<typeof memoryTable>;
