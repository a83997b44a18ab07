/**
 * From a mail to its answer: the work dies before and after every write on the way, messages come twice and in the wrong
 * order. Real: SQLite, files, mails. Not real: LibreOffice.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { EmbeddedPorts } from '../../functions/adapters/embedded/ports.ts';
import { verifyHome } from '../../functions/adapters/embedded/verify.ts';
import { stage as checkpoint } from '../../functions/checkpoint/handler.ts';
import { outboxKey, readMail, waitingMails } from '../../functions/core/outbox.ts';
import { stage as generate } from '../../functions/generate/handler.ts';
import { stage as intake } from '../../functions/intake/handler.ts';
import { stage as mail } from '../../functions/mail/handler.ts';
import { feed } from '../../infra/local/feeder.ts';
import { temporaryFolder } from '../support/folder.ts';
import { letterHome, letterRequest } from '../support/letter-home.ts';
import { SITE } from '../support/pages.ts';
import { filePart, rawMail, textPart } from '../support/raw-mail.ts';

const folder = temporaryFolder();
const STAGES = { mail, intake, generate };
const LATER = 3_600_000;
let count = 0;
let real: EmbeddedPorts;
let now = Date.parse('2026-11-25T02:00:00Z');

beforeAll(async () => {
  const home = await letterHome(folder, 'home', undefined, {
    url: SITE,
    log: () => undefined,
    clock: { now: () => now },
  });
  real = home.open();
});

afterAll(() => real.database.close());

/** Everything on the way that writes. */
const WRITES = {
  ledger: ['append', 'appendNumbered'],
  keyValue: ['put', 'count'],
  files: ['put'],
  salts: ['of'],
  queue: ['send'],
  mailer: ['send'],
} as const;

/** Ports whose n-th write dies, before it is done or just after; how many writes there were. */
const dying = (at: number, when: 'before' | 'after') => {
  let writes = 0;
  const wrapped: Record<string, unknown> = { ...real };
  for (const [port, methods] of Object.entries(WRITES)) {
    const given = real[port as keyof typeof WRITES] as unknown as Record<
      string,
      (...args: unknown[]) => unknown
    >;
    const copy = { ...given };
    for (const method of methods)
      copy[method] = async (...args) => {
        writes += 1;
        const dies = writes === at;
        if (dies && when === 'before') throw new Error('died');
        const answer = await given[method]?.(...args);
        if (dies) throw new Error('died');
        return answer;
      };
    wrapped[port] = copy;
  }
  return { ports: wrapped as unknown as EmbeddedPorts, writes: () => writes };
};

/** What waits for the stages, newest first and each twice, until all of it is done. */
const deliver = async (ports: EmbeddedPorts): Promise<void> => {
  for (let idle = 0; idle < 3; idle += 1) {
    while (await feed(real));
    for (const [name, stage] of Object.entries(STAGES)) {
      const messages = real.queue.receive(name, 100, 0);
      if (messages.length > 0) idle = 0;
      for (const { id, body } of messages.toReversed().flatMap((one) => [one, one])) {
        const event = { Records: [{ messageId: String(id), body }] };
        const failed = await stage(ports)(event as never).then(
          ({ batchItemFailures }) => batchItemFailures.length > 0,
          () => true,
        );
        if (!failed) real.queue.remove([id]);
      }
    }
    // what was put off comes
    now += LATER;
  }
};

const answersFor = async (file: string): Promise<number> => {
  const ids = await waitingMails(real.files);
  const sent = await Promise.all(ids.map(async (id) => readMail(await real.files.get(outboxKey(id)))));
  return sent.filter(({ text }) => text.split('----')[0]?.includes(file)).length;
};

/** A mail with one good attachment and one with mistakes, with the n-th write dying. */
const scenario = async (at: number, when: 'before' | 'after'): Promise<number> => {
  count += 1;
  const no = `F${count}X`;
  const parts = [
    textPart('x'),
    filePart(`${no}.json`, JSON.stringify(letterRequest(no)), 'application/json'),
    filePart(`${no}.csv`, `编号,客户,金额\n${no}B,甲公司,abc\n`, 'text/csv'),
  ];
  const raw = rawMail({ id: `<${no}@mail.example.com>`, subject: no, parts });
  const { ports, writes } = dying(at, when);
  for (const copy of ['a', 'b']) {
    const key = `received/mail/${no}${copy}/mail.eml`;
    await real.files.put(key, raw);
    const arrived = { key, time: new Date(now).toISOString(), receipt: { by: 'hand' } };
    await real.queue.send('mail', [{ mail: arrived }]);
  }
  await deliver(ports);
  const { rows } = await real.views.list({ search: no, limit: 9, offset: 0 });
  expect(rows.map(({ number }) => number)).toEqual([expect.stringMatching(/^LT-/)]);
  const uploads = await real.views.list({ kind: 'upload', search: no, limit: 9, offset: 0 });
  expect(uploads.rows.map(({ state }) => state).sort()).toEqual(['accepted', 'rejected']);
  expect(await answersFor(`${no}.json`)).toBe(1);
  return writes();
};

it.each(['before', 'after'] as const)(
  'dies %s any write between the mail and its answer: one document, one answer',
  async (when) => {
    const writes = await scenario(0, when);
    expect(writes).toBeGreaterThan(10);
    for (let at = 1; at <= writes; at += 1) await scenario(at, when);
    const { rows } = await real.views.list({ kind: 'mail', limit: 500, offset: 0 });
    for (const { stream } of rows) {
      const types = (await real.ledger.read(stream)).map(({ type }) => type);
      expect(types.toSorted()).toEqual(['mail.answered', 'mail.received', 'mail.repeated']);
    }
    const body = JSON.stringify({ schedule: 'stop', time: new Date(now).toISOString() });
    await checkpoint(real)({ Records: [{ messageId: '1', body }] } as never);
    expect((await verifyHome(real)).findings).toEqual([]);
  },
  120_000,
);
