import { verifyHome } from '../../../functions/adapters/embedded/verify.ts';
import { type Command, EXIT, language, say, say2 } from '../command.ts';
import { openExisting } from '../home.ts';
import { bar } from '../progress.ts';

export const verify: Command = {
  summary: { zh: '核对整个台账和所有文件', en: 'check the whole ledger and every file' },
  usage: 'verify [--data DIR] [--json]',
  options: { json: { help: { zh: '输出 JSON', en: 'print JSON' } } },
  run: async (args) => {
    const ports = await openExisting(args.data);
    const progress = (done: number, all: number): void => {
      if (process.stderr.isTTY) process.stderr.write(`\r\x1b[2K${bar(done, all)}`);
    };
    const { events, files, numbers, findings } = await verifyHome(ports, progress);
    if (process.stderr.isTTY) process.stderr.write('\r\x1b[2K');
    if (args.flag('json')) say(JSON.stringify({ events, files, numbers, findings }, undefined, 2));
    else {
      for (const { where, what } of findings) say(`✗ ${where}: ${what[language]}`);
      say2({
        zh: `${events} 条事件，${numbers} 个编号，${files} 个文件：${findings.length === 0 ? '全部一致' : `${findings.length} 处不符`}`,
        en: `${events} events, ${numbers} numbers, ${files} files: ${findings.length === 0 ? 'all in order' : `${findings.length} findings`}`,
      });
    }
    return findings.length === 0 ? EXIT.ok : EXIT.findings;
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
