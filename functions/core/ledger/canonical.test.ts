import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import numbers from '../../../test/corpus/es6-numbers.json' with { type: 'json' };
import { vectors } from '../../../test/support/vectors.ts';
import { canonical, isCanonical, jcs } from './canonical.ts';
import { parseStrict } from './strict-json.ts';

const rfc8785 = vectors<readonly { name: string; input: string; output: string }[]>('rfc8785-jcs.json');
const suite = vectors<readonly { name: string; bytes: string }[]>('json-test-suite.json');

rfc8785.describe('RFC 8785 test data', () => {
  it.each(rfc8785.data.map(({ name, input, output }) => [name, input, output]))('%s', (_, input, output) => {
    expect(jcs(JSON.parse(input))).toBe(output);
  });
});

/** The published sequence of numbers: fixed ones, 2,000 smallest normal ones, then the chain of SHA-256 blocks. */
function* published(): Generator<bigint> {
  yield* numbers.inputs.map((hex) => BigInt(`0x${hex}`));
  for (let n = 0n; n < 2000n; n += 1n) yield 0x0010000000000000n + n;
  for (let block = Buffer.alloc(32); ; ) {
    block = createHash('sha256').update(block).digest();
    for (let at = 0; at < 32; at += 8) {
      const bits = block.readBigUInt64LE(at);
      const value = block.readDoubleLE(at);
      if (value !== 0 && Number.isFinite(value)) yield bits;
    }
  }
}

describe('ECMAScript numbers', () => {
  it('have the checksums that were published for 1,000 to 1,000,000 lines', () => {
    const checksums = new Map<number, string>();
    const view = new DataView(new ArrayBuffer(8));
    const hash = createHash('sha256');
    let lines = 0;
    let text = '';
    for (const bits of published()) {
      view.setBigUint64(0, bits);
      text += `${bits.toString(16)},${jcs(view.getFloat64(0))}\n`;
      lines += 1;
      if (![1000, 10_000, 100_000, 1_000_000].includes(lines)) continue;
      hash.update(text);
      text = '';
      checksums.set(lines, hash.copy().digest('hex'));
      if (lines === 1_000_000) break;
    }
    expect(Object.fromEntries(checksums)).toEqual({
      1000: 'be18b62b6f69cdab33a7e0dae0d9cfa869fda80ddc712221570f9f40a5878687',
      10000: 'b9f7a8e75ef22a835685a52ccba7f7d6bdc99e34b010992cbc5864cd12be6892',
      100000: '22776e6d4b49fa294a0d0f349268e5c28808fe7e0cb2bcbe28f63894e494d4c7',
      1000000: '49415fee2c56c77864931bd3624faad425c3c577d6d74e89a83bc725506dad16',
    });
  });
});

/** The ledger takes no member twice, whatever the grammar says. */
const STRICTER = new Set(['y_object_duplicated_key.json', 'y_object_duplicated_key_and_value.json']);

suite.describe('JSONTestSuite', () => {
  const wanted = (name: string): boolean => name.startsWith('y_') && !STRICTER.has(name);
  const decided = suite.data.filter(({ name }) => !name.startsWith('i_'));

  it.each(decided.map(({ name, bytes }) => [name, wanted(name), bytes] as const))(
    '%s: accepted %s',
    (_, accepted, bytes) => {
      expect(parseStrict(Buffer.from(bytes, 'base64')).ok).toBe(accepted);
    },
  );

  it('and what a y_ file holds is what it says', () => {
    for (const { name, bytes } of decided.filter((one) => wanted(one.name))) {
      const raw = Buffer.from(bytes, 'base64');
      expect([name, parseStrict(raw)]).toEqual([name, { ok: true, value: JSON.parse(raw.toString('utf8')) }]);
    }
  });

  it('what may go either way never fails otherwise than by refusal', () => {
    for (const { bytes } of suite.data) expect(() => parseStrict(Buffer.from(bytes, 'base64'))).not.toThrow();
  });
});

describe('is it canonical already?', () => {
  const same = (text: string): boolean => {
    try {
      return canonical(JSON.parse(text)) === text;
    } catch {
      return false;
    }
  };

  it.each([
    '{"a":1,"b":[null,true,"€"]}',
    '{"10":1,"9":2}',
    '{"9":1,"10":2}',
    '{"b":1,"a":2}',
    '{"a":1,"a":1}',
    '{"a": 1}',
    '{"a":{"c":1,"b":2}}',
    '[-0]',
    '[0]',
    '[1e3]',
    '[9007199254740991]',
    '[9007199254740992]',
    '["\\ud800"]',
    '{"\\udc00":1}',
    '["\\u0041"]',
    '[1e400]',
    '{"__proto__":1}',
  ])('%s: the fast answer is that of writing it again', (text) => {
    expect(isCanonical(JSON.parse(text), text)).toBe(same(text));
  });

  suite.describe('for all of JSONTestSuite', () => {
    it.each(
      suite.data.flatMap(({ name, bytes }) => {
        const text = Buffer.from(bytes, 'base64').toString('utf8');
        return parseStrict(Buffer.from(text)).ok ? [[name, text] as const] : [];
      }),
    )('%s', (_, text) => {
      expect(isCanonical(JSON.parse(text), text)).toBe(same(text));
      const form = jcs(JSON.parse(text));
      expect(isCanonical(JSON.parse(form), form)).toBe(same(form));
    });
  });
});

describe('strict JSON', () => {
  it.each([
    ['a member twice', '{"a":1,"a":1}'],
    ['a member twice, once escaped', '{"a":1,"\\u0061":2}'],
    ['__proto__', '{"__proto__":{}}'],
    ['a lone surrogate', '"\\ud800"'],
    ['a lone surrogate in a name', '{"\\udc00":1}'],
    ['an integer beyond 2^53', '9007199254740993'],
    ['an infinite number', '1e400'],
    ['a byte order mark', '\ufeff{}'],
  ])('refuses %s', (_, text) => {
    expect(parseStrict(Buffer.from(text)).ok).toBe(false);
  });

  it('refuses bytes that are not UTF-8', () => {
    expect(parseStrict(Uint8Array.from([0x22, 0xc0, 0xaf, 0x22])).ok).toBe(false);
    expect(parseStrict(Uint8Array.from([0x22, 0xed, 0xa0, 0x80, 0x22])).ok).toBe(false);
  });

  it('takes 2^53 − 1 and pairs of surrogates', () => {
    expect(parseStrict(Buffer.from('[9007199254740991,"\\ud83d\\ude00"]'))).toEqual({
      ok: true,
      value: [9007199254740991, '😀'],
    });
  });
});
