import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Renderer, RendererStatus, RenderJob } from '../../core/ports.ts';
import { fail, type Result, type Text } from '../../core/result.ts';
import { inspectSource } from './libreoffice-document.ts';
import { hasChineseFont, locateLibreOffice } from './libreoffice-locate.ts';
import { startOffice } from './libreoffice-process.ts';
import { interrupted, type Order } from './libreoffice-salvage.ts';
import { openWorker, type Report, type Worker } from './libreoffice-worker.ts';

export interface LibreOfficeOptions {
  /** Path or name of `soffice`; without it PATH and the usual places are searched. */
  readonly executable?: string;
  /** Limit for one start of LibreOffice, which prints up to `batchSize` files. Default 60,000 ms. */
  readonly timeoutMs?: number;
  /** Files for one start. Default 25. */
  readonly batchSize?: number;
  /** Starts that may run side by side, each with a profile of its own and some 300 MB of memory. Default 1. */
  readonly converters?: number;
  /** Folder for profiles and temporary files. Default: `docket-libreoffice` in the system's temp folder. */
  readonly profileDir?: string;
  readonly onEvent?: Report;
}

interface Ticket {
  readonly order: Order;
  readonly settle: (result: Result<Uint8Array, Text>) => void;
}

/** One start at a time, with the folder and profile that it keeps for the next. */
interface Lane {
  worker: Worker | undefined;
  working: Promise<void> | undefined;
}

const VERSION_LIMIT_MS = 20_000;

/** A start costs as much as six files: what waits is not shared out in smaller parts than this. */
const LEAST_SHARE = 8;

const texts = {
  missing: {
    zh: '没有找到 LibreOffice，暂时不能生成 PDF。请运行 npm start -- --install，或自行安装 LibreOffice 后再试。',
    en: 'LibreOffice was not found, so no PDF can be made yet. Run npm start -- --install, or install LibreOffice yourself.',
  },
  unfit: (name: string): Text => ({
    zh: `${name} 不是完整的、不含宏的 xlsx 或 docx 文件，不能生成 PDF。请用 Excel、Word 或 LibreOffice 打开检查，另存为该格式后重试。`,
    en: `${name} is not a whole xlsx or docx file without macros, so no PDF was made. Open it in Excel, Word or LibreOffice and save it in that format.`,
  }),
} as const;

/**
 * PDFs by LibreOffice. What is asked for at the same time is shared out among the converters that are free and
 * takes one start each (up to `batchSize` files); one converter's starts run one after the other. A file that
 * fails, crashes or hangs LibreOffice fails alone. The same bytes look the same in every PDF as long as the engine
 * and its fonts are the same; the PDF's bytes are the same too when the file stands at the same place of its start
 * behind the same files (LibreOffice numbers embedded fonts through a start).
 */
export function createLibreOfficeRenderer(options: LibreOfficeOptions = {}): Renderer {
  const report = options.onEvent ?? (() => undefined);
  const batchSize = Math.max(1, options.batchSize ?? 25);
  const lanes = Array.from(
    { length: Math.max(1, options.converters ?? 1) },
    (): Lane => ({ worker: undefined, working: undefined }),
  );
  const waiting: Ticket[] = [];
  let status: RendererStatus | undefined;
  let executable: string | undefined;
  let printing = 0;
  let closed = false;

  async function probe(): Promise<RendererStatus> {
    if (status?.ready && locateLibreOffice(executable) !== undefined) return status;
    executable = locateLibreOffice(options.executable);
    const version = executable === undefined ? null : await readVersion(executable);
    const cjk = hasChineseFont();
    const engine = executable === undefined ? null : 'LibreOffice';
    status = { engine, version, cjk, ready: version !== null && cjk };
    return status;
  }

  async function engineWorker(lane: Lane): Promise<Worker | undefined> {
    const { version } = status?.version ? status : await probe();
    if (executable === undefined || version === null) return undefined;
    lane.worker ??= openWorker({
      executable,
      version,
      timeoutMs: options.timeoutMs ?? 60_000,
      root: options.profileDir ?? join(tmpdir(), 'docket-libreoffice'),
      report,
    });
    return lane.worker;
  }

  async function print(lane: Lane, tickets: readonly Ticket[]): Promise<void> {
    const ready = await engineWorker(lane);
    const results =
      closed || ready === undefined
        ? tickets.map(() => fail(closed ? interrupted : texts.missing))
        : await ready.print(tickets.map((ticket) => ticket.order));
    tickets.forEach((ticket, index) => {
      ticket.settle(results[index] ?? fail(interrupted));
    });
  }

  function takeShare(): Ticket[] {
    const free = lanes.length - printing;
    const shares = Math.max(1, Math.min(free, Math.floor(waiting.length / LEAST_SHARE)));
    return waiting.splice(0, Math.min(batchSize, Math.ceil(waiting.length / shares)));
  }

  async function work(lane: Lane): Promise<void> {
    // Calls made in the same turn join the first batch.
    await Promise.resolve();
    while (waiting.length > 0) {
      const tickets = takeShare();
      printing += 1;
      await print(lane, tickets).catch((error: unknown) => {
        report('RENDER_FAULT', { reason: error instanceof Error ? error.message : String(error) });
        for (const ticket of tickets) ticket.settle(fail(fault(error)));
      });
      printing -= 1;
    }
    lane.working = undefined;
  }

  function enqueue(job: RenderJob): Promise<Result<Uint8Array, Text>> {
    if (closed) return Promise.resolve(fail(interrupted));
    const source = inspectSource(job.name, job.bytes);
    if (source === undefined) return Promise.resolve(fail(texts.unfit(job.name)));
    return new Promise((settle) => {
      waiting.push({ order: { ...job, source }, settle });
      for (const lane of lanes) lane.working ??= work(lane);
    });
  }

  return {
    probe,
    render: (jobs) => Promise.all(jobs.map(enqueue)),
    async close() {
      closed = true;
      for (const { worker } of lanes) worker?.stop();
      await Promise.all(lanes.map(({ working }) => working));
      for (const { worker } of lanes) worker?.close();
    },
  };
}

function fault(error: unknown): Text {
  const reason = error instanceof Error ? error.message : String(error);
  return {
    zh: `生成 PDF 时本机出错：${reason}。请检查磁盘空间和临时文件夹的权限后重试。`,
    en: `Making the PDF failed on this machine: ${reason}. Check the free disk space and the rights on the temporary folder, then try again.`,
  };
}

async function readVersion(executable: string): Promise<string | null> {
  const run = await startOffice(executable, ['--version'], tmpdir(), VERSION_LIMIT_MS).done;
  return /LibreOffice\S*\s+(\d+(?:\.\d+)+)/.exec(run.output)?.[1] ?? null;
}
