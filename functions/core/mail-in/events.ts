import { z } from 'zod';
import type { SentFile } from '../document/events.ts';
import { type Envelope, open, type SealedEvent } from '../ledger/envelope.ts';
import { REFUSALS, type Refusal } from './attachments.ts';
import { QUARANTINE, type QuarantineReason } from './receipt.ts';

/** An attachment that goes to intake as an upload of its own. */
export interface MailUpload {
  /** Of the upload: `20261130-150000-<mail>-m1`. */
  readonly id: string;
  /** Its place among the attachments. */
  readonly part: number;
  /** Null: intake recognises it. */
  readonly kind: string | null;
}

/** What came in and what becomes of it, decided once. No address, no name, no word of the mail is in it. */
export interface MailContent {
  /** The raw mail. */
  readonly file: SentFile;
  /** Person of the profile, `customer`, or null for somebody unknown. */
  readonly sender: string | null;
  /** Nobody waits for an answer. */
  readonly automatic: boolean;
  readonly uploads: readonly MailUpload[];
  readonly refused: readonly Refusal[];
  /** Attachments whose kind cannot be told. */
  readonly asked: number;
  /** The document that the mail is about, if it says so. */
  readonly document: string | null;
  /** It begins with 同意 or approve. */
  readonly agrees: boolean;
}

export type MailAnswer = 'accepted' | 'mistakes' | 'asked' | 'link' | 'nothing' | 'capped' | 'bounced';

export type MailEvent =
  | { readonly type: 'mail.received'; readonly data: MailContent }
  | { readonly type: 'mail.quarantined'; readonly data: MailContent & { readonly reason: QuarantineReason } }
  /** The same mail once more, by another way. */
  | { readonly type: 'mail.repeated'; readonly data: { readonly file: SentFile } }
  /** `by`: person of the profile, or null for who sits at the machine. */
  | { readonly type: 'mail.released'; readonly data: { readonly by: string | null } }
  | { readonly type: 'mail.dropped'; readonly data: { readonly by: string | null } }
  | { readonly type: 'mail.answered'; readonly data: { readonly what: MailAnswer } };

export const mailStream = (id: string): string => `mail/${id}`;

/** The stream of the mail on which an upload hung, by the upload's stream; undefined for every other. */
export const mailOfUpload = (upload: string): string | undefined => {
  const [, mail] = /^upload\/\d{8}-\d{6}-([0-9a-f]{20})-m\d+$/.exec(upload) ?? [];
  return mail === undefined ? undefined : mailStream(mail);
};

const file = z.custom<SentFile>((value) => typeof value === 'object' && value !== null && 'key' in value);
const content = z.object({
  file,
  sender: z.string().nullable(),
  automatic: z.boolean(),
  uploads: z.array(z.object({ id: z.string(), part: z.int(), kind: z.string().nullable() })),
  refused: z.array(z.enum(Object.keys(REFUSALS) as [Refusal, ...Refusal[]])),
  asked: z.int(),
  document: z.string().nullable(),
  agrees: z.boolean(),
});
const reason = z.enum(Object.keys(QUARANTINE) as [QuarantineReason, ...QuarantineReason[]]);

/** How a mail stands. */
export interface MailState {
  readonly status: 'received' | 'quarantined' | 'released' | 'dropped';
  readonly content: MailContent;
  readonly reason: QuarantineReason | null;
  readonly answered: boolean;
  /** RFC 3339, of its first event. */
  readonly at: string;
}

const begun = ({ type, data, ts }: Envelope, at = ts): MailState => ({
  status: type === 'mail.received' ? 'received' : 'quarantined',
  content: content.parse(data),
  reason: type === 'mail.received' ? null : z.object({ reason }).parse(data).reason,
  answered: false,
  at,
});

const CHANGES: Readonly<Record<string, Partial<MailState>>> = {
  'mail.released': { status: 'released' },
  'mail.dropped': { status: 'dropped' },
  'mail.answered': { answered: true },
};

/** Undefined for a stream without a mail. */
export const replayMail = (events: readonly SealedEvent[]): MailState | undefined => {
  let state: MailState | undefined;
  for (const event of events.map(open)) {
    const begins = event.type === 'mail.received' || event.type === 'mail.quarantined';
    if (begins) state = begun(event, state?.at);
    else if (state) state = { ...state, ...CHANGES[event.type] };
  }
  return state;
};

/** Its attachments go to intake. */
export const goesOn = ({ status }: MailState): boolean => status === 'received' || status === 'released';

/** Its sender is known to be who he says he is, and waits for word. What a person released nobody vouches for. */
export const isAnswered = ({ status, content: { sender, automatic } }: MailState): boolean =>
  status === 'received' && sender !== null && !automatic;
