import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { fakePorts, fakeRow, fakeWorld } from '../../test/support/fake-ports.ts';
import { parseCompany } from '../core/company.ts';
import type { DocumentRow } from '../core/ports.ts';
import { openNeeds } from './open-needs.ts';

const parsed = parseCompany(
  readFileSync(new URL('../../templates/company/company.yaml', import.meta.url), 'utf8'),
);
if (!parsed.ok) throw new Error('the shipped profile is invalid');
const company = parsed.value;

const portsWith = (count: number, others: readonly DocumentRow[] = []) => {
  const rows = Array.from({ length: count }, (_, n) =>
    fakeRow({
      stream: `s${n}`,
      number: `QT-${n}`,
      needs: ['sign:department_head'],
      updatedAt: `2026-11-23T00:00:00.${n}Z`,
    }),
  );
  const ports = fakePorts(fakeWorld({ rows: [...rows, ...others] }));
  return { ...ports, company: { ...ports.company, current: async () => ({ company, sha256: '' }) } };
};

it('lists every document that needs a signature, by whom, and no other', async () => {
  const done = fakeRow({ stream: 'done', number: 'QT-done', needs: [] });
  const text = await openNeeds(portsWith(2, [done]), '2026-11-24');
  expect(text).toContain('2 份单据');
  expect(text).toContain('待部门主管签字');
  expect(text).not.toContain('QT-done');
});

it('neither names nor counts what is confidential', async () => {
  const secret = fakeRow({ stream: 'x', number: 'CB-1', needs: ['sign:gm'], readers: ['role:gm'] });
  const text = await openNeeds(portsWith(2, [secret]), '2026-11-24');
  expect(text).toContain('2 份单据');
  expect(text).not.toContain('CB-1');
});

it('cuts nothing', async () => {
  const text = await openNeeds(portsWith(1203), '2026-11-24');
  expect(text?.match(/QT-\d+/g)).toHaveLength(1203);
});

it('says nothing when nothing is open', async () => {
  expect(await openNeeds(portsWith(0), '2026-11-24')).toBeUndefined();
});
