import { readFileSync } from 'node:fs';
import exceljs from 'exceljs';
import { strFromU8, unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { createCalendar } from '../../functions/core/business/calendar.ts';
import { parseCompany } from '../../functions/core/company.ts';
import { compile, lint } from '../../functions/core/ooxml/index.ts';
import type { Language } from '../../functions/core/result.ts';
import { kind } from './kind.ts';

const bytes = (path: string) => new Uint8Array(readFileSync(new URL(path, import.meta.url)));
const json = (path: string) => JSON.parse(new TextDecoder().decode(bytes(path)));
const shipped = parseCompany(new TextDecoder().decode(bytes('../company/company.yaml')));
if (!shipped.ok) throw new Error(JSON.stringify(shipped.error));
const company = shipped.value;
const prices = json('../price-list/sample.json');
const list = {
  ...prices,
  lines: prices.lines.map((line: object) => ({ materialUnstable: false, materialInStock: true, ...line })),
};
const sample = json('./sample.json');

const FILES = { zh: 'quotation.zh-CN.xlsx', en: 'quotation.en.xlsx' } as const;
const LANGUAGES: readonly Language[] = ['zh', 'en'];

/** The text of every row of the filled sheet, cells joined by a blank. */
async function filled(language: Language, change: object = {}) {
  const derived = kind.derive(kind.input.parse({ ...sample, ...change }), {
    company,
    calendar: createCalendar(),
    today: '2026-11-23',
    at: Date.parse('2026-11-23T10:00:00+08:00'),
    references: { 'price-list': [list] },
    records: [],
  });
  const revision = 'revision' in change ? change.revision : 0;
  const data = { ...derived.data, number: 'QT-2026-000001', revision, company };
  const workbook = new exceljs.Workbook();
  const book = compile(bytes(`./${FILES[language]}`)).fill(data, { language });
  await workbook.xlsx.load(book.buffer as ArrayBuffer);
  const sheet = workbook.worksheets[0]!;
  const rows: string[] = [];
  sheet.eachRow((row) => {
    const cells: string[] = [];
    row.eachCell((cell) => void (cell.master === cell && cells.push(cell.text)));
    rows.push(cells.join(' ').replaceAll(/\s+/g, ' ').trim());
  });
  const xml = strFromU8(unzipSync(book)['xl/worksheets/sheet1.xml']!);
  const breaks = [...xml.matchAll(/<brk id="(\d+)"/g)].map(([, row]) => Number(row));
  return { sheet, rows, breaks, text: rows.join('\n') };
}

describe.each(LANGUAGES)('the template in %s', (language) => {
  it('has no mistake', () => {
    expect(lint(bytes(`./${FILES[language]}`))).toEqual([]);
  });
  it('prints the sample with nothing left to fill', async () => {
    const { sheet, text } = await filled(language);
    expect(text).not.toMatch(/\{\{|undefined|null/);
    expect(text).toContain('1,015,662.50');
    expect(text).toContain(company.name[language]);
    expect(sheet.pageSetup.printTitlesRow).toBe('12:12');
    expect(sheet.getImages()).toHaveLength(1);
    expect(sheet.headerFooter.oddFooter).toContain('QT-2026-000001');
  });
  it('writes figures as numbers', async () => {
    const { sheet } = await filled(language);
    expect(['A13', 'G13', 'H13', 'I13'].map((cell) => sheet.getCell(cell).value)).toEqual([
      1, 5000, 186.5, 932_500,
    ]);
    expect(sheet.getCell('I13').numFmt).toContain('#,##0.00');
  });
  it('prints as many lines as there are, and one end after them', async () => {
    for (const count of [1, 5, 30, 60]) {
      const lines = Array.from({ length: count }, (_, i) => sample.lines[i % sample.lines.length]);
      const { rows } = await filled(language, { lines });
      const end = rows.findIndex((row) => /以 下 空 白|END OF LINES/.test(row));
      expect(rows.slice(0, end).filter((row) => /^\d+ (YH|SMT)-/.test(row))).toHaveLength(count);
      expect(rows.slice(end + 1).filter((row) => /^\d+ (YH|SMT)-/.test(row))).toEqual([]);
    }
  });
});

describe('what stands there only when it applies', () => {
  it('marks a day price', async () => {
    const day = await filled('zh', { lines: [{ product: 'YH-CU-BUS', quantity: '10' }] });
    expect(day.rows).toContain('★ 此报价当日有效 ★');
    expect((await filled('zh')).text).not.toContain('当日有效');
  });
  it('names the revision and its reason', async () => {
    const revised = await filled('zh', { revision: 2, revisionReason: '调价' });
    expect(revised.text).toMatch(/QT-2026-000001 \(修订 R2\)/);
    expect(revised.rows).toContain('修订说明 调价');
    expect((await filled('zh')).text).not.toContain('修订');
  });
  it('has rows for freight and surcharge', async () => {
    expect((await filled('zh', { creditDays: 60 })).text).toMatch(/运费（含税） 1,?200[\s\S]*资金占用费/);
    const neither = await filled('zh', { freightAdded: false, freight: undefined });
    expect(neither.text).not.toMatch(/运费（含税）|资金占用费/);
  });
  it('breaks the page with a row that says so', async () => {
    const lines = Array.from({ length: 30 }, () => sample.lines[0]);
    const { sheet, rows, breaks } = await filled('zh', { lines });
    const marks = rows.flatMap((row, i) => (row.includes('接 下 页') ? [i] : []));
    expect(marks).toHaveLength(1);
    expect(breaks.map((row) => sheet.getCell(`A${row}`).text)).toEqual(['— 接 下 页 —']);
  });
});
