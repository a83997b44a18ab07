import { describe, expect, it } from 'vitest';
import { orderKind, sampleKinds, sheetOf, sheets, type Value } from '../../../test/support/sample-kind.ts';
import type { Problem } from '../result.ts';
import { parseRequest } from './parse.ts';
import { readRequests } from './read.ts';
import type { JsonValue, Source } from './source.ts';

const ZH = ['订单号', '客户名称', '银行账号', '下单日期', '币种', '含税', '型号', '数量', '单价'];
const EN = [
  'Order number *',
  'Customer',
  'Bank account',
  'Order date',
  'Currency',
  'Tax included',
  'Model',
  'Quantity',
  'Unit price (CNY)',
];
const row = (no: string, model = 'M1', quantity: Value = '5K', price: Value = 12.5): Value[] => [
  no,
  '示例公司',
  '0012345678901234',
  '2026-10-12',
  '人民币',
  '是',
  model,
  quantity,
  price,
];
const input = (no: string, lines: unknown[]) => ({
  orderNo: no,
  customer: '示例公司',
  account: '0012345678901234',
  day: '2026-10-12',
  currency: 'CNY',
  taxed: true,
  days: 0,
  lines,
});
const M1 = { model: 'M1', quantity: '5000', price: '12.5' };

const read = (source: Source, hint = '') => {
  const result = readRequests(source, sampleKinds, hint);
  if (!result.ok) return { problems: result.error };
  const requests = [...result.value.requests];
  return {
    kind: result.value.kind.id,
    titles: result.value.problems,
    raw: requests,
    parsed: requests.map((raw) => parseRequest(result.value.kind, raw)),
  };
};
const valuesOf = (source: Source, hint = '') =>
  read(source, hint).parsed?.map((result) => (result.ok ? result.value : result.error));
const short = (problems: readonly Problem[] | undefined) =>
  problems?.map(({ code, cell }) => `${code} ${cell ?? ''}`);
const mistakes = (source: Source, hint = '') => {
  const found = read(source, hint);
  if (found.problems) return short(found.problems);
  const cells = found.parsed?.flatMap((result) => (result.ok ? [] : (short(result.error) ?? [])));
  return [...(short(found.titles) ?? []), ...(cells ?? [])];
};

describe('plain tables', () => {
  it.each([
    ['Chinese', ZH],
    ['English', EN],
  ])('reads %s titles and groups the rows', (_, titles) => {
    const source = sheets(
      sheetOf([['2026 年订单'], [], titles, row('PO-1'), row('po-1', 'M2', 300), [], row('PO-2')]),
    );
    expect(read(source).kind).toBe('order');
    expect(valuesOf(source)).toEqual([
      input('PO-1', [M1, { model: 'M2', quantity: '300', price: '12.5' }]),
      input('PO-2', [M1]),
    ]);
  });
  it('goes on with the request above where header cells are blank, and skips totals', () => {
    const more: Value[] = ['', '', '', '', '', '', 'M2', '2k'];
    const source = sheets(sheetOf([ZH, row('PO-1'), ZH, more, ['合计', '', '', '', '', '', '', 7000]]));
    expect(valuesOf(source)).toEqual([input('PO-1', [M1, { model: 'M2', quantity: '2000' }])]);
  });
  it('takes a row with another customer but no number as a request of its own', () => {
    const lost = row('').with(1, '别家公司');
    expect(mistakes(sheets(sheetOf([ZH, row('PO-1'), lost])))).toEqual(['REQUIRED S!A3']);
  });
  it('finds a request that stands in two places, at both', () => {
    const source = sheets(
      sheetOf([ZH, row('PO-1'), row('PO-2'), row('PO-1')]),
      sheetOf([ZH, row('PO-2')], 'T'),
    );
    expect(mistakes(source)).toEqual([
      'REQUEST_SPLIT S!A2',
      'REQUEST_SPLIT S!A3',
      'REQUEST_SPLIT S!A4',
      'REQUEST_SPLIT T!A2',
    ]);
    expect(JSON.stringify(read(source).parsed)).toContain('S!A2、S!A4');
  });
  it('finds a header that differs within a request', () => {
    const source = sheets(sheetOf([ZH, row('PO-1'), row('PO-1').with(1, '别家公司')]));
    expect(mistakes(source)).toEqual(['HEADER_DIFFERS S!B3']);
  });
  it('reads labels above the titles for all requests', () => {
    const titles = ZH.toSpliced(3, 1);
    const rows = [['下单日期', '2026-10-12'], titles, row('PO-1').toSpliced(3, 1)];
    expect(valuesOf(sheets(sheetOf(rows)))).toEqual([input('PO-1', [M1])]);
  });
  it('reads a shared title as the request’s, the second one as the table’s', () => {
    const source = sheets(
      sheetOf([
        ['备注', ...ZH, '备注'],
        ['head', ...row('PO-1'), 'line'],
      ]),
    );
    expect(valuesOf(source)).toEqual([{ ...input('PO-1', [{ ...M1, note: 'line' }]), note: 'head' }]);
  });
  it('reads one request a row for a kind without a table', () => {
    const rows = [
      ['登记号', '来访单位'],
      ['1', 'A'],
      ['', 'B'],
      ['3', 'C'],
    ];
    const found = read(sheets(sheetOf(rows)));
    expect(found.kind).toBe('visit');
    expect(found.parsed?.map(({ ok }) => ok)).toEqual([true, false, true]);
  });
  it('ignores hidden sheets and unknown columns', () => {
    const hidden = sheetOf([ZH, row('PO-9')], 'H', true);
    const source = sheets(hidden, sheetOf([['序号', ...ZH], [1, ...row('PO-1')], [2]]));
    expect(valuesOf(source)).toEqual([input('PO-1', [M1])]);
  });
});

describe('titles with mistakes', () => {
  it('names every missing, misspelt and doubled column at once', () => {
    const titles = ['订单号', '客户名', '银行账号', '币种', '含税', '型号', '数量', '型号'];
    const source = sheets(sheetOf([titles, ['PO-1', 'C', '0012345678901234', '元', '是', 'M1', '5K', 'M2']]));
    const wrong = ['TITLE_UNKNOWN S!B1', 'TITLE_TWICE S!H1', 'COLUMN_MISSING S!I1'];
    expect(mistakes(source)).toEqual([...wrong, 'CHOICE_UNKNOWN S!D2']);
    expect(JSON.stringify(read(source).titles)).toContain('是否应为“客户名称”');
  });
  it('accepts nothing below a title that may hide a value, even an optional one', () => {
    const source = sheets(sheetOf([ZH.with(8, 'Unit pric'), row('PO-1')]));
    expect(mistakes(source)).toEqual(['TITLE_UNKNOWN S!I1']);
    expect(read(source).parsed).toEqual([{ ok: false, error: [] }]);
  });
  it('leaves the other sheets of the file alone', () => {
    const source = sheets(sheetOf([ZH, row('PO-1')]), sheetOf([ZH.with(8, 'Unit pric'), row('PO-2')], 'T'));
    expect(mistakes(source)).toEqual(['TITLE_UNKNOWN T!I1']);
    expect(read(source).parsed?.map(({ ok }) => ok)).toEqual([true, false]);
  });
  it('reads nothing more when the requests cannot be told apart', () => {
    const source = sheets(sheetOf([ZH.with(0, '订单呺'), row('PO-1', '', 'x')]));
    expect(mistakes(source)).toEqual(['TITLE_UNKNOWN S!A1']);
    expect(read(source).parsed).toBeUndefined();
  });
  it('a misspelt title of a form hides its column and nothing else', () => {
    const titled = FORM.with(6, ['型号 Model', '数量', 'Unit pric', '备注 Note']).with(7, ['M1', 'x', 12.5]);
    expect(mistakes(sheets(sheetOf(titled, '申请'), MARK()))).toEqual([
      'TITLE_UNKNOWN 申请!C7',
      'QUANTITY_FORM 申请!B8',
    ]);
  });
  it('says which kinds there are when it knows none', () => {
    const found = read(
      sheets(
        sheetOf([
          ['天气', '心情'],
          ['晴', '好'],
        ]),
      ),
    );
    expect(found.problems?.[0]).toMatchObject({ code: 'KIND_UNKNOWN' });
    expect(found.problems?.[0]?.fix?.zh).toContain('订单（order）、来访登记（visit）');
  });
  it('says when titles fit two kinds equally', () => {
    const twin = { ...orderKind, id: 'twin' };
    const kinds = new Map([...sampleKinds, [twin.id, twin]]);
    const result = readRequests(sheets(sheetOf([ZH, row('PO-1')])), kinds, '');
    expect(result).toMatchObject({ ok: false, error: [{ code: 'KIND_AMBIGUOUS' }] });
    expect(readRequests(sheets(sheetOf([ZH, row('PO-1')])), kinds, 'twin')).toMatchObject({ ok: true });
  });
  it('refuses a table without rows', () => {
    expect(mistakes(sheets(sheetOf([ZH])))).toEqual(['NOTHING_TO_READ ']);
    expect(mistakes(sheets(), 'order')).toEqual(['NOTHING_TO_READ ']);
  });
});

const FORM: Value[][] = [
  ['订单申请表'],
  ['订单号 *\nOrder number', 'PO-1', '', '客户名称 *', '示例公司'],
  ['银行账号', '0012345678901234', '', '下单日期', { type: 'date', text: '46307', date: '2026-10-12' }],
  ['币种', '人民币', '', '含税', '是'],
  ['备注', '型号'],
  ['明细 Lines'],
  ['型号 Model', '数量 Quantity', '单价', '备注 Note'],
  ['M1', '5K', 12.5],
  [],
  ['备注', 10, '', '客户名称'],
];
const MARK = (layout = 'form', version = '1', kind = 'order') =>
  sheetOf(
    [
      ['kind', kind],
      ['form', version],
      ['layout', layout],
      ['skip', '示例'],
    ],
    '_docket',
    true,
  );

describe('forms', () => {
  const lines = [M1, { model: '备注', quantity: '10', note: '客户名称' }];
  it('reads labels and tables, whatever the values say', () => {
    const source = sheets(sheetOf(FORM, '申请'), sheetOf([['订单号', 'PO-EXAMPLE']], '示例'), MARK());
    expect(valuesOf(source)).toEqual([{ ...input('PO-1', lines), note: '型号' }]);
  });
  it('goes on below titles that are repeated on the next page', () => {
    const source = sheets(sheetOf([...FORM.slice(0, 8), FORM[6]!, FORM[9]!], '申请'), MARK());
    expect(valuesOf(source)).toMatchObject([{ lines }]);
  });
  it('reads one that somebody made by hand, with merged labels', () => {
    const byHand = FORM.slice(0, 9)
      .with(4, ['备注', '急'])
      .with(1, ['订单号', '', 'PO-1', '', '客户名称', '', '示例公司']);
    expect(valuesOf(sheets(sheetOf(byHand)))).toEqual([{ ...input('PO-1', [M1]), note: '急' }]);
  });
  it('points at the cell where a missing value belongs', () => {
    const blanks = FORM.with(1, ['订单号', '', '', '客户名称', '示例公司'])
      .with(7, ['M1', '', 12.5])
      .with(9, []);
    const source = sheets(sheetOf(blanks, '申请'), MARK());
    expect(mistakes(source)).toEqual(['REQUIRED 申请!B2', 'REQUIRED 申请!B8']);
    const noLines = sheets(sheetOf(FORM.slice(0, 7), '申请'), MARK());
    expect(mistakes(noLines)).toEqual(['REQUIRED 申请!A8']);
  });
  it('says when a label is gone', () => {
    const source = sheets(sheetOf(FORM.with(2, ['银行账号', '0012345678901234']), '申请'), MARK());
    expect(mistakes(source)).toEqual(['LABEL_MISSING 申请!A1']);
  });
  it('reads every copy of the form sheet, and refuses a blank one', () => {
    const second = FORM.with(1, ['订单号', 'PO-2', '', '客户名称', '示例公司']);
    const both = read(sheets(sheetOf(FORM, '申请'), sheetOf(second, '申请 (2)'), MARK()));
    expect(both.raw?.map(({ place }) => place)).toEqual(['申请!A1', '申请 (2)!A1']);
    const blank = sheetOf([['订单号'], ['型号', '数量', '单价', '备注']], '申请');
    expect(mistakes(sheets(blank, MARK()))).toEqual(['NOTHING_TO_READ ']);
  });
  it('refuses other versions, other kinds and the wrong folder', () => {
    expect(mistakes(sheets(sheetOf(FORM), MARK('form', '99')))).toEqual(['FORM_VERSION ']);
    expect(mistakes(sheets(sheetOf(FORM), MARK('form', '1', 'nothing')))).toEqual(['KIND_UNKNOWN ']);
    expect(mistakes(sheets(sheetOf(FORM), MARK()), 'visit')).toEqual(['KIND_MISMATCH ']);
  });
});

describe('all mistakes at once', () => {
  it('has the cell, the label and a way out for each', () => {
    const bad: Value[] = [
      'PO-1',
      'x'.repeat(501),
      { type: 'number', text: '12345678901234', number: 12345678901234 },
      '10/12/2026',
      '人民',
      '也许',
      'M'.repeat(21),
      'viele',
      1.234,
    ];
    const source = sheets(
      sheetOf([
        [...ZH, '账期', '税率'],
        [...bad, 366, -1],
        ['', '', '', '', '', '', '', '5'],
      ]),
    );
    expect(mistakes(source)).toEqual([
      'TOO_LONG S!B2',
      'DIGITS_LOST S!C2',
      'DATE_AMBIGUOUS S!D2',
      'CHOICE_UNKNOWN S!E2',
      'YES_NO_FORM S!F2',
      'NEGATIVE S!K2',
      'OUT_OF_RANGE S!J2',
      'TOO_LONG S!G2',
      'QUANTITY_FORM S!H2',
      'TOO_PRECISE S!I2',
      'REQUIRED S!G3',
    ]);
    const problems = read(source).parsed?.flatMap((result) => (result.ok ? [] : result.error)) ?? [];
    for (const { label, message, fix } of problems) {
      expect(label?.zh).toBeTruthy();
      expect(message.zh && message.en && fix?.zh && fix.en).toBeTruthy();
    }
    expect(problems.at(-1)?.fix?.zh).toBe('请在 G3 填写，例如 M6762');
  });
  it('never repeats personal data', () => {
    const source = sheets(sheetOf([ZH, row('PO-1').with(2, 'private-1')]));
    expect(JSON.stringify(read(source).parsed)).toContain('WRONG_FORM');
    expect(JSON.stringify(read(source).parsed)).not.toContain('private-1');
  });
});

describe('JSON', () => {
  const request: JsonValue = { ...input('PO-1', []), lines: [{ model: 'M1', quantity: 5000, price: 12.5 }] };
  const json = (value: JsonValue): Source => ({ type: 'json', value });
  it('reads one, an array, and a list with its kind', () => {
    expect(valuesOf(json({ ...request, kind: 'order' }))).toEqual([input('PO-1', [M1])]);
    expect(valuesOf(json([request, { ...request, orderNo: 'PO-2' }]), 'order')).toHaveLength(2);
    expect(valuesOf(json({ kind: 'order', requests: [request] }))).toEqual([input('PO-1', [M1])]);
  });
  it('tells the kind by the members when nothing names it', () => {
    expect(mistakes(json(request))).toEqual([]);
    expect(mistakes(json({ foo: 1, bar: 2 }))).toEqual(['KIND_UNKNOWN ']);
    expect(mistakes(json([]), 'order')).toEqual(['NOTHING_TO_READ ']);
  });
  it('says how to mend every mistake', () => {
    const bad = { orderNo: {}, nothingLikeIt: 1, lines: [7], __account: 'x' };
    const results = [
      json({ ...request, ...bad, kind: 'order' }),
      json({ kind: 'order', lines: 'x' }),
      json([]),
    ];
    const found = results.flatMap((source) => {
      const { problems, parsed } = read(source, 'order');
      return [...(problems ?? []), ...(parsed ?? []).flatMap((one) => (one.ok ? [] : one.error))];
    });
    expect(found.length).toBeGreaterThan(5);
    expect(found.filter(({ fix }) => fix === undefined)).toEqual([]);
  });
  it('gives paths as places', () => {
    const bad = {
      ...request,
      account: 123,
      custmer: 'x',
      lines: [{ model: 'M1', quantity: 'x' }, 7, { quantity: {} }],
    };
    expect(mistakes(json({ kind: 'order', requests: [request, bad] as JsonValue }))).toEqual([
      'REQUEST_SPLIT $.requests[0].orderNo',
      'FIELD_UNKNOWN $.requests[1].custmer',
      'REQUEST_SPLIT $.requests[1].orderNo',
      'DIGITS_LOST $.requests[1].account',
      'QUANTITY_FORM $.requests[1].lines[0].quantity',
      'JSON_SHAPE $.requests[1].lines[1]',
      'REQUIRED $.requests[1].lines[2].model',
      'JSON_SHAPE $.requests[1].lines[2].quantity',
    ]);
    const { customer: _, lines: __, ...rest } = request as Record<string, JsonValue>;
    expect(mistakes(json({ ...rest, kind: 'order', custmer: 'x', lines: {} }))).toEqual([
      'FIELD_UNKNOWN $.custmer',
      'JSON_SHAPE $.lines',
    ]);
    expect(mistakes(json([7]), 'order')).toContain('JSON_SHAPE $[0]');
    expect(mistakes(json({ kind: 'order', lines: 'x' }))).toContain('JSON_SHAPE $.lines');
  });
});
