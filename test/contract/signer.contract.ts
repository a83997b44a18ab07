import { describe, expect, it } from 'vitest';
import { utf8 } from '../../functions/core/ledger/bytes.ts';
import { formatNote, openNote, parseVkey } from '../../functions/core/ledger/note.ts';
import type { Signer } from '../../functions/core/ports.ts';

/** What every key of checkpoints must do; `open` gives another process with the same key. */
export const signerContract = (name: string, open: () => Promise<() => Signer>): void => {
  describe(`${name}: signer of checkpoints`, () => {
    it('signs notes that open with its verifier key, in every process', async () => {
      const process = await open();
      const vkey = await process().vkey();
      const key = parseVkey(vkey);
      if (!key.ok) throw new Error('no verifier key');
      const text = `${key.value.name}\n7\nabc=\n`;
      const note = formatNote(text, key.value, await process().sign(utf8(text)));
      expect(openNote(utf8(note), key.value)).toEqual({ ok: true, value: text });
      expect(await process().vkey()).toBe(vkey);
      expect(openNote(utf8(note.replace('7', '8')), key.value).ok).toBe(false);
    });

    it('no two are of the same name', async () => {
      const names = [(await open())(), (await open())()].map(
        async (signer) => (await signer.vkey()).split('+')[0],
      );
      expect(new Set(await Promise.all(names)).size).toBe(2);
    });
  });
};
