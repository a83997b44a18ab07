#!/usr/bin/env node
// Plain JavaScript on purpose: it must run on any Node so that it can hand over to the one that Docket brings.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import module from 'node:module';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('./main.ts', import.meta.url));
// Docket runs as it is written, from hundreds of files: what Node makes of them is kept for the next start.
const kept = fileURLToPath(new URL('../../node_modules/.cache/docket', import.meta.url));

if (Number(process.versions.node.split('.')[0]) >= 24) {
  module.enableCompileCache(kept);
  await import(new URL('./main.ts', import.meta.url));
} else {
  const windows = process.platform === 'win32';
  const own = fileURLToPath(
    new URL(`../../node_modules/node/bin/node${windows ? '.exe' : ''}`, import.meta.url),
  );
  if (!existsSync(own)) {
    process.stderr.write('请先运行 npm ci。 Please run `npm ci` first.\n');
    process.exit(1);
  }
  const { status } = spawnSync(own, [main, ...process.argv.slice(2)], {
    stdio: 'inherit',
    env: { NODE_COMPILE_CACHE: kept, ...process.env },
  });
  process.exit(status ?? 1);
}
