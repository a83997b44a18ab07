import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { createCalendar } from '../../functions/core/business/calendar.ts';
import { type Company, parseCompany } from '../../functions/core/company.ts';
import type { Context } from '../../functions/core/kind.ts';
import { routeMistakes } from '../../functions/core/routing/route.ts';
import { mayLeave } from '../../functions/core/routing/tasks.ts';
import { journey } from '../../test/support/routing.ts';
import { kind } from './kind.ts';

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
const sample = JSON.parse(read('./sample.json'));
const shipped = parseCompany(read('../company/company.yaml'));
if (!shipped.ok) throw new Error(JSON.stringify(shipped.error));
const company = shipped.value;
const [line] = sample.lines;

const given = (change: object, contracts: Partial<Company['contracts']> = {}) => {
  const house = { ...company, contracts: { ...company.contracts, ...contracts } };
  const context: Context = {
    company: house,
    calendar: createCalendar(),
    today: '2026-11-23',
    at: Date.parse('2026-11-23T10:00:00+08:00'),
    references: {},
    records: [],
  };
  const request = kind.input.parse({ ...sample, ...change });
  const route = kind.route!(request, kind.derive(request, context), context);
  expect(routeMistakes(route)).toEqual([]);
  const doc = journey({}, house);
  doc.begin(route);
  return doc;
};
const costing = (unitPrice: string) => ({ lines: [{ ...line, quantity: '1', unitPrice }] });
const ways = (doc: ReturnType<typeof given>) => doc.state().steps.map(({ id }) => id);

it('R-C2: below the threshold the marketing director signs, then the customer, then the seal (S95, S97, S98)', () => {
  const doc = given(costing('999999.99'));
  expect(doc.open()).toEqual(['approve sales_director']);
  expect(doc.act('jiang-haoran')).toBe('task.approved task.opened');
  expect(doc.open()).toEqual(['sign marketing_director']);
  expect(mayLeave(doc.state())).toBe(false);
  doc.act('lu-mingqian');
  expect(doc.open()).toEqual(['sign external:buyer']);
  doc.act('external:buyer');
  expect(doc.open()).toEqual(['seal seal_keeper']);
  expect(doc.act('fang-zhiyu')).toBe('task.sealed route.completed');
});

it.each(['1000000.00', '1000000.01'])('R-C2: at %s the whole panel has to pass it', (price) => {
  const doc = given(costing(price));
  doc.act('jiang-haoran');
  const panel = ['lu-mingqian', 'jiang-haoran', 'kong-deqing', 'he-lianyi'];
  expect(doc.open()).toEqual(panel.map((id) => `approve ${id}`));
  for (const id of panel) {
    expect(mayLeave(doc.state())).toBe(false);
    doc.act(id);
  }
  expect(doc.open()).toEqual(['sign external:buyer']);
});

it('R-C2: the company decides how many of the panel', () => {
  const doc = given(costing('2000000'), { panelQuorum: 2 });
  doc.act('jiang-haoran');
  doc.act('kong-deqing');
  doc.act('he-lianyi');
  expect(doc.open()).toEqual(['sign external:buyer']);
});

it('R-C2: exactly the threshold is the director’s where the profile says so', () => {
  expect(ways(given(costing('1000000'), { atThreshold: 'director' }))).toContain('director');
});

it.each([{ changes: '质保期改为 24 个月' }, { unfavourable: true }])(
  'R-C3: counsel decides before any signature: %j (S96)',
  (change) => {
    const doc = given(change);
    expect(ways(doc)).toEqual(['counsel', 'review', 'director', 'customer', 'seal']);
    expect(doc.open()).toEqual(['approve legal_counsel']);
    expect(doc.act('jiang-haoran', { task: 'review.1.1' })).toBe('TASK_CLOSED');
  },
);

it('R-C1: the four items alone need no counsel (S94)', () => {
  const agreed = { deliveryPlace: '甲', deliveryCost: '乙', deliveryTime: '丙', paymentTerms: '丁' };
  expect(ways(given(agreed))).toEqual(['review', 'director', 'customer', 'seal']);
});

it('a refusal of the customer goes to the salesperson, who may withdraw it', () => {
  const doc = given(costing('5'));
  doc.act('jiang-haoran');
  doc.act('lu-mingqian');
  doc.reject('external:buyer');
  expect(doc.open()).toEqual(['revise wen-jingxing']);
  expect(doc.does({ type: 'withdraw', by: 'wen-jingxing', reason: '客户放弃' })).toBe('route.withdrawn');
});
