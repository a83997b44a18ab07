import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { browse, textOf } from '../../test/support/browser.ts';
import { fakePorts, fakeRow, fakeWorld } from '../../test/support/fake-ports.ts';
import { text } from '../core/fields.ts';
import { defineKind } from '../core/kind.ts';
import type { Transfer } from '../core/ports.ts';
import { SCRIPT } from './app-js.ts';
import { UPLOAD_LIMIT } from './http.ts';
import { web } from './web.ts';

const quotation = defineKind({
  id: 'quotation',
  title: { zh: '报价单', en: 'Quotation' },
  purpose: { zh: '给客户报价', en: 'Quotes a customer' },
  input: z.object({ customer: text({ zh: '客户', en: 'Customer' }) }),
  requestKey: () => '',
  subject: () => ({ title: '', party: '' }),
  retentionYears: 10,
  series: 'QT',
  outputs: [],
  prints: z.object({}),
  derive: () => ({ data: {}, needs: [] }),
});

describe('routes', () => {
  it.each([
    ['GET', '/nowhere', 404],
    ['GET', '/uploads/none', 404],
    ['GET', '/forms/none.xlsx', 404],
    ['GET', '/assets/app.css', 200],
    ['GET', '/assets/other.css', 404],
    ['POST', '/', 405],
    ['DELETE', '/api/uploads', 405],
    ['HEAD', '/', 200],
  ])('%s %s is %d', async (method, path, status) => {
    expect((await browse(fakeWorld())(path, { method })).status).toBe(status);
  });

  it('says what is allowed, and gives HEAD no body', async () => {
    const ask = browse(fakeWorld());
    expect((await ask('/uploads', { method: 'DELETE' })).headers.allow).toBe('GET, HEAD, POST');
    expect((await ask('/', { method: 'HEAD' })).body).toBe('');
  });

  it('hides a fault from the page and logs its code', async () => {
    const world = fakeWorld();
    const ports = fakePorts(world);
    const broken = { ...ports, views: { ...ports.views, counts: () => Promise.reject(new Error('secret')) } };
    const request = {
      method: 'GET',
      query: new URLSearchParams(),
      headers: { host: 'localhost' },
      body: new Uint8Array(),
      caller: '127.0.0.1',
      local: true,
    };
    const answer = await web(broken)({ ...request, path: '/' });
    expect(answer.status).toBe(500);
    expect(textOf(answer)).not.toContain('secret');
    expect(world.logged).toEqual(['PAGE_FAILED']);
    expect((await web(broken)({ ...request, path: '/health' })).status).toBe(503);
  });

  it('hands out blank forms and describes the kinds', async () => {
    const ask = browse(fakeWorld({ kinds: [quotation] }));
    expect(textOf(await ask('/forms'))).toMatch(/给客户报价.*必填：客户/s);
    expect((await ask('/forms/quotation.xlsx')).body).toEqual(new Uint8Array([1]));
    expect((await ask('/forms/quotation.xlsx?as=table')).headers['content-disposition']).toContain(
      'quotation-table.xlsx',
    );
  });

  it('serves a script that parses', () => {
    expect(() => new Function(SCRIPT)).not.toThrow();
  });
});

describe('files', () => {
  const key = 'documents/QT-1/QT-1.pdf';
  const stray = 'requests/aa/body.json';
  const world = fakeWorld({
    rows: [
      fakeRow({
        stream: 'one',
        number: 'QT-1',
        files: { 'QT-1.pdf': key, gone: 'documents/QT-1/gone.pdf', body: stray },
      }),
      fakeRow({ stream: 'upload/u', kind: 'upload', files: { original: 'received/_/u/报价.pdf' } }),
    ],
    files: new Map([
      [key, Buffer.from('%PDF-')],
      [stray, Buffer.from('personal')],
      ['documents/QT-1/other.pdf', Buffer.from('other')],
      ['received/_/u/报价.pdf', Buffer.from('evil')],
    ]),
  });
  const ask = browse(world);

  it('shows a PDF in the page and hands it over when asked to', async () => {
    const { status, headers, body } = await ask(`/files/${key}?of=one`);
    expect({ status, type: headers['content-type'], body: Buffer.from(body).toString() }).toEqual({
      status: 200,
      type: 'application/pdf',
      body: '%PDF-',
    });
    expect(headers['content-disposition']).toMatch(/^inline; filename="QT-1\.pdf"/);
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect((await ask(`/files/${key}?of=one&download`)).headers['content-disposition']).toMatch(
      /^attachment/,
    );
    expect((await ask(`/files/${key}`)).status).toBe(200);
  });

  it('never shows what came in as a page', async () => {
    const { headers } = await ask(`/files/received/_/u/${encodeURIComponent('报价.pdf')}?of=upload%2Fu`);
    expect(headers['content-disposition']).toMatch(/^attachment/);
    expect(headers['content-security-policy']).toContain('sandbox');
  });

  it.each([
    `/files/${stray}?of=one`,
    '/files/documents/QT-1/other.pdf?of=one',
    '/files/documents/QT-1/gone.pdf?of=one',
    '/files/documents/QT-1/../QT-1/QT-1.pdf?of=one',
    '/files/documents/QT-1/%2e%2e/QT-1/QT-1.pdf?of=one',
    '/files/..%2f..%2fetc%2fpasswd?of=one',
    '/files/%2fetc%2fpasswd',
    '/files/documents%5cQT-1%5cQT-1.pdf?of=one',
    `/files/${key}%00?of=one`,
    `/files/${key}?of=two`,
    '/files/received/_/u/x?of=upload%2Fu',
  ])('%s is not served', async (address) => {
    expect((await ask(address)).status).toBe(404);
  });
});

describe('upload', () => {
  const body = Buffer.from('a,b\n1,2');

  it('puts the bytes into the inbox and tells how it went', async () => {
    const world = fakeWorld({ kinds: [quotation] });
    const ask = browse(world);
    const sent = await ask(`/api/uploads?kind=quotation&name=${encodeURIComponent('报价.csv')}`, {
      method: 'PUT',
      body,
    });
    expect(sent.status).toBe(202);
    expect(world.dropped).toEqual([{ kind: 'quotation', name: '报价.csv', bytes: body }]);
    const { result } = JSON.parse(textOf(sent)) as { result: string };
    expect(JSON.parse(textOf(await ask(result)))).toEqual({ done: false });
    const row = {
      kind: 'upload',
      title: '报价.csv',
      state: 'rejected',
      files: { 'errors.json': 'rejected/e' },
    };
    world.rows.push(fakeRow({ ...row, stream: 'upload/old', updatedAt: '2026-06-30T00:00:00.000Z' }));
    expect(JSON.parse(textOf(await ask(result)))).toEqual({ done: false });
    world.rows.push(fakeRow({ ...row, stream: 'upload/u9', updatedAt: '2026-07-01T02:00:01.000Z' }));
    world.files.set(
      'rejected/e',
      Buffer.from('{"problems":[{"code":"X","message":{"zh":"坏","en":"bad"}}]}'),
    );
    expect(JSON.parse(textOf(await ask(result)))).toEqual({
      done: true,
      state: 'rejected',
      href: '/uploads/u9',
      problems: 1,
      message: '有 1 处需要修改',
    });
  });

  it.each([
    ['no name', '/api/uploads', body, 400],
    ['no bytes', '/api/uploads?name=a.csv', new Uint8Array(), 400],
    ['a kind that is none', '/api/uploads?name=a.csv&kind=../x', body, 400],
    ['too many bytes', '/api/uploads?name=a.csv', new Uint8Array(UPLOAD_LIMIT + 1), 413],
  ])('refuses %s', async (_, address, bytes, status) => {
    const world = fakeWorld();
    expect((await browse(world)(address, { method: 'PUT', body: bytes })).status).toBe(status);
    expect(world.dropped).toEqual([]);
  });

  it('gives the address of a large file where the pages cannot carry it', async () => {
    const asked: string[] = [];
    const transfer: Transfer = {
      mostBytes: 4,
      origin: async () => 'https://s3.example.com',
      get: async (key, { disposition }) => `https://s3.example.com/${key}?${disposition}`,
      put: async (folder, name) => {
        asked.push(`${folder}/${name}`);
        return { url: 'https://s3.example.com/put', name: `2-${name}`, headers: { 'if-none-match': '*' } };
      },
    };
    const ports = { ...fakePorts(fakeWorld()), transfer };
    const request = (method: string, address: string) => {
      const url = new URL(address, 'http://localhost');
      const { pathname: path, searchParams: query } = url;
      const headers = { host: 'localhost' };
      return web(ports)({
        method,
        path,
        query,
        headers,
        body: new Uint8Array(),
        caller: '127.0.0.1',
        local: true,
      });
    };
    const answer = await request('POST', `/api/uploads?name=../a.csv&kind=&sha256=${'0'.repeat(64)}`);
    expect(JSON.parse(textOf(answer))).toMatchObject({
      url: 'https://s3.example.com/put',
      headers: { 'if-none-match': '*' },
    });
    expect(JSON.parse(textOf(answer)).result).toMatch(/^\/api\/uploads\?name=2-/);
    expect(asked).toEqual(['/a.csv']);
    expect((await request('POST', '/api/uploads?name=a.csv&kind=')).status).toBe(400);
    const page = await request('GET', '/');
    expect(page.headers['content-security-policy']).toContain("connect-src 'self' https://s3.example.com;");
    expect(textOf(page)).toContain('data-most="4"');
    const plain = await browse(fakeWorld())('/api/uploads?name=a.csv', { method: 'POST' });
    expect(plain.status).toBe(404);
  });

  const post = async (form: FormData) => {
    const world = fakeWorld({ kinds: [quotation] });
    const encoded = new Response(form);
    const answer = await browse(world)('/uploads', {
      method: 'POST',
      headers: { 'content-type': encoded.headers.get('content-type') ?? '' },
      body: new Uint8Array(await encoded.arrayBuffer()),
    });
    return { answer, world };
  };

  it('takes the plain form of a browser without script', async () => {
    const form = new FormData();
    form.set('kind', '');
    form.append('file', new File([body], '..\\甲.csv'));
    form.append('file', new File([body], 'b.csv'));
    const { answer, world } = await post(form);
    expect(answer).toMatchObject({
      status: 303,
      headers: { location: '/uploads?queued=%E7%94%B2.csv&queued=b.csv' },
    });
    expect(world.dropped.map(({ name, bytes }) => [name, Buffer.from(bytes).toString()])).toEqual([
      ['甲.csv', 'a,b\n1,2'],
      ['b.csv', 'a,b\n1,2'],
    ]);
  });

  it('refuses a form without a file, and what is no form', async () => {
    expect((await post(new FormData())).answer.status).toBe(400);
    const ask = browse(fakeWorld());
    expect((await ask('/uploads', { method: 'POST', body })).status).toBe(400);
    expect(
      (await ask('/uploads', { method: 'POST', headers: { 'content-length': '99999999' } })).status,
    ).toBe(413);
  });
});

describe('API', () => {
  it('says whether anything has changed since a version', async () => {
    const world = fakeWorld({ rows: [fakeRow({ number: 'QT-1' })] });
    const ask = async (address: string) =>
      JSON.parse(textOf(await browse(world)(address))) as Record<string, unknown>;
    const first = await ask('/api/documents');
    expect(first).toMatchObject({
      changed: true,
      total: 1,
      rows: [{ number: 'QT-1' }],
      counts: { 'quotation:rendered': 1 },
    });
    expect(await ask(`/api/documents?since=${first.version}`)).toMatchObject({ changed: false, rows: [] });
    world.rows[0] = fakeRow({ number: 'QT-1', ver: 2 });
    expect(await ask(`/api/documents?since=${first.version}`)).toMatchObject({ changed: true });
    const one = await ask('/api/documents/QT-1');
    expect(one).toMatchObject({ changed: true, row: { number: 'QT-1' }, events: [] });
    expect(await ask(`/api/documents/QT-1?since=${one.version}`)).toEqual({
      version: one.version,
      changed: false,
    });
  });

  it('is asked by the pages under the version that they show', async () => {
    const ask = browse(
      fakeWorld({ rows: [fakeRow({ number: 'QT-1' }), fakeRow({ stream: 'upload/u', kind: 'upload' })] }),
    );
    for (const address of ['/', '/?q=QT&page=1', '/documents/QT-1', '/uploads']) {
      const watch =
        /data-watch="([^"]+)"/.exec(textOf(await ask(address)))?.[1]?.replaceAll('&amp;', '&') ?? '';
      expect(JSON.parse(textOf(await ask(watch))), address).toMatchObject({ changed: false });
    }
  });
});
