import { formatDateEn, formatDateZh } from '../../functions/core/business/dates.ts';
import { compare, decimal, formatMoney } from '../../functions/core/business/money.ts';
import type { Company, Person } from '../../functions/core/company.ts';
import type { Language, Text } from '../../functions/core/result.ts';
import { COLUMNS, HEIGHTS, NOTE_SIZE, TABLE_SIZE, TERM_UNITS, unitsIn } from './columns.ts';
import type { Request } from './input.ts';
import type { PricedLine } from './price.ts';
import { amountInWords, CURRENCY, languages, wrap } from './words.ts';

/** Tax-inclusive amount and its parts, two decimals. */
export interface Amount {
  readonly gross: string;
  readonly net: string;
  readonly tax: string;
}

/** A quotation with every rule applied. */
export interface Quotation {
  readonly request: Request;
  readonly applicant: Person;
  readonly company: Company;
  readonly quoteDate: string;
  readonly validUntil: string;
  readonly isDayPrice: boolean;
  /** Fraction. */
  readonly rate: string;
  readonly lines: readonly PricedLine[];
  readonly lineAmounts: readonly Amount[];
  readonly goods: Amount;
  readonly surcharge: Amount;
  readonly freight: Amount;
  readonly total: Amount;
}

const DAY_ONLY: Text = { zh: '此报价当日有效', en: 'VALID ON THE DAY OF QUOTATION ONLY' };

/** What the templates see. Every text is there per language, every figure rounded; nothing internal is in it. */
export function print(quotation: Quotation) {
  const { request, quoteDate, validUntil, isDayPrice, total } = quotation;
  const currency = CURRENCY[request.currency];
  return {
    requestNo: request.requestNo,
    language: request.language,
    quoteDate,
    validUntil,
    dayOnly: isDayPrice ? DAY_ONLY : null,
    revisionReason: request.revisionReason === undefined ? null : languages(request.revisionReason),
    customer: {
      name: languages(request.customerName),
      contact: languages(request.contact),
      phone: request.phone ?? '',
      email: request.email ?? '',
    },
    salesperson: salesperson(quotation),
    currency: { code: request.currency, ...currency },
    taxPercent: percent(quotation.rate),
    lines: quotation.lines.map((line, i) => printLine(line, quotation.lineAmounts[i])),
    goods: quotation.goods,
    freight: quotation.freight,
    surcharge: quotation.surcharge,
    total,
    hasSurcharge: compare(quotation.surcharge.gross, '0') > 0,
    totalFigure: `${currency?.symbol ?? ''}${formatMoney(total.gross)}`,
    totalInWords: amountInWords(total.gross, request.currency),
    mainBoardBom: languages(request.mainBoardBom),
    subBoardBom: languages(request.subBoardBom),
    materials: perLanguage((language) => materials(request, language)),
    terms: perLanguage((language) => terms(quotation, language)),
  };
}

const perLanguage = <T>(make: (language: Language) => T): Readonly<Record<Language, T>> => ({
  zh: make('zh'),
  en: make('en'),
});

const percent = (rate: string): string => `${decimal(rate).times('100').toFixed()}%`;

function salesperson({ applicant, company }: Quotation) {
  const role = applicant.roles[0];
  const title = role === undefined ? undefined : company.roles[role]?.title;
  return {
    name: applicant.name,
    title: title ?? { zh: '', en: '' },
    phone: applicant.phone ?? company.phone,
    email: applicant.email,
  };
}

function printLine(priced: PricedLine, amount: Amount | undefined) {
  const { line, row } = priced;
  const texts = {
    product: { zh: line.product, en: line.product },
    name: languages(line.name ?? row.name),
    spec: languages(line.spec ?? row.spec ?? ''),
    brand: languages(line.brand ?? ''),
    leadTime: languages(line.leadTime ?? ''),
    note: lineNote(priced),
  };
  return {
    ...texts,
    product: line.product,
    unit: languages(row.unit),
    quantity: line.quantity,
    unitPrice: priced.unitPrice,
    amount: priced.amount,
    net: amount?.net ?? null,
    tax: amount?.tax ?? null,
    tall: perLanguage((language) => tallest(texts, language)),
  };
}

type Wrapping = 'product' | 'name' | 'spec' | 'brand' | 'leadTime' | 'note';

/**
 * Printed lines of the tallest cell, rounded up to a height that the template has: LibreOffice does not grow the
 * rows of a workbook that it converts.
 */
function tallest(texts: Readonly<Record<Wrapping, Text>>, language: Language): number {
  const columns: readonly Wrapping[] = ['product', 'name', 'spec', 'brand', 'leadTime', 'note'];
  const lines = columns.map((column) => {
    const size = column === 'note' ? NOTE_SIZE : TABLE_SIZE;
    return wrap(texts[column][language], unitsIn(COLUMNS[column], size)).length;
  });
  const most = Math.max(1, ...lines);
  return (HEIGHTS.find(([holds]) => holds >= most) ?? HEIGHTS.at(-1))?.[0] ?? 1;
}

/** A discount and a minimum order belong on the sheet: the customer checks the price by them. */
function lineNote({ line, row, listPrice }: PricedLine): Text {
  const given = languages(line.note ?? '');
  const discount = line.discountPercent ?? '0';
  const price = listPrice.replace(/(\.\d\d)0+$/, '$1');
  const off: Text[] =
    compare(discount, '0') > 0
      ? [{ zh: `原价 ${price}，优惠 ${discount}%`, en: `${price} less ${discount}%` }]
      : [];
  const moq: Text[] =
    row.moq !== undefined && compare(line.quantity, row.moq) < 0
      ? [{ zh: `起订 ${row.moq}`, en: `MOQ ${row.moq}` }]
      : [];
  const parts = [...off, ...moq, given];
  const join = (language: Language, by: string): string =>
    parts
      .map((part) => part[language])
      .filter(Boolean)
      .join(by);
  return { zh: join('zh', '；'), en: join('en', '; ') };
}

interface Printed {
  readonly no: string;
  readonly label: string;
  readonly text: string;
}

/** A row per printed line; number and label stand in the first row only. */
const rows = (no: string, label: string, text: string): readonly Printed[] =>
  wrap(text, TERM_UNITS).map((part, i) =>
    i === 0 ? { no, label, text: part } : { no: '', label: '', text: part },
  );

function materials({ materialsAdded, materialsContent }: Request, language: Language): readonly Printed[] {
  const answer = materialsAdded ? { zh: '有', en: 'Yes' } : { zh: '无', en: 'None' };
  const content = languages(materialsContent ?? '')[language];
  const by = language === 'zh' ? '：' : ': ';
  const label = { zh: '有无增加物料', en: 'Materials added' };
  return rows('', label[language], content === '' ? answer[language] : `${answer[language]}${by}${content}`);
}

function terms(quotation: Quotation, language: Language): readonly Printed[] {
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
