import { describe, expect, it } from 'vitest';
import { record, recordNumbered } from '../../functions/core/document/append.ts';
import { open, type SealedEvent, seal, verifyChain } from '../../functions/core/ledger/envelope.ts';
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

/** What every ledger must do; `make` gives a new, empty one. */
export const ledgerContract = (name: string, make: () => Promise<Ledger>): void => {
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

    it('feeds every event once, after any cursor, in pages', async () => {
      const ledger = await make();
      for (const n of oneTo(25)) await ledger.append(first(`s${n}`));
      const seen: string[] = [];
      let cursor = 0;
      for (;;) {
        const page = await ledger.feed(cursor, 10);
        if (page.events.length === 0) break;
        seen.push(...page.events.map(({ stream }) => stream));
        cursor = page.cursor;
      }
      expect(seen).toEqual(oneTo(25).map((n) => `s${n}`));
      expect(await ledger.feed(cursor, 10)).toEqual({ events: [], cursor });
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
