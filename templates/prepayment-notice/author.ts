import type { Language } from '../../functions/core/result.ts';
import type { Author } from '../author.ts';
import {
  conditions,
  facts,
  gap,
  goods,
  heading,
  makeLetter,
  prose,
  salutation,
  signatures,
  speak,
  tag,
  warning,
} from '../letter.ts';

/** The Word templates of the payment notice. */
export const author: Author = async ({ logo }) => ({
  'prepayment-notice.zh-CN.docx': await letter('zh', logo),
  'prepayment-notice.en.docx': await letter('en', logo),
});

const letter = (language: Language, logo: Uint8Array): Promise<Uint8Array> => {
  const { say, of, day } = speak(language);
  return makeLetter({
    language,
    logo,
    title: say('付 款 通 知 书', 'PAYMENT NOTICE'),
    blocks: [
      facts([
        [say('客户', 'Customer'), of('customer.name'), say('通知单号', 'Our number'), '{{number}}'],
        [say('联系人', 'Attn.'), of('customer.contact'), say('通知日期', 'Date'), day('date')],
        [say('电话', 'Phone'), '{{customer.phone}}', say('客户PO号', 'Your PO'), '{{poNo}}'],
        [
          say('我司跟单', 'Our contact'),
          `${of('merchandiser.name')}  {{merchandiser.phone}}`,
          say('提货批次', 'Lot'),
          say('第 {{batch}} 批', '{{batch}}'),
        ],
      ]),
      salutation(say('尊敬的{{customer.name.zh}}：', 'Dear Sir or Madam,')),
      prose(
        language,
        say(
          '贵司 {{poNo}} 号订单下列产品的光板预计于 {{boardDate | date "zh"}} 到料。为及时安排上线贴片，请于 {{payBy | date "zh"}} 前付清本次提货数量的全款。',
          'The bare boards for your order {{poNo}} are expected on {{boardDate | date "en"}}. So that mounting can start in time, please pay in full for the lot below by {{payBy | date "en"}}.',
        ),
      ),
      tag('#if isLate'),
      warning(
        say(
          '【加急】距光板交期已不足 5 个工作日，请收到本通知后即时付款，以免影响交期。',
          'URGENT: fewer than 5 working days remain before the board date. Please pay on receipt, or delivery may be late.',
        ),
      ),
      tag('/if'),
      tag('#if revision > 0'),
      prose(
        language,
        say(
          '本件为第 {{revision}} 次修订，取代此前各版。修订原因：{{revisionReason.zh | default "—"}}。',
          'This is revision {{revision}}; it replaces all earlier ones. Reason: {{revisionReason.en | default "—"}}.',
        ),
      ),
      tag('/if'),
      goods({
        language,
        each: 'lines',
        columns: [
          { label: say('序号', 'No.'), width: 700, text: '{{@number}}', align: 'center' },
          { label: say('产品型号', 'Model'), width: 2000, text: '{{product}}' },
          {
            label: say('品名', 'Goods'),
            width: 2938,
            text: of('name'),
            below: [`${say('款项范围：', 'Paid for: ')}${of('scope')}`],
          },
          { label: say('数量', 'Quantity'), width: 1200, text: '{{quantity | money 0}}', align: 'right' },
          { label: say('含税单价', 'Unit price'), width: 1300, text: '{{unitPrice}}', align: 'right' },
          { label: say('金额', 'Amount'), width: 1500, text: '{{amount | money}}', align: 'right' },
        ],
        total: [say('本次应付', 'Due'), of('dueInWords'), '{{dueFigure}}'],
      }),
      tag('#if hasDeducted'),
      prose(
        language,
        say(
          '以上应付金额已抵扣贵司此前支付的 {{deducted | money}}（{{currency.zh}}）。',
          'What you paid before, {{currency.code}} {{deducted | money}}, has been set off.',
        ),
      ),
      tag('/if'),
      tag('#if rate'),
      prose(
        language,
        say(
          '如以人民币支付，请按付款当天汇率折算。参考汇率 {{rate.value}}（{{rate.source.zh}}，{{rate.date | date "zh"}}），折合人民币 {{rate.cny}} 元。',
          'If you pay in CNY, the rate of the day of payment applies. For reference: {{rate.value}} ({{rate.source.en}}, {{rate.date | date "en"}}), that is CNY {{rate.cny}}.',
        ),
      ),
      tag('/if'),
      heading(say('收款账户', 'Our account')),
      facts([
        [say('户名', 'Name'), of('company.name')],
        [say('开户行', 'Bank'), of('company.bank.name')],
        [say('账号', 'Account'), '{{company.bank.account}}', 'SWIFT', '{{company.bank.swift | default "—"}}'],
      ]),
      heading(say('说明', 'Please note')),
      ...conditions([
        say(
          '付款时请在附言中注明订单号 {{poNo}}；如方便，请将汇款底单传给我司跟单。',
          'Please quote {{poNo}} with the payment and, if convenient, send us the remittance slip.',
        ),
        say(
          '货款到账并经我司财务核实后，即通知生产部门上线贴片。',
          'Mounting starts once our finance department has confirmed that the payment has arrived.',
        ),
        say(
          '我司收款账户不会以邮件或电话方式变更。收到变更账户的通知，请先致电您熟悉的我司联系人核实。',
          'We never change our account by mail or phone. Should you be told of another one, call the person that you know here first.',
        ),
      ]),
      tag('#if note'),
      prose(language, `${say('备注：', 'Note: ')}${of('note')}`),
      tag('/if'),
      gap(),
      signatures(
        [
          {
            head: say('客户回执', 'Acknowledged by the customer'),
            name: of('customer.name'),
            lines: [say('预计付款日期：', 'Expected date of payment:'), say('签字：', 'Signature:')],
          },
          {
            head: say('发出单位', 'Issued by'),
            name: of('company.name'),
            lines: [
              `${say('经办人：', 'By: ')}${of('merchandiser.name')}`,
              `${say('日期：', 'Date: ')}${day('date')}`,
            ],
          },
        ],
        1600,
      ),
    ],
  });
};
