/** The DynamoDB adapters against the emulator; its head says what of it is not real. */
import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { SETTLE_MS } from '../../functions/adapters/aws/feed.ts';
import { LEDGER_TABLE } from '../../functions/adapters/aws/items.ts';
import { createLedger } from '../../functions/adapters/aws/ledger.ts';
import { createLogStore } from '../../functions/adapters/aws/log-store.ts';
import { createSalts, SALTS_TABLE } from '../../functions/adapters/aws/salts.ts';
import { createViews, VIEWS_TABLE } from '../../functions/adapters/aws/views.ts';
import { type SealedEvent, seal } from '../../functions/core/ledger/envelope.ts';
import type { Fault } from '../support/dynamo/emulator.ts';
import { newTable, openSite, quickPatience, type Site } from '../support/dynamo/ledger-table.ts';
import { fakeRow } from '../support/fake-ports.ts';
import { ledgerContract } from './ledger.contract.ts';
import { logStoreContract } from './log-store.contract.ts';
import { saltsContract } from './salts.contract.ts';
import { viewsContract } from './views.contract.ts';

let site: Site;
beforeAll(async () => {
  site = await openSite();
});
afterEach(() => site.emulator.heal());
afterAll(() => site.close());

const START = Date.UTC(2026, 10, 23, 23, 58);

const home = async (part?: number) => {
  const table = await newTable(site.client, LEDGER_TABLE);
  const pauses: number[] = [];
  let now = START;
  const ledger = createLedger({
    client: site.client,
    table,
    clock: { now: () => now },
    since: '2026-11-20',
    patience: quickPatience(pauses, part),
  });
  const pass = (ms: number): void => {
    now += ms;
  };
  return { ledger, table, pauses, pass, settle: () => pass(SETTLE_MS + 1) };
};

// whole pauses: on a busy machine a quarter of them lets many writers meet ten times
ledgerContract('DynamoDB', () => home(1));
logStoreContract('DynamoDB', async () =>
  createLogStore({
    client: site.client,
    table: await newTable(site.client, LEDGER_TABLE),
    origin: 'log.example',
    patience: quickPatience([], 1),
  }),
);

const patience = quickPatience();
viewsContract('DynamoDB', async () =>
  createViews({ client: site.client, table: await newTable(site.client, VIEWS_TABLE), patience }),
);
saltsContract('DynamoDB', async () =>
  createSalts({ client: site.client, table: await newTable(site.client, SALTS_TABLE), patience }),
);

const cause = { key: 'k', actor: 'a', at: START };
const first = (stream: string, data: unknown = {}): readonly SealedEvent[] =>
  seal(stream, undefined, [{ type: 't', data }], cause);

describe('DynamoDB: the items of the table', () => {
  it('are those of the design, and only events are in the index', async () => {
    const { ledger, table } = await home();
    await ledger.append(first('s'));
    await ledger.appendNumbered({ series: 'YH-QT-2026', first: 1, events: first('d') });
    const { Items = [] } = await site.client.send(new ScanCommand({ TableName: table }));
    const names = (PK: string) => Object.keys(Items.find((item) => item.PK?.S === PK) ?? {}).toSorted();
    expect(Items.map(({ PK, SK }) => `${PK?.S} ${SK?.S}`).toSorted()).toEqual([
      'C#YH-QT-2026 CTR',
      'D#d E#000000001',
      'D#s E#000000001',
      'N#YH-QT-2026#0 000000001',
    ]);
    expect(names('D#s')).toEqual(['PK', 'SK', 'c', 'f', 'g', 'h', 'k', 't']);
    expect(names('N#YH-QT-2026#0')).toEqual(['PK', 'SK', 'doc', 'ver']);
    expect(names('C#YH-QT-2026')).toEqual(['PK', 'SK', 'next']);
    const index = await site.client.send(new ScanCommand({ TableName: table, IndexName: 'feed' }));
    expect(index.Items?.map(({ PK }) => PK?.S).toSorted()).toEqual(['D#d', 'D#s']);
    expect(Object.keys(index.Items?.[0] ?? {}).toSorted()).toEqual(['PK', 'SK', 'f', 'g']);
  });
});

describe('DynamoDB: what goes wrong on the way', () => {
  const ways: readonly Fault['how'][] = ['refuse', 'lose', 'throttle', 'conflict', 'delay'];
  const writes = ['PutItem', 'TransactWriteItems'];
  const reads = ['GetItem', 'Query'];

  it.each(ways.flatMap((how) => writes.map((operation) => [operation, how] as const)))(
    '%s meets %s three times and is done once',
    async (operation, how) => {
      const { ledger, pauses } = await home(100);
      site.emulator.inject({ operation, how, times: 3, ms: 20 });
      expect(await ledger.append(first('s'))).toEqual(['appended']);
      const numbers = { series: 'S', first: 1, events: [...first('a'), ...first('b')] };
      expect(await ledger.appendNumbered(numbers)).toBe('appended');
      expect(await ledger.read('s')).toEqual(first('s'));
      expect(await ledger.nextNumber('S')).toBe(3);
      expect(pauses).toHaveLength(how === 'delay' ? 0 : 3);
    },
  );

  it.each(
    reads.flatMap((operation) =>
      (['refuse', 'lose', 'throttle'] as const).map((how) => [operation, how] as const),
    ),
  )('%s meets %s and is asked again', async (operation, how) => {
    const { ledger, pauses } = await home(100);
    await ledger.appendNumbered({ series: 'S', first: 1, events: first('s') });
    site.emulator.inject({ operation, how, times: 2 });
    expect(await ledger.read('s')).toHaveLength(1);
    expect(await ledger.nextNumber('S')).toBe(2);
    expect(pauses).toHaveLength(2);
  });

  it.each([
    ['throttle', 'LEDGER_BUSY'],
    ['conflict', 'LEDGER_BUSY'],
    ['refuse', 'LEDGER_UNREACHABLE'],
    ['lose', 'LEDGER_UNREACHABLE'],
  ] as const)('gives up after ten tries and growing pauses when %s goes on: %s', async (how, code) => {
    const { ledger, pauses } = await home(1000);
    site.emulator.inject({ operation: 'PutItem', how, times: 10 });
    await expect(ledger.append(first('s'))).rejects.toThrow(code);
    expect(pauses).toHaveLength(9);
    for (const [at, ms] of pauses.entries()) expect(ms).toBeLessThanOrEqual(Math.min(2000, 50 * 2 ** at));
    // after all that, the caller's own next try finds out how it ended
    expect(await ledger.append(first('s'))).toEqual(['appended']);
    expect(await ledger.read('s')).toEqual(first('s'));
  });

  it('does not repeat what no pause will mend', async () => {
    const pauses: number[] = [];
    const ledger = createLedger({
      client: site.client,
      table: 'none',
      clock: { now: () => START },
      since: '2026-11-20',
      patience: quickPatience(pauses, 1000),
    });
    await expect(ledger.append(first('s'))).rejects.toThrow('not found');
    expect(pauses).toEqual([]);
  });

  it('knows a numbering whose answer was lost and whose token AWS has forgotten by its own events', async () => {
    const { ledger, pass } = await home();
    const claim = { series: 'S', first: 1, events: [...first('a'), ...first('b')] };
    await ledger.appendNumbered(claim);
    pass(1);
    expect(await ledger.appendNumbered(claim)).toBe('appended');
    expect(await ledger.nextNumber('S')).toBe(3);
  });

  it('reads on when the store answers with a part of what was asked', async () => {
    const { ledger, settle } = await home(100);
    const text = 'x'.repeat(390_000);
    const events = Array.from({ length: 44 }, (_, n) => first(`s${n}`, { text })[0]!);
    await ledger.append(events);
    settle();
    // 44 × 390 KB are more than the 16 MB of one answer
    expect((await ledger.feed('', 100)).events.map(({ hash }) => hash).toSorted()).toEqual(
      events.map(({ hash }) => hash).toSorted(),
    );
  });
});

describe('DynamoDB: the feed', () => {
  it('holds an event back until nothing can come before it any more', async () => {
    const { ledger, pass } = await home();
    await ledger.append(first('early'));
    pass(SETTLE_MS - 1);
    await ledger.append(first('late'));
    expect((await ledger.feed('', 10)).events).toEqual([]);
    pass(2);
    const page = await ledger.feed('', 10);
    expect(page.events.map(({ stream }) => stream)).toEqual(['early']);
    pass(SETTLE_MS);
    expect((await ledger.feed(page.cursor, 10)).events.map(({ stream }) => stream)).toEqual(['late']);
  });

  it('goes over days and shards in the order of writing, page by page', async () => {
    const { ledger, pass } = await home();
    const streams = Array.from({ length: 60 }, (_, n) => `s${n}`);
    for (const stream of streams) {
      await ledger.append(first(stream));
      pass(90 * 60_000);
    }
    const seen: string[] = [];
    for (let cursor = ''; seen.length < streams.length; ) {
      const page = await ledger.feed(cursor, 7);
      expect(page.events.length).toBeGreaterThan(0);
      seen.push(...page.events.map(({ stream }) => stream));
      cursor = page.cursor;
    }
    expect(seen).toEqual(streams);
  });

  it('tells events of one moment apart, also where UTF-8 and UTF-16 sort differently', async () => {
    const { ledger, settle } = await home();
    const streams = ['\u{1f600}', '\uff01', 'a', 'a#000000001', '流'];
    await ledger.append(streams.flatMap((stream) => first(stream)));
    settle();
    const seen: string[] = [];
    for (let cursor = ''; seen.length < streams.length; ) {
      const page = await ledger.feed(cursor, 1);
      expect(page.events).toHaveLength(1);
      seen.push(...page.events.map(({ stream }) => stream));
      cursor = page.cursor;
    }
    expect(seen.toSorted()).toEqual(streams.toSorted());
  });
});

describe('DynamoDB: the views', () => {
  const make = async () => {
    const table = await newTable(site.client, VIEWS_TABLE);
    return { table, views: createViews({ client: site.client, table, patience: quickPatience([], 1000) }) };
  };
  const rows = (from: number, count: number) =>
    Array.from({ length: count }, (_, n) =>
      fakeRow({ stream: `s${from + n}`, number: `N-${from + n}`, title: '字'.repeat(1000) }),
    );

  it('lists and counts more than one answer holds', async () => {
    const { views } = await make();
    await views.put(rows(1, 360));
    const { rows: found, total } = await views.list({ limit: 30, offset: 340 });
    expect([found.length, total]).toEqual([20, 360]);
    expect(await views.counts()).toEqual({ 'quotation:rendered': 360 });
  });

  it('leaves nothing of what was replaced, also when a replacement had broken off', async () => {
    const { views, table } = await make();
    await views.put(rows(1, 3));
    const breaking = async function* () {
      yield rows(5, 2);
      throw new Error('broken off');
    };
    await expect(views.replace(breaking())).rejects.toThrow('broken off');
    const whole = async function* () {
      yield rows(7, 1);
    };
    await views.replace(whole());
    const { Items = [] } = await site.client.send(new ScanCommand({ TableName: table }));
    expect(Items.map(({ PK }) => PK?.S).toSorted()).toEqual(['GENERATION', 'V#1#s7']);
    expect(await views.byNumber('N-1')).toBeUndefined();
    expect((await views.byNumber('N-7'))?.stream).toBe('s7');
  });

  it.each(['refuse', 'lose', 'throttle'] as const)('meets %s and is done all the same', async (how) => {
    const { views } = await make();
    for (const operation of ['PutItem', 'GetItem', 'Query'])
      site.emulator.inject({ operation, how, times: 2 });
    await views.put(rows(1, 2));
    expect((await views.list({ limit: 9, offset: 0 })).total).toBe(2);
  });
});
