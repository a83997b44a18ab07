import { join } from 'node:path';
import { openDatabase } from '../../functions/adapters/embedded/database.ts';
import { createFiles } from '../../functions/adapters/embedded/files.ts';
import { createSalts } from '../../functions/adapters/embedded/salts.ts';
import { verifyHome } from '../../functions/adapters/embedded/verify.ts';

/** Verifies a home and says how long it took and how much memory. */
const [data = ''] = process.argv.slice(2);
const database = openDatabase(join(data, 'docket.sqlite'));
const began = performance.now();
const { findings } = await verifyHome({
  database,
  files: createFiles(data),
  salts: createSalts(database),
  clock: { now: () => Date.now() },
});
const seconds = (performance.now() - began) / 1000;
const { user, system } = process.cpuUsage();
const peak = process.resourceUsage().maxRSS / 1024;
console.log(
  `verified in ${seconds.toFixed(1)} s (${((user + system) / 1e6).toFixed(1)} s of CPU), peak ${peak.toFixed(0)} MB, ${findings.length} findings`,
);
for (const finding of findings.slice(0, 5)) console.error(finding);
