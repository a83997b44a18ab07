import { z } from 'zod';
import { decimal, text } from '../../functions/core/fields.ts';
import { defineRecord } from '../../functions/core/kind.ts';
import { recordsOf, termOf } from '../../functions/core/records.ts';

/** A fact: money that came in for an order. */
export const paymentKind = defineRecord({
  id: 'payment',
  title: { zh: '到账', en: 'Payment received' },
  purpose: { zh: '测试', en: 'For tests' },
  input: z.strictObject({
    orderNo: text({ zh: '订单号', en: 'Order number' }),
    amount: decimal({ zh: '金额', en: 'Amount' }, { scale: 2 }),
  }),
  requestKey: ({ orderNo }) => orderNo,
  subject: ({ orderNo }) => ({ title: orderNo, party: '甲公司' }),
  retentionYears: 1,
  terms: ({ orderNo }) => [termOf('order', orderNo), termOf('all')],
});

export const paymentsIn = (records: Parameters<typeof recordsOf>[0]) =>
  recordsOf(records, 'payment', z.object({ orderNo: z.string(), amount: z.string() }));
