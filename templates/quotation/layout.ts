import type { Text } from '../../functions/core/result.ts';
import type { Area, Look, Row } from '../sheet.ts';
import { type Column, HEIGHTS, INDENT, NOTE_SIZE, ROW, SIGNATURE_ROWS } from './geometry.ts';
import { LABELS, type Label } from './labels.ts';

const BLUE = '174E78';
const GREY = '5B6B79';
const RED = 'C8102E';
const PALE = 'E9F0F6';

const VALUE: Look = { border: 'all', shrink: true, indent: 1 };
const FIGURE: Look = { border: 'all', across: 'right', shrink: true };

/** The words of one language. */
interface Texts {
  readonly say: (label: Label) => string;
  /** A value that is there in both languages. */
  readonly tag: (path: string) => string;
  readonly language: keyof Text;
}

/** A row that holds one tag and disappears. */
const block = (tag: string): Row => ({ areas: [{ at: 'A', text: `{{${tag}}}` }] });
/** Rows that are there only when the condition holds. */
const only = (condition: string, ...rows: readonly Row[]): Row[] => [
  block(`#if ${condition}`),
  ...rows,
  block('/if'),
];

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

const letterhead = ({ say, tag }: Texts): Row[] => [
  {
    height: ROW.company,
    areas: [{ at: 'C:K', text: tag('company.name'), size: 17, bold: true, colour: BLUE }],
  },
  {
    height: ROW.address,
    areas: [{ at: 'C:K', text: tag('company.address'), size: 9, colour: GREY, shrink: true }],
  },
  {
    height: ROW.address,
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
  { height: ROW.rule, areas: [{ at: 'A:K', fill: BLUE, size: 1 }] },
  {
    height: ROW.title,
    areas: [{ at: 'A:K', text: say('title'), size: 24, bold: true, across: 'center', colour: BLUE }],
  },
  ...only('dayOnly', {
    height: ROW.dayMark,
    areas: [
      { at: 'A:K', text: `★ ${tag('dayOnly')} ★`, size: 14, bold: true, colour: RED, across: 'center' },
    ],
  }),
];

const LABEL: Look = { colour: GREY, fill: PALE, border: 'all', shrink: true, indent: 1 };

const pair = (left: readonly [string, string], right: readonly [string, string], look: Look = {}): Row => ({
  height: ROW.particular,
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
  pair([say('phone'), '{{customer.phone}}'], [say('valid'), `{{validUntil | date "${language}" | text}}`]),
  pair([say('email'), '{{customer.email}}'], [say('request'), '{{requestNo}}']),
  pair(
    [say('salesperson'), `${tag('salesperson.name')}  {{salesperson.phone}}`],
    [say('email'), '{{salesperson.email}}'],
  ),
  { height: ROW.gap, areas: [] },
];

const HEAD: Look = { bold: true, fill: BLUE, colour: 'FFFFFF', border: 'all', across: 'center', wrap: true };
const CELL: Look = { border: 'all', wrap: true };
const CENTRED: Look = { ...CELL, across: 'center' };

const REMARK: Look = { size: 8, colour: GREY, across: 'center', border: 'all' };

const at = (i: number): string => String.fromCharCode(65 + i);

const table = ({ say, tag, language }: Texts): Row[] => {
  const columns: readonly (readonly [Column, string, Look])[] = [
    ['no', '{{@number}}', CENTRED],
    ['product', '{{product}}', CENTRED],
    ['name', tag('name'), { ...CELL, indent: INDENT.name ?? 0 }],
    ['spec', tag('spec'), { ...CELL, indent: INDENT.spec ?? 0 }],
    ['brand', tag('brand'), CENTRED],
    ['unit', tag('unit'), { ...CENTRED, shrink: true, wrap: false }],
    ['quantity', '{{quantity | number}}', { ...FIGURE, format: '#,##0_ ' }],
    ['unitPrice', '{{unitPrice | number}}', { ...FIGURE, format: '#,##0.00####_ ' }],
    ['amount', '{{amount | money}}', { ...FIGURE, format: '#,##0.00_ ' }],
    ['leadTime', tag('leadTime'), CENTRED],
    ['note', tag('note'), { ...CENTRED, size: NOTE_SIZE }],
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
    { height: ROW.head, isHead: true, areas: head },
    block('#each lines'),
    ...only(`breakBefore.${language}`, {
      height: ROW.continued,
      areas: [{ at: 'A:K', text: say('continued'), ...REMARK }],
      breakAfter: true,
    }),
    ...byHeight,
    block('/each'),
    {
      height: ROW.end,
      areas: [{ at: 'A:K', text: say('end'), ...REMARK }],
    },
  ];
};

const figure = (label: string, value: string, look: Look = {}): Row => ({
  height: ROW.figure,
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

/** 合计. */
const totals = ({ say, tag }: Texts): Row[] => [
  figure(say('goods'), '{{goods.gross | money}}'),
  ...only('freight.gross', figure(say('freight'), '{{freight.gross | money}}')),
  ...only('hasSurcharge', figure(say('surcharge'), '{{surcharge.gross | money}}')),
  figure(say('net'), '{{total.net | money}}'),
  figure(`${say('tax')} {{taxPercent}}`, '{{total.tax | money}}'),
  {
    height: ROW.total,
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
        size: 9,
        wrap: true,
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
  { height: ROW.gap, areas: [] },
];

const section = (text: string): Row => ({
  height: ROW.section,
  areas: [{ at: 'A:K', text, bold: true, colour: BLUE, fill: PALE, border: 'all', indent: 1 }],
});

/** 主板 / 副板 BOM (S63). */
const boards = ({ say, tag, language }: Texts): Row[] => [
  section(say('boards')),
  {
    height: ROW.board,
    areas: [
      { at: 'A:B', text: say('mainBoard'), colour: GREY, border: 'all', shrink: true, indent: 1 },
      { at: 'C:E', text: tag('mainBoardBom'), ...VALUE },
      { at: 'F:G', text: say('subBoard'), colour: GREY, border: 'all', shrink: true, indent: 1 },
      { at: 'H:K', text: tag('subBoardBom'), ...VALUE },
    ],
  },
  {
    height: ROW.board,
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
  { height: ROW.gap, areas: [] },
];

/** 商务条款. */
const termRows = ({ say, tag, language }: Texts): Row[] => [
  section(say('terms')),
  {
    height: ROW.term,
    areas: [
      { at: 'A', text: `{{#each terms.${language}}}{{no}}`, across: 'center', colour: GREY, border: ['l'] },
      { at: 'B', text: '{{label}}', colour: GREY, shrink: true },
      { at: 'C:J', text: '{{text}}', shrink: true },
      { at: 'K', text: '{{/each}}', border: ['r'] },
    ],
  },
  ...only('revision > 0 and revisionReason', {
    height: ROW.term,
    areas: [
      { at: 'A', border: ['l'] },
      { at: 'B', text: say('reason'), colour: GREY, shrink: true },
      { at: 'C:K', text: tag('revisionReason'), border: ['r'], shrink: true },
    ],
  }),
  { height: ROW.gap, areas: [{ at: 'A:K', border: ['t'], size: 1 }] },
];

type Sides = NonNullable<Area['border']>;

const BOXES = ['A:B', 'C', 'D:F', 'G:K'] as const;

/** Boxes of a row each for label, first and second signature, and date; what keeps a page together is `geometry.ts`. */
const signatures = ({ say, tag }: Texts): Row[] => {
  const [label, place, date] = SIGNATURE_ROWS;
  const row = (
    height: number,
    border: Sides,
    texts: readonly string[],
    look: { readonly down?: 'top' | 'bottom' },
  ): Row => ({
    height,
    areas: BOXES.map((at, i) => ({ at, text: texts[i] ?? '', border, wrap: true, indent: 1, ...look })),
  });
  const labels = [say('quotedBy'), say('hardware'), say('approval'), say('confirmed')];
  const sides: Sides = ['l', 'r'];
  return [
    row(label, ['l', 'r', 't'], labels, { down: 'top' }),
    row(place, sides, [tag('salesperson.name'), '', '{{sign:approval 40mm x 9mm}}'], {}),
    row(place, sides, ['', '', '{{sign:approval-2 40mm x 9mm}}'], {}),
    row(
      date,
      ['l', 'r', 'b'],
      BOXES.map(() => say('signDate')),
      { down: 'bottom' },
    ),
  ];
};
