import { beforeAll, describe, expect, it } from 'vitest';
import { Permissions } from '../support/cloud/permissions.ts';
import { program, synthesise } from '../support/cloud/synthesise.ts';

let permissions: Permissions;
let everybody: readonly string[];
let ledger: string;

const table = (name: string): string => permissions.arn('AWS::DynamoDB::Table', `Tables${name}`);
const bucket = (name: string): string => permissions.arn('AWS::S3::Bucket', `Buckets${name}`);
const key = (name: string): string => permissions.arn('AWS::KMS::Key', `Keys${name}`);
const queue = (stage: string): string => permissions.arn('AWS::SQS::Queue', `Queue${stage}Queue`);

const EVENT = { 'dynamodb:LeadingKeys': ['D#abc'] };
const NUMBER = { 'dynamodb:LeadingKeys': ['N#QT-2026#0'] };
const COUNTER = { 'dynamodb:LeadingKeys': ['C#QT-2026'] };
const HEAD = { 'dynamodb:LeadingKeys': ['L#docket'] };
const BATCH = { 'dynamodb:LeadingKeys': ['L#docket#B'] };
const FRESH = { 's3:if-none-match': '*', 's3:ObjectCreationOperation': 'true' };
const CARELESS = { 's3:ObjectCreationOperation': 'true' };

beforeAll(async () => {
  permissions = new Permissions(synthesise(await program(), { stage: 'prod' }));
  everybody = [...permissions.functions].sort();
  ledger = table('Ledger');
});

describe('the ledger', () => {
  it('is deleted from by nobody, whatever he is allowed', async () => {
    for (const keys of [EVENT, NUMBER, COUNTER, HEAD, BATCH])
      for (const action of ['dynamodb:DeleteItem', 'dynamodb:PartiQLDelete']) {
        expect(await permissions.whoMay(action, ledger, keys)).toEqual([]);
        expect(await permissions.administratorMay(action, ledger, keys)).toBe(false);
      }
    expect(await permissions.administratorMay('dynamodb:BatchWriteItem', ledger, EVENT)).toBe(false);
  });

  it('has its events, claims and batches updated by nobody', async () => {
    for (const keys of [EVENT, NUMBER, BATCH])
      for (const action of ['dynamodb:UpdateItem', 'dynamodb:PartiQLUpdate'])
        expect(await permissions.administratorMay(action, ledger, keys)).toBe(false);
    expect(await permissions.whoMay('dynamodb:UpdateItem', ledger, EVENT)).toEqual([]);
  });

  it('takes events from whoever works on documents', async () => {
    const writers = everybody.filter((name) => name !== 'checkpoint' && name !== 'dispatch');
    expect(await permissions.whoMay('dynamodb:PutItem', ledger, EVENT)).toEqual(writers);
  });

  it('has numbers claimed by generate alone', async () => {
    expect(await permissions.whoMay('dynamodb:PutItem', ledger, NUMBER)).toEqual(['generate']);
    expect(await permissions.whoMay('dynamodb:UpdateItem', ledger, COUNTER)).toEqual(['generate']);
  });

  it('has its log written by the sequencer alone', async () => {
    expect(await permissions.whoMay('dynamodb:PutItem', ledger, BATCH)).toEqual(['checkpoint']);
    expect(await permissions.whoMay('dynamodb:UpdateItem', ledger, HEAD)).toEqual(['checkpoint']);
  });

  it('is written by no request that names no key', async () => {
    expect(await permissions.whoMay('dynamodb:PutItem', ledger)).toEqual([]);
  });

  it('is read by everybody, and is no other kind of writable', async () => {
    expect(await permissions.whoMay('dynamodb:Query', ledger)).toEqual(everybody);
    for (const action of ['dynamodb:DeleteTable', 'dynamodb:UpdateTable', 'dynamodb:PutResourcePolicy'])
      expect(await permissions.whoMay(action, ledger)).toEqual([]);
  });
});

describe('keys', () => {
  it('sign PDFs for sign alone, and checkpoints for the sequencer alone', async () => {
    expect(await permissions.whoMay('kms:Sign', key('Document'))).toEqual(['sign']);
    expect(await permissions.whoMay('kms:Sign', key('Log'))).toEqual(['checkpoint']);
  });

  it('make links and codes for the pages and the mails', async () => {
    expect(await permissions.whoMay('kms:GenerateMac', key('Mac'))).toEqual([
      'intake',
      'mail',
      'notify',
      'web',
    ]);
  });

  it('decrypt by way of the stores and not otherwise', async () => {
    const viaS3 = { 'kms:ViaService': 's3.ap-southeast-1.amazonaws.com' };
    expect(await permissions.whoMay('kms:Decrypt', key('Data'), viaS3)).toEqual(everybody);
    // Lambda itself reads the stream with the dispatcher's rights
    expect(await permissions.whoMay('kms:Decrypt', key('Data'))).toEqual(['dispatch']);
    for (const name of ['Data', 'Document', 'Log', 'Mac'])
      expect(await permissions.whoMay('kms:ScheduleKeyDeletion', key(name))).toEqual([]);
  });
});

describe('files', () => {
  it('are deleted by nobody', async () => {
    for (const name of ['Inbox', 'Documents', 'Archive'])
      for (const action of ['s3:DeleteObject', 's3:DeleteObjectVersion', 's3:BypassGovernanceRetention'])
        expect(await permissions.whoMay(action, `${bucket(name)}/a`)).toEqual([]);
  });

  it('are filed by archive alone, and only when nothing is there', async () => {
    const filed = `${bucket('Archive')}/quotation/2026/QT-2026-000001.pdf`;
    expect(await permissions.whoMay('s3:PutObject', filed, FRESH)).toEqual(['archive']);
    expect(await permissions.whoMay('s3:PutObject', filed, CARELESS)).toEqual([]);
    expect(await permissions.administratorMay('s3:PutObject', filed, CARELESS)).toBe(false);
  });

  it('of the log are written by the sequencer alone and deleted by nobody, whatever others are allowed', async () => {
    const tile = `${bucket('Documents')}/log/tile/0/000`;
    expect(await permissions.whoMay('s3:PutObject', tile, FRESH)).toEqual(['checkpoint']);
    expect(await permissions.administratorMay('s3:PutObject', tile, FRESH)).toBe(false);
    for (const action of ['s3:DeleteObject', 's3:DeleteObjectVersion'])
      expect(await permissions.administratorMay(action, tile)).toBe(false);
    const latest = `${bucket('Documents')}/log/checkpoint`;
    const matching = { 's3:if-match': '"e"', 's3:ObjectCreationOperation': 'true' };
    expect(await permissions.may('checkpoint', 's3:PutObject', latest, matching)).toBe(true);
    expect(await permissions.may('checkpoint', 's3:PutObject', latest, CARELESS)).toBe(false);
    expect(await permissions.may('checkpoint', 's3:PutObject', tile, matching)).toBe(false);
  });

  it('of documents are made by who makes them, and never over others', async () => {
    const made = `${bucket('Documents')}/documents/QT-2026-000001/QT-2026-000001.xlsx`;
    const makers = everybody.filter((name) => name !== 'checkpoint' && name !== 'dispatch');
    expect(await permissions.whoMay('s3:PutObject', made, FRESH)).toEqual(makers);
    expect(await permissions.whoMay('s3:PutObject', made, CARELESS)).toEqual([]);
  });

  it('come in by the page, and are read there by intake', async () => {
    const dropped = `${bucket('Inbox')}/quotation/request.xlsx`;
    expect(await permissions.whoMay('s3:PutObject', dropped, FRESH)).toEqual(['web']);
    expect(await permissions.whoMay('s3:GetObject', dropped)).toEqual(['intake']);
  });

  it('are reached by TLS alone', async () => {
    const plain = { 'aws:SecureTransport': 'false' };
    for (const name of ['Inbox', 'Documents', 'Archive', 'AccessLogs'])
      expect(await permissions.administratorMay('s3:GetObject', `${bucket(name)}/a`, plain)).toBe(false);
    expect(await permissions.administratorMay('sqs:SendMessage', queue('notify'), plain)).toBe(false);
  });
});

describe('the rest', () => {
  it('stages are woken by the dispatcher, notify by the pages too, and intake by mails', async () => {
    expect(await permissions.whoMay('sqs:SendMessage', queue('generate'))).toEqual(['dispatch']);
    expect(await permissions.whoMay('sqs:SendMessage', queue('notify'))).toEqual(['dispatch', 'web']);
    expect(await permissions.whoMay('sqs:SendMessage', queue('intake'))).toEqual(['dispatch', 'mail']);
    expect(await permissions.whoMay('sqs:ReceiveMessage', queue('sign'))).toEqual(['sign']);
  });

  it('salts are made and read, never erased by a function', async () => {
    expect(await permissions.whoMay('dynamodb:DeleteItem', table('Salts'))).toEqual([]);
    expect(await permissions.whoMay('dynamodb:GetItem', table('Salts'))).not.toContain('dispatch');
  });

  it('views are written by the dispatcher, the pages and notify', async () => {
    expect(await permissions.whoMay('dynamodb:PutItem', table('Views'))).toEqual([
      'dispatch',
      'notify',
      'web',
    ]);
  });

  it('nobody may change what is deployed, or become somebody else', async () => {
    const role = permissions.arn('AWS::IAM::Role', 'FunctionsignRole');
    for (const action of ['iam:PassRole', 'iam:PutRolePolicy', 'sts:AssumeRole'])
      expect(await permissions.whoMay(action, role)).toEqual([]);
  });
});
