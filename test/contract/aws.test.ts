/** KMS, SQS and SES against the emulator; its head says what of it is not real. */
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Account } from '../../functions/adapters/aws/call.ts';
import { readConfig } from '../../functions/adapters/aws/config.ts';
import { LEDGER_TABLE } from '../../functions/adapters/aws/items.ts';
import { createKeyValue, KEY_VALUE_TABLE } from '../../functions/adapters/aws/key-value.ts';
import { createDocumentSigner, createSecrets, createSigner } from '../../functions/adapters/aws/kms.ts';
import { createMailer } from '../../functions/adapters/aws/mailer.ts';
import { createAwsPorts } from '../../functions/adapters/aws/ports.ts';
import { createQueue } from '../../functions/adapters/aws/queue.ts';
import { SALTS_TABLE } from '../../functions/adapters/aws/salts.ts';
import { VIEWS_TABLE } from '../../functions/adapters/aws/views.ts';
import { createFiles } from '../../functions/adapters/embedded/files.ts';
import { createWorkbooks } from '../../functions/adapters/exceljs/workbooks.ts';
import { createFaces } from '../../functions/adapters/fontkit/faces.ts';
import { pictureOf } from '../../functions/adapters/resvg/pictures.ts';
import { mailId } from '../../functions/core/mail.ts';
import type { Ports } from '../../functions/core/ports.ts';
import { type AwsEmulator, type KeySpec, startAws } from '../support/aws/emulator.ts';
import { CREDENTIALS, REGION } from '../support/aws/signature.ts';
import { SIGNED_AT } from '../support/document-signer.ts';
import { newTable, openSite, quickPatience, type Site } from '../support/dynamo/ledger-table.ts';
import { temporaryFolder } from '../support/folder.ts';
import { quickRenderer } from '../support/quick-renderer.ts';
import { startS3 } from '../support/s3/emulator.ts';
import { documentSignerContract } from './document-signer.contract.ts';
import { keyValueContract } from './key-value.contract.ts';
import { secretsContract } from './secrets.contract.ts';
import { signerContract } from './signer.contract.ts';

let aws: AwsEmulator;
let site: Site;
beforeAll(async () => {
  [aws, site] = await Promise.all([startAws(), openSite()]);
  vi.stubEnv('AWS_ENDPOINT_URL', aws.endpoint);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await Promise.all([aws.close(), site.close()]);
});

const account: Account = { credentials: async () => CREDENTIALS, region: async () => REGION };
const patience = quickPatience([], 1000);
const options = (key: string) => ({ account, key, patience });

secretsContract('KMS', async () => {
  const key = aws.key('HMAC_256');
  return () => createSecrets(options(key));
});
for (const spec of ['ECC_NIST_EDWARDS25519', 'ECC_NIST_P256'] as const)
  signerContract(`KMS, ${spec}`, async () => {
    const key = aws.key(spec);
    return () => createSigner(options(key));
  });

const documentSigner = async (spec: KeySpec, folder = temporaryFolder()) => {
  const key = aws.key(spec);
  const files = createFiles(folder);
  const clock = { now: () => SIGNED_AT };
  return () => createDocumentSigner({ ...options(key), files, clock, company: async () => '砚禾电子' })();
};
for (const spec of ['RSA_3072', 'ECC_NIST_P256'] as const)
  documentSignerContract(`KMS, ${spec}`, () => documentSigner(spec));

keyValueContract('DynamoDB', async () => {
  let now = 1_800_000_000_000;
  const table = await newTable(site.client, KEY_VALUE_TABLE);
  const keyValue = createKeyValue({
    client: site.client,
    table,
    clock: { now: () => now },
    patience: quickPatience(),
  });
  const pass = (milliseconds: number): void => {
    now += milliseconds;
  };
  return { keyValue, now: () => now, pass };
});

describe('DynamoDB: a record whose answer was lost', () => {
  it('is known as its own writer’s', async () => {
    const table = await newTable(site.client, KEY_VALUE_TABLE);
    const clock = { now: () => 1_800_000_000_000 };
    const keyValue = createKeyValue({ client: site.client, table, clock, patience });
    site.emulator.inject({ operation: 'PutItem', how: 'lose', times: 1 });
    expect(await keyValue.put('k', 'one', clock.now() + 1000, 0)).toBe(true);
    expect(await keyValue.put('k', 'one', clock.now() + 1000, 0)).toBe(false);
    site.emulator.heal();
  });
});

describe('KMS: keys that do not fit', () => {
  it('are named with what would', async () => {
    await expect(createSigner(options(aws.key('RSA_3072'))).vkey()).rejects.toThrow('KEY_INVALID');
    await expect((await documentSigner('ECC_NIST_EDWARDS25519'))()).rejects.toThrow('KEY_INVALID');
  });

  it('certificates of another key are refused', async () => {
    const folder = temporaryFolder();
    await (await documentSigner('ECC_NIST_P256', folder))();
    await expect((await documentSigner('ECC_NIST_P256', folder))()).rejects.toMatchObject({
      code: 'KEY_INVALID',
    });
  });

  it('a visit costs no call: the pepper is asked for once', async () => {
    const secrets = createSecrets(options(aws.key('HMAC_256')));
    const before = aws.calls.length;
    for (let i = 0; i < 5; i++) await secrets.mac(`visit ${i}`);
    expect(aws.calls.slice(before)).toEqual(['GenerateMac']);
  });
});

describe('SQS', () => {
  const open = () => {
    const url = aws.queue(randomUUID());
    const dead = aws.queue(randomUUID());
    return {
      url,
      dead,
      queue: createQueue({ account, queues: { route: url }, deadLetters: { route: dead }, patience }),
    };
  };

  it('takes more than one batch, and large ones', async () => {
    const { url, queue } = open();
    const bodies = Array.from({ length: 23 }, (_, n) => ({ n, text: '字'.repeat(20_000) }));
    await queue.send('route', bodies, { delaySeconds: 5000 });
    expect(
      aws
        .waiting(url)
        .map((body) => JSON.parse(body).n)
        .toSorted((a, b) => a - b),
    ).toEqual(bodies.map(({ n }) => n));
  });

  it.each(['throttle', 'fail', 'lose'] as const)('meets %s and sends at least once', async (trouble) => {
    const { url, queue } = open();
    aws.inject('SendMessageBatch', trouble, 2);
    await queue.send('route', [{ n: 1 }]);
    expect(new Set(aws.waiting(url))).toEqual(new Set(['{"n":1}']));
  });

  it('gives up with a code when it goes on', async () => {
    const { queue } = open();
    aws.inject('SendMessageBatch', 'throttle', 10);
    await expect(queue.send('route', [1])).rejects.toMatchObject({ code: 'SERVICE_BUSY' });
    await expect(queue.send('other', [1])).rejects.toMatchObject({ code: 'QUEUE_MISSING' });
  });

  it('counts dead letters', async () => {
    const { dead, queue } = open();
    expect(await queue.deadLetters()).toBe(0);
    await createQueue({ account, queues: { dead }, deadLetters: {}, patience }).send('dead', [1, 2]);
    expect(await queue.deadLetters()).toBe(2);
  });

  it('a wrong key is refused, and nothing is tried again', async () => {
    const { url } = open();
    const foreign = { ...account, credentials: async () => ({ ...CREDENTIALS, secretAccessKey: 'other' }) };
    const before = aws.calls.length;
    const sent = createQueue({ account: foreign, queues: { route: url }, deadLetters: {}, patience }).send(
      'route',
      [1],
    );
    await expect(sent).rejects.toMatchObject({ name: 'SignatureDoesNotMatch' });
    expect(aws.calls.length).toBe(before + 1);
  });
});

describe('SES', () => {
  const ID = mailId('2026-11-25T09:00:00.000Z', 'stream', 'approve');
  const mail = {
    from: { name: '砚禾电子', address: 'docket@yanhe.example.com' },
    to: [{ name: '陆鸣谦', address: 'lu@yanhe.example.com' }],
    subject: '待签：报价单 QT-2026-000001',
    text: '请签字',
    html: '<p>请签字</p>',
    date: Date.parse('2026-11-25T09:00:00Z'),
  };
  let sent: number;
  beforeEach(() => {
    sent = aws.mails.length;
  });

  it('carries a mail once, however often it is asked, and is tried again when it does not take it', async () => {
    const files = createFiles(temporaryFolder());
    const mailer = createMailer({ account, files, configurationSet: 'docket-dev', patience });
    aws.inject('SendEmail', 'throttle', 10);
    await expect(mailer.send(ID, async () => mail)).rejects.toMatchObject({ code: 'MAIL_NOT_SENT' });
    for (let i = 0; i < 3; i++) await mailer.send(ID, async () => mail);
    expect(aws.mails.length - sent).toBe(1);
    const last = aws.mails.at(-1)!;
    expect(last).toMatchObject({
      from: mail.from.address,
      to: [mail.to[0]!.address],
      configurationSet: 'docket-dev',
    });
    expect(last.raw.toString('utf8')).toContain(`Message-ID: <${ID}@yanhe.example.com>`);
  });

  it('without a configuration set mails wait in the outbox', async () => {
    const files = createFiles(temporaryFolder());
    await createMailer({ account, files, configurationSet: undefined }).send(ID, async () => mail);
    expect(aws.mails.length).toBe(sent);
    expect(await files.find(`outbox/mail/${ID}.eml`)).toBeDefined();
  });
});

/** As a browser does it: with the address alone. */
const largeFiles = async ({ transfer, files }: Ports): Promise<void> => {
  const { url, headers, name } = await transfer!.put('quotation', '询价.xlsx');
  expect(name).toBe('询价 (3).xlsx');
  const put = () => fetch(url, { method: 'PUT', headers, body: 'large' });
  expect((await put()).status).toBe(200);
  expect((await put()).status).toBe(412);
  expect((await fetch(url.replace('%283%29', '%284%29'), { method: 'PUT', headers, body: 'x' })).status).toBe(
    403,
  );
  await files.put('archive/b (1).pdf', Buffer.from('%PDF'));
  const address = await transfer!.get('archive/b (1).pdf', {
    type: 'application/pdf',
    disposition: `attachment; filename*=UTF-8''%E5%90%88.pdf`,
  });
  const got = await fetch(address);
  expect([got.status, await got.text()]).toEqual([200, '%PDF']);
  expect(got.headers.get('content-disposition')).toContain('attachment');
  expect(address.startsWith(await transfer!.origin())).toBe(true);
};

describe('all ports together', () => {
  it('start from the environment, with the company that comes with the program until there is another', async () => {
    const s3 = await startS3();
    const tables = {
      ledger: LEDGER_TABLE,
      views: VIEWS_TABLE,
      salts: SALTS_TABLE,
      keyValue: KEY_VALUE_TABLE,
    };
    const [ledger, views, salts, keyValue] = await Promise.all(
      Object.values(tables).map((table) => newTable(site.client, table)),
    );
    vi.stubEnv('AWS_ENDPOINT_URL_S3', s3.endpoint);
    vi.stubEnv('AWS_ENDPOINT_URL_DYNAMODB', site.emulator.endpoint);
    const config = readConfig({
      DOCKET_STAGE: 'dev',
      DOCKET_URL: 'https://docket.example.com',
      DOCKET_LEDGER_TABLE: ledger,
      DOCKET_VIEWS_TABLE: views,
      DOCKET_SALTS_TABLE: salts,
      DOCKET_KEY_VALUE_TABLE: keyValue,
      DOCKET_INBOX_BUCKET: 'inbox',
      DOCKET_DOCUMENTS_BUCKET: 'documents',
      DOCKET_ARCHIVE_BUCKET: 'archive',
      DOCKET_LOG_KEY: aws.key('ECC_NIST_EDWARDS25519'),
      DOCKET_DOCUMENT_KEY: aws.key('ECC_NIST_P256'),
      DOCKET_MAC_KEY: aws.key('HMAC_256'),
      DOCKET_QUEUES: JSON.stringify({ route: aws.queue('route') }),
    });
    const ports = createAwsPorts({
      config,
      kinds: new Map(),
      shipped: fileURLToPath(new URL('../../templates', import.meta.url)),
      renderer: quickRenderer(),
      workbooks: createWorkbooks(),
      faces: createFaces(),
      picture: pictureOf,
      clock: { now: () => SIGNED_AT },
      log: () => undefined,
      aws: { credentials: CREDENTIALS, region: REGION },
      patience,
    });
    const { company, sha256 } = await ports.company.current();
    expect((await ports.company.version(sha256)).name).toEqual(company.name);
    const own = (await ports.shipped.read('company', 'company.yaml'))!;
    await ports.files.put('company/company.yaml', Buffer.concat([own, Buffer.from('\n# ours\n')]));
    expect((await ports.company.current()).sha256).not.toBe(sha256);
    await ports.files.put('archive/a.pdf', own, { retainUntil: '2036-11-30' });
    await ports.files.copy('archive/a.pdf', 'documents/a.pdf');
    expect(await ports.files.get('documents/a.pdf')).toEqual(Uint8Array.from(own));
    expect(await ports.inbox.put('quotation', '询价.xlsx', own)).toBe('询价.xlsx');
    expect(await ports.inbox.put('quotation', '询价.xlsx', own)).toBe('询价 (2).xlsx');
    expect((await ports.documentSigner()).algorithm).toBe('p256');
    await largeFiles(ports);
    await s3.close();
  });

  it('name what the environment lacks', () => {
    expect(() => readConfig({ DOCKET_STAGE: 'dev' })).toThrow('DOCKET_LEDGER_TABLE');
  });
});
