import { createHmac, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/support/folder.ts';
import { openDatabase } from '../../adapters/embedded/database.ts';
import { createKeyValue } from '../../adapters/embedded/key-value.ts';
import { CODE_LIFE, checkCode, createCode } from './codes.ts';
import { within } from './limits.ts';
import { createLink, findLink, LINK_LIFE, SIGN_IN_LIFE, useUp } from './links.ts';
import { createSession, endSession, findSession, formToken, GUEST_LIFE, SESSION_LIFE } from './sessions.ts';
import { addressKey, tokenHash } from './tokens.ts';

const folder = temporaryFolder();
let count = 0;
let now: number;
const clock = { now: () => now };
const secrets = {
  random: (bytes: number) => randomBytes(bytes),
  mac: async (message: string) => createHmac('sha256', 'pepper').update(message).digest('hex'),
};
let database: ReturnType<typeof openDatabase>;
let kept: { keyValue: ReturnType<typeof createKeyValue>; secrets: typeof secrets; clock: typeof clock };

beforeEach(() => {
  now = 1_800_000_000_000;
  database = openDatabase(join(folder, String(count++), 'docket.sqlite'));
  kept = { keyValue: createKeyValue(database, clock), secrets, clock };
});

const task = {
  purpose: 'task' as const,
  recipient: 'li',
  task: 's/approve/1/li',
  stream: 's',
  document: 'abc',
};
const signIn = { purpose: 'sign-in' as const, recipient: 'li', task: '', stream: '', document: '' };
const WRONG = 'A'.repeat(43);

describe('links', () => {
  it('stand for one recipient, one task and one document for three days', async () => {
    const token = await createLink(kept, task);
    expect(await findLink(kept, token)).toMatchObject({ ...task, ended: false });
    now += LINK_LIFE - 1;
    expect(await findLink(kept, token)).toMatchObject({ ended: false });
    now += 1;
    expect(await findLink(kept, token)).toMatchObject({ ...task, ended: true });
    now += 30 * 24 * 3_600_000;
    expect(await findLink(kept, token)).toBeUndefined();
  });

  it('are not told apart when they are bad', async () => {
    for (const token of [WRONG, '', 'x', `${WRONG}a`, '../../etc', '%']) {
      expect(await findLink(kept, token)).toBeUndefined();
    }
  });

  it('cannot be followed by whoever reads the store', async () => {
    const token = await createLink(kept, task);
    const rows = JSON.stringify(database.prepare('SELECT * FROM key_values').all());
    expect(rows).toContain(tokenHash(token));
    expect(rows).not.toContain(token);
  });

  it('die when a new one is made for the same task of the same document, and no other does', async () => {
    const first = await createLink(kept, task);
    const other = await createLink(kept, { ...task, recipient: 'wang' });
    const twin = await createLink(kept, { ...task, stream: 'another' });
    const second = await createLink(kept, task);
    expect(await findLink(kept, first)).toBeUndefined();
    expect(await findLink(kept, second)).toBeDefined();
    expect(await findLink(kept, other)).toBeDefined();
    expect(await findLink(kept, twin)).toBeDefined();
  });

  it('sign in once, of a hundred who try at once, within a quarter of an hour', async () => {
    const token = await createLink(kept, signIn);
    const found = (await findLink(kept, token))!;
    const uses = await Promise.all(Array.from({ length: 100 }, () => useUp(kept, found.hash)));
    expect(uses.filter(Boolean)).toHaveLength(1);
    expect(await findLink(kept, token)).toBeUndefined();

    const late = await createLink(kept, signIn);
    now += SIGN_IN_LIFE;
    expect(await findLink(kept, late)).toBeUndefined();
  });
});

describe('codes', () => {
  const link = 'link-hash';
  const wrongOf = (code: string) => (code === '000000' ? '000001' : '000000');

  it('have six digits and work once, also when typed with spaces', async () => {
    const { code } = (await createCode(kept, link))!;
    expect(code).toMatch(/^\d{6}$/);
    expect(await checkCode(kept, link, ` ${code.slice(0, 3)} ${code.slice(3)} `)).toBe('right');
    expect(await checkCode(kept, link, code)).toBe('ended');
  });

  it('work for one of a hundred who know them', async () => {
    const { code } = (await createCode(kept, link))!;
    const answers = await Promise.all(Array.from({ length: 100 }, () => checkCode(kept, link, code)));
    expect(answers.filter((answer) => answer === 'right')).toHaveLength(1);
  });

  it('end after five minutes', async () => {
    const { code } = (await createCode(kept, link))!;
    now += CODE_LIFE;
    expect(await checkCode(kept, link, code)).toBe('ended');
  });

  it('belong to their link', async () => {
    const { code } = (await createCode(kept, link))!;
    expect(await checkCode(kept, 'another', code)).toBe('ended');
  });

  it('are dead after five wrong ones, and the link after ten', async () => {
    const { code } = (await createCode(kept, link))!;
    for (let n = 0; n < 5; n += 1) expect(await checkCode(kept, link, wrongOf(code))).toBe('wrong');
    expect(await checkCode(kept, link, code)).toBe('ended');
    const next = (await createCode(kept, link))!;
    for (let n = 0; n < 4; n += 1) expect(await checkCode(kept, link, wrongOf(next.code))).toBe('wrong');
    expect(await checkCode(kept, link, next.code)).toBe('spent');
  });

  it('are guessed five times by a hundred who guess at once', async () => {
    const { code } = (await createCode(kept, link))!;
    const answers = await Promise.all(
      Array.from({ length: 100 }, () => checkCode(kept, link, wrongOf(code))),
    );
    expect(answers.filter((answer) => answer === 'wrong')).toHaveLength(5);
  });

  it('are sent three times; the last one holds', async () => {
    const first = (await createCode(kept, link))!;
    await createCode(kept, link);
    const third = (await createCode(kept, link))!;
    expect(await createCode(kept, link)).toBeUndefined();
    if (first.code !== third.code) expect(await checkCode(kept, link, first.code)).toBe('wrong');
    expect(await checkCode(kept, link, third.code)).toBe('right');
  });

  it('are not in the store', async () => {
    const { code } = (await createCode(kept, link))!;
    const rows = JSON.stringify(database.prepare('SELECT value FROM key_values').all());
    expect(rows).not.toContain(`"${code}"`);
  });
});

describe('sessions', () => {
  it('last a working day, a guest two hours, and end at once when asked', async () => {
    const person = await createSession(kept, { who: 'person', person: 'li' });
    const guest = await createSession(kept, { who: 'guest', link: 'hash', checkedAt: '' });
    expect(await findSession(kept, person)).toEqual({ who: 'person', person: 'li' });
    expect(await findSession(kept, guest)).toEqual({ who: 'guest', link: 'hash', checkedAt: '' });
    expect(await findSession(kept, WRONG)).toBeUndefined();
    now += GUEST_LIFE;
    expect(await findSession(kept, guest)).toBeUndefined();
    now += SESSION_LIFE - GUEST_LIFE;
    expect(await findSession(kept, person)).toBeUndefined();
    const other = await createSession(kept, { who: 'person', person: 'li' });
    await endSession(kept, other);
    expect(await findSession(kept, other)).toBeUndefined();
  });

  it('have a form token each, which tells nothing of the cookie', async () => {
    const one = await createSession(kept, { who: 'person', person: 'li' });
    const two = await createSession(kept, { who: 'person', person: 'li' });
    expect(await formToken(kept, one)).toBe(await formToken(kept, one));
    expect(await formToken(kept, one)).not.toBe(await formToken(kept, two));
  });
});

describe('limits', () => {
  it('let so many through in a window, for each who asks, and again in the next', async () => {
    const limit = { name: 'x', most: 3, seconds: 60 };
    const ask = (who: string) => within(kept, limit, who);
    expect([await ask('a'), await ask('a'), await ask('a'), await ask('a')]).toEqual([
      true,
      true,
      true,
      false,
    ]);
    expect(await ask('b')).toBe(true);
    now += 60_000;
    expect(await ask('a')).toBe(true);
  });

  it('count an address however it is written, and do not keep it', async () => {
    const key = await addressKey(secrets, ' Li@Example.com ');
    expect(key).toBe(await addressKey(secrets, 'li@example.com'));
    expect(key).not.toContain('example');
  });
});
