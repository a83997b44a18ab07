import type { Cell, Worksheet } from 'exceljs';
import type { Company } from '../../core/company.ts';
import type { Field, Table } from '../../core/fields.ts';
import type { Kind } from '../../core/kind.ts';
import { type Lists, takeInput } from './form-cells.ts';
import { exampleValue } from './form-example.ts';
import { band, COLOURS, dress, font, printable, run } from './form-style.ts';

const TABLE_ROWS = 20;
const LABEL_WIDTH = 17;
const [NARROWEST, WIDEST] = [10, 26];
const GROUP_WIDTH = 56;

/** Columns of the sheet: widths, and in which of them the labels of the header fields stand. */
interface Grid {
  readonly widths: readonly number[];
  readonly labels: readonly number[];
}

const clamp = (width: number): number => Math.min(Math.max(width, NARROWEST), WIDEST);

const gridOf = (kind: Kind): Grid => {
  const rows = kind.shape.tables.map(({ fields }) => fields.map(({ meta }) => clamp(meta.width ?? 16)));
  const columns = Math.max(4, ...rows.map((widths) => widths.length));
  const widths = Array.from(
    { length: columns },
    (_, at) => Math.max(0, ...rows.map((row) => row[at] ?? 0)) || 20,
  );
  const total = widths.reduce((sum, width) => sum + width, 0);
  const groups = Math.min(3, Math.max(2, Math.round(total / GROUP_WIDTH)), Math.floor(columns / 2));
  const labels = [0];
  let reached = 0;
  for (const [at, width] of widths.entries()) {
    const isFree = at - (labels.at(-1) ?? 0) >= 2 && columns - at >= 2;
    if (isFree && labels.length < groups && reached >= (total / groups) * labels.length - width / 2)
      labels.push(at);
    reached += width;
  }
  return {
    widths: widths.map((width, at) => (labels.includes(at) ? Math.max(width, LABEL_WIDTH) : width)),
    labels,
  };
};

export interface Drawing {
  readonly kind: Kind;
  readonly company: Company | undefined;
  readonly lists: Lists;
  /** Filled in with the fields' examples, in grey italics. */
  readonly isExample: boolean;
}

/** The form: a band with its title, the header fields in two or three columns, then the tables. */
export const drawForm = (sheet: Worksheet, drawing: Drawing): void => {
  const grid = gridOf(drawing.kind);
  for (const [at, width] of grid.widths.entries()) sheet.getColumn(at + 1).width = width;
  let row = drawTop(sheet, drawing, grid.widths.length);
  if (drawing.kind.shape.fields.length > 0) {
    section(sheet, row, grid, '基本信息', 'Request');
    row = drawHeader(sheet, row + 1, grid, drawing);
  }
  for (const table of drawing.kind.shape.tables) {
    section(sheet, row, grid, table.label.zh, table.label.en);
    row = drawTable(sheet, row + 1, table, drawing);
  }
  sheet.views = [{ state: 'frozen', ySplit: 2, showGridLines: false }];
  printable(sheet, grid.widths.reduce((sum, width) => sum + width, 0) > 95);
};

const drawTop = (sheet: Worksheet, { kind, company, isExample }: Drawing, columns: number): number => {
  const name = kind.type === 'document' ? `${kind.title.zh}申请表` : kind.title.zh;
  const english = kind.type === 'document' ? `${kind.title.en} request` : kind.title.en;
  const runs = [
    run(company ? `${company.shortName.zh}　` : '', font(12, 'FFB9C9DC')),
    run(isExample ? `${name} · 示例` : name, font(18, COLOURS.white, { bold: true })),
    run(`   ${english}${isExample ? ' · example' : ''}`, font(11, 'FFB9C9DC')),
  ];
  band(sheet, 1, columns, runs, { fill: COLOURS.navy, height: 40 });
  const lines = isExample
    ? ['本页仅供参考，系统不读取。', 'This sheet only shows how to fill in the form; it is not read.']
    : [
        '为必填（浅黄色）。填好后保存，放入收件文件夹；填写方法见“说明”页。',
        'is required (yellow). Fill in, save and drop the file into the inbox; see the sheet Guide for help.',
      ];
  const star = isExample ? [] : [run('* ', font(10, COLOURS.red, { bold: true }))];
  const hints = [
    ...star,
    run(`${lines[0]}\n`, font(10, COLOURS.text)),
    ...star,
    run(lines[1] ?? '', font(9, COLOURS.soft)),
  ];
  band(sheet, 2, columns, hints, { fill: COLOURS.white, height: 34 });
  return 3;
};

const section = (sheet: Worksheet, row: number, grid: Grid, zh: string, en: string): void => {
  const runs = [run(`${zh} `, font(11, COLOURS.navy, { bold: true })), run(en, font(9, COLOURS.soft))];
  band(sheet, row, grid.widths.length, runs, { fill: COLOURS.band, height: 22 });
};

/** Chinese label, a red star when it is required, English below. */
export const writeLabel = (cell: Cell, { meta, required }: Field, label = meta.label): void => {
  dress(cell, { font: font(10, COLOURS.text), fill: 'FFF5F8FB' });
  cell.value = {
    richText: [
      run(label.zh, font(10, COLOURS.text, { bold: true })),
      ...(required ? [run(' *', font(10, COLOURS.red, { bold: true }))] : []),
      run(`\n${label.en}`, font(8, COLOURS.soft)),
    ],
  };
};

const writeValue = (cell: Cell, field: Field, { lists, isExample }: Drawing): void => {
  const look = isExample ? font(10, COLOURS.soft, { italic: true }) : font(10, COLOURS.text);
  const isNumber = ['decimal', 'integer', 'quantity'].includes(field.meta.type);
  dress(cell, {
    font: look,
    fill: field.required && !isExample ? COLOURS.required : COLOURS.white,
    align: isNumber ? 'right' : 'left',
  });
  if (isExample) cell.value = exampleValue(field);
  else takeInput(cell, field, lists);
};

const drawHeader = (sheet: Worksheet, from: number, grid: Grid, drawing: Drawing): number => {
  const { fields } = drawing.kind.shape;
  const columns = grid.widths.length;
  let row = from;
  for (let at = 0; at < fields.length; at += grid.labels.length) {
    for (const [group, label] of grid.labels.entries()) {
      const end = grid.labels[group + 1] ?? columns;
      const field = fields[at + group];
      if (end - label > 2) sheet.mergeCells(row, label + 2, row, end);
      if (field) {
        writeLabel(sheet.getCell(row, label + 1), field);
        writeValue(sheet.getCell(row, label + 2), field, drawing);
      }
    }
    sheet.getRow(row).height = 30;
    row++;
  }
  return row;
};

const drawTable = (sheet: Worksheet, from: number, table: Table, drawing: Drawing): number => {
  const rows = drawing.isExample ? 1 : TABLE_ROWS;
  for (const [at, field] of table.fields.entries()) {
    writeLabel(sheet.getCell(from, at + 1), field);
    for (let row = 1; row <= rows; row++) writeValue(sheet.getCell(from + row, at + 1), field, drawing);
  }
  sheet.getRow(from).height = 34;
  for (let row = 1; row <= rows; row++) sheet.getRow(from + row).height = 21;
  return from + rows + 1;
};
