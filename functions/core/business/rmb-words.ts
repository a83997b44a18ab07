import { badAmount } from './money.ts';

const DIGITS = '零壹贰叁肆伍陆柒捌玖';
const TENS = ['', '拾', '佰', '仟'];
const MYRIADS = ['', '万', '亿'];
const AMOUNT = /^(-?)(0|[1-9]\d{0,11})(?:\.(\d)(\d?))?$/;

/**
 * `accounting` writes 整 after 角 too (会计基础工作规范 第52条), `bank` leaves it out there (支付结算办法 附件一);
 * both rules accept the accounting form.
 */
export type RmbMode = 'accounting' | 'bank';

/**
 * 人民币大写金额: `'1409.50'` → `'人民币壹仟肆佰零玖元伍角整'`. Negative amounts get 负 after the prefix.
 * Takes a plain decimal, at most 2 decimals, below 10^12; anything else throws `BAD_AMOUNT`.
 */
export function rmbWords(amount: string, mode: RmbMode = 'accounting'): string {
  const match = typeof amount === 'string' ? AMOUNT.exec(amount) : null;
  if (!match) {
    throw badAmount(
      '无法写成人民币大写：金额须为纯数字，最多两位小数，且小于一万亿',
      'Cannot write the amount in words: it must be a plain number with at most 2 decimals, below 10^12',
    );
  }
  const [, minus = '', whole = '0', jiao = '0', fen = ''] = match;
  const yuan = wholeWords(whole);
  const words = (yuan && `${yuan}元`) + centWords(jiao, fen || '0', yuan !== '', mode);
  if (words === '整') return '人民币零元整';
  return `人民币${minus && '负'}${words}`;
}

/** Empty for 0. One 零 for a run of zeros inside, none for zeros that end a group of four. */
function wholeWords(digits: string): string {
  let words = '';
  let gap = false;
  let groupIsEmpty = true;
  for (const [index, digit] of [...digits].entries()) {
    const place = digits.length - 1 - index;
    if (digit === '0') {
      gap = true;
    } else {
      words += (gap ? '零' : '') + DIGITS.charAt(Number(digit)) + TENS[place % 4];
      gap = false;
      groupIsEmpty = false;
    }
    if (place % 4 === 0 && !groupIsEmpty) {
      words += MYRIADS[place / 4];
      gap = false;
      groupIsEmpty = true;
    }
  }
  return words;
}

function centWords(jiao: string, fen: string, afterYuan: boolean, mode: RmbMode): string {
  if (fen === '0' && jiao === '0') return '整';
  if (fen === '0') return `${DIGITS.charAt(Number(jiao))}角${mode === 'accounting' ? '整' : ''}`;
  const fenWords = `${DIGITS.charAt(Number(fen))}分`;
  if (jiao !== '0') return `${DIGITS.charAt(Number(jiao))}角${fenWords}`;
  return afterYuan ? `零${fenWords}` : fenWords;
}
