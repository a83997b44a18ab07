import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import exceljs, { type Workbook } from 'exceljs';
import { locateLibreOffice } from '../../functions/adapters/embedded/libreoffice-locate.ts';

export const loaded = async (bytes: Uint8Array): Promise<Workbook> => {
  const workbook = new exceljs.Workbook();
  await workbook.xlsx.load(Uint8Array.from(bytes).buffer);
  return workbook;
};

export const written = async (workbook: Workbook): Promise<Uint8Array> =>
  new Uint8Array(await workbook.xlsx.writeBuffer());

/** What LibreOffice makes of the workbook: saved again, or printed. */
export const convert = (bytes: Uint8Array, to: 'xlsx' | 'pdf'): Uint8Array => {
  const folder = mkdtempSync(join(tmpdir(), 'docket-intake-'));
  try {
    writeFileSync(join(folder, 'in.xlsx'), bytes);
    const profile = `-env:UserInstallation=${pathToFileURL(join(folder, 'profile')).href}`;
    const options = ['--headless', profile, '--convert-to', to, '--outdir', join(folder, 'out')];
    execFileSync(String(locateLibreOffice()), [...options, join(folder, 'in.xlsx')], { stdio: 'ignore' });
    return readFileSync(join(folder, 'out', `in.${to}`));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
