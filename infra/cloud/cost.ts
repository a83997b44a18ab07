import Big from 'big.js';

/**
 * What a deployment costs. Prices: AWS's list of 2025 for us-east-1 in US dollars, without the free tier, support or
 * taxes; Singapore and Hong Kong are some 10 to 25 % above it. Usage: a sales contract that two people of the house
 * approve and one outside signs, in the month in which a year's documents are stored.
 */
const PRICES = {
  /** GB-second on Arm. */
  lambdaTime: '0.0000133334',
  lambdaCall: '0.0000002',
  writeUnit: '0.000000625',
  readUnit: '0.000000125',
  /** GB-month, with point-in-time recovery. */
  tableStorage: '0.45',
  s3Put: '0.000005',
  s3Get: '0.0000004',
  /** GB-month. */
  s3Storage: '0.023',
  sqsRequest: '0.0000004',
  mail: '0.0001',
  /** GB. */
  mailAttachment: '0.12',
  /** Month. */
  kmsKey: '1',
  kmsRequest: '0.000003',
  /** RSA-3072, Ed25519. */
  kmsSignature: '0.000015',
  httpRequest: '0.000001',
  /** GB. */
  transferOut: '0.09',
  /** Each metric of an alarm, a month. */
  alarmMetric: '0.1',
  dashboard: '3',
  /** GB. */
  logs: '0.5',
  trace: '0.000005',
  schedule: '0.000001',
  /** GB-month. */
  image: '0.1',
} as const;

type Service = 'Lambda' | 'DynamoDB' | 'S3' | 'SQS' | 'SES' | 'KMS' | 'CloudWatch' | 'API Gateway' | 'ECR';

interface Line {
  readonly service: Service;
  readonly price: keyof typeof PRICES;
  /** Units a month. */
  readonly units: number;
}

const MINUTES = 43_800;

/** What one document is and does, on its whole way. */
export const DOCUMENT = {
  events: 16,
  /** Stored: the bytes of one event with its index entry, KB. */
  eventKb: 2,
  /** Messages that its events put on queues, each sent, received and deleted. */
  messages: 24,
  mails: 8,
  /** Of its PDFs in mails, MB. */
  attachedMb: 0.6,
  /** Its files: request, Word, PDF, filed PDF, evidence; MB. */
  storedMb: 1.2,
  files: 16,
  reads: 50,
  signatures: 4,
  pages: 60,
  /** That the pages send, MB. */
  shownMb: 3,
  logKb: 60,
} as const;

/** GB-seconds of a document by stage; making a PDF costs less when several are made in one start. */
const gbSeconds = (perRun: number): number => {
  const render = 3 * (4.5 / perRun + 1.4);
  return (
    2 * 1.2 + 0.2 + render + 0.5 * 1.2 + 4 * 0.6 + 0.3 + DOCUMENT.mails * 0.2 + DOCUMENT.pages * 0.08 + 0.8
  );
};

/** Documents that wait together: more than a few a minute share one start of LibreOffice. */
const togetherAt = (documents: number): number => Math.min(25, Math.max(1, documents / MINUTES));

/** More than there are, so that a new stage changes no figure; a test holds them against the stack. */
export const MODELLED = { queues: 12, alarmMetrics: 100 } as const;

const KEYS = 4;
/** Lambda asks each queue with five pollers, every 20 seconds, whether anything came in. */
const POLLS = MODELLED.queues * 5 * 3 * MINUTES;

/** What is used whether or not there are documents. */
const fixed: readonly Line[] = [
  { service: 'KMS', price: 'kmsKey', units: KEYS },
  { service: 'CloudWatch', price: 'alarmMetric', units: MODELLED.alarmMetrics },
  { service: 'CloudWatch', price: 'dashboard', units: 1 },
  { service: 'SQS', price: 'sqsRequest', units: POLLS },
  // the sequencer, each minute
  { service: 'Lambda', price: 'lambdaTime', units: MINUTES * 0.4 },
  { service: 'Lambda', price: 'lambdaCall', units: MINUTES },
  { service: 'CloudWatch', price: 'schedule', units: MINUTES },
  { service: 'CloudWatch', price: 'logs', units: (MINUTES * 1.5) / 1e6 },
  { service: 'DynamoDB', price: 'readUnit', units: MINUTES * 20 },
  { service: 'DynamoDB', price: 'writeUnit', units: MINUTES * 2 },
  { service: 'ECR', price: 'image', units: 1 },
];

/** A checkpoint is signed only when something happened in its minute. */
const checkpoints = (documents: number): number => Math.min(MINUTES, documents * DOCUMENT.events);

const ofDocuments = (documents: number): readonly Line[] => {
  const line = (service: Service, price: keyof typeof PRICES, each: number): Line => ({
    service,
    price,
    units: each * documents,
  });
  const { events, eventKb, messages, mails, attachedMb, storedMb, files, reads, pages, shownMb, logKb } =
    DOCUMENT;
  const signed = checkpoints(documents);
  return [
    line('Lambda', 'lambdaTime', gbSeconds(togetherAt(documents))),
    line('Lambda', 'lambdaCall', messages + events + pages),
    // an event, its index entry, and the row of the lists with three index entries
    line('DynamoDB', 'writeUnit', events * (2 + 1 + 6) + 20),
    line('DynamoDB', 'readUnit', messages * 12 + pages * 6),
    line('DynamoDB', 'tableStorage', (12 * (events * eventKb + 12)) / 1e6),
    line('S3', 's3Put', files),
    line('S3', 's3Get', reads),
    line('S3', 's3Storage', (12 * storedMb) / 1e3),
    { service: 'S3', price: 's3Put', units: signed * 5 },
    { service: 'S3', price: 's3Get', units: signed * 8 },
    line('SQS', 'sqsRequest', messages * 3),
    line('SES', 'mail', mails),
    line('SES', 'mailAttachment', attachedMb / 1e3),
    line('KMS', 'kmsSignature', DOCUMENT.signatures),
    line('KMS', 'kmsRequest', files + reads / 5),
    { service: 'KMS', price: 'kmsSignature', units: signed },
    line('CloudWatch', 'logs', logKb / 1e6),
    line('CloudWatch', 'trace', (messages + events + pages) * 0.05),
    line('API Gateway', 'httpRequest', pages),
    line('API Gateway', 'transferOut', shownMb / 1e3),
  ];
};

export interface Bill {
  readonly documents: number;
  /** US dollars a month. */
  readonly total: Big;
  readonly perThousand: Big;
  /** Largest first. */
  readonly services: readonly (readonly [service: Service, dollars: Big])[];
}

export const billOf = (documents: number): Bill => {
  const lines = [...fixed, ...ofDocuments(documents)];
  const services = [...Map.groupBy(lines, ({ service }) => service)].map(
    ([service, own]) =>
      [
        service,
        own.reduce((sum, { price, units }) => sum.plus(new Big(PRICES[price]).times(units)), new Big(0)),
      ] as const,
  );
  services.sort(([, a], [, b]) => b.cmp(a));
  const total = services.reduce((sum, [, dollars]) => sum.plus(dollars), new Big(0));
  return { documents, total, perThousand: total.div(documents).times(1000), services };
};
