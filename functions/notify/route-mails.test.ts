/** What is told of a document's way, where something is in the way of telling it: real SQLite, files and mails. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SQSEvent } from 'aws-lambda';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../test/support/folder.ts';
import { letterHome } from '../../test/support/letter-home.ts';
import { runAll, SITE, visitor } from '../../test/support/pages.ts';
import type { EmbeddedPorts } from '../adapters/embedded/ports.ts';
import { act } from '../core/document/act.ts';
import { bounced } from '../core/document/bounced.ts';
import { voidDocument } from '../core/document/void.ts';
import { outboxKey, readMail, waitingMails } from '../core/outbox.ts';
import { DocketError } from '../core/result.ts';
import type { Route, Step } from '../core/routing/route.ts';
import { replayRoute } from '../core/routing/state.ts';
import { stage as notify } from './handler.ts';
import { tellRoute } from './route-mails.ts';

const folder = temporaryFolder();
let count = 0;

interface Given {
  readonly steps: readonly Step[];
  /** RFC 3339 */
  readonly now?: string;
  /** What is changed in the company profile. */
  readonly profile?: (yaml: string) => string;
}

const given = async ({ steps, now = '2026-11-25T02:00:00Z', profile = (yaml) => yaml }: Given) => {
  const route: Route = { requester: 'tong-xinyi', steps };
  const clock = { now: () => Date.parse(now) };
  const home = await letterHome(folder, `home-${count++}`, route, { url: SITE, clock });
  const company = join(home.data, 'company', 'company.yaml');
  writeFileSync(company, profile(readFileSync(company, 'utf8')));
  const request = { letterNo: 'L1', customer: 'lin@example.com', amount: '1.00' };
  home.drop('letter', 'a.json', JSON.stringify(request));
  await home.run();
  const ports = home.open();
  const { stream } = (await ports.views.byNumber('LT-2026-000001'))!;
  return { ports, stream };
};

const mails = async ({ files }: EmbeddedPorts) =>
  Promise.all((await waitingMails(files)).map(async (id) => readMail(await files.get(outboxKey(id)))));

const step = (more: Partial<Step>): Step => ({
  id: 'first',
  act: 'approve',
  title: { zh: '审批', en: 'Approval' },
  parties: [{ role: 'deputy_gm_marketing' }],
  ...more,
});

it('a task is told although nobody has announced the days off of the year of its deadline', async () => {
  const { ports } = await given({ steps: [step({ deadline: { days: 2 } })], now: '2026-12-31T02:00:00Z' });
  const [mail, ...others] = await mails(ports);
  expect(others).toEqual([]);
  expect(mail).toMatchObject({
    to: expect.stringContaining('lu.mingqian@'),
    text: expect.stringContaining('/t/'),
  });
  expect(mail?.text).not.toContain('请于此日前办理');
});

it('a mailbox that takes nothing does not keep the others from their mail, and is tried again', async () => {
  const { ports, stream } = await given({ steps: [step({ parties: [{ role: 'review_panel' }] })] });
  const sent: string[] = [];
  const mailer: EmbeddedPorts['mailer'] = {
    send: async (_, compose) => {
      const [to] = (await compose()).to;
      if (to?.address.startsWith('lu.')) throw new Error('no such mailbox');
      sent.push(to?.address ?? '');
    },
  };
  const ver = (await ports.ledger.read(stream)).findIndex(({ type }) => type === 'task.opened') + 1;
  await expect(tellRoute({ ...ports, mailer }, { stream, ver, type: 'task.opened' })).rejects.toThrow();
  expect(sent.map((address) => address.split('.')[0])).toEqual(['jiang', 'kong', 'he']);
});

it('who signed for somebody absent is not asked to countersign it', async () => {
  const { ports, stream } = await given({
    steps: [step({ act: 'sign' })],
    profile: (yaml) => yaml.replace('absences: []', 'absences: [{ from: 2026-11-20, to: 2026-11-30 }]'),
  });
  const { shown, tasks } = replayRoute(await ports.ledger.read(stream));
  const authority = {
    by: 'lu-mingqian',
    at: '2026-11-25T01:00:00.000Z',
    channel: 'phone',
    summary: 'agreed',
  } as const;
  const task = tasks[0]!.task;
  const answer = await act(ports, stream, { type: 'act', task, by: 'shen-yuanzhou', shown, authority });
  expect(answer.ok).toBe(true);
  await runAll({ ports });
  const asked = (await mails(ports)).filter(({ subject }) => subject.includes('请补签'));
  expect(asked.map(({ to }) => to)).toEqual([expect.stringContaining('lu.mingqian@')]);
  const [link = ''] = /https:\S+\/t\/\S+/.exec(asked[0]?.text ?? '') ?? [];
  await visitor({ ports }).post(link, { do: 'renew' });
  await runAll({ ports });
  expect((await mails(ports)).filter(({ subject }) => subject.includes('请补签'))).toHaveLength(2);
});

it('nothing is told to somebody outside whose address was erased', async () => {
  const { ports, stream } = await given({
    steps: [
      step({
        act: 'sign',
        parties: [{ external: 'buyer', nameField: 'letterNo', emailField: 'customer' }],
      }),
    ],
  });
  const before = await mails(ports);
  expect(before.map(({ to }) => to)).toEqual([expect.stringContaining('lin@example.com')]);
  const ver = (await ports.ledger.read(stream)).findIndex(({ type }) => type === 'task.opened') + 1;
  await ports.salts.erase(stream);
  await tellRoute(ports, { stream, ver, type: 'task.reminded' });
  expect(await mails(ports)).toEqual(before);
});

const BUYER = { external: 'buyer', nameField: 'letterNo', emailField: 'customer' } as const;

it.each(['withdraw', 'return', 'void'] as const)(
  'somebody outside hears that his link works no longer: %s',
  async (how) => {
    const { ports, stream } = await given({
      steps: [
        step({ id: 'out', act: 'sign', parties: [BUYER] }),
        step({ id: 'seal', act: 'seal', parties: [{ role: 'seal_keeper' }] }),
      ],
    });
    const before = replayRoute(await ports.ledger.read(stream));
    if (how === 'return') {
      await act(ports, stream, {
        type: 'act',
        task: before.tasks[0]!.task,
        by: 'external:buyer',
        shown: before.shown,
      });
      const { tasks } = replayRoute(await ports.ledger.read(stream));
      await act(ports, stream, {
        type: 'reject',
        task: tasks[0]!.task,
        by: 'fang-zhiyu',
        reason: 'because',
        to: 'out',
      });
    } else if (how === 'void') await voidDocument(ports, stream, 'wrong');
    else await act(ports, stream, { type: 'withdraw', by: 'tong-xinyi', reason: 'because' });
    await runAll({ ports });
    const [mail, ...others] = (await mails(ports)).filter(({ subject }) => subject.includes('已收回'));
    expect(others).toEqual([]);
    expect(mail?.to).toContain('lin@example.com');
    expect(mail?.text).not.toMatch(/\/t\/|because|wrong/);
  },
);

it('a mailbox that takes nothing, for ever: the others are told, once, and nobody waits for it', async () => {
  const { ports, stream } = await given({ steps: [step({})] });
  const mailer: EmbeddedPorts['mailer'] = {
    send: async (_, compose) => {
      await compose();
      throw new DocketError('MAIL_BOUNCED', { zh: '拒收', en: 'refused' });
    },
  };
  const ver = (await ports.ledger.read(stream)).findIndex(({ type }) => type === 'task.opened') + 1;
  for (const _ of [1, 2]) await tellRoute({ ...ports, mailer }, { stream, ver, type: 'task.opened' });
  const types = (await ports.ledger.read(stream)).map(({ type }) => type);
  expect(types.filter((type) => type === 'notice.bounced')).toHaveLength(1);
  await runAll({ ports });
  const told = (await mails(ports)).filter(({ subject }) => subject.includes('被退回'));
  expect(told.map(({ to }) => to).sort()).toEqual([
    expect.stringContaining('tong.xinyi@'),
    expect.stringContaining('qiu.wanqing@'),
  ]);
  expect(await bounced(ports, '<nothing@example.com>')).toBe(false);
});

it('a mail that the carrier brings back later is written down once, however often it is told', async () => {
  const { ports, stream } = await given({ steps: [step({})] });
  const [id] = await waitingMails(ports.files);
  const told = [`<${id}@example.com>`, '<nothing@example.com>'].map((bounced) => JSON.stringify({ bounced }));
  const Records = told.map((body, n) => ({ messageId: `${n}`, body }));
  for (const _ of [1, 2])
    expect(await notify(ports)({ Records } as SQSEvent)).toEqual({ batchItemFailures: [] });
  const types = (await ports.ledger.read(stream)).map(({ type }) => type);
  expect(types.filter((type) => type === 'notice.bounced')).toHaveLength(1);
});
