import type { Workbook, Worksheet } from 'exceljs';
import { PROBLEM_SHEET } from '../../core/requests/source.ts';
import type { Problem, Text } from '../../core/result.ts';
import { KEPT_COLUMN, type Kept, placeOf } from './annotate-place.ts';
import { band, COLOURS, dress, font, printable, run } from './form-style.ts';

const MOST_LINES = 2000;

export interface List {
  readonly name: string;
  readonly problems: readonly Problem[];
  readonly kept: readonly Kept[];
  readonly extent: 'whole' | 'rows' | 'list';
}

const COLUMNS: readonly (readonly [string, number])[] = [
  ['#', 6],
  ['位置 Cell', 22],
  ['栏目 Field', 20],
  ['问题 Problem', 52],
  ['怎样改 How to mend it', 52],
];

const ADVICE: Readonly<Record<List['extent'], Text>> = {
  whole: {
    zh: '点“位置”可跳到单元格。改好红色单元格后保存，把本文件重新放入收件文件夹即可；已接收的申请不会重复。',
    en: 'Click a cell to go there. Mend the red cells, save, and drop this file again: what was taken before is not taken twice.',
  },
  rows: {
    zh: '原文件很大，这里只列出问题和有问题的行。请在原文件中修改后重新提交。',
    en: 'The file is very large: only its mistakes and the rows that have them are shown. Mend the original and send it again.',
  },
  list: {
    zh: '请按下面的说明修改原文件后重新提交。',
    en: 'Mend the original as said below and send it again.',
  },
};

/** The first sheet of the copy: every mistake with a link to its cell. */
export const addProblemSheet = (workbook: Workbook, list: List): void => {
  const sheet = workbook.addWorksheet(PROBLEM_SHEET, { properties: { tabColor: { argb: COLOURS.red } } });
  Object.assign(sheet, { orderNo: -1 });
  workbook.views = [
    { activeTab: 0, firstSheet: 0, visibility: 'visible', x: 0, y: 0, width: 24_000, height: 14_000 },
  ];
  for (const [at, [, width]] of COLUMNS.entries()) sheet.getColumn(at + 1).width = width;
  sheet.getColumn(KEPT_COLUMN).hidden = true;
  drawHead(sheet, list);
  const shown = list.problems.slice(0, MOST_LINES);
  for (const [at, found] of shown.entries()) drawLine(workbook, sheet, at, found);
  drawMore(sheet, shown.length, list.problems.length);
  for (const [at, kept] of list.kept.entries())
    sheet.getCell(4 + at, KEPT_COLUMN).value = JSON.stringify(kept);
  sheet.views = [{ state: 'frozen', ySplit: 3, showGridLines: false }];
  printable(sheet, true, '3:3');
};

const drawHead = (sheet: Worksheet, { name, problems, extent }: List): void => {
  const count = problems.length;
  const title = [
    run(`共 ${count} 个问题`, font(16, COLOURS.white, { bold: true })),
    run(`   ${count} problem${count === 1 ? '' : 's'} · ${name.slice(0, 100)}`, font(10, 'FFFADADA')),
  ];
  band(sheet, 1, COLUMNS.length, title, { fill: 'FFB3261E', height: 36 });
  const advice = [
    run(`${ADVICE[extent].zh}\n`, font(10, COLOURS.text)),
    run(ADVICE[extent].en, font(9, COLOURS.soft)),
  ];
  band(sheet, 2, COLUMNS.length, advice, { fill: COLOURS.white, height: 36 });
  for (const [at, [text]] of COLUMNS.entries()) {
    const cell = sheet.getCell(3, at + 1);
    dress(cell, { font: font(10, COLOURS.navy, { bold: true }), fill: COLOURS.band });
    cell.value = text;
  }
};

const both = (text: Text | undefined): string => (text ? `${text.zh}\n${text.en}`.slice(0, 2000) : '');

const drawLine = (workbook: Workbook, sheet: Worksheet, at: number, found: Problem): void => {
  const texts = [String(at + 1), found.cell ?? '', both(found.label), both(found.message), both(found.fix)];
  for (const [col, text] of texts.entries()) {
    const cell = sheet.getCell(4 + at, col + 1);
    dress(cell, {
      font: font(9, col === 0 ? COLOURS.soft : COLOURS.text),
      align: col === 0 ? 'center' : 'left',
    });
    cell.value = text;
  }
  const longest = Math.max(both(found.message).length, both(found.fix).length);
  sheet.getRow(4 + at).height = Math.min(30 + Math.floor(longest / 110) * 14, 120);
  link(workbook, sheet, at, found);
};

const link = (workbook: Workbook, sheet: Worksheet, at: number, { cell: text }: Problem): void => {
  const place = placeOf(text);
  if (!place || !text || workbook.getWorksheet(place.sheet) === undefined) return;
  const cell = sheet.getCell(4 + at, 2);
  cell.value = { text, hyperlink: `#'${place.sheet.replaceAll("'", "''")}'!${place.ref}` };
  cell.font = font(9, 'FF1A5FB4', { underline: true });
};

const drawMore = (sheet: Worksheet, shown: number, all: number): void => {
  if (all <= shown) return;
  const cell = sheet.getCell(4 + shown, 4);
  cell.value = `还有 ${all - shown} 个问题，见 errors.json\n${all - shown} more: see errors.json`;
  dress(cell, { font: font(10, COLOURS.red, { bold: true }) });
};
