import { describe, it } from 'vitest';
import { findOnPath, locateLibreOffice } from '../../functions/adapters/embedded/libreoffice-locate.ts';

const isThere = (program: string) =>
  (program === 'soffice' ? locateLibreOffice() : findOnPath(program)) !== undefined;

/**
 * `describe` and `it` for tests that need programs of the system. Where one is missing they skip and say so
 * loudly; with `CI=true` they throw, so that the file fails.
 */
export function needs(...programs: readonly string[]): {
  readonly describe: typeof describe | typeof describe.skip;
  readonly it: typeof it | typeof it.skip;
} {
  const missing = programs.filter((program) => !isThere(program));
  if (missing.length === 0) return { describe, it };
  const line = `needs ${missing.join(', ')}, which this machine does not have`;
  if (process.env.CI === 'true') throw new Error(`These tests cannot be skipped on CI: ${line}.`);
  console.warn(`\n!!! SKIPPED TESTS: ${line}. Install it to run them.\n`);
  return { describe: describe.skip, it: it.skip };
}
