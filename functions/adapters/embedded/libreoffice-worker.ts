import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Result, Text } from '../../core/result.ts';
import { isWholePdf, stablePdf } from './libreoffice-document.ts';
import { openWorkFolder, type WorkFolder } from './libreoffice-folder.ts';
import { type Run, type Running, startOffice } from './libreoffice-process.ts';
import { type Attempt, type Order, printAll } from './libreoffice-salvage.ts';

/** Catalogued codes: `RENDER_BATCH`, `RENDER_CRASH`, `RENDER_TIMEOUT`, `RENDER_UNSTARTED`, `RENDER_STALE_REMOVED`, `RENDER_FAULT`. */
export type Report = (code: string, detail: Readonly<Record<string, string | number>>) => void;

export interface WorkerSettings {
  readonly executable: string;
  readonly version: string;
  readonly timeoutMs: number;
  readonly root: string;
  readonly report: Report;
}

export interface Worker {
  /** One PDF or one reason an order, in order. One call at a time. */
  print(orders: readonly Order[]): Promise<readonly Result<Uint8Array, Text>[]>;
  /** Kills what runs; `print` then returns at once. */
  stop(): void;
  close(): void;
}

const SWITCHES = [
  '--headless',
  '--norestore',
  '--nolockcheck',
  '--nodefault',
  '--nologo',
  '--nofirststartwizard',
];

const ended = new Map<Run['ended'], string>([
  ['timeout', 'RENDER_TIMEOUT'],
  ['crash', 'RENDER_CRASH'],
  ['unstarted', 'RENDER_UNSTARTED'],
]);

/** `0007.xlsx`: the name that came in never reaches the disk or the command line. */
const fileName = (index: number, ending: string) => `${String(index).padStart(4, '0')}.${ending}`;

export function openWorker(settings: WorkerSettings): Worker {
  const { executable, version, timeoutMs, report } = settings;
  let folder: WorkFolder | undefined;
  let profile = '';
  let running: Running | undefined;
  let stopped = false;

  function workFolder(): WorkFolder {
    folder ??= openWorkFolder(settings.root, (stale) =>
      report('RENDER_STALE_REMOVED', { folders: stale.length }),
    );
    // The system may clear its temp folder under a program that runs for weeks.
    if (!existsSync(profile)) profile = folder.freshProfile();
    return folder;
  }

  async function start(orders: ReadonlyMap<number, Order>): Promise<Attempt> {
    const work = workFolder();
    const batch = work.batch();
    try {
      await mkdir(join(batch, 'out'));
      const names: string[] = [];
      for (const [index, order] of orders) {
        const name = fileName(index, order.source.extension);
        await writeFile(join(batch, name), order.bytes);
        names.push(name);
      }
      const user = `-env:UserInstallation=${pathToFileURL(profile).href}`;
      const args = [user, ...SWITCHES, '--convert-to', 'pdf', '--outdir', 'out', ...names];
      running = startOffice(executable, args, batch, timeoutMs);
      if (stopped) running.kill();
      const run = await running.done;
      return { run, pdfs: await collect(batch, orders, version) };
    } finally {
      running = undefined;
      work.remove(batch);
    }
  }

  async function attempt(orders: ReadonlyMap<number, Order>): Promise<Attempt> {
    const since = performance.now();
    const result = await start(orders);
    const ms = Math.round(performance.now() - since);
    const code = ended.get(result.run.ended);
    if (code !== undefined) {
      report(code, {
        files: orders.size,
        made: result.pdfs.size,
        ms,
        output: result.run.output.slice(0, 500),
      });
      // What was killed in the middle of a write is not trusted again.
      profile = '';
    }
    report('RENDER_BATCH', { files: orders.size, made: result.pdfs.size, ms });
    return result;
  }

  return {
    print: (orders) => printAll(orders, { attempt, timeoutMs, stopped: () => stopped }),
    stop() {
      stopped = true;
      running?.kill();
    },
    close: () => folder?.close(),
  };
}

async function collect(
  batch: string,
  orders: ReadonlyMap<number, Order>,
  version: string,
): Promise<ReadonlyMap<number, Uint8Array>> {
  const pdfs = new Map<number, Uint8Array>();
  for (const [index, order] of orders) {
    const pdf = await readFile(join(batch, 'out', fileName(index, 'pdf'))).catch(() => undefined);
    if (pdf !== undefined && isWholePdf(pdf))
      pdfs.set(index, stablePdf(pdf, order.source, order.bytes, version));
  }
  return pdfs;
}
