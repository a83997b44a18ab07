import type { Address } from 'postal-mime';
import type { MailId } from './mail.ts';
import type { Files } from './ports.ts';

/** Where mails wait that no relay carries: the page lists them, and a mail program opens them. */
const OUTBOX = 'outbox/mail';

export const outboxKey = (id: MailId): string => `${OUTBOX}/${id}.eml`;

const NAME = /^outbox\/mail\/(\d+-[0-9a-f]+)\.eml$/;

/** Mails in the outbox, newest first. */
export const waitingMails = async (files: Files): Promise<readonly MailId[]> => {
  const ids: MailId[] = [];
  for await (const { key } of files.list(OUTBOX)) {
    const id = NAME.exec(key)?.[1];
    if (id !== undefined) ids.push(id as MailId);
  }
  return ids.sort().reverse();
};

/** Undefined for what is no name of a mail. */
export const asMailId = (text: string): MailId | undefined =>
  NAME.test(`${OUTBOX}/${text}.eml`) ? (text as MailId) : undefined;

/** A mail of the outbox as the page shows it. */
export interface ReadMail {
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  /** RFC 3339 */
  readonly date: string;
  readonly text: string;
  readonly attachments: readonly string[];
}

const nameOf = (address: Address | undefined): string =>
  address === undefined ? '' : `${address.name} <${address.address ?? ''}>`.trim();

/** Takes raw MIME apart. */
export const readMail = async (bytes: Uint8Array): Promise<ReadMail> => {
  const { default: PostalMime } = await import('postal-mime');
  const mail = await PostalMime.parse(bytes);
  return {
    from: nameOf(mail.from),
    to: (mail.to ?? []).map(nameOf).join(', '),
    subject: mail.subject ?? '',
    date: mail.date ?? '',
    text: mail.text ?? '',
    attachments: mail.attachments.map(({ filename }) => filename ?? ''),
  };
};
