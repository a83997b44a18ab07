/** People act on the pages: real SQLite, files, templates and mails; LibreOffice is not needed here. */
import { beforeEach, describe, expect, it } from 'vitest';
import { textOf } from '../../test/support/browser.ts';
import { collect } from '../../test/support/collect.ts';
import { temporaryFolder } from '../../test/support/folder.ts';
import { letterHome } from '../../test/support/letter-home.ts';
import { runAll, SITE, visitor } from '../../test/support/pages.ts';
import type { EmbeddedPorts } from '../adapters/embedded/ports.ts';
import { act } from '../core/document/act.ts';
import { erase } from '../core/document/erase.ts';
import { evidenceFolder, readEvidence } from '../core/document/evidence.ts';
import { open } from '../core/ledger/envelope.ts';
import { outboxKey, readMail, waitingMails } from '../core/outbox.ts';
import { DocketError } from '../core/result.ts';
import type { Route } from '../core/routing/route.ts';
import { replayRoute } from '../core/routing/state.ts';

const ROUTE: Route = {
  requester: 'tong-xinyi',
  steps: [
    {
      id: 'review',
      act: 'approve',
      title: { zh: '审核', en: 'Review' },
      parties: [{ role: 'sales_director' }],
      deadline: { days: 2 },
    },
    {
      id: 'customer',
      act: 'sign',
      title: { zh: '客户签字', en: 'Signature of the customer' },
      parties: [{ external: 'buyer', nameField: 'letterNo', emailField: 'customer' }],
    },
  ],
};

const folder = temporaryFolder();
let count = 0;
let now: number;
let logged: string[];
let ports: EmbeddedPorts;
let stream: string;

beforeEach(async () => {
  now = Date.parse('2026-11-25T02:00:00Z');
  logged = [];
  const home = await letterHome(folder, `home-${count++}`, ROUTE, {
    url: SITE,
    clock: { now: () => now },
    log: (code, detail) => logged.push(`${code} ${JSON.stringify(detail ?? {})}`),
  });
  home.drop(
    'letter',
    'a.json',
    JSON.stringify({ letterNo: 'L1', customer: 'lin@example.com', amount: '1.00' }),
  );
  await home.run();
  ports = home.open();
  stream = (await ports.views.byNumber('LT-2026-000001'))!.stream;
});

const mails = async () => {
  const ids = await waitingMails(ports.files);
  return Promise.all(ids.map(async (id) => readMail(await ports.files.get(outboxKey(id)))));
};

const allTypes = async () => (await ports.ledger.read(stream)).map(({ type }) => type);
/** What happened to the document, without what was noted of mails, links and codes. */
const types = async () => (await allTypes()).filter((type) => !/^(notice|link|code)\./.test(type));

/** Address of the newest link that went to somebody. */
const linkTo = async (address: string): Promise<string> => {
  const mail = (await mails()).find(({ to, text }) => to.includes(address) && text.includes('/t/'));
  return /https:\S+\/t\/[A-Za-z0-9_-]+/.exec(mail?.text ?? '')![0];
};

const DIRECTOR = 'jiang.haoran@yanhe.example.com';

/** Fields of the first form that does something, as a browser would send them. */
const formIn = (page: string): Record<string, string> => {
  const form = /<form method="post" action="[^"]*" class="do">.*?<\/form>/s.exec(page)?.[0] ?? '';
  const fields = [...form.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)"/g)];
  return Object.fromEntries(fields.map(([, name, value]) => [name, value]));
};

const director = async () => {
  const browser = visitor({ ports });
  const entered = await browser.post(await linkTo(DIRECTOR));
  const page = textOf(await browser.get(entered.headers.location!));
  return { browser, form: formIn(page), address: `${entered.headers.location}/act` };
};

const signedInAs = async (email: string) => {
  const browser = visitor({ ports });
  now += 1000;
  await browser.post('/sign-in', { email });
  await drain();
  const mail = (await mails()).find(({ to, text }) => to.includes(email) && text.includes('/sign-in/'));
  await browser.post(/https:\S+\/sign-in\/\S+/.exec(mail?.text ?? '')![0]);
  return browser;
};

const approve = async (): Promise<void> => {
  const { browser, form, address } = await director();
  expect((await browser.post(address, form)).status).toBe(303);
  await drain();
};

const drain = (): Promise<void> => runAll({ ports });

const guest = async () => {
  const link = await linkTo('lin@example.com');
  const browser = visitor({ ports });
  await browser.post(link, { do: 'code' });
  const mail = (await mails()).find(({ subject }) => subject.includes('验证码'))!;
  const code = /\n(\d{6})\n/.exec(mail.text)![1]!;
  return { browser, link, code };
};

const signed = async () => {
  const { browser, link, code } = await guest();
  expect((await browser.post(link, { do: 'check', code })).status).toBe(303);
  const own = { look: 'typed', typed: '林采薇', consent: 'yes' };
  const form: Record<string, string> = { ...formIn(textOf(await browser.get(link))), ...own };
  return { browser, link, form };
};

describe('a person of the house', () => {
  it('comes from the mail to the document and decides', async () => {
    await approve();
    expect((await types()).slice(-2)).toEqual(['task.approved', 'task.opened']);
  });

  it('decides once, of a hundred clicks at once, and all get the same answer', async () => {
    const { browser, form, address } = await director();
    const answers = await Promise.all(Array.from({ length: 100 }, () => browser.post(address, form)));
    expect(new Set(answers.map(({ status, headers }) => `${status} ${headers.location}`))).toEqual(
      new Set(['303 /documents/LT-2026-000001?done']),
    );
    expect((await types()).filter((type) => type === 'task.approved')).toHaveLength(1);
  });

  it('refuses with a reason, and the same click again is well', async () => {
    const { browser, form, address } = await director();
    const refusal = { ...form, do: 'reject', reason: '价格不对' };
    for (let n = 0; n < 2; n += 1) expect((await browser.post(address, refusal)).status).toBe(303);
    expect((await types()).slice(-2)).toEqual(['task.rejected', 'route.returned']);
    await drain();
    expect((await mails()).map(({ subject }) => subject)).toContainEqual(expect.stringContaining('已退回'));
  });

  it('is told what is missing', async () => {
    const { browser, form, address } = await director();
    const answer = await browser.post(address, { ...form, do: 'reject', reason: ' ' });
    expect(answer.status).toBe(409);
    expect(textOf(answer)).toContain('role="alert"');
  });

  it('does nothing by a form of another site, and nothing for somebody else', async () => {
    const { browser, form, address } = await director();
    expect((await browser.post(address, { ...form, form: 'guess' })).status).toBe(403);
    expect((await visitor({ ports }).post(address, form)).status).toBe(303);
    expect((await types()).at(-1)).toBe('task.opened');
  });

  it('gets in by a link once', async () => {
    const link = await linkTo(DIRECTOR);
    const answers = await Promise.all(Array.from({ length: 50 }, () => visitor({ ports }).post(link)));
    expect(answers.filter(({ status }) => status === 303)).toHaveLength(1);
    expect(textOf(await visitor({ ports }).post(link))).toContain('这个链接已经用过');
  });

  it('sees the task in the list until it is done', async () => {
    const { browser, form, address } = await director();
    expect(textOf(await browser.get('/tasks'))).toContain('LT-2026-000001');
    await browser.post(address, form);
    const after = textOf(await browser.get('/tasks'));
    expect(after).not.toContain('id="open"');
    expect(/<section id="done">.*/s.exec(after)?.[0]).toMatch(/LT-2026-000001.*2026-11-25/s);
  });

  it('sees what he sent, and for whom and since when it waits', async () => {
    const requester = await signedInAs('tong.xinyi@yanhe.example.com');
    const sent = async () => /<section id="sent">.*/s.exec(textOf(await requester.get('/tasks')))?.[0] ?? '';
    expect(await sent()).toContain('审核：销售部长');
    expect(await sent()).toContain('2026-11-25 起');
    await approve();
    expect(await sent()).toContain('客户签字：客户');
  });
});

describe('the view of all routes', () => {
  it('is for whoever coordinates them: whom each waits for, what is late, who is away', async () => {
    const page = async () => textOf(await (await signedInAs('qiu.wanqing@yanhe.example.com')).get('/admin'));
    expect(await page()).toMatch(/LT-2026-000001.*审核.*销售部长.*江皓然/s);
    expect(await page()).toContain('待办 1 项，其中逾期 0 项');
    now += 14 * 24 * 3_600_000;
    expect(await page()).toContain('待办 1 项，其中逾期 1 项');
  });

  it('is not there for anybody else', async () => {
    const browser = await signedInAs(DIRECTOR);
    expect((await browser.get('/admin')).status).toBe(404);
    expect(textOf(await browser.get('/tasks'))).not.toContain('/admin');
    expect((await visitor({ ports }).get('/admin')).status).toBe(303);
  });
});

describe('a task of somebody else', () => {
  const COORDINATOR = 'qiu.wanqing@yanhe.example.com';
  const give = { do: 'reassign', to: 'lu-mingqian', reason: '出差' };

  /** The panel's task is open, and given to the first of its people. */
  const forPanel = async () => {
    const home = await letterHome(
      folder,
      `home-${count++}`,
      {
        requester: 'tong-xinyi',
        steps: [
          {
            id: 'panel',
            act: 'approve',
            title: { zh: '评审', en: 'Review by the panel' },
            parties: [{ role: 'review_panel' }],
          },
        ],
      },
      { url: SITE, clock: { now: () => now } },
    );
    home.drop('letter', 'a.json', JSON.stringify({ letterNo: 'L1', customer: 'x', amount: '1.00' }));
    await home.run();
    ports = home.open();
    stream = (await ports.views.byNumber('LT-2026-000001'))!.stream;
  };
  const open = async () => replayRoute(await ports.ledger.read(stream)).tasks[0]!;

  it('is given by the coordinator to another, who hears of it; the links of the others die', async () => {
    await forPanel();
    const old = await linkTo(DIRECTOR);
    const browser = await signedInAs(COORDINATOR);
    const address = '/documents/LT-2026-000001';
    const page = textOf(await browser.get(address));
    const form = /<form method="post"[^>]*>(?:(?!<form).)*value="reassign".*?<\/form>/s.exec(page)![0];
    expect(form).toContain('<option value="lu-mingqian">');
    const fields = [...form.matchAll(/name="(\w+)" value="([^"]*)"/g)].map(([, name, value]) => [
      name,
      value,
    ]);
    const filled = { ...Object.fromEntries(fields), ...give };
    expect((await browser.post(`${address}/act`, { ...filled, reason: ' ' })).status).toBe(409);
    const before = (await mails()).length;
    for (let n = 0; n < 2; n += 1) expect((await browser.post(`${address}/act`, filled)).status).toBe(303);
    expect((await types()).slice(-2)).toEqual(['task.opened', 'task.reassigned']);
    expect(await open()).toMatchObject({ person: 'lu-mingqian' });
    await drain();
    const fresh = await linkTo('lu.mingqian@yanhe.example.com');
    expect((await mails()).length).toBe(before + 1);
    expect(textOf(await visitor({ ports }).get(fresh))).toContain('陆鸣谦，有单据等您办理');
    expect(textOf(await visitor({ ports }).get(old))).not.toContain('有单据等您办理');
  });

  it('is given by nobody else', async () => {
    await forPanel();
    const browser = await signedInAs('wen.jingxing@yanhe.example.com');
    const tasks = textOf(await browser.get('/tasks'));
    const token = /name="form" value="([^"]+)"/.exec(tasks)?.[1] ?? '';
    const fields = { ...give, form: token, task: (await open()).task };
    expect((await browser.post('/documents/LT-2026-000001/act', fields)).status).not.toBe(303);
    expect((await types()).at(-1)).toBe('task.opened');
  });
});

describe('an external signer', () => {
  it('hears of it only when the house has decided', async () => {
    expect((await mails()).map(({ to }) => to).join()).not.toContain('lin@example.com');
    await approve();
    await linkTo('lin@example.com');
  });

  it('signs with link, code and consent; how is kept where it can be forgotten', async () => {
    await approve();
    const { browser, link, form } = await signed();
    expect(textOf(await browser.post(link, form))).toContain('已签署，谢谢');
    expect((await types()).slice(-2)).toEqual(['task.signed', 'route.completed']);
    const events = await ports.ledger.read(stream);
    expect(events.map(({ canonical }) => canonical).join()).not.toMatch(/林采薇|203\.0\.113/);
    const evidence = replayRoute(events).decisions.at(-1)!.evidence!;
    const kept = await readEvidence(ports, stream, evidence);
    expect(kept).toMatchObject({
      look: { kind: 'typed', text: '林采薇' },
      caller: '203.0.113.7',
      consent: { text: expect.stringContaining('电子签名法') },
      code: { checkedAt: '2026-11-25T02:00:00.000Z' },
    });
  });

  it('signs once, of a hundred clicks', async () => {
    await approve();
    const { browser, link, form } = await signed();
    const answers = await Promise.all(Array.from({ length: 100 }, () => browser.post(link, form)));
    expect(new Set(answers.map((answer) => textOf(answer).includes('已签署，谢谢')))).toEqual(
      new Set([true]),
    );
    expect((await types()).filter((type) => type === 'task.signed')).toHaveLength(1);
  });

  it('leaves in the ledger that he was sent a link, and a code, was wrong, and came in; by no name', async () => {
    await approve();
    const { browser, link, code } = await guest();
    await browser.post(link, { do: 'check', code: code === '000000' ? '111111' : '000000' });
    await browser.post(link, { do: 'check', code });
    expect((await allTypes()).slice(-5)).toEqual([
      'task.opened',
      'notice.sent',
      'code.sent',
      'code.failed',
      'link.opened',
    ]);
    const said = (await ports.ledger.read(stream)).slice(-4).map((event) => open(event).data);
    expect(said).toEqual([
      { task: 'customer.1.1', role: 'external:buyer', mails: 1 },
      ...Array(3).fill({ task: 'customer.1.1', role: 'external:buyer' }),
    ]);
    const colleague = await signedInAs('qiu.wanqing@yanhe.example.com');
    expect(textOf(await colleague.get('/documents/LT-2026-000001'))).toContain('验证码不对：客户');
  });

  it('is not held up when that cannot be written', async () => {
    await approve();
    const link = await linkTo('lin@example.com');
    let tries = 0;
    const append = async () => {
      tries += 1;
      throw new DocketError('LEDGER_BUSY', { zh: '忙', en: 'busy' });
    };
    const browser = visitor({ ports: { ...ports, ledger: { ...ports.ledger, append } } });
    expect(textOf(await browser.post(link, { do: 'code' }))).toContain('验证码已发送');
    expect(tries).toBe(2);
    expect(logged.join()).toContain('AUDIT_FAILED');
  });

  it('changes nothing by looking, and sees no paper before the code', async () => {
    await approve();
    const link = await linkTo('lin@example.com');
    const before = await allTypes();
    for (let n = 0; n < 5; n += 1) await visitor({ ports }).get(link);
    expect((await visitor({ ports }).get(`${link}/pdf`)).status).toBe(404);
    expect(await allTypes()).toEqual(before);
    const page = textOf(await visitor({ ports }).post(link, { do: 'act', consent: 'yes', typed: 'x' }));
    expect(page).toContain('验证码');
    expect((await allTypes()).slice(before.length)).toEqual(['code.sent']);
  });

  it('is not believed with the code in another browser, or without consent', async () => {
    await approve();
    const { link, form, browser } = await signed();
    expect(textOf(await visitor({ ports }).post(link, form))).not.toContain('已签署');
    expect(textOf(await browser.post(link, { ...form, consent: '' }))).toContain('您还没有勾选同意');
    expect((await types()).at(-1)).toBe('task.opened');
  });

  it('gets the paper after the code', async () => {
    await approve();
    const { browser, link } = await signed();
    const pdf = await browser.get(`${link}/pdf`);
    expect(pdf.headers['content-type']).toBe('application/pdf');
  });

  it('asks for a new link when the old one has ended; it goes to the same mailbox', async () => {
    await approve();
    const link = await linkTo('lin@example.com');
    now += 73 * 3_600_000;
    const page = textOf(await visitor({ ports }).get(link));
    expect(page).toContain('这个链接已失效');
    expect(page).toContain('发送新的链接');
    await visitor({ ports }).post(link, { do: 'renew' });
    await drain();
    const fresh = await linkTo('lin@example.com');
    expect(fresh).not.toBe(link);
    expect(textOf(await visitor({ ports }).get(fresh))).toContain('发送验证码');
    expect(textOf(await visitor({ ports }).get(link))).toContain('这个链接已失效');
  });

  it('asks for a few new links and not for a flood of mails', async () => {
    await approve();
    for (let n = 0; n < 8; n += 1) {
      now += 1000;
      await visitor({ ports }).post(await linkTo('lin@example.com'), { do: 'renew' });
      await drain();
    }
    expect((await mails()).filter(({ to }) => to.includes('lin@example.com'))).toHaveLength(1 + 5);
  });

  it('who has signed is not told that it was sent back', async () => {
    await approve();
    const { browser, link, form } = await signed();
    await browser.post(link, form);
    const answer = textOf(await browser.post(link, { ...form, do: 'reject', reason: '价格不对' }));
    expect(answer).not.toContain('已退回');
    expect(answer).toContain('该待办已关闭');
    expect((await types()).at(-1)).toBe('route.completed');
  });

  it('signs with one code for one round, and sees no paper that goes its way through the house again', async () => {
    await approve();
    const { browser, link, form } = await signed();
    now += 1000;
    const back = { task: form.task!, by: 'external:buyer', reason: '价格不对', to: 'review' };
    expect((await act(ports, stream, { type: 'reject', ...back })).ok).toBe(true);
    await drain();
    await approve();
    const next = { ...form, task: form.task!.replace('.1.', '.2.') };
    expect(textOf(await browser.post(link, next))).toContain('这个链接已失效');
    expect((await types()).at(-1)).toBe('task.opened');
    const withdrawn = { type: 'withdraw', by: 'tong-xinyi', reason: '改价' } as const;
    expect((await act(ports, stream, withdrawn)).ok).toBe(true);
    expect((await browser.get(`${link}/pdf`)).status).toBe(404);
  });

  it('finds the link dead once it is signed', async () => {
    await approve();
    const { browser, link, form } = await signed();
    await browser.post(link, form);
    expect(textOf(await visitor({ ports }).get(link))).toContain('这个链接已失效');
  });

  it('leaves neither token nor code in the log', async () => {
    await approve();
    const { browser, link, form } = await signed();
    await browser.post(link, form);
    const token = link.slice(-43);
    expect(logged.join('\n')).not.toMatch(new RegExp(`${token}|\\b\\d{6}\\b(?!-)|lin@example`));
  });
});

describe('what is erased', () => {
  it('waits until the document is no longer on its way, and then leaves no trace of who acted', async () => {
    await expect(erase(ports, stream)).rejects.toMatchObject({ code: 'IN_WORK' });
    await approve();
    const { browser, link, form } = await signed();
    // refused by the ledger, but kept before: it saw another paper
    await browser.post(link, { ...form, shown: 'f'.repeat(64), typed: '林' });
    await browser.post(link, form);
    const kept = () => collect(ports.files.list(evidenceFolder(stream)));
    expect(await kept()).toHaveLength(3);
    await erase(ports, stream);
    expect(await kept()).toEqual([]);
  });
});
