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
      help: BOTH,
      example: '4G 主板 | 4G main board',
    },
  ),
  spec: text(
    { zh: '规格', en: 'Specification' },
    { max: 280, aliases: ['规格型号', '产品规格', 'Spec'], width: 26, help: BOTH },
  ).optional(),
  brand: text(
    { zh: '品牌', en: 'Brand' },
    { max: 60, width: 12, help: BOTH, example: '砚禾 | Yanhe' },
  ).optional(),
  unit: text({ zh: '单位', en: 'Unit' }, { max: 30, width: 10, help: BOTH, example: '片 | pcs' }),
  quantity: quantity(
    { zh: '数量', en: 'Quantity' },
    { aliases: ['订购数量', 'Qty'], width: 12, example: '5K' },
  ),
  unitPrice: decimal(
    { zh: '含税单价', en: 'Unit price (incl. tax)' },
    { aliases: ['单价', 'Unit price', 'Price'], scale: 4, width: 14, example: '118.50' },
  ),
  note: text({ zh: '行备注', en: 'Line note' }, { max: 120, width: 20, help: BOTH }).optional(),
});

/** What an application for a sales contract says (D3; S6–S7, S94). */
export const input = z.strictObject({
  requestNo: text(
    { zh: '合同申请单号', en: 'Application number' },
    {
      max: 40,
      aliases: ['申请单号', '合同申请号', 'Request number', 'Application no.'],
      width: 18,
      example: 'HT-2026-0001',
    },
  ),
  revision: integer(
    { zh: '修订号', en: 'Revision' },
    {
      max: 99,
      aliases: ['版本'],
      width: 8,
      help: { zh: '首次为 0，修改后重新提交加 1', en: '0 at first; one more for each change' },
    },
  ).default(0),
  revisionReason: text(
    { zh: '修订原因', en: 'Reason of revision' },
    { max: 120, width: 20, help: BOTH },
  ).optional(),
  subject: text(
    { zh: '合同内容', en: 'Subject' },
    {
      max: 200,
      aliases: ['合同名称', '标的', 'Contract subject'],
      width: 30,
      help: BOTH,
      example: '4G 主板及配件采购 | Supply of 4G main boards and accessories',
    },
  ),
  signDate: date(
    { zh: '签订日期', en: 'Date of contract' },
    { width: 14, help: { zh: '留空则为提交当天', en: 'Blank: the day of submission' } },
  ).optional(),
  signPlace: text(
    { zh: '签订地点', en: 'Place of contract' },
    { max: 80, width: 18, help: BOTH, example: '深圳市宝安区 | Bao’an, Shenzhen' },
  ),
  termTo: date(
    { zh: '合同期限至', en: 'Term until' },
    { aliases: ['合同期限', '有效期至', '到期日期', 'Expiry date'], width: 14, example: '2027-11-22' },
  ),
  buyerName: text(
    { zh: '买方名称', en: 'Buyer' },
    {
      max: 160,
      aliases: ['客户名称', '客户', '甲方', '需方', 'Customer', 'Customer name'],
      width: 32,
      help: BOTH,
      example: '示例通讯有限公司 | Example Telecom Co., Ltd.',
    },
  ),
  buyerCreditCode: digits(
    { zh: '买方统一社会信用代码', en: 'Buyer’s credit code' },
    /^[0-9A-Za-z][0-9A-Za-z -]{4,29}$/,
    {
      aliases: ['统一社会信用代码', '税号', '客户税号', 'Tax number'],
      width: 24,
      help: { zh: '境外客户填注册号', en: 'Customers abroad: their registration number' },
      example: '91440101MA59EXAM0T',
    },
  ),
  buyerAddress: text(
    { zh: '买方住所', en: 'Buyer’s address' },
    { max: 200, aliases: ['客户地址', '住所', '地址', 'Address'], width: 36, help: BOTH },
  ),
  buyerRepresentative: text(
    { zh: '买方法定代表人', en: 'Buyer’s legal representative' },
    { max: 60, sensitive: true, aliases: ['法定代表人', 'Legal representative'], width: 16, help: BOTH },
  ),
  buyerContact: text(
    { zh: '买方联系人', en: 'Buyer’s contact' },
    { max: 60, sensitive: true, aliases: ['联系人', 'Contact'], width: 14, help: BOTH },
  ),
  buyerPhone: text(
    { zh: '买方电话', en: 'Buyer’s phone' },
    { max: 40, sensitive: true, aliases: ['联系电话', '电话', '手机', 'Phone', 'Telephone'], width: 18 },
  ),
  email: text(
    { zh: '买方电子邮箱', en: 'Buyer’s e-mail' },
    {
      max: 120,
      sensitive: true,
      aliases: ['电子邮箱', '邮箱', '邮件', 'E-mail', 'Email'],
      width: 24,
      help: { zh: '签署链接发到这里', en: 'The link for signing goes there' },
    },
  ),
  buyerBank: text(
    { zh: '买方开户行', en: 'Buyer’s bank' },
    { max: 100, aliases: ['开户行', '开户银行', 'Bank'], width: 24, help: BOTH },
  ).optional(),
  buyerAccount: digits({ zh: '买方账号', en: 'Buyer’s account' }, /^[0-9A-Za-z][0-9A-Za-z -]{4,39}$/, {
    aliases: ['账号', '银行账号', 'Account'],
    sensitive: true,
    width: 24,
  }).optional(),
  applicant: text(
    { zh: '经办人', en: 'Applicant' },
    {
      max: 120,
      aliases: ['业务员', '销售员', '申请人', 'Salesperson'],
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
  exchangeRate: decimal(
    { zh: '折人民币汇率', en: 'Rate to CNY' },
    {
      aliases: ['汇率', 'Exchange rate'],
      scale: 6,
      width: 12,
      help: {
        zh: '外币合同必填：1 单位外币折合人民币，只用于判断审批权限',
        en: 'Needed for foreign currency: CNY for one unit; it only decides who approves',
      },
    },
  ).optional(),
  taxRatePercent: decimal(
    { zh: '税率(%)', en: 'Tax rate (%)' },
    {
      aliases: ['税率', 'Tax rate', 'VAT'],
      scale: 4,
      width: 10,
      help: { zh: '13 或 0.13；留空则用公司默认税率', en: '13 or 0.13; blank: the default of the company' },
    },
  ).optional(),
  deliveryPlace: text(
    { zh: '送货地点', en: 'Delivery place' },
    { max: 200, aliases: ['交货地点'], width: 34, help: BOTH },
  ),
  deliveryCost: text(
    { zh: '送货费用', en: 'Delivery cost' },
    {
      max: 200,
      aliases: ['运费', '运输费用', 'Freight'],
      width: 26,
      help: BOTH,
      example: '由卖方承担 | Borne by the seller',
    },
  ),
  deliveryTime: text(
    { zh: '交货时间', en: 'Delivery time' },
    { max: 200, aliases: ['交货期', '交期'], width: 30, help: BOTH },
  ),
  paymentTerms: text(
    { zh: '付款情况', en: 'Payment' },
    { max: 300, aliases: ['付款方式', '付款条件', 'Payment terms'], width: 34, help: BOTH },
  ),
  depositPercent: decimal(
    { zh: '定金比例(%)', en: 'Deposit (%)' },
    {
      aliases: ['定金', 'Deposit'],
      scale: 2,
      width: 12,
      help: {
        zh: '定金不得超过合同金额的 20%，超过的请写成预付款；没有定金则留空',
        en: 'At most 20 % of the total by law; what exceeds it is an advance payment; blank: none',
      },
    },
  ).optional(),
  changes: text(
    { zh: '其他条款变动', en: 'Other changes' },
    {
      max: 2000,
      aliases: ['变动', '补充条款', '特别约定', 'Deviations'],
      width: 40,
      help: {
        zh: '四项以外的任何改动都写在这里，须经法律顾问审核；没有则留空',
        en: 'Any change beside the four items: legal counsel reviews it; blank: none',
      },
    },
  ).optional(),
  unfavourable: yesNo(
    { zh: '是否对公司不利', en: 'Unfavourable to the company' },
    { aliases: ['不利条款'], width: 14, example: '否' },
  ).default(false),
  language: choice(
    { zh: '语言', en: 'Language' },
    [
      { value: 'zh', label: { zh: '中文', en: 'Chinese' } },
      { value: 'both', label: { zh: '中英文', en: 'Chinese and English' } },
    ],
    { width: 12, example: '中文' },
  ).default('zh'),
  lines: z
    .array(line)
    .min(1)
    .max(500)
    .meta({ label: { zh: '合同明细', en: 'Goods' } }),
});

export type Request = z.infer<typeof input>;
