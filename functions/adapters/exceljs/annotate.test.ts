import exceljs, { type DataValidation, type Worksheet } from 'exceljs';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { sampleKinds } from '../../../test/support/sample-kind.ts';
import { needs } from '../../../test/support/system.ts';
import { convert, loaded, written } from '../../../test/support/workbooks.ts';
import { parseRequest, readRequests } from '../../core/requests/index.ts';
import { openSource } from '../../core/requests/open.ts';
import type { Problem } from '../../core/result.ts';
import { annotatedCopy } from './annotate.ts';

const TITLES = ['订单号', '客户名称', '银行账号', '下单日期', '币种', '含税', '型号', '数量', '单价'];
const GOOD = ['PO-1', '示例公司', '0012345678901234', '2026-10-12', '人民币', '是', 'M1', '5K', 12.5];
const BAD = ['PO-2', '', 12345678901234, '2026-10-12', '人民币', '是', 'M1', 'viele', 12.5];
const RED = 'FFFFC7CE';
const LIST = '问题 Problems';

const workbookOf = async (rows: readonly unknown[][]) => {
  const workbook = new exceljs.Workbook();
  const sheet = workbook.addWorksheet('订单');
  sheet.addRows([TITLES, ...rows]);
  sheet.getCell('A1').font = { bold: true };
  sheet.getCell('K1').value = { formula: '1+1', result: 2 };
  sheet.getCell('B3').fill = { type: 'pattern', pattern: 'solid', fgColor: { argb: 'FF00FF00' } };
  return workbook;
};
const problemsOf = (name: string, bytes: Uint8Array): readonly Problem[] => {
  const source = openSource(name, bytes);
  if (!source.ok) return source.error;
  const result = readRequests(source.value, sampleKinds, 'order');
  if (!result.ok) return result.error;
  return [...result.value.requests].flatMap((raw) => {
    const parsed = parseRequest(result.value.kind, raw);
    return parsed.ok ? [] : parsed.error;
  });
};
const fillOf = (sheet: Worksheet | undefined, ref: string) => {
  const fill = sheet?.getCell(ref).fill;
  return fill?.type === 'pattern' ? fill.fgColor?.argb : undefined;
};
const noteOf = (sheet: Worksheet | undefined, ref: string) => {
  const note = sheet?.getCell(ref).note;
  return typeof note === 'object' ? note.texts?.map(({ text }) => text).join('') : note;
};
const annotated = async (name: string, bytes: Uint8Array, problems = problemsOf(name, bytes)) => {
  const copy = await annotatedCopy(name, bytes, problems);
  return { ...copy, workbook: await loaded(copy.bytes), problems };
};

describe('annotated workbook', () => {
  it('has red cells with comments, a list with links, and the rest as it was', async () => {
    const bytes = await written(await workbookOf([GOOD, BAD]));
    const { name, workbook, problems } = await annotated('订单.xlsx', bytes);
    expect(name).toBe('订单.annotated.xlsx');
    expect(problems.map(({ cell }) => cell)).toEqual(['订单!B3', '订单!C3', '订单!H3']);
    const sheet = workbook.getWorksheet('订单');
    for (const ref of ['B3', 'C3', 'H3']) expect(fillOf(sheet, ref)).toBe(RED);
    expect(fillOf(sheet, 'H2')).toBeUndefined();
    expect(noteOf(sheet, 'B3')).toBe(
      '“客户名称”必填\n请在 B3 填写，例如 示例公司\n"Customer" is required\nFill in B3, for example 示例公司\n',
    );
    expect(sheet?.getRow(2).values).toEqual([undefined, ...GOOD]);
    expect(sheet?.getCell('C3').value).toBe(12345678901234);
    expect(sheet?.getCell('K1').value).toEqual({ formula: '1+1', result: 2 });
    expect(sheet?.getCell('A1').font).toMatchObject({ bold: true });
    expect(sheet?.getCell('B1').font?.bold).toBeFalsy();
    const list = workbook.worksheets[0]!;
    expect(list.name).toBe(LIST);
    expect(list.getCell('B4').value).toEqual({ text: '订单!B3', hyperlink: "#'订单'!B3" });
    expect(list.getCell('D6').text).toContain('viele');
  });
  it('is mended and dropped again: the list is skipped, colours and comments go back', async () => {
    const first = await annotated('订单.xlsx', await written(await workbookOf([GOOD, BAD])));
    const sheet = first.workbook.getWorksheet('订单')!;
    sheet.getCell('B3').value = '示例公司';
    sheet.getCell('C3').value = '0012345678901234';
    const again = await annotated(first.name, await written(first.workbook));
    expect(again.name).toBe('订单.annotated-2.xlsx');
    expect(again.problems.map(({ cell }) => cell)).toEqual(['订单!H3']);
    const mended = again.workbook.getWorksheet('订单')!;
    expect([fillOf(mended, 'B3'), fillOf(mended, 'C3'), fillOf(mended, 'H3')]).toEqual([
      'FF00FF00',
      undefined,
      RED,
    ]);
    expect(mended.getCell('C3').note).toBeUndefined();
    expect(again.workbook.worksheets.map(({ name }) => name)).toEqual([LIST, '订单']);
    mended.getCell('H3').value = '5K';
    expect(problemsOf('x.xlsx', await written(again.workbook))).toEqual([]);
  });
  it('keeps drop-downs, but not one on a whole column', async () => {
    const workbook = await workbookOf([GOOD, BAD]);
    const rule: DataValidation = { type: 'list', formulae: ['"是,否"'] };
    workbook.worksheets[0]!.getCell('F2').dataValidation = rule;
    const small = await annotated('x.xlsx', await written(workbook));
    expect(small.workbook.getWorksheet('订单')?.getCell('F2').dataValidation).toMatchObject(rule);
    const files = unzipSync(await written(workbook));
    const part = 'xl/worksheets/sheet1.xml';
    files[part] = strToU8(strFromU8(files[part]!).replace('sqref="F2"', 'sqref="F1:F1048576"'));
    const wide = await annotated('x.xlsx', zipSync(files));
    expect(wide.workbook.getWorksheet('订单')?.getCell('F2').dataValidation).toBeUndefined();
    expect(fillOf(wide.workbook.getWorksheet('订单'), 'H3')).toBe(RED);
  });
});

describe('hostile workbooks', () => {
  it('does not inflate a part that is larger than it says', async () => {
    const bytes = zipSync({
      ...unzipSync(await written(await workbookOf([BAD]))),
      'xl/media/a.png': new Uint8Array(1e7),
    });
    const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const name = view.lastIndexOf('xl/media/a.png');
    view.writeUInt32LE(10, name - 46 + 24);
    const { workbook } = await annotated('x.xlsx', bytes, [
      { code: 'X', message: { zh: '错', en: 'wrong' } },
    ]);
    expect(workbook.worksheets.map((sheet) => sheet.name)).toEqual([LIST]);
  });
});

describe('annotated copies of other files', () => {
  it('makes a workbook of a csv, formulas as the text that they are', async () => {
    const csv = [TITLES, GOOD, BAD.with(6, '=HYPERLINK("x")')].map((row) =>
      row.map((value) => `"${String(value).replaceAll('"', '""')}"`).join(','),
    );
    const { name, workbook } = await annotated('订单.csv', strToU8(csv.join('\n')));
    expect(name).toBe('订单.annotated.xlsx');
    const sheet = workbook.getWorksheet('订单');
    expect(sheet?.getCell('C2').value).toBe('0012345678901234');
    expect(sheet?.getCell('G3').value).toBe('=HYPERLINK("x")');
    expect([fillOf(sheet, 'B3'), fillOf(sheet, 'H3')]).toEqual([RED, RED]);
  });
  it.each([
    ['JSON', 'x.json', strToU8('{"kind":"order","orderNo":""}')],
    ['a broken workbook', 'x.xlsx', strToU8('PK\u0003\u0004 broken')],
    ['junk', 'x.bin', Uint8Array.from([0, 1, 2, 3])],
  ])('lists the problems of %s', async (_, name, bytes) => {
    const { workbook, problems } = await annotated(name, bytes);
    expect(workbook.worksheets.map((sheet) => sheet.name)).toEqual([LIST]);
    expect(workbook.worksheets[0]!.getCell('D4').text).toContain(problems[0]!.message.zh);
  });
  it('shows only the rows with mistakes of a very large file', async () => {
    const rows = Array.from({ length: 9_000 }, (_, at) =>
      (at === 8_000 ? BAD : GOOD).with(0, `PO-${at}`).join(','),
    );
    const bytes = strToU8(
      [TITLES.join(','), ...rows].join('\n').replaceAll('示例公司', '示例公司'.repeat(50)),
    );
    const { workbook } = await annotated('大.csv', bytes);
    const sheet = workbook.getWorksheet('问题行 Rows 1')!;
    expect(sheet.getRow(2).values).toEqual([
      undefined,
      8_002,
      'PO-8000',
      undefined,
      ...BAD.slice(2).map(String),
    ]);
    expect([fillOf(sheet, 'C2'), fillOf(sheet, 'I2'), fillOf(sheet, 'B2')]).toEqual([RED, RED, undefined]);
    expect(workbook.worksheets[0]!.getCell('A2').text).toContain('请在原文件中修改');
  });
  it('cuts a list of very many problems short, and says so', async () => {
    const problems = Array.from({ length: 2500 }, (_, at) => ({
      code: 'X',
      cell: `订单!A${at + 1}`,
      message: { zh: '错', en: 'wrong' },
    }));
    const { workbook } = await annotated('订单.xlsx', await written(await workbookOf([GOOD])), problems);
    expect(workbook.worksheets[0]!.getCell('D2004').text).toContain('还有 500 个问题');
    expect(fillOf(workbook.getWorksheet('订单'), 'A2400')).toBe(RED);
  });
});

const { it: office } = needs('soffice');
office(
  'opens in LibreOffice, comments and values included',
  async () => {
    const bytes = await written(await workbookOf([GOOD, BAD]));
    const copy = await annotatedCopy('订单.xlsx', bytes, problemsOf('订单.xlsx', bytes));
    expect(Buffer.from(convert(copy.bytes, 'pdf')).toString('latin1', 0, 5)).toBe('%PDF-');
    const saved = await loaded(convert(copy.bytes, 'xlsx'));
    expect(noteOf(saved.getWorksheet('订单'), 'B3')).toContain('必填');
    expect(saved.getWorksheet('订单')?.getCell('I2').value).toBe(12.5);
    expect(Object.keys(unzipSync(copy.bytes)).some((file) => file.includes('vmlDrawing'))).toBe(true);
  },
  120_000,
);
