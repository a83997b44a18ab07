import { z } from 'zod';
import { languages } from '../../functions/core/business/words.ts';
import { date, text } from '../../functions/core/fields.ts';
import { defineRecord } from '../../functions/core/kind.ts';
import { orderTerm, productKey } from '../../functions/core/orders.ts';
import { termOf } from '../../functions/core/records.ts';
import { customerName, note, poNo, product } from '../../functions/core/trade-fields.ts';

const input = z.strictObject({
  customerName,
  poNo,
  product,
  boardDate: date(
    { zh: '光板交期', en: 'Board date' },
    { aliases: ['光板到料日期', '确认光板交期'], width: 14, example: '2026-12-01' },
  ),
  supplier: text(
    { zh: '光板供应商', en: 'Board supplier' },
    { max: 120, aliases: ['板厂', '供应商', 'Supplier'], width: 20, example: '联汇电路' },
  ).optional(),
  note: note.optional(),
});

/** 光板交期表 (D26): S41. A row is a fact about one product of an order; a later one moves its date. */
export const kind = defineRecord({
  id: 'board-dates',
  title: { zh: '光板交期表', en: 'Board dates' },
  purpose: {
    zh: '采购部确认的光板交期，据此计算付款通知的日期；交期变动就再交一次',
    en: 'Dates on which bare boards come, confirmed by Purchasing; payment notices follow from them',
  },
  input,
  requestKey: productKey,
  subject: (fact) => {
    const party = languages(fact.customerName).zh;
    return { title: `${party} ${fact.poNo} ${fact.product}`, party };
  },
  terms: (fact) => [orderTerm(fact), termOf('board-date', fact.boardDate)],
  retentionYears: 10,
});
