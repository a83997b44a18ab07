import { describe, expect, it } from 'vitest';
import { kindTests } from '../../test/support/kinds.ts';
import { kind } from './kind.ts';

const { refused, derive, filled, journeyOf, sample } = kindTests(kind);
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

it('personal data is in no title or key', () => {
  const request = kind.input.parse(sample);
  expect(JSON.stringify([kind.subject(request), kind.requestKey(request)])).not.toMatch(/何志强|13800138000/);
});
