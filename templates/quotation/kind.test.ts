import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { createCalendar } from '../../functions/core/business/calendar.ts';
import { type Company, parseCompany } from '../../functions/core/company.ts';
import type { Context, Derived } from '../../functions/core/kind.ts';
import { brokenRules } from '../../test/support/rules.ts';
import type { input } from './input.ts';
import { kind } from './kind.ts';
import type { print } from './print.ts';

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
const sample: z.input<typeof input> = JSON.parse(read('./sample.json'));
const shipped = parseCompany(read('../company/company.yaml'));
if (!shipped.ok) throw new Error(JSON.stringify(shipped.error));
const company = shipped.value;

const TODAY = '2026-11-23';
const at = (time: string) => Date.parse(`${time}+08:00`);

const PRICES = {
  priceListNo: 'P1',
  effectiveFrom: '2026-01-01',
  currency: 'CNY',
  lines: [
    { product: 'A-1', name: '主板 | Mainboard', spec: 'S', unit: '片 | pcs', executionPrice: '12.35' },
    { product: 'A-2', name: '副板', unit: '片', executionPrice: '6.00' },
  ].map((line) => ({ materialUnstable: false, materialInStock: true, ...line })),
};
type Price = (typeof PRICES)['lines'][number] & { dayPrice?: string; dayPriceDate?: string; moq?: string };
const listed = (change: Partial<Price> = {}, head: object = {}) => ({
  ...PRICES,
  ...head,
  lines: [{ ...PRICES.lines[0]!, ...change }, PRICES.lines[1]!],
});

interface Given {
  readonly request?: Partial<z.input<typeof input>>;
  readonly line?: Partial<z.input<typeof input>['lines'][number]>;
  readonly lists?: readonly unknown[];
  readonly quoting?: Partial<Company['quoting']>;
  readonly now?: string;
}

const plain: z.input<typeof input> = {
  requestNo: 'R-1',
  customerName: '客户 | Customer',
  customerClass: 'regular',
  contact: '林 | Lin',
  applicant: 'wen-jingxing',
  subBoardConfirmed: true,
  mainBoardBom: '无',
  subBoardBom: '无',
  materialsAdded: false,
  freightAdded: false,
  paymentTerms: '款到发货',
  lines: [],
};

function given({ request, line, lists = [listed()], quoting, now = `${TODAY}T10:00:00` }: Given) {
  const said = { ...plain, lines: [{ product: 'A-1', quantity: '1', ...line }], ...request };
  const context: Context = {
    company: { ...company, quoting: { ...company.quoting, ...quoting } },
    calendar: createCalendar(),
    today: now.slice(0, 10),
    at: at(now),
    references: { 'price-list': lists },
    records: [],
  };
  return { said, context };
}

type Printed = ReturnType<typeof print>;
type Made = Omit<Derived, 'data'> & { data: Printed; lines: readonly Printed['lines'][number][] };

function accepted(of: Given): Made {
  const { said, context } = given(of);
  expect(brokenRules(kind, said, context)).toEqual([]);
  const made = kind.derive(kind.input.parse(said), context);
  const data = made.data as unknown as Printed;
  return { ...made, data, lines: data.lines };
}

function refusals(of: Given) {
  const { said, context } = given(of);
  return brokenRules(kind, said, context);
}

const refused = (of: Given): string[] =>
  refusals(of).map(({ code, path }) => `${code} ${path?.join('.') ?? ''}`.trim());

describe('R-Q1 base price (S86)', () => {
  it('takes the execution price in force on the quotation date', () => {
    const lists = [listed(), listed({ executionPrice: '13.00' }, { effectiveFrom: '2026-11-23' })];
    expect(accepted({ lists }).lines[0]!.unitPrice).toBe('13.00');
    expect(accepted({ lists, request: { quoteDate: '2026-11-22' } }).lines[0]!.unitPrice).toBe('12.35');
  });
  it('takes the later upload when two lists start together', () => {
    expect(accepted({ lists: [listed(), listed({ executionPrice: '11.00' })] }).lines[0]!.unitPrice).toBe(
      '11.00',
    );
  });
  it('refuses a product without a price, never quotes 0', () => {
    expect(refused({ line: { product: 'NO-SUCH' } })).toEqual(['PRICE_MISSING lines.0.product']);
    expect(refused({ lists: [] })).toEqual(['PRICE_MISSING lines.0.product']);
    expect(refused({ lists: [listed({}, { effectiveTo: '2026-11-22' })] })).toEqual([
      'PRICE_MISSING lines.0.product',
    ]);
    expect(refused({ line: { product: 'NO-SUCH', materialUnstable: true } })).toEqual([
      'PRICE_MISSING lines.0.product',
    ]);
    expect(refused({ line: { unitPrice: '0' } })).toEqual(['PRICE_ZERO lines.0.unitPrice']);
  });
  it('takes prices of its own currency only', () => {
    expect(refused({ request: { currency: 'USD' } })).toEqual(['PRICE_MISSING lines.0.product']);
    const usd = listed({ executionPrice: '1.80' }, { currency: 'USD' });
    expect(accepted({ request: { currency: 'USD' }, lists: [usd, listed()] }).lines[0]!.unitPrice).toBe(
      '1.80',
    );
  });
  it.each<[string, Given, string]>([
    ['in no list', { line: { product: 'NO-SUCH' } }, '任何执行价表都没有产品“NO-SUCH”'],
    ['in another currency', { request: { currency: 'USD' } }, '没有 USD 的执行价，只有 CNY 的'],
    [
      'out of date',
      { lists: [listed({}, { effectiveTo: '2026-11-22' })] },
      'P1 的有效期为 2026-01-01 至 2026-11-22',
    ],
    ['not yet', { lists: [listed({}, { effectiveFrom: '2026-11-24' })] }, 'P1 的有效期为 2026-11-24 至 今'],
    [
      'left out of the new list',
      { lists: [listed(), listed({ product: 'A-9' }, { priceListNo: 'P2', effectiveFrom: '2026-02-01' })] },
      '有效的执行价表 P2 中没有产品“A-1”（P1 中有）',
    ],
  ])('says why there is no price: %s', (_, of, why) => {
    expect(refusals(of)).toMatchObject([{ code: 'PRICE_MISSING', path: ['lines', 0, 'product'] }]);
    expect(refusals(of)[0]?.message.zh).toContain(why);
  });
  it('finds a product whatever its width and case', () => {
    expect(accepted({ line: { product: 'ａ-1' } }).lines[0]!.unitPrice).toBe('12.35');
  });
  it('refuses another unit than that of the price', () => {
    expect(refused({ line: { unit: '套' } })).toEqual(['UNIT_MISMATCH lines.0.unit']);
    expect(refused({ line: { unit: 'PCS' } })).toEqual([]);
  });
});

describe('R-Q2 day price (S87)', () => {
  const unstable = [listed({ materialUnstable: true, dayPrice: '14.00', dayPriceDate: TODAY })];
  it('quotes the day price, marks the sheet and ends with the day', () => {
    const made = accepted({ lists: unstable, request: { validDays: 30 } });
    expect(made.lines[0]!.unitPrice).toBe('14.00');
    expect(made.data.dayOnly?.zh).toBe('此报价当日有效');
    expect(made.validUntil).toBe(TODAY);
  });
  it('holds to 23:59:59 and is refused at 00:00:00 of the next day', () => {
    const request = { quoteDate: TODAY };
    expect(refused({ lists: unstable, request, now: '2026-11-23T23:59:59' })).toEqual([]);
    expect(refused({ lists: unstable, request, now: '2026-11-24T00:00:00' })).toEqual([
      'QUOTE_EXPIRED quoteDate',
    ]);
  });
  it('refuses the day price of another day', () => {
    const lists = [listed({ materialUnstable: true, dayPrice: '14.00', dayPriceDate: '2026-11-22' })];
    expect(refused({ lists })).toEqual(['DAY_PRICE_MISSING lines.0.product']);
  });
  it('reads “or” or “and” as the profile says', () => {
    expect(accepted({ lists: unstable, quoting: { dayPriceWhen: 'and' } }).lines[0]!.unitPrice).toBe('12.35');
    const both = {
      lists: unstable,
      line: { materialInStock: false },
      quoting: { dayPriceWhen: 'and' as const },
    };
    expect(accepted(both).lines[0]!.unitPrice).toBe('14.00');
  });
  it('lets the line say more than the list', () => {
    expect(refused({ line: { materialInStock: false } })).toEqual(['DAY_PRICE_MISSING lines.0.product']);
    expect(accepted({ lists: unstable, line: { materialUnstable: false } }).data.dayOnly).toBeNull();
  });
  it('asks for the signature below the day price', () => {
    expect(accepted({ lists: unstable, line: { unitPrice: '13.99' } }).needs).toHaveLength(1);
    expect(accepted({ lists: unstable, line: { unitPrice: '14' } }).needs).toEqual([]);
  });
});

describe('R-Q3 retail (S88)', () => {
  const retail = { customerClass: 'retail' as const };
  it.each(['12.73', '12.96'])('accepts %s on 12.35', (unitPrice) => {
    expect(accepted({ request: retail, line: { unitPrice } }).lines[0]!.unitPrice).toBe(unitPrice);
  });
  it.each(['12.72', '12.97', '12.725'])('refuses %s on 12.35', (unitPrice) => {
    expect(refused({ request: retail, line: { unitPrice } })).toEqual([
      'RETAIL_OUT_OF_BAND lines.0.unitPrice',
    ]);
  });
  it('prices a blank at the lower bound', () => {
    expect(accepted({ request: retail }).lines[0]!.unitPrice).toBe('12.73');
  });
  it('judges the price after discount', () => {
    const line = { unitPrice: '12.96', discountPercent: '2' };
    expect(refused({ request: retail, line })).toEqual(['RETAIL_OUT_OF_BAND lines.0.unitPrice']);
  });
  it('leaves other customers alone', () => {
    expect(refused({ line: { unitPrice: '99' } })).toEqual([]);
  });
});

describe('R-Q4 credit surcharge (S90)', () => {
  const line = { quantity: '1000' };
  it('is nothing for 0 days', () => {
    expect(accepted({ line, request: { creditDays: 0 } }).amount).toBe('12350.00');
  });
  it('stands beside the prices, or in them', () => {
    const request = { creditDays: 60 };
    const beside = accepted({ line, request });
    expect(beside.data.surcharge.gross).toBe('123.50');
    expect([beside.lines[0]!.unitPrice, beside.amount]).toEqual(['12.35', '12473.50']);
    const folded = accepted({
      line,
      request,
      quoting: { credit: { ...company.quoting.credit, show: 'folded' } },
    });
    expect(folded.data.hasSurcharge).toBe(false);
    expect([folded.lines[0]!.unitPrice, folded.amount]).toEqual(['12.47', '12470.00']);
  });
});

describe('R-Q5 floor (S92)', () => {
  it('allows the execution price itself', () => {
    expect(accepted({ line: { unitPrice: '12.35' } }).needs).toEqual([]);
  });
  it('needs the signature of the profile’s signer below it, also by discount', () => {
    const low = accepted({ line: { unitPrice: '12.34' } });
    expect(low.needs).toMatchObject([{ code: 'sign:department_head', role: 'department_head' }]);
    expect(low.needs[0]?.reason.zh).toContain('第 1 (A-1) 行');
    expect(accepted({ line: { unitPrice: '13', discountPercent: '5' } }).needs).toEqual([]);
    expect(accepted({ line: { unitPrice: '13', discountPercent: '5.01' } }).needs).toHaveLength(1);
  });
  it('does not count freight or surcharge as price', () => {
    const request = { freightAdded: true, freight: '100', creditDays: 360 };
    expect(accepted({ line: { unitPrice: '12.34' }, request }).needs).toHaveLength(1);
    const folded = { credit: { ...company.quoting.credit, show: 'folded' as const } };
    expect(accepted({ line: { unitPrice: '12.34' }, request, quoting: folded }).needs).toHaveLength(1);
  });
});

describe('the largest discount', () => {
  const discount = (discountPercent: string) => ({ line: { unitPrice: '99', discountPercent } });
  it('is what the profile says, and 30 % when it says nothing', () => {
    expect(refused(discount('30'))).toEqual([]);
    expect(refused(discount('30.01'))).toEqual(['DISCOUNT_TOO_LARGE lines.0.discountPercent']);
    expect(refused({ ...discount('30.01'), quoting: { maxDiscountPercent: '40' } })).toEqual([]);
    const silent = parseCompany(read('../company/company.yaml').replace(/ +maxDiscountPercent.*/, ''));
    expect(silent.ok && silent.value.quoting.maxDiscountPercent).toBe('30');
  });
  it('tells what 95 折 is in percent', () => {
    expect(refusals(discount('95'))[0]?.fix?.zh).toContain('如 95 折填 5');
  });
  it('leaves no price of zero, whatever the profile allows', () => {
    expect(refused({ ...discount('100'), quoting: { maxDiscountPercent: '100' } })).toEqual([
      'PRICE_ZERO lines.0.discountPercent',
    ]);
  });
});

describe('R-Q6 special request (S91)', () => {
  it('needs a reason, and the floor still holds', () => {
    expect(refused({ request: { special: true } })).toEqual(['SPECIAL_REASON_MISSING specialReason']);
    const request = { special: true, specialReason: '客户样机' };
    expect(accepted({ request, line: { unitPrice: '1' } }).needs).toHaveLength(1);
  });
});

describe('R-Q7 fluctuation lock (S93)', () => {
  const lock = { since: '2026-11-23T10:00:00+08:00', reason: { zh: '铜价', en: 'copper' } };
  it('lets a quotation of one second before stand', () => {
    expect(refused({ quoting: { lock }, now: '2026-11-23T09:59:59' })).toEqual([]);
  });
  it('stops sales from then on, not the commercial centre', () => {
    expect(refused({ quoting: { lock } })).toEqual(['QUOTE_LOCKED applicant']);
    expect(refused({ quoting: { lock }, request: { applicant: 'tong-xinyi' } })).toEqual([]);
  });
});

describe('R-Q8 revision (S68)', () => {
  it('needs a reason and the signature', () => {
    expect(refused({ request: { revision: 1 } })).toEqual(['REVISION_REASON_MISSING revisionReason']);
    const request = { revision: 1, revisionReason: '调价' };
    expect(accepted({ request }).needs).toMatchObject([{ code: 'sign:deputy_gm_marketing' }]);
    expect(accepted({ request, line: { unitPrice: '12' } }).needs).toHaveLength(2);
  });
});

describe('the sheet (S62, S63, S67)', () => {
  it('refuses everything at once, each at its field', () => {
    const request = {
      subBoardConfirmed: false,
      materialsAdded: true,
      freightAdded: true,
      email: 'not an address',
      applicant: 'wen-jingxin',
      taxRatePercent: '12',
      quoteDate: '2026-11-24',
    };
    expect(refused({ request, line: { product: 'NO' } })).toEqual([
      'QUOTE_DATE_AHEAD quoteDate',
      'APPLICANT_UNKNOWN applicant',
      'EMAIL_FORM email',
      'SUB_BOARD_NOT_CONFIRMED subBoardConfirmed',
      'MATERIALS_CONTENT_MISSING materialsContent',
      'FREIGHT_MISSING freight',
      'TAX_RATE taxRatePercent',
      'PRICE_MISSING lines.0.product',
    ]);
  });
  it('refuses contradictions', () => {
    expect(refused({ request: { materialsContent: 'NFC' } })).toEqual([
      'MATERIALS_CONTRADICTION materialsAdded',
    ]);
    expect(refused({ request: { freight: '10' } })).toEqual(['FREIGHT_CONTRADICTION freightAdded']);
  });
  it.each(['wen.jingxing@yanhe.example.com', '温景行', 'Wen Jingxing'])(
    'knows the person by %s',
    (applicant) => {
      expect(accepted({ request: { applicant } }).data.salesperson.name.zh).toBe('温景行');
    },
  );
  it.each([
    ['13', '88.50', '11.50'],
    ['0.13', '88.50', '11.50'],
    ['6', '94.34', '5.66'],
    ['0', '100.00', '0.00'],
  ])('splits the tax of %s', (taxRatePercent, net, tax) => {
    const made = accepted({ request: { taxRatePercent }, line: { unitPrice: '100' } });
    expect(made.data.total).toEqual({ gross: '100.00', net, tax });
  });
  it('adds up rounded lines, not the rounded sum', () => {
    const line = { product: 'A-1', quantity: '1', unitPrice: '33.33' };
    const made = accepted({ request: { lines: [line, line, line] } });
    expect(made.data.total).toEqual({ gross: '99.99', net: '88.50', tax: '11.49' });
  });
  it('multiplies quantity with the exact price after discount', () => {
    const made = accepted({ line: { quantity: '16', unitPrice: '348.35', discountPercent: '4' } });
    expect(made.lines[0]).toMatchObject({
      unitPrice: '334.416',
      amount: '5350.66',
      note: { zh: '原价 348.35，优惠 4%' },
    });
  });
  it('writes the total in words, of the currency', () => {
    expect(accepted({ line: { unitPrice: '1409.50' } }).data.totalInWords).toEqual({
      zh: '人民币壹仟肆佰零玖元伍角整',
      en: 'SAY RENMINBI YUAN ONE THOUSAND FOUR HUNDRED AND NINE AND FEN FIFTY ONLY',
    });
    const usd = accepted({
      request: { currency: 'USD' },
      lists: [listed({}, { currency: 'USD' })],
      line: { unitPrice: '100' },
    });
    expect(usd.data.totalInWords.zh).toBe('美元壹佰元整');
  });
  it('refuses a total that no words can say', () => {
    expect(refused({ line: { quantity: '999999999999', unitPrice: '13' } })).toEqual(['TOTAL_TOO_BIG']);
  });
  it('gives each line room for its longest cell', () => {
    expect(accepted({}).lines[0]!.tall).toEqual({ zh: 1, en: 1 });
    const tall = (line: object) => accepted({ line }).lines[0]!.tall.zh;
    expect([11, 22, 33].map((length) => tall({ spec: '规'.repeat(length) }))).toEqual([1, 2, 3]);
    expect(tall({ spec: '规'.repeat(280) })).toBe(27);
    expect(tall({ name: 'W'.repeat(120), brand: '牌'.repeat(60), note: '注'.repeat(120) })).toBe(27);
  });
  it('says nothing internal: neither floor nor special reason', () => {
    const made = accepted({ request: { special: true, specialReason: 'SECRET' }, line: { unitPrice: '12' } });
    expect(JSON.stringify(made.data)).not.toMatch(/SECRET|12\.35/);
  });
});

describe('the shipped sample', () => {
  it('goes through without a signature, on any later day', () => {
    const lists = [JSON.parse(read('../price-list/sample.json'))].map((list) => ({
      ...list,
      lines: list.lines.map((line: object) => ({ materialUnstable: false, materialInStock: true, ...line })),
    }));
    for (const now of ['2026-11-23T10:00:00', '2031-02-03T10:00:00']) {
      const made = accepted({ request: sample, lists, now });
      expect(made.needs).toEqual([]);
      expect(made.amount).toBe('1015662.50');
      expect(kind.outputs.map(({ when }) => when?.(made.data))).toEqual([true, true]);
    }
  });
});

it('every title and alias means one field', () => {
  const fields = [...kind.shape.fields, ...kind.shape.tables.flatMap((table) => table.fields)];
  const titles = fields.flatMap(({ meta }) => [meta.label.zh, meta.label.en, ...(meta.aliases ?? [])]);
  const keys = titles.map((title) => title.toLowerCase());
  expect(keys.filter((key, i) => keys.indexOf(key) !== i)).toEqual([]);
});
