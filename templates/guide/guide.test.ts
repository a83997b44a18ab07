/** The guide for authors says what the engine does: names, examples, messages, pictures. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FILTERS } from '../../functions/core/ooxml/filters.ts';
import { FORMATS, OPENERS, type Tag } from '../../functions/core/ooxml/grammar.ts';
import { compile, TemplateError } from '../../functions/core/ooxml/index.ts';
import { LOOP_NAMES } from '../../functions/core/ooxml/scope.ts';
import { fileOf, wordOf } from './files.ts';
import { findingsIn, type LoadedGuide, loadGuides } from './load.ts';
import { shownIn } from './result.ts';
import type { MistakeRow, Trial } from './text.ts';

const HERE = import.meta.dirname;
const CORE = join(HERE, '..', '..', 'functions', 'core');
const guides = await loadGuides();

/** Sources whose mistakes concern templates; reading of requests has its own. */
const sources = [
  ...readdirSync(join(CORE, 'ooxml'))
    .filter((name) => !/\.test\.ts$|^(?:read-sheet|inflate-stream)\.ts$/.test(name))
    .map((name) => `ooxml/${name}`),
  ...['money', 'rmb-words', 'english-words'].map((name) => `business/${name}.ts`),
  ...['template-check', 'template-name', 'templates'].map((name) => `document/${name}.ts`),
].map((name) => readFileSync(join(CORE, name), 'utf8'));
const code = sources.join('\n');
// the beginning of two codes, compared with
const codes = new Set([...code.matchAll(/'([A-Z]+(?:_[A-Z]+)+)'/g)].map(([, one = '']) => one));
codes.delete('TOO_MANY');

/** How each kind of tag is written: the compiler asks for a line when there is a new one. */
const WRITTEN: Readonly<Record<Tag['kind'], string>> = {
  value: '{{customer.name}}',
  each: '{{#each ',
  if: '{{#if ',
  elseif: '{{else if ',
  else: '{{else}}',
  end: '{{/each}}',
  section: '{#x}…{/x}',
  fragment: '{{> clause.warranty}}',
  pagebreak: '{{pagebreak}}',
  place: '{{sign:deputy-gm}}',
};

const filledOrFindings = (guide: LoadedGuide, bytes: Uint8Array) => {
  try {
    compile(bytes, guide).fill(guide.filled);
    return [];
  } catch (fault) {
    if (fault instanceof TemplateError) return fault.findings;
    throw fault;
  }
};

const rowText = ({ format, parts }: MistakeRow): string =>
  format === 'word' ? parts.join('\n') : `| ${parts.join(' | ')} |`;

/** A variable part of a message is shown as `…`. */
const isInCode = (message: string): boolean =>
  message.split('…').every((piece) => code.includes(piece.trim()));

/** What a row of the guide claims, and what is so. */
const tried = async (guide: LoadedGuide, { tag, value, result }: Trial) => {
  const template = compile(await wordOf(`·${tag}·`));
  const name = template.fields[0]?.name ?? '';
  const filled = template.fill(value === undefined ? {} : { [name]: value }, guide);
  return [shownIn('word', filled).slice(1, -1).trim(), result.trim()];
};

it('finds what the code can say', () => {
  expect(codes.size).toBeGreaterThan(55);
  expect(codes).toContain('VALUE_MISSING');
  expect(codes).toContain('BAD_CURRENCY');
});

it('is the same in both languages, example by example', () => {
  const [zh, en] = guides.map((guide) => ({
    examples: guide.examples.map(({ name, format }) => [name, format]),
    refused: guide.refused.map(({ name, format }) => [name, format]),
    fragments: Object.keys(guide.fragments),
    mistakes: guide.mistakes.map((row) => [row.code, row.format, row.parts.length]),
    trials: guide.trials.length,
    headings: guide.text.match(/^#+ /gm),
    pictures: [...guide.text.matchAll(/pictures\/([\w-]+)\.\w+\.png/g)].map(([, name]) => name),
  }));
  expect(zh).toEqual(en);
  expect(zh?.trials).toBeGreaterThan(40);
});

describe.each(guides.map((guide) => [guide.language, guide] as const))('%s', (language, guide) => {
  it('names every filter, tag, word of a loop, type of content and mistake', () => {
    const wanted = [
      ...[...FILTERS.keys()].map((name) => `| ${name}`),
      ...Object.values(WRITTEN),
      ...OPENERS.map((name) => `{{#${name} `),
      ...FORMATS.map((name) => `:${name}`),
      ...LOOP_NAMES,
      ...[...codes].map((name) => `\`${name}\``),
    ];
    const text = guide.text.replaceAll('\\|', '|');
    expect(wanted.filter((one) => !text.includes(one))).toEqual([]);
  });

  it('names no code that there is not', () => {
    const named = [...guide.text.matchAll(/`([A-Z]+(?:_[A-Z]+)+)`/g)].map(([, one = '']) => one);
    const cli = ['TEMPLATE_UNCLEAR'];
    expect(named.filter((one) => !codes.has(one) && !cli.includes(one))).toEqual([]);
  });

  it('has only values that are so', async () => {
    const all = await Promise.all(guide.trials.map((trial) => tried(guide, trial)));
    expect(all.map(([is]) => is)).toEqual(all.map(([, said]) => said));
  });

  it.each(guide.examples.map((example) => [example.name, example] as const))(
    'example %s gives what it says',
    async (_, { format, template, result }) => {
      const bytes = await fileOf(format, template);
      expect(findingsIn(guide, bytes)).toEqual([]);
      expect(shownIn(format, compile(bytes, guide).fill(guide.filled))).toBe(result);
    },
  );

  it.each(guide.refused.map((example) => [example.name, example] as const))(
    'example %s is refused as it says',
    async (_, { format, template, result }) => {
      const said = findingsIn(guide, await fileOf(format, template)).map(
        ({ place, tag, message, suggestion }) =>
          `${place} — ${tag} — ${message[language]}${suggestion ? ` ${suggestion[language]}` : ''}`,
      );
      expect(said.join('\n')).toBe(result);
    },
  );

  it('shows mistakes that are made, and says of them what is said', async () => {
    for (const row of guide.mistakes) {
      if (row.parts.length === 0) {
        expect(isInCode(row.message), `${row.code}: ${row.message}`).toBe(true);
        continue;
      }
      const bytes = await fileOf(row.format, rowText(row));
      const all = [...findingsIn(guide, bytes), ...filledOrFindings(guide, bytes)];
      const found = all.find((one) => one.code === row.code && one.message[language] === row.message);
      expect(found, `${row.code}: ${all.map((one) => one.message[language]).join(' ')}`).toBeDefined();
    }
  });

  it('has pictures for its examples, each small', () => {
    const linked = [...guide.text.matchAll(/\]\(guide\/pictures\/([^)]+)\)/g)].map(([, file = '']) => file);
    const wanted = [...guide.examples, ...guide.refused].map(({ name }) => `${name}.${language}.png`);
    expect(linked.toSorted()).toEqual(wanted.toSorted());
    for (const file of wanted) expect(statSync(join(HERE, 'pictures', file)).size).toBeLessThan(100_000);
  });
});
