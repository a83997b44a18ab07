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
  remark,
  SHORT,
  table,
} from '../paper.ts';
import { COLUMNS } from './columns.ts';

const WIDTHS = Object.values(COLUMNS);

const LINES: readonly Column[] = [
  { label: '序号', text: '{{@number}}', look: CENTRED },
  { label: '单据号', text: '{{document}}', look: SHORT },
  { label: '单据', text: '{{title}}', look: CELL },
  { label: '步骤', text: '{{step}}', look: SHORT },
  { label: '应签人', text: '{{owed}}', look: SHORT },
  { label: '代签人', text: '{{signed}}', look: SHORT },
  { label: '请示', text: '{{authority}}', look: SHORT },
  { label: '代签日期', text: '{{day}}', look: SHORT },
  { label: '已等', text: '{{waiting}}', look: SHORT },
  { label: '状态', text: '{{state}}', look: { ...SHORT, bold: true } },
];

export const author: Author = async ({ logo }) => {
  const grid = gridOf(WIDTHS);
  const title = '代 签 记 录 及 补 签 清 单';
  return {
    'countersign-list.zh-CN.xlsx': await makePaper({
      logo,
      title,
      orientation: 'landscape',
      widths: WIDTHS,
      rows: [
        ...letterhead(grid, { title }),
        ...facts(grid, [
          [
            '清单编号',
            '{{number}}{{#if revision > 0}}  （修订 R{{revision}}）{{/if}}',
            '截止日期',
            '{{asOf | date | text}}',
          ],
          ['待补签', '{{open}} 项', '已补签', '{{settled}} 项'],
        ]),
        gap(),
        ...table(grid, { each: 'lines', columns: LINES, none: '没有代签' }),
        ...only('revision > 0', ...facts(grid, [['修订原因', '{{revisionReason}}']])),
        remark(
          grid,
          '代签须有电话请示的记录（时间、授权人、要点，见各单据的签署证书页）；应签人回司后须补签。',
        ),
      ],
    }),
  };
};
