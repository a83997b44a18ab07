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
  remark,
  SHORT,
  table,
  totalRow,
} from '../paper.ts';
import { COLUMNS } from './columns.ts';

const WIDTHS = Object.values(COLUMNS);

const LINES: readonly Column[] = [
  { label: '序号', text: '{{@number}}', look: CENTRED },
  { label: '跟单', text: '{{merchandiser}}', look: SHORT },
  { label: '客户', text: '{{customer}}', look: CELL },
  { label: '客户PO号', text: '{{poNo}}', look: CENTRED },
  { label: '产品型号', text: '{{product}}', look: CENTRED },
  { label: '品名', text: '{{name}}', look: CELL },
  { label: '计划数量', text: '{{quantity | number}}', look: PIECES },
  { label: '要求交期', text: '{{requiredDate}}', look: SHORT },
  { label: '建议贴片厂', text: '{{factory}}', look: SHORT },
  { label: '标记', text: '{{mark}}', look: { ...CENTRED, bold: true, colour: 'C8102E' } },
];

export const author: Author = async ({ logo }) => {
  const grid = gridOf(WIDTHS);
  const title = '次 日 出 货 计 划 汇 总';
  return {
    'shipping-plan-summary.zh-CN.xlsx': await makePaper({
      logo,
      title,
      orientation: 'landscape',
      widths: WIDTHS,
      rows: [
        ...letterhead(grid, { title }),
        ...facts(grid, [
          [
            '汇总单号',
            '{{number}}{{#if revision > 0}}  （修订 R{{revision}}）{{/if}}',
            '发货日期',
            '{{shipDate | date | text}}',
          ],
          [
            '汇总时间',
            '{{mergedOn | date | text}} {{cutOff}}',
            '计划份数',
            '{{plans}} 份{{#if latePlans}}，其中迟交 {{latePlans}} 份{{/if}}',
          ],
        ]),
        gap(),
        ...table(grid, { each: 'lines', columns: LINES, none: '没有次日出货计划' }),
        totalRow(grid, '合计', '共 {{lines | length}} 项', '{{totalPieces | money 0}} 件'),
        ...only('revision > 0', ...facts(grid, [['修订原因', '{{revisionReason}}']])),
        remark(grid, '请 PMC 于当天下午回复每项可发货数量及发货贴片厂；迟交的计划同样请回复。'),
      ],
    }),
  };
};
