import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { billOf } from '../../infra/cloud/cost.ts';
import { costTables } from '../../infra/cloud/cost-table.ts';
import { limits } from '../../infra/cloud/scale.ts';

describe('the cost model', () => {
  it('is what the README says; `npm run cost` prints it anew', () => {
    const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
    expect(/<!-- cost -->\n([\s\S]*?)\n<!-- \/cost -->/.exec(readme)?.[1]).toBe(costTables());
  });

  it('adds up, and a document costs less the more there are', () => {
    const bills = [100, 10_000, 1_000_000].map(billOf);
    for (const { total, services } of bills) {
      const sum = services.reduce((dollars, [, own]) => dollars.plus(own), total.times(0));
      expect(sum.eq(total)).toBe(true);
    }
    const each = bills.map(({ perThousand }) => perThousand.toNumber());
    expect(each).toEqual(each.toSorted((a, b) => b - a));
  });

  it('names what limits first', () => {
    expect(limits[0]?.what).toContain('SES');
  });
});
