import { formatDateEn, formatDateZh } from '../../functions/core/business/dates.ts';
import { compare } from '../../functions/core/business/money.ts';
import { CURRENCY, languages, percent } from '../../functions/core/business/words.ts';
import { wrap } from '../../functions/core/business/wrap.ts';
import type { Language, Text } from '../../functions/core/result.ts';
import { TERM_UNITS } from './geometry.ts';
import type { Request } from './input.ts';
import type { Quotation } from './print.ts';

export const DAY_ONLY: Text = { zh: '此报价当日有效', en: 'VALID ON THE DAY OF QUOTATION ONLY' };

/** A printed row of the terms block. */
export interface TermRow {
  readonly no: string;
  readonly label: string;
  readonly text: string;
}

/** A row per printed line; number and label stand in the first row only. */
const rows = (no: string, label: string, text: string): readonly TermRow[] =>
  wrap(text, TERM_UNITS).map((part, i) =>
    i === 0 ? { no, label, text: part } : { no: '', label: '', text: part },
  );

/** S63: were materials added, and which. */
export function materials(
  { materialsAdded, materialsContent }: Request,
  language: Language,
): readonly TermRow[] {
  const answer = materialsAdded ? { zh: '有', en: 'Yes' } : { zh: '无', en: 'None' };
  const content = languages(materialsContent ?? '')[language];
  const by = language === 'zh' ? '：' : ': ';
  const label = { zh: '有无增加物料', en: 'Materials added' };
  return rows('', label[language], content === '' ? answer[language] : `${answer[language]}${by}${content}`);
}

/** 商务条款, numbered; what is not agreed is left out. */
export function terms(quotation: Quotation, language: Language): readonly TermRow[] {
  return termsOf(quotation)
    .map(([label, text]) => ({ label: label[language], text: text[language] }))
    .filter(({ text }) => text !== '')
    .flatMap(({ label, text }, i) => rows(`${i + 1}`, label, text));
}

function termsOf(quotation: Quotation): readonly (readonly [Text, Text])[] {
  const { request } = quotation;
  const given = (text: string | undefined): Text => languages(text ?? '');
  return [
    [{ zh: '价格条款', en: 'Prices' }, priceTerm(quotation)],
    [{ zh: '付款方式', en: 'Payment' }, given(request.paymentTerms)],
    [{ zh: '账期', en: 'Credit' }, creditTerm(request.creditDays)],
    [{ zh: '交货时间', en: 'Delivery time' }, given(request.deliveryTime)],
    [{ zh: '交货地点', en: 'Delivery place' }, given(request.deliveryPlace)],
    [{ zh: '质量保证', en: 'Warranty' }, given(request.warranty)],
    [{ zh: '报价有效期', en: 'Validity' }, validity(quotation)],
    [{ zh: '备注', en: 'Remarks' }, given(request.note)],
  ];
}

function priceTerm({ request, rate }: Quotation): Text {
  const isTaxed = compare(rate, '0') > 0;
  const tax = isTaxed
    ? { zh: `以上价格均含 ${percent(rate)} 增值税`, en: `All prices include ${percent(rate)} VAT` }
    : { zh: '以上价格增值税率为 0%', en: 'All prices at 0% VAT' };
  const freight = request.freightAdded
    ? { zh: '运费另列于合计', en: 'freight is stated separately in the totals' }
    : { zh: '不另加运费', en: 'no freight is added' };
  const currency = CURRENCY[request.currency];
  return {
    zh: `${tax.zh}，${freight.zh}；币种为${currency?.zh}（${request.currency}）。`,
    en: `${tax.en}; ${freight.en}. Currency: ${request.currency}.`,
  };
}

const creditTerm = (days: number): Text =>
  days === 0 ? { zh: '', en: '' } : { zh: `${days} 天`, en: `${days} days` };

const validity = ({ isDayPrice, validUntil }: Quotation): Text =>
  isDayPrice
    ? {
        zh: `${DAY_ONLY.zh}（${formatDateZh(validUntil)}）。`,
        en: `This quotation is valid on ${formatDateEn(validUntil)} only.`,
      }
    : {
        zh: `本报价有效期至 ${formatDateZh(validUntil)}。`,
        en: `This quotation is valid until ${formatDateEn(validUntil)}.`,
      };
