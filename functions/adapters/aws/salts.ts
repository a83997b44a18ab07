import { randomBytes } from 'node:crypto';
import {
  type CreateTableCommandInput,
  DeleteItemCommand,
  type DynamoDBClient,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { Salts } from '../../core/ports.ts';
import { AT_ONCE } from './client.ts';
import { getItems } from './feed.ts';
import { type Item, text, textOf } from './items.ts';
import { inParallel } from './parallel.ts';
import { conditionFailed, createRetry, type Patience, systemPatience } from './retry.ts';

/**
 * What the deployment and the tests create: a table of its own, because nobody may delete in the ledger's. Encrypted
 * under a key of the account. It is never backed up and has no point-in-time recovery, or an erased salt would come
 * back: a salt that is lost costs the proof of what was in an erasable file, and nothing else.
 */
export const SALTS_TABLE = {
  AttributeDefinitions: ['PK', 'SK'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
  KeySchema: [
    { AttributeName: 'PK', KeyType: 'HASH' },
    { AttributeName: 'SK', KeyType: 'RANGE' },
  ],
  SSESpecification: { Enabled: true, SSEType: 'KMS' },
  BillingMode: 'PAY_PER_REQUEST',
} satisfies Omit<CreateTableCommandInput, 'TableName'>;

export interface SaltsOptions {
  readonly client: DynamoDBClient;
  readonly table: string;
  readonly patience?: Patience;
}

const keyOf = (stream: string): Item => ({ PK: text(`S#${stream}`), SK: text('S') });

/** Salts in DynamoDB: one item a stream, put once, deleted for ever. */
export const createSalts = ({ client, table, patience = systemPatience }: SaltsOptions): Salts => {
  const retry = createRetry(patience);

  const read = async (streams: readonly string[]): Promise<Map<string, string>> => {
    const items = await getItems({ client, table, retry }, [...new Set(streams)].map(keyOf));
    return new Map([...items.values()].map((item) => [textOf(item, 'PK').slice(2), textOf(item, 'salt')]));
  };

  /** If somebody was quicker, theirs stands; so does our own whose answer was lost. */
  const make = async (stream: string): Promise<void> => {
    const command = new PutItemCommand({
      TableName: table,
      Item: { ...keyOf(stream), salt: text(randomBytes(32).toString('hex')) },
      ConditionExpression: 'attribute_not_exists(#pk)',
      ExpressionAttributeNames: { '#pk': 'PK' },
    });
    try {
      await retry(() => client.send(command));
    } catch (error) {
      if (!conditionFailed(error)) throw error;
    }
  };

  return {
    of: async (streams) => {
      const found = await read(streams);
      const missing = [...new Set(streams)].filter((stream) => !found.has(stream));
      if (missing.length === 0) return found;
      await inParallel(missing, AT_ONCE, make);
      return new Map([...found, ...(await read(missing))]);
    },
    find: async (stream) => (await read([stream])).get(stream),
    erase: async (stream) => {
      await retry(() => client.send(new DeleteItemCommand({ TableName: table, Key: keyOf(stream) })));
    },
  };
};
