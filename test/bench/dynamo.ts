import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause, setImmediate } from 'node:timers/promises';
import { createLedger } from '../../functions/adapters/aws/ledger.ts';
import { createLogStore } from '../../functions/adapters/aws/log-store.ts';
import { integrate } from '../../functions/checkpoint/integrate.ts';
import { record, recordNumbered } from '../../functions/core/document/append.ts';
import { open, type SealedEvent, seal } from '../../functions/core/ledger/envelope.ts';
import { NUMBER_BATCH } from '../../functions/core/ledger/limits.ts';
import { number } from '../../functions/generate/number.ts';
import { type Gate, memoryTable } from '../support/dynamo/memory-client.ts';
import { fakePorts, fakeWorld } from '../support/fake-ports.ts';
import { quickRenderer } from '../support/quick-renderer.ts';
import { quotationRequests } from '../support/requests.ts';
import { visitKind } from '../support/sample-kind.ts';
import { openRunning } from './spine.ts';

/**
 * What the ledger costs in DynamoDB, and how fast its adapters are when the store answers as DynamoDB does: a read in
 * 4 ms, a put in 5 ms, a transaction in 10 ms. The store is in memory. Time is that of a machine which does nothing
 * else: the CPU time of this process, and what it waits for the store, without waiting for it.
 */

const AT = Date.UTC(2026, 10, 23, 2);

const free: Gate = async (_, work) => work();

const createTime = () => {
  /** By the moment at which they end. */
  const waits: { readonly until: number; readonly end: () => void }[] = [];
  let waited = 0;
  const now = (): number => {
    const { user, system } = process.cpuUsage();
    return waited + (user + system) / 1000;
  };
  const wait = (ms: number): Promise<void> =>
    new Promise((end) => {
      const until = now() + ms;
      const before = waits.findLastIndex((other) => other.until <= until);
      waits.splice(before + 1, 0, { until, end });
    });
  /** Lets time pass until the work is done; gives the milliseconds that it took. */
  const measure = async (work: Promise<unknown>): Promise<number> => {
    const began = now();
    let going = true;
    const done = work.finally(() => {
      going = false;
    });
    for (await setImmediate(); going; await setImmediate()) {
      waited += Math.max(0, (waits[0]?.until ?? 0) - now());
      const moment = now();
      while (waits[0] && waits[0].until <= moment) waits.shift()?.end();
    }
    await done;
    return now() - began;
  };
  const gate: Gate = async ({ operation, write }, work) => {
    await wait(operation === 'TransactWriteItems' ? 10 : write ? 5 : 4);
    return work();
  };
  return { now, gate, measure };
};

const storeOf = (gate: Gate) => {
  const table = memoryTable();
  let now = AT;
  const options = { client: table.client(gate), table: 'ledger' };
  const clock = { now: () => now };
  return {
    table,
    clock,
    ledger: createLedger({ ...options, clock, since: '2026-11-23' }),
    logStore: createLogStore({ ...options, origin: 'log.example' }),
    pass: (ms: number): void => {
      now += ms;
    },
  };
};

/** The events of a quotation as the pipeline writes them. */
const realEvents = async (data: string): Promise<readonly SealedEvent[]> => {
  const { ports, runtime } = await openRunning(data, quickRenderer());
  writeFileSync(join(data, 'inbox', 'quotation', 'r.json'), JSON.stringify(quotationRequests(1, 6)[0]));
  let streams: readonly string[] = [];
  while (streams.length === 0) {
    await pause(20);
    const { rows } = await ports.views.list({ state: 'rendered', limit: 1, offset: 0 });
    streams = rows.map(({ stream }) => stream);
  }
  const events = await ports.ledger.read(streams[0] ?? '');
  await runtime.stop();
  return events;
};

const LIFE = [
  'received',
  'numbered',
  'filled',
  'rendered',
  'revised',
  'filled',
  'rendered',
  'voided',
] as const;

/** Write units of 49 documents with eight events each, numbered alone or together, and all of it in the log. */
const unitsOf = async (real: readonly SealedEvent[], together: number): Promise<string> => {
  const { ledger, logStore, table, clock, pass } = storeOf(free);
  const dataOf = (type: string): unknown => {
    const like = type === 'revised' ? 'received' : type;
    const found = real.find((event) => event.type === `document.${like}`);
    return found ? open(found).data : { number: 'YH-QT-2026-000001', revision: 1, reason: '客户取消订单' };
  };
  const streams = Array.from({ length: NUMBER_BATCH }, (_, n) => `${n}`.padStart(2, '0').padEnd(52, 'a'));
  const cause = (type: string) => ({ key: `generate/${type}`, actor: 'docket/generate', at: clock.now() });
  for (const type of LIFE) {
    pass(1000);
    const jobs = streams.map((stream) => ({ stream, cause: cause(type) }));
    const draft = { type: `document.${type}`, data: dataOf(type) };
    if (type !== 'numbered')
      await record(
        ledger,
        jobs.map((job) => ({ ...job, decide: () => ({ drafts: [draft], result: undefined }) })),
      );
    else
      for (let from = 0; from < jobs.length; from += together)
        await recordNumbered(
          ledger,
          'YH-QT-2026',
          jobs.slice(from, from + together).map((job) => ({ ...job, decide: () => draft })),
        );
  }
  const events = table.units();
  pass(10 * 60_000);
  await integrate({ ledger, logStore, clock });
  const log = table.units() - events;
  const each = (units: number): string => (units / streams.length).toFixed(1);
  return `${each(events + log)} (of them the log ${each(log)})`;
};

const received = (stream: string): readonly SealedEvent[] =>
  seal(
    stream,
    undefined,
    [{ type: 'document.received', data: { kind: visitKind.id, today: '2026-11-23', revision: 0 } }],
    { key: 'intake', actor: 'docket/intake', at: AT },
  );

/** Numbers that one numberer gives in a second, as the stage gets its messages: 49 at a time. */
const numbersPerSecond = async (): Promise<number> => {
  const time = createTime();
  const { ledger, clock } = storeOf(time.gate);
  const batches = Array.from({ length: 60 }, (_, batch) =>
    Array.from({ length: NUMBER_BATCH }, (_, n) => `${batch}-${n}`),
  );
  await time.measure(ledger.append(batches.flat().flatMap(received)));
  const ports = { ...fakePorts(fakeWorld({ kinds: [visitKind] })), ledger, clock };
  const numberAll = async (): Promise<void> => {
    for (const batch of batches) await number(ports, batch);
  };
  return (1000 * batches.flat().length) / (await time.measure(numberAll()));
};

/** Events that so many writers append in a second, each to documents of its own. */
const appendsPerSecond = async (writers: number): Promise<number> => {
  const time = createTime();
  const { ledger } = storeOf(time.gate);
  const end = time.now() + 2000;
  let done = 0;
  const write = async (writer: number): Promise<void> => {
    for (let n = 0; time.now() < end; n += 1) {
      await record(ledger, [
        {
          stream: `${writer}-${n}`,
          decide: () => ({ drafts: [{ type: 'document.received', data: { n } }], result: undefined }),
          cause: { key: 'intake', actor: 'docket/intake', at: AT },
        },
      ]);
      done += 1;
    }
  };
  const ms = await time.measure(Promise.all(Array.from({ length: writers }, (_, writer) => write(writer))));
  return (1000 * done) / ms;
};

const WRITERS = [1, 10, 50, 100, 200];

const all = async (data: string): Promise<string> => {
  const real = await realEvents(data);
  const appends: string[] = [];
  for (const writers of WRITERS)
    appends.push(`${writers} writers ${Math.round(await appendsPerSecond(writers))}/s`);
  return [
    `write units for 8 events: numbered in batches of 49 ${await unitsOf(real, NUMBER_BATCH)}, alone ${await unitsOf(real, 1)}`,
    `numbers of one series: ${Math.round(await numbersPerSecond())}/s`,
    `appends: ${appends.join(', ')}`,
  ].join('; ');
};

export const dynamo = { dynamo: all };
