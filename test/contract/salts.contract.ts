import { describe, expect, it } from 'vitest';
import type { Salts } from '../../functions/core/ports.ts';

/** What every store of salts must do; `make` gives a new, empty one. */
export const saltsContract = (name: string, make: () => Promise<Salts>): void => {
  describe(`${name}: the salts contract`, () => {
    it('makes a random salt for each stream at its first use and keeps it', async () => {
      const salts = await make();
      expect(await salts.find('a')).toBeUndefined();
      const first = await salts.of(['a', '流', 'a']);
      expect([...first.keys()].toSorted()).toEqual(['a', '流']);
      for (const salt of first.values()) expect(salt).toMatch(/^[0-9a-f]{64}$/);
      expect(new Set(first.values()).size).toBe(2);
      const again = await salts.of(['a', 'b']);
      expect(again.get('a')).toBe(first.get('a'));
      expect(again.get('b')).not.toBe(first.get('a'));
      expect(await salts.find('流')).toBe(first.get('流'));
      expect(await salts.of([])).toEqual(new Map());
    });

    it('gives everybody the same who asks at the same moment', async () => {
      const salts = await make();
      const streams = Array.from({ length: 101 }, (_, n) => `s${n}`);
      const all = await Promise.all(Array.from({ length: 3 }, () => salts.of(streams)));
      expect(all[0]?.size).toBe(101);
      const byStream = (given: ReadonlyMap<string, string> | undefined) => streams.map((s) => given?.get(s));
      for (const one of all) expect(byStream(one)).toEqual(byStream(all[0]));
    });

    it('forgets a salt for ever, and only that one', async () => {
      const salts = await make();
      const before = await salts.of(['a', 'b']);
      await salts.erase('a');
      await salts.erase('a');
      await salts.erase('none');
      expect(await salts.find('a')).toBeUndefined();
      expect(await salts.find('b')).toBe(before.get('b'));
      expect((await salts.of(['a'])).get('a')).not.toBe(before.get('a'));
    });
  });
};
