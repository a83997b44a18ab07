import type { Mail, Mailer, MailId } from '../../core/mail.ts';
import { outboxKey } from '../../core/outbox.ts';
import type { Files } from '../../core/ports.ts';
import { mimeOf } from './mime.ts';

const NOTHING = new Uint8Array();

/** Nobody carries mails: each is a file in the outbox. */
export const toOutbox = (files: Files): Mailer => ({
  send: async (id, compose) => {
    const key = outboxKey(id);
    if ((await files.find(key)) === undefined) await files.put(key, await mimeOf(id, await compose()));
  },
});

/** Gives raw MIME to whoever takes it. Throws `MAIL_NOT_SENT`. */
export type Carry = (mail: Mail, raw: Uint8Array) => Promise<void>;

/** What was taken leaves a mark, because the links in a mail must not lie about as a file. */
export const carried = (files: Files, carry: Carry): Mailer => ({
  send: async (id: MailId, compose) => {
    const mark = `outbox/sent/${id}`;
    if (await files.find(mark)) return;
    const mail = await compose();
    await carry(mail, await mimeOf(id, mail));
    await files.put(mark, NOTHING);
  },
});
