import type { Author } from '../author.ts';
import { addCharts, type Chart } from '../charts.ts';
import {
  BLUE,
  CENTRED,
  FIGURE,
  facts,
  GREY,
  gap,
  gridOf,
  headOf,
  letterhead,
  makePaper,
  only,
  PALE,
  PIECES,
  RED,
  remark,
  SHORT,
  section,
} from '../paper.ts';
import type { Area, Look, Row } from '../sheet.ts';

const WIDTHS = [6, 24, 17, 17, 17, 11, 11, 11, 11, 11, 11, 13, 7, 17];
const TITLE = '商务日报';
const grid = gridOf(WIDTHS);

const LEFT: Look = { border: 'all', shrink: true, indent: 1 };
const at = (i: number): string => String.fromCharCode(65 + i);
const cells = (texts: readonly (readonly [string, Look])[]): Area[] =>
  texts.map(([text, look], i) => ({ at: at(i), text, ...look }));

const figureBoxes = (boxes: readonly (readonly [label: string, value: string, colour?: string])[]): Row[] => [
  grid.row(
    20,
    boxes.map(([label]) => [
      1,
      { text: label, fill: PALE, colour: GREY, border: ['l', 't', 'r'], across: 'center' },
    ]),
  ),
  grid.row(
    32,
    boxes.map(([, value, colour = BLUE]) => [
      1,
      { text: value, size: 16, bold: true, colour, border: ['l', 'r', 'b'], across: 'center', shrink: true },
    ]),
  ),
];

const tableHead = (labels: readonly string[]): Row => ({
  ...headOf(labels.map((label) => ({ label, text: '', look: {} }))),
  isHead: false,
});

const FACTORY: Row = {
  height: 21,
  areas: [
    { at: 'A', text: '{{#each factories}}{{@number}}', ...CENTRED },
    { at: 'B', text: '{{name}}', ...LEFT },
    { at: 'C', text: '{{planned | number}}', ...PIECES },
    { at: 'D', text: '{{shipped | number}}', ...PIECES },
    { at: 'E', text: '{{difference | number}}', ...PIECES },
    { at: 'F:G', text: '{{state}}{{/each}}', ...SHORT, bold: true },
  ],
};

const TREND: Row = {
  height: 21,
  areas: [
    { at: 'A', text: '{{#each trend}}{{@number}}', ...CENTRED },
    { at: 'B', text: '{{day}}', ...SHORT },
    { at: 'C', text: '{{planned | number}}', ...PIECES },
    { at: 'D', text: '{{shipped | number}}{{/each}}', ...PIECES },
  ],
};

const LINE_LABELS = [
  '序号',
  '客户',
  '客户PO号',
  '产品型号',
  '贴片厂',
  '订单数',
  '累计已发',
  '当日计划',
  '当日实发',
  '差异',
  '未交余量',
  '要求交期',
  '逾期天',
  '说明',
];

const line = (shipped: readonly [string, Look], difference: readonly [string, Look]): Row => ({
  height: 21,
  areas: cells([
    ['{{@number}}', CENTRED],
    ['{{customer}}', LEFT],
    ['{{poNo}}', SHORT],
    ['{{product}}', SHORT],
    ['{{factory}}', SHORT],
    ['{{ordered | number}}', PIECES],
    ['{{shippedSoFar | number}}', PIECES],
    ['{{planned | number}}', PIECES],
    shipped,
    difference,
    ['{{open | number}}', PIECES],
    ['{{deliveryDate}}', SHORT],
    ['{{#if overdueDays}}{{overdueDays | number}}{{/if}}', { ...FIGURE, colour: RED }],
    ['{{mark}}{{#if mark}} {{/if}}{{reason}}', { ...SHORT, size: 9 }],
  ]),
});

const block = (tag: string): Row => ({ areas: [{ at: 'A', text: `{{${tag}}}` }] });

const CHARTS: Row = { height: 200, areas: [] };

const ROWS: readonly Row[] = [
  ...letterhead(grid, { title: '商 务 日 报' }),
  ...facts(grid, [
    [
      '日报编号',
      '{{number}}{{#if revision > 0}}  （第 {{revision}} 次更新）{{/if}}',
      '发货日期',
      '{{shipDate | date | text}}',
    ],
    ['编制日期', '{{date | date | text}}', '未回报工厂', '{{missing | join | default "无"}}'],
  ]),
  gap(),
  ...figureBoxes([
    ['当日计划（件）', '{{planned | money 0}}'],
    ['当日实发（件）', '{{shipped | money 0}}'],
    ['差异（件）', '{{difference | money 0}}', RED],
    ['完成率', '{{rate}}'],
    ['逾期项', '{{overdue}}', RED],
    ['需核对项', '{{flagged}}', RED],
  ]),
  gap(),
  CHARTS,
  gap(),
  section(grid, '一、各贴片厂'),
  tableHead(['序号', '贴片厂', '当日计划', '当日实发', '差异', '完成率', '']),
  FACTORY,
  gap(),
  section(grid, '二、近五个工作日'),
  tableHead(['序号', '日期', '计划', '实发']),
  TREND,
  gap(),
  section(grid, '三、明细'),
  tableHead(LINE_LABELS),
  block('#each lines'),
  block('#if isReported'),
  line(['{{shipped | number}}', PIECES], ['{{difference | number}}', PIECES]),
  block('else'),
  line(['未回报', { ...SHORT, colour: RED }], ['—', SHORT]),
  block('/if'),
  block('else'),
  grid.whole(24, { text: '当日没有发货计划，也没有发货', colour: GREY, border: 'all', across: 'center' }),
  block('/each'),
  grid.row(26, [
    [0.5, { text: '合计', bold: true, fill: PALE, border: 'all', across: 'center', colour: BLUE }],
    [
      0.5,
      {
        text: '计划 {{planned | money 0}}　实发 {{shipped | money 0}}　差异 {{difference | money 0}}',
        bold: true,
        fill: PALE,
        border: 'all',
        indent: 1,
      },
    ],
  ]),
  ...only('revision > 0', ...facts(grid, [['更新原因', '{{revisionReason}}']])),
  remark(
    grid,
    '数量以各贴片厂实际回报为准，不以计划代替；未回报的工厂回报后本表自动更新。需核对：超订单、计划外、无订单。',
  ),
];

const rowOf = (row: Row): number => ROWS.indexOf(row);
const cellsOf = (column: string, row: Row): string => {
  const n = rowOf(row) + 1;
  return `'${TITLE}'!$${column}$${n}:$${column}$${n}`;
};

const chart = (type: Chart['type'], title: string, row: Row, from: number, to: number): Chart => ({
  type,
  title,
  from: [from, rowOf(CHARTS)],
  to: [to, rowOf(CHARTS) + 1],
  categories: cellsOf('B', row),
  series: [
    { name: '计划', values: cellsOf('C', row), colour: 'A9BFD3' },
    { name: '实发', values: cellsOf('D', row), colour: '174E78' },
  ],
});

/** The workbook of the report: its charts are drawn from the tables below them. */
export const author: Author = async ({ logo }) => {
  const paper = await makePaper({
    logo,
    title: TITLE,
    orientation: 'landscape',
    widths: WIDTHS,
    rows: ROWS,
  });
  const charts = [
    chart('bar', '各贴片厂 计划与实发', FACTORY, 0, 5),
    chart('line', '近五个工作日', TREND, 5, WIDTHS.length),
  ];
  return { 'daily-report.zh-CN.xlsx': addCharts(paper, charts) };
};
