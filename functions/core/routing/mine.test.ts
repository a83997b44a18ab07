import { expect, it } from 'vitest';
import { journey, step, TODAY } from '../../../test/support/routing.ts';
import { mine, rolesOf } from './mine.ts';
import { whoIsNext } from './next.ts';

const away = [{ from: TODAY, to: '2026-11-27' }];
const call = { by: 'dgm', at: '2026-11-23T01:00:00Z', channel: 'phone', summary: 'yes' } as const;
const tasksOf = (doc: ReturnType<typeof journey>, who: string) =>
  mine(doc.state(), who, doc.context).map(({ what, role, instead }) => `${what} ${role} ${instead}`);

it('has a person’s own tasks, and those of the absent only while he may act for them', () => {
  const doc = journey({ dgm: away });
  doc.submit([step('both', 'sign', ['dgm', 'pmc'])]);
  expect(tasksOf(doc, 'dgm')).toEqual(['sign dgm false']);
  expect(tasksOf(doc, 'gm')).toEqual(['sign dgm true']);
  expect(tasksOf(doc, 'sup')).toEqual([]);
  expect(tasksOf(doc, 'pmc')).toEqual(['sign pmc false']);
  doc.act('gm', { authority: call });
  expect(tasksOf(doc, 'dgm')).toEqual(['countersign dgm false']);
  expect(tasksOf(doc, 'gm')).toEqual([]);
});

it('sees the tasks of the roles in whose chain a person stands', () => {
  const { context } = journey();
  expect(rolesOf('gm', context)).toEqual(['dgm', 'gm']);
  expect(rolesOf('pmc', context)).toEqual(['pmc']);
});

it('says in one sentence where a document is', () => {
  const doc = journey({ dgm: away });
  const says = () => whoIsNext(doc.state(), doc.context.company).en;
  expect(says()).toBe('not submitted yet');
  doc.submit([step('dgm', 'sign', ['dgm']), step('two', 'approve', ['pmc', 'gm'])]);
  expect(says()).toBe('dgm: dgm');
  doc.act('gm', { authority: call });
  expect(says()).toBe('two: pmc, gm; Countersign: dgm');
  doc.act('pmc');
  doc.act('gm');
  expect(says()).toBe('complete; Countersign: dgm');
});

it('a document that was sent back waits for its requester', () => {
  const doc = journey();
  doc.submit([step('dgm', 'sign', ['dgm'])]);
  doc.reject('dgm');
  expect(whoIsNext(doc.state(), doc.context.company).en).toBe('Revise and send again, or withdraw: sales');
});
