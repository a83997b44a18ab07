import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/folder.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const biome = join(root, 'node_modules/@biomejs/biome/bin/biome');

/** Lints files that are not part of the tree, under its rules: gives what was said of each, in order. */
const lint = (files: readonly (readonly [path: string, code: string])[]): readonly string[] => {
  const folder = temporaryFolder();
  copyFileSync(join(root, 'biome.json'), join(folder, 'biome.json'));
  const names = files.map(([path], index) => path.replace('planted', `planted-${index}`));
  files.forEach(([, code], index) => {
    const path = join(folder, names[index]!);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, code);
  });
  const { stdout } = spawnSync(
    process.execPath,
    [biome, 'lint', '--vcs-enabled=false', '--reporter=github', '--max-diagnostics=none'],
    { cwd: folder, encoding: 'utf8' },
  );
  const lines = stdout.split('\n');
  return names.map((name) => lines.filter((line) => line.includes(`/${name},`)).join('\n'));
};

const importing = (specifier: string): string => `import { x } from '${specifier}';\nexport const y = x;\n`;

/** One planted violation for each rule of "what may import what". */
const planted: readonly (readonly [file: string, specifier: string])[] = [
  ['functions/core/document/planted.ts', 'node:fs'],
  ['functions/core/document/planted.ts', '@aws-sdk/client-s3'],
  ['functions/core/document/planted.ts', 'exceljs'],
  ['functions/core/document/planted.ts', '../../adapters/embedded/files.ts'],
  ['functions/core/document/planted.ts', 'node:crypto'],
  ['functions/core/document/planted.ts', 'node:zlib'],
  ['functions/core/document/planted.ts', '@cantoo/pdf-lib'],
  ['functions/core/pdf/planted.ts', '@cantoo/fontkit'],
  ['functions/core/pdf/planted.ts', 'node:fs'],
  ['functions/core/planted.ts', '../intake/intake.ts'],
  ['functions/core/planted.ts', '../../templates/quotation/kind.ts'],
  ['functions/core/planted.ts', '../../infra/local/runtime.ts'],
  ['functions/core/planted.ts', '../pipeline.ts'],
  ['templates/quotation/planted.ts', '../price-list/kind.ts'],
  ['templates/quotation/planted.ts', '../../functions/adapters/embedded/files.ts'],
  ['templates/quotation/planted.ts', '../../functions/generate/fill.ts'],
  ['templates/quotation/planted.ts', '../../infra/local/runtime.ts'],
  ['templates/quotation/planted.ts', 'node:fs'],
  ['templates/quotation/planted.ts', 'exceljs'],
  ['templates/quotation/planted.ts', '../../functions/wiring.ts'],
  ['templates/quotation/planted.ts', '../../templates/price-list/kind.ts'],
  ['functions/intake/planted.ts', 'node:fs'],
  ['functions/intake/planted.ts', 'exceljs'],
  ['infra/cloud/planted.ts', '../../functions/web/web.ts'],
  ['functions/adapters/embedded/planted.ts', '../../intake/intake.ts'],
  ['functions/adapters/embedded/planted.ts', '../../../infra/local/runtime.ts'],
  ['functions/adapters/embedded/planted.ts', '../../pipeline.ts'],
  ['functions/intake/planted.ts', '../generate/fill.ts'],
  ['functions/render/planted.ts', '../adapters/embedded/files.ts'],
  ['functions/web/planted.ts', '@aws-sdk/client-s3'],
  ['functions/web/planted.ts', '../../templates/quotation/kind.ts'],
  ['functions/generate/planted.ts', '../../infra/local/runtime.ts'],
  ['infra/cloud/planted.ts', '../local/runtime.ts'],
  ['infra/cloud/planted.ts', '../../functions/adapters/embedded/files.ts'],
  ['infra/local/planted.ts', '../cloud/app.ts'],
  ['infra/local/planted.ts', '../../functions/adapters/aws/files.ts'],
  ['infra/local/planted.ts', '../../functions/intake/intake.ts'],
];

const allowed: readonly (readonly [file: string, specifier: string])[] = [
  ['functions/core/document/planted.ts', '../ledger/hash.ts'],
  ['functions/core/document/planted.ts', 'zod'],
  ['functions/core/pdf/planted.ts', '@cantoo/pdf-lib'],
  ['templates/quotation/planted.ts', '../../functions/core/kind.ts'],
  ['templates/quotation/planted.ts', './input.ts'],
  ['functions/adapters/embedded/planted.ts', '../../core/ports.ts'],
  ['functions/intake/planted.ts', '../core/ports.ts'],
  ['functions/intake/planted.ts', './source.ts'],
  ['infra/local/planted.ts', '../../functions/intake/handler.ts'],
  ['infra/local/planted.ts', '../../functions/adapters/embedded/ports.ts'],
];

describe('what may import what', () => {
  const environment = ['functions/core/planted.ts', 'export const x = process.env.HOME;\n'] as const;
  const said = lint([
    ...[...planted, ...allowed].map(([file, specifier]) => [file, importing(specifier)] as const),
    environment,
  ]);

  it.each(planted.map((rule, index) => [...rule, index] as const))('%s may not import %s', (_, __, index) => {
    expect(said[index]).toContain('noRestrictedImports');
  });

  it.each(allowed.map((rule, index) => [...rule, planted.length + index] as const))(
    '%s may import %s',
    (_, __, index) => {
      expect(said[index]).not.toContain('noRestrictedImports');
    },
  );

  it('the core may not touch the environment', () => {
    expect(said.at(-1)).toContain('noRestrictedGlobals');
  });
});

/** Clock and chance, which no import betrays. */
const IMPURE =
  /\bnew Date\(\s*\)|\bDate\.now\b|\bMath\.random\b|\bcrypto\.(randomUUID|getRandomValues)\b|\brandomBytes\b/;

const sources = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => join(folder, name));

describe('the core has no clock and no chance', () => {
  it('finds them where they are planted', () => {
    for (const bad of ['new Date()', 'Date.now()', 'Math.random()', 'randomBytes(4)'])
      expect(bad).toMatch(IMPURE);
  });

  it.each(['functions/core', 'templates'])('finds none in %s', (folder) => {
    const found = sources(join(root, folder)).filter((path) => IMPURE.test(readFileSync(path, 'utf8')));
    expect(found).toEqual([]);
  });
});

it('adds nothing to the top level', () => {
  const folders = readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map(({ name }) => name)
    .filter((name) => !['node_modules', 'data', 'dist', 'cdk.out'].includes(name));
  expect(folders.toSorted()).toEqual(['functions', 'infra', 'templates', 'test']);
});
