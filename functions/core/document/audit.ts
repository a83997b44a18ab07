import type { Ports } from '../ports.ts';
import { codeOf } from '../result.ts';
import { record } from './append.ts';

/** Whose part of the way it is about: roles and tasks only, no address, nobody's name. */
interface Concerned {
  readonly task: string;
  /** Name of the party: a role, or `external:buyer`. */
  readonly role: string;
}

/** How people were reached: facts for the auditor that decide nothing. */
export type AuditEvent =
  | { readonly type: 'notice.sent'; readonly data: Concerned & { readonly mails: number } }
  /** For ever; `to` is the id of a person, or `external:buyer`. */
  | { readonly type: 'notice.bounced'; readonly data: Concerned & { readonly to: string } }
  /** By pressing its button, or with the right code: mail scanners only look. */
  | { readonly type: 'link.opened'; readonly data: Concerned }
  | { readonly type: 'code.sent' | 'code.failed'; readonly data: Concerned };

/** Writes down what happened once, however often it is told under the same key. */
export const recordAudit = async (
  { ledger, clock }: Pick<Ports, 'ledger' | 'clock'>,
  stream: string,
  key: string,
  event: AuditEvent,
): Promise<void> => {
  await record(ledger, [
    {
      stream,
      cause: { key, actor: 'docket/notify', at: clock.now() },
      decide: (events) => ({
        drafts: events.some((one) => one.key === key) ? [] : [event],
        result: undefined,
      }),
    },
  ]);
};

/** For somebody who waits for an answer: is tried twice, and then he goes on all the same. */
export const tryAudit = async (
  ports: Pick<Ports, 'ledger' | 'clock' | 'log'>,
  stream: string,
  key: string,
  event: AuditEvent,
): Promise<void> => {
  const write = (): Promise<void> => recordAudit(ports, stream, key, event);
  await write()
    .catch(write)
    .catch((fault: unknown) => ports.log('AUDIT_FAILED', { stream, type: event.type, fault: codeOf(fault) }));
};
