import { describe, expect, it } from 'vitest';
import { parseJson } from './json-text.ts';

const codeOf = (text: string) => {
  const result = parseJson(text);
  return result.ok ? 'ok' : `${result.error[0]!.code} ${result.error[0]!.cell}`;
};

describe('parseJson', () => {
  it.each([['{"a":[1,-2.5e3,"x\\u4e2d\\n",true,false,null,{}],"b":{}}'], ['[]'], [' "text" '], ['0']])(
    'reads %s as JSON.parse does',
    (text) => {
      expect(parseJson(text)).toEqual({ ok: true, value: JSON.parse(text) });
    },
  );
  it.each([
    ['{"a":1,"a":2}', 'JSON_TWICE L1:11'],
    ['{"__proto__":{"x":1}}', 'JSON_NAME L1:13'],
    ['{"\\u005f_proto__":1}', 'JSON_NAME L1:18'],
    ['[1,\n2,]', 'JSON_SYNTAX L2:4'],
    ['{"a" 1}', 'JSON_SYNTAX L1:7'],
    ['[1] x', 'JSON_SYNTAX L1:4'],
    ['"open', 'JSON_SYNTAX L1:6'],
    ['["a\nb"]', 'JSON_SYNTAX L1:4'],
    ['[01]', 'JSON_SYNTAX L1:4'],
    ['["\\q"]', 'JSON_SYNTAX L1:6'],
    ['[1234567890123456789]', 'JSON_NUMBER L1:21'],
    ['', 'JSON_SYNTAX L1:1'],
  ])('refuses %j: %s', (text, expected) => {
    expect(codeOf(text)).toBe(expected);
  });
  it('refuses depth without falling over', () => {
    expect(codeOf('['.repeat(1_000_000))).toContain('JSON_DEEP');
    expect(codeOf('{"a":'.repeat(1_000_000))).toContain('JSON_DEEP');
  });
  it('reads a string of 10 MB', () => {
    const result = parseJson(`["${'x'.repeat(10_000_000)}"]`);
    expect(result.ok && (result.value as string[])[0]!.length).toBe(10_000_000);
  });
});
