import { normalise } from '../../functions/core/business/identity.ts';
import { languages } from '../../functions/core/business/words.ts';
import { defineKind } from '../../functions/core/kind.ts';
import { termOf } from '../../functions/core/records.ts';
import { derive } from './derive.ts';
import { input } from './input.ts';
import { prints } from './prints.ts';
import { route } from './route.ts';
import { rules } from './rules.ts';

/** 产品接货授权书 (D9): S48–S50. */
export const kind = defineKind({
  id: 'goods-receipt-authorization',
  title: { zh: '产品接货授权书', en: 'Goods-receipt authorization' },
  purpose: {
    zh: '新产品首次发货或更改送货地址时，客户授权收货单位和收货人的文件',
    en: 'A customer authorises who receives his goods: for a new product or a changed address',
  },
  input,
  requestKey: ({ customerName, authorizationNo }) =>
    normalise(`${languages(customerName).zh} ${authorizationNo}`),
  subject: ({ customerName, authorizationNo }) => {
    const party = languages(customerName).zh;
    return { title: `${party} ${authorizationNo}`, party };
  },
  terms: ({ customerName, lines }) =>
    lines.map(({ product }) => termOf('goods', languages(customerName).zh, product)),
  retentionYears: 10,
  series: 'GA',
  outputs: [
    { template: 'goods-receipt-authorization.zh-CN.docx', language: 'zh' },
    { template: 'goods-receipt-authorization.masked.zh-CN.docx', language: 'zh', suffix: 'masked' },
  ],
  rules,
  prints,
  derive,
  route: (request, _, context) => route(request, context),
});
