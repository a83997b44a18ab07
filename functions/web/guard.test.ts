import { describe, expect, it } from 'vitest';
import { browse, textOf } from '../../test/support/browser.ts';
import { fakeRow, fakeWorld } from '../../test/support/fake-ports.ts';

describe('host check', () => {
  const ask = browse(fakeWorld());

  it.each(['127.0.0.1:4600', 'localhost', 'LOCALHOST:80', '[::1]:4600'])('answers %s', async (host) => {
    expect((await ask('/health', { headers: { host } })).status).toBe(200);
  });

  it.each([
    'evil.example',
    '127.0.0.1.evil.example',
    'localhost.evil.example:4600',
    '10.0.0.1',
    '',
    '127.0.0.1:4600@evil',
  ])('refuses %s', async (host) => {
    expect((await ask('/health', { headers: { host } })).status).toBe(421);
  });

  it('refuses a request without a host', async () => {
    expect((await ask('/', { headers: { host: undefined } })).status).toBe(421);
  });
});

describe('who sits elsewhere', () => {
  const ask = browse(fakeWorld());

  it('has to sign in, by whatever name this machine is asked', async () => {
    expect((await ask('/', { local: false })).headers.location).toBe('/sign-in');
    expect((await ask('/', { local: false, headers: { host: 'localhost' } })).status).toBe(421);
  });
});

describe('origin check', () => {
  const put = async (headers: Readonly<Record<string, string>>) => {
    const world = fakeWorld();
    const { status } = await browse(world)('/api/uploads?name=a.csv', {
      method: 'PUT',
      body: new Uint8Array([1]),
      headers,
    });
    return { status, dropped: world.dropped.length };
  };

  it.each([
    [{ 'sec-fetch-site': 'same-origin', origin: 'http://127.0.0.1:4600' }],
    [{ origin: 'http://127.0.0.1:4600' }],
    [{}],
  ])('takes an upload from this page or from a program: %j', async (headers) => {
    expect(await put(headers)).toEqual({ status: 202, dropped: 1 });
  });

  it.each([
    [{ 'sec-fetch-site': 'cross-site' }],
    [{ 'sec-fetch-site': 'same-site', origin: 'http://127.0.0.1:4600' }],
    [{ 'sec-fetch-site': 'none' }],
    [{ origin: 'https://evil.example' }],
    [{ origin: 'http://127.0.0.1:9999' }],
    [{ origin: 'null' }],
  ])('refuses one from elsewhere: %j', async (headers) => {
    expect(await put(headers)).toEqual({ status: 403, dropped: 0 });
  });

  it('lets any page link here', async () => {
    const answer = await browse(fakeWorld())('/', { headers: { 'sec-fetch-site': 'cross-site' } });
    expect(answer.status).toBe(200);
  });
});

describe('every page', () => {
  it('forbids inline code, foreign frames and sniffing, and contains neither script nor style itself', async () => {
    const world = fakeWorld({
      rows: [fakeRow({ number: 'QT-1' }), fakeRow({ stream: 'upload/u', kind: 'upload' })],
    });
    for (const address of ['/', '/documents/QT-1', '/uploads', '/uploads/u', '/forms', '/nowhere']) {
      const answer = await browse(world)(address);
      expect(answer.headers['x-content-type-options']).toBe('nosniff');
      expect(answer.headers['content-security-policy']).toContain(
        "default-src 'none'; script-src 'self'; style-src 'self'",
      );
      expect(answer.headers['content-security-policy']).toContain("frame-ancestors 'self'");
      expect(textOf(answer)).not.toMatch(/<style| style=| on\w+="|<script>|https?:\/\//);
    }
  });
});
