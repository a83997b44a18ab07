import { defineKind } from '../../functions/core/kind.ts';
import { shipDateTerm } from '../../functions/core/orders.ts';
import { NOBODY_ASKED } from '../../functions/core/routing/route.ts';
import { derive } from './derive.ts';
import { ordersIn, shipDateOf, trendDays } from './figures.ts';
import { input } from './input.ts';
import { prints } from './prints.ts';

/** Kinds that say what was planned, answered and shipped on a day. */
const OF_THE_DAY = ['shipping-plan', 'pmc-reply', 'actual-shipments'] as const;

/** 商务日报 (D7): S60–S61, R-O11. */
export const kind = defineKind({
  id: 'daily-report',
  title: { zh: '商务日报', en: 'Daily business report' },
  purpose: {
    zh: '按各贴片厂实际发货数量，对照计划和订单的每日报告；未回报的工厂标明未回报，回报后自动更新',
    en: 'What the factories really shipped against plans and orders; a factory that is silent is shown as such',
  },
  input,
  requestKey: ({ shipDate }) => shipDate,
  subject: ({ shipDate }) => ({ title: `商务日报 ${shipDate}`, party: '' }),
  terms: ({ shipDate }) => [shipDateTerm(shipDate)],
  looks: ({ shipDate }, context) => [
    ...trendDays(shipDate, context.calendar).flatMap((day) =>
      OF_THE_DAY.map((of) => ({ kind: of, term: shipDateTerm(day) })),
    ),
    ...ordersIn(context.records, shipDate).flatMap((term) =>
      ['sales-order', 'actual-shipments'].map((of) => ({ kind: of, term })),
    ),
  ],
  retentionYears: 10,
  series: 'DR',
  outputs: [{ template: 'daily-report.zh-CN.xlsx', language: 'zh' }],
  prints,
  derive,
  route: () => NOBODY_ASKED,
  distribution: (_, { company }) => ({ roles: company.access.reports }),
  timetable: {
    at: ({ orders }) => orders.times.report,
    days: 'working',
    requests: ({ calendar, today }) => [{ shipDate: calendar.addWorkingDays(today, -1) }],
  },
  // figures that come after the report was made make it again; before that it waits for its hour
  follows: {
    on: ['actual-shipments'],
    looks: (cause) => [{ kind: 'daily-report', term: shipDateTerm(shipDateOf(cause.input)) }],
    requests: (cause, { records }) =>
      records.some((one) => one.kind === 'daily-report') ? [{ shipDate: shipDateOf(cause.input) }] : [],
  },
});
