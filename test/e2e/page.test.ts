/** The page in a real browser: Debian's Chromium against the real server on loopback. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import { barriers, launch, overflow } from '../support/chromium.ts';
import { type Running, startDocket } from '../support/cli.ts';
import { temporaryFolder } from '../support/folder.ts';
import { edited } from '../support/office-package.ts';
import { quotationRequests } from '../support/requests.ts';
import { needs } from '../support/system.ts';

const folder = temporaryFolder();
const { describe, it } = needs('chromium');

const PAGES = [
  '/',
  '/?q=nothing+like+it',
  '/documents/QT-2026-000001',
  '/uploads',
  '/forms',
  '/no/such/page',
];

const FILE = 'quotation.zh-CN.xlsx';

describe('the page', () => {
  let browser: Browser;
  let running: Running;

  beforeAll(async () => {
    running = await startDocket(join(folder, 'data'), { DOCKET_SOFFICE: '/none' });
    browser = await launch();
  });

  afterAll(async () => {
    await browser?.close();
    await running?.stop();
  });

  const open = async (path: string, width: number, locale: string): Promise<Page> => {
    const page = await browser.newPage({ viewport: { width, height: 860 }, locale });
    await page.goto((await running.address()) + path);
    return page;
  };

  it.each(['zh-CN', 'en-US'])(
    'every page in %s can be used with a screen reader and the keyboard',
    async (locale) => {
      for (const path of PAGES) {
        const page = await open(path, 390, locale);
        expect([path, await barriers(page)]).toEqual([path, []]);
        await page.close();
      }
    },
  );

  it('shows the sample quotation and its time line at desktop and phone width, in both languages', async () => {
    for (const [width, locale, title] of [
      [1280, 'zh-CN', '示例通讯设备有限公司'],
      [390, 'en-US', 'QT-2026-000001'],
    ] as const) {
      const page = await open('/', width, locale);
      await page.getByText('QT-2026-000001').first().waitFor();
      expect(await page.getByText(title).count()).toBeGreaterThan(0);
      expect(await overflow(page)).toBe(0);
      await page.getByRole('link', { name: 'QT-2026-000001' }).first().click();
      await page.waitForURL(/documents\/QT-2026-000001/);
      expect(await overflow(page)).toBe(0);
      expect(await page.content()).toContain('QT-2026-000001.xlsx');
      await page.close();
    }
  });

  it('takes an upload and shows the new document without a reload; a bad file shows its mistakes', async () => {
    const page = await open('/', 1280, 'en-US');
    const send = (name: string, content: unknown) =>
      page
        .locator('input[type=file]')
        .first()
        // as bytes: Chromium finds no path with Chinese characters where the locale is C
        .setInputFiles({ name, mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(content)) });
    await send('good.json', quotationRequests(1));
    await page
      .getByText('QT-2026-000002')
      .first()
      .waitFor({ timeout: 20_000 })
      .catch(async (cause) => {
        const log = readFileSync(join(folder, 'data', 'docket.log'), 'utf8');
        throw new Error(`the page says: ${await page.innerText('main')}\n${log}`, { cause });
      });
    await send('bad.json', { ...quotationRequests(1, 1, 5)[0], customerClass: 'nobody' });
    await page.getByRole('link', { name: 'See what to mend' }).waitFor({ timeout: 20_000 });
    await page.getByRole('link', { name: 'See what to mend' }).click();
    await page.getByText('$.customerClass').first().waitFor();
    expect(await overflow(page)).toBe(0);
    await page.close();
  });

  it('takes an edited template, shows it in use without a reload, and a bad one mistake by mistake', async () => {
    const page = await open('/templates', 390, 'en-US');
    const shipped = readFileSync(
      fileURLToPath(new URL(`../../templates/quotation/${FILE}`, import.meta.url)),
    );
    const send = (from: string, to: string) =>
      page.locator('input[type=file]').setInputFiles({
        name: FILE,
        mimeType: 'application/octet-stream',
        buffer: Buffer.from(edited(shipped, from, to)),
      });
    await send('报  价  单', '报 价 单');
    await page.getByText('The template has no mistakes').waitFor({ timeout: 20_000 });
    await page.locator('#templates').getByText('version 1').first().waitFor({ timeout: 20_000 });
    await send('{{requestNo}}', '{{requstNo}}');
    await page.getByText('There is no field "requstNo".').first().waitFor({ timeout: 20_000 });
    expect(await page.getByText('Did you mean "requestNo"?').count()).toBe(1);
    expect(await overflow(page)).toBe(0);
    await page.setViewportSize({ width: 1280, height: 860 });
    expect(await overflow(page)).toBe(0);
    await page.close();
  });
});
