/** Cell mistakes and broken rules of one upload, told together: given a file, when it is read, then these cells. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createCalendar } from '../../functions/core/business/calendar.ts';
import { parseCompany } from '../../functions/core/company.ts';
import type { Context } from '../../functions/core/kind.ts';
import { mistakesOf, parseRequest, readRequests, type Source } from '../../functions/core/requests/index.ts';
import { openSource } from '../../functions/core/requests/open.ts';
import { sheetOf, sheets, type Value } from '../../test/support/sample-kind.ts';
import { kind as priceList } from '../price-list/kind.ts';
import { kind } from './kind.ts';

const shipped = parseCompany(readFileSync(new URL('../company/company.yaml', import.meta.url), 'utf8'));
if (!shipped.ok) throw new Error(JSON.stringify(shipped.error));

const PRICES = {
  priceListNo: 'P1',
  effectiveFrom: '2026-01-01',
  currency: 'CNY',
  lines: ['A-1', 'A-2'].map((product) => ({
    product,
    name: '主板',
    unit: '片',
    executionPrice: '10.00',
    materialUnstable: false,
    materialInStock: true,
  })),
};
const context: Context = {
  company: shipped.value,
  calendar: createCalendar(),
  today: '2026-11-23',
  at: Date.parse('2026-11-23T10:00:00+08:00'),
  references: { 'price-list': [PRICES] },
  records: [],
};

const kinds = new Map([kind, priceList].map((one) => [one.id, one]));

const told = (source: Source, hint = 'quotation') => {
  const read = readRequests(source, kinds, hint);
  if (!read.ok) return read.error;
  const { kind: found, problems, requests } = read.value;
  const ofRequests = [...requests].flatMap((raw) =>
    mistakesOf(found, raw, parseRequest(found, raw), context),
  );
  return [...problems, ...ofRequests];
};
const mistakes = (source: Source, hint?: string): string[] =>
  told(source, hint).map(({ code, cell }) => `${code} ${cell ?? ''}`.trim());

const HEAD: Readonly<Record<string, Value>> = {
  询价单号: 'R-1',
  客户名称: '甲公司',
  客户类别: '批量客户',
  联系人: '陈',
  报价人: 'wen-jingxing',
  报价日期: '',
  币种: '',
  副板批量已确认: '是',
  主板BOM: 'M',
  副板BOM: 'S',
  有无增加物料: '否',
  增加物料内容: '',
  是否加运费: '否',
  付款方式: '款到发货',
};
const LINE: Readonly<Record<string, Value>> = {
  产品型号: 'A-1',
  数量: '5K',
  单位: '',
  含税单价: '',
  '折扣(%)': '',
};
type Change = Readonly<Record<string, Value>>;

const filledIn = (change: Change, known: Change): Value[] => {
  for (const name of Object.keys(change)) if (!(name in known)) throw new Error(name);
  return Object.values({ ...known, ...change });
};
/** Columns A–N are the request's, O–S the line's. */
const rowsOf = (head: Change, lines: readonly Change[]): Value[][] => [
  [...Object.keys(HEAD), ...Object.keys(LINE)],
  ...lines.map((line) => [...filledIn(head, HEAD), ...filledIn(line, LINE)]),
];
const table = (head: Change, ...lines: Change[]): Source => sheets(sheetOf(rowsOf(head, lines)));

describe('a cell and a rule together', () => {
  it('in the same line', () => {
    expect(mistakes(table({}, { 产品型号: 'NO', 数量: '5K5' }))).toEqual([
      'PRICE_MISSING S!O2',
      'QUANTITY_FORM S!P2',
    ]);
    expect(mistakes(table({}, { 数量: 'x', 单位: '套', '折扣(%)': 95 }))).toEqual([
      'UNIT_MISMATCH S!Q2',
      'QUANTITY_FORM S!P2',
      'DISCOUNT_TOO_LARGE S!S2',
    ]);
  });
  it('in different lines', () => {
    const source = table(
      { 客户类别: '零售客户' },
      {},
      { 含税单价: 'x' },
      { 含税单价: 99 },
      { 产品型号: 'NO' },
    );
    expect(mistakes(source)).toEqual(['NUMBER_FORM S!R3', 'RETAIL_OUT_OF_BAND S!R4', 'PRICE_MISSING S!O5']);
  });
  it('in the head and in the lines', () => {
    const head = { 报价人: 'nobody', 有无增加物料: '是', 联系人: '' };
    expect(mistakes(table(head, { 数量: 0 }, { 产品型号: 'NO' }))).toEqual([
      'REQUIRED S!D2',
      'APPLICANT_UNKNOWN S!E2',
      'MATERIALS_CONTENT_MISSING S!L2',
      'QUANTITY_FORM S!P2',
      'PRICE_MISSING S!O3',
    ]);
  });
  it('each with label, message and a way out', () => {
    const found = told(table({ 联系人: '', 报价人: 'nobody' }, { 产品型号: 'NO' }, { '折扣(%)': 50 }));
    expect(found.map(({ label }) => label?.zh)).toEqual(['联系人', '报价人', '产品型号', '折扣(%)']);
    for (const { message, fix } of found) expect(message.zh && message.en && fix?.zh && fix.en).toBeTruthy();
  });
  it('in two requests of one file', () => {
    const rows = [
      ...rowsOf({ 报价日期: '10/12/2026' }, [{}]),
      ...rowsOf({ 询价单号: 'R-2' }, [{ 产品型号: 'NO' }]).slice(1),
    ];
    expect(mistakes(sheets(sheetOf(rows)))).toEqual(['DATE_AMBIGUOUS S!F2', 'PRICE_MISSING S!O3']);
  });
});

describe('nothing that is only a consequence', () => {
  it('of a wrong field that the rule reads', () => {
    expect(mistakes(table({ 有无增加物料: '也许', 增加物料内容: 'NFC' }, {}))).toEqual(['YES_NO_FORM S!K2']);
    expect(mistakes(table({ 有无增加物料: '是', 增加物料内容: 'x'.repeat(301) }, {}))).toEqual([
      'TOO_LONG S!L2',
    ]);
    expect(mistakes(table({ 客户类别: '零售' }, { 含税单价: 99 }))).toEqual(['CHOICE_UNKNOWN S!C2']);
    expect(mistakes(table({}, { 产品型号: 7, 单位: '套' }))).toEqual(['DIGITS_LOST S!O2']);
  });
  it('of a wrong currency or day: but a product that no list has is told all the same', () => {
    const lines = [{ 单位: '套' }, { 产品型号: 'NO' }];
    expect(mistakes(table({ 币种: '元' }, ...lines))).toEqual(['CHOICE_UNKNOWN S!G2', 'PRICE_MISSING S!O3']);
    expect(mistakes(table({ 报价日期: '2062-11-23' }, ...lines))).toEqual([
      'QUOTE_DATE_AHEAD S!F2',
      'PRICE_MISSING S!O3',
    ]);
  });
  it('of another broken rule', () => {
    expect(mistakes(table({ 客户类别: '零售客户' }, { 含税单价: 0 }))).toEqual(['PRICE_ZERO S!R2']);
    expect(mistakes(table({ 客户类别: '零售客户' }, { '折扣(%)': 100 }))).toEqual([
      'DISCOUNT_TOO_LARGE S!S2',
    ]);
  });
  it('of a title that is wrong', () => {
    const [titles, ...rows] = rowsOf({ 报价人: 'nobody' }, [{ 数量: 'x' }]);
    const misspelt = sheets(sheetOf([titles!.with(12, 'Freight addd').with(14, 'Product cod'), ...rows]));
    expect(mistakes(misspelt)).toEqual([
      'TITLE_UNKNOWN S!M1',
      'TITLE_UNKNOWN S!O1',
      'APPLICANT_UNKNOWN S!E2',
      'QUANTITY_FORM S!P2',
    ]);
  });
  it('of a request that stands in two places', () => {
    const [titles, first] = rowsOf({ 有无增加物料: '是', 增加物料内容: 'NFC' }, [{}]);
    const [, other] = rowsOf({ 询价单号: 'R-2' }, [{}]);
    const part = first!.map((value, at) => (at === 0 || at === 10 || at > 13 ? value : '')).with(14, 'NO');
    expect(mistakes(sheets(sheetOf([titles!, first!, other!, part])))).toEqual([
      'REQUEST_SPLIT S!A2',
      'REQUEST_SPLIT S!A4',
      'PRICE_MISSING S!O4',
    ]);
  });
});

describe('whatever the file is', () => {
  it('a form', () => {
    const labels = Object.entries({ ...HEAD, 联系人: '', 报价人: 'nobody' }).map(([name, value]) => [
      name,
      value,
    ]);
    const lines = [filledIn({ 数量: 'x', 产品型号: 'NO' }, LINE), filledIn({ '折扣(%)': 31 }, LINE)];
    const titles = [...Object.keys(LINE), '品名', '规格'];
    const form = sheetOf([...labels, ['报价明细'], titles, ...lines], '申请');
    const mark = sheetOf(
      [
        ['kind', 'quotation'],
        ['form', '1'],
        ['layout', 'form'],
      ],
      '_docket',
      true,
    );
    expect(mistakes(sheets(form, mark))).toEqual([
      'REQUIRED 申请!B4',
      'APPLICANT_UNKNOWN 申请!B5',
      'PRICE_MISSING 申请!A17',
      'QUANTITY_FORM 申请!B17',
      'DISCOUNT_TOO_LARGE 申请!E18',
    ]);
  });
  it('a CSV', () => {
    const rows = rowsOf({ 报价人: 'nobody' }, [{ 数量: 'x' }, { 产品型号: 'NO' }]);
    const source = openSource('a.csv', new TextEncoder().encode(rows.map((row) => row.join(',')).join('\n')));
    if (!source.ok) throw new Error(JSON.stringify(source.error));
    expect(mistakes(source.value).map((found) => found.replace(/ .*!/, ' '))).toEqual([
      'APPLICANT_UNKNOWN E2',
      'QUANTITY_FORM P2',
      'PRICE_MISSING O3',
    ]);
  });
  it('JSON', () => {
    const value = {
      requestNo: 'R-1',
      customerName: '甲公司',
      customerClass: 'regular',
      contact: {},
      applicant: 'nobody',
      subBoardConfirmed: true,
      mainBoardBom: 'M',
      subBoardBom: 'S',
      materialsAdded: true,
      materialContent: 'NFC',
      freightAdded: false,
      paymentTerms: '款到发货',
      lines: [{ product: 'A-1', quantity: 'x' }, 7, { product: 'NO', quantity: '1' }],
    };
    expect(mistakes({ type: 'json', value })).toEqual([
      'JSON_SHAPE $.contact',
      'APPLICANT_UNKNOWN $.applicant',
      'FIELD_UNKNOWN $.materialContent',
      'QUANTITY_FORM $.lines[0].quantity',
      'JSON_SHAPE $.lines[1]',
      'PRICE_MISSING $.lines[2].product',
    ]);
    expect(mistakes({ type: 'json', value: 7 })).toEqual(['JSON_SHAPE $']);
  });
  it('a price list', () => {
    const titles = [
      '执行价表编号',
      '生效日期',
      '截止日期',
      '产品型号',
      '品名',
      '单位',
      '执行价(含税)',
      '当日材料价(含税)',
      '材料价日期',
    ];
    const rows: Value[][] = [
      ['P1', '2026-11-01', '2026-10-01', 'A-1', '主板', '片', 10, 11, ''],
      ['', '', '', 'A-2', '主板', '片', 'x', 0, '2026-11-23'],
      ['', '', '', 7, '主板', '片', 0, '', ''],
      ['', '', '', 'a-1', '', '片', 10, 'x', ''],
    ];
    expect(mistakes(sheets(sheetOf([titles, ...rows])), 'price-list')).toEqual([
      'DATES_BACKWARDS S!C2',
      'DAY_PRICE_INCOMPLETE S!I2',
      'NUMBER_FORM S!G3',
      'PRICE_ZERO S!H3',
      'DIGITS_LOST S!D4',
      'PRICE_ZERO S!G4',
      'PRODUCT_TWICE S!D5',
      'REQUIRED S!E5',
      'NUMBER_FORM S!H5',
    ]);
    expect(
      mistakes(sheets(sheetOf([titles, ...rows.with(0, rows[0]!.with(1, 'x'))])), 'price-list'),
    ).not.toContain('DATES_BACKWARDS S!C2');
  });
});
