import { verifyHome } from '../../../functions/adapters/embedded/verify.ts';
import { rebuildViews } from '../../../functions/core/document/rebuild.ts';
import type { Verification } from '../../../functions/core/ledger/evidence.ts';
import { CHECKPOINT_KEY } from '../../../functions/core/ledger/log.ts';
import { verificationLines } from '../../../functions/core/ledger/verification-text.ts';
import { checkpointNow } from '../checkpoint-now.ts';
import { type Arguments, type Command, EXIT, language, say, say2 } from '../command.ts';
import { openExisting } from '../home.ts';
import { readBytes, writeBytes } from '../input.ts';
import { lockData } from '../lock.ts';
import { withBar } from '../progress.ts';

const readOption = async (args: Arguments, name: string): Promise<Uint8Array | undefined> => {
  const path = args.text(name);
  return path === undefined ? undefined : readBytes(args.path(path));
};

const verifyData = async (args: Arguments): Promise<Verification> => {
  const vkey = await readOption(args, 'vkey');
  const since = await readOption(args, 'since');
  const question = {
    ...(vkey ? { vkey: new TextDecoder().decode(vkey) } : {}),
    ...(since ? { since } : {}),
  };
  const ports = await openExisting(args.data);
  return withBar((progress) => verifyHome(ports, { ...question, progress }));
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

export const rebuild: Command = {
  summary: { zh: '从台账重建列表', en: 'make the lists again from the ledger' },
  usage: 'rebuild',
  notes: [
    {
      zh: '列表（网页、status、register）只是台账的投影，随时可以重建。先停止 Docket。',
      en: 'What the page, status and register list is a projection of the ledger. Stop Docket first.',
    },
  ],
  run: async (args) => {
    const ports = await openExisting(args.data);
    const unlock = lockData(args.data);
    try {
      const rows = await withBar((progress) => rebuildViews(ports, progress));
      say2({ zh: `已从台账重建 ${rows} 行`, en: `${rows} rows made again from the ledger` });
    } finally {
      unlock();
    }
    return EXIT.ok;
  },
};

export const checkpoint: Command = {
  summary: { zh: '立即签发检查点', en: 'sign a checkpoint of the log now' },
  usage: 'checkpoint [-o FILE]',
  options: {
    out: {
      takes: 'FILE',
      short: 'o',
      help: { zh: '另存一份，供以后核对（verify --since）', en: 'keep a copy, for a later verify --since' },
    },
  },
  run: async (args) => {
    const ports = await openExisting(args.data);
    const size = await checkpointNow(ports, args.data);
    const out = args.text('out');
    if (out !== undefined) await writeBytes(args.path(out), await ports.files.get(CHECKPOINT_KEY));
    say2({ zh: `检查点已签发：日志 ${size} 条`, en: `signed: ${size} entries in the log` });
    return EXIT.ok;
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
