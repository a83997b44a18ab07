import {
  type DynamoDBClient,
  QueryCommand,
  type QueryCommandOutput,
  ScanCommand,
  type ScanCommandOutput,
} from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { fromUtf8 } from '../../core/ledger/bytes.ts';
import type { SealedEvent } from '../../core/ledger/envelope.ts';
import type { Evidence, Question, Verification } from '../../core/ledger/evidence.ts';
import { VKEY_KEY } from '../../core/ledger/log.ts';
import type { Claim, Counter } from '../../core/ledger/series.ts';
import { verifyLedger } from '../../core/ledger/verify.ts';
import type { Files, LogBatch, Salts } from '../../core/ports.ts';
import { createDynamoClient } from './client.ts';
import { createFiles } from './files.ts';
import { inTwoBuckets } from './homes.ts';
import { eventOf, type Item, textOf } from './items.ts';
import { batchOf, createLogStore } from './log-store.ts';
import { type From, pagesOf } from './pages.ts';
import { createRetry, type Patience, systemPatience } from './retry.ts';
import { createSalts } from './salts.ts';

interface EvidenceOptions {
  readonly client: DynamoDBClient;
  /** The ledger's table. */
  readonly table: string;
  readonly files: Files;
  readonly salts: Pick<Salts, 'find'>;
  readonly patience?: Patience;
}

/** A verifier key is `name+id+base64`; its name is the log's. */
const originIn = async (files: Files): Promise<string> => {
  const vkey = (await files.find(VKEY_KEY)) ? fromUtf8(await files.get(VKEY_KEY)) : undefined;
  return vkey?.split('+', 1)[0] ?? '';
};

/**
 * Everything that a deployment has of its ledger. Reads the table from end to end several times, strongly consistent:
 * what one partition holds comes together and in order, the partitions in none.
 */
const awsEvidence = (options: EvidenceOptions): Evidence => {
  const { client, table, files, salts, patience = systemPatience } = options;
  const retry = createRetry(patience);

  async function* paged(
    send: (from: From) => Promise<QueryCommandOutput | ScanCommandOutput>,
  ): AsyncGenerator<Item> {
    for await (const items of pagesOf((from) => retry(() => send(from)))) yield* items;
  }

  const asked = (value: string) => ({
    TableName: table,
    ConsistentRead: true,
    ExpressionAttributeNames: { '#pk': 'PK' },
    ExpressionAttributeValues: { ':pk': { S: value } },
  });

  /** Items of every partition whose key begins so. */
  const scan = (prefix: string, only = {}): AsyncGenerator<Item> =>
    paged((from) =>
      client.send(
        new ScanCommand({ ...asked(prefix), FilterExpression: 'begins_with(#pk, :pk)', ...only, ...from }),
      ),
    );

  const partition = (key: string): AsyncGenerator<Item> =>
    paged((from) =>
      client.send(new QueryCommand({ ...asked(key), KeyConditionExpression: '#pk = :pk', ...from })),
    );

  const log = async () => {
    const origin = await originIn(files);
    return { origin, store: createLogStore({ client, table, origin, patience }) };
  };

  /** Partitions of a series, each a thousand numbers, in the order of their numbers. */
  const claimPartitions = async (): Promise<readonly { readonly series: string; readonly key: string }[]> => {
    const keys = new Set<string>();
    for await (const item of scan('N#', { ProjectionExpression: '#pk' })) keys.add(textOf(item, 'PK'));
    return [...keys]
      .map((key) => {
        const [, series = '', part = ''] = /^N#(.*)#(\d+)$/s.exec(key) ?? [];
        return { key, series, part: Number(part) };
      })
      .sort((a, b) => (a.series === b.series ? a.part - b.part : a.series < b.series ? -1 : 1));
  };

  async function* claims(): AsyncGenerator<Claim> {
    for (const { series, key } of await claimPartitions())
      for await (const item of partition(key)) {
        const { SK, doc, ver } = item;
        yield { series, n: Number(SK?.S), stream: doc?.S ?? '', ver: Number(ver?.N) };
      }
  }

  async function* counters(): AsyncGenerator<Counter> {
    for await (const item of scan('C#'))
      yield { series: textOf(item, 'PK').slice(2), next: Number(item.next?.N) };
  }

  async function* events(): AsyncGenerator<SealedEvent> {
    for await (const item of scan('D#')) yield eventOf(item);
  }

  async function* batches(): AsyncGenerator<LogBatch & { readonly n: number }> {
    const { origin } = await log();
    for await (const item of partition(`L#${origin}#B`)) yield { ...batchOf(item), n: Number(item.n?.N) };
  }

  return {
    events,
    claims,
    counters,
    batches,
    // for the progress bar alone: to count them would read the whole table once more
    count: async () => (await (await log()).store.head()).size,
    head: async () => (await log()).store.head(),
    salt: salts.find,
    files,
  };
};

export interface Deployment {
  readonly bucket: string;
  /** Bucket of the final PDFs; without it they are in the other. */
  readonly archive?: string | undefined;
  readonly table?: string;
  readonly salts?: string;
}

/** Checks the whole ledger of a deployment, with credentials and region as the AWS CLI has them. */
export const verifyBucket = async (
  { bucket, archive = bucket, table = 'docket-ledger', salts = 'docket-salts' }: Deployment,
  question: Question,
): Promise<Verification> => {
  const client = createDynamoClient();
  const s3 = new S3Client();
  try {
    const evidence = awsEvidence({
      client,
      table,
      files: inTwoBuckets(createFiles({ client: s3, bucket }), createFiles({ client: s3, bucket: archive })),
      salts: createSalts({ client, table: salts }),
    });
    return await verifyLedger(evidence, question);
  } finally {
    client.destroy();
    s3.destroy();
  }
};
