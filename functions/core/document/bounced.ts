import { z } from 'zod';
import type { MailId } from '../mail.ts';
import type { Ports } from '../ports.ts';
import { recordAudit } from './audit.ts';

/** Servers give up after five days; whoever answers later is no news. */
const KEPT_MS = 14 * 24 * 3_600_000;

const notice = z.strictObject({ stream: z.string(), task: z.string(), role: z.string(), to: z.string() });

/** What a mail asks for; `to` is the id of a person, or `external:buyer`. */
type Notice = z.infer<typeof notice>;

const keyOf = (id: string): string => `notice/${id}`;

/** Before the mail goes, so that its return can be told. */
export const noteNotice = async (
  { keyValue, clock }: Pick<Ports, 'keyValue' | 'clock'>,
  id: MailId,
  told: Notice,
): Promise<void> => {
  const before = (await keyValue.get(keyOf(id)))?.version ?? 0;
  await keyValue.put(keyOf(id), JSON.stringify(told), clock.now() + KEPT_MS, before);
};

/**
 * A mailbox took a mail for ever back: written down once, and told by what the event wakes. `messageId` is the mail's
 * Message-ID or its part before the `@`. False when it is of no mail that asked for something.
 */
export const bounced = async (
  ports: Pick<Ports, 'keyValue' | 'clock' | 'ledger'>,
  messageId: string,
): Promise<boolean> => {
  const id = messageId.replace(/^</, '').replace(/[@>].*$/, '');
  const kept = await ports.keyValue.get(keyOf(id));
  if (kept === undefined) return false;
  const { stream, task, role, to } = notice.parse(JSON.parse(kept.value));
  await recordAudit(ports, stream, `bounce/${id}`, { type: 'notice.bounced', data: { task, role, to } });
  return true;
};
