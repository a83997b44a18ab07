import type { Author } from '../author.ts';
import { facts, gap, goods, heading, makeLetter, prose, signatures, tag } from '../letter.ts';

/** The Word template of the cost breakdown; the file is what runs and what people may edit afterwards. */
export const author: Author = async ({ logo }) => ({
  'cost-breakdown.zh-CN.docx': await makeLetter({
    language: 'zh',
    logo,
    title: '成 本 核 算 明 细',
    subtitle: '机密：只供公司资料写明的人员阅览，不得转发，不得写入报价单',
    blocks: [
      facts([
        ['客户', '{{customer.zh}}', '编号', '{{number}}'],
        ['产品型号', '{{product}}', '核算日期', '{{date | date "zh"}}'],
        ['询价单号', '{{requestNo}}', '核算单号', '{{costingNo}}'],
        ['采购部', '{{purchaser.zh}}', '币种', '{{currency.zh}}（{{currency.code}}）'],
      ]),
      tag('#if revision > 0'),
      prose(
        'zh',
        '本件为第 {{revision}} 次修订，取代此前各版。修订原因：{{revisionReason.zh | default "—"}}。',
      ),
      tag('/if'),
      gap(),
      goods({
        language: 'zh',
        each: 'lines',
        columns: [
          { label: '序号', width: 600, text: '{{@number}}', align: 'center' },
          { label: '板别', width: 900, text: '{{board.zh}}', align: 'center' },
          { label: '物料', width: 2838, text: '{{material}}', below: ['{{spec.zh}}'] },
          { label: '单台用量', width: 1100, text: '{{usage}}', align: 'right' },
          { label: '单位成本', width: 1200, text: '{{unitCost}}', align: 'right' },
          { label: '成本', width: 1300, text: '{{cost | money}}', align: 'right' },
          { label: '备注', width: 1700, text: '{{note.zh}}' },
        ],
        total: [
          '单套成本',
          '主板 {{mainTotal | money}}　副板 {{subTotal | money}}',
          '{{currency.symbol}}{{total | money}}',
        ],
      }),
      tag('#if note'),
      heading('备注'),
      prose('zh', '{{note.zh}}'),
      tag('/if'),
      gap(),
      signatures([{ head: '知悉', lines: ['签收：{{sign:known 45mm x 12mm}}'] }]),
    ],
  }),
});
