import { z } from 'zod';
import {
  choice,
  date,
  decimal,
  digits,
  integer,
  quantity,
  text,
  yesNo,
} from '../../functions/core/fields.ts';
import type { Text } from '../../functions/core/result.ts';

const BOTH: Text = {
  zh: '中英文之间用 | 隔开，只写一种也可以',
  en: 'Chinese and English with | between them, or one of them alone',
};

const line = z.strictObject({
  product: digits({ zh: '产品型号', en: 'Product code' }, /^\S(.{0,38}\S)?$/, {
    aliases: ['产品编码', '型号', '产品', 'Model', 'Product', 'Part no.'],
    width: 18,
    example: 'YH-M6762-V3',
  }),
  name: text(
    { zh: '品名', en: 'Product name' },
    {
      max: 120,
      aliases: ['产品名称', '名称', 'Name'],
      width: 26,
      help: { zh: '留空则取执行价表中的品名', en: 'Blank: taken from the price list' },
    },
  ).optional(),
  spec: text(
    { zh: '规格', en: 'Specification' },
    { max: 280, aliases: ['规格型号', '产品规格', 'Spec'], width: 26, help: BOTH },
  ).optional(),
  brand: text(
    { zh: '品牌', en: 'Brand' },
    { max: 60, width: 12, help: BOTH, example: '砚禾 | Yanhe' },
  ).optional(),
  unit: text(
    { zh: '单位', en: 'Unit' },
    { max: 30, width: 10, help: { zh: '留空则取执行价表中的单位', en: 'Blank: taken from the price list' } },
  ).optional(),
  quantity: quantity(
    { zh: '数量', en: 'Quantity' },
    { aliases: ['订购数量', 'Qty'], width: 12, example: '5K' },
  ),
  unitPrice: decimal(
    { zh: '含税单价', en: 'Unit price (incl. tax)' },
    {
      aliases: ['单价', '报价', '报价(单价)', 'Unit price', 'Price'],
      scale: 4,
      width: 14,
      help: { zh: '留空则按规则定价（执行价、零售加价、当日价）', en: 'Blank: priced by rule' },
    },
  ).optional(),
  discountPercent: decimal(
    { zh: '折扣(%)', en: 'Discount (%)' },
    {
      aliases: ['折扣', '折扣率', 'Discount'],
      scale: 2,
      width: 10,
      help: { zh: '5 表示减价 5%', en: '5 takes 5 % off' },
    },
  ).optional(),
  materialUnstable: yesNo(
    { zh: '原材料不稳定', en: 'Material unstable' },
    { width: 14, help: { zh: '留空则以执行价表为准', en: 'Blank: as the price list says' } },
  ).optional(),
  materialInStock: yesNo(
    { zh: '有库存材料', en: 'Material in stock' },
    {
      aliases: ['库存材料'],
      width: 14,
      help: { zh: '留空则以执行价表为准', en: 'Blank: as the price list says' },
    },
  ).optional(),
  leadTime: text(
    { zh: '交期', en: 'Lead time' },
    { max: 60, width: 14, help: BOTH, example: '15 天 | 15 days' },
  ).optional(),
  note: text({ zh: '行备注', en: 'Line note' }, { max: 120, width: 20, help: BOTH }).optional(),
});

/** What a request for a quotation says (D1; S63, S67, S86–S92). */
export const input = z.strictObject({
  requestNo: text(
    { zh: '询价单号', en: 'Request number' },
    {
      max: 40,
      aliases: ['询价编号', '申请单号', 'RFQ', 'Request no.', 'RFQ no.'],
      width: 18,
      example: 'XJ-2026-0001',
    },
  ),
  revision: integer(
    { zh: '修订号', en: 'Revision' },
    {
      max: 99,
      aliases: ['版本'],
      width: 8,
      help: { zh: '首次为 0，改价后重新提交加 1', en: '0 at first; one more for each change' },
    },
  ).default(0),
  revisionReason: text(
    { zh: '修订原因', en: 'Reason of revision' },
    { max: 120, width: 20, help: BOTH },
  ).optional(),
  quoteDate: date(
    { zh: '报价日期', en: 'Quotation date' },
    { width: 14, help: { zh: '留空则为提交当天', en: 'Blank: the day of submission' } },
  ).optional(),
  customerName: text(
    { zh: '客户名称', en: 'Customer' },
    {
      max: 160,
      aliases: ['客户', '客户全称', 'Customer name'],
      width: 32,
      help: BOTH,
      example: '示例通讯有限公司 | Example Telecom Co., Ltd.',
    },
  ),
  customerClass: choice(
    { zh: '客户类别', en: 'Customer class' },
    [
      { value: 'regular', label: { zh: '批量客户', en: 'Regular' } },
      { value: 'key', label: { zh: '重点客户', en: 'Key account' } },
      { value: 'retail', label: { zh: '零售客户', en: 'Retail' } },
    ],
    { width: 12, example: '批量客户' },
  ),
  contact: text({ zh: '联系人', en: 'Contact' }, { max: 60, sensitive: true, width: 14, help: BOTH }),
  phone: text(
    { zh: '联系电话', en: 'Phone' },
    { max: 40, sensitive: true, aliases: ['电话', '手机', 'Telephone', 'Tel'], width: 18 },
  ).optional(),
  email: text(
    { zh: '电子邮箱', en: 'E-mail' },
    { max: 120, sensitive: true, aliases: ['邮箱', '邮件', 'Email'], width: 24 },
  ).optional(),
  applicant: text(
    { zh: '报价人', en: 'Quoted by' },
    {
      max: 120,
      aliases: ['业务员', '销售员', '申请人', 'Salesperson', 'Applicant'],
      width: 24,
      help: {
        zh: '公司资料中的人员编号、邮箱或姓名',
        en: 'Id, e-mail or name of a person in the company profile',
      },
      example: 'wen-jingxing',
    },
  ),
  currency: choice(
    { zh: '币种', en: 'Currency' },
    [
      { value: 'CNY', label: { zh: '人民币', en: 'CNY' } },
      { value: 'USD', label: { zh: '美元', en: 'USD' } },
      { value: 'EUR', label: { zh: '欧元', en: 'EUR' } },
      { value: 'HKD', label: { zh: '港币', en: 'HKD' } },
    ],
    { width: 10, example: '人民币' },
  ).default('CNY'),
  taxRatePercent: decimal(
    { zh: '税率(%)', en: 'Tax rate (%)' },
    {
      aliases: ['税率', 'Tax rate', 'VAT'],
      scale: 4,
      width: 10,
      help: { zh: '13 或 0.13；留空则用公司默认税率', en: '13 or 0.13; blank: the default of the company' },
    },
  ).optional(),
  subBoardConfirmed: yesNo(
    { zh: '副板批量已确认', en: 'Sub-board batch confirmed' },
    { aliases: ['确认副板批量', '副板批量'], width: 14, example: '是' },
  ),
  mainBoardBom: text(
    { zh: '主板BOM', en: 'Main board BOM' },
    {
      max: 80,
      width: 22,
      example: 'BOM-M6762-A3',
      help: { zh: '没有则写“无”', en: 'Write “none” when there is none' },
    },
  ),
  subBoardBom: text(
    { zh: '副板BOM', en: 'Sub-board BOM' },
    {
      max: 80,
      width: 22,
      example: 'BOM-S6762-A1',
      help: { zh: '没有则写“无”', en: 'Write “none” when there is none' },
    },
  ),
  materialsAdded: yesNo(
    { zh: '有无增加物料', en: 'Materials added' },
    { aliases: ['增加物料'], width: 12, example: '否' },
  ),
  materialsContent: text(
    { zh: '增加物料内容', en: 'Added materials' },
    { max: 300, width: 26, help: BOTH },
  ).optional(),
  freightAdded: yesNo(
    { zh: '是否加运费', en: 'Freight added' },
    { aliases: ['加运费'], width: 12, example: '否' },
  ),
  freight: decimal(
    { zh: '运费(含税)', en: 'Freight (incl. tax)' },
    { aliases: ['运费', '运费金额', 'Freight'], scale: 2, width: 12 },
  ).optional(),
  paymentTerms: text(
    { zh: '付款方式', en: 'Payment terms' },
    {
      max: 300,
      aliases: ['付款条件', 'Payment'],
      width: 30,
      help: BOTH,
      example: '款到发货 | Payment before shipment',
    },
  ),
  creditDays: integer(
    { zh: '欠款天数', en: 'Credit days' },
    { max: 365, aliases: ['账期', '账期天数'], width: 10 },
  ).default(0),
  deliveryTime: text(
    { zh: '交货时间', en: 'Delivery time' },
    { max: 200, aliases: ['交货期'], width: 24, help: BOTH },
  ).optional(),
  deliveryPlace: text(
    { zh: '交货地点', en: 'Delivery place' },
    { max: 200, aliases: ['交货方式', '送货地点'], width: 30, help: BOTH },
  ).optional(),
  warranty: text(
    { zh: '质保', en: 'Warranty' },
    { max: 200, aliases: ['保修', '质保期'], width: 24, help: BOTH },
  ).optional(),
  validDays: integer(
    { zh: '有效天数', en: 'Valid days' },
    {
      min: 1,
      max: 365,
      aliases: ['有效期', '有效期(天)'],
      width: 10,
      help: {
        zh: '留空则用公司默认；当日价一律当日有效',
        en: 'Blank: the default of the company; day prices hold for the day only',
      },
    },
  ).optional(),
  special: yesNo(
    { zh: '特殊要求', en: 'Special request' },
    { aliases: ['特殊询价'], width: 12, example: '否' },
  ).default(false),
  specialReason: text(
    { zh: '特殊原因', en: 'Reason of special request' },
    { max: 300, width: 24 },
  ).optional(),
  language: choice(
    { zh: '语言', en: 'Language' },
    [
      { value: 'zh', label: { zh: '中文', en: 'Chinese' } },
      { value: 'en', label: { zh: '英文', en: 'English' } },
      { value: 'both', label: { zh: '中英文', en: 'Chinese and English' } },
    ],
    { width: 12, example: '中文' },
  ).default('zh'),
  note: text({ zh: '备注', en: 'Note' }, { aliases: ['说明', 'Remarks'], width: 30, help: BOTH }).optional(),
  lines: z
    .array(line)
    .min(1)
    .max(500)
    .meta({ label: { zh: '报价明细', en: 'Lines' } }),
});

export type Request = z.infer<typeof input>;
export type RequestLine = Request['lines'][number];
