import { checkFile, type FileCheck } from '../../../functions/core/document/check-file.ts';
import { printedNumber } from '../../../functions/core/document/document.ts';
import { type Command, EXIT, JSON_OPTION, language, say } from '../command.ts';
import { openExisting } from '../home.ts';
import { readBytes } from '../input.ts';

const linesOf = ({ text, note, document, findings, signatures }: FileCheck): readonly string[] => [
  text[language],
  ...(note ? [note[language]] : []),
  ...(document ? [printedNumber(document.number, document.revision)] : []),
  ...findings.map(({ field, text: said }) => `! ${field === undefined ? '' : `${field}: `}${said[language]}`),
  ...signatures.map(
    ({ name, reason, claimedAt, valid, timestamp }) =>
      `${valid ? '✓' : '✗'} ${name}  ${reason}  ${timestamp?.at ?? claimedAt}`,
  ),
];

export const check: Command = {
  summary: {
    zh: '验证一个 PDF：签名，以及台账是否承认它',
    en: 'check a PDF: its signatures, and what the ledger says',
  },
  usage: 'check FILE.pdf [--json]',
  options: { ...JSON_OPTION },
  positionals: { min: 1, max: 1 },
  notes: [
    {
      zh: '与公开的验真页面 /verify 相同；不是现行有效的文件时退出码为 3。',
      en: 'As the public page /verify does; exits 3 unless it is valid as it stands.',
    },
  ],
  run: async (args) => {
    const ports = await openExisting(args.data);
    const checked = await checkFile(ports, await readBytes(args.positionals[0] ?? ''));
    if (args.flag('json')) say(JSON.stringify(checked, undefined, 2));
    else for (const line of linesOf(checked)) say(line);
    return checked.verdict === 'valid' ? EXIT.ok : EXIT.findings;
  },
};
