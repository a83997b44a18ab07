import { describe, expect, it } from 'vitest';
import { languages, percent } from './words.ts';

describe('both languages in one cell', () => {
  it.each([
    ['主板 | Mainboard', '主板', 'Mainboard'],
    ['主板｜Mainboard', '主板', 'Mainboard'],
    ['主板', '主板', '主板'],
    ['| Mainboard', 'Mainboard', 'Mainboard'],
    ['主板 |', '主板', '主板'],
    ['', '', ''],
  ])('%j', (text, zh, en) => {
    expect(languages(text)).toEqual({ zh, en });
  });
});

it.each([
  ['0.13', '13%'],
  ['0.065', '6.5%'],
  ['0', '0%'],
])('%s is %s', (rate, said) => {
  expect(percent(rate)).toBe(said);
});
