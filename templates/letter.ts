import {
  AlignmentType,
  BorderStyle,
  Footer,
  Header,
  HeightRule,
  type IBorderOptions,
  ImageRun,
  type IParagraphOptions,
  PageNumber,
  Paragraph,
  ShadingType,
  Table,
  TableCell,
  TableLayoutType,
  TableRow,
  TabStopType,
  TextRun,
  VerticalAlignTable,
  WidthType,
} from 'docx';
import type { Language, Text } from '../functions/core/result.ts';
import { makeDocument } from './word.ts';

/** The look that the company's Word papers share: letterhead, title, tables, signature boxes, page x of y. */

const BLUE = '1F3A5F';
const GREY = '5B6670';
const PALE = 'EAF0F6';
const RULE = '9FB3C4';
/** In half-points. */
const SIZE = { title: 40, text: 22, table: 19, small: 17 } as const;
/** Width of the text in twentieths of a point. */
const WIDTH = 9638;

const FONT: Readonly<Record<Language, { ascii: string; hAnsi: string; eastAsia: string }>> = {
  zh: { ascii: 'Arial', hAnsi: 'Arial', eastAsia: '宋体' },
  en: { ascii: 'Arial', hAnsi: 'Arial', eastAsia: '宋体' },
};

type Block = Paragraph | Table;

export interface Letter {
  readonly language: Language;
  /** PNG. */
  readonly logo: Uint8Array;
  readonly title: string;
  /** A line below the title, such as which copy it is. */
  readonly subtitle?: string;
  readonly blocks: readonly Block[];
}

const line = (color: string, size = 4): IBorderOptions => ({ style: BorderStyle.SINGLE, size, color });
const ALL = line(RULE);
const BORDERS = { top: ALL, bottom: ALL, left: ALL, right: ALL };

/** One Word file in the company's look. */
export const makeLetter = ({ language, logo, title, subtitle, blocks }: Letter): Promise<Uint8Array> =>
  makeDocument({
    title: `{{number}} ${title.replaceAll(/\s/g, language === 'zh' ? '' : ' ')}`,
    creator: `{{company.name.${language}}}`,
    styles: { default: { document: { run: { font: FONT[language], size: SIZE.text } } } },
    sections: [
      {
        properties: {
          page: {
            size: { width: 11_906, height: 16_838 },
            margin: { top: 1600, bottom: 1247, left: 1134, right: 1134, header: 567, footer: 510 },
          },
        },
        headers: { default: new Header({ children: letterhead(language, logo) }) },
        footers: { default: new Footer({ children: [pages(language)] }) },
        children: [
          new Paragraph({
            alignment: AlignmentType.CENTER,
            spacing: { before: 100, after: subtitle === undefined ? 180 : 40 },
            children: [new TextRun({ text: title, bold: true, color: BLUE, size: SIZE.title })],
          }),
          ...(subtitle === undefined
            ? []
            : [
                text(subtitle, {
                  bold: true,
                  colour: GREY,
                  align: AlignmentType.CENTER,
                  spacing: { after: 160 },
                }),
              ]),
          ...blocks,
        ],
      },
    ],
  });

const letterhead = (language: Language, logo: Uint8Array): Paragraph[] => [
  new Paragraph({
    tabStops: [{ type: TabStopType.RIGHT, position: WIDTH }],
    spacing: { after: 20 },
    children: [
      new ImageRun({ type: 'png', data: logo, transformation: { width: 26, height: 26 } }),
      new TextRun({ text: `  {{company.name.${language}}}`, bold: true, color: BLUE, size: 22 }),
      new TextRun({
        text: '\t{{number}}{{#if revision > 0}} R{{revision}}{{/if}}',
        bold: true,
        color: BLUE,
        size: SIZE.table,
      }),
    ],
  }),
  new Paragraph({
    border: { bottom: line(BLUE, 8) },
    children: [
      new TextRun({
        text: `{{company.address.${language}}}    ${language === 'zh' ? '电话' : 'Tel.'} {{company.phone}}`,
        color: GREY,
        size: 15,
      }),
    ],
  }),
];

const pages = (language: Language): Paragraph =>
  new Paragraph({
    alignment: AlignmentType.CENTER,
    children: [
      new TextRun({
        children:
          language === 'zh'
            ? ['第 ', PageNumber.CURRENT, ' 页 / 共 ', PageNumber.TOTAL_PAGES, ' 页']
            : ['Page ', PageNumber.CURRENT, ' of ', PageNumber.TOTAL_PAGES],
        color: GREY,
        size: SIZE.small,
      }),
    ],
  });

interface TextLook {
  readonly bold?: boolean;
  readonly colour?: string;
  readonly size?: number;
  readonly align?: (typeof AlignmentType)[keyof typeof AlignmentType];
  readonly spacing?: IParagraphOptions['spacing'];
  readonly indent?: IParagraphOptions['indent'];
  readonly keepNext?: boolean;
}

const text = (said: string, look: TextLook = {}): Paragraph =>
  new Paragraph({
    alignment: look.align ?? AlignmentType.LEFT,
    ...(look.spacing && { spacing: look.spacing }),
    ...(look.indent && { indent: look.indent }),
    ...(look.keepNext && { keepNext: true }),
    children: [
      new TextRun({
        text: said,
        bold: look.bold ?? false,
        ...(look.colour && { color: look.colour }),
        size: look.size ?? SIZE.text,
      }),
    ],
  });

/** A paragraph that is there only for its tag and disappears. */
export const tag = (name: string): Paragraph => new Paragraph({ text: `{{${name}}}` });

export const salutation = (said: string): Paragraph =>
  text(said, { bold: true, spacing: { before: 180, after: 80 } });

/** A paragraph of the letter; in Chinese its first line is indented by two characters. */
export const prose = (language: Language, said: string): Paragraph =>
  text(said, {
    spacing: { before: 80, after: 80, line: 330 },
    ...(language === 'zh' && { indent: { firstLine: 440 } }),
  });

export const heading = (said: string): Paragraph =>
  text(said, { bold: true, colour: BLUE, spacing: { before: 200, after: 80 }, keepNext: true });

/** Numbered conditions, a paragraph each. */
export const conditions = (items: readonly string[]): Paragraph[] =>
  items.map((item, i) =>
    text(`${i + 1}.  ${item}`, {
      size: 21,
      spacing: { after: 50, line: 310 },
      indent: { left: 420, hanging: 420 },
    }),
  );

/** Something that must not be overlooked. */
export const warning = (said: string): Paragraph =>
  new Paragraph({
    spacing: { before: 60, after: 120 },
    border: {
      top: line('C8102E'),
      bottom: line('C8102E'),
      left: line('C8102E'),
      right: line('C8102E'),
    },
    shading: { type: ShadingType.CLEAR, fill: 'FDF1F2', color: 'auto' },
    children: [new TextRun({ text: said, bold: true, color: 'C8102E', size: 21 })],
  });

/** Words that are sent on as they stand. */
export const quote = (said: string): Paragraph =>
  new Paragraph({
    spacing: { before: 80, after: 120, line: 360 },
    indent: { left: 240, right: 240 },
    border: { left: line(BLUE, 24) },
    shading: { type: ShadingType.CLEAR, fill: PALE, color: 'auto' },
    children: [new TextRun({ text: said, bold: true, color: BLUE, size: 24 })],
  });

interface CellLook extends TextLook {
  readonly fill?: string;
  readonly span?: number;
  /** Printed below in smaller type, a line each. */
  readonly below?: readonly string[];
}

const cell = (width: number, said: string, look: CellLook = {}): TableCell =>
  new TableCell({
    width: { size: width, type: WidthType.DXA },
    borders: BORDERS,
    verticalAlign: VerticalAlignTable.CENTER,
    margins: { left: 60, right: 60, top: 40, bottom: 40 },
    ...(look.span && { columnSpan: look.span }),
    ...(look.fill && { shading: { type: ShadingType.CLEAR, fill: look.fill, color: 'auto' } }),
    children: [
      text(said, { size: SIZE.table, ...look, spacing: { before: 20, after: 20 } }),
      ...(look.below ?? []).map((small) =>
        text(small, {
          size: SIZE.small - 1,
          colour: GREY,
          ...(look.align && { align: look.align }),
          spacing: { after: 20 },
        }),
      ),
    ],
  });

const table = (columnWidths: readonly number[], rows: readonly TableRow[]): Table =>
  new Table({
    layout: TableLayoutType.FIXED,
    width: { size: WIDTH, type: WidthType.DXA },
    columnWidths: [...columnWidths],
    rows: [...rows],
  });

const row = (children: readonly TableCell[], isHead = false): TableRow =>
  new TableRow({ cantSplit: true, tableHeader: isHead, children: [...children] });

const LABEL = { colour: GREY, fill: PALE } as const;

/** What the paper is about: two labelled values a line, or one over the whole width. */
export const facts = (pairs: readonly (readonly string[])[]): Table => {
  const widths = [1500, 3319, 1500, 3319];
  return table(
    widths,
    pairs.map(([a = '', b = '', c, d = '']) =>
      row([
        cell(1500, a, LABEL),
        ...(c === undefined
          ? [cell(8138, b, { span: 3 })]
          : [cell(3319, b), cell(1500, c, LABEL), cell(3319, d)]),
      ]),
    ),
  );
};

export interface GoodsColumn {
  readonly label: string;
  /** Twentieths of a point; all together 9638. */
  readonly width: number;
  readonly text: string;
  readonly below?: readonly string[];
  readonly align?: 'left' | 'center' | 'right';
}

interface Goods {
  readonly language: Language;
  /** List of the data, a row each. */
  readonly each: string;
  readonly columns: readonly GoodsColumn[];
  /** Label, words and figure of the total. */
  readonly total?: readonly [label: string, words: string, figure: string];
}

/** The table of goods: head on every page, a row each, 以下空白, total in words and figures. */
export const goods = ({ language, each, columns, total }: Goods): Table => {
  const last = columns.length - 1;
  const head = columns.map(({ label, width }) =>
    cell(width, label, { bold: true, colour: BLUE, fill: PALE, align: AlignmentType.CENTER }),
  );
  const body = columns.map(({ width, text: said, below, align }, i) =>
    cell(width, `${i === 0 ? `{{#each ${each}}}` : ''}${said}${i === last ? '{{/each}}' : ''}`, {
      ...(below && { below }),
      align: align ?? AlignmentType.LEFT,
    }),
  );
  const end = language === 'zh' ? '（以下空白）' : '(Nothing follows)';
  return table(
    columns.map(({ width }) => width),
    [
      row(head, true),
      row(body),
      row([
        cell(WIDTH, end, {
          align: AlignmentType.CENTER,
          colour: GREY,
          size: SIZE.small,
          span: columns.length,
        }),
      ]),
      ...(total === undefined ? [] : [totalRow(columns, total)]),
    ],
  );
};

const widthOf = (columns: readonly GoodsColumn[]): number =>
  columns.reduce((all, { width }) => all + width, 0);

const totalRow = (
  columns: readonly GoodsColumn[],
  [label, words, figure]: readonly [string, string, string],
): TableRow => {
  const [left, middle, right] = [columns.slice(0, 2), columns.slice(2, -2), columns.slice(-2)];
  return row([
    cell(widthOf(left), label, {
      bold: true,
      colour: BLUE,
      fill: PALE,
      span: 2,
      align: AlignmentType.CENTER,
    }),
    cell(widthOf(middle), words, { bold: true, fill: PALE, span: middle.length }),
    cell(widthOf(right), figure, {
      bold: true,
      colour: BLUE,
      fill: PALE,
      span: 2,
      size: 24,
      align: AlignmentType.RIGHT,
    }),
  ]);
};

export interface SignatureBox {
  readonly head: string;
  readonly name?: string;
  /** Lines with the places of signature and seal in them. */
  readonly lines: readonly string[];
}

/** Boxes side by side, at least so high (twentieths of a point), never parted by the end of a page. */
export const signatures = (boxes: readonly SignatureBox[], height = 2500): Table => {
  const width = Math.floor(WIDTH / boxes.length);
  const said = (value: string, before: number, look: TextLook = {}): Paragraph =>
    text(value, { size: SIZE.table, keepNext: true, spacing: { before }, ...look });
  return table(
    boxes.map(() => width),
    [
      new TableRow({
        cantSplit: true,
        height: { value: height, rule: HeightRule.ATLEAST },
        children: boxes.map(
          ({ head, name, lines }) =>
            new TableCell({
              width: { size: width, type: WidthType.DXA },
              borders: BORDERS,
              margins: { left: 140, right: 140, top: 100, bottom: 100 },
              children: [
                said(head, 0, { bold: true, colour: BLUE }),
                ...(name === undefined ? [] : [said(name, 60)]),
                ...lines.map((one) => said(one, 240)),
              ],
            }),
        ),
      }),
    ],
  );
};

/** A little room between two blocks. */
export const gap = (): Paragraph => text('', { size: 12, spacing: { before: 0, after: 40 } });

/** Words and tags of one language: `say` for a text, `of` for a value that is there in both languages. */
export const speak = (language: Language) => ({
  say: (zh: string, en: string): string => (language === 'zh' ? zh : en),
  of: (path: string): string => `{{${path}.${language}}}`,
  day: (path: string): string => `{{${path} | date "${language}"}}`,
  pick: (both: Text): string => both[language],
});
