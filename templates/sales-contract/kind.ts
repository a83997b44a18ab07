import { normalise } from '../../functions/core/business/identity.ts';
import { languages } from '../../functions/core/business/words.ts';
import { defineKind } from '../../functions/core/kind.ts';
import { applicantOf } from '../../functions/core/profile.ts';
import { termOf } from '../../functions/core/records.ts';
import { allowed } from '../../functions/core/result.ts';
import { derive } from './derive.ts';
import { input } from './input.ts';
import { prints } from './prints.ts';
import { route } from './route.ts';
import { rules } from './rules.ts';

/** 销售合同 (D3): S6–S11, S94–S98. */
export const kind = defineKind({
  id: 'sales-contract',
  title: { zh: '销售合同', en: 'Sales contract' },
  purpose: {
    zh: '按公司固定模板与客户签订的销售合同，只有送货地点、送货费用、交货时间、付款情况四项可以商定',
    en: 'Contract with a customer on the company’s fixed template; delivery place, cost, time and payment are open',
  },
  input,
  requestKey: (request) => normalise(request.requestNo),
  subject: (request) => {
    const party = languages(request.buyerName).zh;
    return { title: `${party} ${languages(request.subject).zh}`, party };
  },
  terms: () => [termOf('all')],
  retentionYears: 10,
  isShownFirst: true,
  series: 'SC',
  outputs: [
    { template: 'sales-contract.zh-CN.docx', language: 'zh', when: ({ language }) => language === 'zh' },
    { template: 'sales-contract.zh-en.docx', language: 'zh', when: ({ language }) => language === 'both' },
  ],
  rules,
  prints,
  derive,
  route: (request, _, context) => route(request, context),
  distribution: (request, { company }) => ({
    roles: company.access.contracts,
    people: [allowed(applicantOf(request, company)).id],
  }),
});
