import { describe, expect, it } from 'vitest';
import { sha256 } from '../../functions/core/ledger/hash.ts';
import type { Files } from '../../functions/core/ports.ts';
import { collect } from '../support/collect.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const textOf = (found: Uint8Array): string => new TextDecoder().decode(found);

/** What every file store must do; `make` gives a new, empty one. */
export const filesContract = (name: string, make: () => Promise<Files>): void => {
  describe(`${name}: the files contract`, () => {
    it('keeps bytes under a key, also with blanks and Chinese', async () => {
      const files = await make();
      await files.put('documents/报价 1/a.xlsx', bytes('一'));
      expect(textOf(await files.get('documents/报价 1/a.xlsx'))).toBe('一');
      expect(await files.find('documents/报价 1/a.xlsx')).toEqual({
        key: 'documents/报价 1/a.xlsx',
        size: 3,
      });
      expect(await files.find('documents/other')).toBeUndefined();
      expect(await files.digest('documents/报价 1/a.xlsx')).toEqual({ sha256: sha256('一'), size: 3 });
    });

    it('is write-once: the same bytes again are fine, other bytes are refused and change nothing', async () => {
      const files = await make();
      await files.put('a/b', bytes('one'));
      await files.put('a/b', bytes('one'));
      await expect(files.put('a/b', bytes('two'))).rejects.toThrow('FILE_EXISTS');
      expect(textOf(await files.get('a/b'))).toBe('one');
    });

    it('copies a file, once', async () => {
      const files = await make();
      await files.put('a/b', bytes('one'));
      await files.put('a/c', bytes('two'));
      await files.copy('a/b', 'x/y');
      await files.copy('a/b', 'x/y');
      expect(textOf(await files.get('x/y'))).toBe('one');
      await expect(files.copy('a/c', 'x/y')).rejects.toThrow('FILE_EXISTS');
      await expect(files.copy('a/none', 'x/z')).rejects.toThrow('FILE_NOT_FOUND');
    });

    it('lets one of many writers at once win, and no reader sees half a file', async () => {
      const files = await make();
      const large = (n: number) => new Uint8Array(300_000).fill(n);
      const results = await Promise.allSettled([1, 2, 3, 4, 5].map((n) => files.put('k', large(n))));
      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      const found = await files.get('k');
      expect(new Set(found).size).toBe(1);
      expect(found).toHaveLength(300_000);
    });

    it.each(['../secret', 'a/../../b', '/etc/passwd', 'a//b', 'a\\b', 'a/\u0000', 'C:/x', ''])(
      'has nothing outside itself: %j',
      async (key) => {
        const files = await make();
        await expect(files.get(key)).rejects.toThrow('FILE_NOT_FOUND');
        await expect(files.put(key, bytes('x'))).rejects.toThrow('FILE_NOT_FOUND');
      },
    );

    it('lists what is under a prefix, and nothing beside it', async () => {
      const files = await make();
      for (const key of ['log/a', 'log/tile/0/x001/067', 'log/tile/0/000', 'logs/b', 'other'])
        await files.put(key, bytes(key));
      const found = await collect(files.list('log'));
      expect(found.toSorted((a, b) => (a.key < b.key ? -1 : 1))).toEqual([
        { key: 'log/a', size: 5 },
        { key: 'log/tile/0/000', size: 14 },
        { key: 'log/tile/0/x001/067', size: 19 },
      ]);
      expect(await collect(files.list('none'))).toEqual([]);
    });

    it('changes the one object that changes only when it is what the caller saw', async () => {
      const files = await make();
      expect(await files.swap('log/checkpoint', bytes('x'), bytes('y'))).toBe(false);
      expect(await files.swap('log/checkpoint', undefined, bytes('one'))).toBe(true);
      expect(await files.swap('log/checkpoint', undefined, bytes('two'))).toBe(false);
      expect(await files.swap('log/checkpoint', bytes('one'), bytes('two'))).toBe(true);
      expect(textOf(await files.get('log/checkpoint'))).toBe('two');
      const swaps = await Promise.all(
        ['a', 'b', 'c', 'd'].map((next) => files.swap('log/checkpoint', bytes('two'), bytes(next))),
      );
      expect(swaps.filter(Boolean)).toHaveLength(1);
    });

    it('forgets a file for ever, and a second time is fine', async () => {
      const files = await make();
      await files.put('requests/a', bytes('secret'));
      await files.copy('requests/a', 'documents/a');
      await files.erase('requests/a');
      await files.erase('requests/a');
      expect(await files.find('requests/a')).toBeUndefined();
      expect(textOf(await files.get('documents/a'))).toBe('secret');
    });

    it('says that a file is missing', async () => {
      const files = await make();
      await expect(files.get('a/b')).rejects.toThrow('FILE_NOT_FOUND');
      await expect(files.digest('a/b')).rejects.toThrow('FILE_NOT_FOUND');
    });
  });
};
