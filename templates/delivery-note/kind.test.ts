import { describe, expect, it } from 'vitest';
import type { KnownRecord } from '../../functions/core/records.ts';
import { kindTests, recordOf } from '../../test/support/kinds.ts';
import { brokenRules } from '../../test/support/rules.ts';
import { kind } from './kind.ts';

const letter = recordOf('goods-receipt-authorization');
const { refused, derive, filled, journeyOf, sample, contextOf } = kindTests(kind, { records: [letter] });
const [line, second] = sample.lines;

describe('rules', () => {
  it('takes the sample, also without prices', () => {
    expect(refused({})).toEqual([]);
    expect(refused({ lines: [{ ...line, unitPrice: undefined }] })).toEqual([]);
  });
  it.each([
    [{ factory: 'shanghai' }, 'FACTORY_UNKNOWN factory'],
    [{ shipDate: '2026-11-22' }, 'DATE_BEFORE shipDate'],
    [{ applicant: 'nobody' }, 'APPLICANT_UNKNOWN applicant'],
    [{ lines: [line, { ...second, unitPrice: undefined }] }, 'PRICE_INCOMPLETE lines.1.unitPrice'],
    [{ lines: [{ ...line, unitPrice: '0' }] }, 'PRICE_ZERO lines.0.unitPrice'],
  ])('refuses %j', (change, expected) => {
    expect(refused(change)).toEqual([expected]);
  });
});

describe('R-O6: the authorization (S49)', () => {
  const given = (...records: KnownRecord[]) => kindTests(kind, { records }).refused;
  const goods = { lines: [line] };
  it('is needed for a first shipment', () => {
    expect(given()(goods)).toEqual(['AUTHORIZATION_MISSING lines.0.product']);
    expect(given(recordOf('goods-receipt-authorization', {}, { state: 'submitted' }))(goods)).toEqual([
      'AUTHORIZATION_MISSING lines.0.product',
    ]);
    expect(given(recordOf('goods-receipt-authorization', { customerName: '别家' }))(goods)).toHaveLength(1);
  });
  it('is needed again for another address, not for another way to write it', () => {
    expect(given(letter)({ ...goods, consigneeAddress: '惠州市仲恺高新区和畅八路 18 号' })).toEqual([
      'AUTHORIZATION_ADDRESS lines.0.product',
    ]);
    expect(given(letter)({ ...goods, consigneeAddress: ' 惠州市仲恺高新区和畅七路１８号' })).toEqual([]);
  });
  it('is not needed where the goods went before', () => {
    expect(given(recordOf('delivery-note'))(goods)).toEqual([]);
    expect(given(recordOf('delivery-note'))({ ...goods, consigneeAddress: '别处' })).toHaveLength(1);
  });
  it('holds until its last day', () => {
    const until = (validTo: string) => given(recordOf('goods-receipt-authorization', { validTo }))(goods);
    expect(until('2026-11-24')).toEqual([]);
    expect(until('2026-11-23')).toHaveLength(1);
  });
});

describe('R-O9: the factory’s own person (S55)', () => {
  it.each([
    ['dongguan', 'fill bom_dongguan'],
    ['惠州恒澜贴片厂', 'fill bom_huizhou'],
    ['Longgang', 'approve bom_longgang'],
  ])('%s: %s', (factory, first) => {
    expect(journeyOf({ factory }).open()).toEqual([first]);
  });
});

it('R-O10: supervisor, then finance, then the front desk; nobody before the BOM (S55–S58)', () => {
  const doc = journeyOf({ factory: 'longgang' });
  expect(doc.act('yu-suwen', { task: 'finance.1.1' })).toBe('TASK_CLOSED');
  doc.act('shi-lanxin');
  expect(doc.open()).toEqual(['sign commercial_supervisor']);
  doc.act('qiu-wanqing');
  expect(doc.open()).toEqual(['sign finance_signer']);
  doc.act('yu-suwen');
  expect(doc.open()).toEqual(['acknowledge front_desk']);
  expect(doc.act('xia-mengyao')).toContain('route.completed');
});

describe('the copies', () => {
  const goods = filled('delivery-note.zh-CN.xlsx');
  const finance = filled('delivery-note.finance.zh-CN.xlsx');
  it('have labels and holders, and nothing left to fill', () => {
    expect(goods + finance).not.toMatch(/\{\{|undefined|null/);
    for (const label of ['第一联 存根', '第二联 客户', '第三联 回单', '第四联 仓库'])
      expect(goods.split('\n').filter((one) => one === label)).toHaveLength(2);
    for (const said of ['惠州启明电子厂', 'BOM-M6762-A3 / BOM-S6762-A1', '共 20 件（箱）'])
      expect(goods.split(said)).toHaveLength(5);
  });
  it('that a factory sees have no price', () => {
    expect(goods).not.toMatch(/118\.5|9\.8|384,?900|单价|金额/);
    expect(finance).toContain('¥384,900.00');
    expect(finance).toContain('人民币叁拾捌万肆仟玖佰元整');
  });
  it('of finance is there only with prices', () => {
    const isMade = kind.type === 'document' ? kind.outputs[1]?.when : undefined;
    const bare = derive({ lines: [{ ...line, unitPrice: undefined }] });
    expect(isMade?.(derive().data)).toBe(true);
    expect(isMade?.(bare.data)).toBe(false);
    expect(bare.amount).toBeUndefined();
  });
});

describe('from PMC’s reply (S53–S54)', () => {
  const answer = (change: object = {}) => recordOf('pmc-reply', change, { state: 'kept' });
  const order = recordOf('sales-order');
  const brings = (cause: KnownRecord, ...records: KnownRecord[]) =>
    kind.type === 'document'
      ? (kind.follows?.requests(cause, { ...contextOf(), records: [cause, ...records] }) ?? [])
      : [];
  it('a note to where the customer authorised last, that the rules take', () => {
    const [made, ...others] = brings(answer(), order, letter);
    expect(others).toEqual([]);
    expect(kind.input.parse(made)).toMatchObject({
      factory: 'dongguan',
      consignee: '惠州启明电子厂',
      applicant: 'tan-jiahe',
      lines: [{ product: 'YH-M6762-V3', quantity: '2800', unitPrice: '118.50' }],
    });
    expect(brokenRules(kind, made, contextOf())).toEqual([]);
  });
  it('none without an order, a letter, or anything to ship', () => {
    expect(brings(answer(), letter)).toEqual([]);
    expect(brings(answer(), order)).toEqual([]);
    expect(brings(answer({ shippable: undefined }), order, letter)).toEqual([]);
  });
  it('one note for a day, customer and factory, however the factory is written', () => {
    const other = recordOf(
      'pmc-reply',
      { product: 'YH-S6762-V3', factory: '东莞砚禾贴片厂' },
      { stream: 'z' },
    );
    const [made] = brings(answer(), other, order, letter);
    expect(made).toMatchObject({ lines: [{ product: 'YH-M6762-V3' }, { product: 'YH-S6762-V3' }] });
  });
  it('the note that stands keeps what people wrote', () => {
    const day = { shipDate: '2026-11-23' };
    const note = recordOf('delivery-note', day);
    const [made] = brings(answer(), order, letter, note);
    expect(made).toMatchObject({ carrier: '顺程物流', lines: [{ quantity: '2800' }, { quantity: '3000' }] });
    expect(brings(answer({ shippable: '3000' }), order, letter, note)).toEqual([]);
  });
});

it('personal data is in no title or key', () => {
  const request = kind.input.parse(sample);
  expect(JSON.stringify([kind.subject(request), kind.requestKey(request)])).not.toMatch(/何志强|13800138000/);
});
