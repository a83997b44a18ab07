import { compare, formatMoney } from '../../functions/core/business/money.ts';
import { amountInWords, CURRENCY, languages, percent } from '../../functions/core/business/words.ts';
import { wrap } from '../../functions/core/business/wrap.ts';
import type { Company, Person } from '../../functions/core/company.ts';
import type { Language, Text } from '../../functions/core/result.ts';
import { COLUMNS, HEIGHTS, INDENT, NOTE_SIZE, pageBreaks, TABLE_SIZE, unitsIn } from './geometry.ts';
import type { Request } from './input.ts';
import type { PricedLine } from './price.ts';
import type { Printed } from './prints.ts';
import { DAY_ONLY, materials, type TermRow, terms } from './terms.ts';

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

/** What the templates see. Every text is there per language, every figure rounded; nothing internal is in it. */
export function print(quotation: Quotation): Printed {
  const { request, quoteDate, validUntil, isDayPrice, total } = quotation;
  const code = request.currency;
  const currency = CURRENCY[code] ?? { zh: code, en: code, symbol: '' };
  const lines = quotation.lines.map((line, i) => printLine(line, quotation.lineAmounts[i]));
  const blocks = {
    materials: perLanguage((language) => materials(request, language)),
    terms: perLanguage((language) => terms(quotation, language)),
  };
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
    currency: { code, ...currency },
    taxPercent: percent(quotation.rate),
    lines: withBreaks(quotation, lines, blocks),
    goods: quotation.goods,
    freight: quotation.freight,
    surcharge: quotation.surcharge,
    total,
    hasSurcharge: compare(quotation.surcharge.gross, '0') > 0,
    totalFigure: `${currency.symbol}${formatMoney(total.gross)}`,
    totalInWords: amountInWords(total.gross, request.currency),
    mainBoardBom: languages(request.mainBoardBom),
    subBoardBom: languages(request.subBoardBom),
    ...blocks,
  };
}

/** Where pages end, per language: the terms of one may be longer than those of the other. */
function withBreaks(quotation: Quotation, lines: readonly PrintedLine[], blocks: Blocks) {
  const { request, surcharge, isDayPrice } = quotation;
  const optional = [request.freightAdded, compare(surcharge.gross, '0') > 0].filter(Boolean).length;
  const breaks = perLanguage((language) =>
    pageBreaks(
      lines.map(({ tall }) => tall[language]),
      {
        figures: 3 + optional,
        materials: blocks.materials[language].length,
        terms: blocks.terms[language].length + (request.revision > 0 ? 1 : 0),
      },
      isDayPrice,
    ),
  );
  return lines.map((line, i) => ({
    ...line,
    breakBefore: perLanguage((language) => breaks[language][i] === true),
  }));
}

type PrintedLine = ReturnType<typeof printLine>;
type Blocks = Readonly<Record<'materials' | 'terms', Readonly<Record<Language, readonly TermRow[]>>>>;

const perLanguage = <T>(make: (language: Language) => T): Readonly<Record<Language, T>> => ({
  zh: make('zh'),
  en: make('en'),
});

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
    return wrap(texts[column][language], unitsIn(COLUMNS[column], size, INDENT[column])).length;
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
