import { z } from 'zod';
import { date } from '../../functions/core/fields.ts';
import { defineKind } from '../../functions/core/kind.ts';
import { termOf } from '../../functions/core/records.ts';
import { revision, revisionReason } from '../../functions/core/trade-fields.ts';
import { derive } from './derive.ts';
import { prints } from './prints.ts';

const input = z.strictObject({
  asOf: date({ zh: '截止日期', en: 'As of' }, { aliases: ['清单日期'], width: 14, example: '2026-11-23' }),
  revision,
  revisionReason,
});

export type Request = z.infer<typeof input>;

/** Kinds that somebody may sign for the deputy GM or another who is away. */
const SIGNED = ['po-acknowledgement', 'sales-order', 'sales-contract'] as const;
const looks = () => SIGNED.map((id) => ({ kind: id, term: termOf('all') }));

/** 代签记录 / 补签清单 (D27): S37–S38, R-O2. */
export const kind = defineKind({
  id: 'countersign-list',
  title: { zh: '代签记录及补签清单', en: 'Delegated signatures' },
  purpose: {
    zh: '谁在何时替谁代签、哪些还没有补签；有未补签的，每个工作日列出',
    en: 'Who signed for whom and what is still to be countersigned, every working day while anything is',
  },
  input,
  requestKey: ({ asOf }) => asOf,
  subject: ({ asOf }) => ({ title: `代签记录及补签清单 ${asOf}`, party: '' }),
  looks,
  // S38: who owes and who reminds
  distribution: (_, { company }) => ({
    roles: [company.orders.supervisor, company.orders.approver, company.orders.acknowledger],
  }),
  retentionYears: 10,
  series: 'CL',
  outputs: [{ template: 'countersign-list.zh-CN.xlsx', language: 'zh' }],
  prints,
  derive,
  timetable: {
    at: ({ orders }) => orders.times.countersigns,
    days: 'working',
    looks,
    requests: ({ today, records }) =>
      records.some(({ route }) => (route?.debts.length ?? 0) > 0) ? [{ asOf: today }] : [],
  },
});
