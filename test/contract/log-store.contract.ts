import { describe, expect, it } from 'vitest';
import type { LogBatch, LogHead, LogStore } from '../../functions/core/ports.ts';

const entries = (from: number, count: number): string[] =>
  Array.from({ length: count }, (_, n) => `{"e":"${'e'.repeat(64)}","n":${from + n},"s":"流"}`);

const grown = (head: LogHead, count: number): LogHead => ({
  size: head.size + count,
  frontier: [...head.frontier, String(count).padStart(64, '0')],
  cursor: `${head.cursor}|${count}`,
});

/** Commits so many entries; gives the head after it. */
const grow = async (log: LogStore, count: number): Promise<LogHead> => {
  const head = await log.head();
  const after = grown(head, count);
  expect(await log.commit(head, after, entries(head.size, count))).toBe('committed');
  return after;
};

const all = async (log: LogStore, from = 0): Promise<LogBatch[]> => {
  const found: LogBatch[] = [];
  for await (const batch of log.batches(from)) found.push(batch);
  return found;
};

/** What every storage of the Merkle log must do; `make` gives a new, empty one. */
export const logStoreContract = (name: string, make: () => Promise<LogStore>): void => {
  describe(`${name}: the log store contract`, () => {
    it('is empty at first', async () => {
      const log = await make();
      expect(await log.head()).toEqual({ size: 0, frontier: [], cursor: '' });
      expect(await all(log)).toEqual([]);
    });

    it('moves the head and keeps the batch in one step', async () => {
      const log = await make();
      await grow(log, 2);
      const head = await grow(log, 3);
      expect(await log.head()).toEqual(head);
      expect(await all(log)).toEqual([
        { start: 0, entries: entries(0, 2) },
        { start: 2, entries: entries(2, 3) },
      ]);
    });

    it('refuses a commit on a head that has moved, in size or in cursor, and writes nothing of it', async () => {
      const log = await make();
      const old = await log.head();
      const head = await grow(log, 2);
      expect(await log.commit(old, grown(old, 5), entries(0, 5))).toBe('conflict');
      const elsewhere = { ...head, cursor: 'x' };
      expect(await log.commit(elsewhere, grown(elsewhere, 1), entries(2, 1))).toBe('conflict');
      const larger = { ...head, size: 3 };
      expect(await log.commit(larger, grown(larger, 1), entries(3, 1))).toBe('conflict');
      expect(await log.head()).toEqual(head);
      expect(await all(log)).toHaveLength(1);
    });

    it('answers a commit that is sent again with a conflict and does not double it', async () => {
      const log = await make();
      const head = await log.head();
      const after = grown(head, 1);
      await log.commit(head, after, entries(0, 1));
      expect(await log.commit(head, after, entries(0, 1))).toBe('conflict');
      expect(await log.head()).toEqual(after);
      expect(await all(log)).toHaveLength(1);
    });

    it('moves the cursor alone when there is nothing to log', async () => {
      const log = await make();
      const head = await grow(log, 1);
      const after = { ...head, cursor: 'further' };
      expect(await log.commit(head, after, [])).toBe('committed');
      expect(await log.head()).toEqual(after);
      expect(await all(log)).toHaveLength(1);
    });

    it.each([2, 10, 50])('lets one of %i sequencers at once win each step: one history', async (writers) => {
      const log = await make();
      const wins = await Promise.all(
        Array.from({ length: writers }, async (_, writer) => {
          const head = await log.head();
          return log.commit(head, grown(head, writer + 1), entries(head.size, writer + 1));
        }),
      );
      expect(wins).toContain('committed');
      const { size } = await log.head();
      const batches = await all(log);
      let next = 0;
      for (const batch of batches) {
        expect(batch.start).toBe(next);
        next += batch.entries.length;
      }
      expect(size).toBe(next);
      expect(batches).toHaveLength(wins.filter((win) => win === 'committed').length);
    });

    it('reads on from the batch that holds an entry, over pages', async () => {
      const log = await make();
      for (let n = 0; n < 40; n += 1) await grow(log, 3);
      expect(await all(log)).toHaveLength(40);
      expect((await all(log, 3)).map(({ start }) => start)[0]).toBe(3);
      expect((await all(log, 5)).map(({ start }) => start)).toEqual(
        Array.from({ length: 39 }, (_, n) => 3 + 3 * n),
      );
      expect(await all(log, 119)).toHaveLength(1);
    });

    it('keeps a batch of 1000 entries as it was', async () => {
      const log = await make();
      await grow(log, 1000);
      expect(await all(log)).toEqual([{ start: 0, entries: entries(0, 1000) }]);
    });
  });
};
