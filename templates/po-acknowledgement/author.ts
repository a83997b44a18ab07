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
} from '../letter.ts';

/** The Word templates of the acknowledgement; the files are what runs and what people may edit afterwards. */
export const author: Author = async ({ logo }) => ({
  'po-acknowledgement.zh-CN.docx': await letter('zh', logo),
  'po-acknowledgement.en.docx': await letter('en', logo),
});

const letter = (language: Language, logo: Uint8Array): Promise<Uint8Array> => {
  const { say, of, day } = speak(language);
  const columns = [
    { label: say('序号', 'No.'), width: 560, text: '{{@number}}', align: 'center' },
    {
      label: say('型号', 'Model'),
      width: 1560,
      text: '{{product}}',
      below: [`{{#if customerPart}}${say('客户料号：', 'Your part: ')}{{customerPart}}{{/if}}`],
    },
    {
      label: say('品名及规格', 'Goods, specification'),
      width: 2238,
      text: of('name'),
      below: [`{{spec.${language}}}`, `{{note.${language}}}`],
    },
    { label: say('单位', 'Unit'), width: 660, text: of('unit'), align: 'center' },
    { label: say('数量', 'Quantity'), width: 960, text: '{{quantity | money 0}}', align: 'right' },
    { label: say('含税单价', 'Unit price'), width: 1040, text: '{{unitPrice}}', align: 'right' },
    { label: say('金额', 'Amount'), width: 1380, text: '{{amount | money}}', align: 'right' },
    { label: say('确认交期', 'Delivery'), width: 1240, text: '{{deliveryDate}}', align: 'center' },
  ] as const;
  return makeLetter({
    language,
    logo,
    title: say('订 单 确 认 书', 'ORDER ACKNOWLEDGEMENT'),
    blocks: [
      facts([
        [say('客户', 'Customer'), of('customer.name'), say('确认单号', 'Our number'), '{{number}}'],
        [say('联系人', 'Attn.'), of('customer.contact'), say('确认日期', 'Date'), day('date')],
        [say('电话', 'Phone'), '{{customer.phone}}', say('客户PO号', 'Your PO'), '{{poNo}}'],
        [say('电子邮箱', 'E-mail'), '{{customer.email}}', say('PO日期', 'PO date'), day('poDate')],
        [
          say('我司跟单', 'Our contact'),
          `${of('merchandiser.name')}  {{merchandiser.phone}}`,
          say('币种', 'Currency'),
          language === 'zh' ? '{{currency.zh}}（{{currency.code}}）' : '{{currency.code}}',
        ],
      ]),
      salutation(say('尊敬的{{customer.name.zh}}：', 'Dear Sir or Madam,')),
      prose(
        language,
        say(
          '贵司 {{poDate | date "zh"}} 第 {{poNo}} 号采购订单收悉。经核对，我司确认按下列产品、数量、价格和交期接受该订单；本确认书经我司签字并盖章后，订单即告成立。',
          'We thank you for your purchase order {{poNo}} of {{poDate | date "en"}} and accept it for the goods, quantities, prices and delivery dates below. The order is established once this acknowledgement bears our signature and company seal.',
        ),
      ),
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
        columns,
        total: [say('价税合计', 'Total'), of('totalInWords'), '{{totalFigure}}'],
      }),
      heading(say('交易条件', 'Conditions')),
      ...conditions([
        `${say('付款方式：', 'Payment: ')}${of('paymentTerms')}`,
        `${say('交货地点：', 'Place of delivery: ')}${of('deliveryPlace')}`,
        say(
          '以上价格均为含税价；未列明的事项按双方已签订的合同和我司报价单执行。',
          'Prices include tax; what is not said here follows the contract and our quotation.',
        ),
        say(
          '如与贵司订单有不一致之处，请在两个工作日内书面告知；逾期视为贵司确认。',
          'Please tell us in writing within two working days where this differs from your order; otherwise it is taken as confirmed.',
        ),
      ]),
      tag('#if note'),
      prose(language, `${say('备注：', 'Note: ')}${of('note')}`),
      tag('/if'),
      gap(),
      signatures([
        {
          head: say('客户确认（盖章）', 'Customer'),
          name: of('customer.name'),
          lines: [say('签字：', 'Signature:'), say('日期：', 'Date:')],
        },
        {
          head: say('供方（盖章）', 'Supplier (seal)'),
          name: of('company.name'),
          lines: [
            `${say('授权签字：', 'Signature: ')}{{sign:approval 45mm x 12mm}}`,
            `${say('日期', 'Date')}：　　　　　　　　{{seal:company}}`,
          ],
        },
      ]),
    ],
  });
};
