import type { CellValue } from 'exceljs';
import { describe, expect, it } from 'vitest';
import { orderKind, sampleKinds, visitKind } from '../../../test/support/sample-kind.ts';
import { needs } from '../../../test/support/system.ts';
import { convert, labelAt, loaded, typedIn, written } from '../../../test/support/workbooks.ts';
import type { Kind } from '../../core/kind.ts';
import { jsonSchema, parseRequest, readRequests } from '../../core/requests/index.ts';
import { openSource } from '../../core/requests/open.ts';
import { requestForm, requestTable } from './form.ts';

type Values = Readonly<Record<string, CellValue>>;

const HEADER: Values = {
  订单号: 'PO-2026-1',
  客户名称: '示例公司 <&> "引号"',
  银行账号: '0012345678901234',
  下单日期: new Date(Date.UTC(2026, 9, 12)),
  币种: '美元',
  含税: '否',
  税率: 0.13,
  '账期(天)': 30,
  备注: '型号',
};
const LINES: readonly Values[] = [
  { 型号: 'M1', 数量: 5000, 单价: 1.1, 备注: '订单号' },
  { 型号: '007', 数量: '5.5K' },
];
const INPUT = {
  orderNo: 'PO-2026-1',
  customer: '示例公司 <&> "引号"',
  account: '0012345678901234',
  day: '2026-10-12',
  currency: 'USD',
  taxed: false,
  rate: '0.13',
  days: 30,
  note: '型号',
  lines: [
    { model: 'M1', quantity: '5000', price: '1.1', note: '订单号' },
    { model: '007', quantity: '5500' },
  ],
};

const filled = (bytes: Uint8Array): Promise<Uint8Array> => typedIn(bytes, HEADER, LINES);

const read = (bytes: Uint8Array, hint = '') => {
  const source = openSource('x.xlsx', bytes);
  if (!source.ok) return source.error;
  const result = readRequests(source.value, sampleKinds, hint);
  if (!result.ok) return result.error;
  return [...result.value.requests].map((raw) => {
    const parsed = parseRequest(result.value.kind, raw);
    return parsed.ok ? parsed.value : parsed.error;
  });
};

describe('request form', () => {
  it('reads back what was typed into it', async () => {
    expect(read(await filled((await requestForm(orderKind)).bytes))).toEqual([INPUT]);
  });
  it('holds nothing while it is blank, in spite of its example', async () => {
    expect(read((await requestForm(orderKind)).bytes)).toMatchObject([{ code: 'NOTHING_TO_READ' }]);
  });
  it('offers drop-downs, checks and text cells', async () => {
    const { name, bytes } = await requestForm(orderKind);
    expect(name).toBe('订单申请表.xlsx');
    const workbook = await loaded(bytes);
    const sheet = workbook.worksheets[0]!;
    const cellOf = (label: string) => {
      const { row, col } = labelAt(sheet, label, 1);
      return sheet.getCell(row, col + 1);
    };
    expect(cellOf('币种').dataValidation).toMatchObject({ type: 'list', formulae: ['_docket!$D$1:$D$2'] });
    expect(workbook.getWorksheet('_docket')?.getCell('D2').value).toBe('美元');
    expect(workbook.getWorksheet('_docket')?.state).toBe('hidden');
    expect(cellOf('银行账号').numFmt).toBe('@');
    expect(cellOf('下单日期')).toMatchObject({ numFmt: 'yyyy-mm-dd', dataValidation: { type: 'date' } });
    expect(cellOf('订单号').dataValidation.prompt).toContain('例如 PO-1');
    expect(workbook.worksheets.map((found) => found.name)).toEqual([
      '订单申请',
      '示例 Example',
      '说明 Guide',
      '_docket',
    ]);
    expect(sheet.pageSetup).toMatchObject({ paperSize: 9, fitToWidth: 1 });
  });
  it('is made for a kind without tables and for one with as many labels as it likes', async () => {
    const workbook = await loaded((await requestForm(visitKind)).bytes);
    const { row, col } = labelAt(workbook.worksheets[0]!, '来访单位', 1);
    workbook.worksheets[0]!.getCell(row, col + 1).value = 'A';
    expect(read(await written(workbook))).toMatchObject([[{ code: 'REQUIRED', cell: '来访登记申请!B4' }]]);
  });
});

describe('request table', () => {
  const row = (line: Values): CellValue[] => {
    const { 备注: note, ...rest } = HEADER;
    return [...Object.values(rest), note!, line.型号, line.数量, line.单价, line.备注];
  };
  it('reads back many requests', async () => {
    const { name, bytes } = await requestTable(orderKind);
    expect(name).toBe('订单批量表.xlsx');
    const workbook = await loaded(bytes);
    for (const [at, line] of LINES.entries()) workbook.worksheets[0]!.getRow(at + 2).values = row(line);
    expect(read(await written(workbook))).toEqual([INPUT]);
  });
  it('has a title of its own for every field', async () => {
    const sheet = (await loaded((await requestTable(orderKind)).bytes)).worksheets[0]!;
    const titles = (sheet.getRow(1).values as CellValue[]).slice(1);
    expect(titles).toHaveLength(13);
    expect(sheet.getCell('M1').text).toBe('明细·备注\nLines · Note');
  });
});

describe('JSON schema', () => {
  const properties = (kind: Kind) => jsonSchema(kind).properties as Record<string, Record<string, unknown>>;
  it('describes the request to programs, without what only forms need', () => {
    expect(jsonSchema(orderKind)).toMatchObject({ title: '订单 · Order', type: 'object' });
    expect(properties(orderKind).orderNo).toMatchObject({
      title: '订单号',
      maxLength: 20,
      examples: ['PO-1'],
    });
    expect(JSON.stringify(jsonSchema(orderKind))).not.toContain('"field"');
    expect(jsonSchema(orderKind).required).not.toContain('days');
  });
});

const { it: office } = needs('soffice');
office(
  'survives being saved by LibreOffice',
  async () => {
    expect(read(convert(await filled((await requestForm(orderKind)).bytes), 'xlsx'))).toEqual([INPUT]);
  },
  120_000,
);
