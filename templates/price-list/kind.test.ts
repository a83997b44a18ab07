import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { brokenRules } from '../../test/support/rules.ts';
import { kind } from './kind.ts';

const sample = JSON.parse(readFileSync(new URL('./sample.json', import.meta.url), 'utf8'));
const check = (change: (list: typeof sample) => void): string[] => {
  const list = structuredClone(sample);
  change(list);
  return brokenRules(kind, list, {}).map(({ code, path }) => `${code} ${path?.join('.')}`);
};

it('accepts the shipped sample', () => {
  expect(check(() => {})).toEqual([]);
});
it('refuses a product twice, whatever its width and case', () => {
  expect(check((list) => (list.lines[1].product = 'ｙh-m6762-v3'))).toEqual([
    'PRODUCT_TWICE lines.1.product',
  ]);
});
it('refuses a price of zero', () => {
  expect(check((list) => (list.lines[0].executionPrice = '0.00'))).toEqual([
    'PRICE_ZERO lines.0.executionPrice',
  ]);
});
it('wants a day price and its date together', () => {
  expect(check((list) => (list.lines[0].dayPrice = '1'))).toEqual([
    'DAY_PRICE_INCOMPLETE lines.0.dayPriceDate',
  ]);
  expect(check((list) => (list.lines[0].dayPriceDate = '2026-11-23'))).toEqual([
    'DAY_PRICE_INCOMPLETE lines.0.dayPrice',
  ]);
});
it('refuses an end before the start, takes the same day', () => {
  expect(check((list) => (list.effectiveTo = '2025-12-31'))).toEqual(['DATES_BACKWARDS effectiveTo']);
  expect(check((list) => (list.effectiveTo = list.effectiveFrom))).toEqual([]);
});
it('every title and alias means one field', () => {
  const fields = [...kind.shape.fields, ...kind.shape.tables.flatMap((table) => table.fields)];
  const titles = fields.flatMap(({ meta }) => [meta.label.zh, meta.label.en, ...(meta.aliases ?? [])]);
  const keys = titles.map((title) => title.toLowerCase());
  expect(keys.filter((key, i) => keys.indexOf(key) !== i)).toEqual([]);
});
