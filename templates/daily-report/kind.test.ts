import { readFileSync } from 'node:fs';
import { strFromU8, unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { compile } from '../../functions/core/ooxml/index.ts';
import { kindTests, recordOf } from '../../test/support/kinds.ts';
import { kind } from './kind.ts';
import { prints } from './prints.ts';

const DAY = '2026-11-23';
const goods = (poNo: string) => ({ customerName: '长河通讯有限公司', poNo, product: 'YH-M6762-V3' });
const planOf = (...lines: readonly (readonly [poNo: string, quantity: string, factory?: string])[]) =>
  recordOf('shipping-plan', {
    lines: lines.map(([poNo, quantity, factory]) => ({ ...goods(poNo), name: '主板', quantity, factory })),
  });
const shipped = (poNo: string, factory: string, quantity?: string, more: object = {}) =>
  recordOf('actual-shipments', { ...goods(poNo), factory, shipped: quantity, ...more });
const orderOf = (poNo: string, quantity: string, deliveryDate = '2026-12-18') =>
  recordOf('sales-order', { ...goods(poNo), lines: [{ product: 'YH-M6762-V3', quantity, deliveryDate }] });

const report = (...records: ReturnType<typeof recordOf>[]) =>
  prints.parse(kindTests(kind, { records }).derive({}).data);

describe('R-O11: actual figures, not plans (S60–S61)', () => {
  const data = report(
    planOf(['A', '3000', 'dongguan'], ['B', '2000', 'huizhou'], ['C', '500', 'dongguan']),
    shipped('A', 'dongguan', '2800'),
    orderOf('A', '5000'),
    orderOf('B', '2000'),
    orderOf('C', '500'),
  );
  it('a silent factory is 未回报, not at zero; one that was heard did not ship what it does not name', () => {
    expect(data.missing).toEqual(['惠州恒澜贴片厂']);
    expect(data.factories.map(({ name, shipped: sent, state }) => [name, sent, state])).toEqual([
      ['东莞砚禾贴片厂', 2800, '80%'],
      ['惠州恒澜贴片厂', 0, '未回报'],
    ]);
    expect(data.lines.map(({ poNo, isReported }) => [poNo, isReported])).toEqual([
      ['A', true],
      ['B', false],
      ['C', true],
    ]);
  });
  it('totals are those of the rows and of the factories, to the piece', () => {
    for (const name of ['planned', 'shipped', 'difference'] as const) {
      const all = (rows: readonly Readonly<Record<typeof name, number>>[]) =>
        rows.reduce((sum, row) => sum + row[name], 0);
      expect(data[name]).toBe(all(data.lines));
      expect(data[name]).toBe(all(data.factories));
    }
    expect(data).toMatchObject({ planned: 5500, shipped: 2800, difference: -2700, rate: '50.9%' });
  });
  it('is made again when the figures come', () => {
    const later = report(
      planOf(['B', '2000', 'huizhou']),
      shipped('B', 'huizhou', undefined),
      orderOf('B', '2000'),
    );
    expect(later).toMatchObject({ missing: [], lines: [{ isReported: true, shipped: 0 }] });
  });
});

describe('what has to be looked at', () => {
  it.each([
    ['超订单', [shipped('A', 'dongguan', '5001'), planOf(['A', '5001', 'dongguan']), orderOf('A', '5000')]],
    ['计划外', [shipped('A', 'dongguan', '10'), orderOf('A', '5000')]],
    ['无订单', [shipped('A', 'dongguan', '10')]],
  ])('%s', (mark, records) => {
    expect(report(...records)).toMatchObject({ flagged: 1, lines: [{ mark }] });
  });
  it('what is overdue, and what is left of the order', () => {
    const before = shipped('A', 'dongguan', '1000', { shipDate: '2026-11-20' });
    const data = report(
      planOf(['A', '500', 'dongguan']),
      before,
      shipped('A', 'dongguan', '500'),
      orderOf('A', '2000', '2026-11-20'),
    );
    expect(data.lines).toMatchObject([{ shippedSoFar: 1500, open: 500, overdueDays: 3 }]);
    expect(data.trend.map(({ day, shipped: sent }) => `${day} ${sent}`)).toContain('11-20 1000');
  });
  it('the factory and the reason are PMC’s to say', () => {
    const data = report(planOf(['A', '3000', 'huizhou']), recordOf('pmc-reply', goods('A')));
    expect(data.lines).toMatchObject([{ factory: '东莞砚禾贴片厂', reason: '良率偏低，余数后补' }]);
  });
});

describe('when', () => {
  const { contextOf } = kindTests(kind);
  const made = (today: string) =>
    kind.type === 'document' ? kind.timetable?.requests({ ...contextOf(), today }) : [];
  it('on the first working day after the holidays, of the last one before', () => {
    expect(made('2026-10-08')).toEqual([{ shipDate: '2026-09-30' }]);
    expect(made('2026-10-10')).toEqual([{ shipDate: '2026-10-09' }]);
  });
  it('again for figures of a report that stands, not before its hour', () => {
    const cause = shipped('A', 'dongguan', '1');
    const follow = (...records: ReturnType<typeof recordOf>[]) =>
      kind.type === 'document' ? kind.follows?.requests(cause, { ...contextOf(), records }) : [];
    expect(follow()).toEqual([]);
    expect(follow(recordOf('daily-report'))).toEqual([{ shipDate: DAY }]);
  });
});

describe('the workbook', () => {
  const records = [
    planOf(['A', '3000', 'dongguan'], ['B', '2000', 'huizhou'], ['C', '100', 'longgang']),
    shipped('A', 'dongguan', '2800'),
  ];
  const { filled, derive, company } = kindTests(kind, { records });
  it('has nothing left to fill', () => {
    expect(filled('zh')).not.toMatch(/\{\{|undefined|null/);
    expect(filled('zh')).toContain('未回报');
  });
  it('has native charts over every row of their tables', () => {
    const file = readFileSync(new URL('./daily-report.zh-CN.xlsx', import.meta.url));
    const data = { ...derive().data, number: 'DR-2026-000001', revision: 0, company };
    const parts = unzipSync(compile(new Uint8Array(file)).fill(data, { language: 'zh' }));
    const rows = Object.keys(parts)
      .filter((name) => name.startsWith('xl/charts/chart'))
      .map((name) => /\$B\$(\d+):\$B\$(\d+)/.exec(strFromU8(parts[name]!))!.slice(1).map(Number));
    expect(rows.map(([first, last]) => last! - first! + 1)).toEqual([3, 5]);
  });
  it('says so on a day without anything', () => {
    expect(kindTests(kind).filled('zh')).toContain('当日没有发货计划，也没有发货');
  });
});
