import { describe, expect, it } from 'vitest';
import { pagesHome, visitor } from '../../test/support/pages.ts';

const home = pagesHome();
const guest = visitor(home);

describe('the page that checks a document', () => {
  it('is open to all, and tells nothing of what is not shown', async () => {
    const { status, body } = await guest.get('/verify');
    expect(status).toBe(200);
    expect(body).toContain('type="file"');
    expect((await guest.get('/verify/abcdefgh')).status).toBe(404);
    expect((await guest.get('/documents/SC-2026-000001')).status).toBe(303);
  });

  it('asks for a file where none came', async () => {
    expect((await guest.post('/verify')).status).toBe(400);
    expect((await guest.get('/api/verify')).status).toBe(405);
  });

  it('stops who asks too often, and nobody else', async () => {
    const other = visitor(home, '203.0.113.8');
    const statuses: number[] = [];
    for (let n = 0; n < 61; n += 1) statuses.push((await other.post('/api/verify')).status);
    expect(statuses.at(-1)).toBe(429);
    expect(statuses.slice(0, 60)).not.toContain(429);
    expect((await guest.post('/api/verify')).status).not.toBe(429);
  });
});
