import { expect, it } from 'vitest';
import { kindTests } from '../../test/support/kinds.ts';
import { kind } from './kind.ts';

const { company, refused, derive, filled, journeyOf, sample, contextOf } = kindTests(kind);
const [line] = sample.lines;

it.each([
  [{}, []],
  [{ applicant: 'nobody' }, ['APPLICANT_UNKNOWN applicant']],
  [{ revision: 1 }, ['REVISION_REASON_MISSING revisionReason']],
  [{ lines: [{ ...line, unitCost: '0' }] }, ['PRICE_ZERO lines.0.unitCost']],
  [{ lines: [{ ...line, usage: '0' }] }, ['PRICE_ZERO lines.0.usage']],
])('%j is refused for %j', (change, expected) => {
  expect(refused(change)).toEqual(expected);
});

it('is refused while the profile names no reader (S65)', () => {
  expect(refused({}, { access: { ...company.access, costs: [] } })).toEqual(['COST_READERS_MISSING ']);
});

it('adds up the boards, and tells the register no figure', () => {
  const { data, amount } = derive();
  expect(data).toMatchObject({ mainTotal: '85.63', subTotal: '4.38', total: '90.01' });
  expect(amount).toBeUndefined();
});

it('is for the two managers alone (S65)', () => {
  expect(kind.confidential).toBe(true);
  expect(kind.distribution?.(kind.input.parse(sample), contextOf())).toEqual({
    roles: ['deputy_gm_marketing', 'gm'],
  });
});

it('waits for both, and nobody acts for them', () => {
  const doc = journeyOf();
  expect(doc.open()).toEqual(['acknowledge deputy_gm_marketing', 'acknowledge gm']);
  expect(doc.act('qiu-wanqing')).not.toContain('task');
  doc.act('lu-mingqian');
  expect(doc.act('shen-yuanzhou')).toContain('route.completed');
});

it('prints every cost', () => {
  const text = filled('zh');
  expect(text).not.toMatch(/\{\{|undefined|null/);
  for (const one of ['成 本 核 算 明 细', '机密', 'MT6762 主芯片', '38.50', '85.63', '¥90.01'])
    expect(text).toContain(one);
});
