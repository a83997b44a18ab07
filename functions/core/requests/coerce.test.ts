import { describe, expect, it } from 'vitest';
import type { FieldMeta } from '../fields.ts';
import { coerce } from './coerce.ts';
import type { Cell } from './source.ts';

const LABEL = { zh: '栏目', en: 'Field' };
const CHOICES = [
  { value: 'CNY', label: { zh: '人民币', en: 'RMB' } },
  { value: 'USD', label: { zh: '美元', en: 'US dollar' } },
];
const meta = (type: FieldMeta['type'], more: Partial<FieldMeta> = {}): FieldMeta => ({
  type,
  label: LABEL,
  ...more,
});
const cell = (text: string, type: Cell['type'] = 'text', more: Partial<Cell> = {}): Cell => ({
  ref: 'A1',
  col: 1,
  type,
  text,
  ...more,
});
const read = (of: FieldMeta, from: Cell) => {
  const result = coerce(of, from);
  return result.ok ? result.value : { code: result.error.code };
};

describe('decimal', () => {
  it.each([
    ['1,234.50', '1234.5'],
    ['１２３．４５', '123.45'],
    ['￥1,234', '1234'],
    ['¥ 99.9', '99.9'],
    ['13%', '0.13'],
    ['-5', '-5'],
    ['007', '7'],
    ['.5', '0.5'],
  ])('%s is %s', (text, expected) => {
    expect(read(meta('decimal'), cell(text))).toBe(expected);
  });
  it.each([['1,23'], ['1,5'], ['1.2.3'], ['12a'], ['$5'], ['1e5'], ['1'.repeat(41)], ['一百']])(
    'refuses %s',
    (text) => {
      expect(read(meta('decimal'), cell(text))).toEqual({ code: 'NUMBER_FORM' });
    },
  );
  it.each([
    ['1234.5', '1234.5'],
    ['1.1000000000000001', '1.1'],
    ['0.28999999999999998', '0.29'],
    ['0.30000000000000004', '0.3'],
    ['1E-3', '0.001'],
    ['0.13', '0.13'],
    ['123456789012.25', '123456789012.25'],
  ])('reads the stored number %s as %s', (text, expected) => {
    expect(read(meta('decimal'), cell(text, 'number', { number: Number(text) }))).toBe(expected);
  });
  it('takes a cell that shows 5 % as 5 where the label says %, as 0.05 elsewhere', () => {
    const shown = { ...cell('0.05'), type: 'number' as const, percent: true as const };
    expect(read(meta('decimal', { label: { zh: '折扣(%)', en: 'Discount' } }), shown)).toBe('5');
    expect(read(meta('decimal', { label: { zh: '税率', en: 'Rate' } }), shown)).toBe('0.05');
  });
  it('takes 5% as 5 where the label says %', () => {
    expect(read(meta('decimal', { label: { zh: '折扣(%)', en: 'Discount' } }), cell('5%'))).toBe('5');
  });
  it('refuses a huge exponent without writing it out', () => {
    expect(read(meta('decimal'), cell('1E+300', 'number'))).toEqual({ code: 'NUMBER_FORM' });
  });
});

describe('integer and quantity', () => {
  it('reads whole numbers and refuses parts', () => {
    expect(read(meta('integer'), cell('1,200'))).toBe(1200);
    expect(read(meta('integer'), cell('30', 'number'))).toBe(30);
    expect(read(meta('integer'), cell('30.5', 'number'))).toEqual({ code: 'INTEGER_FORM' });
  });
  it('reads pieces', () => {
    expect(read(meta('quantity'), cell('5.5k'))).toBe('5500');
    expect(read(meta('quantity'), cell('5K套'))).toBe('5000');
    expect(read(meta('quantity'), cell('5,000'))).toBe('5000');
    expect(read(meta('quantity'), cell('5000', 'number'))).toBe('5000');
    expect(read(meta('quantity'), cell('0.5', 'number'))).toEqual({ code: 'QUANTITY_FORM' });
    expect(read(meta('quantity'), cell('5K5'))).toEqual({ code: 'QUANTITY_FORM' });
  });
});

describe('date', () => {
  it('reads date cells and clear texts', () => {
    expect(read(meta('date'), cell('46307', 'date', { date: '2026-10-12' }))).toBe('2026-10-12');
    expect(read(meta('date'), cell('46307.5', 'date', { date: '2026-10-12T12:00:00' }))).toBe('2026-10-12');
    expect(read(meta('date'), cell('2026年10月12日'))).toBe('2026-10-12');
    expect(read(meta('date'), cell('２０２６／１０／１２'))).toBe('2026-10-12');
  });
  it('refuses what can be read in two ways, and days that never were', () => {
    expect(read(meta('date'), cell('10/12/2026'))).toEqual({ code: 'DATE_AMBIGUOUS' });
    expect(read(meta('date'), cell('2026-02-30'))).toEqual({ code: 'DATE_IMPOSSIBLE' });
  });
});

describe('choice', () => {
  const currency = meta('choice', { choices: CHOICES });
  it.each([['CNY'], ['人民币'], ['RMB'], ['ｒｍｂ'], [' cny '], ['人民币 RMB']])('reads %s', (text) => {
    expect(read(currency, cell(text))).toBe('CNY');
  });
  it('says what was meant', () => {
    const result = coerce(currency, cell('人民弊'));
    expect(result).toMatchObject({ ok: false, error: { code: 'CHOICE_UNKNOWN' } });
    expect(JSON.stringify(result)).toContain('是否应为“人民币”');
  });
});

describe('yes-no', () => {
  it.each([['是'], ['有'], ['Y'], ['yes'], ['TRUE'], ['1'], ['√']])('%s is yes', (text) => {
    expect(read(meta('yes-no'), cell(text))).toBe(true);
  });
  it.each([['否'], ['无'], ['n'], ['No'], ['false'], ['0']])('%s is no', (text) => {
    expect(read(meta('yes-no'), cell(text))).toBe(false);
  });
  it('reads boolean and number cells, refuses the rest', () => {
    expect(read(meta('yes-no'), cell('TRUE', 'boolean'))).toBe(true);
    expect(read(meta('yes-no'), cell('0', 'number'))).toBe(false);
    expect(read(meta('yes-no'), cell('也许'))).toEqual({ code: 'YES_NO_FORM' });
  });
});

describe('digits', () => {
  it('keeps text and refuses figures', () => {
    expect(read(meta('digits'), cell('0012 3456 7890'))).toBe('001234567890');
    expect(read(meta('digits'), cell('YH M6762'))).toBe('YH M6762');
    expect(read(meta('digits'), cell("'00123"))).toBe('00123');
    expect(read(meta('digits'), cell('12345678901', 'number'))).toEqual({ code: 'DIGITS_LOST' });
    expect(read(meta('digits'), cell('6.22848E+18'))).toEqual({ code: 'DIGITS_LOST' });
  });
});

describe('text and broken cells', () => {
  it('takes any cell as its text', () => {
    expect(read(meta('text'), cell('  abc\r\nd '))).toBe('abc\nd');
    expect(read(meta('text'), cell('1.1000000000000001', 'number'))).toBe('1.1');
    expect(read(meta('text'), cell('46307', 'date', { date: '2026-10-12' }))).toBe('2026-10-12');
    expect(read(meta('text'), cell('=1+1'))).toBe('=1+1');
  });
  it('refuses control characters and half characters', () => {
    expect(read(meta('text'), cell('a\u0000b'))).toEqual({ code: 'TEXT_INVISIBLE' });
    expect(read(meta('text'), cell('a\ud800'))).toEqual({ code: 'TEXT_INVISIBLE' });
  });
  it('refuses error cells and formulas without a value', () => {
    expect(read(meta('text'), cell('#REF!', 'error'))).toEqual({ code: 'CELL_ERROR' });
    expect(read(meta('decimal'), cell('A1*2', 'formula-without-value'))).toEqual({ code: 'CELL_FORMULA' });
  });
});

it('never repeats personal data', () => {
  const result = coerce(meta('decimal', { sensitive: true }), cell('secret'));
  expect(JSON.stringify(result)).not.toContain('secret');
});
