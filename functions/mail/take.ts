import { businessTime } from '../core/business/dates.ts';
import type { Company } from '../core/company.ts';
import { record } from '../core/document/append.ts';
import type { SentFile } from '../core/document/events.ts';
import { commit, committedKeys, saltOf } from '../core/document/personal.ts';
import { MAX_BYTES } from '../core/document/upload.ts';
import { isAgreement, numbersIn, ordersIn, readAddresses } from '../core/mail-in/address.ts';
import { sortAttachments } from '../core/mail-in/attachments.ts';
import { type MailContent, type MailUpload, mailStream, replayMail } from '../core/mail-in/events.ts';
import { kindOfAttachment } from '../core/mail-in/kind.ts';
import { identityOf, type Message, readMessage } from '../core/mail-in/message.ts';
import { doubtOf, type MailReceipt, type QuarantineReason, senderOf } from '../core/mail-in/receipt.ts';
import type { Ports } from '../core/ports.ts';

/** A raw mail that lies among the files. */
export interface Arrived {
  readonly key: string;
  /** When it came in, RFC 3339. */
  readonly time: string;
  readonly receipt: MailReceipt;
}

interface About {
  readonly document: string | null;
  readonly kind: string | undefined;
}

/** The document that a mail is about: by reply token, then by a number in the subject, then by an order number. */
const aboutOf = async (ports: Ports, company: Company, { to, subject }: Message): Promise<About> => {
  const addressed = await readAddresses(ports, company, to);
  for (const number of [...(addressed.number ? [addressed.number] : []), ...numbersIn(subject).slice(0, 5)]) {
    const row = await ports.views.byNumber(number);
    if (row)
      return { document: row.stream, kind: addressed.kind ?? (addressed.number ? row.kind : undefined) };
  }
  for (const order of ordersIn(subject).slice(0, 3)) {
    const { rows, total } = await ports.views.list({ search: order, limit: 1, offset: 0 });
    if (total === 1) return { document: rows[0]?.stream ?? null, kind: addressed.kind };
  }
  return { document: null, kind: addressed.kind };
};

/** `20261130-150000`, Shanghai. */
const stampOf = (time: string): string =>
  businessTime(Date.parse(time)).slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-');

/** A mail of Docket's own that came back, or a bounce of one: nothing in it is new. */
const isOwn = ({ email }: Company, { id }: Message): boolean =>
  /^<\d{14,}-[0-9a-f]{20}@/.test(id) &&
  id.toLowerCase().endsWith(`${email.slice(email.lastIndexOf('@')).toLowerCase()}>`);

type Decided = Omit<MailContent, 'file'> & { readonly reason?: QuarantineReason };

const decideContent = async (
  ports: Ports,
  { time, receipt }: Arrived,
  id: string,
  message: Message,
): Promise<Decided> => {
  const { company } = await ports.company.current();
  const sender = senderOf(company, message.from);
  const own = isOwn(company, message);
  const bounced = receipt.by === 'ses' && receipt.from === '';
  const { document, kind } = await aboutOf(ports, company, message);
  const { taken, refused } = sortAttachments({ attachments: own || bounced ? [] : message.attachments });
  const told = taken.map((one) => ({
    part: one.part,
    kind: kindOfAttachment(one, ports.kinds, { address: kind, subject: message.subject }),
  }));
  const uploads = told.flatMap(({ part, kind: of }, at): readonly MailUpload[] =>
    of === undefined ? [] : [{ id: `${stampOf(time)}-${id}-m${at + 1}`, part, kind: of }],
  );
  const closed =
    receipt.by !== 'hand' &&
    sender.type === 'customer' &&
    uploads.some(({ kind: of }) => !company.mail.customerKinds.includes(of ?? ''));
  const reason = doubtOf(company, receipt, message.from) ?? (closed ? 'KIND_NOT_ALLOWED' : undefined);
  return {
    sender: sender.type === 'person' ? sender.person.id : sender.type === 'customer' ? 'customer' : null,
    automatic: message.automatic || own || bounced,
    uploads,
    refused,
    asked: told.length - uploads.length,
    document,
    agrees: isAgreement(message.text),
    ...(reason && { reason }),
  };
};

const NOTHING: Omit<MailContent, 'file'> = {
  sender: null,
  automatic: true,
  uploads: [],
  refused: [],
  asked: 0,
  document: null,
  agrees: false,
};

const idOf = async ({ secrets }: Ports, identity: string): Promise<string> =>
  (await secrets.mac(`docket/mail/v1\n${identity}`)).slice(0, 20);

/** Keeps a mail and what becomes of it; the same mail again, whatever way it came, changes nothing. */
export const takeMail = async (ports: Ports, arrived: Arrived): Promise<void> => {
  const { key } = arrived;
  const { sha256, size } = await ports.files.digest(key);
  const message = size > MAX_BYTES ? undefined : await readMessage(await ports.files.get(key));
  const id = await idOf(ports, message ? identityOf(message) : sha256);
  const stream = mailStream(id);
  const salt = await saltOf(ports, stream);
  const file: SentFile = { name: key.slice(key.lastIndexOf('/') + 1), size, ...commit(key, salt, sha256) };
  const { reason, ...content } = message
    ? await decideContent(ports, arrived, id, message)
    : { ...NOTHING, reason: size > MAX_BYTES ? ('TOO_LARGE' as const) : ('UNREADABLE' as const) };
  const draft = reason
    ? { type: 'mail.quarantined', data: { file, ...content, reason } }
    : { type: 'mail.received', data: { file, ...content } };
  const [outcome] = await record(ports.ledger, [
    {
      stream,
      cause: { key: `mail/${key}`, actor: 'docket/mail', at: ports.clock.now() },
      decide: (events) => {
        const before = replayMail(events);
        if (before === undefined) return { drafts: [draft], result: draft.type };
        if (committedKeys(events).includes(key)) return { drafts: [], result: 'same' };
        // it came by a way that nobody trusts before it came by one that is trusted
        if (before.status === 'quarantined' && reason === undefined)
          return { drafts: [draft], result: draft.type };
        return { drafts: [{ type: 'mail.repeated', data: { file } }], result: 'mail.repeated' };
      },
    },
  ]);
  ports.log('MAIL_TAKEN', { mail: id, outcome: outcome ?? '', reason: reason ?? '' });
};
