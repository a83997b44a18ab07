import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** A bundle has no folder to scan: the kinds that are there when it is built are written into it. */
const kindsInside: Plugin = {
  name: 'kinds-inside',
  setup: ({ onLoad }) => {
    onLoad({ filter: /[\\/]templates[\\/]registry\.ts$/ }, async ({ path }) => {
      const folder = dirname(path);
      const entries = await readdir(folder, { recursive: true });
      const kinds = entries
        .map((entry) => entry.replaceAll('\\', '/'))
        .filter((entry) => /^[^/]+\/kind\.ts$/.test(entry));
      const imports = kinds.map((file, index) => `import { kind as k${index} } from './${file}';`);
      const list = kinds.map((_, index) => `[k${index}.id, k${index}]`);
      const code = `${imports.join('\n')}\nexport const loadKinds = async () => new Map([${list.join(', ')}]);`;
      return { contents: code, loader: 'ts', resolveDir: folder };
    });
  },
};

/** Handlers by stage: every folder of `functions/` that has one. */
const handlers = async (): Promise<readonly string[]> => {
  const entries = await readdir(join(root, 'functions'), { recursive: true });
  return entries
    .map((entry) => entry.replaceAll('\\', '/'))
    .filter((entry) => /^[^/]+\/handler\.ts$/.test(entry));
};

/** Builds each handler as Lambda gets it: one ESM file with everything inside. Gives bytes by stage. */
export const bundleHandlers = async (outdir: string): Promise<ReadonlyMap<string, number>> => {
  const sizes = new Map<string, number>();
  for (const handler of await handlers()) {
    const stage = dirname(handler);
    const { metafile } = await build({
      entryPoints: [join(root, 'functions', handler)],
      outfile: join(outdir, stage, 'index.mjs'),
      bundle: true,
      minify: true,
      sourcemap: true,
      format: 'esm',
      platform: 'node',
      target: 'node24',
      plugins: [kindsInside],
      // libraries in CommonJS ask for Node's own modules
      banner: {
        js: "import { createRequire as _require } from 'node:module'; const require = _require(import.meta.url);",
      },
      metafile: true,
      logLevel: 'warning',
    });
    for (const [path, { bytes }] of Object.entries(metafile.outputs))
      if (basename(path) === 'index.mjs') sizes.set(stage, bytes);
  }
  return sizes;
};

if (import.meta.main)
  for (const [stage, bytes] of await bundleHandlers(join(root, 'dist')))
    console.log(`${stage.padEnd(10)} ${(bytes / 1024).toFixed(0).padStart(6)} KB`);
