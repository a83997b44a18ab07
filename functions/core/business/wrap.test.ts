import { describe, expect, it } from 'vitest';
import { wrap } from './wrap.ts';

describe('wrap', () => {
  it.each([
    ['', 10, []],
    ['短文', 10, ['短文']],
    ['一二三四五六七', 6, ['一二三', '四五六', '七']],
    ['一二三，四五六', 6, ['一二三，', '四五六']],
    ['one two three', 8, ['one two', 'three']],
    ['abcdefghijkl', 6, ['abcde', 'fghij', 'kl']],
    ['第一行\n第二行', 20, ['第一行', '第二行']],
    ['用 MT6762 平台', 11, ['用 MT6762', '平台']],
  ])('%j at %d', (text, width, lines) => {
    expect(wrap(text, width)).toEqual(lines);
  });
  it('loses and adds nothing but blanks at the ends of lines', () => {
    const text =
      '订货付 30% 定金，余款在提货前付清；若逾期付款，每逾期一日按 0.05% 支付 (the rest before shipment)。';
    for (let width = 4; width < 90; width += 1)
      expect(wrap(text, width).join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
  });
});
