/**
 * From a click to the next one's mail: the work dies before and after every write on the way, the browser and the queue
 * try again, messages come twice and in the wrong order. Real: SQLite, files, mails. Not real: LibreOffice.
 */
import { cpSync } from 'node:fs';
import { beforeAll, expect, it } from 'vitest';
import type { EmbeddedPorts } from '../../functions/adapters/embedded/ports.ts';
import { verifyHome } from '../../functions/adapters/embedded/verify.ts';
import { outboxKey, readMail, waitingMails } from '../../functions/core/outbox.ts';
import { stage as notify } from '../../functions/notify/handler.ts';
import { feed } from '../../infra/local/feeder.ts';
import { textOf } from '../support/browser.ts';
import { temporaryFolder } from '../support/folder.ts';
import { letterHome, letterRequest } from '../support/letter-home.ts';
import { SITE, visitor } from '../support/pages.ts';
import { step } from '../support/routing.ts';

const folder = temporaryFolder();
const route = {
  requester: 'tong-xinyi',
  steps: [step('review', 'approve', ['sales_director']), step('last', 'approve', ['marketing_director'])],
};
const DIRECTOR = 'jiang.haoran@yanhe.example.com';
const NEXT = 'lu.mingqian@yanhe.example.com';
const more = { url: SITE, log: () => undefined };
let base: Awaited<ReturnType<typeof letterHome>>;
let count = 0;

/** A home with one document that waits for its first decision; whose it is has got the mail. */
beforeAll(async () => {
  base = await letterHome(folder, 'base', route, more);
  base.drop('letter', 'a.json', JSON.stringify(letterRequest('L1')));
  await base.run();
});

/** Everything on the way that writes. */
const WRITES = {
  ledger: ['append'],
  keyValue: ['put', 'count', 'remove'],
  files: ['put'],
  views: ['put'],
  queue: ['send'],
  mailer: ['send'],
} as const;

/** Ports whose n-th write dies, before it is done or just after; how many writes there were. */
const dying = (ports: EmbeddedPorts, at: number, when: 'before' | 'after') => {
  let writes = 0;
  const wrapped: Record<string, unknown> = { ...ports };
  for (const [port, methods] of Object.entries(WRITES)) {
    const real = ports[port as keyof typeof WRITES] as unknown as Record<
      string,
      (...args: unknown[]) => unknown
    >;
    const copy = { ...real };
    for (const method of methods)
      copy[method] = async (...args) => {
        writes += 1;
        const dies = writes === at;
        if (dies && when === 'before') throw new Error('died');
        const answer = await real[method]?.(...args);
        if (dies) throw new Error('died');
        return answer;
      };
    wrapped[port] = copy;
  }
  return { ports: wrapped as unknown as EmbeddedPorts, writes: () => writes };
};

const mailsTo = async ({ files }: EmbeddedPorts, address: string) => {
  const ids = await waitingMails(files);
  const mails = await Promise.all(ids.map(async (id) => readMail(await files.get(outboxKey(id)))));
  return mails.filter(({ to }) => to.includes(address));
};

const linkIn = (text: string): string => /https:\S+\/t\/[A-Za-z0-9_-]+/.exec(text)![0];

/** What waits for the stage that sends mails, newest first and each twice, until all of it is done. */
const deliver = async (ports: EmbeddedPorts, real: EmbeddedPorts): Promise<void> => {
  while (await feed(real));
  for (;;) {
    const messages = real.queue.receive('notify', 100, 0);
    if (messages.length === 0) return;
    for (const { id, body } of messages.toReversed().flatMap((one) => [one, one])) {
      const event = { Records: [{ messageId: String(id), body }] };
      const failed = await notify(ports)(event as never).then(
        ({ batchItemFailures }) => batchItemFailures.length > 0,
        () => true,
      );
      if (!failed) real.queue.remove([id]);
    }
    while (await feed(real));
  }
};

/** From the click to the mail with the n-th write dying; gives how many writes there were. */
const scenario = async (at: number, when: 'before' | 'after'): Promise<number> => {
  const home = await letterHome(folder, `home-${count++}`, route, more);
  cpSync(base.data, home.data, { recursive: true, force: true });
  return home.use(async (real) => {
    const colleague = visitor({ ports: real });
    const { headers } = await colleague.post(linkIn((await mailsTo(real, DIRECTOR))[0]!.text));
    const page = textOf(await colleague.get(headers.location!));
    const form = /<form method="post" action="[^"]*" class="do">.*?<\/form>/s.exec(page)![0];
    const fields = [...form.matchAll(/name="(\w+)" value="([^"]*)"/g)].map(([, name, value]) => [
      name,
      value,
    ]);
    const { ports, writes } = dying(real, at, when);
    const browser = visitor({ ports });
    for (const [name, value] of colleague.cookies) browser.cookies.set(name, value);
    const click = async () =>
      (await browser.post(`${headers.location}/act`, Object.fromEntries(fields))).status === 303;
    // who gets an error presses again, and some press twice anyway
    for (let n = 0; n < 2; n += 1) expect((await click()) || (await click())).toBe(true);
    await deliver(ports, real);

    const row = await real.views.byNumber('LT-2026-000001');
    const events = (await real.ledger.read(row!.stream)).map(({ type }) => type);
    const times = (type: string) => events.filter((one) => one === type).length;
    expect([times('task.approved'), times('task.opened'), times('notice.sent')]).toEqual([1, 2, 2]);
    const got = await mailsTo(real, NEXT);
    expect(got.map(({ subject }) => subject)).toEqual([expect.stringContaining('请审批')]);
    // and its link is the one that works
    expect(textOf(await visitor({ ports: real }).get(linkIn(got[0]!.text)))).toContain(
      '陆鸣谦，有单据等您办理',
    );
    expect((await verifyHome(real)).findings).toEqual([]);
    return writes();
  });
};

it.each(['before', 'after'] as const)(
  'dies %s any write between the click and the mail: one decision, one mail, one link that works',
  async (when) => {
    const writes = await scenario(0, when);
    expect(writes).toBeGreaterThan(8);
    for (let at = 1; at <= writes; at += 1) await scenario(at, when);
  },
);
