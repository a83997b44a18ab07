import type { Company } from '../../functions/core/company.ts';
import type { Context, Need } from '../../functions/core/kind.ts';
import { inTurn } from '../../functions/core/profile.ts';
import type { Text } from '../../functions/core/result.ts';
import type { Route } from '../../functions/core/routing/route.ts';
import type { Request } from './input.ts';

const REASON: Text = {
  zh: '确认订单成立（S33）',
  en: 'Confirms that the order is established (S33)',
};

/** What has to be there before the acknowledgement may go back to the customer. */
export const needsOf = ({ orders, contracts }: Company): readonly Need[] => [
  { code: `sign:${orders.approver}`, role: orders.approver, reason: REASON },
  { code: `seal:${contracts.sealKeeper}`, role: contracts.sealKeeper, reason: REASON },
];

/** S33: the deputy GM or the GM signs, either of them, and the company seal is put on. */
export function route(request: Request, { company }: Context): Route {
  const { orders, contracts } = company;
  const signers = [...new Set([orders.approver, orders.acknowledger])];
  return inTurn(request, company, [
    {
      id: 'approval',
      act: 'sign',
      title: { zh: '订单确认签字', en: 'Signature of the acknowledgement' },
      parties: signers.map((role) => ({ role })),
      quorum: 'any',
      reason: REASON,
    },
    {
      id: 'seal',
      act: 'seal',
      title: { zh: '加盖公章', en: 'Company seal' },
      parties: [{ role: contracts.sealKeeper }],
      reason: REASON,
    },
  ]);
}
