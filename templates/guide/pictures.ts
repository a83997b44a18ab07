import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { findOnPath, locateLibreOffice } from '../../functions/adapters/embedded/libreoffice-locate.ts';
import { compile } from '../../functions/core/ooxml/index.ts';
import { mark } from '../../functions/core/ooxml/mark.ts';
import { fileOf, pictureOf, wordOf } from './files.ts';
import { type Image, joined, readPpm, stacked, toPng, trimmed } from './image.ts';
import { findingsIn, type LoadedGuide, loadGuides } from './load.ts';
import type { Example, Format } from './text.ts';

const FOLDER = join(import.meta.dirname, 'pictures');
const DOTS_PER_INCH = 170;
const BETWEEN_PAGES = 24;

interface Pair {
  readonly name: string;
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** Comments leave a sign in the page; what they say is told below it. */
const WITH_COMMENTS = 'pdf:writer_pdf_Export:{"ExportNotes":{"type":"boolean","value":"true"}}';

/** Makes the pictures of the guides; answers their paths, none where LibreOffice or poppler is missing. */
export async function drawGuides(): Promise<readonly string[]> {
  const [office, poppler] = [locateLibreOffice(), findOnPath('pdftoppm')];
  if (office === undefined || poppler === undefined) return [];
  const folder = mkdtempSync(join(tmpdir(), 'docket-guide-'));
  try {
    const pairs = (await Promise.all((await loadGuides()).map((guide) => writePairs(guide, folder)))).flat();
    print(office, folder);
    return pairs.map(({ name, before, after }) => {
      const [left, right] = [before, after].map((files) => drawn(poppler, folder, files));
      const path = join(FOLDER, `${name}.png`);
      if (left && right) writeFileSync(path, toPng(joined(left, right)));
      return path;
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Every example of a guide as files: the template, and what becomes of it. */
async function writePairs(guide: LoadedGuide, folder: string): Promise<readonly Pair[]> {
  const write = (name: string, format: Format, bytes: Uint8Array): string => {
    const file = `${name}.${guide.language}`;
    writeFileSync(join(folder, `${file}.${format === 'word' ? 'docx' : 'xlsx'}`), bytes);
    return file;
  };
  const pair = async ({ name, format, template }: Example, after: readonly string[]): Promise<Pair> => ({
    name: `${name}.${guide.language}`,
    before: [write(`${name}.template`, format, await pictureOf(format, template))],
    after,
  });
  const filled = guide.examples.map(async (example) => {
    const bytes = await fileOf(example.format, example.template);
    const result = compile(bytes, guide).fill(guide.filled);
    return pair(example, [write(`${example.name}.filled`, example.format, result)]);
  });
  const refused = guide.refused.map(async (example) => {
    const { name, format, template, result } = example;
    const bytes = await fileOf(format, template);
    const copy = write(`${name}.marked`, format, mark(bytes, findingsIn(guide, bytes)));
    return pair(example, [copy, write(`${name}.comments`, 'word', await wordOf(commentsOf(result)))]);
  });
  return Promise.all([...filled, ...refused]);
}

/** `place — tag — what is wrong`; of the place, the cell is enough. */
const commentsOf = (result: string): string =>
  result
    .split('\n')
    .map((line) => line.split(' — '))
    .map(
      ([place = '', tag = '', said = '']) =>
        `${/![A-Z]+\d+$/.exec(place)?.[0].slice(1) ?? '✎'}　${tag} — ${said}`,
    )
    .join('\n');

function print(office: string, folder: string): void {
  const files = readdirSync(folder).map((name) => join(folder, name));
  const marked = files.filter((name) => /\.marked\.\w+\.docx$/.test(name));
  const others = files.filter((name) => !marked.includes(name));
  const profile = `-env:UserInstallation=${pathToFileURL(join(folder, 'profile')).href}`;
  for (const [how, which] of [
    ['pdf', others],
    [WITH_COMMENTS, marked],
  ] as const)
    execFileSync(office, ['--headless', profile, '--convert-to', how, '--outdir', folder, ...which], {
      stdio: 'ignore',
    });
}

/** All pages of printed files, one below the other. */
function drawn(poppler: string, folder: string, names: readonly string[]): Image {
  const images = names.flatMap((name) => {
    execFileSync(poppler, ['-r', String(DOTS_PER_INCH), join(folder, `${name}.pdf`), join(folder, name)], {
      stdio: 'ignore',
    });
    const pages = readdirSync(folder).filter((file) => file.startsWith(`${name}-`) && file.endsWith('.ppm'));
    return pages.toSorted().map((file) => trimmed(readPpm(readFileSync(join(folder, file)))));
  });
  return stacked(images, BETWEEN_PAGES);
}
