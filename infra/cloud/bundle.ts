import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Metafile } from 'esbuild';
import { copyFonts, copyShipped, ownSources, slimPackages } from './bundle-plugins.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Functions by name: every folder of `functions/` that has a handler. */
const handlers = async (): Promise<readonly string[]> => {
  const entries = await readdir(join(root, 'functions'), { recursive: true });
  return entries
    .map((entry) => entry.replaceAll('\\', '/'))
    .filter((entry) => /^[^/]+\/handler\.ts$/.test(entry))
    .map((entry) => dirname(entry));
};

export interface BundleSize {
  /** Bytes that a cold start reads: the entry and what it imports at once. */
  readonly start: number;
  /** Bytes of all code, with what is loaded when it is first needed. */
  readonly all: number;
}

const sizeOf = (outputs: Metafile['outputs']): BundleSize => {
  const code = Object.entries(outputs).filter(([path]) => path.endsWith('.mjs'));
  const start = new Set(code.map(([path]) => path).filter((path) => basename(path) === 'index.mjs'));
  // a set that grows while it is walked: what is imported at once by what is imported at once
  for (const path of start)
    for (const { path: other, kind } of outputs[path]?.imports ?? [])
      if (kind === 'import-statement' && other in outputs) start.add(other);
  const sum = (paths: Iterable<string>): number =>
    [...paths].reduce((bytes, path) => bytes + (outputs[path]?.bytes ?? 0), 0);
  return { start: sum(start), all: sum(code.map(([path]) => path)) };
};

/** What wakes a function; a queue, unless it is one of these. */
const FRONTS: Readonly<Record<string, string>> = { dispatch: 'onStream', web: 'onHttp' };

const entryOf = (name: string): string => {
  const front = FRONTS[name] ?? 'onQueue';
  return `import { stage } from './${name}/handler.ts';
import { ${front} } from './lambda.ts';
export const handler = ${front}(stage);`;
};

const bundle = async (name: string, outdir: string): Promise<BundleSize> => {
  const { metafile } = await build({
    stdin: {
      contents: entryOf(name),
      resolveDir: join(root, 'functions'),
      sourcefile: `${name}.ts`,
      loader: 'ts',
    },
    absWorkingDir: root,
    outdir,
    entryNames: 'index',
    outExtension: { '.js': '.mjs' },
    chunkNames: '[name]-[hash]',
    bundle: true,
    splitting: true,
    minify: true,
    sourcemap: true,
    sourcesContent: false,
    format: 'esm',
    platform: 'node',
    // the builds of packages from which what is not used can be left out
    mainFields: ['module', 'main'],
    target: 'node24',
    plugins: [ownSources(outdir), slimPackages],
    // libraries in CommonJS ask for Node's own modules
    banner: {
      js: "import { createRequire as _require } from 'node:module'; const require = _require(import.meta.url);",
    },
    metafile: true,
    logLevel: 'warning',
  });
  await copyShipped(outdir);
  await copyFonts(name, outdir);
  return sizeOf(metafile.outputs);
};

/** Builds each function as Lambda gets it: a folder with `index.mjs`, ESM with everything inside. */
export const bundleHandlers = async (outdir: string): Promise<ReadonlyMap<string, BundleSize>> => {
  const sizes = new Map<string, BundleSize>();
  for (const name of await handlers()) sizes.set(name, await bundle(name, join(outdir, name)));
  return sizes;
};

const kb = (bytes: number): string => `${(bytes / 1024).toFixed(0).padStart(6)} KB`;

if (import.meta.main)
  for (const [name, { start, all }] of await bundleHandlers(join(root, 'dist')))
    console.log(`${name.padEnd(10)} ${kb(start)} at the start ${kb(all)} in all`);
