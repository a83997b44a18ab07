/**
 * People do their part of a contract from the mails that they get: Debian's Chromium against the real server with
 * LibreOffice. An expired link is tested where the clock can be moved: functions/web/act.test.ts.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import { type ReadMail, readMail } from '../../functions/core/outbox.ts';
import { prepareData, sampleOf } from '../../infra/local/home.ts';
import { barriers, launch, overflow, picture } from '../support/chromium.ts';
import { type Running, startDocket } from '../support/cli.ts';
import { temporaryFolder } from '../support/folder.ts';
import { needs } from '../support/system.ts';

const data = join(temporaryFolder(), 'data');
const company = join(data, 'company', 'company.yaml');
const { describe, it } = needs('chromium', 'soffice');

const WEN = 'wen.jingxing@yanhe.example.com';
const JIANG = 'jiang.haoran@yanhe.example.com';
const LU = 'lu.mingqian@yanhe.example.com';
const SHEN = 'shen.yuanzhou@yanhe.example.com';
const FANG = 'fang.zhiyu@yanhe.example.com';
const QIU = 'qiu.wanqing@yanhe.example.com';
const BUYER = 'lin.caiwei@example.com';

const FIRST = 'SC-2026-000001';
const SECOND = 'SC-2026-000002';
const [PHONE, DESK] = [390, 1280];

describe('people and their mails', () => {
  let browser: Browser;
  let running: Running;
  let home: string;

  const edit = (from: string, to: string): void => {
    const text = readFileSync(company, 'utf8');
    expect(text).toContain(from);
    writeFileSync(company, text.replace(from, to));
  };

  beforeAll(async () => {
    await prepareData(data);
    edit(
      'marketing_director: { title: { zh: 营销部部长, en: Marketing Director } }',
      'marketing_director: { title: { zh: 营销部部长, en: Marketing Director }, delegates: [gm] }',
    );
    const inbox = join(data, 'inbox', 'sales-contract');
    mkdirSync(inbox, { recursive: true });
    const request = JSON.parse(readFileSync(sampleOf('sales-contract'), 'utf8'));
    const two = [request, { ...request, requestNo: 'HT-2026-0002' }];
    writeFileSync(join(inbox, 'two.json'), JSON.stringify(two));
    running = await startDocket(data);
    home = await running.address();
    browser = await launch();
  });

  afterAll(async () => {
    await browser?.close();
    await running?.stop();
  });

  const mails = async (): Promise<readonly ReadMail[]> => {
    const folder = join(data, 'outbox', 'mail');
    const files = readdirSync(folder).filter((name) => name.endsWith('.eml'));
    return Promise.all(files.sort().map((name) => readMail(readFileSync(join(folder, name)))));
  };

  const used = new Set<string>();

  /** The newest mail to somebody that has all of these words and was not read yet, as soon as it is there. */
  const mailTo = async (address: string, ...words: readonly string[]): Promise<ReadMail> => {
    for (const until = Date.now() + 25_000; Date.now() < until; await pause(150)) {
      const found = (await mails().catch(() => [])).findLast(
        ({ to, subject, text }) =>
          to.includes(address) &&
          !used.has(to + subject + text) &&
          words.every((word) => `${subject}\n${text}`.includes(word)),
      );
      if (!found) continue;
      used.add(found.to + found.subject + found.text);
      return found;
    }
    throw new Error(`no mail to ${address} with ${words}; ${await subjects()}`);
  };
  const subjects = async () => (await mails()).map(({ to, subject }) => `${to}: ${subject}`).join('\n');

  const linkIn = ({ text }: ReadMail): string => /http:\S+\/(?:t|sign-in)\/[A-Za-z0-9_-]+/.exec(text)![0];

  /** How often an event is in the stream of a document. */
  const count = (number: string, type: string): number => {
    const db = new DatabaseSync(join(data, 'docket.sqlite'), { readOnly: true });
    const found = db
      .prepare('SELECT count(*) AS n FROM events JOIN documents USING (stream) WHERE number = ? AND type = ?')
      .get(number, type);
    db.close();
    return Number(found?.n);
  };

  const person = (width: number, locale: string): Promise<BrowserContext> =>
    browser.newContext({ viewport: { width, height: 844 }, locale, hasTouch: width === PHONE });

  /** A page that everybody can use: no barrier that a program finds, nothing wider than the window. */
  const usable = async (page: Page, name: string): Promise<void> => {
    await picture(page, name);
    expect([name, await barriers(page), await overflow(page)]).toEqual([name, [], 0]);
  };

  /** From the mail through its button to the document. */
  const enter = async (context: BrowserContext, mail: ReadMail): Promise<Page> => {
    const page = await context.newPage();
    await page.goto(linkIn(mail));
    // whoever is signed in already is led on
    if (!page.url().includes('/documents/')) await page.getByRole('button').click();
    await page.waitForURL(/\/documents\//);
    return page;
  };

  const done = (page: Page) => page.waitForURL(/\?done/);
  const act = async (page: Page, button: string): Promise<void> => {
    await page.locator('form.do').getByRole('button', { name: button, exact: true }).click();
    await done(page);
  };

  const draw = async (page: Page): Promise<void> => {
    const pad = page.locator('canvas.pad');
    await pad.scrollIntoViewIfNeeded();
    const { x, y } = (await pad.boundingBox())!;
    await page.mouse.move(x + 40, y + 90);
    await page.mouse.down();
    for (const [dx, dy] of [
      [70, 30],
      [95, 110],
      [130, 50],
      [180, 95],
    ] as const)
      await page.mouse.move(x + dx, y + dy);
    await page.mouse.up();
  };

  it('a contract goes its whole way: approved, sent back, signed for the absent, by the customer, sealed, countersigned', async () => {
    const [jiang, lu, shen, buyer, fang] = await Promise.all([
      person(PHONE, 'zh-CN'),
      person(DESK, 'zh-CN'),
      person(PHONE, 'en-US'),
      person(PHONE, 'zh-CN'),
      person(DESK, 'en-US'),
    ]);

    // a mail scanner opens the link first, more than once
    const first = await mailTo(JIANG, FIRST);
    for (let n = 0; n < 3; n += 1) expect((await fetch(linkIn(first))).status).toBe(200);
    expect(count(FIRST, 'task.approved')).toBe(0);
    let page = await enter(jiang, first);
    await page.locator('.viewer[data-state=shown] canvas').first().waitFor();
    await usable(page, 'approve-phone-zh');
    await act(page, '同意');
    await page.close();

    page = await enter(lu, await mailTo(LU, FIRST));
    await page.locator('.viewer[data-state=shown] canvas').first().waitFor();
    await usable(page, 'sign-desk-zh');
    await page.getByText('退回', { exact: true }).first().click();
    await page.getByLabel('原因').first().fill('交货时间不对');
    await page.getByLabel('退回到').selectOption({ label: '合同审核' });
    await usable(page, 'refuse-desk-zh');
    await page.getByRole('button', { name: '退回' }).click();
    await done(page);
    await page.close();
    // the requester and who had decided hear of it
    for (const address of [WEN, JIANG])
      expect((await mailTo(address, FIRST, '已退回')).text).toContain('交货时间不对');

    edit(
      'roles: [deputy_gm_marketing, marketing_director, review_panel]\n    absences: []',
      "roles: [deputy_gm_marketing, marketing_director, review_panel]\n    absences: [{ from: '2026-01-01', to: '2099-12-31' }]",
    );
    page = await enter(jiang, await mailTo(JIANG, FIRST, '合同审核'));
    await act(page, '同意');
    await page.close();

    page = await enter(shen, await mailTo(SHEN, FIRST));
    await page.getByText('Type the name').click();
    await usable(page, 'instead-phone-en');
    const form = page.locator('form.do');
    await form.getByLabel('Authorised by').selectOption({ label: 'Lu Mingqian' });
    await form.getByLabel('When').fill('2026-01-02T09:30');
    await form.getByLabel('How').selectOption({ label: 'By phone' });
    await form.getByLabel('What was said').fill('同意签署');
    await act(page, 'Sign');
    expect(await page.innerText('main')).toContain('Countersign');
    await page.close();
    const debt = await mailTo(LU, FIRST, '已代签');

    page = await buyer.newPage();
    await page.goto(linkIn(await mailTo(BUYER, FIRST)));
    await usable(page, 'code-ask-phone-zh');
    await page.getByRole('button', { name: '发送验证码' }).click();
    const { text } = await mailTo(BUYER, '验证码');
    const code = /\n(\d{6})\n/.exec(text)![1]!;
    await page.getByLabel('验证码').fill(code === '000000' ? '111111' : '000000');
    await page.getByRole('button', { name: '继续' }).click();
    await page.getByText('验证码不对').waitFor();
    await usable(page, 'code-wrong-phone-zh');
    await page.getByLabel('验证码').fill(code);
    await page.getByRole('button', { name: '继续' }).click();
    await page.locator('.viewer[data-state=shown] canvas').first().waitFor();
    await draw(page);
    await page.getByRole('checkbox').check();
    await usable(page, 'guest-phone-zh');
    await page.getByRole('button', { name: '签字' }).dblclick();
    await page.getByText('已签署，谢谢').waitFor();
    await usable(page, 'guest-done-phone-zh');
    expect(count(FIRST, 'task.signed')).toBe(2);

    // two tabs
    page = await enter(fang, await mailTo(FANG, FIRST));
    await usable(page, 'seal-desk-en');
    const other = await fang.newPage();
    await other.goto(page.url());
    for (const tab of [page, other]) await act(tab, 'Put on the company seal');
    expect(count(FIRST, 'task.sealed')).toBe(1);

    page = await enter(lu, debt);
    await usable(page, 'countersign-desk-zh');
    await draw(page);
    await act(page, '补签');
    expect(count(FIRST, 'task.countersigned')).toBe(1);
    expect(count(FIRST, 'route.completed')).toBe(1);
    await Promise.all([jiang, lu, shen, buyer, fang].map((context) => context.close()));
  });

  it('a hundred clicks at once are one decision', async () => {
    const context = await person(DESK, 'zh-CN');
    const page = await enter(context, await mailTo(JIANG, SECOND));
    const answers = await page.evaluate(`Promise.all(Array.from({ length: 100 }, () => {
      const form = document.querySelector('form.do');
      return fetch(form.action, { method: 'POST', body: new URLSearchParams(new FormData(form)) }).then(({ status, url }) => status + ' ' + url);
    }))`);
    expect(new Set(answers as string[])).toEqual(new Set([`200 ${page.url()}?done`]));
    expect(count(SECOND, 'task.approved')).toBe(1);
    await context.close();
  });

  it.each([
    ['zh-CN', PHONE],
    ['en-US', PHONE],
    ['zh-CN', DESK],
  ] as const)(
    'the pages of tasks, routes and mails can be used by everybody: %s at %i',
    async (locale, width) => {
      const name = (what: string) => `${what}-${width}-${locale.slice(0, 2)}`;
      const context = await person(width, locale);
      const page = await context.newPage();
      await page.goto(`${home}/sign-in`);
      await usable(page, name('sign-in'));
      for (const address of [WEN, QIU]) {
        await page.goto(`${home}/sign-in`);
        // whoever is signed in has to leave first
        if (address === QIU) {
          await page.locator('form[action="/sign-out"] button').click();
          await page.waitForURL(/sign-in/);
        }
        await page.locator('#email').fill(address);
        await page.locator('main form button').click();
        await page.locator('main .empty').waitFor();
        await usable(page, name('sign-in-sent'));
        await page.goto(linkIn(await mailTo(address, '/sign-in/')));
        await usable(page, name('welcome'));
        await page.locator('main form button').click();
        await page.waitForURL(/\/tasks/);
        await usable(page, name(address === WEN ? 'tasks-requester' : 'tasks-coordinator'));
        if (address === WEN) expect(await page.locator('#sent li').count()).toBeGreaterThanOrEqual(2);
      }
      await page.goto(`${home}/admin`);
      expect(await page.innerText('main')).toContain(SECOND);
      await usable(page, name('admin'));
      await page.goto(`${home}/outbox`);
      await usable(page, name('outbox'));
      await page.locator('.mails a').last().click();
      await page.locator('.letter').waitFor();
      await usable(page, name('mail'));
      await page.goto(`${home}/documents/${FIRST}`);
      await usable(page, name('done'));
      await context.close();
    },
  );
});
