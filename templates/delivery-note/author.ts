import type { Author } from '../author.ts';
import {
  CELL,
  CENTRED,
  type Column,
  FIGURE,
  facts,
  type Grid,
  gap,
  gridOf,
  letterhead,
  MONEY,
  makePaper,
  only,
  PIECES,
  remark,
  signatures,
  table,
  totalRow,
} from '../paper.ts';
import type { Row } from '../sheet.ts';
import { COLUMNS, PRICED } from './columns.ts';

const GOODS: readonly Column[] = [
  { label: '序号', text: '{{@number}}', look: CENTRED },
  { label: '客户PO号', text: '{{poNo}}', look: CENTRED },
  { label: '产品型号', text: '{{product}}', look: CENTRED },
  { label: '品名及规格', text: '{{goods}}', look: CELL },
  { label: '单位', text: '{{unit}}', look: { ...CENTRED, shrink: true, wrap: false } },
  { label: '数量', text: '{{quantity | number}}', look: PIECES },
];

/** The copies that travel with the goods, without a price, and the one of finance. */
export const author: Author = async ({ logo }) => ({
  'delivery-note.zh-CN.xlsx': await copies(logo),
  'delivery-note.finance.zh-CN.xlsx': await finance(logo),
});

const headOf = (grid: Grid): Row[] =>
  facts(grid, [
    [
      '送货单号',
      '{{number}}{{#if revision > 0}}  （修订 R{{revision}}）{{/if}}',
      '发货日期',
      '{{shipDate | date | text}}',
    ],
    ['客户', '{{customer}}', '发货贴片厂', '{{factory}}'],
    ['收货单位', '{{consignee.name}}', '收货人', '{{consignee.receiver}}  {{consignee.phone}}'],
    ['收货地址', '{{consignee.address}}'],
  ]);

const copies = (logo: Uint8Array): Promise<Uint8Array> => {
  const widths = Object.values(COLUMNS);
  const grid = gridOf(widths);
  return makePaper({
    logo,
    title: '送 货 单',
    sheet: '{{#each copies}}{{label}}',
    mark: '　{{label}}',
    orientation: 'portrait',
    widths,
    rows: [
      ...letterhead(grid, { title: '送 货 单', copy: '{{label}}' }),
      ...headOf(grid),
      ...facts(grid, [
        ['授权书编号', '{{authorizationNo}}', '本联持有', '{{holder}}'],
        ['承运人', '{{carrier}}', '车牌号', '{{vehicle}}'],
        ['BOM 版本', '{{bom.version}}', 'BOM {{bom.action}}', '{{bom.person}}'],
      ]),
      gap(),
      ...table(grid, {
        each: 'lines',
        columns: [
          ...GOODS,
          { label: '件数', text: '{{cartons}}', look: CENTRED },
          { label: '备注', text: '{{note}}', look: { ...CENTRED, size: 9 } },
        ],
      }),
      totalRow(grid, '合计', '数量 {{totalPieces | money 0}}', '共 {{totalCartons}} 件（箱）'),
      ...only('note', ...facts(grid, [['备注', '{{note}}']])),
      ...only('revision > 0', ...facts(grid, [['修订原因', '{{revisionReason}}']])),
      gap(),
      ...signatures(grid, [
        { head: '制单', place: '{{clerk}}', foot: '日期：' },
        { head: '商务主管审核', place: '{{sign:review 34mm x 12mm}}', foot: '日期：' },
        { head: '财务签批', place: '{{sign:finance 34mm x 12mm}}', foot: '日期：' },
        { head: '前台分发', place: '{{sign:handout 34mm x 12mm}}', foot: '日期：' },
      ]),
      gap(),
      ...signatures(grid, [
        { head: '送货人', place: '签字：', foot: '日期：' },
        { head: '收货单位签收（盖章）', place: '收货人签字：', foot: '实收数量：　　　　　日期：' },
      ]),
      remark(grid, '请当日清点数量和外观，如有异议请在本单注明；收货人凭证件签收，签收即视为客户已收货。'),
    ],
  });
};

const finance = (logo: Uint8Array): Promise<Uint8Array> => {
  const widths = Object.values(PRICED);
  const grid = gridOf(widths);
  const copy = '第五联 财务';
  return makePaper({
    logo,
    title: '送 货 单',
    sheet: copy,
    mark: `　${copy}`,
    orientation: 'portrait',
    widths,
    rows: [
      ...letterhead(grid, { title: '送 货 单', copy }),
      ...headOf(grid),
      gap(),
      ...table(grid, {
        each: 'lines',
        columns: [
          ...GOODS,
          { label: '含税单价', text: '{{unitPrice | number}}', look: { ...FIGURE, format: '#,##0.00##_ ' } },
          { label: '金额', text: '{{amount | money}}', look: MONEY },
        ],
      }),
      totalRow(grid, '价税合计', '{{totalInWords}}（共 {{totalPieces | money 0}} 件）', '{{totalFigure}}'),
      gap(),
      ...signatures(grid, [
        { head: '制单', place: '{{clerk}}', foot: '日期：' },
        { head: '财务', place: '签字见第一联', foot: '日期：' },
      ]),
      remark(grid, '本联含价格，只交财务部留存，不得随货或发给贴片厂。'),
    ],
  });
};
