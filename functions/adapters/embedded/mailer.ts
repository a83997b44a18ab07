import { createTransport } from 'nodemailer';
import type { Mailer } from '../../core/mail.ts';
import type { Files } from '../../core/ports.ts';
import { DocketError } from '../../core/result.ts';
import { type Carry, carried, toOutbox } from '../mime/carry.ts';

/** The mailbox is not there, or takes nothing: trying again is of no use. What the relay says of us is no such answer. */
const isForEver = (fault: unknown): boolean =>
  fault instanceof Error &&
  'code' in fault &&
  fault.code === 'EENVELOPE' &&
  'responseCode' in fault &&
  Number(fault.responseCode) >= 550;

const refused = (fault: unknown): DocketError => {
  if (isForEver(fault))
    return new DocketError('MAIL_BOUNCED', {
      zh: '收件邮箱不存在或拒收；请核对地址',
      en: 'The mailbox does not exist or takes nothing: check the address',
    });
  const code = fault instanceof Error && 'code' in fault ? String(fault.code) : 'UNKNOWN';
  return new DocketError('MAIL_NOT_SENT', {
    zh: `邮件服务器没有接收（${code}），稍后会再试；请核对 DOCKET_SMTP`,
    en: `The mail server did not take it (${code}); it is tried again, check DOCKET_SMTP`,
  });
};

const toRelay = (relay: string): Carry => {
  const transport = createTransport(relay);
  return async ({ from, to }, raw) => {
    const envelope = { from: from.address, to: to.map(({ address }) => address) };
    await transport.sendMail({ envelope, raw: Buffer.from(raw) }).catch((fault: unknown) => {
      throw refused(fault);
    });
  };
};

/** `relay`: `smtp://user:password@host:587`; without it mails stay in the outbox. */
export const createMailer = (files: Files, relay: string | undefined): Mailer =>
  relay === undefined || relay === '' ? toOutbox(files) : carried(files, toRelay(relay));
