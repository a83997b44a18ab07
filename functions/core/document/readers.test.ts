import { expect, it } from 'vitest';
import { fakeRow } from '../../../test/support/fake-ports.ts';
import { CUSTOMER, houseOf, journey, step, TODAY } from '../../../test/support/routing.ts';
import type { RouteState } from '../routing/state.ts';
import { maySee, readsAs, uploadReaders, withDeciders } from './readers.ts';

const away = [{ from: TODAY, to: TODAY }];
const call = { by: 'dgm', at: '2026-11-23T01:00:00Z', channel: 'phone', summary: 'yes' } as const;

/** Everybody of the house who may see a row. */
const whoSees = (
  readers: readonly string[],
  route: RouteState | null = null,
  absences: Parameters<typeof houseOf>[0] = {},
): string => {
  const company = houseOf(absences);
  const row = fakeRow({ readers: route ? withDeciders(readers, route) : readers, route });
  return company.people
    .filter(({ id }) => maySee(row, readsAs(company, id, TODAY)))
    .map(({ id }) => id)
    .join(' ');
};

it('nobody but those who see everything sees what nobody is named for', () => {
  expect(whoSees(['oversight'])).toBe('gm sup');
  expect(whoSees([])).toBe('');
  expect(maySee({ readers: [], route: null }, undefined)).toBe(true);
});

it('those who are named see it, by role or by name', () => {
  expect(whoSees(['role:hardware', 'person:pmc'])).toBe('hw hw2 pmc');
  expect(whoSees(['house'])).toContain('keeper');
});

it('whoever is asked sees it from then on, and its requester', () => {
  const doc = journey();
  doc.submit([
    step('one', 'approve', ['pmc']),
    step('two', 'approve', ['hardware']),
    { ...step('out', 'sign', []), parties: [CUSTOMER] },
  ]);
  expect(whoSees(['oversight'], doc.state())).toBe('sales gm sup pmc');
  doc.act('pmc');
  expect(whoSees(['oversight'], doc.state())).toBe('sales hw hw2 gm sup pmc');
  doc.act('hw');
  doc.act('external:buyer');
  expect(whoSees(['oversight'], doc.state())).toBe('sales hw hw2 gm sup pmc');
});

it('a delegate sees it while somebody is absent, and for good once he has acted', () => {
  const doc = journey({ dgm: away, gm: away });
  doc.submit([step('dgm', 'sign', ['dgm'])]);
  const open = doc.state();
  expect(whoSees(['oversight'], open)).toBe('sales dgm gm sup');
  expect(maySee({ readers: ['oversight'], route: open }, readsAs(houseOf(), 'law', TODAY))).toBe(false);
  const taskOnly = (absences: Parameters<typeof houseOf>[0]) =>
    readsAs(houseOf(absences), 'sup', TODAY).includes('task:dgm');
  expect([taskOnly({}), taskOnly({ dgm: away })]).toEqual([false, true]);
  doc.act('sup', { authority: { ...call } });
  expect(withDeciders(['oversight'], doc.state())).toEqual(['oversight', 'person:sup']);
});

it('confidential is for its readers alone, whoever had a part in it', () => {
  const doc = journey();
  doc.submit([step('one', 'acknowledge', ['pmc', 'dgm'])]);
  doc.act('pmc');
  expect(whoSees(['role:dgm'], doc.state())).toBe('dgm');
});

it('a file is its sender’s; of what could not be recognised nobody else’s', () => {
  const kind = { type: 'document' } as Parameters<typeof uploadReaders>[0];
  expect(uploadReaders(kind, 'sales')).toEqual(['person:sales', 'oversight']);
  expect(uploadReaders({ ...kind, confidential: true } as typeof kind, 'sales')).toEqual(['person:sales']);
  expect(uploadReaders({ ...kind, confidential: true } as typeof kind, undefined)).toEqual([]);
  expect(uploadReaders(undefined, 'sales')).toEqual(['person:sales']);
  expect(uploadReaders(undefined, undefined)).toEqual(['oversight']);
});
