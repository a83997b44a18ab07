import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { dynamo } from './dynamo.ts';
import { engine } from './engine.ts';
import { ledger } from './ledger.ts';
import { mail } from './mail.ts';
import { pages } from './pages.ts';
import { report } from './report.ts';
import { spine } from './spine.ts';

/** `npm run bench [-- NAME…]`: figures of this machine; nothing here passes or fails. */
const benchmarks: Readonly<Record<string, (folder: string) => Promise<string>>> = {
  ...spine,
  ...dynamo,
  engine,
  ledger,
  mail,
  pages,
  report,
};

const wanted = process.argv.slice(2);
console.log(`${cpus()[0]?.model ?? 'CPU'} × ${cpus().length}, Node ${process.version}\n`);
for (const [name, run] of Object.entries(benchmarks)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const folder = mkdtempSync(join(tmpdir(), 'docket-bench-'));
  try {
    console.log(`${name.padEnd(12)} ${await run(folder)}`);
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
