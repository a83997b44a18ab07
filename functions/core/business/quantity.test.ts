import { describe, expect, it } from 'vitest';
import { inK, parseQuantity } from './quantity.ts';

describe('parseQuantity', () => {
  it.each([
    ['5K', { quantity: '5000' }],
    ['5.5k', { quantity: '5500' }],
    ['5K套', { quantity: '5000', unit: 'set' }],
    ['5K主板', { quantity: '5000', unit: 'main-board' }],
    ['5000', { quantity: '5000' }],
    ['5000套', { quantity: '5000', unit: 'set' }],
    [' ５Ｋ 套 ', { quantity: '5000', unit: 'set' }],
    ['0.001K', { quantity: '1' }],
    ['5.0', { quantity: '5' }],
  ])('%j', (text, value) => {
    expect(parseQuantity(text)).toEqual({ ok: true, value });
  });

  it.each([
    '5K5',
    '',
    'K',
    '0',
    '0K',
    '-5K',
    '5.0005K',
    '1.5',
    '5,000',
    '5KK',
    '5K副板',
    '1e3',
    '05',
    '9'.repeat(20),
  ])('refuses %j', (text) => {
    expect(parseQuantity(text)).toMatchObject({ ok: false, error: { code: 'QUANTITY_FORM' } });
  });
});

it.each([
  ['5000', '5K'],
  ['5500', '5.5K'],
  ['12345', '12.345K'],
  ['999', '999'],
])('%s is said %s', (quantity, said) => {
  expect(inK(quantity)).toBe(said);
});
