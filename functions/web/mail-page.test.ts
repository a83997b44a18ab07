import { beforeEach, expect, it } from 'vitest';
import { textOf } from '../../test/support/browser.ts';
import { type PagesHome, pagesHome, runAll, visitor } from '../../test/support/pages.ts';
import { filePart, rawMail, textPart } from '../../test/support/raw-mail.ts';
import { outboxKey, readMail, waitingMails } from '../core/outbox.ts';
import { stage as mail } from '../mail/handler.ts';

const PASSED = { by: 'ses', spf: 'PASS', dkim: 'PASS', dmarc: 'PASS', spam: 'PASS', virus: 'PASS' } as const;
const COORDINATOR = 'qiu.wanqing@yanhe.example.com';
let home: PagesHome;

const arrive = async (subject: string, verdicts: object = {}): Promise<string> => {
  const key = `received/mail/${subject.length}/mail.eml`;
  const parts = [textPart('<script>alert(1)</script>'), filePart('a.json', '{}', 'application/json')];
  await home.ports.files.put(key, rawMail({ from: 'stranger@example.org', subject, parts }));
  const body = { mail: { key, time: '2026-11-25T02:00:00.000Z', receipt: { ...PASSED, ...verdicts } } };
  const { batchItemFailures } = await mail(home.ports)({
    Records: [{ messageId: '1', body: JSON.stringify(body) }],
  } as never);
  expect(batchItemFailures).toEqual([]);
  await runAll(home);
  const { rows } = await home.ports.views.list({ kind: 'mail', limit: 10, offset: 0 });
  return `/${rows[0]?.stream}`;
};

const signIn = async (email: string) => {
  const browser = visitor(home);
  await browser.post('/sign-in', { email });
  await runAll(home);
  const ids = await waitingMails(home.ports.files);
  const sent = await Promise.all(ids.map(async (id) => readMail(await home.ports.files.get(outboxKey(id)))));
  const { text } = sent.find((one) => one.to.includes(email))!;
  await browser.post(/https:\S+\/sign-in\/\S+/.exec(text)![0]);
  return browser;
};

const tokenIn = (page: string): string => /name="form" value="(\w+)"/.exec(page)![1]!;

const eventsOf = async (address: string): Promise<readonly string[]> =>
  (await home.ports.ledger.read(address.slice(1))).map(({ type }) => type);

beforeEach(() => {
  home = pagesHome();
});

it('whoever coordinates sees what waits and why, and lets it go on once', async () => {
  const address = await arrive('询价 <b>');
  const browser = await signIn(COORDINATOR);
  const list = textOf(await browser.get('/mail'));
  expect(list).toContain('询价 &lt;b&gt;');
  expect(list).toContain('发件人不在公司资料的人员和客户中');
  const page = textOf(await browser.get(address));
  expect(page).not.toContain('<script>alert');
  const form = tokenIn(page);
  for (let n = 0; n < 2; n += 1)
    expect((await browser.post(address, { form, do: 'released' })).headers.location).toBe(address);
  expect((await browser.post(address, { form, do: 'dropped' })).headers.location).toBe(`${address}?gone`);
  expect(await eventsOf(address)).toEqual(['mail.quarantined', 'mail.released']);
  expect(textOf(await browser.get('/mail'))).toContain('没有等待放行的来信');
});

it('what has a virus can only be dropped', async () => {
  const address = await arrive('x', { virus: 'FAIL' });
  const browser = await signIn(COORDINATOR);
  const page = textOf(await browser.get(address));
  expect(page).not.toContain('value="released"');
  const form = tokenIn(page);
  await browser.post(address, { form, do: 'released' });
  expect(await eventsOf(address)).toEqual(['mail.quarantined']);
  await browser.post(address, { form, do: 'dropped' });
  expect(await eventsOf(address)).toEqual(['mail.quarantined', 'mail.dropped']);
});

it('nobody else sees a mail or decides about it', async () => {
  const address = await arrive('x');
  const browser = await signIn('tong.xinyi@yanhe.example.com');
  const form = tokenIn(textOf(await browser.get('/sign-in')));
  expect((await browser.get('/mail')).status).toBe(404);
  expect((await browser.get(address)).status).toBe(404);
  expect((await browser.post(address, { form, do: 'released' })).status).toBe(404);
  expect(textOf(await browser.get('/'))).not.toContain('href="/mail"');
  expect(await eventsOf(address)).toEqual(['mail.quarantined']);
});

it('a form that another page made decides nothing', async () => {
  const address = await arrive('x');
  const browser = await signIn(COORDINATOR);
  expect((await browser.post(address, { do: 'released' })).status).toBe(403);
});
