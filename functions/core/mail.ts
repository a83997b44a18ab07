import { sha256 } from './ledger/hash.ts';

/** A mail as it leaves the house. */
export interface Mail {
  readonly from: Address;
  readonly to: readonly Address[];
  /** Never personal data, never a token. */
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** Milliseconds since the epoch. */
  readonly date: number;
  /** Where an answer goes when not to the sender. */
  readonly replyTo?: Address;
  /** Message-ID of the mail that it answers, `<id@host>`. */
  readonly inReplyTo?: string;
  readonly attachments?: readonly Attachment[];
}

export interface Address {
  readonly name: string;
  readonly address: string;
}

export interface Attachment {
  readonly name: string;
  /** `application/pdf` */
  readonly type: string;
  readonly bytes: Uint8Array;
  /** It is a picture in the text, `cid:<name>`. */
  readonly inline?: boolean;
}

export interface Mailer {
  /**
   * Gives the mail to whoever carries it on, at least once; a call again after it was carried sends nothing, and
   * writes nothing: `compose` is not called then, so that a link is made for no mail but the one that goes.
   * Throws `MAIL_NOT_SENT` when nobody takes it: the message that asked for it is tried again; `MAIL_BOUNCED` when the
   * mailbox takes nothing, for ever.
   */
  send(id: MailId, compose: () => Promise<Mail>): Promise<void>;
}

/** What names a mail for ever: its Message-ID and its file. Digits first, so that newer ones sort behind. */
export type MailId = string & { readonly mail: true };

/** The same reason always gives the same mail. `at`: RFC 3339, of what it is about; `about` may be anything. */
export const mailId = (at: string, ...about: readonly string[]): MailId =>
  `${at.replaceAll(/\D/g, '')}-${sha256(about.join('\n')).slice(0, 20)}` as MailId;
