import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createCursors } from '../../functions/adapters/embedded/cursors.ts';
import { openDatabase } from '../../functions/adapters/embedded/database.ts';
import type { EmbeddedPorts } from '../../functions/adapters/embedded/ports.ts';
import { createQueue } from '../../functions/adapters/embedded/queue.ts';
import { temporaryFolder } from '../../test/support/folder.ts';
import { lastDue, runSchedules } from './scheduler.ts';

const shanghai = (text: string): number => Date.parse(`${text}+08:00`);
const folder = temporaryFolder();
let homes = 0;

/** A home whose clock the test sets; only what the scheduler uses. */
const home = (start: string) => {
  let now = shanghai(start);
  const database = openDatabase(join(folder, `${homes++}.sqlite`));
  const clock = { now: () => now };
  const queue = createQueue(database, clock);
  const ports = { clock, queue, cursors: createCursors(database) } as unknown as EmbeddedPorts;
  return {
    at: async (time: string) => {
      now = shanghai(time);
      await runSchedules(ports);
      const messages = queue.receive('notify', 10, 60);
      queue.remove(messages.map(({ id }) => id));
      return messages.map(({ body }) => JSON.parse(body));
    },
  };
};

describe('schedules in Shanghai time', () => {
  it.each([
    ['2026-11-23T08:29:59', '2026-11-22T08:30:00'],
    ['2026-11-23T08:30:00', '2026-11-23T08:30:00'],
    ['2026-11-23T23:59:59', '2026-11-23T08:30:00'],
    ['2027-01-01T00:00:00', '2026-12-31T08:30:00'],
  ])('at %s it was last due at %s', (now, due) => {
    expect(lastDue({ at: '08:30' }, shanghai(now))).toBe(shanghai(due));
  });

  it('a new home misses nothing; then it fires once a day', async () => {
    const { at } = home('2026-11-23T12:00:00');
    expect(await at('2026-11-23T12:00:00')).toEqual([]);
    expect(await at('2026-11-24T08:29:00')).toEqual([]);
    expect(await at('2026-11-24T08:30:00')).toEqual([
      { schedule: 'morning', time: '2026-11-24T00:30:00.000Z' },
    ]);
    expect(await at('2026-11-24T08:31:00')).toEqual([]);
  });

  it('after days off it is caught up once', async () => {
    const { at } = home('2026-11-23T12:00:00');
    await at('2026-11-23T12:00:00');
    expect(await at('2026-11-27T15:00:00')).toEqual([
      { schedule: 'morning', time: '2026-11-27T00:30:00.000Z' },
    ]);
    expect(await at('2026-11-27T15:01:00')).toEqual([]);
  });
});
