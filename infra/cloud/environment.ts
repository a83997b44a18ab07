import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Resources } from './grants.ts';
import type { Settings } from './settings.ts';

const urls = (queues: ReadonlyMap<string, Queue>): string =>
  JSON.stringify(Object.fromEntries([...queues].map(([name, { queueUrl }]) => [name, queueUrl])));

export interface Told {
  readonly settings: Settings;
  readonly resources: Resources;
  readonly siteUrl: string;
  /** Of SES; none when mails wait in the outbox. */
  readonly configurationSet: string | undefined;
}

/** What a function is told of the deployment; `config.ts` of the adapters reads it. */
export const environmentOf = (
  name: string,
  { settings, resources: { tables, buckets, keys, queues, deadLetters }, siteUrl, configurationSet }: Told,
): Readonly<Record<string, string>> => ({
  DOCKET_STAGE: settings.stage,
  DOCKET_URL: siteUrl,
  DOCKET_LEDGER_TABLE: tables.ledger.tableName,
  DOCKET_VIEWS_TABLE: tables.views.tableName,
  DOCKET_SALTS_TABLE: tables.salts.tableName,
  DOCKET_KEY_VALUE_TABLE: tables.keyValue.tableName,
  DOCKET_INBOX_BUCKET: buckets.inbox.bucketName,
  DOCKET_DOCUMENTS_BUCKET: buckets.documents.bucketName,
  DOCKET_ARCHIVE_BUCKET: buckets.archive.bucketName,
  DOCKET_LOCK: settings.stage === 'prod' ? 'COMPLIANCE' : 'GOVERNANCE',
  DOCKET_LOG_KEY: keys.log.keyArn,
  DOCKET_DOCUMENT_KEY: keys.document.keyArn,
  DOCKET_MAC_KEY: keys.mac.keyArn,
  DOCKET_QUEUES: urls(queues),
  ...(name === 'web' && { DOCKET_DEAD_LETTERS: urls(deadLetters) }),
  ...(configurationSet !== undefined && { DOCKET_MAIL_CONFIGURATION_SET: configurationSet }),
  ...(settings.timestampAuthority !== undefined && { DOCKET_TSA: settings.timestampAuthority }),
});
