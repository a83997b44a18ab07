import { createTransport } from 'nodemailer';
import type { Mail, Mailer, MailId } from '../../core/mail.ts';
import { outboxKey } from '../../core/outbox.ts';
import type { Files } from '../../core/ports.ts';
import { DocketError } from '../../core/result.ts';
import { mimeOf } from '../mime/mime.ts';

const NOTHING = new Uint8Array();

/** No relay is configured: every mail is a file in the outbox. */
const toOutbox = (files: Files): Mailer => ({
  send: async (id, compose) => {
    const key = outboxKey(id);
    if ((await files.find(key)) === undefined) await files.put(key, await mimeOf(id, await compose()));
  },
});

const refused = (fault: unknown): DocketError => {
  const code = fault instanceof Error && 'code' in fault ? String(fault.code) : 'UNKNOWN';
  return new DocketError('MAIL_NOT_SENT', {
    zh: `邮件服务器没有接收（${code}），稍后会再试；请核对 DOCKET_SMTP`,
    en: `The mail server did not take it (${code}); it is tried again, check DOCKET_SMTP`,
  });
};

/** Mails go to a relay; what was taken leaves a mark, because the links in a mail must not lie about as a file. */
const toRelay = (files: Files, relay: string): Mailer => {
  const transport = createTransport(relay);
  const carry = async (id: MailId, mail: Mail): Promise<void> => {
    const envelope = { from: mail.from.address, to: mail.to.map(({ address }) => address) };
    await transport.sendMail({ envelope, raw: await mimeOf(id, mail) }).catch((fault: unknown) => {
      throw refused(fault);
    });
  };
  return {
    send: async (id, compose) => {
      const mark = `outbox/sent/${id}`;
      if (await files.find(mark)) return;
      await carry(id, await compose());
      await files.put(mark, NOTHING);
    },
  };
};

/** `relay`: `smtp://user:password@host:587`; without it mails stay in the outbox. */
export const createMailer = (files: Files, relay: string | undefined): Mailer =>
  relay === undefined || relay === '' ? toOutbox(files) : toRelay(files, relay);
