import type { DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import type { Kind } from '../../core/kind.ts';
import type { Faces } from '../../core/pdf/ink.ts';
import type { Clock, Log, Ports, Renderer, Workbooks } from '../../core/ports.ts';
import { createShipped } from '../embedded/shipped.ts';
import { createCompanyStore, PROFILE } from '../profile/company-store.ts';
import { createTimestampAuthority, createTimestampRoots } from '../timestamp-http/timestamp-http.ts';
import { accountOf } from './call.ts';
import { createDynamoClient } from './client.ts';
import type { AwsConfig } from './config.ts';
import { createFiles } from './files.ts';
import { inTwoBuckets, isArchived, withShippedCompany } from './homes.ts';
import { createInbox } from './inbox.ts';
import { createKeyValue } from './key-value.ts';
import { createDocumentSigner, createSecrets, createSigner, originOf } from './kms.ts';
import { createLedger } from './ledger.ts';
import { createLogStore } from './log-store.ts';
import { createMailer } from './mailer.ts';
import { createQueue } from './queue.ts';
import type { Patience } from './retry.ts';
import { createSalts } from './salts.ts';
import { createTransfer } from './transfer.ts';
import { createViews } from './views.ts';

/** Beside the profile. */
const TIMESTAMP_ROOTS = 'company/timestamp-roots.pem';

export interface AwsOptions {
  readonly config: AwsConfig;
  readonly kinds: ReadonlyMap<string, Kind>;
  /** Folder with what comes with the program under `templates/`. */
  readonly shipped: string;
  readonly renderer: Renderer;
  readonly workbooks: Workbooks;
  readonly faces: () => Promise<Faces>;
  readonly picture: Ports['picture'];
  readonly clock: Clock;
  readonly log: Log;
  /** For tests; the SDK finds its own. */
  readonly aws?: Pick<DynamoDBClientConfig & S3ClientConfig, 'credentials' | 'endpoint' | 'region'>;
  readonly patience?: Patience;
}

/** Every port on AWS. */
export const createAwsPorts = (options: AwsOptions): Ports => {
  const { config, clock, aws = {} } = options;
  const patience = options.patience && { patience: options.patience };
  const client = createDynamoClient(aws);
  // path-style is what emulators on loopback understand
  const s3 = new S3Client({
    ...aws,
    forcePathStyle: ['AWS_ENDPOINT_URL', 'AWS_ENDPOINT_URL_S3'].some((name) => process.env[name]),
  });
  const account = accountOf(client);
  const shipped = createShipped(options.shipped);
  const documents = createFiles({ client: s3, bucket: config.DOCKET_DOCUMENTS_BUCKET });
  const archive = createFiles({ client: s3, bucket: config.DOCKET_ARCHIVE_BUCKET, lock: config.DOCKET_LOCK });
  const files = withShippedCompany(inTwoBuckets(documents, archive), shipped);
  const ledger = createLedger({
    client,
    table: config.DOCKET_LEDGER_TABLE,
    clock,
    since: config.DOCKET_SINCE,
    ...patience,
  });
  const company = createCompanyStore(() => files.get(PROFILE), { files, ledger, clock });
  const nameOfCompany = async (): Promise<string> => (await company.current()).company.name.zh;
  const kms = (key: string) => ({ account, key, ...patience });
  return {
    kinds: options.kinds,
    ledger,
    files,
    company,
    shipped,
    clock,
    renderer: options.renderer,
    workbooks: options.workbooks,
    faces: options.faces,
    picture: options.picture,
    log: options.log,
    inbox: createInbox({ client: s3, bucket: config.DOCKET_INBOX_BUCKET, files }),
    transfer: createTransfer({
      account,
      client: s3,
      inbox: config.DOCKET_INBOX_BUCKET,
      bucketOf: (key) => (isArchived(key) ? config.DOCKET_ARCHIVE_BUCKET : config.DOCKET_DOCUMENTS_BUCKET),
    }),
    mailer: createMailer({
      account,
      files,
      configurationSet: config.DOCKET_MAIL_CONFIGURATION_SET,
      ...patience,
    }),
    logStore: createLogStore({
      client,
      table: config.DOCKET_LEDGER_TABLE,
      origin: originOf(config.DOCKET_LOG_KEY),
      ...patience,
    }),
    signer: createSigner(kms(config.DOCKET_LOG_KEY)),
    documentSigner: createDocumentSigner({
      ...kms(config.DOCKET_DOCUMENT_KEY),
      files,
      company: nameOfCompany,
      clock,
    }),
    ...(config.DOCKET_TSA && { timestamp: createTimestampAuthority(config.DOCKET_TSA) }),
    timestampRoots: createTimestampRoots(async () => {
      return (await files.find(TIMESTAMP_ROOTS)) && files.get(TIMESTAMP_ROOTS);
    }),
    salts: createSalts({ client, table: config.DOCKET_SALTS_TABLE, ...patience }),
    keyValue: createKeyValue({ client, table: config.DOCKET_KEY_VALUE_TABLE, clock, ...patience }),
    secrets: createSecrets(kms(config.DOCKET_MAC_KEY)),
    site: { url: (path) => new URL(path, config.DOCKET_URL).href },
    views: createViews({ client, table: config.DOCKET_VIEWS_TABLE, ...patience }),
    queue: createQueue({
      account,
      queues: config.DOCKET_QUEUES,
      deadLetters: config.DOCKET_DEAD_LETTERS,
      ...patience,
    }),
  };
};
