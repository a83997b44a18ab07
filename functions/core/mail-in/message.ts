import PostalMime, { addressParser, type Email } from 'postal-mime';
import { sha256 } from '../ledger/hash.ts';
import { normaliseMime } from './normalise.ts';

/** What hangs on a mail. */
export interface Attached {
  /** As its sender named it; empty when it has no name. */
  readonly name: string;
  /** `image/png` */
  readonly type: string;
  /** Shown within the text: a picture of a signature, a logo. */
  readonly inline: boolean;
  readonly bytes: Uint8Array;
}

/** A mail that came in, taken apart. */
export interface Message {
  /** Every address that claims to have written it, in lower case; an honest mail has one. */
  readonly from: readonly string[];
  /** Whom it went to, as far as its heads say, in lower case. */
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  /** `<id@host>`; empty without one. */
  readonly id: string;
  /** Mails that it answers, the first of the conversation first. */
  readonly references: readonly string[];
  /** A program wrote it, or it came through a list: nobody waits for an answer. */
  readonly automatic: boolean;
  readonly attachments: readonly Attached[];
}

const valuesOf = ({ headers }: Email, ...keys: readonly string[]): readonly string[] =>
  headers.flatMap(({ key, value }) => (keys.includes(key) ? [value] : []));

const addressesIn = (values: readonly string[]): readonly string[] =>
  values
    .flatMap((value) => addressParser(value, { flatten: true }))
    .flatMap(({ address }) => (address ? [address.trim().toLowerCase()] : []));

const IDS = /<[^<>\s]{1,250}>/g;

const idsIn = (values: readonly string[]): readonly string[] =>
  values.flatMap((value) => value.match(IDS) ?? []);

const AUTOMATIC: Readonly<Record<string, RegExp>> = {
  'auto-submitted': /^\s*(?!no\b)\S/i,
  precedence: /bulk|list|junk|auto/i,
  'list-id': /\S/,
  'return-path': /^\s*<\s*>\s*$/,
  'x-auto-response-suppress': /all|autoreply/i,
  'x-autoreply': /\S/,
  'x-autorespond': /\S/,
  'content-type': /^\s*multipart\/report/i,
};

const AUTOMATIC_SUBJECT =
  /^\s*(自动回复|自動回覆|automatic reply|auto(matic)?[- ]?reply|out of (the )?office)/i;
const ROBOT = /^(mailer-daemon|postmaster|no-?reply|do-?not-?reply)@/;

const isAutomatic = (mail: Email, from: readonly string[]): boolean =>
  mail.headers.some(({ key, value }) => AUTOMATIC[key]?.test(value) === true) ||
  AUTOMATIC_SUBJECT.test(mail.subject ?? '') ||
  from.some((address) => ROBOT.test(address));

/** Characters of a text that are looked at: who agrees says so in the first line. */
const READ = 1024 * 1024;

const UNSEEN = /<(style|script|head)\b/gi;

/** Each step goes on where the one before ended: what is never closed must not be searched for again and again. */
const seenOf = (html: string): string => {
  const lower = html.toLowerCase();
  let seen = '';
  let from = 0;
  for (const { index, 1: name = '' } of html.matchAll(UNSEEN)) {
    if (index < from) continue;
    seen += html.slice(from, index);
    const end = lower.indexOf(`</${name.toLowerCase()}>`, index);
    if (end < 0) return seen;
    from = end;
  }
  return seen + html.slice(from);
};

const plainOf = (html: string): string =>
  seenOf(html.slice(0, READ))
    .replace(/<(br|\/p|\/div|\/tr|\/li)\b[^<>]*>/gi, '\n')
    .replace(/<[^<>]*>/g, '')
    .replaceAll('&nbsp;', ' ');

const attachedOf = ({ attachments }: Email): readonly Attached[] =>
  attachments.map(({ filename, mimeType, disposition, related, contentId, content }) => ({
    name: filename ?? '',
    type: mimeType.toLowerCase(),
    inline:
      related === true ||
      disposition === 'inline' ||
      (contentId !== undefined && disposition !== 'attachment'),
    bytes: typeof content === 'string' ? new TextEncoder().encode(content) : new Uint8Array(content),
  }));

/** Most levels of parts in parts; people's programs make five. */
const DEEPEST = 30;
/** Bytes of all heads together. */
const HEADS = 1024 * 1024;

/** Takes raw MIME apart; undefined for what is none, or is built to harm. */
export const readMessage = async (raw: Uint8Array): Promise<Message | undefined> => {
  const options = { maxNestingDepth: DEEPEST, maxHeadersSize: HEADS, maxRfc822NestingDepth: 5 };
  const normal = normaliseMime(raw);
  const mail = normal && (await PostalMime.parse(normal, options).catch(() => undefined));
  if (mail === undefined || valuesOf(mail, 'from').length === 0) return undefined;
  const from = addressesIn(valuesOf(mail, 'from'));
  return {
    from,
    to: addressesIn(valuesOf(mail, 'to', 'cc', 'delivered-to', 'x-original-to', 'x-forwarded-to')),
    subject: mail.subject ?? '',
    text: mail.text?.trim() ? mail.text.slice(0, READ) : plainOf(mail.html ?? ''),
    id: idsIn(valuesOf(mail, 'message-id'))[0] ?? '',
    references: idsIn(valuesOf(mail, 'references', 'in-reply-to')),
    automatic: isAutomatic(mail, from),
    attachments: attachedOf(mail),
  };
};

/** The same for every copy of a mail, whoever else it went to and however it travelled. */
export const identityOf = ({ id, from, subject, text, attachments }: Message): string =>
  JSON.stringify([id, from, subject, sha256(text), ...attachments.map(({ bytes }) => sha256(bytes))]);
