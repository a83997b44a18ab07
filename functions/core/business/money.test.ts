import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import vectors from '../../../test/corpus/business-vectors.json' with { type: 'json' };
import {
  allocate,
  compare,
  convert,
  decimal,
  formatMoney,
  isDecimal,
  lineAmount,
  roundMoney,
  splitTaxInclusive,
  sum,
  taxExclusive,
} from './money.ts';

const badAmount = expect.objectContaining({ code: 'BAD_AMOUNT' });
const cents = (max: bigint) => fc.bigInt({ min: -max, max }).map((n) => toText(n));
const toText = (n: bigint): string => {
  const digits = String(n < 0n ? -n : n).padStart(3, '0');
  return `${n < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
};
const toCents = (text: string): bigint => BigInt(text.replace('.', ''));

describe('decimals', () => {
  it.each(['0', '-0.05', '1234.50', '999999999999999.99', '0.000001'])('reads %s', (text) => {
    expect(isDecimal(text)).toBe(true);
    expect(decimal(text).eq(text)).toBe(true);
  });

  it.each([
    '',
    ' 1',
    '1 ',
    '+1',
    '.5',
    '5.',
    '1,234.50',
    '1e3',
    'NaN',
    'Infinity',
    'abc',
    '0x10',
    '007',
    '--1',
    '１',
    '9'.repeat(41),
  ])('refuses %j', (text) => {
    expect(isDecimal(text)).toBe(false);
    expect(() => decimal(text)).toThrow(badAmount);
  });

  it.each([1, null, undefined, {}, ['1']])('refuses %j, which is no text', (value) => {
    expect(() => decimal(value as unknown as string)).toThrow(badAmount);
  });

  it('does not repeat what it refuses', () => {
    expect(() => decimal('110105194912310021X')).toThrow(/^(?!.*110105)/);
  });
});

describe('rounding', () => {
  it.each([
    ['-1.005', '-1.01'],
    ['1.005', '1.01'],
    ['10.075', '10.08'],
    ['2.675', '2.68'],
    ['-0.004', '0.00'],
    ['-0', '0.00'],
    ['1.9949999999999999999', '1.99'],
  ])('%s → %s', (x, out) => {
    expect(roundMoney(x)).toBe(out);
  });

  it.each(vectors.lineAmounts)('$qty × $price = $amount', ({ qty, price, amount }) => {
    expect(lineAmount(qty, price)).toBe(amount);
  });
});

describe('tax', () => {
  it.each(vectors.taxInclusive)('splits $gross at $rate', ({ gross, rate, net, tax }) => {
    expect(splitTaxInclusive(gross, rate)).toEqual({ net, tax });
  });

  it('sums rounded lines', () => {
    const nets = Array.from({ length: 3 }, () => splitTaxInclusive('33.33', '0.13').net);
    expect(sum(nets)).toBe('88.50');
    expect(splitTaxInclusive('99.99', '0.13').net).toBe('88.49');
  });

  it('taxes each line (Odoo #37896: 16 × 348.35 less 4 %, 22 %)', () => {
    const net = lineAmount('16', '334.416');
    expect(taxExclusive(net, '0.22')).toEqual({ tax: '1177.15', gross: '6527.81' });
  });

  it('taxes each line (Odoo #36675: 55.55 and 11.11 at 23 %)', () => {
    const lines = ['55.55', '11.11'].map((net) => taxExclusive(net, '0.23').tax);
    expect(sum(lines)).toBe('15.34');
    expect(taxExclusive('66.66', '0.23').tax).toBe('15.33');
  });

  it.each(['13', '1', '-0.13', '13%', ''])('refuses the rate %j', (rate) => {
    expect(() => splitTaxInclusive('100.00', rate)).toThrow(badAmount);
    expect(() => taxExclusive('100.00', rate)).toThrow(badAmount);
  });

  it('refuses an amount that was not rounded', () => {
    expect(() => splitTaxInclusive('100.001', '0.13')).toThrow(badAmount);
    expect(() => sum(['1.00', '0.005'])).toThrow(badAmount);
  });

  it('net + tax = gross, and net is the nearest cent', () => {
    fc.assert(
      fc.property(cents(10n ** 14n), fc.integer({ min: 0, max: 9999 }), (gross, rate) => {
        const { net, tax } = splitTaxInclusive(gross, `0.${String(rate).padStart(4, '0')}`);
        expect(toCents(net) + toCents(tax)).toBe(toCents(gross));
        const error = toCents(net) * BigInt(10_000 + rate) - toCents(gross) * 10_000n;
        expect((error < 0n ? -error : error) * 2n <= BigInt(10_000 + rate)).toBe(true);
      }),
      { numRuns: 5000 },
    );
  });
});

describe('allocate', () => {
  it.each(vectors.allocate)('$total by $weights', ({ total, weights, out }) => {
    expect(allocate(total, weights)).toEqual(out);
  });

  it('mirrors a negative total and skips weight 0', () => {
    expect(allocate('-0.05', ['1', '1', '1'])).toEqual(['-0.02', '-0.02', '-0.01']);
    expect(allocate('0.01', ['0', '0.5'])).toEqual(['0.00', '0.01']);
  });

  it.each([[[]], [['0', '0']], [['1', '-1', '5']], [['x']]])('refuses the weights %j', (weights) => {
    expect(() => allocate('1.00', weights)).toThrow(badAmount);
  });

  it('adds up exactly, each part within one cent of its share', () => {
    const weights = fc.array(fc.integer({ min: 0, max: 10 ** 9 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(cents(10n ** 15n), weights, fc.integer({ min: 1, max: 99 }), (total, rest, first) => {
        const all = [first, ...rest];
        const parts = allocate(total, all.map(String));
        expect(parts.map(toCents).reduce((a, b) => a + b, 0n)).toBe(toCents(total));
        const whole = BigInt(all.reduce((a, b) => a + b, 0));
        for (const [index, part] of parts.entries()) {
          const error = toCents(part) * whole - toCents(total) * BigInt(all[index]!);
          expect((error < 0n ? -error : error) < whole).toBe(true);
        }
      }),
      { numRuns: 3000 },
    );
  });
});

describe('exchange, order, print', () => {
  it('converts per 1 or per 100 alike', () => {
    expect(convert('12345.67', { value: '712.34', per: '100' })).toBe('87943.15');
    expect(convert('12345.67', { value: '7.1234', per: '1' })).toBe('87943.15');
    expect(() => convert('1.00', { value: '0', per: '1' })).toThrow(badAmount);
    expect(() => convert('1.00', { value: '7.1', per: '0' })).toThrow(badAmount);
  });

  it('rounds a quotient once', () => {
    expect(convert('1.00', { value: '0.00499999999999999999999999', per: '1' })).toBe('0.00');
    expect(convert('1.00', { value: '1', per: '3' }, 4)).toBe('0.3333');
  });

  it('compares by value', () => {
    expect([compare('10', '9.99'), compare('1.0', '1.00'), compare('-2', '1')]).toEqual([1, 0, -1]);
  });

  it.each([
    ['1234.5', 2, '1,234.50'],
    ['-1234567.89', 2, '-1,234,567.89'],
    ['999', 2, '999.00'],
    ['-100', 2, '-100.00'],
    ['1000000', 0, '1,000,000'],
    ['86.3333', 4, '86.3333'],
    ['1234.5678', 4, '1,234.5678'],
  ])('prints %s with %i decimals as %s', (amount, dp, out) => {
    expect(formatMoney(amount, dp)).toBe(out);
  });

  it('never hides decimals', () => {
    expect(() => formatMoney('1.999')).toThrow(badAmount);
  });
});
