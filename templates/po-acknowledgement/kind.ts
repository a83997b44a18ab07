import { normalise } from '../../functions/core/business/identity.ts';
import { languages } from '../../functions/core/business/words.ts';
import { defineKind, speaks } from '../../functions/core/kind.ts';
import { orderTerm } from '../../functions/core/orders.ts';
import { termOf } from '../../functions/core/records.ts';
import { derive } from './derive.ts';
import { input } from './input.ts';
import { prints } from './prints.ts';
import { route } from './route.ts';
import { rules } from './rules.ts';

/** PO确认回传件 (D25): S32–S33. */
export const kind = defineKind({
  id: 'po-acknowledgement',
  title: { zh: '订单确认书', en: 'Order acknowledgement' },
  purpose: {
    zh: '对客户 PO 的书面确认：签字盖章后回传客户，订单即成立',
    en: 'Written acknowledgement of a customer’s PO: signed, sealed and returned, it establishes the order',
  },
  input,
  requestKey: ({ customerName, poNo }) => normalise(`${languages(customerName).zh} ${poNo}`),
  subject: ({ customerName, poNo }) => {
    const party = languages(customerName).zh;
    return { title: `${party} ${poNo}`, party };
  },
  terms: (request) => [orderTerm(request), termOf('all')],
  retentionYears: 10,
  series: 'PA',
  outputs: [
    { template: 'po-acknowledgement.zh-CN.docx', language: 'zh', when: speaks('zh') },
    { template: 'po-acknowledgement.en.docx', language: 'en', suffix: 'en', when: speaks('en') },
  ],
  rules,
  prints,
  derive,
  route: (request, _, context) => route(request, context),
});
