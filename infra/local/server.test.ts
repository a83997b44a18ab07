import { afterEach, expect, it } from 'vitest';
import { pagesHome } from '../../test/support/pages.ts';
import { type Server, startServer } from './server.ts';

let server: Server | undefined;
afterEach(() => server?.close());

it('reads no more of a body than its sender may send: 50 MB are for the house alone', async () => {
  const { ports } = pagesHome();
  server = await startServer(ports, '/nowhere', { port: 0, host: '127.0.0.1' });
  const put = (size: number, path = '/api/uploads?name=a.csv') =>
    fetch(`${server?.address}${path}`, { method: 'PUT', body: new Uint8Array(size) }).then(
      ({ status }) => status,
      () => 'cut off',
    );
  expect(await put(10)).toBe(401);
  expect([413, 'cut off']).toContain(await put(8 * 1024 * 1024));
  expect(await put(8 * 1024 * 1024, '/api/verify')).toBe(200);
});
