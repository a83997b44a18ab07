import type { Author } from '../author.ts';
import {
  conditions,
  facts,
  gap,
  heading,
  makeLetter,
  prose,
  quote,
  salutation,
  signatures,
  tag,
} from '../letter.ts';

/** The sheet on which finance confirms, and the notice to PMC that goes with it. */
export const author: Author = async ({ logo }) => ({
  'payment-confirmation.zh-CN.docx': await confirmation(logo),
  'smt-release.zh-CN.docx': await release(logo),
});

const ORDER = [
  ['客户', '{{customer}}', '客户PO号', '{{poNo}}（第 {{batch}} 批）'],
  ['产品型号', '{{product}}', '品名', '{{name}}'],
  ['提货数量', '{{quantity | money 0}}（{{quantityInK}}）', '款项范围', '{{scope}}'],
];

const confirmation = (logo: Uint8Array): Promise<Uint8Array> =>
  makeLetter({
    language: 'zh',
    logo,
    title: '付 款 核 对 单',
    blocks: [
      facts([
        ['核对单号', '{{number}}', '核对日期', '{{date | date}}'],
        ['跟单', '{{merchandiser.name}}  {{merchandiser.phone}}', '付款日期', '{{paidOn | date}}'],
      ]),
      heading('一、订单'),
      facts(ORDER),
      heading('二、应付'),
      facts([
        ['含税单价', '{{currency.code}} {{unitPrice}}', '货款', '{{currency.code}} {{amount | money}}'],
        ['抵扣已付款', '{{currency.code}} {{deducted | money}}', '应付', '{{currency.code}} {{due | money}}'],
      ]),
      tag('#if rate'),
      gap(),
      facts([
        ['当天汇率', '{{rate.value}}', '汇率日期', '{{rate.date | date}}'],
        ['汇率来源', '{{rate.source}}'],
      ]),
      tag('/if'),
      heading('三、实收'),
      facts([
        [
          '到账币种',
          '{{receivedCurrency.zh}}（{{receivedCurrency.code}}）',
          '应收折合',
          '{{dueInReceived | money}}',
        ],
        ['实收金额', '{{received | money}}', '差额', '{{difference | money}}'],
        ['大写', '{{receivedInWords}}'],
        [
          '汇款底单',
          '{{#if hasSlip}}已收到{{else}}客户未提供（不影响放行）{{/if}}',
          '核对结果',
          '已付清，可通知上线',
        ],
      ]),
      tag('#if note'),
      prose('zh', '备注：{{note}}'),
      tag('/if'),
      heading('四、确认'),
      ...conditions([
        '跟单已与客户核对当天汇率、数量和金额。',
        '财务总监确认货款已到我司账户后，方可通知 PMC 上线贴片。',
      ]),
      gap(),
      signatures(
        [
          {
            head: '商务核对',
            name: '跟单：{{merchandiser.name}}',
            lines: ['日期：{{date | date}}'],
          },
          { head: '财务确认到账', lines: ['签字：{{sign:arrival 45mm x 12mm}}', '日期：'] },
          { head: 'PMC 接收', lines: ['签收：{{sign:release 45mm x 12mm}}', '日期：'] },
        ],
        1900,
      ),
    ],
  });

const release = (logo: Uint8Array): Promise<Uint8Array> =>
  makeLetter({
    language: 'zh',
    logo,
    title: '上 线 贴 片 通 知',
    blocks: [
      salutation('PMC 部：'),
      prose('zh', '下列产品货款已核实到账，请安排上线贴片。付款核对单号：{{number}}。'),
      quote('{{message}}'),
      gap(),
      facts([
        ...ORDER,
        ['要求交期', '{{requiredDate | date}}', '付款日期', '{{paidOn | date}}'],
        ['跟单', '{{merchandiser.name}}  {{merchandiser.phone}}', '通知日期', '{{date | date}}'],
      ]),
      tag('#if note'),
      prose('zh', '备注：{{note}}'),
      tag('/if'),
      heading('说明'),
      ...conditions([
        '本通知与经财务总监签字的付款核对单同时生效；未见签字，请勿上线。',
        '如不能按要求交期完成，请即时告知跟单。',
      ]),
    ],
  });
