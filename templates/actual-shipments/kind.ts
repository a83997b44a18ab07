import { z } from 'zod';
import { notAhead } from '../../functions/core/business/trade-rules.ts';
import { languages } from '../../functions/core/business/words.ts';
import { factoryOf } from '../../functions/core/factories.ts';
import { date, quantity } from '../../functions/core/fields.ts';
import { defineRecord } from '../../functions/core/kind.ts';
import { orderTerm, productKey, shipDateTerm } from '../../functions/core/orders.ts';
import { refusalOf } from '../../functions/core/result.ts';
import { customerName, factory, note, poNo, product } from '../../functions/core/trade-fields.ts';

const input = z.strictObject({
  shipDate: date(
    { zh: '发货日期', en: 'Shipping date' },
    { aliases: ['实际发货日期', '出货日期'], width: 14, example: '2026-11-20' },
  ),
  factory,
  customerName,
  poNo,
  product,
  shipped: quantity(
    { zh: '实际发货数量', en: 'Quantity shipped' },
    {
      aliases: ['实发数量', '实发', '实际数量'],
      width: 14,
      example: '2800',
      help: { zh: '当天未发货则留空', en: 'Blank when nothing was shipped' },
    },
  ).optional(),
  note: note.optional(),
});

/** 实际发货回报 (D26): S60. What a factory really shipped on a day. */
export const kind = defineRecord({
  id: 'actual-shipments',
  title: { zh: '实际发货回报', en: 'Actual shipments' },
  purpose: {
    zh: '各贴片厂前一天的实际发货数量，商务日报以此为准',
    en: 'What each factory really shipped the day before; the daily report goes by it',
  },
  input,
  requestKey: (fact) => `${fact.shipDate} ${fact.factory} ${productKey(fact)}`,
  subject: (fact) => {
    const party = languages(fact.customerName).zh;
    return { title: `${fact.shipDate} ${party} ${fact.product}`, party };
  },
  terms: (fact) => [orderTerm(fact), shipDateTerm(fact.shipDate)],
  rules: [
    (fact, { company }) => refusalOf(factoryOf(fact, company)),
    ({ shipDate }, { today }) =>
      notAhead('shipDate', shipDate, today, { zh: '发货日期', en: 'the shipping date' }),
  ],
  retentionYears: 10,
});
