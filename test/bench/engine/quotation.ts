import excel from 'exceljs';
import type { Dialect } from './dialects.ts';

/** The quotation sheet: 32 values around a table of eight columns, 40 tags beside its loop. */
export const VALUES = Array.from({ length: 32 }, (_, i) => `field${i + 1}`);
export const COLUMNS = ['no', 'code', 'name', 'spec', 'unit', 'quantity', 'price', 'amount'];
/** Row in which the table of goods begins. */
export const TABLE_ROW = 17;
export const LETTERS = ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H'];

export const quotationData = (rows: number) => ({
  ...Object.fromEntries(VALUES.map((name, i) => [name, `报价内容 ${i + 1} & Term No. ${i + 1}`])),
  items: Array.from({ length: rows }, (_, i) => ({
    no: i + 1,
    code: `YH-M${6000 + i}-V3`,
    name: `工业通信模块 ${i + 1} 型 <DIN>`,
    spec: `24 V / ${i + 1} 口`,
    unit: '台',
    quantity: 10 + i,
    price: 1280.5 + i,
    amount: (1280.5 + i) * (10 + i),
  })),
});

const THIN = { style: 'thin', color: { argb: 'FF7F7F7F' } } as const;
const BORDER = { top: THIN, bottom: THIN, left: THIN, right: THIN };
const HEADS = ['序号', '编码', '名称', '规格', '单位', '数量', '单价', '金额'];

/** Two labelled values a row. */
const values = (sheet: excel.Worksheet, from: number, names: readonly string[], dialect: Dialect): void => {
  for (const [i, name] of names.entries()) {
    const row = from + Math.floor(i / 2);
    const [label, value] = i % 2 === 0 ? ['A', 'B'] : ['E', 'F'];
    sheet.getCell(`${label}${row}`).value = `条款 ${i + 1}：`;
    const cell = sheet.getCell(`${value}${row}`);
    cell.value = dialect.value(name);
    cell.font = { name: '宋体', size: 10, bold: true };
  }
};

export const quotationTemplate = async (dialect: Dialect): Promise<Uint8Array> => {
  const workbook = new excel.Workbook();
  workbook.created = new Date(0);
  const sheet = workbook.addWorksheet('报价单', {
    pageSetup: { paperSize: 9, fitToPage: true, fitToHeight: 0 },
  });
  sheet.columns = [6, 18, 28, 20, 8, 10, 12, 14].map((width) => ({ width }));
  sheet.mergeCells('A1:H1');
  sheet.getCell('A1').value = '报价单 Quotation';
  sheet.getCell('A1').font = { name: '黑体', size: 18, bold: true };
  values(sheet, 2, VALUES.slice(0, 26), dialect);
  sheet.addRow([]);
  for (const [i, head] of HEADS.entries()) {
    const cell = sheet.getCell(`${LETTERS[i]}${TABLE_ROW - 1}`);
    cell.value = head;
    cell.border = BORDER;
    cell.fill = { type: 'pattern', pattern: 'solid', fgColor: { argb: 'FFD9E2F3' } };
    cell.font = { name: '宋体', size: 10, bold: true };
  }
  let at = TABLE_ROW;
  for (const cells of dialect.rows(COLUMNS)) {
    for (const [i, text] of cells.entries()) {
      const cell = sheet.getCell(`${LETTERS[i]}${at}`);
      cell.value = text;
      cell.border = BORDER;
      cell.font = { name: '宋体', size: 10 };
      if (i >= 6) cell.numFmt = '#,##0.00';
    }
    at++;
  }
  sheet.getCell(`A${at}`).value = '合计 Total';
  sheet.getCell(`H${at}`).value = { formula: `SUM(H${TABLE_ROW}:H${TABLE_ROW})`, result: 0 };
  sheet.getCell(`H${at}`).numFmt = '#,##0.00';
  values(sheet, at + 1, VALUES.slice(26), dialect);
  sheet.headerFooter.oddFooter = '第 &P 页';
  return new Uint8Array(await workbook.xlsx.writeBuffer());
};
