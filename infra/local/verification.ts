import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { EVENTS } from '../../functions/adapters/export/layout.ts';
import { fromUtf8 } from '../../functions/core/ledger/bytes.ts';
import type { Finding, Question, Verification } from '../../functions/core/ledger/evidence.ts';
import { sha256 } from '../../functions/core/ledger/hash.ts';
import { VKEY_KEY } from '../../functions/core/ledger/log.ts';
import { parseVkey, type VerifierKey } from '../../functions/core/ledger/note.ts';
import { openProof, type Proven } from '../../functions/core/ledger/proof.ts';
import { verificationLines } from '../../functions/core/ledger/verification-text.ts';
import { vouchedIn } from '../../functions/core/ledger/verify-files.ts';
import { DocketError } from '../../functions/core/result.ts';
import { type Arguments, type Command, EXIT, JSON_OPTION, language, say } from './command.ts';
import { readBytes } from './input.ts';
import { withBar } from './progress.ts';

/** What `docket verify` and the verifier of an export have in common. */

export const VERIFY_USAGE = [
  'verify [--since CHECKPOINT] [--vkey FILE] [--json]',
  'verify --proof FILE [--vkey FILE] [--json] [DOCUMENT…]',
] as const;

export const VERIFY_OPTIONS: NonNullable<Command['options']> = {
  since: {
    takes: 'CHECKPOINT',
    help: {
      zh: '您以前保存的检查点文件：它签过的内容必须原样还在',
      en: 'a checkpoint that you kept: what it signed must still be there',
    },
  },
  vkey: {
    takes: 'FILE',
    help: {
      zh: '您另外得到的公钥文件（默认用 log/vkey）',
      en: 'the verifier key that you got by another way (default log/vkey)',
    },
  },
  proof: {
    takes: 'FILE',
    help: {
      zh: '只核对一份证明（docket prove），以及给出的单据文件',
      en: 'check one proof (docket prove) and the documents that are named',
    },
  },
  ...JSON_OPTION,
};

export const isExport = (folder: string): boolean => existsSync(join(folder, EVENTS));

const readOption = async (args: Arguments, name: string): Promise<Uint8Array | undefined> => {
  const path = args.text(name);
  return path === undefined ? undefined : readBytes(args.path(path));
};

/** Verifies with what the auditor brought, prints what was found, gives the exit code. */
export const checkLedger = async (
  args: Arguments,
  run: (question: Question) => Promise<Verification>,
): Promise<number> => {
  const vkey = await readOption(args, 'vkey');
  const since = await readOption(args, 'since');
  const found = await withBar((progress) =>
    run({
      now: Date.now(),
      progress,
      ...(vkey ? { vkey: fromUtf8(vkey) ?? '' } : {}),
      ...(since ? { since } : {}),
    }),
  );
  if (args.flag('json')) say(JSON.stringify(found, undefined, 2));
  else for (const line of verificationLines(found, language)) say(line);
  return found.findings.length === 0 ? EXIT.ok : EXIT.findings;
};

const keyOf = async (args: Arguments, folder: string): Promise<VerifierKey> => {
  const bytes = (await readOption(args, 'vkey')) ?? (await readBytes(join(folder, VKEY_KEY)));
  const key = parseVkey(fromUtf8(bytes) ?? '');
  if (key.ok) return key.value;
  throw new DocketError('KEY_INVALID', key.error);
};

const provenLine = ({ entry, event, index, checkpoint }: Proven): string =>
  ({
    zh: `✓ ${entry.s}@${entry.n} ${event ? `${event.type} ${event.ts} ` : ''}在 ${checkpoint.origin} 的日志中：第 ${index} 条，共 ${checkpoint.size} 条`,
    en: `✓ ${entry.s}@${entry.n} ${event ? `${event.type} ${event.ts} ` : ''}is in the log of ${checkpoint.origin}: entry ${index} of ${checkpoint.size}`,
  })[language];

interface Checked {
  readonly file: string;
  readonly sha256: string;
  readonly proven: boolean;
}

/** Is each file one that the proven event vouches for? */
const checkFiles = async (args: Arguments, { event }: Proven): Promise<readonly Checked[]> => {
  const vouched = new Set(event ? vouchedIn(event.data, event.ver).map((file) => file.sha256) : []);
  const checked: Checked[] = [];
  for (const path of args.positionals) {
    const hash = sha256(await readBytes(args.path(path)));
    checked.push({ file: basename(path), sha256: hash, proven: vouched.has(hash) });
  }
  return checked;
};

/** Checks one document's proof, and the documents that are named; the key is the folder's unless one is given. */
export const checkProof = async (args: Arguments, folder: string): Promise<number> => {
  const key = await keyOf(args, folder);
  const path = args.text('proof') ?? '';
  const proof = openProof(await readBytes(args.path(path)), key);
  const json = args.flag('json');
  if (!proof.ok) {
    const finding: Finding = { where: basename(path), what: proof.error };
    say(
      json
        ? JSON.stringify({ findings: [finding] }, undefined, 2)
        : `✗ ${finding.where}: ${finding.what[language]}`,
    );
    return EXIT.findings;
  }
  const files = await checkFiles(args, proof.value);
  const good = files.every(({ proven }) => proven);
  if (json) {
    const { entry, event, index, checkpoint } = proof.value;
    const { origin, size } = checkpoint;
    say(JSON.stringify({ entry, event: event ?? null, index, origin, size, files }, undefined, 2));
    return good ? EXIT.ok : EXIT.findings;
  }
  say(provenLine(proof.value));
  for (const { file, sha256: hash, proven } of files)
    say(
      `${proven ? '✓' : '✗'} ${file}  SHA-256 ${hash}${proven ? '' : { zh: '：事件中没有这个文件', en: ': the event does not vouch for it' }[language]}`,
    );
  return good ? EXIT.ok : EXIT.findings;
};
