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
  tag,
} from '../letter.ts';

/** The letter that the customer signs, and the copy on which the numbers of the receiver are masked. */
export const author: Author = async ({ logo }) => ({
  'goods-receipt-authorization.zh-CN.docx': await letter(logo, false),
  'goods-receipt-authorization.masked.zh-CN.docx': await letter(logo, true),
});

const letter = (logo: Uint8Array, isMasked: boolean): Promise<Uint8Array> =>
  makeLetter({
    language: 'zh',
    logo,
    title: '产 品 接 货 授 权 书',
    ...(isMasked && { subtitle: '副本（证件号码和电话已遮盖，供打单、发货核对）' }),
    blocks: [
      salutation('致：{{company.name.zh}}'),
      prose(
        'zh',
        '我司 {{customer}} 向贵司订购的下列产品，因“{{reason}}”，现授权以下收货单位和收货人代表我司接货。贵司将货物交付该收货人并由其签收，即视为已向我司交付。',
      ),
      facts([
        ['授权单位', '{{customer}}', '授权编号', '{{authorizationNo}}'],
        ['登记单号', '{{number}}', '登记日期', '{{date | date}}'],
        ['授权期限', '{{validFrom | date}} 至 {{validTo | date}}'],
      ]),
      heading('一、授权接收的产品'),
      goods({
        language: 'zh',
        each: 'lines',
        columns: [
          { label: '序号', width: 900, text: '{{@number}}', align: 'center' },
          { label: '产品型号', width: 3338, text: '{{product}}' },
          { label: '品名', width: 5400, text: '{{name}}' },
        ],
      }),
      heading('二、收货单位与收货人'),
      facts([
        ['收货单位', '{{consignee.name}}'],
        ['收货地址', '{{consignee.address}}'],
        [
          '收货人',
          '{{receiver.name}}',
          '联系电话',
          isMasked ? '{{receiver.phoneMasked}}' : '{{receiver.phone}}',
        ],
        [
          '证件类型',
          '{{receiver.idType}}',
          '证件号码',
          isMasked ? '{{receiver.idMasked}}' : '{{receiver.id}}',
        ],
      ]),
      heading('三、声明'),
      ...conditions([
        '收货人凭本人有效证件原件签收，签收的送货单对我司具有约束力。',
        '授权期限内变更收货单位、地址或收货人的，我司将重新出具授权书；贵司收到新的授权书之前，本授权书继续有效。',
        '因授权信息不实造成的损失由我司承担。附：收货人证件复印件。',
      ]),
      tag('#if note'),
      prose('zh', '备注：{{note}}'),
      tag('/if'),
      gap(),
      signatures([
        {
          head: '授权单位（盖章）',
          name: '{{customer}}',
          lines: ['负责人签字：{{sign:customer 45mm x 12mm}}', '日期：'],
        },
        {
          head: '登记（{{company.shortName.zh}}）',
          name: '跟单：{{merchandiser.name}}  {{merchandiser.phone}}',
          lines: ['登记人：{{sign:register 45mm x 12mm}}', '日期：'],
        },
      ]),
    ],
  });
