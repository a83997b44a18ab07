import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createCalendar } from '../../functions/core/business/calendar.ts';
import { addDays, businessDate } from '../../functions/core/business/dates.ts';
import { passTimetables } from '../../functions/report/timetable.ts';
import { quickRenderer } from '../support/quick-renderer.ts';
import { openRunning } from './spine.ts';

const ROWS = 10_000;

const rowsOf = (shipDate: string): readonly object[] =>
  Array.from({ length: ROWS }, (_, n) => ({
    shipDate,
    factory: ['dongguan', 'huizhou', 'longgang'][n % 3],
    customerName: `示例通讯 ${n % 40} 号有限公司`,
    poNo: `PO-${n}`,
    product: 'YH-M6762-V3',
    shipped: String(100 + (n % 900)),
  }));

/** The daily report over what was shipped on one day: from its hour to the request in the ledger, and to its workbook. */
export const report = async (data: string): Promise<string> => {
  const { ports, runtime } = await openRunning(data, quickRenderer());
  const today = businessDate(ports.clock.now());
  await passTimetables(ports, { schedule: 'timetables', time: `${addDays(today, -2)}T23:00:00.000Z` });
  const requests = rowsOf(createCalendar().addWorkingDays(today, -1));
  writeFileSync(
    join(data, 'inbox', 'actual-shipments', 'all.json'),
    JSON.stringify({ kind: 'actual-shipments', requests }),
  );
  const before = performance.now();
  await runtime.idle();
  const kept = performance.now();
  const { total } = await ports.views.list({ kind: 'actual-shipments', limit: 0, offset: 0 });
  await passTimetables(ports, { schedule: 'timetables', time: `${today}T12:00:00.000Z` });
  const made = performance.now();
  await runtime.idle();
  const done = performance.now();
  const { rows } = await ports.views.list({ kind: 'daily-report', limit: 9, offset: 0 });
  await runtime.stop();
  const s = (ms: number): string => (ms / 1000).toFixed(2);
  return `${total} rows in ${s(kept - before)} s; reports received in ${s(made - kept)} s, rendered in ${s(done - made)} s: ${rows.map(({ title, state, revision }) => `${title} ${state} R${revision}`).join(', ')}`;
};
