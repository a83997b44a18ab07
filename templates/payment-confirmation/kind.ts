import { normalise } from '../../functions/core/business/identity.ts';
import { languages } from '../../functions/core/business/words.ts';
import { defineKind } from '../../functions/core/kind.ts';
import { orderTerm } from '../../functions/core/orders.ts';
import { derive } from './derive.ts';
import { input } from './input.ts';
import { prints } from './prints.ts';
import { route } from './route.ts';
import { rules } from './rules.ts';

/** 付款核对单 / 上线贴片通知 (D10): S43–S47. */
export const kind = defineKind({
  id: 'payment-confirmation',
  title: { zh: '付款核对单', en: 'Payment confirmation' },
  purpose: {
    zh: '核对客户货款是否付清；财务确认到账后，随附上线贴片通知发给 PMC',
    en: 'Shows that a lot is paid in full; once finance confirms the arrival, PMC gets the release for mounting',
  },
  input,
  requestKey: ({ customerName, poNo, product, batch }) =>
    normalise(`${languages(customerName).zh} ${poNo} ${product} ${batch}`),
  subject: ({ customerName, poNo, product }) => {
    const party = languages(customerName).zh;
    return { title: `${party} ${poNo} ${product}`, party };
  },
  terms: (request) => [orderTerm(request)],
  retentionYears: 10,
  series: 'PC',
  outputs: [
    { template: 'payment-confirmation.zh-CN.docx', language: 'zh' },
    { template: 'smt-release.zh-CN.docx', language: 'zh', suffix: 'release' },
  ],
  rules,
  prints,
  derive,
  // S46: the group of the commercial department and PMC hears that it may begin
  distribution: (_, { company: { orders } }) => ({
    roles: [orders.planner, orders.receiver, orders.supervisor],
  }),
  route: (request, _, context) => route(request, context),
});
