import { describe, expect, it } from 'vitest';
import { book, pack, unpack } from '../../../test/support/office-package.ts';
import { DocketError } from '../result.ts';
import { openWorkbook } from './read-sheet.ts';

const cell = (ref: string, attributes: string, inside: string): string =>
  `<c r="${ref}"${attributes}>${inside}</c>`;
const rowsOf = (bytes: Uint8Array, sheet = 0) => [...(openWorkbook(bytes).sheets[sheet]?.rows() ?? [])];
const codeOf = (work: () => unknown): string => {
  try {
    work();
  } catch (cause) {
    if (cause instanceof DocketError) return cause.code;
    throw cause;
  }
  return 'nothing';
};

describe('openWorkbook', () => {
  const bytes = book({
    workbookPr: '<workbookPr/>',
    strings:
      '<si><t>plain &amp; simple</t></si><si><r><rPr><b/></rPr><t>rich </t></r><r><t>text</t></r></si><si><t>東京</t><rPh sb="0" eb="2"><t>トウキョウ</t></rPh></si><si/>',
    names:
      '<definedNames><definedName name="Total">S!$E$6</definedName><definedName name="Mine" localSheetId="0">S!$A$1</definedName></definedNames>',
    sheets: {
      S: {
        rows:
          `<row r="2">${cell('A2', ' t="s"', '<v>0</v>')}${cell('B2', ' t="s"', '<v>1</v>')}${cell('C2', ' t="s"', '<v>2</v>')}${cell('D2', ' t="s"', '<v>3</v>')}<c r="E2" s="1"/></row><row r="3"/>` +
          `<row r="7">${cell('A7', '', '<v>12345678901234567.89</v>')}${cell('B7', ' s="2"', '<v>45292.5</v>')}${cell('C7', ' t="b"', '<v>1</v>')}${cell('D7', ' t="e"', '<v>#N/A</v>')}${cell('E7', '', '<f>A7*2</f><v>2.50</v>')}${cell('F7', '', '<f>NOW()</f>')}${cell('G7', ' t="str"', '<f>A1</f><v>a&lt;b</v>')}${cell('H7', ' t="inlineStr"', '<is><t>in_x000D_line</t></is>')}${cell('I7', ' t="d"', '<v>2024-02-29T00:00:00</v>')}</row>`,
      },
      Hidden: { rows: '<row><c><v>1</v></c><c t="inlineStr"><is><t>no refs</t></is></c></row>' },
    },
  });

  it('reads every type of cell, digits as stored', () => {
    expect(rowsOf(bytes)).toEqual([
      {
        row: 2,
        cells: [
          { ref: 'A2', col: 1, type: 'text', text: 'plain & simple' },
          { ref: 'B2', col: 2, type: 'text', text: 'rich text' },
          { ref: 'C2', col: 3, type: 'text', text: '東京' },
        ],
      },
      {
        row: 7,
        cells: [
          { ref: 'A7', col: 1, type: 'number', text: '12345678901234567.89', number: 12345678901234568 },
          { ref: 'B7', col: 2, type: 'date', text: '45292.5', number: 45292.5, date: '2024-01-01' },
          { ref: 'C7', col: 3, type: 'boolean', text: 'true' },
          { ref: 'D7', col: 4, type: 'error', text: '#N/A' },
          { ref: 'E7', col: 5, type: 'number', text: '2.50', number: 2.5 },
          { ref: 'F7', col: 6, type: 'formula-without-value', text: '' },
          { ref: 'G7', col: 7, type: 'text', text: 'a<b' },
          { ref: 'H7', col: 8, type: 'text', text: 'in\rline' },
          { ref: 'I7', col: 9, type: 'date', text: '2024-02-29T00:00:00', date: '2024-02-29' },
        ],
      },
    ]);
  });

  it('counts rows and columns that carry no address', () => {
    expect(rowsOf(bytes, 1)).toEqual([
      {
        row: 1,
        cells: [
          { ref: 'A1', col: 1, type: 'number', text: '1', number: 1 },
          { ref: 'B1', col: 2, type: 'text', text: 'no refs' },
        ],
      },
    ]);
  });

  it('reads names and the date system', () => {
    const read = openWorkbook(bytes);
    expect(read.definedNames).toEqual([
      { name: 'Total', refersTo: 'S!$E$6' },
      { name: 'Mine', refersTo: 'S!$A$1', sheet: 'S' },
    ]);
    expect(read.date1904).toBe(false);
    const old = book({
      workbookPr: '<workbookPr date1904="1"/>',
      sheets: { S: { rows: '<row r="1"><c r="A1" s="2"><v>43830</v></c></row>' } },
    });
    expect(openWorkbook(old).date1904).toBe(true);
    expect(rowsOf(old)[0]?.cells[0]?.date).toBe('2024-01-01');
  });

  it('flags macros, hidden sheets and custom properties', () => {
    const parts = unpack(bytes);
    parts['[Content_Types].xml'] = (parts['[Content_Types].xml'] ?? '').replace(
      'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml',
      'application/vnd.ms-excel.sheet.macroEnabled.main+xml',
    );
    parts['xl/workbook.xml'] = (parts['xl/workbook.xml'] ?? '').replace(
      'name="Hidden"',
      'name="Hidden" state="veryHidden"',
    );
    parts['_rels/.rels'] = (parts['_rels/.rels'] ?? '').replace(
      '</Relationships>',
      '<Relationship Id="c" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties" Target="docProps/custom.xml"/></Relationships>',
    );
    parts['docProps/custom.xml'] =
      '<Properties><property name="kind"><vt:lpwstr xmlns:vt="x">quotation</vt:lpwstr></property></Properties>';
    const read = openWorkbook(pack(parts));
    expect(read.macros).toBe(true);
    expect(read.sheets.map((sheet) => sheet.hidden)).toEqual([false, true]);
    expect(read.customProperties).toEqual({ kind: 'quotation' });
  });

  it('reads a namespace prefix', () => {
    const parts = unpack(book({ sheets: { S: { rows: '' } } }));
    parts['xl/worksheets/sheet1.xml'] =
      '<x:worksheet xmlns:x="m"><x:sheetData><x:row r="1"><x:c r="A1" t="inlineStr"><x:is><x:t>hi</x:t></x:is></x:c></x:row></x:sheetData></x:worksheet>';
    expect(rowsOf(pack(parts))[0]?.cells[0]?.text).toBe('hi');
  });

  it('refuses what is not a workbook or is hostile, with a code', () => {
    expect(codeOf(() => openWorkbook(Buffer.from('hello')))).toBe('ZIP_UNREADABLE');
    expect(codeOf(() => openWorkbook(Buffer.from('d0cf11e0a1b11ae1000000000000000000', 'hex')))).toBe(
      'FILE_ENCRYPTED',
    );
    expect(codeOf(() => openWorkbook(pack({ 'a.txt': 'x' })))).toBe('NOT_OFFICE');
    const parts = unpack(bytes);
    parts['xl/worksheets/sheet1.xml'] = '<!DOCTYPE x [<!ENTITY a "b">]><worksheet/>';
    expect(codeOf(() => rowsOf(pack(parts)))).toBe('XML_DTD');
    expect(codeOf(() => openWorkbook(bytes, { bytes: 1000 }))).toBe('ZIP_TOO_LARGE');
    const damaged = Uint8Array.from(bytes);
    const at = Buffer.from(bytes).indexOf('xl/worksheets/sheet1.xml') + 40;
    damaged[at] = (damaged[at] ?? 0) ^ 0xff;
    expect(['ZIP_DAMAGED', 'XML_MALFORMED']).toContain(codeOf(() => rowsOf(damaged)));
  });

  it('keeps 20,000 rows of 20 columns flat in memory', () => {
    const rows = Array.from({ length: 20_000 }, (_, i) => {
      const cells = Array.from({ length: 20 }, (_unused, c) =>
        cell(
          `${String.fromCharCode(65 + c)}${i + 1}`,
          c % 2 ? ' t="inlineStr"' : '',
          c % 2 ? `<is><t>row ${i} column ${c}</t></is>` : `<v>${i * c}.5</v>`,
        ),
      );
      return `<row r="${i + 1}">${cells.join('')}</row>`;
    });
    const big = book({ sheets: { S: { rows: rows.join('') } } });
    rows.length = 0;
    let count = 0;
    let most = 0;
    const before = process.memoryUsage().heapUsed;
    for (const one of openWorkbook(big).sheets[0]?.rows() ?? []) {
      count += one.cells.length;
      if (one.row % 1000 === 0) most = Math.max(most, process.memoryUsage().heapUsed - before);
    }
    expect(count).toBe(400_000);
    expect(most).toBeLessThan(120 * 1024 * 1024);
  });
});
