/** A report reaches its readers with its figures and one picture, and stands on the page of reports. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import PostalMime from 'postal-mime';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { browse, textOf } from '../../test/support/browser.ts';
import { fakeRow, fakeWorld } from '../../test/support/fake-ports.ts';
import { temporaryFolder } from '../../test/support/folder.ts';
import { letterHome, letterRequest } from '../../test/support/letter-home.ts';
import type { Summary } from '../core/charts/chart.ts';
import { type DocumentKind, defineKind } from '../core/kind.ts';

const summary: Summary = {
  label: '2026-12-01',
  unit: { zh: 'K', en: 'K' },
  figures: [
    { label: { zh: '实发', en: 'Shipped' }, value: '40 K' },
    { label: { zh: '未回报', en: 'Not reported' }, value: '1' },
  ],
  chart: {
    title: { zh: '各工厂计划与实发', en: 'Planned and shipped by factory' },
    unit: { zh: 'K', en: 'K' },
    labels: ['东莞', '天世星'],
    series: [{ name: { zh: '实发', en: 'Shipped' }, values: [12, null] }],
  },
  trend: [{ name: { zh: '实发', en: 'Shipped' }, value: 40 }],
};

const report: Partial<DocumentKind> = {
  derive: () => ({ data: { customer: '甲', amount: '1.00' }, needs: [], summary }),
  distribution: () => ({ roles: ['gm'] }),
};

it('goes to whom its kind names, once, with figures, a picture, the workbook and the PDF', async () => {
  const home = await letterHome(temporaryFolder(), 'data', { steps: [], requester: null }, {}, report);
  home.drop('letter', 'a.json', JSON.stringify(letterRequest('L-1')));
  await home.run();
  await home.run();
  const outbox = join(home.data, 'outbox/mail');
  const mails = await Promise.all(
    readdirSync(outbox).map((name) => PostalMime.parse(readFileSync(join(outbox, name)))),
  );
  expect(mails).toHaveLength(1);
  const [mail] = mails;
  expect(mail!.subject).toMatch(/^已出：函件 LT-/);
  expect(mail!.text).toContain('实发：40 K');
  expect(mail!.text).toContain('天世星: 实发 未报');
  expect(mail!.html).toContain('src="cid:chart.png"');
  expect(mail!.attachments.map(({ mimeType, related }) => [mimeType, related])).toEqual([
    ['image/png', true],
    ['application/pdf', undefined],
    ['application/pdf', undefined],
    ['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', undefined],
  ]);
  if (process.env.SEE) writeFileSync(process.env.SEE, mail!.html ?? '');
});

it('stands on the page of reports, with what became of its figures', async () => {
  const kind = defineKind({
    id: 'daily-report',
    title: { zh: '日报', en: 'Daily report' },
    purpose: { zh: '每日', en: 'Daily' },
    input: z.object({}),
    requestKey: () => '',
    subject: () => ({ title: '', party: '' }),
    retentionYears: 10,
    series: 'DR',
    outputs: [],
    prints: z.object({}),
    derive: () => ({ data: {}, needs: [], summary }),
  });
  const rows = ['2026-11-30', '2026-12-01'].map((label, n) =>
    fakeRow({
      stream: `r${n}`,
      kind: 'daily-report',
      number: `DR-2026-00000${n}`,
      summary: { ...summary, label, trend: [{ name: summary.trend[0]!.name, value: 30 + n }] },
    }),
  );
  const page = textOf(await browse(fakeWorld({ kinds: [kind], rows }))('/reports'));
  expect(page).toContain('日报 2026-12-01');
  expect(page).toMatch(/<dt>实发<\/dt><dd>40 K<\/dd>/);
  expect(page).toContain('走势 (K). 2026-11-30: 实发 30; 2026-12-01: 实发 31');
  expect(page).toContain('>2026-11-30</a>');
  expect(textOf(await browse(fakeWorld({ kinds: [kind] }))('/reports'))).toContain('还没有报表');
});
