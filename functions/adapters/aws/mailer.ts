import type { Mailer } from '../../core/mail.ts';
import type { Files } from '../../core/ports.ts';
import { codeOf, DocketError } from '../../core/result.ts';
import { carried, toOutbox } from '../mime/carry.ts';
import { type Account, createCaller } from './call.ts';
import type { Patience } from './retry.ts';

export interface MailerOptions {
  readonly account: Account;
  readonly files: Files;
  /** Of SES, which tells of bounces and complaints; without it mails wait in the outbox. */
  readonly configurationSet: string | undefined;
  readonly patience?: Patience;
}

const refused = (cause: unknown): DocketError =>
  new DocketError(
    'MAIL_NOT_SENT',
    {
      zh: `邮件服务（SES）没有接收（${codeOf(cause)}），稍后会再试；请核对发件域名是否已验证、是否仍在沙盒中`,
      en: `SES did not take the mail (${codeOf(cause)}); it is tried again. Is the sender's domain verified, and the account out of the sandbox?`,
    },
    { cause },
  );

/** Mails as raw MIME by SES. */
export const createMailer = ({ account, files, configurationSet, patience }: MailerOptions): Mailer => {
  if (configurationSet === undefined) return toOutbox(files);
  const call = createCaller(account, { name: 'ses', host: 'email' }, patience);
  return carried(files, async ({ from, to }, raw) => {
    const body = {
      FromEmailAddress: from.address,
      Destination: { ToAddresses: to.map(({ address }) => address) },
      Content: { Raw: { Data: Buffer.from(raw).toString('base64') } },
      ConfigurationSetName: configurationSet,
    };
    const headers = { 'content-type': 'application/json' };
    await call({ path: '/v2/email/outbound-emails', headers, body }).catch((cause: unknown) => {
      throw refused(cause);
    });
  });
};
