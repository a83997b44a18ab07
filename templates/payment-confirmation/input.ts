import { z } from 'zod';
import { choice, date, decimal, yesNo } from '../../functions/core/fields.ts';
import {
  applicant,
  batch,
  currency,
  customerName,
  drawn,
  exchangeRate,
  note,
  poNo,
  product,
  productName,
  rateDate,
  rateSource,
  revision,
  revisionReason,
  scope,
  unitPrice,
} from '../../functions/core/trade-fields.ts';

/** What a customer paid for a lot, compared with what was due (D10; S43–S47). */
export const input = z.strictObject({
  poNo,
  batch,
  revision,
  revisionReason,
  customerName,
  applicant,
  product,
  name: productName,
  quantity: drawn,
  scope,
  currency,
  unitPrice,
  deducted: decimal(
    { zh: '抵扣已付款', en: 'Paid before' },
    { aliases: ['已付定金', '抵扣定金'], scale: 2, width: 12 },
  ).optional(),
  received: decimal(
    { zh: '实收金额', en: 'Amount received' },
    { aliases: ['到账金额', '实际到账', '打款金额'], scale: 2, width: 14, example: '592500.00' },
  ),
  receivedCurrency: choice(
    { zh: '到账币种', en: 'Currency received' },
    [
      { value: 'CNY', label: { zh: '人民币', en: 'CNY' } },
      { value: 'USD', label: { zh: '美元', en: 'USD' } },
      { value: 'EUR', label: { zh: '欧元', en: 'EUR' } },
      { value: 'HKD', label: { zh: '港币', en: 'HKD' } },
    ],
    { width: 10, help: { zh: '留空则与订单币种相同', en: 'Blank: as the order' } },
  ).optional(),
  paidOn: date(
    { zh: '付款日期', en: 'Date of payment' },
    { aliases: ['打款日期', '到账日期'], width: 14, example: '2026-11-23' },
  ),
  exchangeRate: exchangeRate.optional(),
  rateSource: rateSource.optional(),
  rateDate: rateDate.optional(),
  hasSlip: yesNo(
    { zh: '有汇款底单', en: 'Remittance slip' },
    {
      aliases: ['汇款底单'],
      width: 12,
      example: '是',
      help: { zh: '没有也不影响放行', en: 'It never blocks' },
    },
  ).default(false),
  requiredDate: date(
    { zh: '客户要求交货日期', en: 'Delivery required by' },
    { aliases: ['要求交期', '要求交货日期'], width: 16, example: '2026-12-18' },
  ),
  note: note.optional(),
});

export type Request = z.infer<typeof input>;
