import type { Worksheet } from 'exceljs';
import type { Field } from '../../core/fields.ts';
import type { Kind } from '../../core/kind.ts';
import type { Text } from '../../core/result.ts';
import { howTo } from './form-cells.ts';
import { exampleValue } from './form-example.ts';
import { band, COLOURS, dress, font, printable, run } from './form-style.ts';

const TITLES: readonly (readonly [Text, number])[] = [
  [{ zh: '部分', en: 'Part' }, 14],
  [{ zh: '栏目', en: 'Field' }, 24],
  [{ zh: '必填', en: 'Required' }, 13],
  [{ zh: '怎样填', en: 'How to fill in' }, 44],
  [{ zh: '示例', en: 'Example' }, 26],
];

/** Every field with its meaning, as a table to read and print. */
export const drawGuide = (sheet: Worksheet, kind: Kind): void => {
  for (const [at, [, width]] of TITLES.entries()) sheet.getColumn(at + 1).width = width;
  const title = [
    run(`${kind.title.zh} · 填写说明`, font(16, COLOURS.white, { bold: true })),
    run(`   ${kind.title.en} · guide`, font(11, 'FFB9C9DC')),
  ];
  band(sheet, 1, TITLES.length, title, { fill: COLOURS.navy, height: 36 });
  const purpose = [
    run(`${kind.purpose.zh}\n`, font(10, COLOURS.text)),
    run(kind.purpose.en, font(9, COLOURS.soft)),
  ];
  band(sheet, 2, TITLES.length, purpose, { fill: COLOURS.white, height: 34 });
  for (const [at, [text]] of TITLES.entries()) {
    const cell = sheet.getCell(3, at + 1);
    dress(cell, { font: font(10, COLOURS.navy, { bold: true }), fill: COLOURS.band });
    cell.value = `${text.zh} ${text.en}`;
  }
  let row = 4;
  for (const field of kind.shape.fields) line(sheet, row++, { zh: '基本信息', en: 'Request' }, field);
  for (const table of kind.shape.tables)
    for (const field of table.fields) line(sheet, row++, table.label, field);
  sheet.views = [{ state: 'frozen', ySplit: 3, showGridLines: false }];
  printable(sheet, false, '3:3');
};

const line = (sheet: Worksheet, row: number, part: Text, field: Field): void => {
  const { meta, required } = field;
  const how = howTo(meta);
  const choices = meta.choices?.map(({ label }) => label.zh).join('、');
  const zh = [how.zh, choices, meta.help?.zh].filter(Boolean).join('；');
  const en = [how.en, meta.help?.en].filter(Boolean).join('; ');
  const texts = [
    part.zh,
    `${meta.label.zh}\n${meta.label.en}`,
    required ? '是 Yes' : '',
    `${zh}\n${en}`,
    exampleValue(field),
  ];
  for (const [at, text] of texts.entries()) {
    const cell = sheet.getCell(row, at + 1);
    dress(cell, {
      font: at === 2 ? font(9, COLOURS.red) : font(9, at === 0 ? COLOURS.soft : COLOURS.text),
      align: at === 2 ? 'center' : 'left',
      ...(required && at === 1 && { fill: COLOURS.required }),
    });
    cell.value = text;
  }
  sheet.getRow(row).height = zh.length + en.length > 75 ? 42 : 30;
};
