import { createTransport } from 'nodemailer';
import { afterEach, expect, it } from 'vitest';
import { pagesHome } from '../../test/support/pages.ts';
import { filePart, rawMail, textPart } from '../../test/support/raw-mail.ts';
import { type MailListener, startMailListener } from './mail-listener.ts';

let listener: MailListener | undefined;
afterEach(() => listener?.close());

const send = (port: number, raw: Uint8Array) =>
  createTransport({ host: '127.0.0.1', port, secure: false }).sendMail({
    envelope: { from: 'a@example.com', to: ['docket@yanhe.example.com'] },
    raw: Buffer.from(raw),
  });

it('keeps a mail byte by byte and says by which server it came', async () => {
  const { ports } = pagesHome();
  listener = await startMailListener(ports, 0);
  const raw = rawMail({ parts: [textPart('.\r\n..dots'), filePart('a.json', '{}')] });
  await send(listener.port, raw);
  const [message] = ports.queue.receive('mail', 10, 60);
  const { mail } = JSON.parse(message!.body) as { mail: { key: string; receipt: object } };
  expect(mail.receipt).toEqual({ by: 'relay', address: '127.0.0.1' });
  expect(
    Buffer.from(await ports.files.get(mail.key))
      .toString('latin1')
      .trimEnd(),
  ).toBe(raw.toString('latin1').trimEnd());
});

it('takes nothing that it cannot keep, and the server tries again', async () => {
  const { ports } = pagesHome();
  const full = { ...ports.files, put: () => Promise.reject(Object.assign(new Error(), { code: 'ENOSPC' })) };
  listener = await startMailListener({ ...ports, files: full }, 0);
  await expect(send(listener.port, rawMail())).rejects.toMatchObject({ responseCode: 451 });
  expect(ports.queue.waiting('mail')).toBe(0);
});

it('names the port that is taken', async () => {
  const { ports } = pagesHome();
  listener = await startMailListener(ports, 0);
  await expect(startMailListener(ports, listener.port)).rejects.toMatchObject({ code: 'PORT_TAKEN' });
});
