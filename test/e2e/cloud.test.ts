/**
 * A quotation and a contract on AWS, as far as it can be had on one machine: the bundles that are deployed, woken by
 * the events that AWS would send, each message twice and one call of each function killed in the middle.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import PostalMime from 'postal-mime';
import { afterAll, beforeAll, expect } from 'vitest';
import { verifyBucket } from '../../functions/adapters/aws/verify.ts';
import { businessDate } from '../../functions/core/business/dates.ts';
import type { Archived } from '../../functions/core/document/events.ts';
import { wallClock } from '../../functions/core/instant.ts';
import { open } from '../../functions/core/ledger/envelope.ts';
import { sampleOf } from '../../infra/local/home.ts';
import { textOf } from '../support/browser.ts';
import { type Cloud, openCloud, SITE } from '../support/cloud/home.ts';
import { temporaryFolder } from '../support/folder.ts';
import { browserOn } from '../support/pages.ts';
import { judgedByOthers } from '../support/pdf-tools.ts';
import { needs } from '../support/system.ts';

const { describe, it } = needs('soffice', 'pdfsig', 'mutool', 'openssl', 'qpdf', 'fc-match');
const folder = temporaryFolder();
const BUYER = 'lin.caiwei@example.com';
const CONTRACT = 'SC-2026-000001';
let cloud: Cloud;

const mailTo = async (address: string, text: string): Promise<string> => {
  for (const { to, raw } of cloud.mails.toReversed()) {
    const mail = await PostalMime.parse(raw);
    const said = `${mail.subject}\n${mail.text}`;
    if (to.some((one) => one.includes(address)) && said.includes(text)) return said;
  }
  throw new Error(`no mail to ${address} with ${text}`);
};

const linkIn = (mail: string): string => /https:\S+\/t\/[A-Za-z0-9_-]+/.exec(mail)?.[0] ?? '';

/** Fields of the first form that does something, as a browser would send them. */
const formIn = (page: string): Record<string, string> => {
  const form = /<form method="post"[^>]*class="do">.*?<\/form>/s.exec(page)?.[0] ?? '';
  const fields = [...form.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)"/g)];
  return Object.fromEntries(fields.map(([, name, value]) => [name, value]));
};

/** From the mail through its button to the document, and there what is to be done. */
const act = async (address: string, about: string, more: Readonly<Record<string, string>> = {}) => {
  const browser = browserOn(cloud.answer);
  const entered = await browser.post(linkIn(await mailTo(address, about)));
  const at = entered.headers.location ?? '';
  const form = formIn(textOf(await browser.get(at)));
  const answer = await browser.post(`${at}/act`, { ...form, ...more });
  expect([address, answer.status]).toEqual([address, 303]);
  await cloud.settle();
};

const actAsCustomer = async (address: string): Promise<void> => {
  const browser = browserOn(cloud.answer);
  const link = linkIn(await mailTo(address, CONTRACT));
  await browser.post(link, { do: 'code' });
  const code = /\n(\d{6})\n/.exec(await mailTo(address, '验证码'))?.[1] ?? '';
  await browser.post(link, { do: 'check', code });
  const form = formIn(textOf(await browser.get(link)));
  const look = { look: 'typed', typed: '林采薇', consent: 'yes' };
  expect(textOf(await browser.post(link, { ...form, ...look }))).toContain('已签署');
  await cloud.settle();
};

const archived = async (number: string): Promise<readonly Archived[]> => {
  const stream = (await cloud.ports.views.byNumber(number))?.stream ?? '';
  return (await cloud.ports.ledger.read(stream))
    .filter(({ type }) => type === 'document.archived')
    .map((event) => open(event).data as unknown as Archived);
};

describe('on AWS', () => {
  beforeAll(async () => {
    cloud = await openCloud(join(folder, 'bundles'));
    const today = businessDate(Date.now());
    const yaml = readFileSync(new URL('../../templates/company/company.yaml', import.meta.url), 'utf8')
      .replace('absences: []', `absences: [{ from: ${today}, to: ${today} }]`)
      .replace(
        /marketing_director: \{ title: (.*) \}\n/,
        'marketing_director: { title: $1, delegates: [gm] }\n',
      );
    await cloud.put('documents', 'company/company.yaml', Buffer.from(yaml));
    await cloud.put('inbox', 'price-list/p.json', readFileSync(sampleOf('price-list')));
    await cloud.settle();
    await cloud.put('inbox', 'quotation/报价 1.json', readFileSync(sampleOf('quotation')));
    await cloud.put('inbox', 'sales-contract/c.json', readFileSync(sampleOf('sales-contract')));
    await cloud.settle();
    await act('jiang.haoran@', '销售合同');
    await act('shen.yuanzhou@', CONTRACT, {
      look: 'typed',
      typed: '沈远舟',
      by: 'lu-mingqian',
      at: `${wallClock(Date.now() - 60_000)
        .slice(0, 16)
        .replace(' ', 'T')}`,
      channel: 'phone',
      summary: '同意，代我签',
    });
    await actAsCustomer(BUYER);
    await act('fang.zhiyu@', CONTRACT);
    await act('lu.mingqian@', '已代签', { look: 'typed', typed: '陆鸣谦' });
    await cloud.tick('checkpoint', 'checkpoint');
    await cloud.settle();
  }, 240_000);
  afterAll(() => cloud?.close());

  it('the contract is filed before and after the countersignature, and other tools accept every signature', async () => {
    const filed = await archived(CONTRACT);
    expect(filed.map(({ files }) => files[0]?.name)).toEqual([`${CONTRACT}.pdf`, `${CONTRACT}.v2.pdf`]);
    const final = await cloud.ports.files.get(filed.at(-1)?.files[0]?.key ?? '');
    const root = (await cloud.ports.documentSigner()).certificates.at(-1)!;
    expect(judgedByOthers(folder, final, root, Date.now())).toEqual({
      pdfsig: 4,
      mutool: 4,
      openssl: 4,
      qpdf: true,
      whole: true,
    });
  });

  it('the quotation, which nobody had to approve, is filed', async () => {
    expect(await archived('QT-2026-000001')).toHaveLength(1);
  });

  it('every number was given once, and every mail sent once', async () => {
    const { rows } = await cloud.ports.views.list({ limit: 10, offset: 0, readers: undefined } as never);
    expect(rows.map(({ number }) => number).toSorted()).toEqual(
      ['QT-2026-000001', CONTRACT, null].toSorted(),
    );
    const ids = await Promise.all(
      cloud.mails.map(async ({ raw }) => (await PostalMime.parse(raw)).messageId),
    );
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('the signed PDF goes to the requester, the signers and the customer', async () => {
    const got = new Set<string>();
    for (const { to, raw } of cloud.mails)
      if ((await PostalMime.parse(raw)).attachments.some(({ filename }) => filename?.startsWith(CONTRACT)))
        for (const one of to) got.add(one);
    expect(got.size).toBeGreaterThanOrEqual(4);
  });

  it('the pages hold it for genuine, to everybody', async () => {
    const final = await cloud.ports.files.get((await archived(CONTRACT)).at(-1)?.files[0]?.key ?? '');
    const { status, body } = await cloud.answer({
      method: 'POST',
      path: '/api/verify',
      query: new URLSearchParams(),
      headers: { host: new URL(SITE).host, 'content-type': 'application/pdf' },
      body: final,
      caller: '203.0.113.9',
      local: false,
    });
    expect([status, JSON.parse(String(body)).verdict]).toEqual([200, 'valid']);
  });

  it('one call of every function was killed in the middle', () => {
    expect([...cloud.killed].toSorted()).toEqual([
      'archive',
      'dispatch',
      'generate',
      'intake',
      'notify',
      'render',
      'route',
      'sign',
    ]);
  });

  it('the whole ledger verifies', async () => {
    const { findings } = await verifyBucket(cloud.deployment, { now: Date.now() });
    expect(findings).toEqual([]);
  });
});
