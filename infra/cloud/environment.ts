import type { Resources } from './grants.ts';
import type { Settings } from './settings.ts';

/** What every function is told of the deployment. */
export const environmentOf = (
  settings: Settings,
  { tables, buckets, keys, queues }: Omit<Resources, 'senders' | 'deadLetters'>,
  siteUrl: string,
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
  DOCKET_LOG_KEY: keys.log.keyArn,
  DOCKET_DOCUMENT_KEY: keys.document.keyArn,
  DOCKET_MAC_KEY: keys.mac.keyArn,
  DOCKET_QUEUES: JSON.stringify(
    Object.fromEntries([...queues].map(([name, { queueUrl }]) => [name, queueUrl])),
  ),
});
