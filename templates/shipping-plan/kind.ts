import { normalise } from '../../functions/core/business/identity.ts';
import { defineKind } from '../../functions/core/kind.ts';
import { orderTerm, shipDateTerm } from '../../functions/core/orders.ts';
import { inTurn } from '../../functions/core/profile.ts';
import { derive } from './derive.ts';
import { input } from './input.ts';
import { prints } from './prints.ts';
import { rules } from './rules.ts';

/** 客户出货计划 (D6): S51. */
export const kind = defineKind({
  id: 'shipping-plan',
  title: { zh: '客户出货计划', en: 'Shipping plan' },
  purpose: {
    zh: '每个跟单次日要发的货；付清全款 3 个工作日后可安排，由商务主管每天清晨汇总',
    en: 'What a merchandiser wants to ship the next day; merged by the supervisor early every morning',
  },
  input,
  requestKey: ({ shipDate, applicant }) => normalise(`${shipDate} ${applicant}`),
  subject: ({ shipDate, lines }) => ({
    title: `${shipDate} 出货计划 ${lines.length} 项`,
    party: '',
  }),
  terms: (plan) => [shipDateTerm(plan.shipDate), ...plan.lines.map(orderTerm)],
  looks: ({ lines }) => lines.map((line) => ({ kind: 'payment-confirmation', term: orderTerm(line) })),
  retentionYears: 10,
  series: 'SP',
  outputs: [{ template: 'shipping-plan.zh-CN.xlsx', language: 'zh' }],
  rules,
  prints,
  derive,
  route: (request, _, { company }) =>
    inTurn(request, company, [
      {
        id: 'review',
        act: 'approve',
        title: { zh: '商务主管收计划', en: 'Taken by the commercial supervisor' },
        parties: [{ role: company.orders.supervisor }],
        reason: { zh: '次日出货计划交商务主管（S51）', en: 'Plans go to the supervisor (S51)' },
      },
    ]),
});
