import { businessTime } from '../core/business/dates.ts';
import { type Company, whoHas } from '../core/company.ts';
import { COMPANY_STREAM, type CompanyEvent } from '../core/document/events.ts';
import { type Envelope, open, type SealedEvent } from '../core/ledger/envelope.ts';
import type { Ports } from '../core/ports.ts';
import type { Text } from '../core/result.ts';
import type { WakeUp } from '../wiring.ts';

type Lock = Company['quoting']['lock'];

const hashOf = (event: SealedEvent): string =>
  (open(event) as unknown as Envelope & CompanyEvent).data.sha256;

const profileAt = async (ports: Ports, event: SealedEvent | undefined): Promise<Company | undefined> =>
  event && ports.company.version(hashOf(event));

/** Text of the message to all sales (R-Q7, S93); undefined when the lock did not change. */
export const lockMessage = (company: Company, before: Lock): Text | undefined => {
  const { lock } = company.quoting;
  const { zh, en } = company.shortName;
  if (lock?.since === before?.since) return undefined;
  if (lock === null)
    return {
      zh: `【${zh}】原材料价格已恢复平稳，即日起恢复正常报价。`,
      en: `[${en}] Material prices are steady again: quoting is back to normal.`,
    };
  const since = businessTime(Date.parse(lock.since)).slice(0, 16).replace('T', ' ');
  return {
    zh: `【${zh}】${lock.reason.zh}：自 ${since} 起销售人员暂停报价，统一由商务中心报价；此前发出、尚未成交的报价请先与商务中心确认。`,
    en: `[${en}] ${lock.reason.en}: from ${since} sales do not quote, the commercial centre quotes alone; confirm open quotations with it first.`,
  };
};

/** `outbox/<time>-price-lock.txt`: the text, then who gets it with phone numbers. */
const letter = (company: Company, { zh, en }: Text): string => {
  const people = whoHas(company, company.quoting.lockNotice);
  return [zh, '', en, '', ...people.map(({ name, phone }) => `${name.zh}\t${phone ?? '—'}`), ''].join('\n');
};

/** A new version of the company profile: whom a price lock concerns is told. */
export const tellPriceLock = async (ports: Ports, { stream, ver }: WakeUp): Promise<void> => {
  if (stream !== COMPANY_STREAM) return;
  const events = await ports.ledger.read(stream);
  const event = events[ver - 1];
  const company = await profileAt(ports, event);
  if (event === undefined || company === undefined) return;
  const before = await profileAt(ports, events[ver - 2]);
  const message = lockMessage(company, before?.quoting.lock ?? null);
  if (message === undefined) return;
  const stamp = open(event).ts.slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-');
  await ports.files.put(`outbox/${stamp}-price-lock.txt`, new TextEncoder().encode(letter(company, message)));
};
