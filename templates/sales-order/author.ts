import type { Author } from '../author.ts';
import {
  CELL,
  CENTRED,
  type Column,
  FIGURE,
  facts,
  gap,
  gridOf,
  letterhead,
  MONEY,
  makePaper,
  only,
  PIECES,
  remark,
  SHORT,
  section,
  signatures,
  table,
  totalRow,
} from '../paper.ts';
import { COLUMNS } from './columns.ts';

const WIDTHS = Object.values(COLUMNS);

const LINES: readonly Column[] = [
  { label: '序号', text: '{{@number}}', look: CENTRED },
  { label: '产品型号', text: '{{product}}', look: CENTRED },
  { label: '品名及规格', text: '{{goods}}', look: CELL },
  { label: '单位', text: '{{unit}}', look: { ...CENTRED, shrink: true, wrap: false } },
  { label: '数量', text: '{{quantity | number}}', look: PIECES },
  { label: '含税单价', text: '{{unitPrice | number}}', look: { ...FIGURE, format: '#,##0.00##_ ' } },
  { label: '金额', text: '{{amount | money}}', look: MONEY },
  { label: '要求交期', text: '{{deliveryDate}}', look: SHORT },
  { label: '备注', text: '{{note}}', look: { ...CENTRED, size: 9 } },
];

/** The Excel template of the sales order: a sheet for each copy. */
export const author: Author = async ({ logo }) => {
  const grid = gridOf(WIDTHS);
  return {
    'sales-order.zh-CN.xlsx': await makePaper({
      logo,
      title: '销 售 订 单',
      sheet: '{{#each copies}}{{label}}',
      mark: '　{{label}}',
      orientation: 'portrait',
      widths: WIDTHS,
      rows: [
        ...letterhead(grid, { title: '销 售 订 单', copy: '{{label}}' }),
        ...facts(grid, [
          [
            '订单号',
            '{{number}}{{#if revision > 0}}  （修订 R{{revision}}）{{/if}}',
            '接单日期',
            '{{orderDate | date | text}}',
          ],
          ['客户', '{{customer.name}}', '客户PO号', '{{poNo}}'],
          ['联系人', '{{customer.contact}}', 'PO日期', '{{poDate | date | text}}'],
          ['联系电话', '{{customer.phone}}', '币种', '{{currency.zh}}（{{currency.code}}）'],
          ['跟单', '{{merchandiser.name}}  {{merchandiser.phone}}', '本联持有', '{{holder}}'],
        ]),
        gap(),
        ...table(grid, { each: 'lines', columns: LINES }),
        totalRow(grid, '价税合计', '{{totalInWords}}（共 {{totalPieces | money 0}} 件）', '{{totalFigure}}'),
        gap(),
        section(grid, 'BOM（硬件部填写）'),
        ...facts(grid, [
          ['主板 BOM', '{{bom.main}}', '副板 BOM', '{{bom.sub}}'],
          ['BOM 备注', '{{bom.note}}'],
        ]),
        gap(),
        section(grid, '交货与付款'),
        ...facts(grid, [
          ['付款方式', '{{paymentTerms}}'],
          ['收货单位', '{{consignee.name}}', '收货人', '{{consignee.receiver}}  {{consignee.phone}}'],
          ['收货地址', '{{consignee.address}}'],
          ['备注', '{{note}}'],
        ]),
        ...only('revision > 0', ...facts(grid, [['修订原因', '{{revisionReason}}']])),
        gap(),
        ...signatures(grid, [
          {
            head: '硬件部（BOM）',
            place: '{{#if bom.isFilled}}已在流程中填写{{else}}待填写{{/if}}',
            foot: '填写人、时间见签署证书页',
          },
          { head: '市场部老总签批', place: '{{sign:approval 34mm x 12mm}}', foot: '日期：' },
          { head: 'PMC 经理确认', place: '{{sign:planning 34mm x 12mm}}', foot: '日期：' },
          { head: 'PMC 签收（第一联）', place: '{{sign:receipt 34mm x 12mm}}', foot: '日期：' },
        ]),
        remark(
          grid,
          '一式三联：第一联 PMC 签收，第二联商务存档，第三联跟单自留。BOM 落实后方可签批；PMC 确认后安排生产。',
        ),
      ],
    }),
  };
};
