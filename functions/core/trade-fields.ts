import { choice, date, decimal, digits, integer, quantity, text } from './fields.ts';
import type { Text } from './result.ts';

/** Fields that several kinds of the order chain share, so that one table of titles fits them all (S31–S61). */

export const BOTH: Text = {
  zh: '中英文之间用 | 隔开，只写一种也可以',
  en: 'Chinese and English with | between them, or one of them alone',
};

export const customerName = text(
  { zh: '客户名称', en: 'Customer' },
  {
    max: 160,
    aliases: ['客户', '客户全称', 'Customer name'],
    width: 32,
    help: BOTH,
    example: '长河通讯有限公司 | Changhe Telecom Co., Ltd.',
  },
);

export const contact = text(
  { zh: '联系人', en: 'Contact' },
  { max: 60, sensitive: true, width: 14, help: BOTH, example: '林采薇 | Ms. Lin Caiwei' },
);

export const phone = text(
  { zh: '联系电话', en: 'Phone' },
  {
    max: 40,
    sensitive: true,
    aliases: ['电话', '手机', 'Telephone', 'Tel'],
    width: 18,
    example: '+86 20 5550 2200',
  },
);

export const email = text(
  { zh: '电子邮箱', en: 'E-mail' },
  { max: 120, sensitive: true, aliases: ['邮箱', '邮件', 'Email'], width: 24, example: 'lin@example.com' },
);

/** The customer's own number of his order: compared without case and width (S32). */
export const poNo = text(
  { zh: '客户PO号', en: 'Customer PO number' },
  {
    max: 40,
    aliases: ['PO号', 'PO', 'PO编号', '客户订单号', '采购订单号', 'PO No.', 'PO number'],
    width: 18,
    example: 'PO-2026-0815',
  },
);

export const poDate = date(
  { zh: 'PO日期', en: 'PO date' },
  { aliases: ['客户PO日期', '下单日期', 'Date of PO'], width: 14, example: '2026-11-20' },
);

/** Who does it in the company: id, e-mail or name of a person of the profile. */
export const applicant = text(
  { zh: '跟单', en: 'Merchandiser' },
  {
    max: 120,
    aliases: ['跟单员', '经办人', '业务员', '销售员', '申请人', 'Applicant', 'Salesperson'],
    width: 24,
    help: {
      zh: '公司资料中的人员编号、邮箱或姓名',
      en: 'Id, e-mail or name of a person in the company profile',
    },
    example: 'wen-jingxing',
  },
);

export const revision = integer(
  { zh: '修订号', en: 'Revision' },
  {
    max: 99,
    aliases: ['版本'],
    width: 8,
    help: { zh: '首次为 0，修改后重新提交加 1', en: '0 at first; one more for each change' },
  },
).default(0);

export const revisionReason = text(
  { zh: '修订原因', en: 'Reason of revision' },
  { max: 120, width: 20, help: BOTH },
).optional();

export const currency = choice(
  { zh: '币种', en: 'Currency' },
  [
    { value: 'CNY', label: { zh: '人民币', en: 'CNY' } },
    { value: 'USD', label: { zh: '美元', en: 'USD' } },
    { value: 'EUR', label: { zh: '欧元', en: 'EUR' } },
    { value: 'HKD', label: { zh: '港币', en: 'HKD' } },
  ],
  { width: 10, example: '人民币' },
).default('CNY');

export const product = digits({ zh: '产品型号', en: 'Product code' }, /^\S(.{0,38}\S)?$/, {
  aliases: ['产品编码', '型号', '产品', 'Model', 'Product', 'Part no.'],
  width: 18,
  example: 'YH-M6762-V3',
});

export const productName = text(
  { zh: '品名', en: 'Product name' },
  {
    max: 120,
    aliases: ['产品名称', '名称', 'Name'],
    width: 26,
    help: BOTH,
    example: '4G 主板 | 4G main board',
  },
);

export const spec = text(
  { zh: '规格', en: 'Specification' },
  { max: 280, aliases: ['规格型号', '产品规格', 'Spec'], width: 26, help: BOTH },
);

export const unit = text({ zh: '单位', en: 'Unit' }, { max: 30, width: 10, help: BOTH, example: '片 | pcs' });

/** Whole pieces; 5K = 5000 (S46). */
export const pieces = quantity(
  { zh: '数量', en: 'Quantity' },
  { aliases: ['订购数量', '订单数量', 'Qty'], width: 12, example: '5K' },
);

export const unitPrice = decimal(
  { zh: '含税单价', en: 'Unit price (incl. tax)' },
  { aliases: ['单价', 'Unit price', 'Price'], scale: 4, width: 14, example: '118.50' },
);

export const lineNote = text({ zh: '行备注', en: 'Line note' }, { max: 120, width: 20, help: BOTH });

export const note = text({ zh: '备注', en: 'Note' }, { aliases: ['说明', 'Remarks'], width: 30, help: BOTH });

export const paymentTerms = text(
  { zh: '付款方式', en: 'Payment terms' },
  {
    max: 300,
    aliases: ['付款条件', 'Payment'],
    width: 30,
    help: BOTH,
    example: '款到发货 | Payment before shipment',
  },
);

/** Where the goods go (S48). */
export const consignee = text(
  { zh: '收货单位', en: 'Consignee' },
  { max: 160, aliases: ['收货公司', '收货方'], width: 32, help: BOTH, example: '惠州启明电子厂' },
);

export const consigneeAddress = text(
  { zh: '收货地址', en: 'Consignee address' },
  {
    max: 200,
    aliases: ['送货地址', '收货单位地址', 'Delivery address', 'Ship to'],
    width: 36,
    help: BOTH,
    example: '惠州市仲恺高新区和畅七路 18 号',
  },
);

export const receiver = text(
  { zh: '收货人', en: 'Receiver' },
  { max: 60, sensitive: true, aliases: ['收货联系人', '接货人'], width: 14, example: '何志强' },
);

export const receiverPhone = text(
  { zh: '收货人电话', en: 'Phone of the receiver' },
  { max: 40, sensitive: true, aliases: ['收货电话', '接货人电话'], width: 18, example: '13800138000' },
);

/** 套 = main and sub board together, 主板 = main board only (S46). */
export const scope = choice(
  { zh: '款项范围', en: 'Paid for' },
  [
    { value: 'set', label: { zh: '套全款', en: 'full sets' } },
    { value: 'main-board', label: { zh: '主板款', en: 'main boards only' } },
  ],
  { aliases: ['套全款/主板款', '付款范围'], width: 12, example: '套全款' },
).default('set');

/** Which part of the order is drawn: lots are paid and shipped one by one. */
export const batch = integer(
  { zh: '提货批次', en: 'Lot' },
  {
    min: 1,
    max: 99,
    aliases: ['批次'],
    width: 8,
    help: { zh: '同一订单同一产品第几次提货', en: 'Which lot of the order’s product this is' },
  },
).default(1);

export const drawn = quantity(
  { zh: '本次提货数量', en: 'Quantity drawn' },
  { aliases: ['提货数量', '预提数量', '数量', 'Qty'], width: 12, example: '5K' },
);

/** CNY for one unit of the foreign currency, of the day of the payment (S43). */
export const exchangeRate = decimal(
  { zh: '折人民币汇率', en: 'Rate to CNY' },
  {
    aliases: ['汇率', '当天汇率', 'Exchange rate'],
    scale: 6,
    width: 12,
    help: { zh: '1 单位外币折合人民币', en: 'CNY for one unit of the foreign currency' },
  },
);

export const rateSource = text(
  { zh: '汇率来源', en: 'Source of the rate' },
  { max: 80, aliases: ['来源'], width: 20, help: BOTH, example: '中国银行现汇卖出价' },
);

export const rateDate = date(
  { zh: '汇率日期', en: 'Date of the rate' },
  { aliases: ['汇率日'], width: 14, example: '2026-11-23' },
);
/** Id or name of a factory of the profile (S53, S55). */
export const factory = text(
  { zh: '贴片厂', en: 'SMT factory' },
  {
    max: 80,
    aliases: ['发货工厂', '发货贴片厂', '工厂', 'Factory'],
    width: 20,
    help: { zh: '公司资料中的贴片厂编号或名称', en: 'Id or name of a factory in the company profile' },
    example: 'dongguan',
  },
);
