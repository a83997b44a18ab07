/** The approval matrix of the documents of a commercial department, as routes. */
import { describe, expect, it } from 'vitest';
import { CUSTOMER, journey, step } from '../../../test/support/routing.ts';
import { routeMistakes } from './route.ts';
import { mayLeave } from './tasks.ts';

const bom = step('bom', 'fill', [], { parties: [{ role: 'hardware', fields: ['bom'] }] });
const filled = { content: 'bom' };
const given = (...steps: Parameters<ReturnType<typeof journey>['submit']>[0]) => {
  expect(routeMistakes({ steps })).toEqual([]);
  const doc = journey();
  doc.submit(steps);
  return doc;
};

describe('acknowledgement of a customer’s order (S33)', () => {
  const customer = step('return', 'acknowledge', [], { parties: [CUSTOMER] });
  it.each(['dgm', 'gm'])('%s alone signs it; only then does it go back', (who) => {
    const doc = given(
      step('sign', 'sign', ['dgm', 'gm'], { quorum: 'any' }),
      step('seal', 'seal', ['keeper']),
      customer,
    );
    expect(mayLeave(doc.state())).toBe(false);
    doc.act(who);
    expect(mayLeave(doc.state())).toBe(false);
    doc.act('keeper');
    expect(mayLeave(doc.state())).toBe(true);
    expect(doc.open()).toEqual(['acknowledge external:buyer']);
  });
});

it('R-O1: sales order: BOM, deputy GM, PMC manager, then the receipt (S35–S40)', () => {
  const doc = given(
    bom,
    step('dgm', 'sign', ['dgm']),
    step('pmc', 'sign', ['pmc']),
    step('copy', 'acknowledge', ['pmc']),
  );
  expect(doc.act('pmc', { task: 'pmc.1.1' })).toBe('TASK_CLOSED');
  doc.act('hw', { filled });
  doc.act('dgm');
  doc.act('pmc');
  expect(doc.open()).toEqual(['acknowledge pmc']);
  expect(doc.act('pmc')).toBe('task.acknowledged route.completed');
});

it('R-O10: delivery note: BOM, supervisor, finance; no factory hears of it before (S55–S58)', () => {
  const factory = { ...CUSTOMER, external: 'factory' };
  const doc = given(
    bom,
    step('review', 'approve', ['supervisor']),
    step('finance', 'sign', ['panel']),
    step('factory', 'acknowledge', [], { parties: [factory] }),
  );
  const out: boolean[] = [mayLeave(doc.state())];
  doc.act('hw', { filled });
  out.push(mayLeave(doc.state()));
  doc.act('sup');
  out.push(mayLeave(doc.state()));
  expect(doc.open()).toEqual(['sign panel']);
  doc.act('cfo');
  expect([...out, mayLeave(doc.state())]).toEqual([false, false, false, true]);
  expect(doc.open()).toEqual(['acknowledge external:factory']);
});

it('R-O10: who finds a wrong BOM sends it back to who filled it in', () => {
  const doc = given(bom, step('review', 'approve', ['supervisor']), step('finance', 'sign', ['panel']));
  doc.act('hw', { filled });
  doc.act('sup');
  doc.reject('cfo', 'bom');
  expect(doc.open()).toEqual(['fill hardware']);
  expect(doc.state().decisions).toEqual([]);
});
