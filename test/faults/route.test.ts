/**
 * A document's way through the house: the work dies before and after every write that it makes, is delivered again,
 * and a hundred people click at once. Real: SQLite, files, kinds, templates. Not real: LibreOffice.
 */
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import type { EmbeddedPorts } from '../../functions/adapters/embedded/ports.ts';
import { verifyHome } from '../../functions/adapters/embedded/verify.ts';
import { act } from '../../functions/core/document/act.ts';
import { rowOf } from '../../functions/core/document/projection.ts';
import type { Kind } from '../../functions/core/kind.ts';
import type { Command } from '../../functions/core/routing/decide.ts';
import { replayRoute } from '../../functions/core/routing/state.ts';
import { stage as route } from '../../functions/route/handler.ts';
import { openHome, prepareData, sampleOf } from '../../infra/local/home.ts';
import { startRuntime } from '../../infra/local/runtime.ts';
import { temporaryFolder } from '../support/folder.ts';
import { quickRenderer } from '../support/quick-renderer.ts';

const folder = temporaryFolder();
const base = join(folder, 'base');
let stream = '';
let count = 0;

const use = async <T>(data: string, work: (ports: EmbeddedPorts) => Promise<T>): Promise<T> => {
  const ports = await openHome(data, quickRenderer());
  try {
    return await work({ ...ports, clock: { now: () => Date.parse('2026-12-28T02:00:00Z') } });
  } finally {
    ports.database.close();
  }
};

/** A home with one contract that is rendered and not yet submitted: its kind had no route when it was made. */
beforeAll(async () => {
  await prepareData(base);
  const ports = await openHome(base, quickRenderer());
  writeFileSync(join(base, 'inbox', 'sales-contract', 'c.json'), readFileSync(sampleOf('sales-contract')));
  const { route: _, ...unrouted } = ports.kinds.get('sales-contract') as Extract<Kind, { type: 'document' }>;
  const kinds = new Map(ports.kinds).set('sales-contract', unrouted);
  const runtime = await startRuntime({ ...ports, kinds }, base);
  await runtime.idle();
  await runtime.stop();
  stream = await use(base, async ({ views }) => (await views.byNumber('SC-2026-000001'))?.stream ?? '');
});

const home = (): string => {
  const data = join(folder, `home-${count++}`);
  cpSync(base, data, { recursive: true });
  return data;
};

/** Ports whose n-th append dies, before it is done or just after. */
const dying = (ports: EmbeddedPorts, at: number, when: 'before' | 'after'): EmbeddedPorts => {
  let appends = 0;
  return {
    ...ports,
    ledger: {
      ...ports.ledger,
      append: async (events) => {
        appends += 1;
        if (appends !== at) return ports.ledger.append(events);
        if (when === 'after') await ports.ledger.append(events);
        throw new Error('died');
      },
    },
  };
};

const call = async (ports: EmbeddedPorts, message: object): Promise<boolean> => {
  const event = { Records: [{ messageId: '1', body: JSON.stringify(message) }] };
  // a call that throws is delivered again, as one whose message failed
  return route(ports)(event as never).then(
    ({ batchItemFailures }) => batchItemFailures.length === 0,
    () => false,
  );
};
const submit = (ports: EmbeddedPorts): Promise<boolean> =>
  call(ports, { stream, ver: 4, type: 'document.rendered' });

const types = async ({ ledger }: EmbeddedPorts): Promise<readonly string[]> =>
  (await ledger.read(stream)).map(({ type }) => type).slice(4);

const WAY = ['jiang-haoran', 'lu-mingqian', 'external:buyer', 'fang-zhiyu'];
const WHOLE = [
  'route.submitted',
  'task.opened',
  'task.approved',
  'task.opened',
  'task.signed',
  'task.opened',
  'task.signed',
  'task.opened',
  'task.sealed',
  'route.completed',
];

const next = async ({ ledger }: EmbeddedPorts, by: string): Promise<Command> => {
  const { tasks, shown } = replayRoute(await ledger.read(stream));
  return { type: 'act', task: tasks[0]?.task ?? '', by, shown };
};

it.each(['before', 'after'] as const)('dies %s each of its writes and goes its way once', async (when) => {
  await use(home(), async (ports) => {
    expect(await submit(dying(ports, 1, when))).toBe(false);
    expect(await submit(ports)).toBe(true);
    expect(await submit(ports)).toBe(true);
    for (const by of WAY) {
      const command = await next(ports, by);
      await expect(act(dying(ports, 1, when), stream, command)).rejects.toThrow('died');
      expect(await act(ports, stream, command)).toMatchObject({ ok: true });
      expect(await act(ports, stream, command)).toMatchObject({ ok: true, value: { events: [] } });
    }
    expect(await types(ports)).toEqual(WHOLE);
    expect(rowOf(await ports.ledger.read(stream))).toMatchObject({ state: 'completed', needs: [] });
    expect((await verifyHome(ports)).findings).toEqual([]);
  });
});

it('a hundred clicks at once are one signature, and all get the same answer', async () => {
  await use(home(), async (ports) => {
    await submit(ports);
    const command = await next(ports, 'jiang-haoran');
    const answers = await Promise.all(Array.from({ length: 100 }, () => act(ports, stream, command)));
    expect(answers.filter(({ ok }) => ok)).toHaveLength(100);
    // in the same millisecond several write the very same bytes, which is the same write for the ledger
    expect(answers.some((one) => one.ok && one.value.events.length > 0)).toBe(true);
    expect(await types(ports)).toEqual(WHOLE.slice(0, 4));
  });
});

it('a refusal that comes again is one refusal', async () => {
  await use(home(), async (ports) => {
    await submit(ports);
    const { tasks } = replayRoute(await ports.ledger.read(stream));
    const command = { type: 'reject', task: tasks[0]!.task, by: 'jiang-haoran', reason: '价格不符' } as const;
    for (let n = 0; n < 3; n += 1) expect(await act(ports, stream, command)).toMatchObject({ ok: true });
    expect(await types(ports)).toEqual(['route.submitted', 'task.opened', 'task.rejected', 'route.returned']);
  });
});

it('every morning reminds once, whatever dies and however often the clock calls', async () => {
  await use(home(), async (ports) => {
    await submit(ports);
    const row = rowOf(await ports.ledger.read(stream));
    await ports.views.put([row!]);
    const morning = { schedule: 'day', time: '2026-12-31T00:00:00.000Z' };
    expect(await call(dying(ports, 1, 'after'), morning)).toBe(false);
    for (let n = 0; n < 3; n += 1) expect(await call(ports, morning)).toBe(true);
    expect((await types(ports)).slice(2)).toEqual(['task.escalated', 'task.reminded']);
  });
});
