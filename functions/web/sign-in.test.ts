import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { textOf } from '../../test/support/browser.ts';
import { type PagesHome, pagesHome, runNotify, visitor } from '../../test/support/pages.ts';
import { outboxKey, readMail, waitingMails } from '../core/outbox.ts';

const LU = 'lu.mingqian@yanhe.example.com';
let home: PagesHome;
beforeEach(() => {
  home = pagesHome();
});

const mails = async () => {
  const ids = await waitingMails(home.ports.files);
  return Promise.all(ids.map(async (id) => readMail(await home.ports.files.get(outboxKey(id)))));
};

/** Address of the newest mail's link. */
const linkOf = async (): Promise<string> => /https:\S+\/sign-in\/\S+/.exec((await mails())[0]!.text)![0];

const askLink = async (email = LU): Promise<string> => {
  await visitor(home).post('/sign-in', { email });
  await runNotify(home);
  return linkOf();
};

describe('who is not signed in', () => {
  it.each(['/', '/documents/QT-1', '/uploads', '/outbox', '/files/x?of=y', '/templates', '/forms'])(
    'is led from %s to the sign-in page',
    async (path) => {
      const answer = await visitor(home).get(path);
      expect([answer.status, answer.headers.location]).toEqual([303, '/sign-in']);
    },
  );

  it.each(['/api/documents', '/api/templates', '/api/uploads'])('gets nothing of %s', async (path) => {
    expect((await visitor(home).get(path)).status).toBe(401);
  });

  it('learns nothing of it from its state of health', async () => {
    expect(JSON.parse(textOf(await visitor(home).get('/health')))).not.toHaveProperty('counts');
  });

  it('sees nothing of the house there', async () => {
    const page = textOf(await visitor(home).get('/sign-in'));
    expect(page).toContain('登录');
    expect(page).not.toContain('陆鸣谦');
  });
});

describe('a profile with a mistake', () => {
  const breakProfile = () =>
    writeFileSync(join(home.data, 'company', 'company.yaml'), 'secret: 4400015500108866001');

  it('signs nobody out, and what is wrong is told to the house alone', async () => {
    const browser = visitor(home);
    await browser.post(await askLink());
    breakProfile();
    expect(textOf(await browser.get('/'))).toContain('公司资料');
    const stranger = textOf(await visitor(home).get('/sign-in'));
    expect(stranger).not.toContain('role="alert"');
  });
});

describe('signing in by mail', () => {
  it('works once, from the mail through the button to the cookie', async () => {
    const link = await askLink();
    const browser = visitor(home);
    for (let n = 0; n < 3; n += 1) expect(textOf(await browser.get(link))).toContain('陆鸣谦，您好');
    expect(browser.cookies.has('docket')).toBe(false);
    const entered = await browser.post(link);
    expect([entered.status, entered.headers.location]).toEqual([303, '/tasks']);
    expect(entered.headers['set-cookie']).toMatch(/; HttpOnly; SameSite=Lax; Secure$/);
    expect((await browser.get('/')).status).toBe(200);
    expect(textOf(await visitor(home).post(link))).toContain('这个链接已失效');
  });

  it('lets one of a hundred in who press at once', async () => {
    const link = await askLink();
    const answers = await Promise.all(Array.from({ length: 100 }, () => visitor(home).post(link)));
    expect(answers.filter(({ status }) => status === 303)).toHaveLength(1);
  });

  it('says the same to whoever is not known, and sends nothing', async () => {
    const known = textOf(await visitor(home).post('/sign-in', { email: LU }));
    const unknown = textOf(await visitor(home).post('/sign-in', { email: 'eve@example.com' }));
    expect(unknown).toBe(known);
    await runNotify(home);
    expect((await mails()).map(({ to }) => to)).toEqual([`陆鸣谦 <${LU}>`]);
  });

  it('is limited for an address and for a caller', async () => {
    for (let n = 0; n < 8; n += 1) await visitor(home, `198.51.100.${n}`).post('/sign-in', { email: LU });
    home.now += 1;
    await runNotify(home);
    expect((await mails()).length).toBeLessThanOrEqual(5);
  });

  it('ends after a quarter of an hour', async () => {
    const link = await askLink();
    home.now += 16 * 60_000;
    expect(textOf(await visitor(home).get(link))).toContain('这个链接已失效');
    expect((await visitor(home).post(link)).status).toBe(200);
  });

  it.each(['/sign-in/x', `/sign-in/${'A'.repeat(43)}`])(
    'has one answer for every bad link: %s',
    async (path) => {
      expect(textOf(await visitor(home).get(path))).toContain('这个链接已失效');
    },
  );

  it('leaves neither address nor token in the log', async () => {
    const link = await askLink();
    await visitor(home).post(link);
    expect(home.logged.join('\n')).not.toMatch(/lu\.mingqian|sign-in\/[A-Za-z0-9_-]{43}/);
  });
});

describe('a session', () => {
  it('ends when its person leaves, and for nobody else by a form without its token', async () => {
    const browser = visitor(home);
    await browser.post(await askLink());
    expect((await browser.post('/sign-out', { form: 'guess' })).status).toBe(403);
    const form = /name="form" value="([0-9a-f]{64})"/.exec(textOf(await browser.get('/sign-in')))![1]!;
    expect((await browser.post('/sign-out', { form })).headers.location).toBe('/sign-in');
    expect((await browser.get('/')).status).toBe(303);
  });

  it('lasts twelve hours', async () => {
    const browser = visitor(home);
    await browser.post(await askLink());
    home.now += 12 * 3_600_000;
    expect((await browser.get('/')).status).toBe(303);
  });
});
