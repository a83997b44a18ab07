import {
  AlignmentType,
  HeightRule,
  Paragraph,
  ShadingType,
  Table,
  TableCell,
  TableLayoutType,
  TableRow,
  TextRun,
  VerticalAlignTable,
  WidthType,
} from 'docx';
import { BLUE, type Edition, GREY, line, PALE, RIGHT, RULE, SIZE } from './look.ts';

type Alignment = (typeof AlignmentType)[keyof typeof AlignmentType];

interface Look {
  readonly bold?: boolean;
  readonly colour?: string;
  readonly size?: number;
  readonly align?: Alignment;
  readonly fill?: string;
  readonly span?: number;
  /** Printed below in smaller type, a line each. */
  readonly below?: readonly string[];
}

const ALL = line(RULE);
const BORDERS = { top: ALL, bottom: ALL, left: ALL, right: ALL };

const text = (said: string, { bold = false, colour, size, align, below }: Look): Paragraph[] => {
  const alignment = align ?? AlignmentType.LEFT;
  const run = (value: string, more: object): Paragraph =>
    new Paragraph({
      alignment,
      spacing: { before: 20, after: 20 },
      children: [new TextRun({ text: value, ...more })],
    });
  return [
    run(said, { bold, size: size ?? SIZE.table, ...(colour && { color: colour }) }),
    ...(below ?? []).map((line) => run(line, { size: SIZE.small - 1, color: GREY })),
  ];
};

const cell = (width: number, said: string, look: Look = {}): TableCell =>
  new TableCell({
    width: { size: width, type: WidthType.DXA },
    borders: BORDERS,
    verticalAlign: VerticalAlignTable.CENTER,
    margins: { left: 80, right: 80, top: 30, bottom: 30 },
    ...(look.span && { columnSpan: look.span }),
    ...(look.fill && { shading: { type: ShadingType.CLEAR, fill: look.fill, color: 'auto' } }),
    children: text(said, look),
  });

const table = (columnWidths: readonly number[], rows: readonly TableRow[]): Table =>
  new Table({
    layout: TableLayoutType.FIXED,
    width: { size: RIGHT, type: WidthType.DXA },
    columnWidths: [...columnWidths],
    rows: [...rows],
  });

const total = (widths: readonly number[]): number => widths.reduce((all, width) => all + width, 0);

const PARTY_WIDTHS = [1838, 3900, 3900] as const;

/** What is printed of a party; with English, in both languages. */
type Said = string | { readonly path: string; readonly otherwise?: string };
type Party = readonly [zh: string, en: string, buyer: Said, seller: Said];

const PARTIES: readonly Party[] = [
  ['名称', 'Name', { path: 'buyer.name' }, { path: 'company.name' }],
  ['统一社会信用代码', 'Credit code', '{{buyer.creditCode}}', '{{company.creditCode}}'],
  ['住所', 'Address', { path: 'buyer.address' }, { path: 'company.address' }],
  [
    '法定代表人',
    'Representative',
    { path: 'buyer.representative' },
    { path: 'company.legalRepresentative', otherwise: '—' },
  ],
  ['联系人', 'Contact', { path: 'buyer.contact' }, { path: 'salesperson.name' }],
  ['电话', 'Telephone', '{{buyer.phone}}', '{{salesperson.phone}}'],
  ['电子邮箱', 'E-mail', '{{buyer.email}}', '{{salesperson.email}}'],
  ['开户行', 'Bank', { path: 'buyer.bank' }, { path: 'company.bank.name' }],
  ['账号', 'Account', '{{buyer.account}}', '{{company.bank.account}}'],
];

const partyCell = (width: number, said: Said, edition: Edition): TableCell => {
  if (typeof said === 'string') return cell(width, said);
  const { path, otherwise } = said;
  const zh = `{{${path}.zh${otherwise ? ` | default "${otherwise}"` : ''}}}`;
  const en = `{{#if ${path}.en != ${path}.zh}}{{${path}.en}}{{/if}}`;
  return cell(width, zh, edition === 'both' ? { below: [en] } : {});
};

/** 买方, 卖方. */
export const partiesTable = (edition: Edition): Table => {
  const [label, buyer, seller] = PARTY_WIDTHS;
  const head = { bold: true, colour: BLUE, fill: PALE, align: AlignmentType.CENTER } as const;
  const isBoth = edition === 'both';
  return table(PARTY_WIDTHS, [
    new TableRow({
      tableHeader: true,
      cantSplit: true,
      children: [
        cell(label, '', head),
        cell(buyer, isBoth ? '买方（甲方） Buyer' : '买方（甲方）', head),
        cell(seller, isBoth ? '卖方（乙方） Seller' : '卖方（乙方）', head),
      ],
    }),
    ...PARTIES.map(
      ([zh, en, ofBuyer, ofSeller]) =>
        new TableRow({
          cantSplit: true,
          children: [
            cell(label, zh, { colour: GREY, ...(isBoth && { below: [en] }) }),
            partyCell(buyer, ofBuyer, edition),
            partyCell(seller, ofSeller, edition),
          ],
        }),
    ),
  ]);
};

const heads: readonly (readonly [zh: string, en: string])[] = [
  ['序号', 'No.'],
  ['型号', 'Model'],
  ['品名及规格', 'Goods, specification'],
  ['单位', 'Unit'],
  ['数量', 'Quantity'],
  ['含税单价', 'Unit price'],
  ['金额', 'Amount'],
];

const WIDTHS = [700, 1480, 3338, 700, 940, 1080, 1400] as const;

const RIGHTS = { align: AlignmentType.RIGHT } as const;
const CENTRE = { align: AlignmentType.CENTER } as const;

/** 合同明细, with its totals. */
export const goodsTable = (edition: Edition): Table => {
  const isBoth = edition === 'both';
  const look = { bold: true, colour: BLUE, fill: PALE, ...CENTRE };
  const [no, model, goods, unit, quantity, price, amount] = WIDTHS;
  const spec = [
    '规格：{{spec.zh}}；品牌：{{brand.zh}}{{#if note.zh}}；{{note.zh}}{{/if}}',
    ...(isBoth
      ? ['{{name.en}}. Spec.: {{spec.en}}; brand: {{brand.en}}{{#if note.en}}; {{note.en}}{{/if}}']
      : []),
  ];
  return table(WIDTHS, [
    new TableRow({
      tableHeader: true,
      cantSplit: true,
      children: heads.map(([zh, en], i) =>
        cell(WIDTHS[i] ?? 0, zh, { ...look, ...(isBoth && { below: [en] }) }),
      ),
    }),
    new TableRow({
      cantSplit: true,
      children: [
        cell(no, '{{#each lines}}{{@number}}', CENTRE),
        cell(model, '{{product}}'),
        cell(goods, '{{name.zh}}', { below: spec }),
        cell(unit, '{{unit.zh}}', { ...CENTRE, ...(isBoth && { below: ['{{unit.en}}'] }) }),
        cell(quantity, '{{quantity | money 0}}', RIGHTS),
        cell(price, '{{unitPrice}}', RIGHTS),
        cell(amount, '{{amount | money}}{{/each}}', RIGHTS),
      ],
    }),
    new TableRow({
      cantSplit: true,
      children: [
        cell(total(WIDTHS), isBoth ? '（以下空白  Nothing follows）' : '（以下空白）', {
          ...CENTRE,
          colour: GREY,
          span: 7,
          size: SIZE.small,
        }),
      ],
    }),
    figure(isBoth ? '不含税金额 Net' : '不含税金额', '{{total.net | money}}'),
    figure(isBoth ? '税额 VAT {{taxPercent}}' : '税额（{{taxPercent}}）', '{{total.tax | money}}'),
    new TableRow({
      cantSplit: true,
      children: [
        cell(no + model, isBoth ? '价税合计 Total' : '价税合计', { ...look, span: 2 }),
        cell(goods + unit + quantity, '{{totalInWords.zh}}', {
          bold: true,
          fill: PALE,
          span: 3,
          ...(isBoth && { below: ['{{totalInWords.en}}'] }),
        }),
        cell(price + amount, '{{totalFigure}}', {
          bold: true,
          colour: BLUE,
          fill: PALE,
          span: 2,
          size: 24,
          ...RIGHTS,
        }),
      ],
    }),
  ]);
};

const figure = (label: string, value: string): TableRow =>
  new TableRow({
    cantSplit: true,
    children: [
      cell(total(WIDTHS.slice(0, 6)), label, { ...RIGHTS, colour: GREY, span: 6 }),
      cell(WIDTHS[6], value, RIGHTS),
    ],
  });

const HALF = RIGHT / 2;

const place = (head: string, names: readonly [string, ...string[]], lines: readonly string[]): TableCell => {
  const line = (text: string, before: number, more: object = {}): Paragraph =>
    new Paragraph({ spacing: { before }, keepNext: true, children: [new TextRun({ text, ...more })] });
  return new TableCell({
    width: { size: HALF, type: WidthType.DXA },
    borders: BORDERS,
    margins: { left: 140, right: 140, top: 100, bottom: 100 },
    children: [
      line(head, 0, { bold: true, color: BLUE }),
      line(names[0], 60),
      ...names.slice(1).map((name) => line(name, 0, { size: SIZE.english, color: GREY })),
      ...lines.map((said) => line(said, 240)),
    ],
  });
};

/** 签署栏: where both parties sign and seal, on one page. */
export const signatureTable = (edition: Edition): Table => {
  const isBoth = edition === 'both';
  const say = (zh: string, en: string): string => (isBoth ? `${zh} ${en}` : zh);
  // a template names its places: whoever signs for the party, and the round seal across its date
  const lines = (signer: string, seal: string): readonly string[] => [
    `${say('法定代表人或授权代表（签字）', 'Signature')}：`,
    `{{sign:${signer} 45mm x 12mm}}`,
    `${say('签署日期', 'Date')}：${seal}`,
  ];
  const names = (path: string): [string, ...string[]] => [
    `{{${path}.zh}}`,
    ...(isBoth ? [`{{#if ${path}.en != ${path}.zh}}{{${path}.en}}{{/if}}`] : []),
  ];
  return table(
    [HALF, HALF],
    [
      new TableRow({
        cantSplit: true,
        height: { value: 2700, rule: HeightRule.ATLEAST },
        children: [
          place(say('买方（盖章）', 'Buyer (seal)'), names('buyer.name'), lines('buyer', '')),
          place(
            say('卖方（盖章）', 'Seller (seal)'),
            names('company.name'),
            lines('director', '　　　　　　{{seal:company}}'),
          ),
        ],
      }),
    ],
  );
};
