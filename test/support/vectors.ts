import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = process.env.DOCKET_VECTORS ?? join(root, '..', 'shared', 'vectors');

/**
 * Test vectors that others wrote, beside the checkout or where `DOCKET_VECTORS` points. They do not come with the
 * program: without them their tests are skipped with a loud line; where somebody said where they are, they must be.
 */
export const vectors = <T>(file: string): { readonly describe: typeof describe.skip; readonly data: T } => {
  const path = join(folder, file);
  if (existsSync(path)) return { describe, data: JSON.parse(readFileSync(path, 'utf8')) as T };
  if (process.env.DOCKET_VECTORS !== undefined) throw new Error(`test vectors are missing: ${path}`);
  console.warn(`\n!!! SKIPPED TESTS: no vectors at ${path}; DOCKET_VECTORS says where they are.\n`);
  return { describe: describe.skip, data: [] as T };
};
