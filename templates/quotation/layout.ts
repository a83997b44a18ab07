import type { Text } from '../../functions/core/result.ts';
import type { Area, Look, Row } from '../sheet.ts';
import { type Column, HEIGHTS, NOTE_SIZE } from './columns.ts';

const BLUE = '174E78';
const GREY = '5B6B79';
const RED = 'C8102E';
const PALE = 'E9F0F6';

const LABELS = {
  title: { zh: '报  价  单', en: 'QUOTATION' },
  phone: { zh: '电话', en: 'Tel' },
  fax: { zh: '传真', en: 'Fax' },
  email: { zh: '邮箱', en: 'E-mail' },
  customer: { zh: '客户名称', en: 'To' },
  contact: { zh: '联系人', en: 'Attn' },
  number: { zh: '报价单号', en: 'Quotation no.' },
  revision: { zh: '修订', en: 'Rev.' },
  date: { zh: '报价日期', en: 'Date' },
  valid: { zh: '有效期至', en: 'Valid until' },
  request: { zh: '询价单号', en: 'Your enquiry' },
  salesperson: { zh: '业务联系', en: 'Our contact' },
  no: { zh: '序号', en: 'No.' },
  product: { zh: '产品型号', en: 'Product' },
  name: { zh: '品名', en: 'Description' },
  spec: { zh: '规格', en: 'Specification' },
  brand: { zh: '品牌', en: 'Brand' },
  unit: { zh: '单位', en: 'Unit' },
  quantity: { zh: '数量', en: 'Quantity' },
  unitPrice: { zh: '含税单价', en: 'Unit price' },
  amount: { zh: '含税金额', en: 'Amount' },
  leadTime: { zh: '交期', en: 'Lead time' },
  note: { zh: '备注', en: 'Note' },
  end: { zh: '— 以 下 空 白 —', en: '— END OF LINES —' },
  goods: { zh: '货款小计（含税）', en: 'Goods, incl. VAT' },
  freight: { zh: '运费（含税）', en: 'Freight, incl. VAT' },
  surcharge: { zh: '资金占用费（含税）', en: 'Credit surcharge, incl. VAT' },
  net: { zh: '其中：不含税金额', en: 'of which net' },
  tax: { zh: '增值税', en: 'VAT' },
  total: { zh: '合计', en: 'Total' },
  words: { zh: '大写', en: 'In words' },
  boards: { zh: '主板 / 副板 BOM 与物料', en: 'Boards and materials' },
  mainBoard: { zh: '主板 BOM', en: 'Main board BOM' },
  subBoard: { zh: '副板 BOM', en: 'Sub-board BOM' },
  terms: { zh: '商务条款', en: 'Terms' },
  reason: { zh: '修订说明', en: 'Revision' },
  quotedBy: { zh: '报价人', en: 'Quoted by' },
  hardware: { zh: '硬件负责人', en: 'Hardware' },
  approval: { zh: '审批（签字盖章）', en: 'Approved (signature, seal)' },
  confirmed: { zh: '客户确认（签字盖章）', en: 'Confirmed by the customer (signature, seal)' },
  signDate: { zh: '日期：        年      月      日', en: 'Date: __________' },
} as const satisfies Record<string, Text>;

type Label = keyof typeof LABELS;

/** The sheet from top to bottom, columns A to K. */
export const rowsOf = (language: keyof Text): readonly Row[] => {
  const say = (label: Label): string => LABELS[label][language];
  const tag = (path: string): string => `{{${path}.${language}}}`;
  const texts = { say, tag, language };
  return [
    ...letterhead(texts),
    ...particulars(texts),
    ...table(texts),
    ...totals(texts),
    ...boards(texts),
    ...termRows(texts),
    ...signatures(texts),
  ];
};

interface Texts {
  readonly say: (label: Label) => string;
  /** A value that is there in both languages. */
  readonly tag: (path: string) => string;
  readonly language: keyof Text;
}

const block = (tag: string): Row => ({ areas: [{ at: 'A', text: `{{${tag}}}` }] });
const only = (condition: string, ...rows: readonly Row[]): Row[] => [
  block(`#if ${condition}`),
  ...rows,
  block('/if'),
];

const letterhead = ({ say, tag }: Texts): Row[] => [
  { height: 28, areas: [{ at: 'C:K', text: tag('company.name'), size: 17, bold: true, colour: BLUE }] },
  { height: 16, areas: [{ at: 'C:K', text: tag('company.address'), size: 9, colour: GREY, shrink: true }] },
  {
    height: 16,
    areas: [
      {
        at: 'C:K',
        text: `${say('phone')} {{company.phone}}{{#if company.fax}}    ${say('fax')} {{company.fax}}{{/if}}    ${say('email')} {{company.email}}{{#if company.website}}    {{company.website}}{{/if}}`,
        size: 9,
        colour: GREY,
        shrink: true,
      },
    ],
  },
  { height: 4, areas: [{ at: 'A:K', fill: BLUE, size: 1 }] },
  {
    height: 48,
    areas: [{ at: 'A:K', text: say('title'), size: 24, bold: true, across: 'center', colour: BLUE }],
  },
  ...only('dayOnly', {
    height: 30,
    areas: [
      { at: 'A:K', text: `★ ${tag('dayOnly')} ★`, size: 14, bold: true, colour: RED, across: 'center' },
    ],
  }),
];

const LABEL: Look = { colour: GREY, fill: PALE, border: 'all', shrink: true, indent: 1 };
const VALUE: Look = { border: 'all', shrink: true, indent: 1 };

const pair = (left: readonly [string, string], right: readonly [string, string], look: Look = {}): Row => ({
  height: 22,
  areas: [
    { at: 'A:B', text: left[0], ...LABEL },
    { at: 'C:E', text: left[1], ...VALUE },
    { at: 'F:G', text: right[0], ...LABEL },
    { at: 'H:K', text: right[1], ...VALUE, ...look },
  ],
});

const particulars = ({ say, tag, language }: Texts): Row[] => [
  pair(
    [say('customer'), tag('customer.name')],
    [say('number'), `{{number}}{{#if revision > 0}}  (${say('revision')} R{{revision}}){{/if}}`],
    { bold: true },
  ),
  pair([say('contact'), tag('customer.contact')], [say('date'), `{{quoteDate | date "${language}" | text}}`]),
  pair(
    [say('phone'), '{{customer.phone}}'],
    [say('valid'), `{{validUntil | date "${language}" | text}}{{#if dayOnly}} ★ ${tag('dayOnly')}{{/if}}`],
  ),
  pair([say('email'), '{{customer.email}}'], [say('request'), '{{requestNo}}']),
  pair(
    [say('salesperson'), `${tag('salesperson.name')}  {{salesperson.phone}}`],
    [say('email'), '{{salesperson.email}}'],
  ),
  { height: 9, areas: [] },
];

const HEAD: Look = { bold: true, fill: BLUE, colour: 'FFFFFF', border: 'all', across: 'center', wrap: true };
const CELL: Look = { border: 'all', wrap: true };
const CENTRED: Look = { ...CELL, across: 'center' };
const FIGURE: Look = { border: 'all', across: 'right', shrink: true };

const at = (i: number): string => String.fromCharCode(65 + i);

const table = ({ say, tag, language }: Texts): Row[] => {
  const columns: readonly (readonly [Column, string, Look])[] = [
    ['no', '{{@number}}', CENTRED],
    ['product', '{{product}}', CELL],
    ['name', tag('name'), CELL],
    ['spec', tag('spec'), CELL],
    ['brand', tag('brand'), CENTRED],
    ['unit', tag('unit'), { ...CENTRED, shrink: true, wrap: false }],
    ['quantity', '{{quantity | number}}', { ...FIGURE, format: '#,##0_ ' }],
    ['unitPrice', '{{unitPrice | number}}', { ...FIGURE, format: '#,##0.00####_ ' }],
    ['amount', '{{amount | money}}', { ...FIGURE, format: '#,##0.00_ ' }],
    ['leadTime', tag('leadTime'), CENTRED],
    ['note', tag('note'), { ...CELL, size: NOTE_SIZE }],
  ];
  const head = columns.map(([label], i) => ({ at: at(i), text: say(label), ...HEAD }));
  const line = columns.map(([, text, look], i) => ({ at: at(i), text, ...look }));
  const [first, ...taller] = HEIGHTS;
  const byHeight = [
    block(`#if tall.${language} <= ${first?.[0]}`),
    { height: first?.[1] ?? 0, areas: line },
    ...taller.flatMap(([holds, height]) => [
      block(`else if tall.${language} <= ${holds}`),
      { height, areas: line },
    ]),
    block('/if'),
  ];
  return [
    { height: 26, isHead: true, areas: head },
    block('#each lines'),
    ...byHeight,
    block('/each'),
    {
      height: 19,
      areas: [{ at: 'A:K', text: say('end'), size: 9, colour: GREY, across: 'center', border: 'all' }],
    },
  ];
};

const figure = (label: string, value: string, look: Look = {}): Row => ({
  height: 20,
  areas: [
    { at: 'A:H', text: label, border: ['l', 't', 'b'], across: 'right', colour: GREY, ...look },
    { at: 'I', text: value, ...FIGURE, format: '#,##0.00_ ', ...look },
    {
      at: 'J:K',
      text: '{{currency.code}}',
      border: ['r', 't', 'b'],
      colour: GREY,
      size: 9,
      indent: 1,
      ...look,
    },
  ],
});

const totals = ({ say, tag }: Texts): Row[] => [
  figure(say('goods'), '{{goods.gross | money}}'),
  ...only('freight.gross', figure(say('freight'), '{{freight.gross | money}}')),
  ...only('hasSurcharge', figure(say('surcharge'), '{{surcharge.gross | money}}')),
  figure(say('net'), '{{total.net | money}}'),
  figure(`${say('tax')} {{taxPercent}}`, '{{total.tax | money}}'),
  {
    height: 32,
    areas: [
      {
        at: 'A:B',
        text: `${say('total')} · ${say('words')}`,
        bold: true,
        fill: PALE,
        border: 'all',
        colour: BLUE,
        shrink: true,
        indent: 1,
      },
      {
        at: 'C:G',
        text: tag('totalInWords'),
        bold: true,
        fill: PALE,
        border: 'all',
        shrink: true,
        indent: 1,
      },
      { at: 'H', text: say('total'), bold: true, fill: PALE, border: 'all', across: 'center', colour: BLUE },
      {
        at: 'I:K',
        text: '{{totalFigure}}',
        size: 14,
        bold: true,
        fill: PALE,
        border: 'all',
        across: 'center',
        colour: RED,
        shrink: true,
      },
    ],
  },
  { height: 8, areas: [] },
];

const section = (text: string): Row => ({
  height: 22,
  areas: [{ at: 'A:K', text, bold: true, colour: BLUE, fill: PALE, border: 'all', indent: 1 }],
});

const boards = ({ say, tag, language }: Texts): Row[] => [
  section(say('boards')),
  {
    height: 21,
    areas: [
      { at: 'A:B', text: say('mainBoard'), colour: GREY, border: 'all', shrink: true, indent: 1 },
      { at: 'C:E', text: tag('mainBoardBom'), ...VALUE },
      { at: 'F:G', text: say('subBoard'), colour: GREY, border: 'all', shrink: true, indent: 1 },
      { at: 'H:K', text: tag('subBoardBom'), ...VALUE },
    ],
  },
  {
    height: 21,
    areas: [
      {
        at: 'A:B',
        text: `{{#each materials.${language}}}{{label}}`,
        colour: GREY,
        border: 'all',
        shrink: true,
        indent: 1,
      },
      { at: 'C:J', text: '{{text}}', border: ['t', 'b'], shrink: true, indent: 1 },
      { at: 'K', text: '{{/each}}', border: ['t', 'b', 'r'] },
    ],
  },
  { height: 8, areas: [] },
];

const termRows = ({ say, tag, language }: Texts): Row[] => [
  section(say('terms')),
  {
    height: 19,
    areas: [
      { at: 'A', text: `{{#each terms.${language}}}{{no}}`, across: 'center', colour: GREY, border: ['l'] },
      { at: 'B', text: '{{label}}', colour: GREY, shrink: true },
      { at: 'C:J', text: '{{text}}', shrink: true },
      { at: 'K', text: '{{/each}}', border: ['r'] },
    ],
  },
  ...only('revision > 0 and revisionReason', {
    height: 19,
    areas: [
      { at: 'A', border: ['l'] },
      { at: 'B', text: say('reason'), colour: GREY, shrink: true },
      { at: 'C:K', text: tag('revisionReason'), border: ['r'], shrink: true },
    ],
  }),
  { height: 8, areas: [{ at: 'A:K', border: ['t'], size: 1 }] },
];

/** One row, so that no page break can part a signature from its date. */
const signatures = ({ say, tag }: Texts): Row[] => {
  const box = (at: string, label: string, name = ''): Area => ({
    at,
    text: `${label}\n${name}\n\n\n\n\n\n${say('signDate')}`,
    border: 'all',
    down: 'top',
    wrap: true,
    indent: 1,
  });
  return [
    {
      height: 136,
      areas: [
        box('A:B', say('quotedBy'), tag('salesperson.name')),
        box('C', say('hardware')),
        box('D:F', say('approval'), tag('company.name')),
        box('G:K', say('confirmed'), tag('customer.name')),
      ],
    },
  ];
};
