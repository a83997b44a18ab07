import { describe, expect, it } from 'vitest';
import { COLUMNS, pageBreaks, SCALE } from './geometry.ts';

const CLOSING = { figures: 4, materials: 1, terms: 7 };
const of = (count: number, tall = 1) => Array.from({ length: count }, () => tall);
/** Lines per page. */
const pages = (talls: readonly number[], closing = CLOSING, dayMark = false): number[] => {
  const sizes = [0];
  for (const starts of pageBreaks(talls, closing, dayMark)) {
    if (starts) sizes.push(0);
    sizes[sizes.length - 1]! += 1;
  }
  return sizes;
};

describe('page breaks', () => {
  it('leaves a short quotation on one page', () => {
    expect(pages(of(1))).toEqual([1]);
    expect(pages(of(13))).toEqual([13]);
  });
  it('carries lines over when the closing does not fit', () => {
    expect(pages(of(16))).toEqual([13, 3]);
    expect(pages(of(30))).toEqual([27, 3]);
  });
  it('never leaves the signatures without lines, however many there are', () => {
    for (let count = 1; count <= 130; count += 1) {
      const sizes = pages(of(count));
      expect(sizes.reduce((all, size) => all + size, 0)).toBe(count);
      expect(Math.min(...sizes)).toBeGreaterThan(0);
      expect(Math.max(...sizes)).toBeLessThanOrEqual(46);
    }
  });
  it('fills the pages before', () => {
    expect(pages(of(35 + 22))).toEqual([35, 22]);
    expect(pages(of(60))[0]).toBe(35);
    expect(pages(of(60), CLOSING, true)[0]).toBe(33);
  });
  it('carries fewer lines when they are tall', () => {
    expect(pages(of(6, 8)).at(-1)).toBeGreaterThanOrEqual(1);
  });
  it('flows on when the closing alone fills a page', () => {
    expect(pages(of(3), { ...CLOSING, terms: 60 })).toEqual([3]);
  });
  it('never puts a break before the first line', () => {
    expect(pageBreaks(of(1, 27), CLOSING, true)).toEqual([false]);
  });
});

describe('the width', () => {
  it('fits A4 at 100 %, so that no program has to look for a smaller scale', () => {
    // A digit of the default font, Arial of 10 points, is 5.56 points wide; margins are 0.4" left and right.
    const points = Object.values(COLUMNS).reduce((all, width) => all + width * SCALE * 5.56, 0);
    expect(points).toBeLessThanOrEqual(595.3 - 57.6);
    expect(points).toBeGreaterThan(0.98 * (595.3 - 57.6));
  });
});
