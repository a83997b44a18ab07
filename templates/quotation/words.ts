import { englishWords } from '../../functions/core/business/english-words.ts';
import { rmbWords } from '../../functions/core/business/rmb-words.ts';
import type { Text } from '../../functions/core/result.ts';

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

const CJK = /[\u2e80-\u9fff\uf900-\ufaff\uff00-\uff60\u3000-\u303f\u2014\u2026\u201c\u201d]/u;
const MUST_NOT_START = /^[，。、；：！？）》」』”’%,.;:!?)]/u;

/** Width on paper in half-width characters: one of Chinese takes two, Latin capitals are wide in most fonts. */
export const widthOf = (text: string): number =>
  [...text].reduce((sum, c) => sum + (CJK.test(c) ? 2 : /[A-Z@%&]/.test(c) ? 1.35 : 1.1), 0);

/**
 * Cuts text into printed lines of at most `width` half-width characters. A merged cell of a spreadsheet never
 * grows with its text, so that long terms get a row per line instead.
 */
export function wrap(text: string, width: number): readonly string[] {
  return text.split(/\r?\n/).flatMap((paragraph) => wrapParagraph(paragraph.trim(), width));
}

function wrapParagraph(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const piece of piecesOf(text, width)) {
    const fits = widthOf((line + piece).trimEnd()) <= width || MUST_NOT_START.test(piece);
    if (fits || line === '') line += piece;
    else {
      lines.push(line.trimEnd());
      line = piece.trimStart();
    }
  }
  return [...lines, line.trimEnd()].filter((part) => part !== '');
}

/** What a line may end after: a Chinese character, a blank; a longer word than a line is cut. */
const piecesOf = (text: string, width: number): string[] =>
  (text.match(/[^\s\u2e80-\u9fff\uf900-\ufaff\uff00-\uff60\u3000-\u303f]+\s*|\s+|[\s\S]/gu) ?? []).flatMap(
    (piece) => (piece.length > width ? (piece.match(new RegExp(`.{1,${width}}`, 'gsu')) ?? []) : [piece]),
  );
