import { copyFile, cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'esbuild';
import { FACES_FILE, findFont } from '../../functions/adapters/fontkit/faces.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const OURS = /[\\/](functions|templates)[\\/].*\.ts$/;

/** A bundle has no folder to scan: the kinds that are there when it is built are written into it. */
const kindsOf = async (folder: string): Promise<string> => {
  const entries = await readdir(folder, { recursive: true });
  const kinds = entries
    .map((entry) => entry.replaceAll('\\', '/'))
    .filter((entry) => /^[^/]+\/kind\.ts$/.test(entry));
  const imports = kinds.map((file, index) => `import { kind as k${index} } from './${file}';`);
  const list = kinds.map((_, index) => `[k${index}.id, k${index}]`);
  return `${imports.join('\n')}\nexport const loadKinds = async () => new Map([${list.join(', ')}]);`;
};

/**
 * Our own sources as a bundle needs them. `import { z }` takes the whole of zod with the messages of fifty languages,
 * because a bundler does not look into a namespace that is passed on; `import * as z` takes what is used. Files of
 * packages that a program reads at run time lie beside the bundle, in `assets/`.
 */
export const ownSources = (outdir: string): Plugin => ({
  name: 'own-sources',
  setup: ({ onLoad }) => {
    onLoad({ filter: /[\\/]templates[\\/]registry\.ts$/ }, async ({ path }) => ({
      contents: await kindsOf(dirname(path)),
      loader: 'ts',
      resolveDir: dirname(path),
    }));
    onLoad({ filter: OURS }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      const slim = source.replace("import { z } from 'zod';", "import * as z from 'zod';");
      const files = [...slim.matchAll(/import\.meta\.resolve\('([^']+)'\)/g)].map(([, name = '']) => name);
      for (const file of files) {
        const asset = join(outdir, 'assets', basename(file));
        await mkdir(dirname(asset), { recursive: true });
        await copyFile(fileURLToPath(import.meta.resolve(file)), asset);
      }
      const contents = slim.replaceAll(
        /import\.meta\.resolve\('([^']+)'\)/g,
        (_, file: string) => `new URL('./assets/${basename(file)}', import.meta.url).href`,
      );
      return { contents, loader: 'ts' };
    });
  },
});

/** What pdf-lib has for HTML, SVG and colour names; Docket draws none of it. */
const UNUSED = /^(html-entities|culori|node-html-better-parser)$/;
const NOTHING = `const absent = () => { throw new Error('not in this bundle'); };
export const encode = absent, parse = absent, converter = () => absent, NodeType = {};`;

/** In Lambda the credentials are in the environment; the SDK's chain looks in ten places more. */
const ENVIRONMENT = `import { fromEnv } from '@aws-sdk/credential-provider-env';
export const defaultProvider = fromEnv;`;

const asModule = (contents: string) => ({ contents, loader: 'js' as const, resolveDir: root });

/** Leaves out what no call of ours can reach. The tests run the bundles through what is left. */
export const slimPackages: Plugin = {
  name: 'slim-packages',
  setup: ({ onResolve, onLoad }) => {
    // Node gets the CommonJS build, of which nothing can be left out
    onResolve({ filter: /^yaml$/ }, () => ({
      path: join(dirname(fileURLToPath(import.meta.resolve('yaml'))), '../browser/dist/index.js'),
    }));
    onResolve({ filter: UNUSED }, ({ path }) => ({ path, namespace: 'unused' }));
    onLoad({ filter: /.*/, namespace: 'unused' }, () => asModule(NOTHING));
    onResolve({ filter: /^@aws-sdk\/credential-provider-node$/ }, ({ path }) => ({
      path,
      namespace: 'credentials',
    }));
    onLoad({ filter: /.*/, namespace: 'credentials' }, () => asModule(ENVIRONMENT));
    // widths of the fourteen fonts of every reader: texts are drawn as outlines of Chinese typefaces
    onLoad({ filter: /standard-fonts[\\/](Courier|Helvetica|Times|Symbol|Zapf).*\.json$/ }, () => ({
      contents: '""',
      loader: 'json',
    }));
  },
};

/** Which functions write Chinese into PDFs and pictures by themselves. */
const WRITERS: readonly string[] = ['sign', 'notify'];

/** The fonts of the machine that builds, beside the bundle, for functions that need them: Lambda has none. */
export const copyFonts = async (name: string, outdir: string): Promise<void> => {
  if (!WRITERS.includes(name)) return;
  const [text, hand] = [findFont('text'), findFont('hand')];
  if (!text) {
    console.warn(
      `没有中文字体，${name} 将无法签署 no font for Chinese here: ${name} will not be able to sign`,
    );
    return;
  }
  const folder = join(outdir, 'fonts');
  await mkdir(folder, { recursive: true });
  const copied = async (font: typeof text) => {
    await copyFile(font.file, join(folder, basename(font.file)));
    return { ...font, file: basename(font.file) };
  };
  const found = { text: await copied(text), ...(hand && { hand: await copied(hand) }) };
  await writeFile(join(folder, FACES_FILE), JSON.stringify(found));
};

/** What comes with the program in the folders under `templates/`, beside the bundle: all but the code. */
export const copyShipped = (outdir: string): Promise<void> =>
  cp(join(root, 'templates'), join(outdir, 'templates'), {
    recursive: true,
    filter: (path) => !path.endsWith('.ts') && !/^README/.test(relative(join(root, 'templates'), path)),
  });
