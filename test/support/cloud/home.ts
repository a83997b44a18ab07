/**
 * A deployment on loopback: the bundles that Lambda gets, S3, DynamoDB, SQS, SES and KMS as the emulators have them,
 * and the event sources between them. What is NOT real: roles, retries with waiting, and that calls run side by side.
 */
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { SHARE_ENV, Worker } from 'node:worker_threads';
import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type {
  APIGatewayProxyStructuredResultV2,
  Context,
  DynamoDBRecord,
  SQSBatchResponse,
  SQSRecord,
} from 'aws-lambda';
import { vi } from 'vitest';
import { readConfig } from '../../../functions/adapters/aws/config.ts';
import { LEDGER_TABLE } from '../../../functions/adapters/aws/items.ts';
import { KEY_VALUE_TABLE } from '../../../functions/adapters/aws/key-value.ts';
import { createAwsPorts } from '../../../functions/adapters/aws/ports.ts';
import { SALTS_TABLE } from '../../../functions/adapters/aws/salts.ts';
import type { Deployment } from '../../../functions/adapters/aws/verify.ts';
import { VIEWS_TABLE } from '../../../functions/adapters/aws/views.ts';
import { createWorkbooks } from '../../../functions/adapters/exceljs/workbooks.ts';
import { createFaces } from '../../../functions/adapters/fontkit/faces.ts';
import { pictureOf } from '../../../functions/adapters/resvg/pictures.ts';
import type { Ports } from '../../../functions/core/ports.ts';
import { pipeline } from '../../../functions/pipeline.ts';
import type { WebRequest, WebResponse } from '../../../functions/web/http.ts';
import { bundleHandlers } from '../../../infra/cloud/bundle.ts';
import { loadKinds } from '../../../templates/registry.ts';
import { startAws } from '../aws/emulator.ts';
import { CREDENTIALS, REGION } from '../aws/signature.ts';
import { newTable, openSite } from '../dynamo/ledger-table.ts';
import { quickRenderer } from '../quick-renderer.ts';
import { startS3 } from '../s3/emulator.ts';

const BUCKETS = { inbox: 'inbox', documents: 'documents', archive: 'archive' };
export const SITE = 'https://docket.example.com';

/** What a call knows of itself. */
const context = (name: string): Context =>
  ({
    functionName: name,
    awsRequestId: '00000000-0000-4000-8000-000000000000',
    getRemainingTimeInMillis: () => 60_000,
  }) as Context;

const sqsRecord = (body: string, index: number): SQSRecord =>
  ({ messageId: `m${index}`, receiptHandle: '', body, eventSource: 'aws:sqs' }) as SQSRecord;

const requestEvent = ({ method, path, query, headers, body, caller }: WebRequest) => ({
  version: '2.0',
  // as the API does it
  rawPath: decodeURIComponent(path),
  rawQueryString: query.toString(),
  headers,
  ...(headers.cookie && { cookies: headers.cookie.split('; ') }),
  body: Buffer.from(body).toString('base64'),
  isBase64Encoded: true,
  requestContext: { http: { method, path, sourceIp: caller } },
});

const responseOf = (result: APIGatewayProxyStructuredResultV2): WebResponse => ({
  status: result.statusCode ?? 500,
  headers: {
    ...(result.headers as Record<string, string>),
    ...(result.cookies && { 'set-cookie': result.cookies.join() }),
  },
  body: result.isBase64Encoded ? Buffer.from(result.body ?? '', 'base64') : (result.body ?? ''),
});

/** Ends a call in the middle of its work: after its first write to DynamoDB, as a process that is killed. */
const KILLER = `
const { workerData, parentPort } = require('node:worker_threads');
import(workerData.address)
  .then(({ handler }) => handler(workerData.event, { awsRequestId: 'killed', getRemainingTimeInMillis: () => 60000 }))
  .then(() => parentPort.postMessage('done'), () => parentPort.postMessage('failed'));`;

export interface Cloud {
  readonly ports: Ports;
  readonly deployment: Deployment;
  /** Mails that SES took, oldest first, as text. */
  readonly mails: readonly { readonly to: readonly string[]; readonly raw: Buffer }[];
  /** Calls that were killed in the middle of their work, by function. */
  readonly killed: ReadonlySet<string>;
  put(bucket: keyof typeof BUCKETS, key: string, bytes: Uint8Array): Promise<void>;
  /** A request to the pages, through the HTTP API. */
  answer(request: WebRequest): Promise<WebResponse>;
  /** What EventBridge Scheduler sends. */
  tick(schedule: string, stage: string): Promise<void>;
  /** Until no event and no message is left. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

/** `folder`: for the bundles. Every message is delivered twice, and one call of each function is killed. */
export const openCloud = async (folder: string): Promise<Cloud> => {
  const [aws, site, s3] = await Promise.all([startAws(), openSite(), startS3(), bundleHandlers(folder)]);
  const [ledger, views, salts, keyValue] = await Promise.all(
    [LEDGER_TABLE, VIEWS_TABLE, SALTS_TABLE, KEY_VALUE_TABLE].map((table) => newTable(site.client, table)),
  );
  const queues = new Map(pipeline.map(({ name }) => [name as string, aws.queue(name)]));
  const environment = {
    AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
    AWS_SESSION_TOKEN: CREDENTIALS.sessionToken,
    AWS_REGION: REGION,
    AWS_ENDPOINT_URL: aws.endpoint,
    AWS_ENDPOINT_URL_S3: s3.endpoint,
    AWS_ENDPOINT_URL_DYNAMODB: site.emulator.endpoint,
    POWERTOOLS_LOG_LEVEL: process.env.DOCKET_TEST_LOG ?? 'SILENT',
    POWERTOOLS_METRICS_DISABLED: 'true',
    DOCKET_STAGE: 'dev',
    DOCKET_URL: SITE,
    DOCKET_LEDGER_TABLE: ledger ?? '',
    DOCKET_VIEWS_TABLE: views ?? '',
    DOCKET_SALTS_TABLE: salts ?? '',
    DOCKET_KEY_VALUE_TABLE: keyValue ?? '',
    DOCKET_INBOX_BUCKET: BUCKETS.inbox,
    DOCKET_DOCUMENTS_BUCKET: BUCKETS.documents,
    DOCKET_ARCHIVE_BUCKET: BUCKETS.archive,
    DOCKET_LOG_KEY: aws.key('ECC_NIST_EDWARDS25519'),
    DOCKET_DOCUMENT_KEY: aws.key('RSA_3072'),
    DOCKET_MAC_KEY: aws.key('HMAC_256'),
    DOCKET_MAIL_CONFIGURATION_SET: 'docket',
    DOCKET_QUEUES: JSON.stringify(Object.fromEntries(queues)),
  };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  const client = new S3Client({ forcePathStyle: true });
  const ports = createAwsPorts({
    config: readConfig(process.env),
    kinds: await loadKinds(),
    shipped: fileURLToPath(new URL('../../../templates', import.meta.url)),
    renderer: quickRenderer(),
    workbooks: createWorkbooks(),
    faces: createFaces(),
    picture: pictureOf,
    clock: { now: () => Date.now() },
    log: () => undefined,
  });

  const addressOf = (name: string): string => pathToFileURL(join(folder, name, 'index.mjs')).href;
  const call = async (name: string, event: unknown): Promise<unknown> => {
    const { handler } = (await import(/* @vite-ignore */ addressOf(name))) as {
      readonly handler: (event: unknown, context: Context) => Promise<unknown>;
    };
    return handler(event, context(name));
  };

  const writes = (): number =>
    ['PutItem', 'TransactWriteItems', 'BatchWriteItem'].reduce(
      (sum, name) => sum + (site.emulator.calls.get(name) ?? 0),
      0,
    );
  const killed = new Set<string>();
  const kill = async (name: string, event: unknown): Promise<void> => {
    const before = writes();
    const worker = new Worker(KILLER, {
      eval: true,
      env: SHARE_ENV,
      workerData: { address: addressOf(name), event },
      stdout: true,
      stderr: true,
    });
    let over = false;
    worker.once('message', () => {
      over = true;
    });
    worker.once('error', () => {
      over = true;
    });
    while (!over && writes() === before) await new Promise(setImmediate);
    if (!over) killed.add(name);
    await worker.terminate();
  };

  /** Twice, the first time perhaps by a process that dies. */
  const deliver = async (name: string, event: unknown): Promise<unknown> => {
    if (!killed.has(name)) await kill(name, event);
    else await call(name, event);
    return call(name, event);
  };

  const seen = new Set<string>();
  const stream = async (): Promise<boolean> => {
    const { Items = [] } = await site.client.send(
      new ScanCommand({ TableName: ledger, ConsistentRead: true }),
    );
    const fresh = Items.filter(({ PK, SK }) => PK?.S?.startsWith('D#') && !seen.has(`${PK.S} ${SK?.S}`));
    for (const { PK, SK } of fresh) seen.add(`${PK?.S} ${SK?.S}`);
    if (fresh.length === 0) return false;
    const Records = fresh.map(
      (NewImage) => ({ eventName: 'INSERT', dynamodb: { NewImage } }) as DynamoDBRecord,
    );
    await deliver('dispatch', { Records });
    return true;
  };

  const failures = new Map<string, number>();
  const poll = async (name: string, url: string): Promise<boolean> => {
    const bodies = aws.take(url);
    if (bodies.length === 0) return false;
    const { batchItemFailures } = (await deliver(name, {
      Records: bodies.map(sqsRecord),
    })) as SQSBatchResponse;
    const failed = bodies.filter((_, index) =>
      batchItemFailures.some(({ itemIdentifier }) => itemIdentifier === `m${index}`),
    );
    for (const body of failed) {
      const times = (failures.get(body) ?? 0) + 1;
      failures.set(body, times);
      if (times >= 5) throw new Error(`a message of ${name} is dead: ${body}`);
    }
    if (failed.length > 0)
      await ports.queue.send(
        name,
        failed.map((body) => JSON.parse(body)),
      );
    return true;
  };

  const notices = async (): Promise<boolean> => {
    const fresh = s3.created().filter(({ bucket }) => bucket === BUCKETS.inbox);
    for (const { bucket, key, size, versionId } of fresh) {
      const object = { key: encodeURIComponent(key).replaceAll('%2F', '/'), size, versionId };
      const eventTime = new Date().toISOString();
      const Records = [{ eventSource: 'aws:s3', eventTime, s3: { bucket: { name: bucket }, object } }];
      await ports.queue.send('intake', [{ Records }]);
    }
    return fresh.length > 0;
  };

  const round = async (): Promise<boolean> => {
    let worked = await notices();
    worked = (await stream()) || worked;
    for (const [name, url] of queues) worked = (await poll(name, url)) || worked;
    return worked;
  };

  return {
    ports,
    deployment: {
      bucket: BUCKETS.documents,
      archive: BUCKETS.archive,
      table: ledger ?? '',
      salts: salts ?? '',
    },
    mails: aws.mails,
    killed,
    put: async (bucket, Key, Body) => {
      await client.send(new PutObjectCommand({ Bucket: BUCKETS[bucket], Key, Body }));
    },
    answer: async (request) =>
      responseOf((await call('web', requestEvent(request))) as APIGatewayProxyStructuredResultV2),
    tick: (schedule, stage) => ports.queue.send(stage, [{ schedule, time: new Date().toISOString() }]),
    settle: async () => {
      while (await round());
    },
    close: async () => {
      vi.unstubAllEnvs();
      client.destroy();
      await Promise.all([aws.close(), site.close(), s3.close()]);
    },
  };
};
