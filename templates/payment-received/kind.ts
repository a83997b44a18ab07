import { z } from 'zod';
import { normalise } from '../../functions/core/business/identity.ts';
import { isPositive, notAhead } from '../../functions/core/business/trade-rules.ts';
import { languages } from '../../functions/core/business/words.ts';
import { date, decimal, text } from '../../functions/core/fields.ts';
import { defineRecord } from '../../functions/core/kind.ts';
import { orderTerm } from '../../functions/core/orders.ts';
import { currency, customerName, note, poNo } from '../../functions/core/trade-fields.ts';

const input = z.strictObject({
  reference: text(
    { zh: '收款流水号', en: 'Bank reference' },
    { max: 60, aliases: ['流水号', '银行流水号', 'Reference'], width: 20, example: 'BK20261123001' },
  ),
  customerName,
  poNo,
  paidOn: date(
    { zh: '到账日期', en: 'Day of arrival' },
    { aliases: ['收款日期', '付款日期'], width: 14, example: '2026-11-23' },
  ),
  currency,
  amount: decimal(
    { zh: '到账金额', en: 'Amount' },
    { aliases: ['收款金额', '实收金额'], scale: 2, width: 14, example: '474418.44' },
  ),
  note: note.optional(),
});

/** 到款记录: S43. What the bank booked; the payment confirmation says whether it is enough. */
export const kind = defineRecord({
  id: 'payment-received',
  title: { zh: '到款记录', en: 'Payment received' },
  purpose: {
    zh: '财务登记的每笔到账，商务日报的收款以此为准',
    en: 'Every payment as finance booked it; the daily report counts these',
  },
  input,
  requestKey: ({ reference }) => normalise(reference),
  subject: ({ customerName: customer, reference }) => {
    const party = languages(customer).zh;
    return { title: `${party} ${reference}`, party };
  },
  terms: (fact) => [orderTerm(fact)],
  rules: [
    ({ amount }) => isPositive('amount', amount),
    ({ paidOn }, { today }) =>
      notAhead('paidOn', paidOn, today, { zh: '到账日期', en: 'the day of arrival' }),
  ],
  retentionYears: 10,
});
