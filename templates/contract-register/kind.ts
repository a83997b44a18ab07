import { z } from 'zod';
import { date } from '../../functions/core/fields.ts';
import { defineKind } from '../../functions/core/kind.ts';
import { termOf } from '../../functions/core/records.ts';
import { NOBODY_ASKED } from '../../functions/core/routing/route.ts';
import { revision, revisionReason } from '../../functions/core/trade-fields.ts';
import { derive } from './derive.ts';
import { prints } from './prints.ts';

const input = z.strictObject({
  asOf: date({ zh: '截止日期', en: 'As of' }, { aliases: ['台账日期'], width: 14, example: '2026-11-23' }),
  revision,
  revisionReason,
});

export type Request = z.infer<typeof input>;

/** 合同台账 (D4): S98. */
export const kind = defineKind({
  id: 'contract-register',
  title: { zh: '合同台账', en: 'Contract register' },
  purpose: {
    zh: '每月第一个工作日打印的合同台账：金额、期限、状态、评审方式，合计与各行相符',
    en: 'Every contract with amount, term, state and review, printed on the first working day of a month',
  },
  input,
  requestKey: ({ asOf }) => asOf,
  subject: ({ asOf }) => ({ title: `合同台账 ${asOf}`, party: '' }),
  looks: () => [{ kind: 'sales-contract', term: termOf('all') }],
  retentionYears: 10,
  series: 'CR',
  outputs: [{ template: 'contract-register.zh-CN.xlsx', language: 'zh' }],
  prints,
  derive,
  route: () => NOBODY_ASKED,
  distribution: (_, { company: { access } }) => ({
    roles: [...new Set([...access.reports, ...access.contracts])],
  }),
  timetable: {
    at: ({ orders }) => orders.times.register,
    days: 'first-working-of-month',
    requests: ({ today }) => [{ asOf: today }],
  },
});
