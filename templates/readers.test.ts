/** Who gets to see what, by role: the distribution of the source workflows (S40, S46, S52, S58, S60, S65, S69, S98). */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { createCalendar } from '../functions/core/business/calendar.ts';
import { parseCompany } from '../functions/core/company.ts';
import { documentReaders } from '../functions/core/document/readers.ts';
import type { Context } from '../functions/core/kind.ts';
import { loadKinds } from './registry.ts';

const read = (path: string): string => readFileSync(fileURLToPath(new URL(path, import.meta.url)), 'utf8');
const company = parseCompany(read('company/company.yaml'));
if (!company.ok) throw new Error('the sample profile has mistakes');
const context: Context = {
  company: company.value,
  calendar: createCalendar(company.value.calendar),
  today: '2026-11-23',
  at: Date.parse('2026-11-23T02:00:00Z'),
  references: {},
  records: [],
};
const kinds = await loadKinds();

const PMC = ['role:pmc_manager', 'role:pmc_clerk'];
const BOSSES = ['role:gm', 'role:deputy_gm_marketing'];

const readersOf = (id: string): readonly string[] => {
  const kind = kinds.get(id);
  if (kind === undefined || kind.type === 'reference') throw new Error(`${id} has no readers of its own`);
  const input = kind.input.parse(JSON.parse(read(`${id}/sample.json`)));
  return documentReaders(kind, input, context, undefined);
};

describe('who sees a document beside those who have a part in its way', () => {
  it.each([
    ['cost-breakdown', BOSSES],
    ['daily-report', [...BOSSES, 'role:commercial_supervisor', 'oversight']],
    ['shipping-plan-summary', [...PMC, 'role:commercial_supervisor', 'oversight']],
    ['sales-order', [...PMC, 'oversight']],
    ['payment-confirmation', [...PMC, 'role:commercial_supervisor', 'oversight']],
    ['delivery-note', ['role:pmc_clerk', 'role:commercial_supervisor', 'oversight']],
    [
      'contract-register',
      [...BOSSES, 'role:commercial_supervisor', 'role:cfo', 'role:legal_counsel', 'oversight'],
    ],
  ])('%s', (id, expected) => {
    expect(readersOf(id).toSorted()).toEqual(expected.toSorted());
  });
});
