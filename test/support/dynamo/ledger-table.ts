import { setTimeout as pause } from 'node:timers/promises';
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTableCommand,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import { createDynamoClient } from '../../../functions/adapters/aws/client.ts';
import type { Patience } from '../../../functions/adapters/aws/retry.ts';
import { type Emulator, startEmulator } from './emulator.ts';

/** A client of the emulator; its key is no secret. */
const clientOf = (endpoint: string): DynamoDBClient =>
  createDynamoClient({
    endpoint,
    region: 'local',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });

let tables = 0;
let seed = 0;

/** A new, empty table that is ready; gives its name. */
export const newTable = async (
  client: DynamoDBClient,
  definition: Omit<CreateTableCommandInput, 'TableName'>,
): Promise<string> => {
  const TableName = `docket-${process.pid}-${tables++}`;
  await client.send(new CreateTableCommand({ ...definition, TableName }));
  for (;;) {
    const { Table } = await client.send(new DescribeTableCommand({ TableName }));
    if (Table?.TableStatus === 'ACTIVE') return TableName;
    await pause(5);
  }
};

export interface Site {
  readonly emulator: Emulator;
  readonly client: DynamoDBClient;
  close(): Promise<void>;
}

export const openSite = async (): Promise<Site> => {
  const emulator = await startEmulator();
  const client = clientOf(emulator.endpoint);
  return {
    emulator,
    client,
    close: async () => {
      client.destroy();
      await emulator.close();
    },
  };
};

/**
 * Waits that take a part of their time and are written down; chance from a small generator. A transaction takes some
 * ten milliseconds here as in AWS, so that writers who meet need pauses that are not much shorter than the real ones.
 */
export const quickPatience = (pauses: number[] = [], part = 4): Patience => {
  let state = 1 + (seed++ % 1000);
  return {
    sleep: (ms) => {
      pauses.push(ms);
      return pause(ms / part);
    },
    random: () => {
      state = (state * 48_271) % 2_147_483_647;
      return state / 2_147_483_647;
    },
  };
};
