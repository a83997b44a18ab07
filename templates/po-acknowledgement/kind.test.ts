import { describe, expect, it } from 'vitest';
import { kindTests } from '../../test/support/kinds.ts';
import { kind } from './kind.ts';

const { refused, derive, filled, journeyOf, sample } = kindTests(kind);
const [line] = sample.lines;

describe('rules', () => {
  it('takes the sample', () => {
    expect(refused({})).toEqual([]);
  });
  it.each([
    [{ applicant: 'nobody' }, 'APPLICANT_UNKNOWN applicant'],
    [{ email: 'nowhere' }, 'EMAIL_FORM email'],
    [{ poDate: '2026-11-24' }, 'DATE_AHEAD poDate'],
    [{ revision: 1 }, 'REVISION_REASON_MISSING revisionReason'],
    [{ lines: [{ ...line, unitPrice: '0' }] }, 'PRICE_ZERO lines.0.unitPrice'],
    [{ lines: [{ ...line, deliveryDate: '2026-11-19' }] }, 'DATE_BEFORE lines.0.deliveryDate'],
    [{ lines: [{ ...line, quantity: '999999999999', unitPrice: '2' }] }, 'TOTAL_TOO_BIG '],
  ])('refuses %j', (change, expected) => {
    expect(refused(change)).toEqual([expected]);
  });
  it('takes the same day', () => {
    expect(refused({ poDate: '2026-11-23', lines: [{ ...line, deliveryDate: '2026-11-23' }] })).toEqual([]);
  });
});

describe('the same PO', () => {
  const keyOf = (change: object) => kind.requestKey(kind.input.parse({ ...sample, ...change }));
  it.each(['po-2026-0815', 'ＰＯ－２０２６－０８１５', ' PO-2026-0815 '])(
    'is one in any case or width: %s',
    (poNo) => {
      expect(keyOf({ poNo })).toBe(keyOf({}));
    },
  );
  it('is another one of another customer', () => {
    expect(keyOf({ customerName: '别家公司' })).not.toBe(keyOf({}));
    expect(keyOf({ poNo: 'PO-2026-0816' })).not.toBe(keyOf({}));
  });
});

it('adds up and writes the words', () => {
  expect(derive().amount).toBe('641500.00');
  expect(derive().data).toMatchObject({
    totalFigure: '¥641,500.00',
    totalInWords: { zh: '人民币陆拾肆万壹仟伍佰元整' },
  });
});

describe('the way (S33)', () => {
  it('the deputy GM or the GM signs, then the seal', () => {
    const doc = journeyOf();
    expect(doc.open()).toEqual(['sign deputy_gm_marketing', 'sign gm']);
    doc.act('shen-yuanzhou');
    expect(doc.open()).toEqual(['seal seal_keeper']);
    expect(doc.act('fang-zhiyu')).toContain('route.completed');
  });
});

describe.each([
  ['zh', '订单即告成立', '人民币陆拾肆万壹仟伍佰元整'],
  ['en', 'The order is established', 'SAY RENMINBI YUAN SIX HUNDRED'],
] as const)('the template in %s', (language, ...said) => {
  const text = filled(language);
  it('prints the order with nothing left to fill', () => {
    expect(text).not.toMatch(/\{\{|undefined|null/);
    for (const one of [...said, 'PO-2026-0815', '5,000', '592,500.00', '¥641,500.00', '2026-12-18'])
      expect(text).toContain(one);
  });
  it('names a revision and its reason', () => {
    const revised = filled(language, { revision: 2, revisionReason: '数量改 | Quantity changed' }, 2);
    expect(revised).toContain(language === 'zh' ? '第 2 次修订' : 'revision 2');
    expect(text).not.toMatch(/次修订|This is revision/);
  });
});
