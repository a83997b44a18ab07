import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Buckets } from './buckets.ts';
import type { DocketFunction } from './docket-function.ts';
import type { Keys } from './keys.ts';
import type { Tables } from './tables.ts';

/** What a function may do beside writing its log; every name is one entry of `GRANTS`. */
type Grant = keyof typeof GRANTS;

export interface Resources {
  readonly keys: Keys;
  readonly tables: Tables;
  readonly buckets: Buckets;
  /** Queues by stage. */
  readonly queues: ReadonlyMap<string, Queue>;
  readonly deadLetters: ReadonlyMap<string, Queue>;
  /** ARNs of what mail is sent from; none when nobody carries it. */
  readonly senders: readonly string[];
}

type Give = (to: DocketFunction, resources: Resources) => void;

/** Items of the ledger by the beginning of their partition key. */
const items = (...prefixes: readonly string[]): object => ({
  'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': prefixes },
  // a request without a key would satisfy "all values"
  Null: { 'dynamodb:LeadingKeys': 'false' },
});

const READ_ITEMS = ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query'];

/** What is encrypted under the data key, by way of the service that stores it and not otherwise. */
const throughStores: Give = (to, { keys }) => {
  const services = ['dynamodb', 's3'].map((service) => `${service}.${to.lambda.stack.region}.amazonaws.com`);
  to.allow(['kms:Decrypt', 'kms:GenerateDataKey'], [keys.data.keyArn], {
    StringEquals: { 'kms:ViaService': services },
  });
};

const wake =
  (stage: string): Give =>
  (to, { queues }) => {
    const queue = queues.get(stage);
    if (queue) to.allow(['sqs:SendMessage'], [queue.queueArn]);
  };

const GRANTS = {
  'ledger: read': (to, { tables: { ledger } }) => {
    to.allow(READ_ITEMS, [ledger.tableArn]);
  },
  'ledger: feed': (to, { tables: { ledger } }) => {
    to.allow(['dynamodb:Query'], [`${ledger.tableArn}/index/*`]);
  },
  'ledger: append': (to, { tables: { ledger } }) => {
    to.allow(['dynamodb:PutItem'], [ledger.tableArn], items('D#*'));
  },
  'ledger: number': (to, { tables: { ledger } }) => {
    to.allow(['dynamodb:PutItem'], [ledger.tableArn], items('N#*'));
    to.allow(['dynamodb:UpdateItem'], [ledger.tableArn], items('C#*'));
  },
  'ledger: log': (to, { tables: { ledger } }) => {
    to.allow(['dynamodb:PutItem', 'dynamodb:UpdateItem'], [ledger.tableArn], items('L#*'));
  },
  'views: read': (to, { tables: { views } }) => {
    to.allow(READ_ITEMS, [views.tableArn, `${views.tableArn}/index/*`]);
  },
  'views: write': (to, { tables: { views } }) => {
    to.allow(['dynamodb:PutItem'], [views.tableArn]);
  },
  salts: (to, { tables: { salts } }) => {
    to.allow(['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:PutItem'], [salts.tableArn]);
  },
  'links and sessions': (to, { tables: { keyValue }, keys }) => {
    const actions = ['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem'].map((name) => `dynamodb:${name}`);
    to.allow(actions, [keyValue.tableArn]);
    to.allow(['kms:GenerateMac'], [keys.mac.keyArn]);
  },
  'files: read': (to, { buckets: { documents, archive } }) => {
    to.allow(
      ['s3:GetObject', 's3:GetObjectVersion'],
      [documents.arnForObjects('*'), archive.arnForObjects('*')],
    );
    // without it a file that is missing is "forbidden"
    to.allow(['s3:ListBucket'], [documents.bucketArn, archive.bucketArn]);
  },
  'files: write': (to, { buckets: { documents } }) => {
    // but for `log/`, which the bucket keeps for the sequencer
    to.allow(['s3:PutObject'], [documents.arnForObjects('*')]);
  },
  'files: log': (to, { buckets: { documents } }) => {
    to.allow(['s3:PutObject', 's3:PutObjectRetention'], [documents.arnForObjects('log/*')]);
  },
  'files: archive': (to, { buckets: { archive } }) => {
    to.allow(['s3:PutObject', 's3:PutObjectRetention'], [archive.arnForObjects('*')]);
  },
  'inbox: read': (to, { buckets: { inbox } }) => {
    to.allow(['s3:GetObject', 's3:GetObjectVersion'], [inbox.arnForObjects('*')]);
    to.allow(['s3:ListBucket'], [inbox.bucketArn]);
  },
  'inbox: put': (to, { buckets: { inbox } }) => {
    to.allow(['s3:PutObject'], [inbox.arnForObjects('*')]);
    to.allow(['s3:ListBucket'], [inbox.bucketArn]);
  },
  'wake stages': (to, { queues }) => {
    to.allow(
      ['sqs:SendMessage'],
      [...queues.values()].map(({ queueArn }) => queueArn),
    );
  },
  'wake intake': wake('intake'),
  'wake mail': wake('mail'),
  'wake notify': wake('notify'),
  'dead letters: count': (to, { deadLetters }) => {
    to.allow(
      ['sqs:GetQueueAttributes'],
      [...deadLetters.values()].map(({ queueArn }) => queueArn),
    );
  },
  'log key: read': (to, { keys }) => {
    to.allow(['kms:GetPublicKey'], [keys.log.keyArn]);
  },
  'log key: sign': (to, { keys }) => {
    to.allow(['kms:GetPublicKey', 'kms:Sign'], [keys.log.keyArn]);
  },
  'document key: read': (to, { keys }) => {
    to.allow(['kms:GetPublicKey'], [keys.document.keyArn]);
  },
  'document key: sign': (to, { keys }) => {
    to.allow(['kms:GetPublicKey', 'kms:Sign'], [keys.document.keyArn]);
  },
  'mail: send': (to, { senders }) => {
    if (senders.length > 0) to.allow(['ses:SendEmail', 'ses:SendRawEmail'], senders);
  },
} as const satisfies Readonly<Record<string, Give>>;

/** What a stage needs that reads a stream, decides, keeps files and appends: also one that nobody has listed yet. */
const ORDINARY: readonly Grant[] = [
  'ledger: read',
  'ledger: append',
  'views: read',
  'salts',
  'files: read',
  'files: write',
];

/** Least privilege by name. What is not here is `ORDINARY`. */
const GRANTED: Readonly<Record<string, readonly Grant[]>> = {
  intake: [...ORDINARY, 'inbox: read', 'links and sessions'],
  mail: [...ORDINARY, 'links and sessions', 'mail: send', 'wake intake', 'wake mail'],
  generate: [...ORDINARY, 'ledger: number'],
  render: ['ledger: read', 'ledger: append', 'files: read', 'files: write'],
  sign: [...ORDINARY, 'document key: sign'],
  archive: ['ledger: read', 'ledger: append', 'files: read', 'files: write', 'files: archive'],
  notify: [...ORDINARY, 'views: write', 'links and sessions', 'mail: send'],
  checkpoint: ['ledger: read', 'ledger: feed', 'ledger: log', 'files: read', 'files: log', 'log key: sign'],
  dispatch: ['ledger: read', 'views: read', 'views: write', 'wake stages'],
  web: [
    ...ORDINARY,
    'views: write',
    'links and sessions',
    'inbox: put',
    'wake notify',
    'dead letters: count',
    'log key: read',
    'document key: read',
    'mail: send',
  ],
};

const grantsOf = (name: string): readonly Grant[] => GRANTED[name] ?? ORDINARY;

export const giveGrants = (to: DocketFunction, resources: Resources): void => {
  throughStores(to, resources);
  for (const grant of grantsOf(to.limits.name)) GRANTS[grant](to, resources);
};
