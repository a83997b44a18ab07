import { describe, expect, it } from 'vitest';
import { book, row, unpack } from '../../../test/support/office-package.ts';
import { compile } from './index.ts';

const template = book({
  sheets: {
    S: {
      before: '<dimension ref="A1:E11"/>',
      rows:
        row(1, { A: 'Title' }) +
        row(5, {
          A: '{{#each items}}{{@number}}',
          B: '{{name}}',
          D: '{{price}}',
          E: '=D5*2',
          F: '{{/each}}',
        }) +
        row(6, { D: '=SUM(D5:D5)', E: '=SUM(E5:E5)' }) +
        row(8, { A: 'Total', E: '=E6*1.13' }) +
        row(10, { A: 'x', B: 'y' }) +
        row(11, { A: 'link' }),
      after:
        '<mergeCells count="3"><mergeCell ref="A1:E1"/><mergeCell ref="B5:C5"/><mergeCell ref="A8:C8"/></mergeCells>' +
        '<conditionalFormatting sqref="D5:D5"><cfRule type="cellIs" priority="1" operator="greaterThan"><formula>3</formula></cfRule></conditionalFormatting>' +
        '<conditionalFormatting sqref="A10:B10"><cfRule type="expression" priority="2"><formula>$E$6&gt;3</formula></cfRule></conditionalFormatting>' +
        '<dataValidations count="1"><dataValidation type="list" sqref="B10"><formula1>"a,b"</formula1></dataValidation></dataValidations>' +
        '<hyperlinks><hyperlink ref="A11" location="S!A1"/></hyperlinks>' +
        '<rowBreaks count="1" manualBreakCount="1"><brk id="9" max="16383" man="1"/></rowBreaks>',
    },
  },
  names:
    '<definedNames><definedName name="_xlnm.Print_Area" localSheetId="0">S!$A$1:$E$12</definedName><definedName name="Total">S!$E$6</definedName></definedNames>',
});

const parts = unpack(
  compile(template).fill({ items: [1, 2, 3].map((price) => ({ name: `item ${price}`, price })) }),
);
const sheet = parts['xl/worksheets/sheet1.xml'] ?? '';
const all = (pattern: RegExp, text = sheet): string[] =>
  [...text.matchAll(pattern)].map((match) => match[1] ?? '');
const formulas = Object.fromEntries(
  [...sheet.matchAll(/<c r="([A-Z]+\d+)"[^>]*><f>([^<]*)<\/f>/g)].map((match) => [match[1], match[2]]),
);

describe('the acceptance example of the shifter: a loop in row 5, three items', () => {
  it('numbers rows and their cells', () => {
    expect(all(/<row r="(\d+)"/g)).toEqual(['1', '5', '6', '7', '8', '10', '12', '13']);
    for (const [, number, inside] of sheet.matchAll(/<row r="(\d+)">(.*?)<\/row>/g)) {
      for (const cell of all(/<c r="[A-Z]+(\d+)"/g, inside)) expect(cell).toBe(number);
    }
  });
  it('moves formulas', () => {
    expect(formulas).toEqual({
      E5: 'D5*2',
      E6: 'D6*2',
      E7: 'D7*2',
      D8: 'SUM(D5:D7)',
      E8: 'SUM(E5:E7)',
      E10: 'E8*1.13',
    });
  });
  it('moves and repeats merges', () => {
    expect(all(/<mergeCell ref="([^"]+)"/g)).toEqual(['A1:E1', 'B5:C5', 'B6:C6', 'B7:C7', 'A10:C10']);
    expect(sheet).toContain('<mergeCells count="5">');
  });
  it('moves conditional formats with their formulas', () => {
    expect(all(/<conditionalFormatting sqref="([^"]+)"/g)).toEqual(['D5:D7', 'A12:B12']);
    expect(all(/<formula>([^<]+)</g)).toEqual(['3', '$E$8&gt;3']);
  });
  it('moves validation, link and page break', () => {
    expect(all(/<dataValidation [^>]*sqref="([^"]+)"/g)).toEqual(['B12']);
    expect(all(/<hyperlink ref="([^"]+)"/g)).toEqual(['A13']);
    expect(all(/<brk id="(\d+)"/g)).toEqual(['11']);
    expect(all(/<dimension ref="([^"]+)"/g)).toEqual(['A1:E13']);
  });
  it('moves defined names and the print area', () => {
    expect(all(/<definedName [^>]*>([^<]+)</g, parts['xl/workbook.xml'])).toEqual(['S!$A$1:$E$14', 'S!$E$8']);
  });
  it('writes numbers as numbers, drops cached results and asks for a calculation', () => {
    expect(sheet).toContain('<c r="D6"><v>2</v></c>');
    expect(sheet).not.toMatch(/<\/f><v>/);
    expect(parts['xl/workbook.xml']).toContain('fullCalcOnLoad="1"');
  });
  it('keeps a lone row for one item and closes up for none', () => {
    const one =
      unpack(compile(template).fill({ items: [{ name: 'x', price: 1 }] }))['xl/worksheets/sheet1.xml'] ?? '';
    expect(one).toContain('<f>SUM(D5:D5)</f>');
    const none = unpack(compile(template).fill({ items: [] }))['xl/worksheets/sheet1.xml'] ?? '';
    expect(all(/<row r="(\d+)"/g, none)).toEqual(['1', '5', '7', '9', '10']);
    expect(none).toContain('<f>SUM(0)</f>');
    expect(all(/<mergeCell ref="([^"]+)"/g, none)).toEqual(['A1:E1', 'A7:C7']);
    expect(all(/<conditionalFormatting sqref="([^"]+)"/g, none)).toEqual(['A9:B9']);
  });
});
