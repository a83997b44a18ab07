/**
 * An auditor checks a deployment on AWS with one command. Real: the command, the SDK, HTTP. Not real: DynamoDB and S3
 * are emulators on loopback; their heads say in what they differ.
 */
import { join } from 'node:path';
import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createFiles } from '../../functions/adapters/aws/files.ts';
import { eventKey, LEDGER_TABLE } from '../../functions/adapters/aws/items.ts';
import { createLedger } from '../../functions/adapters/aws/ledger.ts';
import { createLogStore } from '../../functions/adapters/aws/log-store.ts';
import { SALTS_TABLE } from '../../functions/adapters/aws/salts.ts';
import { createSigner } from '../../functions/adapters/embedded/signer.ts';
import { checkpoint } from '../../functions/checkpoint/checkpoint.ts';
import { seal } from '../../functions/core/ledger/envelope.ts';
import { sha256 } from '../../functions/core/ledger/hash.ts';
import { numberOf } from '../../functions/core/ledger/series.ts';
import type { Ports } from '../../functions/core/ports.ts';
import { CREDENTIALS, REGION } from '../support/aws/signature.ts';
import { docket } from '../support/cli.ts';
import { newTable, openSite, type Site } from '../support/dynamo/ledger-table.ts';
import { temporaryFolder } from '../support/folder.ts';
import { type S3Emulator, startS3 } from '../support/s3/emulator.ts';

const HOUR_AGO = Date.now() - 3_600_000;
const DOCUMENTS = 60;
const PDF = new TextEncoder().encode('%PDF-1.7 one');
let site: Site;
let s3: S3Emulator;
let objects: S3Client;
let table: string;
let salts: string;

const cause = { key: 'k', actor: 'docket', at: HOUR_AGO };
const key = (n: number): string => `documents/${numberOf('QT-2026', n)}/a.pdf`;

beforeAll(async () => {
  site = await openSite();
  s3 = await startS3();
  objects = new S3Client({
    endpoint: s3.endpoint,
    region: REGION,
    credentials: CREDENTIALS,
    forcePathStyle: true,
  });
  table = await newTable(site.client, LEDGER_TABLE);
  salts = await newTable(site.client, SALTS_TABLE);
  const clock = { now: () => Date.now() };
  const files = createFiles({ client: objects, bucket: 'docket' });
  const signer = createSigner(join(temporaryFolder(), 'ledger.key'));
  const origin = (await signer.vkey()).split('+')[0]!;
  const day = new Date(HOUR_AGO).toISOString().slice(0, 10);
  const ledger = createLedger({ client: site.client, table, clock, since: day, settleMs: 0 });
  const logStore = createLogStore({ client: site.client, table, origin });
  for (let first = 1; first <= DOCUMENTS; first += 30) {
    const events = Array.from({ length: 30 }, (_, index) => {
      const n = first + index;
      const data = { number: numberOf('QT-2026', n), series: 'QT-2026', n };
      return seal(`doc-${n}`, undefined, [{ type: 'document.numbered', data }], cause)[0]!;
    });
    expect(await ledger.appendNumbered({ series: 'QT-2026', first, events })).toBe('appended');
    for (const [index, event] of events.entries()) {
      const n = first + index;
      await files.put(key(n), PDF);
      const made = { name: 'a.pdf', key: key(n), sha256: sha256(PDF), size: PDF.length };
      await ledger.append(
        seal(`doc-${n}`, event, [{ type: 'document.rendered', data: { files: [made], revision: 0 } }], cause),
      );
    }
  }
  const ports = { ledger, logStore, files, signer, clock, log: () => undefined } as unknown as Ports;
  const time = new Date().toISOString();
  expect(await checkpoint(ports)([{ schedule: 'checkpoint', time }])).toEqual(new Map());
});

afterAll(async () => {
  objects?.destroy();
  await s3?.close();
  await site?.close();
});

const verify = async () => {
  const env = {
    AWS_ENDPOINT_URL_DYNAMODB: site.emulator.endpoint,
    AWS_ENDPOINT_URL_S3: s3.endpoint,
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
    AWS_SESSION_TOKEN: CREDENTIALS.sessionToken,
  };
  const ran = await docket(
    ['verify', '--bucket', 'docket', '--table', table, '--salts', salts, '--json'],
    env,
  );
  return { ...ran, found: JSON.parse(ran.out || '{}') };
};

it('finds nothing in what is as it was written', async () => {
  const { code, found, err } = await verify();
  expect(err).toBe('');
  expect(found).toMatchObject({ events: 2 * DOCUMENTS, numbers: DOCUMENTS, files: DOCUMENTS, findings: [] });
  expect(code).toBe(0);
});

it('finds an event that was edited and an object that was written over', async () => {
  await site.client.send(
    new UpdateItemCommand({
      TableName: table,
      Key: eventKey({ stream: 'doc-7', ver: 2 }),
      UpdateExpression: 'SET c = :c',
      ExpressionAttributeValues: { ':c': { S: '{"edited":true}' } },
    }),
  );
  await objects.send(new PutObjectCommand({ Bucket: 'docket', Key: key(9), Body: 'other' }));
  const { code, found } = await verify();
  expect(code).toBe(3);
  const places = found.findings.map(({ where }: { where: string }) => where);
  expect(places).toEqual(expect.arrayContaining(['doc-7@2', key(9)]));
});
