/** The functions as Lambda gets them: small, quick to load, and whole without anything else on the disk. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { pipeline } from '../../functions/pipeline.ts';
import { type BundleSize, bundleHandlers } from '../../infra/cloud/bundle.ts';
import { temporaryFolder } from '../support/folder.ts';

const KB = 1024;
/** What a cold start reads; Excel, fonts and LibreOffice follow when they are needed. */
const MOST_KB = 1300;
const folder = temporaryFolder();
const names = [...pipeline.map(({ name }) => name), 'dispatch', 'web'];
let sizes: ReadonlyMap<string, BundleSize>;

/** Runs code in a Node that knows nothing of this repository; gives what it printed. */
const bare = (code: string): string => {
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--input-type=module', '-e', code], {
    cwd: folder,
    env: {},
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  expect(status).toBe(0);
  return stdout;
};

beforeAll(async () => {
  sizes = await bundleHandlers(folder);
});

describe('the bundles', () => {
  it('are one for each stage, the dispatcher and the pages', () => {
    expect([...sizes.keys()].toSorted()).toEqual(names.toSorted());
  });

  it.each(names)('%s is small and loads by itself', (name) => {
    expect(sizes.get(name)?.start).toBeLessThan(MOST_KB * KB);
    const address = pathToFileURL(join(folder, name, 'index.mjs')).href;
    expect(bare(`console.log(Object.keys(await import('${address}')).length > 0)`)).toBe('true\n');
  });

  it('carry what comes with the program', () => {
    for (const file of ['company/company.yaml', 'quotation/quotation.en.xlsx', 'quotation/sample.json'])
      expect(existsSync(join(folder, 'intake', 'templates', file))).toBe(true);
    expect(existsSync(join(folder, 'intake', 'templates', 'quotation', 'kind.ts'))).toBe(false);
  });
});
