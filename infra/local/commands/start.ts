import { access, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import type { EmbeddedPorts } from '../../../functions/adapters/embedded/ports.ts';
import { type Command, EXIT, language, say, say2 } from '../command.ts';
import { openHome, prepareData, sampleOf } from '../home.ts';
import { installRenderer, runCommand } from '../install.ts';
import { lockData } from '../lock.ts';
import { trackProgress } from '../progress.ts';
import { type Runtime, startRuntime } from '../runtime.ts';
import { startServer } from '../server.ts';
import { printSummary } from '../summary.ts';

const DEFAULT_PORT = 4600;

const ask = async (): Promise<boolean> => {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question(language === 'zh' ? '现在安装吗？[Y/n] ' : 'Install now? [Y/n] ');
  terminal.close();
  return !/^n/i.test(answer.trim());
};

/** Offers to install what PDFs need; on a terminal it asks, with `--install` it does not. */
const ensureRenderer = async (ports: EmbeddedPorts, unasked: boolean): Promise<void> => {
  if ((await ports.renderer.probe()).ready) return;
  await installRenderer({
    unasked,
    ask: async () => process.stdin.isTTY === true && ask(),
    run: runCommand,
    log: say2,
    platform: process.platform,
    isRoot: process.getuid?.() === 0,
    probe: () => ports.renderer.probe(),
  });
};

/** A newcomer's first minute: every kind's sample goes through as if somebody had dropped it. */
const putSamples = async (ports: EmbeddedPorts): Promise<void> => {
  for (const { id } of ports.kinds.values()) {
    const path = sampleOf(id);
    const there = await access(path).then(
      () => true,
      () => false,
    );
    if (there) await ports.inbox.put(id, `sample-${id}.json`, await readFile(path));
  }
};

const untilStopped = (): Promise<void> =>
  new Promise((done) => {
    process.once('SIGINT', done);
    process.once('SIGTERM', done);
  });

const once = async (ports: EmbeddedPorts, runtime: Runtime): Promise<number> => {
  const before = ports.clock.now();
  const stopProgress = trackProgress(ports);
  await runtime.idle();
  await stopProgress();
  const outcome = await printSummary(ports, before, runtime.rendererReady());
  return outcome;
};

const stay = async (
  ports: EmbeddedPorts,
  data: string,
  port: number,
  fresh: boolean,
  runtime: Runtime,
): Promise<number> => {
  const server = await startServer(ports, data, port);
  say2({
    zh: `Docket 正在运行：${server.address}\n把文件放进 ${join(data, 'inbox')}，或在网页上传。按 Ctrl+C 停止。`,
    en: `Docket is running: ${server.address}\nDrop files into ${join(data, 'inbox')}, or upload them on the page. Ctrl+C stops.`,
  });
  if (fresh) {
    await runtime.idle();
    await printSummary(ports, 0, runtime.rendererReady(), server.address);
  }
  await untilStopped();
  say();
  await server.close();
  return EXIT.ok;
};

export const start: Command = {
  summary: { zh: '在本机运行流水线和网页', en: 'run the pipeline and the page on this machine' },
  usage: 'start [--data DIR] [--port N] [--install] [--once]',
  options: {
    port: {
      takes: 'N',
      help: { zh: `网页端口（默认 ${DEFAULT_PORT}）`, en: `port of the page (default ${DEFAULT_PORT})` },
    },
    install: {
      help: {
        zh: '缺少 LibreOffice 或中文字体时直接安装',
        en: 'install LibreOffice and a Chinese font where missing',
      },
    },
    once: {
      help: {
        zh: '处理完所有等待的文件后退出：0 全部成功，2 有被退回的，1 出现故障',
        en: 'process all that waits, then exit: 0 all went well, 2 something was rejected, 1 a fault',
      },
    },
  },
  run: async (args) => {
    const data = resolve(process.env.INIT_CWD ?? '.', args.data);
    const unlock = lockData(data);
    try {
      const fresh = await prepareData(data);
      const ports = await openHome(data);
      await ports.company.current();
      await ensureRenderer(ports, args.flag('install'));
      if (fresh) await putSamples(ports);
      const runtime = await startRuntime(ports, data, say2);
      const port = Number(args.text('port') ?? DEFAULT_PORT);
      const code = args.flag('once')
        ? await once(ports, runtime)
        : await stay(ports, data, port, fresh, runtime);
      await runtime.stop();
      return code;
    } finally {
      unlock();
    }
  },
};
