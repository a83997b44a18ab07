import type { Ports } from '../ports.ts';
import { DocketError } from '../result.ts';
import { record } from './append.ts';
import { replay } from './document.ts';

const withoutNumber = (): DocketError =>
  new DocketError('NOT_NUMBERED', {
    zh: '只有已编号的单据才能作废',
    en: 'only a document that has a number can be voided',
  });

const LONGEST_REASON = 500;

const withoutReason = (): DocketError =>
  new DocketError('REASON_MISSING', {
    zh: `请说明作废原因（不超过 ${LONGEST_REASON} 字，不写个人信息）`,
    en: `give a reason (at most ${LONGEST_REASON} characters, no personal data)`,
  });

/**
 * Voids a document. Its number stays taken, for ever and visibly, and no revision follows. False when it was void
 * already: the first reason stands. Throws `NOT_NUMBERED`, `REASON_MISSING`.
 */
export const voidDocument = async (
  { ledger, clock }: Pick<Ports, 'ledger' | 'clock'>,
  stream: string,
  reason: string,
): Promise<boolean> => {
  const said = reason.trim();
  if (said === '' || said.length > LONGEST_REASON) throw withoutReason();
  const [done] = await record(ledger, [
    {
      stream,
      decide: (events) => {
        const state = replay(events);
        if (!('number' in state)) throw withoutNumber();
        if (state.status === 'voided') return { drafts: [], result: false };
        const { number, request } = state;
        const data = { number, revision: request.revision, reason: said };
        return { drafts: [{ type: 'document.voided', data }], result: true };
      },
      cause: { key: 'void', actor: 'docket/void', at: clock.now() },
    },
  ]);
  return done === true;
};
