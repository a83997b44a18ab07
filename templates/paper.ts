import type { Area, Look, Row } from './sheet.ts';
import { makeWorkbook } from './sheet.ts';

/** The look that the company's Excel papers share: letterhead, title with copy label, tables, totals, signatures. */

export const BLUE = '174E78';
export const GREY = '5B6B79';
export const RED = 'C8102E';
export const PALE = 'E9F0F6';

/** Everything is drawn smaller, so that it fits the paper as it is: see the quotation's geometry. */
const SCALE = 0.76;
/** Characters that fit the width of A4 at that scale. */
const FULL = { portrait: 126, landscape: 184 } as const;
const A4 = 9;
const SIZE = 10;
const MARGIN_SIZE = 6;

export interface Paper {
  /** PNG. */
  readonly logo: Uint8Array;
  /** 销售订单 */
  readonly title: string;
  /** Name of the sheet; `{{#each copies}}{{label}}` makes one for each copy. */
  readonly sheet?: string;
  /** Behind the number at the foot of every page. */
  readonly mark?: string;
  readonly orientation: keyof typeof FULL;
  /** Column widths in characters, together 126 (portrait) or 184 (landscape). */
  readonly widths: readonly number[];
  readonly rows: readonly Row[];
}

/** One Excel file in the company's look. Throws when the columns do not fill the width of the paper. */
export function makePaper({
  logo,
  title,
  sheet,
  mark = '',
  orientation,
  widths,
  rows,
}: Paper): Promise<Uint8Array> {
  const width = widths.reduce((all, one) => all + one, 0);
  if (Math.abs(width - FULL[orientation]) > 0.01)
    throw new RangeError(`${title}: columns are ${width} wide, not ${FULL[orientation]}`);
  const plain = title.replaceAll(/\s/g, '');
  const foot = `&L&${MARGIN_SIZE} {{number}}${mark}&C&${MARGIN_SIZE} 第 &P 页 / 共 &N 页&R&${MARGIN_SIZE} {{company.shortName.zh}}`;
  return makeWorkbook(
    {
      name: sheet ?? plain,
      font: '微软雅黑',
      size: SIZE,
      lineColour: '9FB3C4',
      scale: SCALE,
      widths,
      rows,
      page: {
        paperSize: A4,
        orientation,
        fitToPage: true,
        fitToWidth: 1,
        fitToHeight: 0,
        horizontalCentered: true,
        margins: { left: 0.4, right: 0.4, top: 0.45, bottom: 0.5, header: 0.22, footer: 0.22 },
      },
      headerFooter: { oddFooter: foot },
      picture: { png: logo, column: 0.15, row: 0.1, px: 60 },
    },
    plain,
  );
}

const letter = (i: number): string => String.fromCharCode(65 + i);

/** Text and look of a part of a row. */
export type Part = Look & { readonly text?: string };

/** Cuts rows of a sheet into parts, whatever its columns are. */
export interface Grid {
  /** A row of parts, each with its share of the width; shares end at the nearest edge of a column. */
  readonly row: (height: number, parts: readonly (readonly [share: number, part: Part])[]) => Row;
  readonly whole: (height: number, part: Part) => Row;
  /** From a column on to another, counted from 0. */
  readonly span: (from: number, to: number) => string;
  readonly last: number;
}

export const gridOf = (widths: readonly number[]): Grid => {
  const width = widths.reduce((all, one) => all + one, 0);
  const edges = widths.map((_, i) => widths.slice(0, i + 1).reduce((all, one) => all + one, 0));
  const nearest = (at: number, least: number, most: number): number => {
    let best = least;
    for (let i = least; i <= most; i++)
      if (Math.abs((edges[i] ?? 0) - at) < Math.abs((edges[best] ?? 0) - at)) best = i;
    return best;
  };
  const span = (from: number, to: number): string =>
    from === to ? letter(from) : `${letter(from)}:${letter(to)}`;
  const row: Grid['row'] = (height, parts) => {
    const all = parts.reduce((sum, [share]) => sum + share, 0);
    const areas: Area[] = [];
    let from = 0;
    let reached = 0;
    for (const [i, [share, part]] of parts.entries()) {
      reached += (share / all) * width;
      const most = widths.length - (parts.length - i);
      // a narrow column at the edge would squeeze what is to stand there
      const start = edges[from - 1] ?? 0;
      const roomy = edges.findIndex((edge) => edge - start >= (share / all) * width * 0.65);
      const least = Math.min(Math.max(from, roomy), most);
      const to = i === parts.length - 1 ? widths.length - 1 : nearest(reached, least, most);
      areas.push({ at: span(from, to), ...part });
      from = to + 1;
    }
    return { height, areas };
  };
  return { row, span, whole: (height, part) => row(height, [[1, part]]), last: widths.length - 1 };
};

/** A row that holds one tag and disappears. */
const block = (tag: string): Row => ({ areas: [{ at: 'A', text: `{{${tag}}}` }] });

/** Rows that are there only when the condition holds. */
export const only = (condition: string, ...rows: readonly Row[]): Row[] => [
  block(`#if ${condition}`),
  ...rows,
  block('/if'),
];

export const gap = (): Row => ({ height: 8, areas: [] });

interface Head {
  readonly title: string;
  /** At the right of the title: 第一联 存根. */
  readonly copy?: string;
}

/** Logo, name and address of the company, a rule, the title. */
export const letterhead = (grid: Grid, { title, copy }: Head): Row[] => {
  /** Beside the logo. */
  const beside = (height: number, part: Part): Row => grid.whole(height, { ...part, indent: 6 });
  return [
    beside(26, { text: '{{company.name.zh}}', size: 16, bold: true, colour: BLUE }),
    beside(15, { text: '{{company.address.zh}}', size: 9, colour: GREY, shrink: true }),
    beside(15, {
      text: '电话 {{company.phone}}{{#if company.fax}}    传真 {{company.fax}}{{/if}}    {{company.email}}',
      size: 9,
      colour: GREY,
      shrink: true,
    }),
    grid.whole(4, { fill: BLUE, size: 1 }),
    copy === undefined
      ? grid.whole(40, { text: title, size: 22, bold: true, across: 'center', colour: BLUE })
      : grid.row(40, [
          [0.25, {}],
          [0.5, { text: title, size: 22, bold: true, across: 'center', colour: BLUE }],
          [
            0.25,
            { text: copy, size: 12, bold: true, across: 'right', colour: RED, down: 'bottom', shrink: true },
          ],
        ]),
  ];
};

const LABEL: Look = { colour: GREY, fill: PALE, border: 'all', shrink: true, indent: 1 };
const VALUE: Look = { border: 'all', shrink: true, indent: 1 };

/** Labelled values, two a line; a line of one goes over the whole width. */
export const facts = (grid: Grid, lines: readonly (readonly string[])[]): Row[] =>
  lines.map(([a = '', b = '', c, d = '']) =>
    grid.row(
      20,
      c === undefined
        ? [
            [0.13, { text: a, ...LABEL }],
            [0.87, { text: b, ...VALUE }],
          ]
        : [
            [0.13, { text: a, ...LABEL }],
            [0.37, { text: b, ...VALUE }],
            [0.13, { text: c, ...LABEL }],
            [0.37, { text: d, ...VALUE }],
          ],
    ),
  );

export const section = (grid: Grid, text: string): Row =>
  grid.whole(22, { text, bold: true, colour: BLUE, fill: PALE, border: 'all', indent: 1 });

export const CELL: Look = { border: 'all', wrap: true };
export const CENTRED: Look = { ...CELL, across: 'center' };
/** One line, made smaller where it has to be. */
export const SHORT: Look = { ...CENTRED, wrap: false, shrink: true };
export const FIGURE: Look = { border: 'all', across: 'right', shrink: true };
export const PIECES: Look = { ...FIGURE, format: '#,##0_ ' };
export const MONEY: Look = { ...FIGURE, format: '#,##0.00_ ' };

export interface Column {
  readonly label: string;
  readonly text: string;
  readonly look: Look;
}

/** Printed lines that a row of a table can hold, and its height in points. */
const HEIGHTS: readonly (readonly [lines: number, points: number])[] = [
  [1, 21],
  [2, 34],
  [3, 48],
  [4, 62],
  [6, 90],
  [10, 150],
  [27, 402],
];

const REMARK: Look = { size: 8, colour: GREY, across: 'center', border: 'all' };

/** The head of a table, again on every page. */
export const headOf = (columns: readonly Column[]): Row => ({
  height: 30,
  isHead: true,
  areas: columns.map(({ label }, i) => ({
    at: letter(i),
    text: label,
    bold: true,
    fill: BLUE,
    colour: 'FFFFFF',
    border: 'all',
    across: 'center',
    wrap: true,
  })),
});

interface Table {
  /** List of the data, a row each; the rows say in `tall` how many printed lines they take. */
  readonly each: string;
  readonly columns: readonly Column[];
  /** What stands there when the list is empty. */
  readonly none?: string;
  /** Closes the table, so that nothing can be added: default 以下空白. */
  readonly end?: string | null;
}

/** Head, a row for each of the list at the height that its text needs, 以下空白. */
export const table = (grid: Grid, { each, columns, none, end = '— 以 下 空 白 —' }: Table): Row[] => {
  const areas = columns.map(({ text, look }, i) => ({ at: letter(i), text, ...look }));
  const [first, ...taller] = HEIGHTS;
  return [
    headOf(columns),
    block(`#each ${each}`),
    block(`#if tall <= ${first?.[0]}`),
    { height: first?.[1] ?? 0, areas },
    ...taller.flatMap(([holds, height]) => [block(`else if tall <= ${holds}`), { height, areas }]),
    block('/if'),
    ...(none === undefined ? [] : [block('else'), grid.whole(24, { ...REMARK, size: 10, text: none })]),
    block('/each'),
    ...(end === null ? [] : [grid.whole(17, { text: end, ...REMARK })]),
  ];
};

/** 合计: label, words, figure. */
export const totalRow = (grid: Grid, label: string, words: string, figure: string): Row =>
  grid.row(30, [
    [0.13, { text: label, bold: true, fill: PALE, border: 'all', colour: BLUE, across: 'center' }],
    [0.57, { text: words, bold: true, fill: PALE, border: 'all', wrap: true, indent: 1 }],
    [
      0.3,
      {
        text: figure,
        size: 14,
        bold: true,
        fill: PALE,
        border: 'all',
        across: 'center',
        colour: RED,
        shrink: true,
      },
    ],
  ]);

export interface SignatureBox {
  readonly head: string;
  /** `{{sign:approval}}`, alone, or a text. */
  readonly place: string;
  readonly foot: string;
}

/** Boxes side by side: who, the place of the signature, the date. */
export const signatures = (grid: Grid, boxes: readonly SignatureBox[]): Row[] => [
  grid.row(
    20,
    boxes.map(({ head }) => [
      1,
      { text: head, colour: BLUE, fill: PALE, bold: true, border: 'all', indent: 1, shrink: true },
    ]),
  ),
  grid.row(
    46,
    boxes.map(({ place }) => [
      1,
      { text: place, border: ['l', 'r'], down: 'middle', indent: 1, colour: GREY },
    ]),
  ),
  grid.row(
    20,
    boxes.map(({ foot }) => [
      1,
      { text: foot, border: ['l', 'r', 'b'], colour: GREY, size: 9, indent: 1, shrink: true },
    ]),
  ),
];

/** A line of small print. */
export const remark = (grid: Grid, text: string): Row =>
  grid.whole(18, { text, size: 9, colour: GREY, shrink: true });
