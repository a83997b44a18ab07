import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { verifyExport } from '../../functions/adapters/export/read.ts';
import { DocketError } from '../../functions/core/result.ts';
import { type Command, EXIT, language, runCommand, warn } from './command.ts';
import { checkLedger, checkProof, VERIFY_OPTIONS } from './verification.ts';

/** The verifier that an export carries: one file, needs nothing but Node. Bundled by `export-verifier.ts`. */

const folder = dirname(fileURLToPath(import.meta.url));

const verifier: Command = {
  summary: {
    zh: '核对这个导出文件夹中的整个台账，不联网，不依赖 Docket',
    en: 'check the whole ledger in this folder, offline and without Docket',
  },
  usage: '[--since CHECKPOINT] [--vkey FILE] [--json] | --proof FILE [--vkey FILE] [--json] [DOCUMENT…]',
  options: VERIFY_OPTIONS,
  positionals: { min: 0, max: 100 },
  needsData: false,
  run: (args) =>
    args.text('proof') === undefined
      ? checkLedger(args, (question) => verifyExport(folder, question))
      : checkProof(args, folder),
};

try {
  process.exitCode = await runCommand(verifier, process.argv.slice(2), 'node verify.mjs');
} catch (fault) {
  if (!(fault instanceof DocketError)) throw fault;
  warn(fault.text[language]);
  process.exitCode = EXIT.fault;
}
