import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { book, doc, p, row, table, unpack } from '../../../test/support/office-package.ts';
import { compile, TemplateError } from './index.ts';
import { parseXml } from './xml.ts';
import { readZip } from './zip.ts';

const NAMES = ['a', 'b', 'list', 'deep.x', 'missing'];
const FILTERS = ['', ' | upper', ' | default "d"', ' | text', ' | default "<&>"'];

/** Text of a template: plain text, tags and balanced blocks, nested. */
const { content } = fc.letrec<{ content: string; piece: string }>((tie) => ({
  content: fc.array(tie('piece'), { maxLength: 4 }).map((pieces) => pieces.join('')),
  piece: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.string({ maxLength: 6, unit: 'grapheme' }).map((text) => text.replace(/[{}]/g, '')),
    fc
      .tuple(fc.constantFrom(...NAMES), fc.constantFrom(...FILTERS))
      .map(([name, filter]) => `{{${name}${filter}}}`),
    tie('content').map((inside) => `{{#each list}}${inside}{{@index}}{{/each}}`),
    fc
      .tuple(fc.constantFrom(...NAMES), tie('content'), tie('content'))
      .map(([name, yes, no]) => `{{#if ${name}}}${yes}{{else}}${no}{{/if}}`),
  ),
}));

const value = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: 'binary' }),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.boolean(),
  fc.constant(null),
  fc.constant('=1+1'),
);
const data = fc.record({
  a: value,
  b: value,
  deep: fc.record({ x: value }),
  list: fc.array(fc.oneof(value, fc.record({ a: value })), { maxLength: 4 }),
});

/** Cuts a paragraph's text into runs at random places, as an editor does. */
const cut = (text: string, seed: number): string => {
  const runs: string[] = [];
  for (let at = 0, n = seed; at < text.length; n = (n * 31 + 7) % 101) {
    runs.push(text.slice(at, at + 1 + (n % 9)));
    at += 1 + (n % 9);
  }
  return p(...runs);
};

function checkPackage(bytes: Uint8Array): void {
  const parts = unpack(bytes);
  expect(readZip(bytes)[0]?.name).toBe('[Content_Types].xml');
  for (const [name, text] of Object.entries(parts)) if (/\.(?:xml|rels)$/.test(name)) parseXml(text);
  for (const [name, text] of Object.entries(parts)) {
    if (!name.endsWith('.rels')) continue;
    for (const [, target] of text.matchAll(/Target="\/([^"]+)"/g))
      expect(Object.keys(parts)).toContain(target);
  }
  for (const [, name] of (parts['[Content_Types].xml'] ?? '').matchAll(/PartName="\/([^"]+)"/g))
    expect(Object.keys(parts)).toContain(name);
}

const attempt = (work: () => Uint8Array): Uint8Array | null => {
  try {
    return work();
  } catch (cause) {
    // A template may ask for text of a list, or a filter for what is no text: a typed refusal is a right answer.
    if (cause instanceof TemplateError) return null;
    throw cause;
  }
};

describe('random templates and random data', () => {
  it('never make an invalid Word file, and make the same bytes twice', () => {
    let made = 0;
    fc.assert(
      fc.property(
        fc.array(content, { minLength: 1, maxLength: 5 }),
        data,
        fc.nat(100),
        (texts, values, seed) => {
          const body =
            texts.map((text) => cut(text, seed)).join('') +
            table(
              [texts[0] ?? '', 'x'],
              ['{{#each list}}', ''],
              ['{{@number}}', texts[1] ?? ''],
              ['{{/each}}', ''],
            );
          const template = compile(doc({ body }), { missing: 'empty' });
          const bytes = attempt(() => template.fill(values));
          if (bytes === null) return;
          made++;
          checkPackage(bytes);
          expect(Buffer.compare(bytes, template.fill(values))).toBe(0);
        },
      ),
      { numRuns: 150 },
    );
    expect(made).toBeGreaterThan(50);
  });

  it('never make an invalid Excel file: rows ascend, cells stand in their rows, references stay inside', () => {
    let made = 0;
    fc.assert(
      fc.property(content, content, fc.nat(3), data, (first, second, gap, values) => {
        const rows =
          row(1, { A: first, B: '=SUM(C3:C3)' }) +
          row(2, { A: '{{#if a}}' }) +
          row(3, {
            A: '{{#each list}}',
            B: second,
            C: '{{@number}}',
            D: '=C3*2+SUM(C$3:C3)',
            E: '{{/each}}',
          }) +
          row(4, { A: '{{/if}}' }) +
          row(5 + gap, { A: '=C3', B: second, C: '=SUM(B1:C4)' });
        const template = compile(
          book({
            sheets: { S: { rows, after: '<mergeCells count="1"><mergeCell ref="F3:G3"/></mergeCells>' } },
          }),
          { missing: 'empty' },
        );
        const bytes = attempt(() => template.fill(values));
        if (bytes === null) return;
        made++;
        checkPackage(bytes);
        const sheet = unpack(bytes)['xl/worksheets/sheet1.xml'] ?? '';
        const numbers = [...sheet.matchAll(/<row r="(\d+)"/g)].map((match) => Number(match[1]));
        expect(numbers).toEqual([...new Set(numbers)].sort((x, y) => x - y));
        for (const [, number, inside] of sheet.matchAll(/<row r="(\d+)"[^>]*>(.*?)<\/row>/gs)) {
          for (const [, at] of (inside ?? '').matchAll(/<c r="[A-Z]+(\d+)"/g)) expect(at).toBe(number);
        }
        for (const [, at] of sheet.replace(/<is>.*?<\/is>/gs, '').matchAll(/[A-G]\$?(\d+)/g))
          expect(Number(at)).toBeGreaterThan(0);
        expect(Buffer.compare(bytes, template.fill(values))).toBe(0);
      }),
      { numRuns: 150 },
    );
    expect(made).toBeGreaterThan(50);
  });

  it('keep every byte of a part without tags', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' }), { maxLength: 5 }), (texts) => {
        const plain = texts
          .map((text) =>
            [...text]
              .filter((char) => char >= ' ' && char < '\ufffe' && char !== '{' && char !== '}')
              .join(''),
          )
          .map((text) => p(text))
          .join('');
        const bytes = doc({ body: plain, extra: { 'word/media/a.bin': Buffer.from(plain) } });
        expect(unpack(compile(bytes).fill({}))).toEqual(unpack(bytes));
      }),
      { numRuns: 60 },
    );
  });
});
