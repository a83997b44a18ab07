import type { Company } from '../../functions/core/company.ts';
import type { Context, Need } from '../../functions/core/kind.ts';
import { inTurn } from '../../functions/core/profile.ts';
import type { Text } from '../../functions/core/result.ts';
import type { Route } from '../../functions/core/routing/route.ts';
import type { Request } from './input.ts';

const ESTABLISHED: Text = { zh: '确认订单成立（S36）', en: 'Confirms the order (S36)' };
const PLANNED: Text = { zh: '生产确认（S39）', en: 'Confirmed for production (S39)' };

/** What has to be signed before the copies go out. */
export const needsOf = ({ orders }: Company): readonly Need[] => [
  { code: `sign:${orders.approver}`, role: orders.approver, reason: ESTABLISHED },
  { code: `sign:${orders.planner}`, role: orders.planner, reason: PLANNED },
];

/**
 * R-O1, R-O2 (S35–S40): hardware fills in the BOM, then the deputy GM signs or, by the chain of the profile, who stands
 * in for him, then the PMC manager; the PMC clerk signs for the receipt of the first copy.
 */
export function route(request: Request, { company }: Context): Route {
  const { orders } = company;
  return inTurn(request, company, [
    {
      id: 'bom',
      act: 'fill',
      title: { zh: '填写 BOM', en: 'BOM' },
      parties: [{ role: orders.bom, fields: ['mainBoardBom', 'subBoardBom', 'bomNote'] }],
      reason: { zh: '先落实 BOM（S35）', en: 'The BOM comes first (S35)' },
    },
    {
      id: 'approval',
      act: 'sign',
      title: { zh: '市场部老总签批', en: 'Signature of the deputy GM' },
      parties: [{ role: orders.approver }],
      reason: ESTABLISHED,
    },
    {
      id: 'planning',
      act: 'sign',
      title: { zh: 'PMC 经理签名确认', en: 'Signature of the PMC manager' },
      parties: [{ role: orders.planner }],
      reason: PLANNED,
    },
    {
      id: 'receipt',
      act: 'acknowledge',
      title: { zh: 'PMC 签收', en: 'Receipt by PMC' },
      parties: [{ role: orders.receiver }],
      reason: { zh: '签收第一联（S40）', en: 'Receipt of the first copy (S40)' },
    },
  ]);
}
