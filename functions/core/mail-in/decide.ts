import { record } from '../document/append.ts';
import type { Ports } from '../ports.ts';
import { replayMail } from './events.ts';
import { isReleasable } from './receipt.ts';

/** What a person decides about a mail that waits. */
export type Verdict = 'released' | 'dropped';

/**
 * Lets a mail go on, or ends it; pressing twice decides once. False when it does not wait any more for such a decision:
 * somebody decided otherwise, or it is one that nobody may release. `by`: person of the profile, or null for who sits
 * at the machine.
 */
export const decideMail = async (
  { ledger, clock }: Pick<Ports, 'ledger' | 'clock'>,
  stream: string,
  verdict: Verdict,
  by: string | null,
): Promise<boolean> => {
  const [done = false] = await record(ledger, [
    {
      stream,
      cause: { key: `mail/${verdict}`, actor: by ?? 'docket/operator', at: clock.now() },
      decide: (events) => {
        const state = replayMail(events);
        if (state?.status === verdict) return { drafts: [], result: true };
        const open = state?.status === 'quarantined' && state.reason !== null;
        const may = open && (verdict === 'dropped' || isReleasable(state.reason));
        return { drafts: may ? [{ type: `mail.${verdict}`, data: { by } }] : [], result: may };
      },
    },
  ]);
  return done;
};
