import { readFile } from 'node:fs/promises';
import { verifyHome } from '../../../functions/adapters/embedded/verify.ts';
import type { Verification } from '../../../functions/core/ledger/evidence.ts';
import { verificationLines } from '../../../functions/core/ledger/verification-text.ts';
import { DocketError } from '../../../functions/core/result.ts';
import { type Arguments, type Command, EXIT, language, say, say2 } from '../command.ts';
import { openExisting } from '../home.ts';
import { bar } from '../progress.ts';

const readOption = async (args: Arguments, name: string): Promise<Uint8Array | undefined> => {
  const path = args.text(name);
  if (path === undefined) return undefined;
  return readFile(args.path(path)).catch((cause) => {
    throw new DocketError(
      'NOT_FOUND',
      { zh: `读不到文件 ${path}`, en: `the file ${path} cannot be read` },
      { cause },
    );
  });
};

const verifyData = async (args: Arguments): Promise<Verification> => {
  const vkey = await readOption(args, 'vkey');
  const since = await readOption(args, 'since');
  const question = {
    progress: (done: number, all: number): void => {
      if (process.stderr.isTTY) process.stderr.write(`\r\x1b[2K${bar(done, all)}`);
    },
    ...(vkey ? { vkey: new TextDecoder().decode(vkey) } : {}),
    ...(since ? { since } : {}),
  };
  try {
    return await verifyHome(await openExisting(args.data), question);
  } finally {
    if (process.stderr.isTTY) process.stderr.write('\r\x1b[2K');
  }
};

export const verify: Command = {
  summary: {
    zh: '核对整个台账：事件链、编号、日志、检查点和所有文件',
    en: 'check the whole ledger: chains, numbers, log, checkpoints and every file',
  },
  usage: 'verify [--since CHECKPOINT] [--vkey FILE] [--json]',
  options: {
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
    json: { help: { zh: '输出 JSON', en: 'print JSON' } },
  },
  run: async (args) => {
    const found = await verifyData(args);
    if (args.flag('json')) say(JSON.stringify(found, undefined, 2));
    else for (const line of verificationLines(found, language)) say(line);
    return found.findings.length === 0 ? EXIT.ok : EXIT.findings;
  },
};

export const redrive: Command = {
  summary: { zh: '重新处理所有故障消息', en: 'try every dead letter again' },
  usage: 'redrive',
  run: async (args) => {
    const ports = await openExisting(args.data);
    const count = ports.queue.redrive();
    say2({ zh: `${count} 条消息将重新处理`, en: `${count} messages will be tried again` });
    return EXIT.ok;
  },
};
