import { z } from 'zod';
import { sum } from '../../functions/core/business/money.ts';
import { date, integer, text } from '../../functions/core/fields.ts';
import { defineKind } from '../../functions/core/kind.ts';
import { termOf } from '../../functions/core/records.ts';
import { paymentsIn } from './payment-kind.ts';

/** A report: what came in, each working day at eight, and again whenever more comes in. */
export const tallyKind = defineKind({
  id: 'tally',
  title: { zh: '到账日报', en: 'Tally' },
  purpose: { zh: '测试', en: 'For tests' },
  input: z.strictObject({
    day: date({ zh: '日期', en: 'Day' }),
    revision: integer({ zh: '修订号', en: 'Revision' }, { max: 999 }).default(0),
    revisionReason: text({ zh: '修订原因', en: 'Reason' }).optional(),
  }),
  requestKey: ({ day }) => day,
  subject: ({ day }) => ({ title: day, party: '' }),
  retentionYears: 1,
  series: 'TA',
  outputs: [],
  looks: () => [{ kind: 'payment', term: termOf('all') }],
  prints: z.object({ total: z.string() }),
  derive: (_, { records }) => {
    const total = sum(paymentsIn(records).map(({ input }) => input.amount));
    return { data: { total }, amount: total, currency: 'CNY', needs: [] };
  },
  timetable: { at: () => '08:00', days: 'working', requests: ({ today }) => [{ day: today }] },
  follows: { on: ['payment'], requests: ({ day }) => [{ day }] },
});

/** One that cannot be worked out. */
export const brokenKind = {
  ...tallyKind,
  id: 'broken',
  series: 'BR',
  follows: { on: [], requests: () => [] },
  timetable: {
    at: () => '07:00',
    days: 'working' as const,
    requests: () => {
      throw new Error('a mistake in the kind');
    },
  },
};
