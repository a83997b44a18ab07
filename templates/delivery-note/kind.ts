import { normalise } from '../../functions/core/business/identity.ts';
import { languages } from '../../functions/core/business/words.ts';
import { defineKind } from '../../functions/core/kind.ts';
import { orderTerm, shipDateTerm } from '../../functions/core/orders.ts';
import { termOf } from '../../functions/core/records.ts';
import { goodsTerm } from './authorization.ts';
import { derive } from './derive.ts';
import { looksForReply, notesOf } from './from-reply.ts';
import { input } from './input.ts';
import { prints } from './prints.ts';
import { route } from './route.ts';
import { rules } from './rules.ts';

/** 发货单 / 送货单 (D5): S54–S58. */
export const kind = defineKind({
  id: 'delivery-note',
  title: { zh: '送货单', en: 'Delivery note' },
  purpose: {
    zh: '次日从贴片厂发给收货单位的货物，多联；给贴片厂的各联不带价格',
    en: 'Goods that leave a factory for a consignee the next day, in labelled copies, without prices for the factory',
  },
  input,
  requestKey: ({ shipDate, factory, customerName, consignee }) =>
    normalise(`${shipDate} ${factory} ${languages(customerName).zh} ${languages(consignee).zh}`),
  subject: ({ customerName, shipDate }) => {
    const party = languages(customerName).zh;
    return { title: `${party} ${shipDate}`, party };
  },
  terms: ({ shipDate, factory, customerName, lines }) => [
    shipDateTerm(shipDate),
    termOf('factory', factory),
    ...lines.flatMap(({ poNo, product }) => [
      orderTerm({ customerName, poNo }),
      goodsTerm(customerName, product),
    ]),
  ],
  looks: ({ customerName, lines }) =>
    lines.flatMap(({ product }) => {
      const term = goodsTerm(customerName, product);
      return [
        { kind: 'goods-receipt-authorization', term },
        { kind: 'delivery-note', term },
      ];
    }),
  retentionYears: 10,
  series: 'DN',
  outputs: [
    { template: 'delivery-note.zh-CN.xlsx', language: 'zh' },
    {
      template: 'delivery-note.finance.zh-CN.xlsx',
      language: 'zh',
      suffix: 'finance',
      when: ({ hasPrices }) => hasPrices === true,
    },
  ],
  rules,
  prints,
  derive,
  // S58: signed notes go to PMC's clerk, factory by factory
  distribution: (_, { company: { orders } }) => ({ roles: [orders.receiver, orders.supervisor] }),
  route: (request, _, context) => route(request, context),
  follows: { on: ['pmc-reply'], looks: looksForReply, requests: notesOf },
});
