import { z } from 'zod';
import { date } from '../../functions/core/fields.ts';
import { defineKind } from '../../functions/core/kind.ts';
import { shipDateTerm } from '../../functions/core/orders.ts';
import { NOBODY_ASKED } from '../../functions/core/routing/route.ts';
import { revision, revisionReason } from '../../functions/core/trade-fields.ts';
import { derive } from './derive.ts';
import { prints } from './prints.ts';

const input = z.strictObject({
  shipDate: date(
    { zh: '发货日期', en: 'Shipping date' },
    { aliases: ['出货日期', '次日日期'], width: 14, example: '2026-11-24' },
  ),
  mergedOn: date(
    { zh: '汇总日期', en: 'Merged on' },
    {
      width: 14,
      example: '2026-11-23',
      help: { zh: '当天清晨汇总', en: 'Early in the morning of this day' },
    },
  ),
  revision,
  revisionReason,
});

export type Request = z.infer<typeof input>;

/** 次日出货计划汇总 (D6): S52, R-O8. */
export const kind = defineKind({
  id: 'shipping-plan-summary',
  title: { zh: '次日出货计划汇总', en: 'Shipping plans, merged' },
  purpose: {
    zh: '商务主管每天清晨把各跟单的次日出货计划合成一份发给 PMC；迟交的标明迟交，不会漏掉',
    en: 'All plans for the next day in one paper for PMC, every morning; late ones are marked, none is dropped',
  },
  input,
  requestKey: ({ shipDate }) => shipDate,
  subject: ({ shipDate }) => ({ title: `${shipDate} 出货计划汇总`, party: '' }),
  terms: ({ shipDate }) => [shipDateTerm(shipDate)],
  looks: ({ shipDate }) => [{ kind: 'shipping-plan', term: shipDateTerm(shipDate) }],
  retentionYears: 10,
  series: 'SS',
  outputs: [{ template: 'shipping-plan-summary.zh-CN.xlsx', language: 'zh' }],
  prints,
  derive,
  route: () => NOBODY_ASKED,
  distribution: (_, { company: { orders } }) => ({
    roles: [orders.planner, orders.receiver, orders.supervisor],
  }),
  timetable: {
    at: ({ orders }) => orders.times.merge,
    days: 'working',
    looks: ({ calendar, today }) => [
      { kind: 'shipping-plan', term: shipDateTerm(calendar.addWorkingDays(today, 1)) },
    ],
    requests: ({ calendar, today, records }) =>
      records.length === 0 ? [] : [{ shipDate: calendar.addWorkingDays(today, 1), mergedOn: today }],
  },
  // a plan that comes later is added to what PMC has already
  follows: {
    on: ['shipping-plan'],
    looks: (cause) => [{ kind: 'shipping-plan-summary', term: shipDateTerm(shipDateOf(cause.input)) }],
    requests: (_, { records }) =>
      records
        .filter(({ kind: id }) => id === 'shipping-plan-summary')
        .map(({ input: before }) => merged.parse(before)),
  },
});

const merged = z.object({ shipDate: z.string(), mergedOn: z.string() });
const shipDateOf = (plan: unknown): string => z.object({ shipDate: z.string() }).parse(plan).shipDate;
