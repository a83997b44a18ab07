/** A mail as it leaves the house. The same id always means the same mail: sent twice, it is seen once. */
export interface Mail {
  /** Letters, digits, `.`, `_`, `-`; also its Message-ID and the name of its file. No personal data. */
  readonly id: string;
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
}

export interface Mailer {
  /**
   * Gives the mail to whoever carries it on, at least once; a call again after it was carried sends nothing.
   * Throws `MAIL_NOT_SENT` when nobody takes it: the message that asked for it is tried again.
   */
  send(mail: Mail): Promise<void>;
}
