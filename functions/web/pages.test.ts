import { describe, expect, it } from 'vitest';
import { browse, textOf } from '../../test/support/browser.ts';
import { fakeRow, fakeWorld } from '../../test/support/fake-ports.ts';
import type { Kind } from '../core/kind.ts';
import { seal } from '../core/ledger/envelope.ts';

const at = Date.parse('2026-07-01T01:00:00.000Z');
const roles = { department_head: { zh: '部门主管', en: 'Department head' } };

const quotation = fakeRow({
  stream: 'one',
  number: 'QT-2026-000001',
  title: '主板 <b>',
  party: '华远电子',
  amount: '1234.50',
  currency: 'CNY',
  needs: ['sign:department_head'],
  validUntil: '2026-06-30',
  files: { 'QT-2026-000001.pdf': 'documents/QT-2026-000001/QT-2026-000001.pdf' },
});

const mixed = () =>
  fakeWorld({
    roles,
    rows: [
      quotation,
      fakeRow({ stream: 'two', number: 'QT-2026-000002', party: 'Northwind', state: 'filled' }),
      fakeRow({ stream: 'three', kind: 'contract', state: 'received', party: 'Kestrel' }),
      fakeRow({ stream: 'upload/u1', kind: 'upload', state: 'accepted', title: 'order.xlsx' }),
    ],
  });

describe('list', () => {
  it('shows number, customer, amount, need, expiry and Shanghai time, all escaped', async () => {
    const page = textOf(await browse(mixed())('/'));
    for (const text of [
      'QT-2026-000001',
      '华远电子',
      '主板 &lt;b&gt;',
      '¥1,234.50',
      '待部门主管签字',
      '已过期',
      '2026-07-01 09:00',
    ])
      expect(page).toContain(text);
    expect(page).not.toContain('主板 <b>');
    expect(page).not.toContain('order.xlsx');
  });

  it.each([
    ['/?state=filled', ['Northwind'], ['华远', 'Kestrel']],
    ['/?kind=contract', ['Kestrel'], ['华远', 'Northwind']],
    ['/?q=NORTH', ['Northwind'], ['华远', 'Kestrel']],
  ])('%s filters', async (address, there, gone) => {
    const page = textOf(await browse(mixed())(address));
    for (const text of there) expect(page).toContain(text);
    for (const text of gone) expect(page).not.toContain(text);
  });

  it('counts documents by state, without the files that came in, and says what waits', async () => {
    const page = textOf(await browse(mixed())('/?lang=en'));
    expect(page).toContain('All <b>3</b>');
    expect(page).toContain('In progress: 1 waiting for a number, 1 waiting for a PDF');
  });

  it('pages', async () => {
    const rows = Array.from({ length: 41 }, (_, n) =>
      fakeRow({ stream: `s${n}`, number: `QT-${n}`, title: 'x' }),
    );
    const ask = browse(fakeWorld({ rows }));
    expect(textOf(await ask('/'))).toContain('href="/?page=2"');
    expect(textOf(await ask('/?page=2&q=x')).match(/<tr role="row"><td/g)).toHaveLength(1);
    expect((await ask('/?page=-1e9')).status).toBe(200);
  });

  it('tells where to put files while it is empty', async () => {
    const page = textOf(await browse(fakeWorld(), { inboxFolder: '/home/li/单据/inbox' })('/'));
    expect(page).toContain('/home/li/单据/inbox');
    expect(page).toContain('href="/forms"');
  });

  it('stays under 150 KB with a full page', async () => {
    const rows = Array.from({ length: 40 }, (_, n) =>
      fakeRow({
        ...quotation,
        stream: `s${n}`,
        number: `QT-${n}`,
        title: '长'.repeat(100),
        party: '公司'.repeat(30),
      }),
    );
    expect(Buffer.byteLength(textOf(await browse(fakeWorld({ rows, roles }))('/')))).toBeLessThan(150_000);
  });
});

describe('document', () => {
  const events = seal(
    'one',
    undefined,
    [
      {
        type: 'document.received',
        data: { requestNo: 'SQ-1', revision: 0, templates: { 'quotation.en.xlsx': 'ab'.repeat(32) } },
      },
      { type: 'document.numbered', data: { number: 'QT-2026-000001' } },
      {
        type: 'document.filled',
        data: {
          amount: '1234.50',
          currency: 'CNY',
          needs: [{ code: 'sign:department_head', reason: { zh: '低于执行价', en: 'below' } }],
        },
      },
      { type: 'document.revised', data: { revision: 1 } },
      { type: 'document.<odd>', data: null },
    ],
    { key: 'k', actor: 'docket/intake', at },
  );

  it('shows the PDF, what it needs and why, and its life in plain words', async () => {
    const page = textOf(
      await browse(fakeWorld({ rows: [quotation], events: [...events], roles }))('/documents/QT-2026-000001'),
    );
    expect(page).toMatch(
      /class="viewer"[^>]+data-pdf="\/files\/documents\/QT-2026-000001\/QT-2026-000001\.pdf\?of=one/,
    );
    for (const text of [
      '低于执行价',
      '取得编号：QT-2026-000001',
      `quotation.en.xlsx <code title="SHA-256 ${'ab'.repeat(32)}">`,
      '已按模板填写：¥1,234.50',
      'document.&lt;odd&gt;',
      '首版',
      '修订 1',
    ])
      expect(page).toContain(text);
    expect(page).toContain(`${events[0]?.hash.slice(0, 8)}…${events[0]?.hash.slice(-4)}`);
  });

  it('previews the revision in force only', async () => {
    const row = fakeRow({ ...quotation, revision: 1, state: 'filled' });
    const ask = (files: Record<string, string>) =>
      browse(fakeWorld({ rows: [{ ...row, files: { ...quotation.files, ...files } }] }))(
        '/documents/QT-2026-000001',
      );
    expect(textOf(await ask({}))).not.toContain('class="viewer"');
    expect(
      textOf(await ask({ 'QT-2026-000001-R1.pdf': 'documents/QT-2026-000001/QT-2026-000001-R1.pdf' })),
    ).toMatch(/class="viewer"[^>]+-R1\.pdf/);
  });

  it('promises no PDF of reference data', async () => {
    const kinds = [
      { id: 'price-list', type: 'reference', title: { zh: '执行价表', en: 'Price list' } } as Kind,
    ];
    const rows = [fakeRow({ stream: 'reference/price-list', kind: 'price-list', state: 'published' })];
    const page = textOf(await browse(fakeWorld({ rows, kinds }))('/documents/reference%2Fprice-list'));
    expect(page).toContain('执行价表');
    expect(page).not.toContain('PDF');
  });

  it('is found by stream while it has no number, and uploads are not documents', async () => {
    const ask = browse(mixed());
    expect((await ask('/documents/three')).status).toBe(200);
    expect((await ask('/documents/upload%2Fu1')).status).toBe(404);
    expect((await ask('/documents/%E0%A4%A')).status).toBe(404);
  });
});

describe('rejected file', () => {
  const errors = 'rejected/u2-a.xlsx/errors.json';
  const row = fakeRow({
    stream: 'upload/u2',
    kind: 'upload',
    state: 'rejected',
    title: 'a.xlsx',
    files: {
      original: 'received/_/u2/a.xlsx',
      'a.xlsx': 'rejected/u2-a.xlsx/a.xlsx',
      'a-marked.xlsx': 'rejected/u2-a.xlsx/a-marked.xlsx',
      'errors.json': errors,
    },
  });
  const problem = {
    code: 'X',
    cell: 'Sheet!C7',
    label: { zh: '数量', en: 'Quantity' },
    message: { zh: '不是 <数量>', en: 'no quantity' },
    fix: { zh: '写 5K', en: 'write 5K' },
  };
  const open = async (report: unknown) =>
    textOf(
      await browse(
        fakeWorld({ rows: [row], files: new Map([[errors, Buffer.from(JSON.stringify(report))]]) }),
      )('/uploads/u2'),
    );

  it('lists cell, field, mistake and remedy, and links the marked copy and the original', async () => {
    const page = await open({ file: 'a.xlsx', problems: [problem] });
    for (const text of [
      'Sheet!C7',
      '数量',
      '不是 &lt;数量&gt;',
      '写 5K',
      '/a-marked.xlsx?of=',
      '/files/received/_/u2/a.xlsx?of=',
    ])
      expect(page).toContain(text);
  });

  it('shows the first 200 and says how many are left', async () => {
    const page = await open({ problems: Array.from({ length: 5000 }, () => problem) });
    expect(page).toContain('还有 4800 处');
    expect(Buffer.byteLength(page)).toBeLessThan(150_000);
  });

  it('survives a report that cannot be read', async () => {
    expect(await open({ problems: 'none' })).toContain('问题清单读不出来');
  });
});

describe('language', () => {
  const ask = browse(fakeWorld());
  const lang = async (address: string, headers: Record<string, string>) =>
    /<html lang="([^"]+)"/.exec(textOf(await ask(address, { headers })))?.[1];

  it.each([
    ['/', {}, 'zh-CN'],
    ['/', { 'accept-language': 'fr, en-GB;q=0.8, zh;q=0.5' }, 'en'],
    ['/', { 'accept-language': 'en;q=0, fr' }, 'zh-CN'],
    ['/', { cookie: 'a=b; lang=en', 'accept-language': 'zh' }, 'en'],
    ['/?lang=zh', { cookie: 'lang=en' }, 'zh-CN'],
    ['/?lang=xx', {}, 'zh-CN'],
  ])('%s with %j is %s', async (address, headers, expected) => {
    expect(await lang(address, headers)).toBe(expected);
  });

  it('is kept once it was chosen, and the switch keeps the rest of the address', async () => {
    const answer = await ask('/?q=a%26b&lang=en');
    expect(answer.headers['set-cookie']).toMatch(/^lang=en;.*SameSite=Lax/);
    expect(textOf(answer)).toContain('href="/?q=a%26b&amp;lang=zh"');
    expect(textOf(await ask('//evil.example'))).not.toContain('"//evil');
  });
});
