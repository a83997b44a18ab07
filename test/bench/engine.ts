import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Paragraph, TextRun } from 'docx';
import { build } from 'esbuild';
import { faultOf } from './engine/check.ts';
import { contractData, contractTemplate } from './engine/contract.ts';
import { DIALECTS, type DialectName } from './engine/dialects.ts';
import { quotationData, quotationTemplate } from './engine/quotation.ts';
import { type Case, report } from './engine/report.ts';
import type { Figures, Task } from './engine/worker.ts';

interface Peer {
  readonly name: string;
  readonly module: string;
  readonly dialect: DialectName;
  readonly level: number;
}

const peer = (name: string, module: string, dialect: DialectName, level = 6): Peer => ({
  name,
  module,
  dialect,
  level,
});
const OURS = [peer('docket, level 6', 'docket', 'docket'), peer('docket, level 3', 'docket', 'docket', 3)];
const PEERS = {
  docx: [
    ...OURS,
    peer('docxtemplater 3.71', 'docxtemplater', 'braces'),
    peer('easy-template-x 7.2', 'easy-template-x', 'braces'),
    peer('docx-templates 4.15', 'docx-templates', 'docxTemplates'),
    peer('carbone 3.8', 'carbone', 'carbone'),
    peer('docx 9.15 patchDocument', 'docx-patch', 'plain'),
  ],
  xlsx: [
    ...OURS,
    peer('exceljs 4.4', 'exceljs', 'plain'),
    peer('xlsx-template 1.4', 'xlsx-template', 'xlsxTemplate'),
    peer('xlsx-populate 1.21', 'xlsx-populate', 'plain'),
    peer('carbone 3.8', 'carbone', 'carbone'),
  ],
};
const ROWS = { docx: [30, 1000], xlsx: [30, 5000] };
type Format = keyof typeof PEERS;

const ROUNDS = 3;
const BUDGET = 500;
const fillsOf = (rows: number): number => (rows > 100 ? 3 : 20);

const authors = {
  docx: (dialect: DialectName): Promise<Uint8Array> =>
    contractTemplate(
      DIALECTS[dialect],
      dialect === 'plain' ? new Paragraph({ children: [new TextRun('{{items}}')] }) : undefined,
    ),
  xlsx: (dialect: DialectName): Promise<Uint8Array> => quotationTemplate(DIALECTS[dialect]),
};
const data = { docx: contractData, xlsx: quotationData };

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Everything runs as Lambda gets it: one minified file per library. */
const bundle = async (folder: string): Promise<void> => {
  const modules = new Set([...PEERS.docx, ...PEERS.xlsx].map(({ module }) => module));
  await build({
    entryPoints: [
      at('engine/worker.ts'),
      at('engine/deflate.ts'),
      ...[...modules].map((name) => at(`engine/peers/${name}.ts`)),
    ],
    outdir: folder,
    outbase: at('engine'),
    outExtension: { '.js': '.mjs' },
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    charset: 'utf8',
    banner: {
      js: "import { createRequire as _require } from 'node:module'; import { fileURLToPath as _path } from 'node:url'; const require = _require(import.meta.url); const __filename = _path(import.meta.url); const __dirname = _path(new URL('.', import.meta.url));",
    },
    logLevel: 'error',
  });
};

const run = promisify(execFile);

const measure = async (folder: string, task: Task): Promise<Figures> => {
  const { stdout } = await run(process.execPath, [join(folder, 'worker.mjs'), JSON.stringify(task)], {
    maxBuffer: 1e7,
  });
  return JSON.parse(stdout.slice(stdout.lastIndexOf('{'))) as Figures;
};

/** Rounds are interleaved, so that a busy machine is busy for all of them. */
const compare = async (folder: string, format: Format, rows: number): Promise<Case> => {
  const filled = join(folder, `${format}-${rows}.json`);
  const content = data[format](rows);
  writeFileSync(filled, JSON.stringify(content));
  const rounds = new Map<Peer, Figures[]>(PEERS[format].map((one) => [one, []]));
  const faults = new Map<string, string>();
  for (let round = 0; round < ROUNDS; round++) {
    for (const [one, figures] of rounds) {
      if (faults.has(one.name)) continue;
      const template = join(folder, `${one.dialect}.${format}`);
      const output = join(folder, `${one.module}-${one.level}-${rows}.${format}`);
      const task = {
        module: join(folder, 'peers', `${one.module}.mjs`),
        template,
        data: filled,
        level: one.level,
        output,
        fills: fillsOf(rows),
        budget: BUDGET,
        ...(one.module === 'docket' ? { deflate: join(folder, 'deflate.mjs') } : {}),
      };
      try {
        figures.push(await measure(folder, task));
        const fault = faultOf(readFileSync(output), content);
        if (fault !== null) faults.set(one.name, fault);
      } catch (cause) {
        faults.set(one.name, String(cause).slice(0, 300));
      }
    }
  }
  return {
    format,
    rows,
    faults,
    results: [...rounds].map(([one, figures]) => ({ name: one.name, figures })),
  };
};

/** Our engine beside every library that fills Word or Excel templates. */
export const engine = async (folder: string): Promise<string> => {
  mkdirSync(folder, { recursive: true });
  await bundle(folder);
  const cases: Case[] = [];
  for (const format of ['docx', 'xlsx'] as const) {
    for (const dialect of new Set(PEERS[format].map((one) => one.dialect)))
      writeFileSync(join(folder, `${dialect}.${format}`), await authors[format](dialect));
    for (const rows of ROWS[format]) cases.push(await compare(folder, format, rows));
  }
  return report(cases);
};
