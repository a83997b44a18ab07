import { z } from 'zod';
import { languages } from '../../functions/core/business/words.ts';
import { factoryOf } from '../../functions/core/factories.ts';
import { date, quantity, text } from '../../functions/core/fields.ts';
import { defineRecord } from '../../functions/core/kind.ts';
import { orderTerm, productKey, shipDateTerm } from '../../functions/core/orders.ts';
import { type Problem, refusalOf } from '../../functions/core/result.ts';
import { customerName, factory, poNo, product } from '../../functions/core/trade-fields.ts';

const input = z.strictObject({
  shipDate: date(
    { zh: '发货日期', en: 'Shipping date' },
    { aliases: ['出货日期', '次日日期'], width: 14, example: '2026-11-24' },
  ),
  customerName,
  poNo,
  product,
  shippable: quantity(
    { zh: '可发货数量', en: 'Quantity that can ship' },
    {
      aliases: ['可发数量', 'PMC可发数量'],
      width: 14,
      example: '3K',
      help: { zh: '不能发货则留空并写明原因', en: 'Blank, with the reason, when nothing can ship' },
    },
  ).optional(),
  factory,
  shortReason: text(
    { zh: '差异原因', en: 'Reason of a shortage' },
    { max: 200, aliases: ['原因', '不能发货原因'], width: 26, example: '良率偏低，余数后补' },
  ).optional(),
});

type Reply = z.infer<typeof input>;

function nothingHasReason({ shippable, shortReason }: Reply): readonly Problem[] {
  if (shippable !== undefined || shortReason !== undefined) return [];
  return [
    {
      code: 'SHORTAGE_WITHOUT_REASON',
      path: ['shortReason'],
      message: { zh: '不能发货须写明原因', en: 'Why nothing can ship has to be said' },
      fix: { zh: '请填写可发货数量，或写明原因', en: 'Enter the quantity that can ship, or the reason' },
    },
  ];
}

/** PMC 回复 (D26): S53. What can ship the next day and from which factory. */
export const kind = defineRecord({
  id: 'pmc-reply',
  title: { zh: 'PMC回复', en: 'PMC reply' },
  purpose: {
    zh: 'PMC 当天下午回复次日可发货数量及由哪家贴片厂发货',
    en: 'PMC’s answer in the afternoon: what can ship the next day, and from which factory',
  },
  input,
  requestKey: (reply) => `${reply.shipDate} ${productKey(reply)}`,
  subject: (reply) => {
    const party = languages(reply.customerName).zh;
    return { title: `${reply.shipDate} ${party} ${reply.product}`, party };
  },
  terms: (reply) => [orderTerm(reply), shipDateTerm(reply.shipDate)],
  rules: [(reply, { company }) => refusalOf(factoryOf(reply, company)), nothingHasReason],
  retentionYears: 10,
});
