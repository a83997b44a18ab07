import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { lookOf } from './look-form.ts';

const SEAL = readFileSync(new URL('../../templates/company/logo.png', import.meta.url));

const huge = (): Buffer => {
  const png = Buffer.from(SEAL);
  png.writeUInt32BE(60_000, 16);
  png.writeUInt32BE(60_000, 20);
  return png;
};

const look = (picture: string) => lookOf(new Map(Object.entries({ look: 'picture', picture })));
const asUrl = (bytes: Uint8Array): string => `data:image/png;base64,${Buffer.from(bytes).toString('base64')}`;

it('a picture that can be drawn is taken', async () => {
  expect(await look(asUrl(SEAL))).toMatchObject({ ok: true, value: { kind: 'picture' } });
});

it.each([
  ['is none', Buffer.from('not a picture, but long enough for a head of one')],
  ['is empty', new Uint8Array()],
  ['is cut off', SEAL.subarray(0, 40)],
  ['unpacks to gigabytes', huge()],
])('a picture that %s is refused with what to do', async (_, bytes) => {
  expect(await look(asUrl(bytes))).toMatchObject({
    ok: false,
    error: { code: 'SIGNATURE_UNREADABLE', fix: { zh: expect.any(String) } },
  });
});
