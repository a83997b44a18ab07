import { z } from 'zod';
import { choice, date, digits, text } from '../../functions/core/fields.ts';
import {
  applicant,
  consignee,
  consigneeAddress,
  customerName,
  email,
  note,
  product,
  productName,
  receiver,
  receiverPhone,
  revision,
  revisionReason,
} from '../../functions/core/trade-fields.ts';

const line = z.strictObject({ product, name: productName });

/** What a customer authorises somebody to receive (D9; S48–S50). */
export const input = z.strictObject({
  authorizationNo: text(
    { zh: '授权书编号', en: 'Authorization number' },
    { max: 40, aliases: ['授权编号', 'Authorization no.'], width: 18, example: 'SQ-2026-0001' },
  ),
  revision,
  revisionReason,
  customerName,
  signer: text(
    { zh: '授权代表', en: 'Authorised signatory' },
    { max: 60, sensitive: true, aliases: ['授权单位负责人', '负责人'], width: 14, example: '周启明' },
  ),
  email,
  applicant,
  reason: choice(
    { zh: '授权事由', en: 'Reason' },
    [
      { value: 'new-product', label: { zh: '新产品首次发货', en: 'First shipment of a product' } },
      { value: 'new-address', label: { zh: '更改送货地址', en: 'Changed delivery address' } },
      { value: 'renewal', label: { zh: '授权续期', en: 'Renewal' } },
    ],
    { aliases: ['事由'], width: 16, example: '新产品首次发货' },
  ),
  consignee,
  consigneeAddress,
  receiver,
  idType: choice(
    { zh: '证件类型', en: 'Kind of identity document' },
    [
      { value: 'id-card', label: { zh: '居民身份证', en: 'Resident identity card' } },
      { value: 'passport', label: { zh: '护照', en: 'Passport' } },
      { value: 'travel-permit', label: { zh: '往来内地通行证', en: 'Mainland travel permit' } },
    ],
    { width: 14, example: '居民身份证' },
  ).default('id-card'),
  idNumber: digits({ zh: '收货人证件号码', en: 'Identity number of the receiver' }, /^[0-9A-Za-z]{6,20}$/, {
    sensitive: true,
    aliases: ['身份证号码', '身份证号', '收货人身份证号码', '证件号码', 'ID number'],
    width: 24,
    help: { zh: '请将单元格设为文本，以免丢失数字', en: 'Make the cell a text, or digits are lost' },
  }),
  receiverPhone,
  validFrom: date(
    { zh: '授权起始日', en: 'Valid from' },
    { aliases: ['生效日期', '授权开始日期'], width: 14, example: '2026-11-23' },
  ),
  validTo: date(
    { zh: '授权截止日', en: 'Valid to' },
    { aliases: ['失效日期', '授权结束日期'], width: 14, example: '2027-11-22' },
  ),
  note: note.optional(),
  lines: z
    .array(line)
    .min(1)
    .max(50)
    .meta({ label: { zh: '授权产品', en: 'Products' } }),
});

export type Request = z.infer<typeof input>;
