import fc from 'fast-check';
import Nzh from 'nzh';
import { describe, expect, it } from 'vitest';
import vectors from '../../../test/corpus/business-vectors.json' with { type: 'json' };
import { rmbWords } from './rmb-words.ts';

const badAmount = expect.objectContaining({ code: 'BAD_AMOUNT' });

describe('rmbWords', () => {
  it.each(vectors.rmbWords)('$in', ({ in: amount, out, outBank }) => {
    expect(rmbWords(amount)).toBe(out);
    expect(rmbWords(amount, 'accounting')).toBe(out);
    expect(rmbWords(amount, 'bank')).toBe(outBank);
  });

  it.each(vectors.rmbErrors)('refuses %j', (amount) => {
    expect(() => rmbWords(amount)).toThrow(badAmount);
  });

  it.each([null, undefined, 12.5, Number.NaN, ['1']])('refuses %j, which is no text', (amount) => {
    expect(() => rmbWords(amount as unknown as string)).toThrow(badAmount);
  });

  it.each([
    ['0.00', '人民币零元整'],
    ['-0.00', '人民币零元整'],
    ['0.1', '人民币壹角整'],
    ['100.00', '人民币壹佰元整'],
    ['100001000', '人民币壹亿零壹仟元整'],
    ['3000000000', '人民币叁拾亿元整'],
  ])('%s → %s', (amount, out) => {
    expect(rmbWords(amount)).toBe(out);
  });

  it('agrees with nzh below 10^12', () => {
    const amount = fc
      .tuple(
        fc.integer({ min: 1, max: 12 }),
        fc.array(fc.constantFrom(...'0001234567890'), { minLength: 14, maxLength: 14 }),
      )
      .map(([length, digits]) => {
        const whole = digits
          .slice(0, length)
          .join('')
          .replace(/^0+(?=\d)/, '');
        return `${whole}.${digits.slice(12).join('')}`;
      });
    fc.assert(
      fc.property(amount, (text) => rmbWords(text) === zhengAfterYuanAndJiao(text)),
      { numRuns: 30_000 },
    );
  });
});

const zhengAfterYuanAndJiao = (text: string): string => Nzh.cn.toMoney(text, { forceZheng: true });
