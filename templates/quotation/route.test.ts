import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parseCompany } from '../../functions/core/company.ts';
import type { Context, Derived, Need } from '../../functions/core/kind.ts';
import { routeMistakes } from '../../functions/core/routing/route.ts';
import { mayLeave } from '../../functions/core/routing/tasks.ts';
import { journey } from '../../test/support/routing.ts';
import { kind } from './kind.ts';

const shipped = parseCompany(readFileSync(new URL('../company/company.yaml', import.meta.url), 'utf8'));
if (!shipped.ok) throw new Error(JSON.stringify(shipped.error));
const company = shipped.value;

const need = (role: string): Need => ({ code: `sign:${role}`, role, reason: { zh: 'S92', en: 'S92' } });

/** What the kind says of the needs is in its own test; here is the way that follows from them. */
const given = (...roles: readonly string[]) => {
  const derived: Derived = { data: {}, needs: roles.map(need), validUntil: '2026-12-08' };
  const route = kind.route!({ applicant: 'wen-jingxing' }, derived, { company } as Context);
  expect(routeMistakes(route)).toEqual([]);
  const doc = journey({}, company);
  const said = doc.begin(route);
  return { doc, said };
};

it('R-Q5: at or above the execution price nobody need sign', () => {
  const { doc, said } = given();
  expect(said).toBe('route.submitted route.completed');
  expect(mayLeave(doc.state())).toBe(true);
});

it('R-Q5: below it, nothing leaves the house before the department head has signed (S92)', () => {
  const { doc } = given('department_head');
  expect(doc.open()).toEqual(['sign department_head']);
  expect(mayLeave(doc.state())).toBe(false);
  expect(doc.act('wen-jingxing')).toBe('NOT_YOURS');
  expect(doc.act('qiu-wanqing')).toBe('task.signed route.completed');
  expect(mayLeave(doc.state())).toBe(true);
});

it('R-Q8: a revision below it needs both, one after the other (S68, S92)', () => {
  const { doc } = given('department_head', 'deputy_gm_marketing');
  doc.act('qiu-wanqing');
  expect(doc.open()).toEqual(['sign deputy_gm_marketing']);
  doc.reject('lu-mingqian', 'approval');
  expect(doc.open()).toEqual(['sign department_head']);
});

it('is no use signing once it holds no longer', () => {
  const { doc } = given('department_head');
  expect(doc.tick('2026-12-08')).toContain('task.reminded');
  expect(doc.tick('2026-12-09')).toBe('route.expired');
});
