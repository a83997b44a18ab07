import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { sampleKinds } from '../../../test/support/sample-kind.ts';
import { parseRequest, readRequests, type Source } from './index.ts';
import { openSource, sheetNameOf } from './open.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const opened = (name: string, content: Uint8Array): Source => {
  const source = openSource(name, content);
  if (!source.ok) throw new Error(source.error[0]!.code);
  return source.value;
};
const codeOf = (content: Uint8Array) => {
  const source = openSource('x', content);
  return source.ok ? 'ok' : source.error[0]!.code;
};
const rowsOf = (text: string) => {
  const source = opened('x.csv', bytes(text));
  if (source.type !== 'sheets') throw new Error('not a table');
  return [...source.sheets[0]!.rows()].map(({ cells }) =>
    cells.map(({ ref, text: value }) => `${ref}=${value}`),
  );
};

const CSV = `订单号,客户名称,银行账号,下单日期,币种,含税,型号,数量,单价
PO-1,"示例公司, 深圳",0012345678901234,2026-10-12,人民币,是,M1,5K,"1,234.50"
`;
const INPUT = {
  orderNo: 'PO-1',
  customer: '示例公司, 深圳',
  account: '0012345678901234',
  day: '2026-10-12',
  currency: 'CNY',
  taxed: true,
  days: 0,
  lines: [{ model: 'M1', quantity: '5000', price: '1234.5' }],
};
const inputsOf = (source: Source) => {
  const result = readRequests(source, sampleKinds);
  if (!result.ok) return result.error;
  return [...result.value.requests].map((raw) => {
    const parsed = parseRequest(result.value.kind, raw);
    return parsed.ok ? parsed.value : parsed.error;
  });
};

describe('csv', () => {
  it.each([
    ['UTF-8', bytes(CSV)],
    ['UTF-8 with its mark', bytes(`\ufeff${CSV}`)],
    ['GB18030', new Uint8Array(iconv.encode(CSV, 'gb18030'))],
    ['UTF-16 LE', new Uint8Array(iconv.encode(CSV, 'utf-16le', { addBOM: true }))],
    ['UTF-16 BE', new Uint8Array(iconv.encode(CSV, 'utf-16be', { addBOM: true }))],
    [
      'tabs',
      bytes(
        CSV.replace('"1,234.50"', '1234.5')
          .replace('"示例公司, 深圳"', '示例公司， 深圳')
          .replaceAll(',', '\t'),
      ),
    ],
  ])('reads %s', (_, content) => {
    expect(inputsOf(opened('订单.csv', content))).toEqual([
      { ...INPUT, customer: expect.stringMatching(/^示例公司[,，] 深圳$/) },
    ]);
  });
  it('reads quotes, line breaks in values, all line ends and blanks', () => {
    expect(rowsOf('a,"b ""x""",,"c\nd"\r\n\r\n1;2,3\r"last"')).toEqual([
      ['A1=a', 'B1=b "x"', 'D1=c\nd'],
      [],
      ['A3=1;2', 'B3=3'],
      ['A4=last'],
    ]);
    expect(rowsOf('sep=;\n"a,b";c')).toEqual([['A1=a,b', 'B1=c']]);
    expect(rowsOf('a;b,c;d\n="0012";x')).toEqual([
      ['A1=a', 'B1=b,c', 'C1=d'],
      ['A2=0012', 'B2=x'],
    ]);
  });
  it('says where a quote never ends', () => {
    const source = opened('x.csv', bytes(`${CSV}PO-2,"open`));
    expect(inputsOf(source)).toMatchObject([{ code: 'CSV_QUOTE' }]);
  });
  it('names the places as a spreadsheet would', () => {
    const source = opened('2026/订单[1].csv', bytes(CSV.replace('PO-1', '')));
    expect(inputsOf(source)).toMatchObject([[{ code: 'REQUIRED', cell: '订单 1!A2' }]]);
    expect(sheetNameOf('???.csv')).toBe('Data');
  });
  it('reads a value of 10 MB without a deep stack', () => {
    for (const value of ['x'.repeat(10_000_000), `"${'""'.repeat(1_000_000)}"`]) {
      const [found] = inputsOf(opened('x.csv', bytes(CSV.replace('M1', value)))) as unknown[];
      expect(found).toMatchObject([{ code: 'TOO_LONG', cell: 'x!G2' }]);
      expect(JSON.stringify(found).length).toBeLessThan(1000);
    }
  });
});

describe('JSON', () => {
  it('is known by its content', () => {
    const { days: _, ...request } = INPUT;
    expect(inputsOf(opened('x.txt', bytes(JSON.stringify({ kind: 'order', requests: [request] }))))).toEqual([
      INPUT,
    ]);
  });
  it('keeps prototypes clean', () => {
    expect(codeOf(bytes('{"__proto__":{"polluted":1}}'))).toBe('JSON_NAME');
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
    expect(codeOf(bytes('['.repeat(200_000)))).toBe('JSON_DEEP');
  });
});

describe('what cannot be read', () => {
  const ole = (stream: string) => {
    const head = Uint8Array.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]);
    return Uint8Array.from([...head, ...new Uint8Array(600), ...Buffer.from(stream, 'utf16le')]);
  };
  it.each([
    ['nothing', new Uint8Array(), 'FILE_EMPTY'],
    ['an encrypted workbook', ole('EncryptedPackage'), 'FILE_ENCRYPTED'],
    ['an old .xls', ole('Workbook'), 'FILE_NOT_READABLE'],
    ['a PDF', bytes('%PDF-1.7\n…'), 'FILE_NOT_READABLE'],
    ['a picture', Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]), 'FILE_NOT_READABLE'],
    ['a web page', bytes('\ufeff <html><table></table></html>'), 'FILE_NOT_READABLE'],
    ['RTF', bytes('{\\rtf1 x}'), 'FILE_NOT_READABLE'],
    ['binary junk', Uint8Array.from({ length: 5000 }, (_, at) => (at * 7919) % 256), 'FILE_NOT_READABLE'],
    ['control characters', Uint8Array.from([65, 0, 1, 44, 66, 10]), 'FILE_NOT_READABLE'],
    ['51 MB', new Uint8Array(51 * 1024 * 1024).fill(65), 'FILE_TOO_LARGE'],
  ])('refuses %s', (_, content, code) => {
    expect(codeOf(content)).toBe(code);
  });
  it('refuses a broken zip with a problem, not a crash', () => {
    const source = openSource('x.xlsx', bytes('PK\u0003\u0004 broken'));
    expect(source).toMatchObject({ ok: false, error: [{ message: { zh: expect.any(String) } }] });
  });
  it('says what it accepts', () => {
    const source = openSource('x.xls', ole('Workbook'));
    expect(JSON.stringify(source)).toContain('另存为 .xlsx');
  });
});
