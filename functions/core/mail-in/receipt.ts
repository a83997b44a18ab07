import { z } from 'zod';
import type { Company, Person } from '../company.ts';
import type { Text } from '../result.ts';

const verdict = z.enum(['PASS', 'FAIL', 'GRAY', 'PROCESSING_FAILED', 'DISABLED']);

/** What the receiving server found out about a mail itself; nothing in it comes from the mail's own heads. */
export const receipt = z.discriminatedUnion('by', [
  /** A person put the file into the folder. */
  z.object({ by: z.literal('hand') }),
  /** The listener of this machine took it from a server at this network address. */
  z.object({ by: z.literal('relay'), address: z.string() }),
  /** SES; `from`: the sender of the envelope, empty for a bounce. */
  z.object({
    by: z.literal('ses'),
    spf: verdict,
    dkim: verdict,
    dmarc: verdict,
    spam: verdict,
    virus: verdict,
    from: z.string().optional(),
  }),
]);
export type MailReceipt = z.infer<typeof receipt>;

/** Why a mail waits for a person, in plain words. */
export const QUARANTINE = {
  VIRUS: { zh: '检测到病毒', en: 'a virus was found in it' },
  NOT_SCANNED: {
    zh: '没有查过病毒，请先核对附件再放行',
    en: 'it was not scanned for viruses: look at what is attached before you release it',
  },
  SPAM: { zh: '被判为垃圾邮件', en: 'it was found to be spam' },
  NOT_VERIFIED: {
    zh: '无法证实发件人（SPF、DKIM、DMARC 未全部通过）',
    en: 'the sender could not be verified (SPF, DKIM and DMARC did not all pass)',
  },
  RELAY_UNKNOWN: {
    zh: '来自公司资料 mail.relays 中没有的服务器',
    en: 'it came from a server that mail.relays of the company profile does not name',
  },
  SENDER_AMBIGUOUS: { zh: '写了不止一个发件人', en: 'it names more than one sender' },
  SENDER_UNKNOWN: {
    zh: '发件人不在公司资料的人员和客户中',
    en: 'the sender is neither a person nor a customer of the company profile',
  },
  KIND_NOT_ALLOWED: {
    zh: '客户不能提交这种单据（mail.customerKinds）',
    en: 'customers may not send this kind of document (mail.customerKinds)',
  },
  TOO_LARGE: { zh: '超过 50 MB，没有读取', en: 'it is larger than 50 MB and was not read' },
  UNREADABLE: { zh: '不是能读懂的邮件', en: 'it is no mail that can be read' },
} as const satisfies Readonly<Record<string, Text>>;

export type QuarantineReason = keyof typeof QUARANTINE;

/** Nothing of these can go on, whoever says so. */
const DEAD: readonly QuarantineReason[] = ['VIRUS', 'TOO_LARGE', 'UNREADABLE'];

export const isReleasable = (reason: QuarantineReason): boolean => !DEAD.includes(reason);

/** Who wrote a mail: somebody of the profile, somebody of a known customer, or nobody that is known. */
export type Sender =
  | { readonly type: 'person'; readonly person: Person }
  | { readonly type: 'customer' }
  | { readonly type: 'unknown' };

const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1);

/** By the one address that wrote it, never by the name beside it. */
export const senderOf = (company: Company, from: readonly string[]): Sender => {
  const [address] = from;
  if (address === undefined || from.length > 1) return { type: 'unknown' };
  const person = company.people.find(({ email }) => email.toLowerCase() === address);
  if (person) return { type: 'person', person };
  const known = company.mail.customers.some((one) => one === address || one === domainOf(address));
  return known ? { type: 'customer' } : { type: 'unknown' };
};

const doubtOfServer = (company: Company, given: MailReceipt): QuarantineReason | undefined => {
  if (given.by === 'hand') return undefined;
  if (given.by === 'relay') return company.mail.relays.includes(given.address) ? undefined : 'RELAY_UNKNOWN';
  if (given.virus === 'FAIL') return 'VIRUS';
  if (given.virus !== 'PASS') return 'NOT_SCANNED';
  if (given.spam !== 'PASS') return 'SPAM';
  // DMARC alone says that what passed is the domain of the address that people see
  return given.dmarc === 'PASS' && (given.spf === 'PASS' || given.dkim === 'PASS')
    ? undefined
    : 'NOT_VERIFIED';
};

/** What keeps a mail from going on by itself; undefined when it may. Who puts a file into the folder vouches for it. */
export const doubtOf = (
  company: Company,
  given: MailReceipt,
  from: readonly string[],
): QuarantineReason | undefined => {
  const doubt = doubtOfServer(company, given);
  if (doubt) return doubt;
  if (given.by === 'hand') return undefined;
  if (from.length !== 1) return 'SENDER_AMBIGUOUS';
  return senderOf(company, from).type === 'unknown' ? 'SENDER_UNKNOWN' : undefined;
};
