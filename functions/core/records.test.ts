import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { isSettled, type KnownRecord, recordsOf, termOf } from './records.ts';

const record = (stream: string, at: number, more: Partial<KnownRecord> = {}): KnownRecord => ({
  kind: 'payment',
  stream,
  number: null,
  revision: 0,
  state: 'kept',
  title: '',
  party: '',
  amount: null,
  currency: null,
  day: '2026-11-23',
  at,
  route: null,
  input: { amount: '1', note: 'x' },
  ...more,
});

describe('records of other kinds', () => {
  it.each([
    [' po-1 ', 'PO-1'],
    ['ＰＯ－１', 'PO-1'],
    ['长城 科技', '长城科技'],
  ])('a term does not tell %j from %j', (one, other) => {
    expect(termOf('order', one)).toBe(termOf('order', other));
  });

  it('a term tells what it is about, and where a value ends', () => {
    expect(termOf('order', 'A', 'B')).toBe('order:A/B');
    expect(termOf('customer', 'A')).not.toBe(termOf('order', 'A'));
  });

  it('gives those of a kind, oldest first, as far as the schema reads them', () => {
    const records = [record('b', 2), record('a', 1), record('x', 0, { kind: 'order' })];
    expect(
      recordsOf(records, 'payment', z.object({ amount: z.string() })).map((one) => [one.stream, one.input]),
    ).toEqual([
      ['a', { amount: '1' }],
      ['b', { amount: '1' }],
    ]);
    expect(() => recordsOf(records, 'payment', z.object({ none: z.string() }))).toThrow();
  });

  it.each([
    ['kept', true],
    ['completed', true],
    ['archived', true],
    ['submitted', false],
    ['rendered', false],
    ['refused', false],
  ])('%s is settled: %j', (state, settled) => expect(isSettled({ state })).toBe(settled));
});
