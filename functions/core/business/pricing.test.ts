import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import vectors from '../../../test/corpus/business-vectors.json' with { type: 'json' };
import {
  basePrice,
  belowFloor,
  creditSurcharge,
  executionPrice,
  isExpired,
  lockRefusal,
  needsDayPrice,
  retailBand,
  retailRefusal,
  specialRequestRefusal,
} from './pricing.ts';

const lists = [
  { from: '2026-10-01', prices: { 'S600J-N8': '12.35', old: '9.00', free: '0.00' } },
  { from: '2026-01-01', prices: { 'S600J-N8': '11.00', gone: '5.00' } },
  { from: '2026-11-01', to: '2026-11-30', prices: { 'S600J-N8': '12.80' } },
];
const missing = { ok: false, error: { code: 'PRICE_MISSING' } };

describe('R-Q1 execution price', () => {
  it.each([
    ['2026-01-01', '11.00'],
    ['2026-09-30', '11.00'],
    ['2026-10-01', '12.35'],
    ['2026-11-01', '12.80'],
    ['2026-11-30', '12.80'],
    ['2026-12-01', '12.35'],
  ])('on %s is %s', (date, price) => {
    expect(executionPrice(lists, 'S600J-N8', date)).toEqual({ ok: true, value: price });
  });

  it.each([
    ['S600J-N8', '2025-12-31'],
    ['gone', '2026-10-01'],
    ['free', '2026-10-01'],
    ['constructor', '2026-10-01'],
  ])('%s on %s is missing, never 0', (product, date) => {
    expect(executionPrice(lists, product, date)).toMatchObject(missing);
  });

  it('lets the later entry win a tie', () => {
    const tie = [...lists, { from: '2026-10-01', prices: { 'S600J-N8': '12.40' } }];
    expect(executionPrice(tie, 'S600J-N8', '2026-10-02')).toEqual({ ok: true, value: '12.40' });
  });
});

describe('R-Q2 day price', () => {
  const calm = { unstable: false, noStock: false };
  const request = { lists, product: 'S600J-N8', quoteDate: '2026-10-12', material: calm };

  it('is asked for by either state, or only by both', () => {
    const states = [
      calm,
      { unstable: true, noStock: false },
      { unstable: false, noStock: true },
      { unstable: true, noStock: true },
    ];
    expect(states.map((state) => needsDayPrice(state))).toEqual([false, true, true, true]);
    expect(states.map((state) => needsDayPrice(state, 'and'))).toEqual([false, false, false, true]);
  });

  it('replaces the execution price for that day', () => {
    const material = { unstable: true, noStock: false };
    const dayPrice = { date: '2026-10-12', price: '13.10' };
    expect(basePrice(request)).toEqual({ ok: true, value: { basis: 'execution', price: '12.35' } });
    expect(basePrice({ ...request, product: 'gone' })).toMatchObject(missing);
    expect(basePrice({ ...request, material, dayPrice, mode: 'and' })).toMatchObject({
      value: { basis: 'execution' },
    });
    expect(basePrice({ ...request, material, dayPrice })).toEqual({
      ok: true,
      value: { basis: 'day', price: '13.10', validUntil: '2026-10-12' },
    });
  });

  it.each([undefined, { date: '2026-10-11', price: '13.10' }, { date: '2026-10-12', price: '0' }])(
    'refuses %j',
    (dayPrice) => {
      const material = { unstable: false, noStock: true };
      const asked = dayPrice ? { ...request, material, dayPrice } : { ...request, material };
      expect(basePrice(asked)).toMatchObject({ ok: false, error: { code: 'DAY_PRICE_MISSING' } });
    },
  );

  it('expires at midnight in Shanghai', () => {
    expect(isExpired('2026-10-12', Date.parse('2026-10-12T23:59:59+08:00'))).toBe(false);
    expect(isExpired('2026-10-12', Date.parse('2026-10-13T00:00:00+08:00'))).toBe(true);
  });
});

describe('R-Q3 retail', () => {
  it.each(vectors.retailBand)('$base → $min … $max', ({ base, min, max }) => {
    expect(retailBand(base)).toEqual({ ok: true, value: { min, max } });
  });

  it('follows scale and percentages', () => {
    expect(retailBand('12.35', 4)).toEqual({ ok: true, value: { min: '12.7205', max: '12.9675' } });
    expect(retailBand('100.00', 2, { min: '0', max: '2.5' })).toEqual({
      ok: true,
      value: { min: '100.00', max: '102.50' },
    });
  });

  it.each(['0.01', '0', '-5.00'])('has no band for %s', (base) => {
    expect(retailBand(base)).toMatchObject({ ok: false, error: { code: 'RETAIL_BAND_EMPTY' } });
  });

  it('refuses a cent outside', () => {
    const band = { min: '12.73', max: '12.96' };
    expect(['12.72', '12.73', '12.96', '12.97'].map((price) => retailRefusal(price, band)?.code)).toEqual([
      'RETAIL_OUT_OF_BAND',
      undefined,
      undefined,
      'RETAIL_OUT_OF_BAND',
    ]);
  });

  it('holds both bounds inside 3 % to 5 %, as wide as the scale allows', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 100n, max: 10n ** 10n }), (cents) => {
        const band = retailBand(`${cents / 100n}.${String(cents % 100n).padStart(2, '0')}`);
        if (!band.ok) throw new Error('no band');
        const [min, max] = [band.value.min, band.value.max].map((text) => BigInt(text.replace('.', '')));
        expect(min! * 100n >= cents * 103n && (min! - 1n) * 100n < cents * 103n).toBe(true);
        expect(max! * 100n <= cents * 105n && (max! + 1n) * 100n > cents * 105n).toBe(true);
      }),
    );
  });
});

describe('R-Q4 credit', () => {
  it.each([
    ['100.00', '0.06', 0, 365, '0.00'],
    ['100.00', '0.06', 30, 360, '0.50'],
    ['10000.00', '0.0435', 60, 365, '71.51'],
  ])('%s at %s for %i days of %i is %s', (base, rate, days, basis, out) => {
    expect(creditSurcharge(base, rate, days, basis)).toBe(out);
  });

  it.each([
    [-1, 365, '0.06'],
    [1.5, 365, '0.06'],
    [30, 0, '0.06'],
    [30, 365, '-0.06'],
  ])('refuses %d days of %d at %s', (days, basis, rate) => {
    expect(() => creditSurcharge('100.00', rate, days, basis)).toThrow(
      expect.objectContaining({ code: 'BAD_AMOUNT' }),
    );
  });
});

describe('R-Q5 to R-Q7', () => {
  it('needs a signature only below the floor', () => {
    expect(
      ['12.34', '12.349999', '12.35', '12.350', '12.36'].map((price) => belowFloor(price, '12.35')),
    ).toEqual([true, true, false, false, false]);
  });

  it('wants a reason for a special request', () => {
    expect([undefined, '', ' 　'].map((reason) => specialRequestRefusal(true, reason)?.code)).toEqual(
      Array.from({ length: 3 }, () => 'SPECIAL_REASON_MISSING'),
    );
    expect(specialRequestRefusal(true, '客户要求')).toBeUndefined();
    expect(specialRequestRefusal(false, '')).toBeUndefined();
  });

  it('locks out sales from the start of the fluctuation', () => {
    const lock = { since: Date.parse('2026-10-12T10:00:00+08:00') };
    expect(lockRefusal(lock, ['sales'], lock.since)?.code).toBe('QUOTE_LOCKED');
    expect(lockRefusal(lock, [], lock.since + 1)?.code).toBe('QUOTE_LOCKED');
    expect(lockRefusal(lock, ['sales'], lock.since - 1000)).toBeUndefined();
    expect(lockRefusal(null, ['sales'], lock.since)).toBeUndefined();
    expect(lockRefusal(lock, ['sales', 'commercial_centre'], lock.since)).toBeUndefined();
    expect(lockRefusal(lock, ['sales_director'], lock.since, ['sales_director'])).toBeUndefined();
  });
});
