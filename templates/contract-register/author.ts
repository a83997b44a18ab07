import type { Author } from '../author.ts';
import {
  CELL,
  CENTRED,
  type Column,
  facts,
  gap,
  gridOf,
  letterhead,
  MONEY,
  makePaper,
  only,
  remark,
  SHORT,
  section,
  table,
  totalRow,
} from '../paper.ts';
import type { Look } from '../sheet.ts';
import { COLUMNS } from './columns.ts';

const WIDTHS = Object.values(COLUMNS);
const SMALL: Look = { ...CELL, size: 9 };

const LINES: readonly Column[] = [
  { label: '序号', text: '{{@number}}', look: CENTRED },
  { label: '合同编号', text: '{{contract}}', look: SHORT },
  { label: '合同名称', text: '{{subject}}', look: SMALL },
  { label: '对方单位', text: '{{buyer}}', look: SMALL },
  { label: '签订日期', text: '{{signDate}}', look: SHORT },
  { label: '到期日期', text: '{{termTo}}', look: SHORT },
  { label: '币种', text: '{{currency}}', look: SHORT },
  { label: '含税金额', text: '{{amount | money}}', look: MONEY },
  { label: '折人民币', text: '{{cny | money}}', look: MONEY },
  { label: '交货时间', text: '{{delivery}}', look: SMALL },
  { label: '付款方式', text: '{{payment}}', look: SMALL },
  { label: '状态', text: '{{state}}', look: SHORT },
  { label: '评审', text: '{{review}}', look: SHORT },
];

export const author: Author = async ({ logo }) => {
  const grid = gridOf(WIDTHS);
  const title = '合 同 台 账';
  return {
    'contract-register.zh-CN.xlsx': await makePaper({
      logo,
      title,
      orientation: 'landscape',
      widths: WIDTHS,
      rows: [
        ...letterhead(grid, { title }),
        ...facts(grid, [
          [
            '台账编号',
            '{{number}}{{#if revision > 0}}  （修订 R{{revision}}）{{/if}}',
            '截止日期',
            '{{asOf | date | text}}',
          ],
          ['已签订', '{{signed}} 份（30 天内到期 {{expiring}} 份）', '在办', '{{open}} 份'],
        ]),
        gap(),
        ...table(grid, { each: 'lines', columns: LINES, none: '没有合同' }),
        totalRow(grid, '合计', '共 {{lines | length}} 份，折合人民币', '¥{{totalCny | money}}'),
        gap(),
        section(grid, '按币种合计'),
        grid.row(21, [
          [0.2, { text: '{{#each totals}}{{currency}}', ...CENTRED }],
          [0.2, { text: '{{count}} 份', ...CENTRED }],
          [0.6, { text: '{{amount | money}}{{/each}}', ...MONEY }],
        ]),
        ...only('revision > 0', ...facts(grid, [['修订原因', '{{revisionReason}}']])),
        remark(grid, '外币合同按合同所载汇率折算；作废的合同编号见登记簿，不在本表。'),
      ],
    }),
  };
};
