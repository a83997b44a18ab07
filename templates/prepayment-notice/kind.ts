import { normalise } from '../../functions/core/business/identity.ts';
import { languages } from '../../functions/core/business/words.ts';
import { defineKind, speaks } from '../../functions/core/kind.ts';
import { orderTerm } from '../../functions/core/orders.ts';
import { applicantOf } from '../../functions/core/profile.ts';
import { allowed } from '../../functions/core/result.ts';
import { derive } from './derive.ts';
import { dueNotices, looksForDue } from './due.ts';
import { input } from './input.ts';
import { prints } from './prints.ts';
import { rules } from './rules.ts';

/** 付款通知书 (D8): S41–S42. */
export const kind = defineKind({
  id: 'prepayment-notice',
  title: { zh: '付款通知书', en: 'Payment notice' },
  purpose: {
    zh: '光板交期前 5 至 7 个工作日，通知客户付清本次提货数量的全款',
    en: 'Asks a customer to pay in full for the lot that he draws, 5 to 7 working days before its boards come',
  },
  input,
  requestKey: ({ customerName, poNo, product, batch }) =>
    normalise(`${languages(customerName).zh} ${poNo} ${product} ${batch}`),
  subject: ({ customerName, poNo, product }) => {
    const party = languages(customerName).zh;
    return { title: `${party} ${poNo} ${product}`, party };
  },
  terms: (request) => [orderTerm(request)],
  // S42: the merchandiser sends it to the customer
  distribution: (request, { company }) => ({
    roles: [company.orders.supervisor, company.orders.cashier],
    people: [allowed(applicantOf(request, company)).id],
  }),
  retentionYears: 10,
  series: 'PN',
  outputs: [
    { template: 'prepayment-notice.zh-CN.docx', language: 'zh', when: speaks('zh') },
    { template: 'prepayment-notice.en.docx', language: 'en', suffix: 'en', when: speaks('en') },
  ],
  rules,
  prints,
  derive,
  timetable: {
    at: ({ orders }) => orders.times.notices,
    days: 'working',
    looks: looksForDue,
    requests: dueNotices,
  },
});
