import { normalise } from '../../functions/core/business/identity.ts';
import { languages } from '../../functions/core/business/words.ts';
import { defineKind, speaks } from '../../functions/core/kind.ts';
import { applicantOf } from '../../functions/core/profile.ts';
import { allowed } from '../../functions/core/result.ts';
import { derive, rules } from './derive.ts';
import { input } from './input.ts';
import { prints } from './prints.ts';
import { route } from './route.ts';

/** 报价单 (D1): S62–S69, S86–S93. */
export const kind = defineKind({
  id: 'quotation',
  title: { zh: '报价单', en: 'Quotation' },
  purpose: {
    zh: '商务中心给客户的正式报价，签字后作为客户的付款凭证',
    en: 'Formal quotation to a customer; once signed it is what the customer pays by',
  },
  input,
  requestKey: (request) => normalise(request.requestNo),
  subject: (request) => {
    const party = languages(request.customerName).zh;
    return { title: `${party} ${request.requestNo}`, party };
  },
  uses: ['price-list'],
  retentionYears: 10,
  isShownFirst: true,
  series: 'QT',
  outputs: [
    { template: 'quotation.zh-CN.xlsx', language: 'zh', when: speaks('zh') },
    { template: 'quotation.en.xlsx', language: 'en', suffix: 'en', when: speaks('en') },
  ],
  rules,
  prints,
  derive,
  route,
  // S69; the cost breakdown is a kind of its own and reaches none of them (S65)
  distribution: (request, { company }) => ({
    roles: company.access.quotations,
    people: [allowed(applicantOf(request, company)).id],
  }),
});
