import { z } from 'zod';
import { normalise } from '../../functions/core/business/identity.ts';
import { compare } from '../../functions/core/business/money.ts';
import { choice, date, decimal, digits, quantity, text, yesNo } from '../../functions/core/fields.ts';
import { defineReference } from '../../functions/core/kind.ts';
import type { Problem, Text } from '../../functions/core/result.ts';
import { knownRows } from '../../functions/core/rules.ts';

const BOTH: Text = {
  zh: '中英文之间用 | 隔开，只写一种也可以',
  en: 'Chinese and English with | between them, or one of them alone',
};

const line = z.strictObject({
  product: digits({ zh: '产品型号', en: 'Product code' }, /^\S(.{0,38}\S)?$/, {
    aliases: ['产品编码', '型号', '物料编码', 'Model', 'Part no.'],
    width: 18,
    example: 'YH-M6762-V3',
  }),
  name: text(
    { zh: '品名', en: 'Product name' },
    {
      max: 120,
      aliases: ['产品名称', '名称', 'Name'],
      width: 30,
      help: BOTH,
      example: '4G 智能机主板 | 4G phone mainboard',
    },
  ),
  spec: text(
    { zh: '规格', en: 'Specification' },
    {
      max: 200,
      aliases: ['规格型号', '产品规格', 'Spec'],
      width: 36,
      help: BOTH,
      example: 'MT6762, 4+64 GB',
    },
  ).optional(),
  unit: text({ zh: '单位', en: 'Unit' }, { max: 30, width: 10, help: BOTH, example: '片 | pcs' }),
  executionPrice: decimal(
    { zh: '执行价(含税)', en: 'Execution price (incl. tax)' },
    { aliases: ['执行价', '含税执行价', 'Execution price'], scale: 4, width: 14, example: '86.50' },
  ),
  dayPrice: decimal(
    { zh: '当日材料价(含税)', en: 'Day price (incl. tax)' },
    { aliases: ['当日材料价', '现材料价', 'Day price'], scale: 4, width: 16, example: '88.20' },
  ).optional(),
  dayPriceDate: date(
    { zh: '材料价日期', en: 'Day price date' },
    { aliases: ['当日材料价日期'], width: 14, example: '2026-11-23' },
  ).optional(),
  materialUnstable: yesNo(
    { zh: '原材料不稳定', en: 'Material unstable' },
    { aliases: ['材料不稳定'], width: 14, example: '否' },
  ).default(false),
  materialInStock: yesNo(
    { zh: '有库存材料', en: 'Material in stock' },
    { aliases: ['库存材料', '材料库存'], width: 14, example: '是' },
  ).default(true),
  moq: quantity(
    { zh: '起订量', en: 'MOQ' },
    { aliases: ['最小起订量', 'Minimum order'], width: 10, example: '1000' },
  ).optional(),
});

const input = z.strictObject({
  priceListNo: text(
    { zh: '执行价表编号', en: 'Price list number' },
    { max: 40, aliases: ['价表编号', '编号', 'Price list no.'], width: 18, example: 'ZXJ-2026-11' },
  ),
  effectiveFrom: date(
    { zh: '生效日期', en: 'Effective from' },
    { aliases: ['执行日期', '开始日期'], width: 14, example: '2026-11-01' },
  ),
  effectiveTo: date(
    { zh: '截止日期', en: 'Effective to' },
    {
      aliases: ['失效日期'],
      width: 14,
      help: { zh: '最后有效的一天；长期有效则留空', en: 'Last day; blank when open' },
    },
  ).optional(),
  currency: choice({ zh: '币种', en: 'Currency' }, [
    { value: 'CNY', label: { zh: '人民币', en: 'CNY' } },
    { value: 'USD', label: { zh: '美元', en: 'USD' } },
    { value: 'EUR', label: { zh: '欧元', en: 'EUR' } },
    { value: 'HKD', label: { zh: '港币', en: 'HKD' } },
  ]).default('CNY'),
  note: text({ zh: '备注', en: 'Note' }, { aliases: ['说明', 'Remarks'], width: 30 }).optional(),
  lines: z
    .array(line)
    .min(1)
    .max(20_000)
    .meta({ label: { zh: '执行价明细', en: 'Prices' } }),
});

type PriceList = z.infer<typeof input>;

const problem = (code: string, path: Problem['path'] & object, message: Text, fix: Text): Problem => ({
  code,
  path,
  message,
  fix,
});

function datesInOrder(list: PriceList): Problem[] {
  if (list.effectiveTo === undefined || list.effectiveTo >= list.effectiveFrom) return [];
  return [
    problem(
      'DATES_BACKWARDS',
      ['effectiveTo'],
      { zh: '截止日期早于生效日期', en: 'The list ends before it begins' },
      { zh: '请改正其中一个日期', en: 'Mend one of the two dates' },
    ),
  ];
}

function productsOnce(list: PriceList): Problem[] {
  const first = new Map<string, number>();
  return knownRows(list.lines, 'product').flatMap(([i, { product }]) => {
    const key = normalise(product);
    const earlier = first.get(key);
    if (earlier === undefined) {
      first.set(key, i);
      return [];
    }
    return [
      problem(
        'PRODUCT_TWICE',
        ['lines', i, 'product'],
        {
          zh: `产品“${product}”在第 ${earlier + 1} 行已有执行价`,
          en: `Product “${product}” has a price in line ${earlier + 1} already`,
        },
        { zh: '请只保留一行', en: 'Keep one of the lines' },
      ),
    ];
  });
}

type Line = PriceList['lines'][number];

const notZero =
  (field: 'executionPrice' | 'dayPrice') =>
  ({ [field]: price }: Line): Problem[] => {
    if (price === undefined || compare(price, '0') > 0) return [];
    return [
      problem(
        'PRICE_ZERO',
        [field],
        { zh: '价格不能为零', en: 'A price cannot be zero' },
        { zh: '请填写价格；没有价格的产品请整行删去', en: 'Enter the price, or take the whole line out' },
      ),
    ];
  };

function dayPriceWhole({ dayPrice, dayPriceDate }: Line): Problem[] {
  if ((dayPrice === undefined) === (dayPriceDate === undefined)) return [];
  return [
    problem(
      'DAY_PRICE_INCOMPLETE',
      [dayPrice === undefined ? 'dayPrice' : 'dayPriceDate'],
      { zh: '当日材料价与其日期须同时填写', en: 'The day price and its date belong together' },
      { zh: '请补填另一项，或两项都留空', en: 'Fill in the other one, or leave both blank' },
    ),
  ];
}

/** 执行价表 (D29, S86): what the quotation takes its prices from; every upload is a version. */
export const kind = defineReference({
  id: 'price-list',
  title: { zh: '执行价表', en: 'Execution price list' },
  purpose: {
    zh: '商务中心发布的产品执行价及当日材料价，报价单据此定价',
    en: 'Execution and day prices published by the commercial centre; quotations are priced from it',
  },
  input,
  requestKey: (list) => list.priceListNo,
  subject: (list) => ({ title: list.priceListNo, party: '' }),
  rules: [
    datesInOrder,
    productsOnce,
    { each: 'lines', rule: notZero('executionPrice') },
    { each: 'lines', rule: notZero('dayPrice') },
    { each: 'lines', rule: dayPriceWhole },
  ],
  retentionYears: 10,
  isShownFirst: true,
});
