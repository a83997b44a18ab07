import { DocketError } from '../result.ts';
import { badAmount } from './money.ts';

interface Names {
  readonly major: string;
  /** Absent when the currency has no minor unit in use. */
  readonly minor?: string;
}

const CURRENCIES: ReadonlyMap<string, Names> = new Map([
  ['USD', { major: 'U.S. DOLLARS', minor: 'CENTS' }],
  ['CNY', { major: 'RENMINBI YUAN', minor: 'FEN' }],
  ['EUR', { major: 'EUROS', minor: 'CENTS' }],
  ['HKD', { major: 'HONG KONG DOLLARS', minor: 'CENTS' }],
  ['GBP', { major: 'POUNDS STERLING', minor: 'PENCE' }],
  ['JPY', { major: 'JAPANESE YEN' }],
]);

const SMALL = [
  'ZERO ONE TWO THREE FOUR FIVE SIX SEVEN EIGHT NINE TEN ELEVEN TWELVE',
  'THIRTEEN FOURTEEN FIFTEEN SIXTEEN SEVENTEEN EIGHTEEN NINETEEN',
].flatMap((words) => words.split(' '));
const TENS = ['', '', 'TWENTY', 'THIRTY', 'FORTY', 'FIFTY', 'SIXTY', 'SEVENTY', 'EIGHTY', 'NINETY'];
const SCALES = ['BILLION', 'MILLION', 'THOUSAND', ''];
const AMOUNT = /^(0|[1-9]\d{0,11})(?:\.(\d{1,2}))?$/;

/**
 * Total in words for invoices and contracts: `('675.50', 'USD')` →
 * `SAY U.S. DOLLARS SIX HUNDRED AND SEVENTY-FIVE AND CENTS FIFTY ONLY`.
 * Takes a plain decimal from 0, below 10^12, at most 2 decimals (JPY: no cents). Throws `BAD_AMOUNT`, or
 * `BAD_CURRENCY` for any but USD, CNY, EUR, HKD, GBP and JPY.
 */
export function englishWords(amount: string, currency: string): string {
  const names = CURRENCIES.get(currency);
  if (!names) {
    throw new DocketError('BAD_CURRENCY', {
      zh: '该币种没有英文大写名称，请使用 USD、CNY、EUR、HKD、GBP 或 JPY',
      en: 'This currency has no name in words; use USD, CNY, EUR, HKD, GBP or JPY',
    });
  }
  const match = typeof amount === 'string' ? AMOUNT.exec(amount) : null;
  const cents = Number((match?.[2] ?? '').padEnd(2, '0'));
  if (!match?.[1] || (cents > 0 && !names.minor)) {
    throw badAmount(
      '无法写成英文大写：金额须为不小于零的纯数字，小于一万亿，小数位不超过该币种的位数',
      'Cannot write the amount in words: it must be a plain number from 0, below 10^12, with no more decimals than the currency has',
    );
  }
  const minor = cents > 0 ? ` AND ${names.minor} ${below1000(cents)}` : '';
  return `SAY ${names.major} ${wholeWords(match[1])}${minor} ONLY`;
}

function wholeWords(digits: string): string {
  const groups = digits.padStart(12, '0').match(/\d{3}/g) ?? [];
  const words = groups.flatMap((group, index) =>
    group === '000' ? [] : [`${below1000(Number(group))} ${SCALES[index]}`.trim()],
  );
  const last = Number(groups.at(-1));
  // ONE THOUSAND AND FIVE: the last group joins with AND when it has no hundreds of its own.
  if (words.length > 1 && last > 0 && last < 100) words.splice(-1, 0, 'AND');
  return words.join(' ') || 'ZERO';
}

function below1000(n: number): string {
  if (n < 100) return below100(n);
  const rest = n % 100;
  return `${SMALL[Math.floor(n / 100)]} HUNDRED${rest ? ` AND ${below100(rest)}` : ''}`;
}

function below100(n: number): string {
  if (n < 20) return SMALL[n] ?? '';
  return `${TENS[Math.floor(n / 10)]}${n % 10 ? `-${SMALL[n % 10]}` : ''}`;
}
