import type { Company } from '../../functions/core/company.ts';
import { factoryOf } from '../../functions/core/factories.ts';
import type { Context, Need } from '../../functions/core/kind.ts';
import { inTurn } from '../../functions/core/profile.ts';
import { allowed, type Text } from '../../functions/core/result.ts';
import type { Route, Step } from '../../functions/core/routing/route.ts';
import type { Request } from './input.ts';

const SIGNED: Text = {
  zh: '财务签批后才可发给贴片厂（S56）',
  en: 'Finance signs before it may reach the factory (S56)',
};
const REVIEWED: Text = { zh: '商务主管审核（S56）', en: 'Reviewed by the commercial supervisor (S56)' };

/** What has to be decided before the note leaves the house (R-O10). */
export const needsOf = ({ orders }: Company): readonly Need[] => [
  { code: `sign:${orders.supervisor}`, role: orders.supervisor, reason: REVIEWED },
  { code: `sign:${orders.finance}`, role: orders.finance, reason: SIGNED },
];

/** R-O9 (S55): who belongs to the factory fills in the BOM, or checks what is there. */
function bomStep(request: Request, company: Company): Pick<Step, 'act' | 'title' | 'parties' | 'reason'> {
  const { bom, name } = allowed(factoryOf(request, company));
  const reason = { zh: `${name.zh}发货（S55）`, en: `Shipped by ${name.en} (S55)` };
  return bom.action === 'fill'
    ? {
        act: 'fill',
        title: { zh: '填写 BOM', en: 'BOM' },
        parties: [{ role: bom.role, fields: ['bom'] }],
        reason,
      }
    : {
        act: 'approve',
        title: { zh: '核对 BOM', en: 'Check of the BOM' },
        parties: [{ role: bom.role, covers: ['bom', 'lines'] }],
        reason,
      };
}

/** R-O9, R-O10 (S55–S58): BOM by the factory's person, supervisor, finance; the front desk hands it out. */
export function route(request: Request, { company }: Context): Route {
  const { orders } = company;
  return inTurn(request, company, [
    { id: 'bom', ...bomStep(request, company) },
    {
      id: 'review',
      act: 'sign',
      title: { zh: '商务主管审核', en: 'Review by the commercial supervisor' },
      parties: [{ role: orders.supervisor }],
      reason: REVIEWED,
    },
    {
      id: 'finance',
      act: 'sign',
      title: { zh: '财务签批', en: 'Signature of finance' },
      parties: [{ role: orders.finance }],
      reason: SIGNED,
    },
    {
      id: 'handout',
      act: 'acknowledge',
      title: { zh: '前台按贴片厂分发', en: 'Handed out by factory' },
      parties: [{ role: orders.frontDesk }],
      reason: { zh: '按贴片厂分类发给 PMC（S58）', en: 'To PMC, by factory (S58)' },
    },
  ]);
}
