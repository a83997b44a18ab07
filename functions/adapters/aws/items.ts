import type { AttributeValue, CreateTableCommandInput } from '@aws-sdk/client-dynamodb';
import type { SealedEvent } from '../../core/ledger/envelope.ts';
import { sha256 } from '../../core/ledger/hash.ts';

/** The one table of the ledger: its items, as the design has them, and an index that only the feed reads. */

export type Item = Record<string, AttributeValue>;

export const FEED_INDEX = 'feed';

/** Most events a second go through one partition of an index (1,000 write units); 16 of them carry 16,000. */
export const FEED_SHARDS = 16;

/** What the deployment and the tests create. Keys only: an event costs one write unit more, whatever it weighs. */
export const LEDGER_TABLE = {
  AttributeDefinitions: ['PK', 'SK', 'f', 'g'].map((AttributeName) => ({
    AttributeName,
    AttributeType: 'S',
  })),
  KeySchema: [
    { AttributeName: 'PK', KeyType: 'HASH' },
    { AttributeName: 'SK', KeyType: 'RANGE' },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: FEED_INDEX,
      KeySchema: [
        { AttributeName: 'f', KeyType: 'HASH' },
        { AttributeName: 'g', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'KEYS_ONLY' },
    },
  ],
  BillingMode: 'PAY_PER_REQUEST',
} satisfies Omit<CreateTableCommandInput, 'TableName'>;

export const digits = (n: number, width: number): string => String(n).padStart(width, '0');

export const text = (value: string): AttributeValue => ({ S: value });
export const number = (n: number): AttributeValue => ({ N: String(n) });

export const textOf = (item: Item, name: string): string => item[name]?.S ?? '';

export const streamKey = (stream: string): string => `D#${stream}`;

export const eventKey = ({ stream, ver }: { readonly stream: string; readonly ver: number }): Item => ({
  PK: text(streamKey(stream)),
  SK: text(`E#${digits(ver, 9)}`),
});

export const counterKey = (series: string): Item => ({ PK: text(`C#${series}`), SK: text('CTR') });

/** Partition of the feed: one day (UTC) and one shard. */
export const feedPartition = (day: string, shard: number): string => `F#${day}#${digits(shard, 2)}`;

/** `at`: when it is written, RFC 3339 in UTC with milliseconds; it places the event in the feed and nowhere else. */
export const eventItem = (event: SealedEvent, at: string): Item => ({
  ...eventKey(event),
  c: text(event.canonical),
  h: text(event.hash),
  t: text(event.type),
  k: text(event.key),
  f: text(
    feedPartition(at.slice(0, 10), Number.parseInt(sha256(event.stream).slice(0, 4), 16) % FEED_SHARDS),
  ),
  g: text(`${at}#${event.stream}#${digits(event.ver, 9)}`),
});

export const eventOf = (item: Item): SealedEvent => ({
  stream: textOf(item, 'PK').slice(2),
  ver: Number(textOf(item, 'SK').slice(2)),
  type: textOf(item, 't'),
  key: textOf(item, 'k'),
  hash: textOf(item, 'h'),
  canonical: textOf(item, 'c'),
});

export const claimItem = (series: string, n: number, { stream, ver }: SealedEvent): Item => ({
  PK: text(`N#${series}#${Math.floor(n / 1000)}`),
  SK: text(digits(n, 9)),
  doc: text(stream),
  ver: number(ver),
});
