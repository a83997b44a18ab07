import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import type { EmbeddedPorts } from '../../../functions/adapters/embedded/ports.ts';
import { DocketError } from '../../../functions/core/result.ts';
import { type Command, EXIT, language, say, say2 } from '../command.ts';
import { openHome, prepareData, sampleOf } from '../home.ts';
import { installRenderer, runCommand } from '../install.ts';
import { lockData } from '../lock.ts';
import { type MailListener, startMailListener } from '../mail-listener.ts';
import { trackProgress } from '../progress.ts';
import { type Runtime, startRuntime } from '../runtime.ts';
import { type Server, startServer } from '../server.ts';
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

/** A newcomer's first minute: samples of the kinds that show it best go through as if somebody had dropped them. */
const putSamples = async (ports: EmbeddedPorts): Promise<void> => {
  const first = [...ports.kinds.values()].filter(({ isShownFirst }) => isShownFirst === true);
  for (const { id } of first) await ports.inbox.put(id, `sample-${id}.json`, await readFile(sampleOf(id)));
};

const untilStopped = (): Promise<void> =>
  new Promise((done) => {
    process.once('SIGINT', done);
    process.once('SIGTERM', done);
  });

interface Running {
  readonly ports: EmbeddedPorts;
  readonly runtime: Runtime;
  readonly stopping: Promise<void>;
}

const once = async ({ ports, runtime, stopping }: Running): Promise<number> => {
  const before = ports.clock.now();
  const stopProgress = trackProgress(ports);
  await Promise.race([runtime.idle(), stopping]);
  await stopProgress();
  const code = await printSummary(ports, before, runtime.rendererReady());
  if (!runtime.faulty()) return code;
  say2({ zh: '有文件未能处理，详见 docket.log', en: 'some files could not be taken: see docket.log' });
  return EXIT.fault;
};

const stay = async (running: Running, server: Server, data: string, fresh: boolean): Promise<number> => {
  const { ports, runtime, stopping } = running;
  const inbox = join(data, 'inbox');
  say2({
    zh: `Docket 正在运行：${server.address}\n把文件放进 ${inbox}，或在网页上传。按 Ctrl+C 停止。`,
    en: `Docket is running: ${server.address}\nDrop files into ${inbox}, or upload them on the page. Ctrl+C stops.`,
  });
  if (fresh) {
    const done = await Promise.race([runtime.idle().then(() => true), stopping]);
    if (done) await printSummary(ports, 0, runtime.rendererReady(), server.address);
  }
  await stopping;
  say();
  return EXIT.ok;
};

const portOf = (text: string | undefined): number => {
  const port = Number(text ?? DEFAULT_PORT);
  if (Number.isInteger(port) && port >= 0 && port < 65_536) return port;
  throw new DocketError('USAGE', { zh: `端口 ${text} 无效`, en: `${text} is not a port` });
};

const listenForMail = async (
  ports: EmbeddedPorts,
  port: string | undefined,
): Promise<MailListener | undefined> => {
  if (port === undefined) return undefined;
  const listener = await startMailListener(ports, portOf(port));
  say2({
    zh: `邮件接收：smtp://127.0.0.1:${listener.port}`,
    en: `Mail is taken at smtp://127.0.0.1:${listener.port}`,
  });
  return listener;
};

/** Others may reach the pages only by a name that is known: links begin with it, and no other is answered. */
const hostOf = (text: string | undefined): string => {
  if (text === undefined || process.env.DOCKET_URL) return text ?? '127.0.0.1';
  throw new DocketError('USAGE', {
    zh: '--host 须与 DOCKET_URL 同用，例如 DOCKET_URL=http://192.168.1.20:4600',
    en: '--host goes with DOCKET_URL, e.g. DOCKET_URL=http://192.168.1.20:4600',
  });
};

export const start: Command = {
  summary: { zh: '在本机运行流水线和网页', en: 'run the pipeline and the page on this machine' },
  usage: 'start [--data DIR] [--port N] [--host ADDRESS] [--mail PORT] [--install] [--once]',
  options: {
    port: {
      takes: 'N',
      help: { zh: `网页端口（默认 ${DEFAULT_PORT}）`, en: `port of the page (default ${DEFAULT_PORT})` },
    },
    mail: {
      takes: 'PORT',
      help: {
        zh: '在本机此端口（SMTP，仅限本机）接收邮件；邮件服务器的地址须写在公司资料 mail.relays 中',
        en: 'take mail on this port of this machine alone (SMTP); mail.relays of the profile names whose mail is trusted',
      },
    },
    host: {
      takes: 'ADDRESS',
      help: {
        zh: '监听的网络地址（默认只限本机）；须用 DOCKET_URL 写明公开网址',
        en: 'network address to listen on (default: this machine only); DOCKET_URL must say the public address',
      },
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
    const { data } = args;
    const port = portOf(args.text('port'));
    const host = hostOf(args.text('host'));
    const unlock = lockData(data);
    const stopping = untilStopped();
    let listener: MailListener | undefined;
    try {
      const fresh = await prepareData(data);
      const ports = await openHome(data);
      await ports.company.current();
      await ensureRenderer(ports, args.flag('install'));
      const server = args.flag('once') ? undefined : await startServer(ports, data, { port, host });
      listener = await listenForMail(ports, args.text('mail'));
      if (fresh) await putSamples(ports);
      const runtime = await startRuntime(ports, data, say2);
      const running = { ports, runtime, stopping };
      try {
        return server ? await stay(running, server, data, fresh) : await once(running);
      } finally {
        await listener?.close();
        await server?.close();
        await runtime.stop();
      }
    } finally {
      unlock();
    }
  },
};
