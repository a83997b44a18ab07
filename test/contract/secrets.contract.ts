import { describe, expect, it } from 'vitest';
import type { Secrets } from '../../functions/core/ports.ts';

/** What every keeper of secrets must do; `open` gives another process with the same key. */
export const secretsContract = (name: string, open: () => Promise<() => Secrets>): void => {
  describe(`${name}: secrets`, () => {
    it('the same message has the same code in every process, another has another', async () => {
      const process = await open();
      const [a, b] = [process(), process()];
      const code = await a.mac('one');
      expect(code).toMatch(/^[0-9a-f]{64}$/);
      expect(await b.mac('one')).toBe(code);
      expect(await a.mac('two')).not.toBe(code);
    });

    it('another deployment has another key', async () => {
      const [one, other] = [await open(), await open()];
      expect(await one().mac('one')).not.toBe(await other().mac('one'));
    });

    it('gives random bytes', async () => {
      const secrets = (await open())();
      expect(secrets.random(32)).toHaveLength(32);
      expect(secrets.random(32)).not.toEqual(secrets.random(32));
    });
  });
};
