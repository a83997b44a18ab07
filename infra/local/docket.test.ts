import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { docket } from '../../test/support/cli.ts';

const kept = fileURLToPath(new URL('../../node_modules/.cache/docket', import.meta.url));

it('keeps what Node made of its files, so that the next start need not make it again', async () => {
  expect((await docket(['--help'])).code).toBe(0);
  expect(existsSync(kept)).toBe(true);
  const files = readdirSync(kept, { recursive: true }).map((name) => join(kept, String(name)));
  expect(files.filter((file) => statSync(file).isFile()).length).toBeGreaterThan(50);
});
