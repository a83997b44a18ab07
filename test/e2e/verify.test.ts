/**
 * The page that says whether a document is genuine, and the form of a fill step, in Debian's Chromium. Real: SQLite,
 * files, kinds, signatures, the server. Not real: LibreOffice.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import type { EmbeddedPorts } from '../../functions/adapters/embedded/ports.ts';
import { createSession } from '../../functions/core/access/sessions.ts';
import { act } from '../../functions/core/document/act.ts';
import type { Signed } from '../../functions/core/document/events.ts';
import { open } from '../../functions/core/ledger/envelope.ts';
import { replayRoute } from '../../functions/core/routing/state.ts';
import { openHome, prepareData, sampleOf } from '../../infra/local/home.ts';
import { type Runtime, startRuntime } from '../../infra/local/runtime.ts';
import { type Server, startServer } from '../../infra/local/server.ts';
import { barriers, launch, overflow, picture } from '../support/chromium.ts';
import { contractPdf } from '../support/contract-pdf.ts';
import { temporaryFolder } from '../support/folder.ts';
import { paperRenderer } from '../support/paper-renderer.ts';
import { needs } from '../support/system.ts';

const { describe, it } = needs('chromium', 'fc-match');
const data = join(temporaryFolder(), 'data');
const WAY = ['jiang-haoran', 'lu-mingqian', 'external:buyer', 'fang-zhiyu'] as const;
const WIDTHS = [
  ['zh-CN', 390],
  ['en-US', 1280],
] as const;

describe('in a browser', () => {
  let ports: EmbeddedPorts;
  let runtime: Runtime;
  let server: Server;
  let browser: Browser;
  let stream: string;
  /** PDFs that somebody may hold. */
  const held: Record<string, Uint8Array> = {};

  const decide = async (by: string): Promise<void> => {
    const { tasks, shown } = replayRoute(await ports.ledger.read(stream));
    const done = await act(ports, stream, { type: 'act', task: tasks[0]?.task ?? '', by, shown });
    if (!done.ok) throw new Error(done.error.message.en);
  };

  const signedFiles = async (): Promise<readonly Uint8Array[]> => {
    const signed = (await ports.ledger.read(stream)).filter(({ type }) => type === 'document.signed');
    const keys = signed.map((event) => (open(event).data as unknown as Signed).file.key);
    return Promise.all(keys.map((key) => ports.files.get(key)));
  };

  beforeAll(async () => {
    await prepareData(data);
    ports = await openHome(data, paperRenderer());
    for (const kind of ['sales-contract', 'sales-order'])
      writeFileSync(join(data, 'inbox', kind, 'one.json'), readFileSync(sampleOf(kind)));
    runtime = await startRuntime(ports, data);
    server = await startServer(ports, data, { port: 0, host: '127.0.0.1' });
    await runtime.idle();
    stream = (await ports.views.byNumber('SC-2026-000001'))?.stream ?? '';
    for (const by of WAY) await decide(by);
    await runtime.idle();
    const signed = await signedFiles();
    held.valid = signed.at(-1)!;
    held.superseded = signed[0]!;
    held.altered = Buffer.concat([held.valid, Buffer.from('\n% more\n')]);
    held.unknown = await contractPdf(1, []);
    browser = await launch();
  });

  afterAll(async () => {
    await browser?.close();
    await server?.close();
    await runtime?.stop();
  });

  const context = (locale: string, width: number): Promise<BrowserContext> =>
    browser.newContext({ viewport: { width, height: 844 }, locale });

  const usable = async (page: Page, name: string): Promise<void> => {
    await picture(page, name);
    expect([name, await barriers(page), await overflow(page)]).toEqual([name, [], 0]);
  };

  /** As if somebody let go of the file over the page. */
  const drop = async (page: Page, bytes: Uint8Array): Promise<void> => {
    const base64 = Buffer.from(bytes).toString('base64');
    await page.evaluate(`(() => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([Uint8Array.from(atob('${base64}'), (one) => one.charCodeAt(0))], 'c.pdf', { type: 'application/pdf' }));
      document.querySelector('h1').dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
    })()`);
  };

  it.each(WIDTHS)('tells a genuine file from the others: %s at %i', async (locale, width) => {
    const visitor = await context(locale, width);
    const page = await visitor.newPage();
    for (const [verdict, bytes] of Object.entries(held)) {
      await page.goto(`${server.address}/verify`);
      await drop(page, bytes);
      const said = page.locator('.verdict');
      await said.waitFor();
      await usable(page, `verify-${verdict}-${width}`);
      expect(await said.getAttribute('data-verdict')).toBe(verdict);
      const names = await said.locator('.timeline strong').allInnerTexts();
      expect([verdict, names]).toEqual([
        verdict,
        { valid: ['陆鸣谦', '林采薇', '方知予'], superseded: ['陆鸣谦'], altered: names, unknown: [] }[
          verdict
        ],
      ]);
    }
    await visitor.close();
  });

  it.each(WIDTHS)('is landed on by the code on the paper: %s at %i', async (locale, width) => {
    const visitor = await context(locale, width);
    const page = await visitor.newPage();
    await page.goto(ports.site.url(`/verify/${stream}`));
    expect(await page.innerText('main')).toContain('SC-2026-000001');
    await usable(page, `verify-code-${width}`);
    await page.locator('#pdf').setInputFiles({
      name: 'c.pdf',
      mimeType: 'application/pdf',
      buffer: Buffer.from(held.valid!),
    });
    await page.locator('main form button').click();
    await page.locator('.verdict[data-verdict=valid]').waitFor();
    await visitor.close();
  });

  it('hardware fills in the BOM of a sales order on a phone', async () => {
    const phone = await context('zh-CN', 390);
    const token = await createSession(ports, { who: 'person', person: 'gu-chengan' });
    await phone.addCookies([{ name: 'docket', value: token, url: server.address }]);
    const page = await phone.newPage();
    await page.goto(`${server.address}/tasks`);
    await page
      .getByRole('link', { name: /SO-2026-000001/ })
      .first()
      .click();
    await page.waitForURL(/\/documents\//);
    await usable(page, 'fill-390');
    const form = page.locator('form.do');
    await form.locator('[name=mainBoardBom]').fill('BOM-M6762-B7');
    await form.locator('[name=bomNote]').fill('改用新的屏蔽罩');
    await form.locator('button.primary').click();
    await page.waitForURL(/\?done/);
    await runtime.idle();
    const row = await ports.views.byNumber('SO-2026-000001');
    expect(row).toMatchObject({ revision: 1, state: 'submitted' });
    await page.goto(page.url());
    await usable(page, 'filled-390');
    await phone.close();
  });
});
