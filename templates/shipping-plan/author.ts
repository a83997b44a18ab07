import type { Author } from '../author.ts';
import {
  CELL,
  CENTRED,
  type Column,
  facts,
  gap,
  gridOf,
  letterhead,
  makePaper,
  only,
  PIECES,
  SHORT,
  table,
  totalRow,
} from '../paper.ts';
import { COLUMNS } from './columns.ts';

const WIDTHS = Object.values(COLUMNS);

const LINES: readonly Column[] = [
  { label: '序号', text: '{{@number}}', look: CENTRED },
  { label: '客户', text: '{{customer}}', look: CELL },
  { label: '客户PO号', text: '{{poNo}}', look: CENTRED },
  { label: '产品型号', text: '{{product}}', look: CENTRED },
  { label: '品名', text: '{{name}}', look: CELL },
  { label: '计划数量', text: '{{quantity | number}}', look: PIECES },
  { label: '已付款数量', text: '{{paid | number}}', look: PIECES },
  { label: '要求交期', text: '{{requiredDate}}', look: SHORT },
  { label: '建议贴片厂', text: '{{factory}}', look: SHORT },
  { label: '备注', text: '{{note}}', look: { ...CENTRED, size: 9 } },
];

export const author: Author = async ({ logo }) => {
  const grid = gridOf(WIDTHS);
  return {
    'shipping-plan.zh-CN.xlsx': await makePaper({
      logo,
      title: '客 户 出 货 计 划',
      orientation: 'landscape',
      widths: WIDTHS,
      rows: [
        ...letterhead(grid, { title: '客 户 出 货 计 划' }),
        ...facts(grid, [
          [
            '计划单号',
            '{{number}}{{#if revision > 0}}  （修订 R{{revision}}）{{/if}}',
            '发货日期',
            '{{shipDate | date | text}}',
          ],
          ['跟单', '{{merchandiser.name}}  {{merchandiser.phone}}', '提交日期', '{{date | date | text}}'],
        ]),
        gap(),
        ...table(grid, { each: 'lines', columns: LINES }),
        totalRow(grid, '合计', '共 {{lines | length}} 项', '{{totalPieces | money 0}} 件'),
        ...only('earlyReason', ...facts(grid, [['提前原因', '{{earlyReason}}']])),
        ...only('revision > 0', ...facts(grid, [['修订原因', '{{revisionReason}}']])),
        ...only('note', ...facts(grid, [['备注', '{{note}}']])),
      ],
    }),
  };
};
