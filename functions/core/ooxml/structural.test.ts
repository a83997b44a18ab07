import { deflateRawSync, inflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contractData, contractTemplate } from '../../../test/bench/engine/contract.ts';
import { DIALECTS } from '../../../test/bench/engine/dialects.ts';
import { quotationData, quotationTemplate } from '../../../test/bench/engine/quotation.ts';
import { matches } from './deflate.ts';
import { type Fixed, FixedBytes, fixed, gathered, gathering } from './fixed-bytes.ts';
import { BlockWriter, codeLengths, tokensOf } from './huffman.ts';
import { compile } from './index.ts';
import { Out } from './out.ts';
import { deflateFilled } from './structural.ts';
import { contentOf, readZip } from './zip.ts';

const made = (texts: readonly string[]): { all: Fixed[]; template: FixedBytes } =>
  gathering(() => ({ all: texts.map(fixed), template: gathered() ?? new FixedBytes() }));

const inflated = (out: Out, template: FixedBytes): Buffer =>
  inflateRawSync(deflateFilled(out.done(), out.marks, template));

/** Texts that resemble each other, as the pieces of a template do. */
const piece = fc
  .array(fc.constantFrom('<w:r><w:t>', '</w:t></w:r>', 'abc', '中文', 'a', '<w:p/>', 'a'.repeat(300)), {
    maxLength: 12,
  })
  .map((parts) => parts.join(''));
/** Fixed bytes by number, values, and steps back. */
const step = fc.oneof(
  { weight: 6, arbitrary: fc.nat({ max: 7 }) },
  { weight: 3, arbitrary: fc.string({ maxLength: 40 }) },
  { weight: 1, arbitrary: fc.constant(40_000).map((length) => 'far '.repeat(length / 4)) },
  { weight: 1, arbitrary: fc.nat({ max: 500 }).map((back) => ({ back })) },
);

describe('structural deflate', () => {
  it('inflates to what was written, whatever was written, repeated or taken back', () => {
    fc.assert(
      fc.property(
        fc.array(piece, { minLength: 8, maxLength: 8 }),
        fc.array(step, { maxLength: 60 }),
        (texts, steps) => {
          const { all, template } = made(texts);
          const out = new Out(64, 1e8);
          for (const one of steps) {
            if (typeof one === 'number') out.fixed(all[one] as Fixed);
            else if (typeof one === 'string') out.text(one);
            else out.at = Math.max(0, out.at - one.back);
          }
          expect(inflated(out, template).equals(out.done())).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('goes on over many blocks, and far beyond its window', () => {
    const { all, template } = made(['<row>'.repeat(9_000), '</row>', '<cell><value>', '</value></cell>']);
    const [row, end, open, close] = all as [Fixed, Fixed, Fixed, Fixed];
    const out = new Out(64, 1e8);
    for (let turn = 0; turn < 3; turn++) {
      out.fixed(row);
      for (let i = 0; i < 30_000; i++) {
        out.fixed(open);
        out.text(String((i * 2_654_435_761) % 99_991));
        out.fixed(close);
      }
      out.fixed(end);
    }
    expect(inflated(out, template).equals(out.done())).toBe(true);
  });

  it('makes complete codes of bounded length, the shortest for what comes most', () => {
    const kraft = (lengths: Uint8Array): number =>
      lengths.reduce((sum, length) => sum + (length > 0 ? 2 ** -length : 0), 0);
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.constant(0), fc.nat(3), fc.nat(1e6)), { minLength: 19, maxLength: 286 }),
        fc.constantFrom(9, 15),
        (counts, most) => {
          const lengths = codeLengths(Uint32Array.from(counts), most);
          expect(kraft(lengths)).toBe(1);
          expect(Math.max(...lengths)).toBeLessThanOrEqual(most);
          for (const [i, count] of counts.entries()) if (count > 0) expect(lengths[i]).toBeGreaterThan(0);
        },
      ),
    );
    // Weights like these want a word of 29 bits.
    const fibonacci = [1, 1];
    while (fibonacci.length < 30) fibonacci.push((fibonacci.at(-1) ?? 0) + (fibonacci.at(-2) ?? 0));
    const lengths = codeLengths(Uint32Array.from(fibonacci), 15);
    expect(kraft(lengths)).toBe(1);
    expect(lengths[29]).toBe(1);
    expect(Math.max(...lengths)).toBe(15);
  });

  it('writes literals alone, one match of any length, and nothing', () => {
    const written = (text: string, ...matches: [number, number][]): string => {
      const writer = new BlockWriter();
      writer.literals(Buffer.from(text), 0, text.length);
      for (const [length, distance] of matches) writer.match(length, distance);
      return inflateRawSync(writer.done()).toString('latin1');
    };
    expect(written('')).toBe('');
    expect(written('a')).toBe('a');
    expect(written('abc', [4, 3], [3, 1])).toBe('abcabcaaaa');
    for (let length = 3; length <= 258; length++) expect(written('a', [length, 1])).toHaveLength(length + 1);
  });

  it('reads back what zlib matched, in blocks of the fixed codes and in stored ones', () => {
    const told = (tokens: readonly number[]): string => {
      let text = '';
      for (const token of tokens) {
        if (token < 256) text += String.fromCharCode(token);
        else for (let n = token >> 16; n > 0; n--) text += text[text.length - (token & 0xffff)] ?? '';
      }
      return text;
    };
    fc.assert(
      fc.property(
        fc.array(fc.oneof(piece, fc.string({ unit: 'binary', maxLength: 400 })), { maxLength: 40 }),
        (texts) => {
          const bytes = Buffer.from(texts.join(''), 'utf8');
          expect(told(tokensOf(matches(bytes)))).toBe(bytes.toString('latin1'));
        },
      ),
    );
  });

  it('is for a template that is filled many times: the same parts, in fewer bytes than zlib at the same level', async () => {
    const template = await contractTemplate(DIALECTS.docket);
    const data = contractData(30);
    const once = compile(template).fill(data);
    const repeated = compile(template, { repeated: true });
    const filled = repeated.fill(data);
    expect(repeated.fill(data)).toEqual(filled);
    expect(compile(template, { repeated: true }).fill(data)).toEqual(filled);
    expect(filled.length).toBeLessThan(once.length);
    const parts = (bytes: Uint8Array): unknown => readZip(bytes).map((part) => [part.name, contentOf(part)]);
    expect(parts(filled)).toEqual(parts(once));
  });

  it('makes files about as small as zlib does at level 6', async () => {
    const cases = [
      [await contractTemplate(DIALECTS.docket), contractData],
      [await quotationTemplate(DIALECTS.docket), quotationData],
    ] as const;
    for (const [template, data] of cases) {
      const compiled = compile(template, { repeated: true });
      for (const rows of [1, 30, 300]) {
        const parts = readZip(compiled.fill(data(rows))).filter(({ size }) => size > 4096);
        const peer = parts.map((part) => deflateRawSync(contentOf(part), { level: 6 }).length);
        const sum = (sizes: readonly number[]): number => sizes.reduce((a, b) => a + b, 0);
        expect(sum(parts.map(({ data }) => data.length))).toBeLessThan(sum(peer) * 1.06);
      }
    }
  });
});
