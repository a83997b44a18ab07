import {
  AlignmentType,
  BorderStyle,
  Document,
  Footer,
  Header,
  HeadingLevel,
  Packer,
  PageNumber,
  Paragraph,
  ShadingType,
  Table,
  TableCell,
  TableRow,
  TextRun,
  VerticalAlign,
  WidthType,
} from 'docx';
import type { Dialect } from './dialects.ts';

/** The contract of four pages: 52 values around a table of seven columns, 60 tags with its loop. */
export const VALUES = Array.from({ length: 51 }, (_, i) => `field${i + 1}`);
export const COLUMNS = ['no', 'code', 'name', 'unit', 'quantity', 'price', 'amount'];

export const contractData = (rows: number) => ({
  ...Object.fromEntries(VALUES.map((name, i) => [name, `约定内容 ${i + 1} & Agreed term No. ${i + 1}`])),
  items: Array.from({ length: rows }, (_, i) => ({
    no: String(i + 1),
    code: `YH-M${6000 + i}-V3`,
    name: `工业通信模块 ${i + 1} 型 <DIN>`,
    unit: '台',
    quantity: String(10 + i),
    price: `${(1280 + i).toFixed(2)}`,
    amount: `${((1280 + i) * (10 + i)).toFixed(2)}`,
  })),
});

const FONT = { ascii: 'Times New Roman', hAnsi: 'Times New Roman', eastAsia: '宋体', cs: 'Times New Roman' };
const run = (text: string, bold = false): TextRun =>
  new TextRun({
    text,
    bold,
    font: FONT,
    size: 21,
    color: '1F1F1F',
    language: { value: 'en-US', eastAsia: 'zh-CN' },
  });

const PHRASES = [
  '乙方应当按照本合同约定的时间、地点和方式交付货物，',
  'the Supplier shall notify the Buyer in writing before each shipment, ',
  '包括发货数量、承运人和预计到达日期；',
  'any delay for which the Supplier is responsible is charged by the day, ',
  '逾期部分按每日合同总价的千分之三支付违约金，',
  'up to five percent of the contract price in total. ',
  '验收标准以双方确认的技术规格书为准，',
  'claims for hidden defects may be raised within the warranty period, ',
  '质量保证期自验收合格之日起计算；',
  'neither party is liable for events beyond its reasonable control, ',
  '双方应就未尽事宜另行签订补充协议，',
];

/** A clause as Word saves it: one sentence in many runs, a value among them. */
const clause = (dialect: Dialect, names: readonly string[], n: number): Paragraph => {
  const texts = [0, 1, 2].map((i) => `${PHRASES[(n * 7 + i * 3) % PHRASES.length]}${n * 13 + i}`);
  const values = names.flatMap((name) => [run(dialect.value(name), true), run('；')]);
  const runs = texts.map((text) => run(text));
  return new Paragraph({
    alignment: AlignmentType.BOTH,
    spacing: { before: 20, after: 20 },
    indent: { firstLine: 420 },
    children: [run(`${n}. `), ...runs.slice(0, 2), ...values, ...runs.slice(2)],
  });
};

const EDGE = { style: BorderStyle.SINGLE, size: 4, color: '7F7F7F' };
const BORDERS = { top: EDGE, bottom: EDGE, left: EDGE, right: EDGE };
const WIDTHS = [700, 1700, 2600, 800, 1100, 1200, 1300];

const cell = (text: string, column: number, head: boolean): TableCell =>
  new TableCell({
    width: { size: WIDTHS[column] ?? 900, type: WidthType.DXA },
    verticalAlign: VerticalAlign.CENTER,
    borders: BORDERS,
    ...(head ? { shading: { type: ShadingType.CLEAR, fill: 'D9E2F3' } } : {}),
    children: [
      new Paragraph({
        alignment: column > 3 ? AlignmentType.RIGHT : AlignmentType.LEFT,
        spacing: { before: 20, after: 20 },
        children: [run(text, head)],
      }),
    ],
  });

const row = (cells: readonly string[], head = false): TableRow =>
  new TableRow({
    cantSplit: true,
    tableHeader: head,
    children: cells.map((text, i) => cell(text, i, head)),
  });

const HEADS = ['序号', '编码', '名称', '单位', '数量', '单价', '金额'];

/** The table of goods, with whatever rows are wanted below its head. */
export const goods = (rows: readonly (readonly string[])[]): Table =>
  new Table({
    width: { size: 9400, type: WidthType.DXA },
    columnWidths: WIDTHS,
    rows: [row(HEADS, true), ...rows.map((cells) => row(cells))],
  });

/** The template as .docx; `table` takes the place of the loop for a library that has none. */
export const contractTemplate = async (dialect: Dialect, table?: Paragraph): Promise<Uint8Array> => {
  const clauses = Array.from({ length: 50 }, (_, i) => clause(dialect, VALUES.slice(i, i + 1), i + 1));
  const title = (text: string): Paragraph =>
    new Paragraph({
      heading: HeadingLevel.HEADING_1,
      alignment: AlignmentType.CENTER,
      children: [run(text, true)],
    });
  const document = new Document({
    title: 'Contract',
    styles: { default: { document: { run: { font: FONT, size: 21 } } } },
    sections: [
      {
        headers: { default: new Header({ children: [new Paragraph({ children: [run('采购合同')] })] }) },
        footers: {
          default: new Footer({
            children: [
              new Paragraph({
                alignment: AlignmentType.CENTER,
                children: [new TextRun({ children: ['第 ', PageNumber.CURRENT, ' 页'] })],
              }),
            ],
          }),
        },
        children: [
          title('采购合同 Purchase Contract'),
          ...clauses.slice(0, 15),
          table ?? goods(dialect.rows(COLUMNS)),
          ...clauses.slice(15),
          new Paragraph({ children: [run('签署 Signed: '), run(dialect.value(VALUES[50] ?? ''), true)] }),
        ],
      },
    ],
  });
  return new Uint8Array(await Packer.toBuffer(document));
};
