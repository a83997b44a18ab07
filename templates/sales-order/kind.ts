import { normalise } from '../../functions/core/business/identity.ts';
import { languages } from '../../functions/core/business/words.ts';
import { defineKind } from '../../functions/core/kind.ts';
import { orderTerm } from '../../functions/core/orders.ts';
import { termOf } from '../../functions/core/records.ts';
import { derive } from './derive.ts';
import { input } from './input.ts';
import { prints } from './prints.ts';
import { route } from './route.ts';
import { rules } from './rules.ts';

/** 销售订单 (D2): S34–S40. */
export const kind = defineKind({
  id: 'sales-order',
  title: { zh: '销售订单', en: 'Sales order' },
  purpose: {
    zh: '由客户 PO 转成的内部订单，一式三联：PMC 签收、商务存档、跟单自留',
    en: 'Internal order made from a customer’s PO, in three copies: PMC, commercial archive, merchandiser',
  },
  input,
  requestKey: ({ customerName, poNo }) => normalise(`${languages(customerName).zh} ${poNo}`),
  subject: ({ customerName, poNo }) => {
    const party = languages(customerName).zh;
    return { title: `${party} ${poNo}`, party };
  },
  terms: (request) => [orderTerm(request), termOf('all')],
  retentionYears: 10,
  series: 'SO',
  outputs: [{ template: 'sales-order.zh-CN.xlsx', language: 'zh' }],
  rules,
  prints,
  derive,
  // S40: PMC works by it, and signs for it
  distribution: (_, { company: { orders } }) => ({ roles: [orders.planner, orders.receiver] }),
  route: (request, _, context) => route(request, context),
});
