import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { browse, textOf } from '../../test/support/browser.ts';
import { fakeRow, fakeWorld } from '../../test/support/fake-ports.ts';
import { defineKind } from '../core/kind.ts';
import { seal } from '../core/ledger/envelope.ts';
import { sha256 } from '../core/ledger/hash.ts';

const letter = defineKind({
  id: 'letter',
  title: { zh: '函件', en: 'Letter' },
  purpose: { zh: '', en: '' },
  input: z.object({}),
  requestKey: () => '',
  subject: () => ({ title: '', party: '' }),
  retentionYears: 1,
  series: 'LT',
  outputs: [{ template: 'letter.docx', language: 'zh' }],
  prints: z.object({}),
  derive: () => ({ data: {}, needs: [] }),
});

const STREAM = 'template/letter/letter.docx';
const bytes = (text: string) => new TextEncoder().encode(text);
const key = (text: string) => `templates/letter/${sha256(bytes(text))}.docx`;
const cause = { key: 'k', actor: 'docket/intake', at: Date.parse('2026-07-01T01:00:00.000Z') };
const version = (n: number, text: string) => ({
  type: 'template.published',
  data: {
    kind: 'letter',
    file: 'letter.docx',
    version: n,
    key: key(text),
    sha256: sha256(bytes(text)),
    size: 1,
    name: `draft ${n} <b>.docx`,
    upload: `up-${n}`,
    notes: n === 2 ? [{ zh: '已断开 <外部> 链接', en: 'a link was cut' }] : [],
  },
});
const chosen = { type: 'template.chosen', data: { ...version(1, 'one').data, upload: null } };

const refused = fakeRow({
  stream: 'upload/r1',
  kind: 'upload',
  state: 'rejected',
  title: 'letter.docx',
  party: 'letter',
  files: {
    original: 'received/templates/letter/r1/letter.docx',
    'letter.docx': 'rejected/r1-letter.docx/letter.docx',
    'letter.annotated.docx': 'rejected/r1-letter.docx/letter.annotated.docx',
    'errors.json': 'rejected/r1-letter.docx/errors.json',
  },
});

const world = (...drafts: readonly { readonly type: string; readonly data: unknown }[]) =>
  fakeWorld({
    kinds: [letter],
    shipped: new Map([['letter/letter.docx', bytes('zero')]]),
    events: [...seal(STREAM, undefined, drafts, cause)],
    files: new Map([
      [key('one'), bytes('one')],
      [key('two'), bytes('two')],
      [
        'rejected/r1-letter.docx/errors.json',
        bytes(
          JSON.stringify({
            problems: [
              {
                code: 'FIELD_UNKNOWN',
                cell: '致<{{nam}}>',
                label: { zh: '{{nam}}', en: '{{nam}}' },
                message: { zh: '没有字段“nam”。', en: 'There is no field "nam".' },
                fix: { zh: '是否应为“name”？', en: 'Did you mean "name"?' },
              },
            ],
          }),
        ),
      ],
    ]),
  });

describe('templates', () => {
  it('lists each with the version in use, its history newest first, and notes', async () => {
    const page = textOf(await browse(world(version(1, 'one'), version(2, 'two')))('/templates'));
    expect(page).toContain('aria-current="page">模板');
    expect(page).toMatch(/letter\.docx<\/h2>\s*<p>函件 · 第 2 版 · /);
    expect(page.indexOf('version=2" download aria-label="下载 ')).toBeGreaterThan(0);
    expect([...page.matchAll(/<strong>第 (\d) 版/g)].map(([, n]) => n)).toEqual(['2', '1', '0']);
    expect(page).toContain('draft 1 &lt;b&gt;.docx');
    expect(page).toContain('已断开 &lt;外部&gt; 链接');
    expect(page).toContain('href="/uploads/up-2"');
  });

  it('says which one is in use after somebody went back', async () => {
    const page = textOf(await browse(world(version(1, 'one'), version(2, 'two'), chosen))('/templates'));
    expect(page).toMatch(/函件 · 第 1 版/);
    expect(page).toMatch(/第 1 版<\/strong> <span class="badge"[^>]*>使用中/);
    expect(page.match(/使用中/g)).toHaveLength(1);
  });

  it('has a box that sends to the folder of the templates', async () => {
    const page = textOf(await browse(world())('/templates?lang=en'));
    expect(page).toContain('<option value="templates/letter">Letter</option>');
    expect(page).toContain('accept=".docx,.xlsx"');
    expect(page).toContain('version 0 · came with the program');
  });

  it.each([
    ['?version=2', 'two'],
    ['?version=1', 'one'],
    ['?version=0', 'zero'],
    ['', 'two'],
  ])('hands out %s', async (query, text) => {
    const answer = await browse(world(version(1, 'one'), version(2, 'two')))(
      `/templates/letter/letter.docx${query}`,
    );
    expect([answer.status, textOf(answer)]).toEqual([200, text]);
    expect(answer.headers['content-disposition']).toMatch(/^attachment; filename="letter\.docx"/);
    expect(answer.headers['content-security-policy']).toContain('sandbox');
  });

  it.each([
    '/templates/letter/letter.docx?version=3',
    '/templates/letter/letter.docx?version=x',
    '/templates/letter/sample.json',
    '/templates/company/company.yaml',
    '/templates/letter/..%2f..%2fcompany%2fcompany.yaml',
    '/templates/none/letter.docx',
  ])('%s is not served', async (path) => {
    expect((await browse(world(version(1, 'one'), version(2, 'two')))(path)).status).toBe(404);
  });

  it('shows what was refused, mistake by mistake, with the marked copy', async () => {
    const one = world();
    one.rows.push(refused, fakeRow({ ...refused, stream: 'upload/other', title: 'request.xlsx', files: {} }));
    const page = textOf(await browse(one)('/templates'));
    for (const text of [
      '致&lt;{{nam}}&gt;',
      '没有字段“nam”。',
      '是否应为“name”？',
      '/letter.annotated.docx?of=upload%2Fr1',
    ])
      expect(page).toContain(text);
    expect(page).not.toContain('request.xlsx');
  });

  it('lists the tags to use, with what they hold in the sample', async () => {
    const prints = z.object({ who: z.string(), lines: z.array(z.object({ what: z.string() })) });
    const one = fakeWorld({
      kinds: [{ ...letter, prints }],
      shipped: new Map([['letter/letter.docx', bytes('zero')]]),
    });
    const page = textOf(await browse(one)('/templates?lang=en'));
    expect(page).toMatch(/Tags to use: Letter \(\d+\)/);
    for (const text of [
      '<code>{{who}}</code>',
      '<code>{{what}}</code> <span class="quiet">inside {{#each lines}}</span>',
    ])
      expect(page).toContain(text);
  });

  it('tells when anything has changed', async () => {
    const one = world(version(1, 'one'));
    const ask = browse(one);
    const watch = /data-watch="([^"]+)"/.exec(textOf(await ask('/templates')))?.[1] ?? '';
    const changed = async () => (JSON.parse(textOf(await ask(watch))) as { changed: boolean }).changed;
    expect(await changed()).toBe(false);
    one.rows.push(refused);
    expect(await changed()).toBe(true);
  });

  it('are no documents', async () => {
    const one = world();
    one.rows.push(fakeRow({ stream: STREAM, kind: 'template', state: 'published', title: 'letter.docx' }));
    const page = textOf(await browse(one)('/?lang=en'));
    expect(page).toContain('All <b>0</b>');
    expect(page).not.toContain('letter.docx');
  });
});

describe('a template that was uploaded', () => {
  const body = bytes('PK');

  it.each([
    ['templates/letter', 202],
    ['templates', 202],
    ['templates/none', 400],
    ['templates/letter/x', 400],
    ['templates/..', 400],
  ])('may go to %s: %d', async (folder, status) => {
    const one = world();
    const address = `/api/uploads?name=letter.docx&kind=${encodeURIComponent(folder)}`;
    expect((await browse(one)(address, { method: 'PUT', body })).status).toBe(status);
    expect(one.dropped.map(({ kind }) => kind)).toEqual(status === 202 ? [folder] : []);
  });

  const page = async (state: string) => {
    const one = world();
    one.rows.push({ ...refused, state });
    const notes = [{ zh: '已断开链接', en: 'a link was cut' }];
    one.events.push(...seal('upload/r1', undefined, [{ type: 'intake.accepted', data: { notes } }], cause));
    return textOf(await browse(one)('/uploads/r1'));
  };

  it('has a page that speaks of a template, with the notes', async () => {
    const accepted = await page('accepted');
    expect(accepted).toContain('从现在起的新单据都用它');
    expect(accepted).toContain('已断开链接');
    expect(accepted).not.toContain('申请');
    expect(await page('duplicate')).toContain('与使用中的模板相同');
    expect(await page('rejected')).toMatch(/模板没有换。标注副本[\s\S]*<option value="templates\/letter">/);
  });

  it('is told to the drop box in the words of a template', async () => {
    const one = world();
    one.rows.push({ ...refused, state: 'accepted' });
    const answer = JSON.parse(textOf(await browse(one)('/api/uploads?name=letter.docx'))) as {
      message: string;
    };
    expect(answer.message).toContain('模板没有错误');
  });
});
