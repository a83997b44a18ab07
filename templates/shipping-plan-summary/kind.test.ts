import { describe, expect, it } from 'vitest';
import { kindTests, recordOf } from '../../test/support/kinds.ts';
import { kind } from './kind.ts';

const plan = (applicant: string, at: string) =>
  recordOf('shipping-plan', { applicant }, { stream: applicant, at: Date.parse(at) });
const early = plan('wen-jingxing', '2026-11-20T07:29:59+08:00');
const late = plan('ye-shuning', '2026-11-20T07:30:01+08:00');

describe('R-O8: one paper of all plans (S52)', () => {
  it('marks those that came after the hour, and drops none', () => {
    const { data } = kindTests(kind, { records: [late, early] }).derive();
    expect(data).toMatchObject({ plans: 2, latePlans: 1, totalPieces: '6000', cutOff: '07:30' });
    expect(data.lines).toMatchObject([
      { merchandiser: '温景行', mark: '' },
      { merchandiser: '叶舒宁', mark: '迟交' },
    ]);
  });
  it('leaves out plans for another day', () => {
    const other = recordOf('shipping-plan', { shipDate: '2026-11-24' });
    expect(kindTests(kind, { records: [other] }).derive().data).toMatchObject({ plans: 0 });
  });
});

describe('when', () => {
  const { contextOf } = kindTests(kind);
  const requests = (today: string, records = [early]) =>
    kind.type === 'document' ? kind.timetable?.requests({ ...contextOf(), today, records }) : [];
  it.each([
    ['2026-11-20', '2026-11-23'],
    ['2026-09-30', '2026-10-08'],
    ['2026-10-09', '2026-10-10'],
  ])('on %s for %s: the next working day, 调休 too', (today, shipDate) => {
    expect(requests(today)).toEqual([{ shipDate, mergedOn: today }]);
  });
  it('not when there is no plan', () => {
    expect(requests('2026-11-20', [])).toEqual([]);
  });
  it('again for a plan that comes after it', () => {
    const again = (...records: ReturnType<typeof recordOf>[]) =>
      kind.type === 'document' ? kind.follows?.requests(late, { ...contextOf(), records }) : [];
    expect(again()).toEqual([]);
    expect(again(recordOf('shipping-plan-summary'))).toEqual([
      { shipDate: '2026-11-23', mergedOn: '2026-11-20' },
    ]);
  });
});

it('prints with nothing left to fill', () => {
  const text = kindTests(kind, { records: [early, late] }).filled('zh');
  expect(text).not.toMatch(/\{\{|undefined|null/);
  for (const said of ['温景行', '叶舒宁', '迟交', '其中迟交 1 份', '6,000 件']) expect(text).toContain(said);
});
