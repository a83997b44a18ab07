import { beforeEach, describe, expect, it } from 'vitest';
import type { KeyValue } from '../../functions/core/ports.ts';

export interface KeyValueHome {
  readonly keyValue: KeyValue;
  /** Moves the clock on. */
  pass(milliseconds: number): void;
  /** Milliseconds since the epoch. */
  now(): number;
}

/** What every store of short-lived records must do. */
export const keyValueContract = (name: string, open: () => Promise<KeyValueHome>): void => {
  describe(`${name}: small records`, () => {
    let home: KeyValueHome;
    let soon: number;
    beforeEach(async () => {
      home = await open();
      soon = home.now() + 60_000;
    });

    it('keeps what is put, with its version', async () => {
      const { keyValue } = home;
      expect(await keyValue.get('k')).toBeUndefined();
      expect(await keyValue.put('k', 'one', soon, 0)).toBe(true);
      expect(await keyValue.get('k')).toEqual({ value: 'one', version: 1 });
      expect(await keyValue.put('k', 'two', soon, 1)).toBe(true);
      expect(await keyValue.get('k')).toEqual({ value: 'two', version: 2 });
    });

    it('writes only over the version that the caller has seen', async () => {
      const { keyValue } = home;
      expect(await keyValue.put('k', 'lost', soon, 1)).toBe(false);
      await keyValue.put('k', 'one', soon, 0);
      expect(await keyValue.put('k', 'again', soon, 0)).toBe(false);
      expect(await keyValue.put('k', 'late', soon, 2)).toBe(false);
      expect(await keyValue.get('k')).toEqual({ value: 'one', version: 1 });
    });

    it('lets one of a hundred through', async () => {
      const puts = Array.from({ length: 100 }, (_, n) => home.keyValue.put('k', String(n), soon, 0));
      expect((await Promise.all(puts)).filter(Boolean)).toHaveLength(1);
    });

    it('counts a hundred at once', async () => {
      const counts = Array.from({ length: 100 }, () => home.keyValue.count('n', soon));
      const sums = (await Promise.all(counts)).sort((a, b) => a - b);
      expect(sums).toEqual(Array.from({ length: 100 }, (_, n) => n + 1));
    });

    it('forgets what has ended, and begins again', async () => {
      const { keyValue } = home;
      await keyValue.put('k', 'one', soon, 0);
      await keyValue.count('n', soon);
      await keyValue.count('n', soon + 999_999);
      home.pass(60_001);
      expect(await keyValue.get('k')).toBeUndefined();
      expect(await keyValue.count('n', soon + 60_000)).toBe(1);
      expect(await keyValue.put('k', 'two', soon + 60_000, 0)).toBe(true);
      expect(await keyValue.get('k')).toEqual({ value: 'two', version: 1 });
    });

    it('removes, also what is not there', async () => {
      await home.keyValue.put('k', 'one', soon, 0);
      await home.keyValue.remove('k');
      await home.keyValue.remove('k');
      expect(await home.keyValue.get('k')).toBeUndefined();
      expect(await home.keyValue.put('k', 'two', soon, 0)).toBe(true);
    });
  });
};
