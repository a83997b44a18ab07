import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { documentCounts } from '../../functions/core/document/counts.ts';
import { workOf } from '../../functions/core/document/states.ts';
import { openHome, prepareData, sampleOf } from '../../infra/local/home.ts';
import { startRuntime } from '../../infra/local/runtime.ts';
import { quickRenderer } from '../support/quick-renderer.ts';
import { quotationRequests } from '../support/requests.ts';
import { quotationTable } from './table.ts';

/** A running home with the sample price list published. */
export const openRunning = async (data: string, renderer?: ReturnType<typeof quickRenderer>) => {
  await prepareData(data);
  const ports = await openHome(data, renderer);
  await ports.company.current();
  writeFileSync(join(data, 'inbox', 'price-list', 'list.json'), readFileSync(sampleOf('price-list')));
  const runtime = await startRuntime(ports, data);
  await runtime.idle();
  return { ports, runtime };
};

/** From the drop of a JSON request to `document.filled` in the ledger, one at a time, warm. */
const latency = async (data: string): Promise<string> => {
  const { ports, runtime } = await openRunning(data, quickRenderer());
  const times: number[] = [];
  for (const [n, request] of quotationRequests(30, 6).entries()) {
    const began = performance.now();
    writeFileSync(join(data, 'inbox', 'quotation', `r${n}.json`), JSON.stringify(request));
    const filled = async (): Promise<number> =>
      (await ports.views.list({ kind: 'quotation', limit: 0, offset: 0 })).total;
    while (
      (await filled()) <= n ||
      (await ports.views.list({ kind: 'quotation', limit: 1, offset: 0 })).rows[0]?.amount === null
    )
      await pause(2);
    times.push(performance.now() - began);
  }
  await runtime.stop();
  const warm = times.slice(5).toSorted((a, b) => a - b);
  const at = (share: number) => (warm[Math.floor(share * (warm.length - 1))] ?? 0).toFixed(0);
  return `drop to filled and ledgered, 6 lines: median ${at(0.5)} ms, 95 % ${at(0.95)} ms`;
};

const loadWorker = fileURLToPath(new URL('./load.ts', import.meta.url));

/** One workbook of N quotations to filled and ledgered, in a process of its own; peak memory is that process's. */
const workbook =
  (count: number) =>
  async (data: string): Promise<string> => {
    mkdirSync(data, { recursive: true });
    const file = join(data, 'batch.xlsx');
    writeFileSync(file, await quotationTable(count));
    return new Promise((resolve, reject) => {
      const child = spawn(
        process.execPath,
        ['--disable-warning=ExperimentalWarning', loadWorker, join(data, 'home'), file],
        {
          stdio: ['ignore', 'pipe', 'inherit'],
        },
      );
      let out = '';
      child.stdout.on('data', (chunk) => {
        out += chunk;
      });
      child.on('close', (code) =>
        code === 0 ? resolve(out.trim()) : reject(new Error(`ended with ${code}`)),
      );
    });
  };

/**
 * CPU seconds of the children that have ended, and of theirs; undefined where the system does not say (Linux does,
 * in hundredths of a second). Node counts only itself.
 */
const childrenSeconds = (): number | undefined => {
  if (process.platform !== 'linux') return undefined;
  const fields = readFileSync('/proc/self/stat', 'latin1')
    .replace(/^.*\) /, '')
    .split(' ');
  return (Number(fields[13]) + Number(fields[14])) / 100;
};

const ownSeconds = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

/** PDFs by LibreOffice through the whole pipeline, from the drop of one file. */
const pdfs = async (data: string): Promise<string> => {
  const { ports, runtime } = await openRunning(data);
  const count = 120;
  const { version } = await ports.renderer.probe();
  if (!runtime.rendererReady()) return 'LibreOffice is not here';
  const began = performance.now();
  const [own, children] = [ownSeconds(), childrenSeconds()];
  writeFileSync(join(data, 'inbox', 'quotation', 'r.json'), JSON.stringify(quotationRequests(count, 6)));
  while (workOf(documentCounts(await ports.views.counts())).done < count) await pause(20);
  const wall = (performance.now() - began) / 1000;
  const pipeline = ownSeconds() - own;
  await runtime.stop();
  const said = `${count} PDFs in ${wall.toFixed(1)} s (LibreOffice ${version}): ${(count / wall).toFixed(1)} a second on this machine`;
  const ended = childrenSeconds();
  if (children === undefined || ended === undefined) return said;
  const converter = ended - children;
  return `${said}, ${(count / (pipeline + converter)).toFixed(1)} a second per core (CPU: LibreOffice ${converter.toFixed(1)} s, pipeline ${pipeline.toFixed(1)} s)`;
};

export const spine = { latency, 'book-10000': workbook(10_000), 'book-20000': workbook(20_000), pdfs };
