import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Out } from './out.ts';
import { escapeText } from './xml.ts';

const LIMIT = 1_000_000;

/** Texts as they come: short and long, Chinese, pairs and halves of pairs, control characters, XML's own. */
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 120 }),
  fc.string({
    unit: fc.constantFrom('a', '&', '<', '>', '中', 'é', '😀', '\ud800', '\n', '\t', '\r', '\0', '\uffff'),
    maxLength: 120,
  }),
);

describe('Out', () => {
  it('writes any text as Node would', () => {
    fc.assert(
      fc.property(fc.array(text, { maxLength: 5 }), (texts) => {
        const out = new Out(16, LIMIT);
        for (const one of texts) out.text(one);
        expect(out.done()).toEqual(Buffer.concat(texts.map((one) => Buffer.from(one, 'utf8'))));
      }),
    );
  });

  it('escapes as escapeText does, or leaves the text to the caller and writes nothing', () => {
    fc.assert(
      fc.property(text, (one) => {
        const out = new Out(16, LIMIT);
        out.text('<t>');
        if (out.escaped(one)) expect(out.done().toString('utf8')).toBe(`<t>${Buffer.from(escapeText(one))}`);
        else {
          expect(out.done().toString('utf8')).toBe('<t>');
          expect(/[\n\t]/.test(one) || escapeText(one) !== one).toBe(true);
        }
      }),
    );
    const out = new Out(16, LIMIT);
    expect(out.escaped('a & b < 中文 > c')).toBe(true);
    expect(out.done().toString('utf8')).toBe('a &amp; b &lt; 中文 &gt; c');
    expect(out.escaped('two\nlines')).toBe(false);
  });

  it('lends its memory to the next part without the two getting mixed up', () => {
    const first = new Out(16, LIMIT);
    first.text('first');
    const second = new Out(16, LIMIT);
    second.text('second');
    expect(first.done().toString()).toBe('first');
    first.release();
    const third = new Out(16, LIMIT);
    third.text('third');
    expect(second.done().toString()).toBe('second');
    expect(third.done().toString()).toBe('third');
  });

  it('knows how it ends, and stops at its limit', () => {
    const out = new Out(16, 1000);
    expect(out.endsWith(Buffer.from('</w:p>'))).toBe(false);
    out.text('<w:p></w:p>');
    expect(out.endsWith(Buffer.from('</w:p>'))).toBe(true);
    expect(() => out.raw(Buffer.alloc(2000))).toThrow(expect.objectContaining({ code: 'OUTPUT_TOO_LARGE' }));
  });
});
