import {
  AlignmentType,
  Footer,
  Header,
  ImageRun,
  type IParagraphOptions,
  LevelFormat,
  PageNumber,
  Paragraph,
  type ParagraphChild,
  type Table,
  TabStopType,
  TextRun,
} from 'docx';
import type { Author } from '../author.ts';
import { makeDocument } from '../word.ts';
import { ARTICLES, type Article, type Item } from './clauses.ts';
import { BLUE, type Edition, FONT, GREY, line, RIGHT, SIZE } from './look.ts';
import { goodsTable, partiesTable, signatureTable } from './tables.ts';

/** The two Word templates of the contract; the files are what runs and what people may edit afterwards. */
export const author: Author = async ({ logo }) => ({
  'sales-contract.zh-CN.docx': await makeDocument(contract('zh', logo)),
  'sales-contract.zh-en.docx': await makeDocument(contract('both', logo)),
});

const ARTICLE = 'articles';
const MARGIN = 1134;
/** 第十一条 with a blank behind it. */
const HANGING = 1120;

const contract = (edition: Edition, logo: Uint8Array): Parameters<typeof makeDocument>[0] => ({
  title: '{{number}} {{subject.zh}}',
  creator: '{{company.name.zh}}',
  styles: { default: { document: { run: { font: FONT, size: SIZE.text } } } },
  numbering: {
    config: [
      {
        reference: ARTICLE,
        levels: [
          {
            level: 0,
            format: LevelFormat.CHINESE_COUNTING,
            text: '第%1条',
            style: {
              paragraph: { indent: { left: HANGING, hanging: HANGING } },
              run: { bold: true, color: BLUE },
            },
          },
          {
            level: 1,
            format: LevelFormat.DECIMAL,
            text: '%2.',
            style: { paragraph: { indent: { left: HANGING, hanging: 420 } } },
          },
        ],
      },
    ],
  },
  sections: [
    {
      properties: {
        page: {
          size: { width: 11_906, height: 16_838 },
          margin: { top: 1500, bottom: 1247, left: MARGIN, right: MARGIN, header: 567, footer: 510 },
        },
      },
      headers: { default: new Header({ children: [letterhead(logo)] }) },
      footers: { default: new Footer({ children: [pages(edition)] }) },
      children: [
        ...title(edition),
        partiesTable(edition),
        ...preamble(edition),
        ...ARTICLES.flatMap((article) => articleOf(article, edition)),
        ...close(edition),
        signatureTable(edition),
      ],
    },
  ],
});

const paragraph = (options: IParagraphOptions): Paragraph => new Paragraph(options);

const letterhead = (logo: Uint8Array): Paragraph =>
  paragraph({
    tabStops: [{ type: TabStopType.RIGHT, position: RIGHT }],
    border: { bottom: line(BLUE, 8) },
    children: [
      new ImageRun({ type: 'png', data: logo, transformation: { width: 26, height: 26 } }),
      new TextRun({ text: '  {{company.name.zh}}', bold: true, color: BLUE, size: SIZE.small }),
      new TextRun({
        text: '\t{{number}}{{#if revision > 0}} R{{revision}}{{/if}}',
        color: GREY,
        size: SIZE.small,
      }),
    ],
  });

const pages = (edition: Edition): Paragraph => {
  const run = (...children: (string | (typeof PageNumber)[keyof typeof PageNumber])[]): ParagraphChild =>
    new TextRun({ children, color: GREY, size: SIZE.small });
  const zh = [run('第 ', PageNumber.CURRENT, ' 页 / 共 ', PageNumber.TOTAL_PAGES, ' 页')];
  const en = [run('    Page ', PageNumber.CURRENT, ' of ', PageNumber.TOTAL_PAGES)];
  return paragraph({
    alignment: AlignmentType.CENTER,
    children: edition === 'both' ? [...zh, ...en] : zh,
  });
};

/** English below the Chinese. Its quotes are straight: curly ones count as Chinese and take the width of a character. */
const english = (text: string, options: IParagraphOptions = {}): Paragraph =>
  paragraph({
    ...options,
    children: [new TextRun({ text, color: GREY, size: SIZE.english })],
  });

const title = (edition: Edition): Paragraph[] => [
  paragraph({
    alignment: AlignmentType.CENTER,
    spacing: { before: 120, after: edition === 'both' ? 0 : 160 },
    children: [new TextRun({ text: '销 售 合 同', bold: true, color: BLUE, size: SIZE.title })],
  }),
  ...(edition === 'both'
    ? [
        paragraph({
          alignment: AlignmentType.CENTER,
          spacing: { after: 160 },
          children: [new TextRun({ text: 'SALES CONTRACT', bold: true, color: GREY, size: SIZE.heading })],
        }),
      ]
    : []),
  facts([
    [edition === 'both' ? '合同编号 No.' : '合同编号', '{{number}}'],
    [edition === 'both' ? '签订日期 Date' : '签订日期', '{{signDate | date "zh"}}'],
    [edition === 'both' ? '签订地点 Place' : '签订地点', '{{signPlace.zh}}'],
  ]),
];

const facts = (pairs: readonly (readonly [string, string])[]): Paragraph =>
  paragraph({
    alignment: AlignmentType.CENTER,
    spacing: { after: 160 },
    children: pairs.flatMap(([label, value], i) => [
      new TextRun({ text: `${i > 0 ? '      ' : ''}${label}：`, color: GREY, size: SIZE.table }),
      new TextRun({ text: value, bold: true, size: SIZE.table }),
    ]),
  });

const preamble = (edition: Edition): Paragraph[] => [
  paragraph({
    spacing: { before: 200, after: 60, line: 360 },
    indent: { firstLine: 480 },
    children: [
      new TextRun(
        '根据《中华人民共和国民法典》及有关法律规定，买卖双方在平等、自愿、公平和诚实信用的基础上，就下列货物的买卖协商一致，订立本合同，以资共同遵守。',
      ),
    ],
  }),
  ...(edition === 'both'
    ? [
        english(
          "Under the Civil Code of the People's Republic of China and other laws, the parties, on an equal footing, of their own will and in good faith, have agreed on the sale of the goods below and conclude this contract.",
          { spacing: { after: 60 } },
        ),
      ]
    : []),
];

function articleOf(article: Article, edition: Edition): (Paragraph | Table)[] {
  const { title: name, items, hasGoods } = article;
  return [
    paragraph({
      numbering: { reference: ARTICLE, level: 0 },
      keepNext: true,
      spacing: { before: 180, after: 60 },
      children: [
        new TextRun({ text: name.zh, bold: true, color: BLUE }),
        ...(edition === 'both'
          ? [new TextRun({ text: `  ${name.en}`, color: GREY, size: SIZE.english })]
          : []),
      ],
    }),
    ...items.flatMap((item) => itemOf(item, edition)),
    ...(hasGoods ? [goodsTable(edition)] : []),
  ];
}

function itemOf({ zh, en, when }: Item, edition: Edition): Paragraph[] {
  if (when === 'language == "both"' && edition === 'zh') return [];
  const marker = (text: string): Paragraph[] => (when === undefined ? [] : [paragraph({ text })]);
  return [
    ...marker(`{{#if ${when}}}`),
    paragraph({
      numbering: { reference: ARTICLE, level: 1 },
      alignment: AlignmentType.BOTH,
      keepNext: edition === 'both',
      keepLines: true,
      spacing: { line: 360, after: edition === 'both' ? 0 : 40 },
      children: [new TextRun(zh)],
    }),
    ...(edition === 'both'
      ? [english(en, { indent: { left: HANGING }, spacing: { after: 80 }, alignment: AlignmentType.LEFT })]
      : []),
    ...marker('{{/if}}'),
  ];
}

const close = (edition: Edition): Paragraph[] => [
  paragraph({
    alignment: AlignmentType.CENTER,
    keepNext: true,
    spacing: { before: 240, after: 160 },
    children: [
      new TextRun({
        text: edition === 'both' ? '（以下无正文，为签署栏  Signatures follow）' : '（以下无正文，为签署栏）',
        color: GREY,
      }),
    ],
  }),
];
