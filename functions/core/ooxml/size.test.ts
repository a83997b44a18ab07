import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** Bytes of the minified engine, and the modules that it takes along. */
const bundled = async (source: string): Promise<{ bytes: number; modules: string[] }> => {
  const { metafile, outputFiles } = await build({
    stdin: { contents: source, resolveDir: `${root}/functions/core/ooxml`, loader: 'ts' },
    absWorkingDir: root,
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    charset: 'utf8',
  });
  return {
    bytes: outputFiles.reduce((sum, { contents }) => sum + contents.length, 0),
    modules: Object.keys(metafile.inputs).filter((name) => name !== '<stdin>'),
  };
};

// 203,500 now, 7,700 of them for deflate. Reading code costs a start about 0.03 ms a KB: what makes the engine larger than this is a decision.
const MOST_BYTES = 210_000;

describe('the engine as a bundle', () => {
  it('grows by decision only', async () => {
    const { bytes } = await bundled("export { compile, lint } from './index.ts';");
    expect(bytes).toBeLessThan(MOST_BYTES);
  });

  it('holds what fills a template, and neither intake nor the marking of refused ones', async () => {
    const { modules } = await bundled("export { compile, lint } from './index.ts';");
    const strange = modules.filter(
      (name) => !/^functions\/core\/(?:ooxml|business)\/|^functions\/core\/result\.ts$/.test(name),
    );
    expect(strange).toEqual(['node_modules/big.js/big.mjs']);
    expect(modules.filter((name) => /\/(?:mark|read-|inflate-)[\w-]*\.ts$/.test(name))).toEqual([]);
  });
});
