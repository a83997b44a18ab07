import { expect } from 'vitest';
import { SETTLE_MS } from '../../../functions/adapters/aws/feed.ts';
import { eventOf, textOf } from '../../../functions/adapters/aws/items.ts';
import { createLedger } from '../../../functions/adapters/aws/ledger.ts';
import { createLogStore } from '../../../functions/adapters/aws/log-store.ts';
import type { Patience } from '../../../functions/adapters/aws/retry.ts';
import { hexOf } from '../../../functions/core/ledger/bytes.ts';
import { open, type SealedEvent, verifyChain } from '../../../functions/core/ledger/envelope.ts';
import { entryOf } from '../../../functions/core/ledger/log.ts';
import { Frontier, leafHash } from '../../../functions/core/ledger/merkle.ts';
import type { Ledger, LogStore } from '../../../functions/core/ports.ts';
import { type Gate, memoryTable } from '../dynamo/memory-client.ts';

export const START = Date.UTC(2026, 10, 23, 2);

/** A call that nothing disturbs. */
export const free: Gate = async (_, work) => work();

const atOnce: Patience = { sleep: async () => undefined, random: () => 0 };

/** An empty ledger in a table in memory, behind the real DynamoDB adapters, and a clock. */
export const createWorld = (settleMs = SETTLE_MS) => {
  const table = memoryTable();
  let now = START;
  const clock = { now: () => now };
  const ledger = (gate: Gate): Ledger =>
    createLedger({
      client: table.client(gate),
      table: 'ledger',
      clock,
      since: '2026-11-23',
      settleMs,
      patience: atOnce,
    });
  const logStore = (gate: Gate): LogStore =>
    createLogStore({ client: table.client(gate), table: 'ledger', origin: 'log', patience: atOnce });
  return {
    table,
    clock,
    ledger,
    logStore,
    pass: (ms: number): void => {
      now += ms;
    },
    /** So long that the feed gives everything that stands now. */
    settle: (): void => {
      now += settleMs + 1;
    },
  };
};

export type World = ReturnType<typeof createWorld>;

const eventsOf = ({ table }: World): readonly SealedEvent[] =>
  table
    .items()
    .filter((item) => textOf(item, 'PK').startsWith('D#'))
    .map(eventOf);

const oneTo = (last: number): readonly number[] => Array.from({ length: last }, (_, index) => index + 1);

/** Every stream is a chain, each of the documents has one number, and the numbers are 1, 2, 3 …; gives them. */
export const checkNumbers = (world: World, documents: readonly string[]): readonly number[] => {
  const streams = Map.groupBy(eventsOf(world), ({ stream }) => stream);
  for (const [stream, events] of streams) expect(verifyChain(stream, events)).toEqual([]);
  const numbers = documents.map((stream) =>
    (streams.get(stream) ?? []).flatMap((event) => {
      const { type, data } = open(event);
      return type === 'document.numbered' ? [(data as { n: number }).n] : [];
    }),
  );
  const counts = numbers.map(({ length }) => length);
  expect(counts, 'how many numbers each document has').toEqual(documents.map(() => 1));
  const all = numbers.flat();
  expect(
    all.toSorted((a, b) => a - b),
    'the numbers of the series',
  ).toEqual(oneTo(documents.length));
  return all;
};

/** As above, and each number is claimed by its document, and the counter stands behind the last one. */
export const checkSeries = (world: World, series: string, documents: readonly string[]): void => {
  const numbers = checkNumbers(world, documents);
  const items = world.table.items();
  const claims = items.filter(({ PK }) => PK?.S?.startsWith(`N#${series}#`));
  expect(
    claims.map((item) => [Number(textOf(item, 'SK')), textOf(item, 'doc')]),
    'the claims',
  ).toEqual(oneTo(documents.length).map((n) => [n, documents[numbers.indexOf(n)]]));
  const counter = items.find(({ PK }) => PK?.S === `C#${series}`);
  expect(counter?.next?.N, 'the counter').toBe(String(documents.length + 1));
};

/** Every event is in the log, once, and the head is the tree of its entries. */
export const checkLog = async (world: World): Promise<void> => {
  const log = world.logStore(free);
  const entries: string[] = [];
  for await (const batch of log.batches(0)) {
    expect(batch.start, 'the start of a batch').toBe(entries.length);
    entries.push(...batch.entries);
  }
  expect(entries.toSorted(), 'the log').toEqual(eventsOf(world).map(entryOf).toSorted());
  const tree = new Frontier();
  for (const entry of entries) tree.push(leafHash(entry));
  const head = await log.head();
  expect([head.size, head.frontier], 'the head').toEqual([tree.size, tree.nodes.map(hexOf)]);
};
