import { describe, expect, it } from 'vitest';
import { NOT_ROUTED, type RouteState } from '../../functions/core/routing/state.ts';
import { kindTests, recordOf } from '../../test/support/kinds.ts';
import { kind } from './kind.ts';

const decision = {
  task: 'approval.1.1',
  step: 'approval',
  round: 1,
  role: 'deputy_gm_marketing',
  by: 'qiu-wanqing',
  revision: 0,
  day: '2026-11-18',
  shown: '',
  content: '',
  delegation: {
    place: 1,
    authority: {
      by: 'lu-mingqian',
      at: '2026-11-18T01:30:00Z',
      channel: 'phone',
      summary: '同意',
    },
  },
} as const;
const debt = { ...decision, person: 'lu-mingqian', reminded: null };
const step = {
  id: 'approval',
  act: 'sign',
  title: { zh: '市场部老总签批', en: 'Approval' },
  parties: [],
} as const;
const order = (more: Partial<RouteState>) =>
  recordOf(
    'sales-order',
    {},
    { title: '长河通讯 PO-1', number: 'SO-2026-000007', route: { ...NOT_ROUTED, steps: [step], ...more } },
  );
const owed = order({ decisions: [decision], debts: [debt] });
const settled = order({ decisions: [{ ...decision, day: '2026-11-02' }] });
const own = order({ decisions: [{ ...decision, delegation: undefined } as never] });

describe('R-O2: who signed for whom (S37–S38)', () => {
  const { data } = kindTests(kind, { records: [settled, owed, own] }).derive();
  it('what is open comes first, with the working days that it waits', () => {
    expect(data).toMatchObject({ open: 1, settled: 1 });
    expect(data.lines).toMatchObject([
      {
        document: 'SO-2026-000007',
        step: '市场部老总签批',
        owed: '陆鸣谦',
        signed: '邱婉清',
        authority: '电话 2026-11-18 09:30',
        waiting: '3 个工作日',
        state: '待补签',
      },
      { state: '已补签', waiting: '' },
    ]);
  });
  it('is made while anything is open', () => {
    const { contextOf } = kindTests(kind);
    const made = (...records: ReturnType<typeof recordOf>[]) =>
      kind.type === 'document' ? kind.timetable?.requests({ ...contextOf(), records }) : [];
    expect(made(owed)).toEqual([{ asOf: '2026-11-23' }]);
    expect(made(settled, own, recordOf('sales-order'))).toEqual([]);
  });
});

it('prints with nothing left to fill', () => {
  const text = kindTests(kind, { records: [settled, owed] }).filled('zh');
  expect(text).not.toMatch(/\{\{|undefined|null/);
  expect(text).toContain('待补签');
  expect(kindTests(kind).filled('zh')).toContain('没有代签');
});
