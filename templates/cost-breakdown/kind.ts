import { normalise } from '../../functions/core/business/identity.ts';
import { languages } from '../../functions/core/business/words.ts';
import { defineKind } from '../../functions/core/kind.ts';
import { derive, rules } from './derive.ts';
import { input } from './input.ts';
import { prints } from './prints.ts';

/** 成本核算明细: S64–S66. Kept apart from the quotation, so that no copy of one can hold a figure of the other. */
export const kind = defineKind({
  id: 'cost-breakdown',
  title: { zh: '成本核算明细', en: 'Cost breakdown' },
  purpose: {
    zh: '采购部对主副板 BOM 的成本核算，只给公司资料 access.costs 写明的人看',
    en: 'Purchasing’s costing of the main and sub-board BOM, seen only by whom access.costs of the profile names',
  },
  input,
  requestKey: ({ costingNo }) => normalise(costingNo),
  subject: ({ customerName, costingNo }) => ({ title: costingNo, party: languages(customerName).zh }),
  retentionYears: 10,
  series: 'CB',
  outputs: [{ template: 'cost-breakdown.zh-CN.docx', language: 'zh' }],
  rules,
  prints,
  derive,
  confidential: true,
  distribution: (_, { company }) => ({ roles: company.access.costs }),
  // nobody hears of it when it is late, and nobody acts for its readers: it would show it to others
  route: (_request, _derived, { company }) => ({
    requester: null,
    steps: [
      {
        id: 'known',
        act: 'acknowledge',
        title: { zh: '知悉成本核算', en: 'Cost breakdown taken note of' },
        parties: company.access.costs.map((role) => ({ role })),
        reason: { zh: '只送两位老总知悉（S65）', en: 'For the two managers alone (S65)' },
        deadline: { days: company.routing.days },
        delegation: 'none',
      },
    ],
  }),
});
