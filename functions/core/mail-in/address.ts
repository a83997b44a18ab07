import type { Company } from '../company.ts';
import type { Ports } from '../ports.ts';

const TAG = /^([^+@]+)\+([^@]+)@([^@]+)$/;

const macOf = async ({ secrets }: Pick<Ports, 'secrets'>, number: string): Promise<string> =>
  (await secrets.mac(`docket/reply/v1\n${number.toUpperCase()}`)).slice(0, 16);

const tagged = (address: string, tag: string): string => address.replace('@', `+${tag}@`);

/** Where an answer about a document goes: `docket+sc-2026-000001.<token>@…`; undefined without a mailbox or a number. */
export const replyAddress = async (
  ports: Pick<Ports, 'secrets'>,
  { mail }: Company,
  number: string,
): Promise<string | undefined> =>
  mail.address === undefined || number === ''
    ? undefined
    : tagged(mail.address, `${number.toLowerCase()}.${await macOf(ports, number)}`);

/** Where requests of a kind go: `docket+quotation@…`; undefined without a mailbox. */
export const kindAddress = ({ mail }: Company, kind: string): string | undefined =>
  mail.address === undefined ? undefined : tagged(mail.address, kind);

interface Addressed {
  /** Number of the document whose reply token is right. */
  readonly number?: string;
  readonly kind?: string;
}

/** What the addresses that a mail went to say: a reply token, or a kind. */
export const readAddresses = async (
  ports: Pick<Ports, 'secrets' | 'kinds'>,
  { mail }: Company,
  to: readonly string[],
): Promise<Addressed> => {
  const own = mail.address?.toLowerCase();
  let kind: string | undefined;
  for (const address of to) {
    const [, local = '', tag = '', domain = ''] = TAG.exec(address) ?? [];
    const [, number, token] = /^(.+)\.([0-9a-f]{16})$/.exec(tag) ?? [];
    if (number !== undefined && token === (await macOf(ports, number)))
      return { number: number.toUpperCase() };
    if (own !== undefined && `${local}@${domain}` === own && ports.kinds.has(tag)) kind ??= tag;
    const name = address.slice(0, address.lastIndexOf('@')).replace(/\+.*$/, '');
    const configured = mail.kinds[name];
    if (configured !== undefined && ports.kinds.has(configured)) kind ??= configured;
  }
  return kind === undefined ? {} : { kind };
};

/** Numbers as Docket gives them, in a subject: `YH-QT-2026-000001`. */
export const numbersIn = (subject: string): readonly string[] =>
  subject
    .normalize('NFKC')
    .toUpperCase()
    .match(/[A-Z][A-Z0-9]*(?:-[A-Z]+)?-\d{4}-\d{6}(?!\d)/g) ?? [];

/** Order numbers as customers write them: `PO 4500012345`, `订单号：A-2231`. */
export const ordersIn = (subject: string): readonly string[] =>
  [
    ...subject
      .normalize('NFKC')
      .matchAll(
        /(?:\bP\.?O\.?(?:\s*(?:no\.?|#))?|订单号?|采购单号?)\s*[:#]?\s*([A-Z0-9][A-Z0-9/_-]{3,40})/gi,
      ),
  ].map(([, order = '']) => order);

const AGREES = /^\s*(同意|批准|approved?\b|agreed?\b)/i;

/** The first line that somebody wrote, not what he answered, says yes. */
export const isAgreement = (text: string): boolean =>
  AGREES.test(text.split('\n').find((line) => line.trim() !== '') ?? '');
