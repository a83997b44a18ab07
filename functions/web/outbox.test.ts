import { expect, it } from 'vitest';
import { fakePorts, fakeWorld } from '../../test/support/fake-ports.ts';
import { temporaryFolder } from '../../test/support/folder.ts';
import { createFiles } from '../adapters/embedded/files.ts';
import { createMailer } from '../adapters/embedded/mailer.ts';
import { mailId } from '../core/mail.ts';
import { web } from './web.ts';

const files = createFiles(temporaryFolder());
const answer = web({ ...fakePorts(fakeWorld()), files });
const ask = (path: string) =>
  answer({
    method: 'GET',
    path,
    query: new URLSearchParams('lang=zh'),
    headers: { host: '127.0.0.1' },
    body: new Uint8Array(),
    caller: '127.0.0.1',
    local: true,
  });
const ID = mailId('2026-11-25T09:00:00.000Z', 'one');

it('says that there is none', async () => {
  expect(String((await ask('/outbox')).body)).toContain('还没有邮件');
});

it('lists mails, shows one with its links, and gives the file', async () => {
  await createMailer(files, undefined).send(ID, async () => ({
    from: { name: '砚禾电子', address: 'docket@yanhe.example.com' },
    to: [{ name: '陆鸣谦', address: 'lu@yanhe.example.com' }],
    subject: '请签字 <SC-1>',
    text: '打开：\nhttps://docket.example.com/t/abc?x=1&y=2\n<script>',
    html: '<p>x</p>',
    date: Date.parse('2026-11-25T09:00:00Z'),
  }));
  expect(String((await ask('/outbox')).body)).toContain(
    `<a class="subject" href="/outbox/${ID}">请签字 &lt;SC-1&gt;</a>`,
  );
  const mail = String((await ask(`/outbox/${ID}`)).body);
  expect(mail).toContain('陆鸣谦 &lt;lu@yanhe.example.com&gt;');
  expect(mail).toContain('<a href="https://docket.example.com/t/abc?x=1&amp;y=2">');
  expect(mail).toContain('&lt;script&gt;');
  const file = await ask(`/outbox/${ID}.eml`);
  expect(file.headers['content-type']).toBe('message/rfc822');
  expect(Buffer.from(file.body).toString()).toContain('MIME-Version: 1.0');
});

it.each(['/outbox/..%2F..%2Fdocket.sqlite', '/outbox/0-0', '/outbox/x.eml'])(
  '%s is not there',
  async (path) => {
    expect((await ask(path)).status).toBe(404);
  },
);
