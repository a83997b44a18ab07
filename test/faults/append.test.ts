/**
 * Four processes append to one SQLite file and are killed with SIGKILL at random moments, 200 times. Each goes on with
 * the first command that was not acknowledged: it may have been done or not. Real: processes, SQLite, files.
 */
import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { expect, it } from 'vitest';
import { openDatabase } from '../../functions/adapters/embedded/database.ts';
import { createFiles } from '../../functions/adapters/embedded/files.ts';
import { createLedger } from '../../functions/adapters/embedded/ledger.ts';
import { createLogStore } from '../../functions/adapters/embedded/log-store.ts';
import { createSalts } from '../../functions/adapters/embedded/salts.ts';
import { createSigner } from '../../functions/adapters/embedded/signer.ts';
import { verifyHome } from '../../functions/adapters/embedded/verify.ts';
import { integrate } from '../../functions/checkpoint/integrate.ts';
import { publish } from '../../functions/checkpoint/publish.ts';
import { temporaryFolder } from '../support/folder.ts';

const WRITERS = 4;
const KILLS = 200;

const folder = temporaryFolder();
const worker = join(folder, 'worker.mjs');

/** One life of a writer: gives the last command that it acknowledged before it was killed. */
const live = (data: string, lane: number, from: number): Promise<number> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [worker, data, String(lane), String(from)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let out = '';
    child.stdout.once('data', async () => {
      await pause(Math.random() * 40);
      child.kill('SIGKILL');
    });
    child.stdout.on('data', (chunk) => {
      out += chunk;
    });
    child.on('close', (_, signal) => {
      const lines = out.slice(0, out.lastIndexOf('\n')).split('\n');
      if (signal === 'SIGKILL') resolve(Number(lines.at(-1)));
      else reject(new Error('the writer ended by itself'));
    });
  });

it(`${KILLS} kills of ${WRITERS} writers: nothing acknowledged is lost, nothing is doubled, no number is missing`, async () => {
  await build({
    entryPoints: [fileURLToPath(new URL('./append-worker.ts', import.meta.url))],
    outfile: worker,
    bundle: true,
    format: 'esm',
    platform: 'node',
  });
  const data = join(folder, 'data');
  mkdirSync(data);
  openDatabase(join(data, 'docket.sqlite')).close();
  const last = await Promise.all(
    Array.from({ length: WRITERS }, async (_, lane) => {
      let done = -1;
      for (let life = 0; life < KILLS / WRITERS; life += 1) done = await live(data, lane, done + 1);
      return done;
    }),
  );

  const database = openDatabase(join(data, 'docket.sqlite'));
  const clock = { now: () => Date.now() };
  const stores = {
    database,
    clock,
    ledger: createLedger(database),
    files: createFiles(data),
    salts: createSalts(database),
    logStore: createLogStore(database),
    signer: createSigner(join(data, 'ledger.key')),
  };
  const written = new Map<string, number>();
  for (const { actor, key } of database
    .prepare("SELECT canonical ->> '$.actor' AS actor, key FROM events")
    .all())
    written.set(`${actor} ${key}`, (written.get(`${actor} ${key}`) ?? 0) + 1);
  last.forEach((done, lane) => {
    const commands = Array.from({ length: done + 1 }, (_, n) => written.get(`writer/${lane} c${n}`));
    expect(commands).toEqual(Array(done + 1).fill(1));
    // the one that it died in may have been done
    expect(written.get(`writer/${lane} c${done + 1}`) ?? 1).toBe(1);
    expect(written.has(`writer/${lane} c${done + 2}`)).toBe(false);
  });
  const numbered = database
    .prepare("SELECT count(*) AS n FROM events WHERE type = 'document.numbered'")
    .get()?.n;
  await integrate(stores);
  await publish(stores);
  expect(await verifyHome(stores)).toMatchObject({
    findings: [],
    numbers: numbered,
    events: database.prepare('SELECT count(*) AS n FROM events').get()?.n,
  });
  database.close();
});
