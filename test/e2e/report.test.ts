/** Documents that nobody asks for: made by the clock, and when something else comes in. */
import { expect, it } from 'vitest';
import type { EmbeddedPorts } from '../../functions/adapters/embedded/ports.ts';
import { verifyHome } from '../../functions/adapters/embedded/verify.ts';
import type { Kind } from '../../functions/core/kind.ts';
import { open } from '../../functions/core/ledger/envelope.ts';
import { follow } from '../../functions/report/follow.ts';
import { passTimetables } from '../../functions/report/timetable.ts';
import { temporaryFolder } from '../support/folder.ts';
import { letterHome } from '../support/letter-home.ts';
import { paymentKind } from '../support/payment-kind.ts';
import { brokenKind, tallyKind } from '../support/tally-kind.ts';

const folder = temporaryFolder();
const shanghai = (text: string): number => Date.parse(`${text}+08:00`);

/** The tally as it would be with more money by then. */
const grown = (amount: string): Kind => ({
  ...tallyKind,
  derive: () => ({ data: { total: amount }, amount, currency: 'CNY', needs: [] }),
});

const home = async (
  name: string,
  start: string,
  kinds: readonly Kind[] = [paymentKind, tallyKind, brokenKind],
) => {
  let now = shanghai(start);
  const made = await letterHome(folder, name, undefined, { clock: { now: () => now } }, {}, kinds);
  const at = async (time: string): Promise<void> => {
    now = shanghai(time);
    await made.run();
  };
  const pay = (orderNo: string, amount: string): void =>
    made.drop('payment', `${orderNo}-${amount}.json`, JSON.stringify({ kind: 'payment', orderNo, amount }));
  return { ...made, at, pay };
};

const rows = async ({ views }: EmbeddedPorts, kind: string) =>
  (await views.list({ kind, limit: 99, offset: 0 })).rows.toSorted((a, b) => (a.title < b.title ? -1 : 1));
const tallies = async (ports: EmbeddedPorts): Promise<string[]> =>
  (await rows(ports, 'tally')).map(({ title, revision, amount }) => `${title} R${revision} ${amount}`);

it('catches up what was missed over a holiday with make-up days, once and in order, with each its own day', async () => {
  const { at, use } = await home('holiday', '2026-09-28T07:01:00');
  await at('2026-09-28T07:01:00');
  await at('2026-09-28T07:11:00');
  await use(async (ports) => expect(await rows(ports, 'tally')).toEqual([]));
  await at('2026-10-11T09:00:00');
  await at('2026-10-11T09:10:00');
  await use(async (ports) => {
    const made = await rows(ports, 'tally');
    const days = ['2026-09-28', '2026-09-29', '2026-09-30', '2026-10-08', '2026-10-09', '2026-10-10'];
    expect(made.map(({ title }) => title)).toEqual(days);
    const { events } = await ports.ledger.feed('', 500);
    const received = events.filter(({ type }) => type === 'document.received').map(({ stream }) => stream);
    expect(received).toEqual(made.map(({ stream }) => stream));
    for (const { stream, title } of made) {
      const [first] = await ports.ledger.read(stream);
      expect(first && open(first).data).toMatchObject({ today: title, at: `${title}T00:00:00.000Z` });
    }
    const refused = (await rows(ports, 'upload')).filter(({ state }) => state === 'rejected');
    // that one fails is to be seen, on each day, and holds up nothing
    expect(refused.map(({ title }) => title)).toEqual(days.slice(1).map((day) => `broken-${day}.json`));
    expect((await ports.views.list({ limit: 99, offset: 0 })).total).toBe(days.length);
    expect((await verifyHome(ports)).findings).toEqual([]);
  });
});

it('is issued again when more comes in, and not when nothing new did', async () => {
  const { at, pay, use } = await home('again', '2026-11-23T09:00:00');
  pay('PO-1', '100.00');
  await at('2026-11-23T09:00:00');
  await use(async (ports) => expect(await tallies(ports)).toEqual(['2026-11-23 R0 100.00']));
  pay('PO-2', '0.01');
  await at('2026-11-23T09:30:00');
  await use(async (ports) => expect(await tallies(ports)).toEqual(['2026-11-23 R1 100.01']));
  pay('PO-2', '0.010');
  await at('2026-11-23T10:00:00');
  await use(async (ports) => {
    expect(await tallies(ports)).toEqual(['2026-11-23 R1 100.01']);
    expect(await ports.queue.deadLetters()).toBe(0);
  });
});

it('all that one file brings is one occasion', async () => {
  const { at, drop, use } = await home('table', '2026-11-23T09:00:00');
  await at('2026-11-23T09:00:00');
  const requests = Array.from({ length: 120 }, (_, n) => ({ orderNo: `PO-${n}`, amount: '1.00' }));
  drop('payment', 'all.json', JSON.stringify({ kind: 'payment', requests }));
  await at('2026-11-23T09:30:00');
  await use(async (ports) => expect(await tallies(ports)).toEqual(['2026-11-23 R0 120.00']));
});

it('two at the same moment make one revision after the other, and neither is refused', async () => {
  const { at, pay, use } = await home('together', '2026-11-23T09:00:00', [paymentKind]);
  for (const [order, amount] of ['1.00', '2.00', '4.00'].entries()) pay(`PO-${order}`, amount);
  await at('2026-11-23T09:00:00');
  await use(async (bare) => {
    const ports = { ...bare, kinds: new Map([...bare.kinds, [tallyKind.id, tallyKind]]) };
    const facts = (await rows(ports, 'upload')).toSorted((a, b) => (a.title < b.title ? -1 : 1));
    const wake = (index: number) => ({ stream: facts[index]?.stream ?? '', ver: 1, type: 'intake.accepted' });
    await follow(ports, wake(0));
    let isFirst = true;
    const late: EmbeddedPorts = {
      ...ports,
      ledger: {
        ...ports.ledger,
        append: async (events) => {
          if (isFirst) {
            isFirst = false;
            // the other one overtakes this one between its decision and its write
            await follow({ ...ports, kinds: withMore }, wake(1));
          }
          return ports.ledger.append(events);
        },
      },
    };
    const withMore = new Map(ports.kinds).set('tally', grown('9'));
    await follow({ ...late, kinds: new Map(ports.kinds).set('tally', grown('8')) }, wake(2));
    const [stream] = new Set(
      (await ports.ledger.feed('', 99)).events
        .filter(({ type }) => type === 'document.received')
        .map((one) => one.stream),
    );
    const types = (await ports.ledger.read(stream ?? '')).map(({ type }) => type);
    expect(types).toEqual(['document.received', 'document.revised', 'document.revised']);
    const outcomes = (await ports.ledger.feed('', 99)).events.filter(
      ({ type }) => type === 'intake.rejected',
    );
    expect(outcomes).toEqual([]);
  });
});

it('dies between any two writes and is made once all the same', async () => {
  const { at, use } = await home('death', '2026-11-23T07:00:00');
  await at('2026-11-23T07:00:00');
  await use(async (ports) => {
    const tick = (time: string, some: EmbeddedPorts = ports) =>
      passTimetables(some, { schedule: 'timetables', time: new Date(shanghai(time)).toISOString() });
    await tick('2026-11-22T09:00:00');
    for (let alive = 0; ; alive += 1) {
      let left = alive;
      const mortal =
        <A extends readonly unknown[], R>(write: (...given: A) => Promise<R>) =>
        async (...given: A): Promise<R> => {
          if (left === 0) throw new Error('died');
          left -= 1;
          const done = await write(...given);
          if (left === 0) throw new Error('died after it wrote');
          return done;
        };
      const dying: EmbeddedPorts = {
        ...ports,
        files: { ...ports.files, put: mortal(ports.files.put) },
        ledger: { ...ports.ledger, append: mortal(ports.ledger.append) },
      };
      const survived = await tick('2026-11-23T09:00:00', dying).then(
        () => true,
        () => false,
      );
      if (survived) break;
      expect(alive).toBeLessThan(30);
    }
    const types: string[] = [];
    const { events } = await ports.ledger.feed('', 500);
    for (const { stream, type } of events) if (!stream.startsWith('upload/')) types.push(type);
    expect(types.filter((type) => type === 'document.received')).toHaveLength(1);
    expect(types.filter((type) => type === 'schedule.passed')).toHaveLength(4);
  });
});
