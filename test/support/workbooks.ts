import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import exceljs, { type CellValue, type Workbook, type Worksheet } from 'exceljs';
import { locateLibreOffice } from '../../functions/adapters/embedded/libreoffice-locate.ts';

export const loaded = async (bytes: Uint8Array): Promise<Workbook> => {
  const workbook = new exceljs.Workbook();
  await workbook.xlsx.load(Uint8Array.from(bytes).buffer);
  return workbook;
};

export const written = async (workbook: Workbook): Promise<Uint8Array> =>
  new Uint8Array(await workbook.xlsx.writeBuffer());

type Saved = 'xlsx' | 'docx' | 'pdf' | 'ods' | 'odt';

/** What LibreOffice makes of a workbook or document: saved again, or printed. */
export const convert = (bytes: Uint8Array, to: Saved, from: 'xlsx' | 'docx' = 'xlsx'): Uint8Array => {
  const [made] = convertAll([bytes], to, from);
  if (made === undefined) throw new Error('LibreOffice made nothing');
  return made;
};

/** The same for many, in one start. `from` is the kind of the sources: OpenDocument may be written as flat text. */
export const convertAll = (
  files: readonly Uint8Array[],
  to: Saved,
  from: 'xlsx' | 'docx' | 'fods' = 'xlsx',
): Uint8Array[] => {
  const folder = mkdtempSync(join(tmpdir(), 'docket-workbooks-'));
  try {
    const names = files.map((bytes, i) => {
      writeFileSync(join(folder, `${i}.${from}`), bytes);
      return join(folder, `${i}.${from}`);
    });
    const profile = `-env:UserInstallation=${pathToFileURL(join(folder, 'profile')).href}`;
    const options = ['--headless', profile, '--convert-to', to, '--outdir', join(folder, 'out')];
    execFileSync(String(locateLibreOffice()), [...options, ...names], { stdio: 'ignore' });
    return files.map((_, i) => readFileSync(join(folder, 'out', `${i}.${to}`)));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

/** Cells that are not empty, by address; of a formula its result. */
export const figuresOf = (sheet: Worksheet): Record<string, unknown> => {
  const figures: Record<string, unknown> = {};
  sheet.eachRow((row) =>
    row.eachCell((cell) => {
      if (cell.isMerged && cell.master !== cell) return;
      const { value, result } = cell;
      const figure = typeof value === 'object' && value !== null && 'formula' in value ? result : value;
      if (figure !== null && figure !== undefined && figure !== '') figures[cell.address] = figure;
    }),
  );
  return figures;
};

type Values = Readonly<Record<string, CellValue>>;

/** Place of a label's cell (`客户名称 *`, or its first line) at or below a row. */
export const labelAt = (sheet: Worksheet, label: string, from: number) => {
  for (let row = from; row <= sheet.rowCount; row++)
    for (let col = 1; col <= sheet.columnCount; col++)
      if (!sheet.getCell(row, col).isMerged && sheet.getCell(row, col).text.split(/ \*|\n/)[0] === label)
        return { row, col };
  throw new Error(`no label ${label}`);
};

/** Types the values into a blank form as a person would, a blank row after each line. */
export const typedIn = async (
  form: Uint8Array,
  header: Values,
  lines: readonly Values[],
): Promise<Uint8Array> => {
  const workbook = await loaded(form);
  const [sheet] = workbook.worksheets;
  if (!sheet) throw new Error('the form has no sheet');
  const titles = labelAt(sheet, Object.keys(lines[0] ?? {})[0] ?? '', 1).row;
  for (const [label, value] of Object.entries(header)) {
    const { row, col } = labelAt(sheet, label, 1);
    sheet.getCell(row, col + 1).value = value;
  }
  for (const [at, line] of lines.entries())
    for (const [label, value] of Object.entries(line))
      sheet.getCell(titles + 1 + at * 2, labelAt(sheet, label, titles).col).value = value;
  return written(workbook);
};
