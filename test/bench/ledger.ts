import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openDatabase, transaction } from '../../functions/adapters/embedded/database.ts';
import { createFiles } from '../../functions/adapters/embedded/files.ts';
import { createLedger } from '../../functions/adapters/embedded/ledger.ts';
import { createLogStore } from '../../functions/adapters/embedded/log-store.ts';
import { createSigner } from '../../functions/adapters/embedded/signer.ts';
import { integrate } from '../../functions/checkpoint/integrate.ts';
import { publish } from '../../functions/checkpoint/publish.ts';
import { record, recordNumbered } from '../../functions/core/document/append.ts';
import { prove } from '../../functions/core/document/prove.ts';
import { type Draft, seal } from '../../functions/core/ledger/envelope.ts';
import { documentId, sha256 } from '../../functions/core/ledger/hash.ts';
import { NUMBER_BATCH } from '../../functions/core/ledger/limits.ts';
import { numberOf } from '../../functions/core/ledger/series.ts';

const SERIES = 'QT-2026';

const open = (data: string) => {
  mkdirSync(data, { recursive: true });
  const database = openDatabase(join(data, 'docket.sqlite'));
  return {
    database,
    ledger: createLedger(database),
    logStore: createLogStore(database),
    files: createFiles(data),
    signer: createSigner(join(data, 'keys', 'ledger.key')),
  };
};

const cause = { key: 'bench', actor: 'docket/bench', at: Date.UTC(2026, 10, 23, 4) };
const stream = (n: number): string => documentId(`bench\n${n}`);

/** Runs so many pieces of work, so many at a time; pieces a second. */
const rate = async (
  pieces: number,
  atOnce: number,
  work: (n: number) => Promise<unknown>,
): Promise<number> => {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < pieces) await work(next++);
  };
  const began = performance.now();
  await Promise.all(Array.from({ length: atOnce }, worker));
  return (1000 * pieces) / (performance.now() - began);
};

/** Events as large as those of a quotation. */
const drafts = (n: number): readonly Draft[] => {
  const file = (name: string) => ({
    name,
    key: `documents/${name}/${name}`,
    sha256: sha256(name),
    size: 20_000,
    source: `${name}.xlsx`,
  });
  const number = numberOf(SERIES, n + 1);
  const body = sha256(number);
  const received = {
    kind: 'quotation',
    content: body,
    requestNo: `XJ-${n}`,
    title: '主板 S600J',
    party: `示例通讯 ${n} 号有限公司`,
    revision: 0,
    today: '2026-11-23',
    templates: { a: sha256('a'), b: sha256('b') },
  };
  return [
    { type: 'document.received', data: received },
    { type: 'document.numbered', data: { number, series: SERIES, n: n + 1 } },
    ...['filled', 'rendered', 'signed', 'sealed', 'archived', 'sent'].map((type) => ({
      type: `document.${type}`,
      data: { revision: 0, actors: [`person-${n % 9}`], hash: file(number).sha256, name: number },
    })),
  ];
};

const EVENTS_OF_ONE = 8;

/** A ledger as the pipeline leaves it after so many events: with claims, log, tiles and a checkpoint. */
const build = async (data: string, events: number) => {
  const stores = open(data);
  const { database } = stores;
  const insert = database.prepare(
    'INSERT INTO events (stream, ver, type, key, hash, canonical) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const claim = database.prepare('INSERT INTO claims (series, n, stream, ver) VALUES (?, ?, ?, 2)');
  const documents = events / EVENTS_OF_ONE;
  for (let from = 0; from < documents; from += 1000)
    transaction(database, () => {
      for (let n = from; n < Math.min(documents, from + 1000); n += 1) {
        const name = stream(n);
        for (const e of seal(name, undefined, drafts(n), cause))
          insert.run(e.stream, e.ver, e.type, e.key, e.hash, e.canonical);
        claim.run(SERIES, n + 1, name);
      }
    });
  database.prepare('INSERT INTO counters VALUES (?, ?)').run(SERIES, documents + 1);
  await integrate({ ...stores, clock: { now: () => cause.at } });
  await publish(stores);
  return stores;
};

const verifier = fileURLToPath(new URL('./verify.ts', import.meta.url));

/** Verifies in a process of its own, whose peak of memory it is. */
const verifyApart = (data: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', verifier, data], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let out = '';
    child.stdout.on('data', (chunk) => {
      out += chunk;
    });
    child.on('close', (code) => (code === 0 ? resolve(out.trim()) : reject(new Error(`ended with ${code}`))));
  });

const whole = (n: number): string => Math.round(n).toLocaleString('en');

const MILLION = 1_000_000;

/** Durable appends, numbers in batches, verification of a million events, the proof of one. */
export const ledger = async (data: string): Promise<string> => {
  const { ledger: alone, database } = open(join(data, 'appends'));
  const append = (tag: string) => (n: number) =>
    record(alone, [
      { stream: `${tag}/${n}`, decide: () => ({ drafts: drafts(n).slice(0, 1), result: undefined }), cause },
    ]);
  const single = await rate(3000, 1, append('one'));
  const hundred = await rate(30_000, 100, append('hundred'));
  const batch = (from: number) =>
    recordNumbered(
      alone,
      SERIES,
      Array.from({ length: NUMBER_BATCH }, (_, index) => ({
        stream: `hundred/${from * NUMBER_BATCH + index}`,
        decide: (_events, n) => ({
          type: 'document.numbered',
          data: { number: numberOf(SERIES, n), series: SERIES, n },
        }),
        cause,
      })),
    );
  const numbered = NUMBER_BATCH * (await rate(300, 1, batch));
  database.close();
  const home = join(data, 'million');
  const began = performance.now();
  const stores = await build(home, MILLION);
  const built = (performance.now() - began) / 1000;
  const verified = await verifyApart(home);
  const asked = performance.now();
  const proof = await prove(stores, stream(MILLION / EVENTS_OF_ONE / 2));
  const proven = performance.now() - asked;
  stores.database.close();
  return [
    `appends, durable: ${whole(single)}/s one at a time, ${whole(hundred)}/s from 100 writers`,
    `numbered documents in batches of ${NUMBER_BATCH}: ${whole(numbered)}/s`,
    `${whole(MILLION)} events, logged and signed in ${built.toFixed(0)} s, ${verified}`,
    `proof of one of them: ${proof?.length} bytes in ${proven.toFixed(0)} ms`,
  ].join(`\n${' '.repeat(13)}`);
};
