import { describe, expect, it } from 'vitest';
import { moneyText } from './money-text.ts';

describe('money', () => {
  it.each([
    ['1234567.891234', 'CNY', '¥1,234,567.891234'],
    ['999', 'USD', 'US$999'],
    ['-1000.50', 'CHF', 'CHF -1,000.50'],
    ['100000000000000000000.01', null, '100,000,000,000,000,000,000.01'],
    ['n/a', null, 'n/a'],
  ])('%s %s is %s', (amount, currency, shown) => {
    expect(moneyText(amount, currency)).toBe(shown);
  });
});
