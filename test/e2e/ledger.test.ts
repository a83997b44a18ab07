import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { verifyMerkleInclusion } from '@sigstore/verify/dist/tlog/merkle.js';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../functions/adapters/embedded/database.ts';
import { verifyHome } from '../../functions/adapters/embedded/verify.ts';
import { lockData } from '../../infra/local/lock.ts';
import { startRuntime } from '../../infra/local/runtime.ts';
import { docket } from '../support/cli.ts';
import { temporaryFolder } from '../support/folder.ts';
import { letterHome, letterRequest } from '../support/letter-home.ts';
import { takeIn } from '../support/take-in.ts';

const folder = temporaryFolder();

it('a void document keeps its number, once and for ever; what was erased is gone and the ledger still verifies', async () => {
  const home = await letterHome(folder, 'home');
  const { data } = home;
  home.drop('letter', 'a.json', JSON.stringify(['L-1', 'L-2', 'L-3'].map(letterRequest)));
  await home.run();
  const run = (...args: string[]) => docket([...args, '--data', data]);
  const numbers = readdirSync(join(data, 'documents')).toSorted();
  const [first = '', second = ''] = numbers;

  expect(await run('void', second)).toMatchObject({
    code: 1,
    err: expect.stringContaining('reason'),
  });
  const voided = await run('void', second, '--reason', 'sent to the wrong customer');
  expect(voided).toMatchObject({ code: 0, out: `${second} is void; its number stays taken\n` });
  expect((await run('void', second, '--reason', 'another')).out).toContain('first reason stands');
  const all = JSON.parse((await run('register', '--json')).out);
  expect(all).toMatchObject([
    { number: first, reason: null },
    { number: second, state: 'voided', reason: 'sent to the wrong customer' },
    { number: numbers[2], reason: null },
  ]);
  const only = await run('register', 'letter', '--void');
  expect(only.out).toMatch(/000002 +Void .*sent to the wrong customer/);
  expect(only.out).not.toContain('000001');

  expect(await run('erase', first)).toMatchObject({
    code: 1,
    err: expect.stringContaining('--yes'),
  });
  const erased = JSON.parse((await run('erase', first, '--yes', '--json')).out);
  expect(erased.erased.length).toBeGreaterThan(1);
  for (const key of erased.erased) expect(existsSync(join(data, key))).toBe(false);
  for (const key of erased.issued) expect(existsSync(join(data, key))).toBe(true);
  const [upload] = erased.uploads;
  expect((await run('erase', upload, '--yes')).out).toContain('received/');
  expect(
    readdirSync(join(data, 'received'), { recursive: true, withFileTypes: true }).filter((e) => e.isFile()),
  ).toEqual([]);
  expect(await run('verify')).toMatchObject({ code: 0, out: expect.stringContaining('erased on request') });
});

const rowsOf = (database: Database) => database.prepare('SELECT * FROM documents ORDER BY stream').all();

it('rebuild makes the lists again from nothing but the events; checkpoint signs at once, running or not', async () => {
  const home = await letterHome(folder, 'lists');
  const { data } = home;
  home.drop('letter', 'a.json', JSON.stringify(['L-1', 'L-2', 'L-3'].map(letterRequest)));
  home.drop('letter', 'bad.json', '{');
  await home.run();
  const rows = await home.use(async ({ database }) => rowsOf(database));
  expect(rows.length).toBeGreaterThan(5);
  await home.use(async ({ database }) => {
    database.exec("UPDATE documents SET ver = ver + 9, state = 'x', row = '{}' WHERE number LIKE '%1'");
    database.exec("DELETE FROM documents WHERE number LIKE '%2'");
    database.exec(
      "INSERT INTO documents SELECT 'ghost', ver, kind, state, NULL, title, party, created_at, updated_at, row FROM documents LIMIT 1",
    );
  });
  const rebuilt = await docket(['rebuild', '--json', '--data', data]);
  expect(JSON.parse(rebuilt.out)).toEqual({ rows: rows.length });
  expect(await home.use(async ({ database }) => rowsOf(database))).toEqual(rows);

  const [number = ''] = readdirSync(join(data, 'documents'));
  await docket(['void', number, '--reason', 'x', '--data', data]);
  const kept = join(folder, 'kept checkpoint');
  const signed = await docket(['checkpoint', '-o', kept, '--data', data]);
  expect(signed).toMatchObject({ code: 0, out: expect.stringMatching(/^signed: \d+ entries/) });
  expect(readFileSync(kept)).toEqual(readFileSync(join(data, 'log', 'checkpoint')));
  const runtime = await startRuntime(home.open(), data);
  const unlock = lockData(data);
  await docket(['erase', number, '--yes', '--data', data]);
  const size = (text: string) => Number(/\d+/.exec(text)?.[0]);
  expect(size((await docket(['checkpoint', '--data', data])).out)).toBe(size(signed.out) + 1);
  expect(await docket(['rebuild', '--data', data])).toMatchObject({
    code: 1,
    err: expect.stringContaining('already runs'),
  });
  await runtime.stop();
  unlock();
  expect(await docket(['verify', '--since', kept, '--data', data])).toMatchObject({ code: 0 });
});

/** Every other Node of this machine that is new enough, and this one. */
const nodes = (): readonly string[] => {
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  const paths = (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, name));
  const versions = new Map([[process.version, process.execPath]]);
  for (const path of paths.filter((one) => existsSync(one))) {
    const version = execFileSync(path, ['--version'], { encoding: 'utf8' }).trim();
    if (Number(/\d+/.exec(version)?.[0]) >= 20) versions.set(version, path);
  }
  return [...versions.values()];
};

/** Runs a verifier as somebody does who has nothing but Node and the folder. */
const alone = (node: string, cwd: string, ...args: string[]) => {
  const { status, stdout, stderr } = spawnSync(node, [join(cwd, 'verify.mjs'), ...args], {
    cwd,
    encoding: 'utf8',
    env: { DOCKET_LANG: 'en' },
  });
  return { code: status, out: stdout, err: stderr };
};

it('a series ends at midnight in Shanghai: the year is that of receipt, chosen once', async () => {
  const home = await letterHome(folder, 'year');
  await home.use(async (ports) => {
    for (const [id, at] of [
      ['a', '2026-12-31T15:59:59.999Z'],
      ['b', '2026-12-31T16:00:00.000Z'],
      ['c', '2026-12-31T15:00:00.000Z'],
      ['d', '2027-12-31T15:59:59.999Z'],
    ] as const) {
      const key = `received/letter/${id}/r.json`;
      await ports.files.put(key, Buffer.from(JSON.stringify(letterRequest(`L-${id}`))));
      expect(await takeIn(ports, key, at)).toBe(true);
    }
  });
  await home.run();
  expect(readdirSync(join(home.data, 'documents')).toSorted()).toEqual([
    'LT-2026-000001',
    'LT-2026-000002',
    'LT-2027-000001',
    'LT-2027-000002',
  ]);
  expect(await home.use((ports) => verifyHome(ports))).toMatchObject({ findings: [], numbers: 4 });
});

describe('what an auditor carries away', () => {
  const exported = join(folder, 'away', '导出 1');
  const proof = join(folder, 'away', 'a.tlog-proof');
  const kept = join(folder, 'away', 'kept');
  let data = '';
  let number = '';

  beforeAll(async () => {
    const home = await letterHome(folder, 'audited');
    data = home.data;
    mkdirSync(join(folder, 'away'));
    home.drop('letter', 'a.json', JSON.stringify(['L-1', 'L-2', 'L-3'].map(letterRequest)));
    await home.run();
    number = readdirSync(join(data, 'documents'))[0] ?? '';
    await docket(['checkpoint', '-o', kept, '--data', data]);
    await docket(['erase', readdirSync(join(data, 'documents'))[2] ?? '', '--yes', '--data', data]);
    expect(await docket(['export', exported, '--data', data])).toMatchObject({ code: 0, err: '' });
    expect(await docket(['prove', number, '-o', proof, '--data', data])).toMatchObject({ code: 0, err: '' });
  });

  it.each(nodes())('verifies with nothing but %s', (node) => {
    const vkey = join(exported, 'log', 'vkey');
    const checked = alone(node, exported, '--since', kept, '--vkey', vkey);
    expect(checked).toMatchObject({ code: 0, out: expect.stringContaining('all in order'), err: '' });
    const edited = join(folder, 'away', `edited ${process.pid} ${node.length}`);
    cpSync(exported, edited, { recursive: true });
    const path = join(edited, 'ledger', 'events.jsonl');
    writeFileSync(path, readFileSync(path, 'utf8').replace('甲公司', '乙公司'));
    const found = alone(node, edited, '--json');
    expect(found.code).toBe(3);
    expect(JSON.parse(found.out).findings).toMatchObject([
      { ver: 1, what: { en: 'it is not in the log' } },
      { ver: 2, what: { en: 'its link to the event before differs' } },
      { ver: 1, what: { en: expect.stringContaining('gone or was changed') } },
    ]);
  });

  it('docket verify checks the folder too, and refuses to export into it again', async () => {
    expect(await docket(['verify', '--data', exported])).toMatchObject({ code: 0 });
    const again = await docket(['export', exported, '--data', data]);
    expect(again).toMatchObject({ code: 1, err: expect.stringContaining('not empty') });
  });

  it('a proof of at most 3 KB shows a document to whoever has the key, and nothing else', async () => {
    const bytes = readFileSync(proof);
    expect(bytes.length).toBeLessThanOrEqual(3072);
    const files = readdirSync(join(data, 'documents', number)).filter((name) => name.endsWith('.pdf'));
    const pdf = join(data, 'documents', number, files[0] ?? '');
    const vkey = join(exported, 'log', 'vkey');
    for (const run of [
      (...args: string[]) => alone(process.execPath, exported, ...args),
      (...args: string[]) => docket(['verify', ...args, '--data', data]),
    ]) {
      const good = await run('--proof', proof, '--vkey', vkey, pdf);
      expect(good).toMatchObject({
        code: 0,
        out: expect.stringMatching(/document\.rendered .* entry \d+ of \d+\n✓ /),
      });
      expect(await run('--proof', proof, join(exported, 'README.md'))).toMatchObject({ code: 3 });
      expect(JSON.parse((await run('--proof', proof, '--json', pdf)).out)).toMatchObject({
        event: { type: 'document.rendered' },
        files: [{ proven: true }],
      });
    }
    const bad = join(folder, 'away', 'bad.tlog-proof');
    writeFileSync(bad, String(bytes).replace(/^index \d+$/m, 'index 0'));
    expect(alone(process.execPath, exported, '--proof', bad)).toMatchObject({ code: 3 });
  });

  it('another implementation agrees with the proof', () => {
    const [head = '', note = ''] = readFileSync(proof, 'utf8').split(/\n\n(.*)/s);
    const [, extra = '', index = '', ...hashes] = head.split('\n');
    const event = Buffer.from(extra.slice('extra '.length), 'base64');
    const { ver, stream } = JSON.parse(String(event));
    const e = createHash('sha256').update('docket/event/v1\n').update(event).digest('hex');
    const [, size = '', root = ''] = note.split('\n');
    const check = (canonicalizedBody: string): void =>
      verifyMerkleInclusion(
        {
          canonicalizedBody: Buffer.from(canonicalizedBody),
          inclusionProof: {
            logIndex: index.slice('index '.length),
            hashes: hashes.map((hash) => Buffer.from(hash, 'base64')),
          },
        } as unknown as Parameters<typeof verifyMerkleInclusion>[0],
        { logSize: BigInt(size), logHash: Buffer.from(root, 'base64') } as Parameters<
          typeof verifyMerkleInclusion
        >[1],
      );
    expect(() => check(JSON.stringify({ e, n: ver, s: stream }))).not.toThrow();
    expect(() => check(JSON.stringify({ e, n: ver + 1, s: stream }))).toThrow();
  });
});
