import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { openHome, prepareData, sampleOf } from '../../infra/local/home.ts';
import { startRuntime } from '../../infra/local/runtime.ts';
import { quickRenderer } from '../support/quick-renderer.ts';

/** Takes one workbook in and says how long and how much memory it took; PDFs wait, as without LibreOffice. */
const [data = '', file = ''] = process.argv.slice(2);
await prepareData(data);
const ports = await openHome(data, {
  ...quickRenderer(),
  probe: async () => ({ engine: null, version: null, cjk: false, ready: false }),
});
await ports.company.current();
writeFileSync(join(data, 'inbox', 'price-list', 'list.json'), readFileSync(sampleOf('price-list')));
const runtime = await startRuntime(ports, data);
await runtime.idle();
const before = process.cpuUsage();
const began = performance.now();
copyFileSync(file, join(data, 'inbox', 'quotation', 'batch.xlsx'));
while ((await ports.views.list({ kind: 'upload', limit: 0, offset: 0 })).total < 2) await setTimeout(20);
await runtime.idle();
const seconds = (performance.now() - began) / 1000;
const { user, system } = process.cpuUsage(before);
const filled = (await ports.views.list({ kind: 'quotation', state: 'filled', limit: 0, offset: 0 })).total;
const peak = process.resourceUsage().maxRSS / 1024;
console.log(
  `${filled} quotations filled and ledgered in ${seconds.toFixed(1)} s (${(filled / seconds).toFixed(0)} a second; CPU ${((user + system) / 1e6).toFixed(1)} s), peak ${peak.toFixed(0)} MB`,
);
await runtime.stop();
