import type { Text } from '../result.ts';
import { englishWords } from './english-words.ts';
import { decimal } from './money.ts';
import { rmbWords } from './rmb-words.ts';

/** `主板 | Mainboard` → both languages; one part alone stands for both. */
export function languages(text: string): Text {
  const [zh = '', ...rest] = text.split(/[|｜]/).map((part) => part.trim());
  const en = rest.join(' ').trim();
  return { zh: zh === '' ? en : zh, en: en === '' ? zh : en };
}

export const CURRENCY: Readonly<Record<string, Text & { readonly symbol: string }>> = {
  CNY: { zh: '人民币', en: 'CNY', symbol: '¥' },
  USD: { zh: '美元', en: 'USD', symbol: 'US$' },
  EUR: { zh: '欧元', en: 'EUR', symbol: '€' },
  HKD: { zh: '港币', en: 'HKD', symbol: 'HK$' },
};

/** Amount in words, `人民币壹佰元整` and `SAY RENMINBI YUAN ONE HUNDRED ONLY`. Throws `BAD_AMOUNT` from 10^12 on. */
export const amountInWords = (amount: string, currency: string): Text => ({
  zh: rmbWords(amount).replace('人民币', CURRENCY[currency]?.zh ?? currency),
  en: englishWords(amount, currency),
});

/** `0.13` → `13%`. */
export const percent = (rate: string): string => `${decimal(rate).times('100').toFixed()}%`;

/** Code, names and symbol of a currency; one that is not known goes by its code. */
export const currencyOf = (code: string) => ({
  code,
  ...(CURRENCY[code] ?? { zh: code, en: code, symbol: '' }),
});
