import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Finding, inspect, type JsonSchema } from '../../functions/core/ooxml/index.ts';
import { wordOf } from './files.ts';
import { GUIDES, type Guide, readGuide } from './text.ts';

const FOLDER = join(import.meta.dirname, '..');

export interface LoadedGuide extends Omit<Guide, 'fragments'> {
  /** The data of the examples, with pictures in place of their names. */
  readonly filled: Readonly<Record<string, unknown>>;
  readonly fragments: Readonly<Record<string, Uint8Array>>;
}

/** The guides of all languages, with what their examples need. */
export const loadGuides = (): Promise<readonly LoadedGuide[]> =>
  Promise.all(
    GUIDES.map(async ([language, file]) => {
      const guide = readGuide(await readFile(join(FOLDER, file), 'utf8'), language);
      const filled = Object.entries(guide.data).map(async ([name, value]) => [name, await pictured(value)]);
      const fragments = guide.fragments.map(async ({ name, template }) => [name, await wordOf(template)]);
      return {
        ...guide,
        filled: Object.fromEntries(await Promise.all(filled)),
        fragments: Object.fromEntries(await Promise.all(fragments)),
      };
    }),
  );

const pictured = (value: unknown): unknown =>
  typeof value === 'string' && value.endsWith('.png') ? readFile(join(FOLDER, value)) : value;

/** What the data of a guide is, as a kind would declare its fields. */
function schemaOf(value: unknown): JsonSchema {
  if (Array.isArray(value)) return { type: 'array', items: value.length > 0 ? schemaOf(value[0]) : {} };
  if (typeof value !== 'object' || value === null) return { type: typeof value };
  const properties = Object.entries(value).map(([name, one]) => [name, schemaOf(one)]);
  return { type: 'object', properties: Object.fromEntries(properties) };
}

/** Mistakes of a file against the data of a guide. */
export const findingsIn = ({ data, fragments }: LoadedGuide, bytes: Uint8Array): readonly Finding[] =>
  inspect(bytes, schemaOf(data), { fragments }).findings;
