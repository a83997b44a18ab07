import { z } from 'zod';
import { choice, date, decimal } from '../../functions/core/fields.ts';
import {
  applicant,
  batch,
  contact,
  currency,
  customerName,
  drawn,
  email,
  exchangeRate,
  note,
  phone,
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

/** What a customer is asked to pay for before his boards are mounted (D8; S41–S42). */
export const input = z.strictObject({
  poNo,
  batch,
  revision,
  revisionReason,
  customerName,
  contact,
  phone: phone.optional(),
  email,
  applicant,
  product,
  name: productName,
  quantity: drawn,
  scope,
  currency,
  unitPrice,
  deducted: decimal(
    { zh: '抵扣已付款', en: 'Paid before' },
    {
      aliases: ['已付定金', '抵扣定金'],
      scale: 2,
      width: 12,
      help: {
        zh: '定金等已付、用于抵扣本次货款的金额',
        en: 'A deposit and the like, set off against this lot',
      },
    },
  ).optional(),
  exchangeRate: exchangeRate.optional(),
  rateSource: rateSource.optional(),
  rateDate: rateDate.optional(),
  boardDate: date(
    { zh: '光板交期', en: 'Board date' },
    { aliases: ['光板到料日期', '确认光板交期'], width: 14, example: '2026-12-01' },
  ),
  payBy: date(
    { zh: '最迟付款日', en: 'Pay by' },
    {
      aliases: ['付款截止日'],
      width: 14,
      help: {
        zh: '留空则为光板交期前一个工作日',
        en: 'Blank: the working day before the board date',
      },
    },
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
  note: note.optional(),
});

export type Request = z.infer<typeof input>;
