/**
 * Every call of the ledger's store fails before it is done, after it, or with its answer lost; processes die at it;
 * messages come twice, late and in another order. Within bounds every such run is tried, and beyond them thousands at
 * random: no number is missing, none is given twice, nothing is lost, whatever happens.
 *
 * Real: the numbering, appending, the feed, the sequencer, the stages, the DynamoDB adapters with their retries and
 * conditions. Not real: the table, which is in memory and does each call at one moment (see memory-client.ts).
 */
import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { counterKey, eventOf, number as numeral } from '../../functions/adapters/aws/items.ts';
import { integrate, reconcile } from '../../functions/checkpoint/integrate.ts';
import { record } from '../../functions/core/document/append.ts';
import { receive, replay } from '../../functions/core/document/document.ts';
import type { RequestRecord } from '../../functions/core/document/events.ts';
import { commit } from '../../functions/core/document/personal.ts';
import { isoOf } from '../../functions/core/instant.ts';
import { type SealedEvent, seal } from '../../functions/core/ledger/envelope.ts';
import { sha256 } from '../../functions/core/ledger/hash.ts';
import { entryOf, grownHead } from '../../functions/core/ledger/log.ts';
import { numberOf } from '../../functions/core/ledger/series.ts';
import type { DocumentRow, Ports } from '../../functions/core/ports.ts';
import { dispatch } from '../../functions/dispatch/dispatch.ts';
import { generate } from '../../functions/generate/generate.ts';
import { number } from '../../functions/generate/number.ts';
import type { WakeUp } from '../../functions/wiring.ts';
import type { Gate } from '../support/dynamo/memory-client.ts';
import { exploreAll, exploreOne, type Message, type Trial } from '../support/explore/schedule.ts';
import {
  checkLog,
  checkNumbers,
  checkSeries,
  createWorld,
  free,
  START,
  type World,
} from '../support/explore/world.ts';
import { fakePorts, fakeWorld } from '../support/fake-ports.ts';
import { visitKind } from '../support/sample-kind.ts';

const SERIES = 'VI-2026';
const DOCUMENTS = ['d1', 'd2', 'd3'];

const tickOf = (world: World) => () => {
  world.pass(1);
  return [];
};

const received = (stream: string) =>
  seal(
    stream,
    undefined,
    [{ type: 'document.received', data: { kind: visitKind.id, today: '2026-11-23', revision: 0 } }],
    { key: 'intake', actor: 'test', at: START },
  );

type Numbering = (world: World, gate: Gate, streams: readonly string[]) => Promise<unknown>;

const real: Numbering = (world, gate, streams) =>
  number(
    { ...fakePorts(fakeWorld({ kinds: [visitKind] })), ledger: world.ledger(gate), clock: world.clock },
    streams,
  );

/** Three received documents, and two messages that overlap in one of them. */
const numbering =
  (work: Numbering, check = checkSeries) =>
  async (): Promise<Trial> => {
    const world = createWorld();
    await world.ledger(free).append(DOCUMENTS.flatMap(received));
    const messages = [
      ['d1', 'd2'],
      ['d2', 'd3'],
    ].map((streams): Message => ({ name: `number ${streams}`, work: (gate) => work(world, gate, streams) }));
    return {
      script: { messages, tick: tickOf(world), idle: () => undefined },
      check: () => check(world, SERIES, DOCUMENTS),
    };
  };

const onlyNumbers: typeof checkSeries = (world, _, documents) => void checkNumbers(world, documents);

const countTo = (world: World, gate: Gate, n: number): Promise<unknown> =>
  world.table.client(gate).send(
    new UpdateItemCommand({
      TableName: 'ledger',
      Key: counterKey(SERIES),
      UpdateExpression: 'SET #next = :next',
      ConditionExpression: 'attribute_not_exists(#next) OR #next = :n',
      ExpressionAttributeNames: { '#next': 'next' },
      ExpressionAttributeValues: { ':next': numeral(n + 1), ':n': numeral(n) },
    }),
  );

const sealNumber = (world: World, stream: string, events: readonly SealedEvent[], n: number): SealedEvent =>
  seal(
    stream,
    events.at(-1),
    [{ type: 'document.numbered', data: { number: numberOf(SERIES, n), series: SERIES, n } }],
    { key: 'number', actor: 'test', at: world.clock.now() },
  )[0] as SealedEvent;

/** A document gets its number and the counter moves, but not at one moment. */
const apart =
  (order: 'counter first' | 'document first'): Numbering =>
  async (world, gate, streams) => {
    const ledger = world.ledger(gate);
    for (const stream of streams) {
      const events = await ledger.read(stream);
      if (replay(events).status !== 'received') continue;
      const n = await ledger.nextNumber(SERIES);
      if (order === 'counter first') await countTo(world, gate, n);
      const [answer] = await ledger.append([sealNumber(world, stream, events, n)]);
      if (answer === 'conflict') throw new Error('somebody else was quicker');
      if (order === 'document first') await countTo(world, gate, n);
    }
  };

/** The transaction of the design, by somebody who does not look whether the document has its number. */
const unread: Numbering = async (world, gate, streams) => {
  const ledger = world.ledger(gate);
  for (;;) {
    const first = await ledger.nextNumber(SERIES);
    const held = await ledger.readMany(streams);
    const events = streams.map((stream, index) =>
      sealNumber(world, stream, held.get(stream) ?? [], first + index),
    );
    if ((await ledger.appendNumbered({ series: SERIES, first, events })) === 'appended') return;
  }
};

describe('numbering', () => {
  it('has no gap and no double in any run with two faults', async () => {
    expect(await exploreAll(2, numbering(real))).toBeGreaterThan(1000);
  });

  it('has no gap and no double in random runs with up to ten faults', async () => {
    for (let seed = 1; seed <= 500; seed += 1) await exploreOne(seed, 10, numbering(real));
  });

  it.each([
    ['the counter before the document', apart('counter first'), 'the numbers of the series'],
    ['the document before the counter', apart('document first'), 'the numbers of the series'],
    ['without looking whether there is a number', unread, 'how many numbers each document has'],
  ])('%s: the exploration finds what is wrong with it', async (_, mutant, found) => {
    await expect(exploreAll(2, numbering(mutant, onlyNumbers))).rejects.toThrow(found);
  });
});

const MINUTE = 60_000;

type Sequencing = Record<
  'integrate' | 'reconcile',
  (stores: Parameters<typeof integrate>[0]) => Promise<unknown>
>;

type Rounds = readonly (readonly ('append' | keyof Sequencing)[])[];

/**
 * Three events that are old when they are written, and what `work` makes of them. With a short settle delay a write may
 * come so late that the feed has gone past it.
 */
const sequencing =
  (settleMs: number | undefined, rounds: Rounds, work = sequencer) =>
  async (): Promise<Trial> => {
    const world = createWorld(settleMs);
    const streams = [...DOCUMENTS];
    const append = (stream: string): Message => ({
      name: `append ${stream}`,
      work: (gate) =>
        record(world.ledger(gate), [
          {
            stream,
            decide: (events) => ({ drafts: events.length === 0 ? [{ type: 't', data: {} }] : [], result: 0 }),
            cause: { key: 'append', actor: 'test', at: START - 10 * MINUTE },
          },
        ]),
    });
    const messageOf = (what: 'append' | keyof Sequencing): Message =>
      what === 'append'
        ? append(streams.shift() ?? '')
        : {
            name: what,
            work: (gate) =>
              work[what]({ ledger: world.ledger(gate), logStore: world.logStore(gate), clock: world.clock }),
          };
    return {
      script: {
        messages: (rounds[0] ?? []).map(messageOf),
        tick: tickOf(world),
        idle: (time) => {
          world.settle();
          return rounds[time + 1]?.map(messageOf);
        },
      },
      check: async () => {
        world.settle();
        // what came too late, the next reconciler finds
        if (settleMs !== undefined)
          await reconcile({ ledger: world.ledger(free), logStore: world.logStore(free), clock: world.clock });
        await checkLog(world);
      },
    };
  };

const sequencer: Sequencing = { integrate, reconcile };

/** The head by one write and the batch by another. */
const headFirst: Sequencing = {
  ...sequencer,
  integrate: async ({ ledger, logStore }) => {
    const head = await logStore.head();
    const { events, cursor } = await ledger.feed(head.cursor, 1000);
    if (events.length === 0) return;
    const moved = { ...head, cursor };
    const entries = events.map(entryOf);
    await logStore.commit(head, moved, []);
    await logStore.commit(moved, grownHead(moved, entries, cursor), entries);
  },
};

/** Looks for what is missing, then writes it, without looking what came into the log meanwhile. */
const hasty: Sequencing = {
  ...sequencer,
  reconcile: async (stores) => {
    await integrate(stores);
    const logged = new Set<string>();
    for await (const { entries } of stores.logStore.batches(0))
      for (const entry of entries) logged.add(entry);
    const { events } = await stores.ledger.feed('', 1000);
    const missing = events.map(entryOf).filter((entry) => !logged.has(entry));
    const head = await stores.logStore.head();
    if (missing.length > 0)
      await stores.logStore.commit(head, grownHead(head, missing, head.cursor), missing);
  },
};

const IN_TIME: Rounds = [['append', 'append'], ['integrate', 'append', 'integrate'], ['integrate']] as const;

const TOO_LATE: Rounds = [
  ['append', 'integrate'],
  ['append', 'reconcile'],
];

/** As before, and everything is written before anybody looks. */
const ALL_AT_ONCE: Rounds = [['append', 'append'], ...TOO_LATE];

describe('the sequencer', () => {
  it('logs every event once in any run with two faults', async () => {
    const runs = await exploreAll(2, sequencing(undefined, IN_TIME));
    expect(runs).toBeGreaterThan(1000);
  });

  it('the reconciler finds what the feed went past, and doubles nothing', async () => {
    const runs = await exploreAll(2, sequencing(3, TOO_LATE));
    expect(runs).toBeGreaterThan(1000);
  });

  it.each([
    ['the cursor before the batch', undefined, IN_TIME, headFirst],
    ['a reconciler that looks only once', 3, ALL_AT_ONCE, hasty],
  ])('%s: the exploration finds what is wrong with it', async (_, settleMs, rounds, mutant) => {
    await expect(exploreAll(2, sequencing(settleMs, rounds, mutant))).rejects.toThrow('the log');
  });
});

const REQUEST_BYTES = new TextEncoder().encode('{}');
const SALT = '5'.repeat(64);

const requestOf = (stream: string, at: string): RequestRecord => ({
  kind: visitKind.id,
  body: commit(`requests/${stream}.json`, SALT, sha256(REQUEST_BYTES)),
  content: stream,
  result: '',
  requestNo: stream,
  title: stream,
  party: '',
  revision: 0,
  today: '2026-11-23',
  at,
  company: '',
  references: {},
  templates: {},
  upload: 'up',
});

/**
 * The life of three documents: taken in, told by the table's stream to the dispatcher, numbered and filled by the
 * generate stage, logged. Views, files and the queue fail and die as the ledger does.
 */
const life = async (): Promise<Trial> => {
  const world = createWorld();
  const sent: Message[] = [];
  const rows = new Map<string, DocumentRow>();
  const call = (operation: string, write = true) => ({ operation, write, actions: 1 });

  const portsOf = (gate: Gate): Ports => {
    const fake = fakePorts(fakeWorld({ kinds: [visitKind] }));
    const put = (fresh: readonly DocumentRow[]): void => {
      for (const row of fresh) if (row.ver > (rows.get(row.stream)?.ver ?? 0)) rows.set(row.stream, row);
    };
    return {
      ...fake,
      ledger: world.ledger(gate),
      logStore: world.logStore(gate),
      clock: world.clock,
      salts: { ...fake.salts, find: async () => SALT },
      files: {
        ...fake.files,
        get: async () => REQUEST_BYTES,
        copy: (from, to) => gate(call(`copy ${from} ${to}`), () => undefined),
      },
      views: {
        ...fake.views,
        get: (stream) => gate(call('view', false), () => rows.get(stream)),
        put: (fresh) => gate(call('put view'), () => put(fresh)),
      },
      queue: {
        ...fake.queue,
        send: (name, bodies) =>
          gate(call('send'), () => {
            if (name === 'generate') sent.push(generating(bodies as readonly WakeUp[]));
          }),
      },
    };
  };

  const intake = (stream: string): Message => ({
    name: `intake ${stream}`,
    work: (gate) => {
      const at = world.clock.now();
      const decide = (events: readonly SealedEvent[]) => {
        const receipt = receive(replay(events), requestOf(stream, isoOf(at)));
        return { drafts: receipt.outcome === 'new' ? [receipt.event] : [], result: undefined };
      };
      return record(world.ledger(gate), [{ stream, decide, cause: { key: 'intake/up', actor: 'test', at } }]);
    },
  });
  const dispatching = (event: SealedEvent): Message => ({
    name: `dispatch ${event.stream}@${event.ver}`,
    work: (gate) => dispatch(portsOf(gate), [event]),
  });
  const generating = (messages: readonly WakeUp[]): Message => ({
    name: `generate ${messages.map(({ stream }) => stream)}`,
    work: async (gate) => {
      const faults = await generate(portsOf(gate))(messages);
      if (faults.size > 0) throw [...faults.values()][0];
    },
  });
  const sequencer: Message = { name: 'integrate', work: (gate) => integrate(portsOf(gate)) };

  return {
    script: {
      messages: DOCUMENTS.map(intake),
      tick: () => {
        world.pass(1);
        const events = world.table.changes().filter(({ f }) => f !== undefined);
        return [...sent.splice(0), ...events.map((item) => dispatching(eventOf(item)))];
      },
      idle: (time) => {
        world.settle();
        return time === 0 ? [sequencer, sequencer] : undefined;
      },
    },
    check: async () => {
      world.settle();
      await integrate(portsOf(free));
      await checkLog(world);
      checkSeries(world, SERIES, DOCUMENTS);
      const states = DOCUMENTS.map((stream) => [rows.get(stream)?.state, rows.get(stream)?.number]);
      const numbers = states.map(([, number]) => number).toSorted();
      expect(states.map(([state]) => state)).toEqual(DOCUMENTS.map(() => 'filled'));
      expect(numbers, 'the numbers of the views').toEqual([1, 2, 3].map((n) => numberOf(SERIES, n)));
    },
  };
};

describe('the life of documents', () => {
  it('loses nothing and doubles nothing in 2,000 random runs with up to eight faults', async () => {
    for (let seed = 1; seed <= 2000; seed += 1) await exploreOne(seed, 8, life);
  });
});
