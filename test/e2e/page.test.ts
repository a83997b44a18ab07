/** The page in a real browser: Debian's Chromium against the real server on loopback. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import { temporaryFolder } from '../support/folder.ts';
import { edited } from '../support/office-package.ts';
import { quotationRequests } from '../support/requests.ts';
import { needs } from '../support/system.ts';

const program = fileURLToPath(new URL('../../infra/local/docket.mjs', import.meta.url));
const folder = temporaryFolder();
const { describe, it } = needs('chromium');

const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-sync',
  '--no-first-run',
];

/** Starts `docket start` on a free port; gives its address when it says it. */
const serve = (): Promise<{ address: string; child: ChildProcess }> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, 'start', '--port', '0', '--data', join(folder, 'data')], {
      env: { ...process.env, DOCKET_LANG: 'en', DOCKET_SOFFICE: '/none' },
    });
    let out = '';
    child.stdout.on('data', (chunk) => {
      out += chunk;
      const address = /http:\/\/127\.0\.0\.1:\d+/.exec(out)?.[0];
      if (address) resolve({ address, child });
    });
    child.on('close', () => reject(new Error(out)));
  });

const FILE = 'quotation.zh-CN.xlsx';

describe('the page', () => {
  let browser: Browser;
  let running: { address: string; child: ChildProcess };

  beforeAll(async () => {
    running = await serve();
    browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ARGS });
  });

  afterAll(async () => {
    await browser?.close();
    running?.child.kill();
  });

  const open = async (path: string, width: number, locale: string): Promise<Page> => {
    const page = await browser.newPage({ viewport: { width, height: 860 }, locale });
    await page.goto(running.address + path);
    return page;
  };

  const overflow = (page: Page): Promise<number> =>
    page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');

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
