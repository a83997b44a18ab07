/**
 * Kills the pipeline with SIGKILL at random moments and starts it again. Real: process, SQLite, files, queue,
 * template engine, rules. Not real: LibreOffice (its place is taken by a converter that answers at once, so that
 * 50 runs fit into minutes; a rendering that is killed is tested all the same).
 */
import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { verifyHome } from '../../functions/adapters/embedded/verify.ts';
import { openHome, prepareData, sampleOf } from '../../infra/local/home.ts';
import { temporaryFolder } from '../support/folder.ts';
import { quickRenderer } from '../support/quick-renderer.ts';
import { quotationRequests } from '../support/requests.ts';

const TRIALS = 50;
const DOCUMENTS = 200;
const AT_ONCE = 2;

const worker = fileURLToPath(new URL('./worker.ts', import.meta.url));
const folder = temporaryFolder();
const base = join(folder, 'base');

interface Run {
  /** Milliseconds from the moment at which it began to work. */
  readonly ms: number;
  readonly killed: boolean;
}

/** One life of the process; `killAfter` milliseconds of work it is killed, unless it is done before. */
const live = (data: string, killAfter?: number): Promise<Run> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', worker, data]);
    let began = 0;
    let errors = '';
    child.stderr.on('data', (chunk) => {
      errors += chunk;
    });
    child.stdout.once('data', () => {
      began = performance.now();
      if (killAfter !== undefined) setTimeout(() => child.kill('SIGKILL'), killAfter);
    });
    child.on('close', (code, signal) => {
      if (code !== 0 && signal !== 'SIGKILL') reject(new Error(`the worker ended with ${code}: ${errors}`));
      else resolve({ ms: performance.now() - began, killed: signal === 'SIGKILL' });
    });
  });

const drop = (data: string): void =>
  writeFileSync(
    join(data, 'inbox', 'quotation', 'requests.json'),
    JSON.stringify(quotationRequests(DOCUMENTS)),
  );

const inspect = async (data: string) => {
  const ports = await openHome(data, quickRenderer());
  const { rows } = await ports.views.list({ kind: 'quotation', limit: 1000, offset: 0 });
  const uploads = await ports.views.list({ kind: 'upload', limit: 1000, offset: 0 });
  const found = {
    numbers: rows.map(({ number }) => Number(number?.slice(-6))).toSorted((a, b) => a - b),
    states: [...new Set(rows.map(({ state }) => state))],
    rejected: uploads.rows.filter(({ state }) => state === 'rejected').map(({ title }) => title),
    dead: ports.queue.dead(),
    waiting: ports.queue.waiting(),
    folders: readdirSync(join(data, 'documents')).length,
    inbox: readdirSync(join(data, 'inbox', 'quotation')),
    findings: (await verifyHome(ports)).findings,
  };
  ports.database.close();
  return found;
};

describe('killed at any moment, nothing is lost and nothing is doubled', () => {
  let whole = 0;

  beforeAll(async () => {
    await prepareData(base);
    mkdirSync(join(base, 'inbox', 'price-list'), { recursive: true });
    mkdirSync(join(base, 'inbox', 'quotation'), { recursive: true });
    writeFileSync(join(base, 'inbox', 'price-list', 'list.json'), readFileSync(sampleOf('price-list')));
    await live(base);
    const undisturbed = join(folder, 'undisturbed');
    cpSync(base, undisturbed, { recursive: true });
    drop(undisturbed);
    whole = (await live(undisturbed)).ms;
  });

  /** A home whose first life was killed at a random moment; a run that was done before it came is tried again. */
  const killedHome = async (name: string): Promise<string> => {
    for (let attempt = 0; ; attempt += 1) {
      const data = join(folder, `${name}-${attempt}`);
      cpSync(base, data, { recursive: true });
      drop(data);
      if ((await live(data, Math.random() * whole)).killed) return data;
    }
  };

  const trial = async (name: string): Promise<void> => {
    const data = await killedHome(name);
    // one life in three is killed a second time while it recovers
    if (Math.random() < 0.33) await live(data, (Math.random() * whole) / 2);
    await live(data);
    expect(await inspect(data)).toEqual({
      numbers: Array.from({ length: DOCUMENTS }, (_, index) => index + 1),
      states: ['archived'],
      rejected: [],
      dead: [],
      waiting: 0,
      folders: DOCUMENTS,
      inbox: [],
      findings: [],
    });
  };

  it(`${TRIALS} of ${TRIALS} killed runs of ${DOCUMENTS} documents come through`, async () => {
    let next = 0;
    const runner = async () => {
      while (next < TRIALS) await trial(`trial-${next++}`);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, runner));
    expect(next).toBe(TRIALS);
  });
});
