import { describe, expect, it } from 'vitest';
import { englishWords } from './english-words.ts';

describe('englishWords', () => {
  it.each([
    ['675.50', 'USD', 'SAY U.S. DOLLARS SIX HUNDRED AND SEVENTY-FIVE AND CENTS FIFTY ONLY'],
    ['675', 'USD', 'SAY U.S. DOLLARS SIX HUNDRED AND SEVENTY-FIVE ONLY'],
    ['675.00', 'USD', 'SAY U.S. DOLLARS SIX HUNDRED AND SEVENTY-FIVE ONLY'],
    ['0.05', 'USD', 'SAY U.S. DOLLARS ZERO AND CENTS FIVE ONLY'],
    ['0.5', 'CNY', 'SAY RENMINBI YUAN ZERO AND FEN FIFTY ONLY'],
    ['1000', 'EUR', 'SAY EUROS ONE THOUSAND ONLY'],
    ['1005', 'HKD', 'SAY HONG KONG DOLLARS ONE THOUSAND AND FIVE ONLY'],
    ['1100', 'HKD', 'SAY HONG KONG DOLLARS ONE THOUSAND ONE HUNDRED ONLY'],
    [
      '12345.67',
      'GBP',
      'SAY POUNDS STERLING TWELVE THOUSAND THREE HUNDRED AND FORTY-FIVE AND PENCE SIXTY-SEVEN ONLY',
    ],
    ['1000000.00', 'JPY', 'SAY JAPANESE YEN ONE MILLION ONLY'],
    ['1000020', 'JPY', 'SAY JAPANESE YEN ONE MILLION AND TWENTY ONLY'],
    ['1005000', 'USD', 'SAY U.S. DOLLARS ONE MILLION FIVE THOUSAND ONLY'],
    ['19', 'CNY', 'SAY RENMINBI YUAN NINETEEN ONLY'],
    ['110', 'CNY', 'SAY RENMINBI YUAN ONE HUNDRED AND TEN ONLY'],
    [
      '999999999999.99',
      'USD',
      'SAY U.S. DOLLARS NINE HUNDRED AND NINETY-NINE BILLION NINE HUNDRED AND NINETY-NINE MILLION NINE HUNDRED AND NINETY-NINE THOUSAND NINE HUNDRED AND NINETY-NINE AND CENTS NINETY-NINE ONLY',
    ],
  ])('%s %s', (amount, currency, out) => {
    expect(englishWords(amount, currency)).toBe(out);
  });

  it.each(['-1', '', 'abc', '1,000', '1.999', ' 1', '1e3', '01', '1000000000000'])('refuses %j', (amount) => {
    expect(() => englishWords(amount, 'USD')).toThrow(expect.objectContaining({ code: 'BAD_AMOUNT' }));
  });

  it('refuses cents of the yen and unknown currencies', () => {
    expect(() => englishWords('1.50', 'JPY')).toThrow(expect.objectContaining({ code: 'BAD_AMOUNT' }));
    expect(() => englishWords('1', 'usd')).toThrow(expect.objectContaining({ code: 'BAD_CURRENCY' }));
    expect(() => englishWords('1', 'constructor')).toThrow(expect.objectContaining({ code: 'BAD_CURRENCY' }));
  });

  it('reads back to the number', () => {
    for (let n = 0; n < 1_000_000; n += 37) {
      const words = englishWords(String(n), 'JPY').replace(/^SAY JAPANESE YEN | ONLY$/g, '');
      expect(readBack(words), words).toBe(n);
    }
  });
});

const ONES =
  'ZERO ONE TWO THREE FOUR FIVE SIX SEVEN EIGHT NINE TEN ELEVEN TWELVE THIRTEEN FOURTEEN FIFTEEN SIXTEEN SEVENTEEN EIGHTEEN NINETEEN'.split(
    ' ',
  );
const TENS = 'TWENTY THIRTY FORTY FIFTY SIXTY SEVENTY EIGHTY NINETY'.split(' ');

function readBack(words: string): number {
  let total = 0;
  let group = 0;
  for (const word of words.split(/[ -]/)) {
    if (word === 'THOUSAND') {
      total += group * 1000;
      group = 0;
    } else if (word === 'HUNDRED') group *= 100;
    else if (TENS.includes(word)) group += (TENS.indexOf(word) + 2) * 10;
    else if (word !== 'AND') group += ONES.indexOf(word);
  }
  return total + group;
}
