import { describe, expect, it } from 'vitest';
import { record, recordNumbered } from '../../functions/core/document/append.ts';
import { open, type SealedEvent, seal, verifyChain } from '../../functions/core/ledger/envelope.ts';
import { EVENT_LIMIT, eventBytes, NUMBER_BATCH } from '../../functions/core/ledger/limits.ts';
import type { Ledger } from '../../functions/core/ports.ts';

const cause = { key: 'test', actor: 'test', at: Date.UTC(2026, 10, 23) };

const first = (stream: string, data: unknown = {}): readonly SealedEvent[] =>
  seal(stream, undefined, [{ type: 'thing.happened', data }], cause);

/** Gives every stream a number that it has not got yet, as the generate stage does. */
const numberAll = (ledger: Ledger, series: string, streams: readonly string[]): Promise<void> =>
  recordNumbered(
    ledger,
    series,
    streams.map((stream) => ({
      stream,
      cause,
      decide: (events, n) =>
        events.some(({ type }) => type === 'numbered') ? undefined : { type: 'numbered', data: { n } },
    })),
  );

const numbersOf = async (ledger: Ledger, streams: readonly string[]): Promise<number[]> => {
  const found = await ledger.readMany(streams);
  return streams.flatMap((stream) =>
    (found.get(stream) ?? [])
      .filter(({ type }) => type === 'numbered')
      .map((event) => (open(event).data as { n: number }).n),
  );
};

const oneTo = (n: number): number[] => Array.from({ length: n }, (_, index) => index + 1);

/** The whole feed after a cursor, in pages. */
const feedAll = async (ledger: Ledger, from: string, page: number) => {
  const seen: SealedEvent[] = [];
  let cursor = from;
  for (;;) {
    const next = await ledger.feed(cursor, page);
    cursor = next.cursor;
    if (next.events.length === 0) return { seen, cursor };
    expect(next.events.length).toBeLessThanOrEqual(page);
    seen.push(...next.events);
  }
};

const places = (events: readonly SealedEvent[]): readonly string[] =>
  events.map(({ stream, ver }) => `${stream}@${ver}`).toSorted();

/** A ledger whose next write of either kind is done, but nobody hears of it. */
const forgetful = (ledger: Ledger): Ledger => {
  const lost = new Set<string>();
  const losing =
    <A extends readonly unknown[], R>(what: string, call: (...given: A) => Promise<R>) =>
    async (...given: A): Promise<R> => {
      const answer = await call(...given);
      if (lost.has(what)) return answer;
      lost.add(what);
      throw new Error('answer lost');
    };
  return {
    ...ledger,
    append: losing('append', ledger.append),
    appendNumbered: losing('appendNumbered', ledger.appendNumbered),
  };
};

/** An event that weighs exactly so many bytes by the ledger's own rule. */
const weighing = (stream: string, bytes: number): readonly SealedEvent[] => {
  const spare = bytes - eventBytes(first(stream, { text: '' })[0]!);
  return first(stream, { text: `${'字'.repeat(Math.floor(spare / 3))}${'x'.repeat(spare % 3)}` });
};

export interface LedgerHome {
  readonly ledger: Ledger;
  /** Lets the time pass after which the feed gives everything that stands now. */
  settle(): void;
}

/** What every ledger must do; `make` gives a new, empty one. */
export const ledgerContract = (name: string, home: () => Promise<LedgerHome>): void => {
  const make = async (): Promise<Ledger> => (await home()).ledger;

  describe(`${name}: the ledger contract`, () => {
    it('gives back exactly the bytes that were appended, in the order of their versions', async () => {
      const ledger = await make();
      const events = seal(
        '流 1',
        undefined,
        [
          { type: 'a', data: { 金额: '1.00', z: [1, null, true] } },
          { type: 'b', data: {} },
        ],
        cause,
      );
      expect(await ledger.append(events)).toEqual(['appended', 'appended']);
      expect(await ledger.read('流 1')).toEqual(events);
      expect(verifyChain('流 1', await ledger.read('流 1'))).toEqual([]);
      expect(await ledger.read('other')).toEqual([]);
    });

    it('writes a version once: a second writer gets a conflict and changes nothing', async () => {
      const ledger = await make();
      await ledger.append(first('s', { by: 'one' }));
      expect(await ledger.append([...first('s', { by: 'two' }), ...first('t')])).toEqual([
        'conflict',
        'appended',
      ]);
      expect((await ledger.read('s')).map((event) => open(event).data)).toEqual([{ by: 'one' }]);
    });

    it.each([1, 10, 100])(
      'loses and doubles nothing with %i writers at once on one stream',
      async (writers) => {
        const ledger = await make();
        await Promise.all(
          oneTo(writers).map((writer) =>
            record(ledger, [
              {
                stream: 's',
                cause,
                decide: () => ({ drafts: [{ type: 'w', data: { writer } }], result: undefined }),
              },
            ]),
          ),
        );
        const events = await ledger.read('s');
        expect(events.map(({ ver }) => ver)).toEqual(oneTo(writers));
        expect(new Set(events.map((event) => (open(event).data as { writer: number }).writer)).size).toBe(
          writers,
        );
        expect(verifyChain('s', events)).toEqual([]);
      },
    );

    it('a command that comes twice finds its own event and writes nothing more', async () => {
      const ledger = await make();
      const command = () =>
        record(ledger, [
          {
            stream: 's',
            cause,
            decide: (events) => ({
              drafts: events.some(({ key }) => key === 'test') ? [] : [{ type: 'x', data: {} }],
              result: events.length,
            }),
          },
        ]);
      await command();
      await command();
      expect(await ledger.read('s')).toHaveLength(1);
    });

    it('numbers without gap or double: alone, in batches of 49, and by writers at once', async () => {
      const ledger = await make();
      const streams = oneTo(120).map((n) => `doc/${n}`);
      await numberAll(ledger, 'S', streams.slice(0, 1));
      await numberAll(ledger, 'S', streams.slice(1, 50));
      await Promise.all(
        oneTo(7).map((part) => numberAll(ledger, 'S', streams.slice(40 + part * 10, 50 + part * 10))),
      );
      expect((await numbersOf(ledger, streams)).toSorted((a, b) => a - b)).toEqual(oneTo(120));
      expect(await ledger.nextNumber('S')).toBe(121);
      expect(await ledger.nextNumber('another')).toBe(1);
    });

    it('gives a stream no second number when its batch is delivered again, whole or in part', async () => {
      const ledger = await make();
      await numberAll(ledger, 'S', ['a', 'b', 'c']);
      await numberAll(ledger, 'S', ['c', 'a', 'd']);
      expect(await numbersOf(ledger, ['a', 'b', 'c', 'd'])).toEqual([1, 2, 3, 4]);
    });

    it('refuses a numbering whole when the counter has moved or one stream was taken', async () => {
      const ledger = await make();
      await numberAll(ledger, 'S', ['a']);
      expect(await ledger.appendNumbered({ series: 'S', first: 1, events: first('x') })).toBe('conflict');
      expect(
        await ledger.appendNumbered({ series: 'S', first: 2, events: [...first('x'), ...first('a')] }),
      ).toBe('conflict');
      expect(await ledger.read('x')).toEqual([]);
      expect(await ledger.nextNumber('S')).toBe(2);
    });

    it('feeds every event, in pages, and nothing again after the cursor', async () => {
      const { ledger, settle } = await home();
      const events = oneTo(25).flatMap((n) => first(`s${n}`));
      for (const event of events) await ledger.append([event]);
      settle();
      const { seen, cursor } = await feedAll(ledger, '', 10);
      expect(places(seen)).toEqual(places(events));
      expect((await ledger.feed(cursor, 10)).events).toEqual([]);
    });

    it('feeds from an older cursor again, and after a newer one what came since', async () => {
      const { ledger, settle } = await home();
      await ledger.append(oneTo(7).flatMap((n) => first(`old${n}`)));
      settle();
      const page = await ledger.feed('', 5);
      const { seen, cursor } = await feedAll(ledger, page.cursor, 5);
      expect(places([...page.events, ...seen])).toEqual(places(oneTo(7).flatMap((n) => first(`old${n}`))));
      await numberAll(ledger, 'S', ['new']);
      settle();
      expect(places((await feedAll(ledger, cursor, 5)).seen)).toEqual(['new@1']);
      expect(places((await feedAll(ledger, page.cursor, 5)).seen)).toEqual(
        places([...seen, ...(await ledger.read('new'))]),
      );
    });

    it('gives the exact bytes in the feed too', async () => {
      const { ledger, settle } = await home();
      const events = [...first('流 1', { 金额: '1.00' }), ...weighing('large', 300_000)];
      await ledger.append(events);
      settle();
      const { seen } = await feedAll(ledger, '', 10);
      expect(seen.toSorted((a, b) => a.canonical.length - b.canonical.length)).toEqual(events);
    });

    it('takes the same bytes again as written, however often they come, and writes them once', async () => {
      const ledger = await make();
      const two = seal(
        't',
        undefined,
        [
          { type: 'a', data: {} },
          { type: 'b', data: {} },
        ],
        cause,
      );
      for (let time = 0; time < 3; time += 1)
        expect(await ledger.append([...first('s'), ...two])).toEqual(['appended', 'appended', 'appended']);
      expect(await ledger.read('s')).toEqual(first('s'));
      expect(await ledger.read('t')).toEqual(two);
    });

    it('takes the same numbering again as done: the counter moves once', async () => {
      const ledger = await make();
      const claim = { series: 'S', first: 1, events: [...first('a'), ...first('b')] };
      for (let time = 0; time < 3; time += 1) expect(await ledger.appendNumbered(claim)).toBe('appended');
      expect(await ledger.nextNumber('S')).toBe(3);
      expect(await ledger.appendNumbered({ ...claim, events: [...first('a'), ...first('c')] })).toBe(
        'conflict',
      );
    });

    it('lets the events of one stream stand or fall together', async () => {
      const ledger = await make();
      const three = seal(
        's',
        undefined,
        oneTo(3).map((n) => ({ type: 'a', data: { n } })),
        cause,
      );
      await ledger.append(first('s', { by: 'another' }));
      expect(await ledger.append([...first('t'), ...three])).toEqual([
        'appended',
        ...oneTo(3).map(() => 'conflict'),
      ]);
      expect(await ledger.read('s')).toHaveLength(1);
    });

    it('a command whose answer was lost is decided again and finds its own work', async () => {
      const ledger = await make();
      const deaf = forgetful(ledger);
      const command = () =>
        record(deaf, [
          {
            stream: 's',
            cause,
            decide: (events) => ({
              drafts: events.some(({ key }) => key === cause.key) ? [] : [{ type: 'x', data: {} }],
              result: events.length,
            }),
          },
        ]);
      await expect(command()).rejects.toThrow('answer lost');
      expect(await command()).toEqual([1]);
      await expect(numberAll(deaf, 'S', ['a', 'b'])).rejects.toThrow('answer lost');
      await numberAll(deaf, 'S', ['b', 'c', 'a']);
      expect(await numbersOf(ledger, ['a', 'b', 'c'])).toEqual([1, 2, 3]);
    });

    it('reads a stream of many times what one answer holds', async () => {
      const ledger = await make();
      const events = seal(
        's',
        undefined,
        oneTo(5).map((n) => ({ type: 'a', data: { text: String(n).repeat(300_000) } })),
        cause,
      );
      for (const event of events) await ledger.append([event]);
      expect(await ledger.read('s')).toEqual(events);
      expect((await ledger.readMany(['none', 's'])).get('s')).toEqual(events);
    });

    it('keeps an event at the limit and refuses one byte more before anything is written', async () => {
      const ledger = await make();
      const [whole] = weighing('s', EVENT_LIMIT);
      expect(eventBytes(whole!)).toBe(EVENT_LIMIT);
      expect(await ledger.append([whole!])).toEqual(['appended']);
      expect(await ledger.read('s')).toEqual([whole]);
      const over = [...first('t'), ...weighing('u', EVENT_LIMIT + 1)];
      await expect(ledger.append(over)).rejects.toThrow('EVENT_TOO_LARGE');
      await expect(ledger.appendNumbered({ series: 'S', first: 1, events: over })).rejects.toThrow(
        'EVENT_TOO_LARGE',
      );
      await expect(ledger.append(first('长'.repeat(301)))).rejects.toThrow('EVENT_TOO_LARGE');
      expect(await ledger.read('t')).toEqual([]);
      expect(await ledger.nextNumber('S')).toBe(1);
    });

    it('refuses what no single transaction holds', async () => {
      const ledger = await make();
      const many = oneTo(NUMBER_BATCH + 1).flatMap((n) => first(`s${n}`));
      const heavy = oneTo(11).flatMap((n) => weighing(`s${n}`, EVENT_LIMIT));
      for (const events of [many, heavy])
        await expect(ledger.appendNumbered({ series: 'S', first: 1, events })).rejects.toThrow(
          'BATCH_TOO_LARGE',
        );
      const long = seal(
        's',
        undefined,
        oneTo(101).map(() => ({ type: 'a', data: {} })),
        cause,
      );
      await expect(ledger.append(long)).rejects.toThrow('BATCH_TOO_LARGE');
      expect(await ledger.read('s1')).toEqual([]);
      expect(await ledger.nextNumber('S')).toBe(1);
    });

    it('reads hundreds of streams at once, and an event of 300 KB', async () => {
      const ledger = await make();
      const streams = oneTo(450).map((n) => `s${n}`);
      await ledger.append(streams.flatMap((stream) => first(stream)));
      expect((await ledger.readMany([...streams, 'none'])).size).toBe(450);
      const large = first('large', { text: '字'.repeat(100_000) });
      await ledger.append(large);
      expect(await ledger.read('large')).toEqual(large);
    });
  });
};
