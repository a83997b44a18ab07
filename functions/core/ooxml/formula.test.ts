import { describe, expect, it } from 'vitest';
import {
  areaText,
  columnName,
  columnNumber,
  moveFormula,
  parseArea,
  parseFormula,
  referenceText,
} from './formula.ts';

const refs = (formula: string): string[] =>
  parseFormula(formula).flatMap((part) => (typeof part === 'string' ? [] : [referenceText(part)]));

describe('references in formulas', () => {
  it.each([
    ['D5*2', ['D5']],
    ['SUM(D5:D5)', ['D5:D5']],
    ["'My ''Q'' Sheet'!$A$1+Data!B2", ["'My ''Q'' Sheet'!$A$1", 'Data!B2']],
    ['报价单!B2*税率!$C$3', ['报价单!B2', '税率!$C$3']],
    ['LOG10(A1)+ATAN2(B1,C1)', ['A1', 'B1', 'C1']],
    ['IF(A1="B2 said ""C3""",D4,0)', ['A1', 'D4']],
    ['Table1[Col A1]+Table1[[#This Row],[B2]]', []],
    ['[1]Sheet1!A1+[2]X!B2:C3+A9', ['A9']],
    ["'[book.xlsx]S'!A1", []],
    ['SUM(Jan:Mar!A1)', ['Jan:Mar!A1']],
    ["SUM('Jan 1:Mar ''s'!A1:B2)", ["'Jan 1:Mar ''s'!A1:B2"]],
    ["'[book.xlsx]Jan:Mar'!A1+[1]!Name", []],
    ['A:C', ['A:C']],
    ['$1:$3', ['$1:$3']],
    ['S!$1:$3,S!$A:$B', ['S!$1:$3', 'S!$A:$B']],
    ['tax_A1+A1B+X1.5', []],
    ['ZZZ1+A9999999', []],
    ['1E5+A1', ['A1']],
    ['{1,2;3,4}+A1#', ['A1']],
    ['#REF!+A1', ['A1']],
    ['SUM(A1:INDEX(B:B,5))', ['A1', 'B:B']],
  ])('%s', (formula, expected) => {
    expect(refs(formula)).toEqual(expected);
    const again = parseFormula(formula).map((part) =>
      typeof part === 'string' ? part : referenceText(part),
    );
    expect(again.join('')).toBe(formula);
  });

  it('moves a shared formula by its relative parts only', () => {
    expect(moveFormula('A1+$A1+A$1+$A$1+SUM(B1:B2)+"A1"', 2, 1)).toBe('B3+$A3+B$1+$A$1+SUM(C3:C4)+"A1"');
  });

  it('names columns', () => {
    expect([1, 26, 27, 702, 703, 16_384].map(columnName)).toEqual(['A', 'Z', 'AA', 'ZZ', 'AAA', 'XFD']);
    expect(columnNumber('XFD')).toBe(16_384);
  });

  it('reads areas', () => {
    expect(parseArea('$C$7:B5')).toEqual({ c1: 2, r1: 5, c2: 3, r2: 7 });
    expect(parseArea('B5 C7')).toBeUndefined();
    expect(areaText({ c1: 2, r1: 5, c2: 2, r2: 5 })).toBe('B5');
  });
});
