import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { type Author, stableZip } from './author.ts';

const FOLDER = import.meta.dirname;
const authored = readdirSync(FOLDER, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && readdirSync(`${FOLDER}/${entry.name}`).includes('author.ts'))
  .map(({ name }) => name);

it.each(authored)('the files of %s are what its author.ts makes, byte by byte', async (name) => {
  const { author }: { author: Author } = await import(`./${name}/author.ts`);
  const logo = new Uint8Array(readFileSync(`${FOLDER}/company/logo.png`));
  for (const [file, bytes] of Object.entries(await author({ logo }))) {
    const committed = readFileSync(`${FOLDER}/${name}/${file}`);
    expect(committed.equals(stableZip(bytes)), `${name}/${file}: run npm run templates`).toBe(true);
  }
});
