/** A real SMTP server on loopback, and the outbox without one. */
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { SMTPServer } from 'smtp-server';
import { afterEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/support/folder.ts';
import { type Mail, mailId } from '../../core/mail.ts';
import { createFiles } from './files.ts';
import { createMailer } from './mailer.ts';

const ID = mailId('2026-11-25T09:00:00.000Z', 'stream', 'approve');

const MAIL: Mail = {
  from: { name: '砚禾电子', address: 'docket@yanhe.example.com' },
  to: [{ name: '陆鸣谦', address: 'lu@yanhe.example.com' }],
  subject: '待签：报价单 QT-2026-000001',
  text: '请签字\n.\n末行',
  html: '<p>请签字</p>',
  date: Date.parse('2026-11-25T09:00:00Z'),
  attachments: [{ name: '报价单.pdf', type: 'application/pdf', bytes: new TextEncoder().encode('%PDF-1.7') }],
};

const compose = async () => MAIL;

const servers: SMTPServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await new Promise<void>((done) => server.close(done));
});

interface Relay {
  readonly address: string;
  readonly taken: { from: string; to: string[]; raw: string }[];
}

const relay = async (takes: () => boolean = () => true, refusal?: number): Promise<Relay> => {
  const taken: Relay['taken'] = [];
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS', 'AUTH'],
    onRcptTo: (_address, _session, done) =>
      done(refusal === undefined ? null : Object.assign(new Error('refused'), { responseCode: refusal })),
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        if (!takes()) return done(Object.assign(new Error('try later'), { responseCode: 451 }));
        const { mailFrom, rcptTo } = session.envelope;
        taken.push({
          from: mailFrom === false ? '' : mailFrom.address,
          to: rcptTo.map(({ address }) => address),
          raw: Buffer.concat(chunks).toString('utf8'),
        });
        done();
      });
    },
  });
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  return { address: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`, taken };
};

describe('with a relay', () => {
  it('a mail goes out once, however often it is sent', async () => {
    const { address, taken } = await relay();
    const files = createFiles(temporaryFolder());
    for (let i = 0; i < 3; i++) await createMailer(files, address).send(ID, compose);
    expect(taken).toHaveLength(1);
    expect(taken[0]).toMatchObject({ from: 'docket@yanhe.example.com', to: ['lu@yanhe.example.com'] });
    const raw = taken[0]?.raw ?? '';
    expect(raw).toContain(`Message-ID: <${ID}@yanhe.example.com>`);
    expect(raw).toContain('Auto-Submitted: auto-generated');
    expect(raw).toContain(Buffer.from('请签字\n.\n末行').toString('base64').slice(0, 12));
  });
  it('one that is not taken is tried again, and leaves no link on the disk', async () => {
    let up = false;
    const { address, taken } = await relay(() => up);
    const data = temporaryFolder();
    const mailer = createMailer(createFiles(data), address);
    await expect(mailer.send(ID, compose)).rejects.toMatchObject({ code: 'MAIL_NOT_SENT' });
    up = true;
    await mailer.send(ID, compose);
    expect(taken).toHaveLength(1);
    expect(readdirSync(data, { recursive: true }).filter((name) => String(name).endsWith('.eml'))).toEqual(
      [],
    );
  });
  it.each([
    [550, 'MAIL_BOUNCED'],
    [450, 'MAIL_NOT_SENT'],
  ])('a mailbox that answers %i is %s', async (answer, code) => {
    const { address } = await relay(undefined, answer);
    const mailer = createMailer(createFiles(temporaryFolder()), address);
    await expect(mailer.send(ID, compose)).rejects.toMatchObject({ code });
  });
  it('nobody there is told without the address', async () => {
    const mailer = createMailer(createFiles(temporaryFolder()), 'smtp://user:secret@127.0.0.1:1');
    const fault = await mailer.send(ID, compose).catch((error: Error) => error);
    expect(fault).toMatchObject({ code: 'MAIL_NOT_SENT' });
    expect(String(fault)).not.toContain('secret');
  });
});

describe('without one', () => {
  it('mails wait in the outbox as files that mail programs open; one that is there is not written again', async () => {
    const data = temporaryFolder();
    let composed = 0;
    const once = async () => ({ ...MAIL, text: `link ${++composed}` });
    for (let i = 0; i < 2; i++) await createMailer(createFiles(data), undefined).send(ID, once);
    expect(readdirSync(join(data, 'outbox/mail'))).toEqual([`${ID}.eml`]);
    expect(composed).toBe(1);
    const eml = readFileSync(join(data, `outbox/mail/${ID}.eml`), 'utf8');
    expect(eml).toContain('To: =?UTF-8?');
    expect(eml).toContain('application/pdf');
  });
});
