/**
 * From decisions to a signed PDF: the work dies before and after every write that it makes, is delivered again, twice
 * at once and late. Real: SQLite, files, kinds, templates, signatures. Not real: LibreOffice.
 */
import { chmodSync, cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, vi } from 'vitest';
import type { EmbeddedPorts } from '../../functions/adapters/embedded/ports.ts';
import { verifyHome } from '../../functions/adapters/embedded/verify.ts';
import { stage as archive } from '../../functions/archive/handler.ts';
import { act } from '../../functions/core/document/act.ts';
import { checkFile } from '../../functions/core/document/check-file.ts';
import type { Archived, Signed } from '../../functions/core/document/events.ts';
import { type Evidence, keepEvidence } from '../../functions/core/document/evidence.ts';
import { streamOfHash } from '../../functions/core/document/file-hashes.ts';
import { rowOf } from '../../functions/core/document/projection.ts';
import { open } from '../../functions/core/ledger/envelope.ts';
import { verifyPdf } from '../../functions/core/pdf/verify.ts';
import { replayRoute } from '../../functions/core/routing/state.ts';
import { stage as sign } from '../../functions/sign/handler.ts';
import { openHome, prepareData, sampleOf } from '../../infra/local/home.ts';
import { startRuntime } from '../../infra/local/runtime.ts';
import { temporaryFolder } from '../support/folder.ts';
import { paperRenderer } from '../support/paper-renderer.ts';
import { judgedByOthers } from '../support/pdf-tools.ts';
import { needs } from '../support/system.ts';
import { localAuthority } from '../support/timestamp-authority.ts';

const { it } = needs('fc-match');
const folder = temporaryFolder();
const base = join(folder, 'base');
let stream = '';
let count = 0;

type Home = EmbeddedPorts & { readonly data: string };

const use = async <T>(data: string, work: (ports: Home) => Promise<T>): Promise<T> => {
  const ports = await openHome(data, paperRenderer());
  try {
    return await work({ ...ports, data });
  } finally {
    ports.database.close();
  }
};

/** A home with one contract in approval, and its keys. */
beforeAll(async () => {
  await prepareData(base);
  const ports = await openHome(base, paperRenderer());
  writeFileSync(join(base, 'inbox', 'sales-contract', 'c.json'), readFileSync(sampleOf('sales-contract')));
  const runtime = await startRuntime(ports, base);
  await ports.documentSigner();
  await runtime.idle();
  await runtime.stop();
  stream = await use(base, async ({ views }) => (await views.byNumber('SC-2026-000001'))?.stream ?? '');
});

const home = (): string => {
  const data = join(folder, `home-${count++}`);
  cpSync(base, data, { recursive: true });
  return data;
};

type Died = 'before' | 'after';

/** Ports whose n-th write, of a file or to the ledger, dies before it is done or just after. */
const dying = (ports: EmbeddedPorts, at: number, when: Died): EmbeddedPorts => {
  let writes = 0;
  const guard =
    <A extends unknown[], R>(write: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      writes += 1;
      if (writes !== at) return write(...args);
      if (when === 'after') await write(...args);
      throw new Error('died');
    };
  const { ledger, files } = ports;
  return {
    ...ports,
    ledger: { ...ledger, append: guard(ledger.append) },
    files: { ...files, put: guard(files.put) },
  };
};

const call = async (ports: EmbeddedPorts, stage: typeof sign = sign): Promise<boolean> => {
  const body = JSON.stringify({ stream, ver: 1, type: 'task.signed' });
  const { batchItemFailures } = await stage(ports)({ Records: [{ messageId: '1', body }] } as never);
  return batchItemFailures.length === 0;
};

const decide = async (ports: EmbeddedPorts, by: string, evidence?: Evidence): Promise<void> => {
  const { tasks, shown } = replayRoute(await ports.ledger.read(stream));
  const kept = evidence && { evidence: await keepEvidence(ports, stream, evidence) };
  const done = await act(ports, stream, { type: 'act', task: tasks[0]?.task ?? '', by, shown, ...kept });
  if (!done.ok) throw new Error(done.error.message.en);
};

const WAY = ['jiang-haoran', 'lu-mingqian', 'external:buyer', 'fang-zhiyu'] as const;

const signedIn = async ({ ledger }: EmbeddedPorts): Promise<readonly Signed[]> =>
  (await ledger.read(stream))
    .filter(({ type }) => type === 'document.signed')
    .map((event) => open(event).data as unknown as Signed);

const reportOf = async (ports: EmbeddedPorts, key: string) => {
  const { certificates } = await ports.documentSigner();
  return verifyPdf(await ports.files.get(key), certificates.slice(-1));
};

it('dies before and after each of its writes and puts every act on the paper once', {
  timeout: 60_000,
}, async () => {
  await use(home(), async (ports) => {
    for (const by of WAY) {
      await decide(ports, by);
      for (let at = 1; at <= 3; at += 1)
        for (const when of ['before', 'after'] as const) await call(dying(ports, at, when));
    }
    expect(await call(ports)).toBe(true);
    const signed = await signedIn(ports);
    expect(signed.map(({ act: what, slot }) => `${what} ${slot}`)).toEqual([
      'sign director1',
      'sign customer1',
      'seal seal1',
    ]);
    const { findings, signatures } = await reportOf(ports, signed.at(-1)!.file.key);
    expect(findings).toEqual([]);
    expect(signatures.map(({ name }) => name)).toEqual(['陆鸣谦', '林采薇', '方知予']);
    expect(rowOf(await ports.ledger.read(stream))?.files).toHaveProperty([signed.at(-1)!.file.name]);
    expect((await verifyHome(ports)).findings).toEqual([]);
  });
});

it('two calls at once agree on one file', async () => {
  await use(home(), async (ports) => {
    for (const by of WAY.slice(0, 3)) await decide(ports, by);
    await Promise.all([call(ports), call(ports), call(ports)]);
    await call(ports);
    const signed = await signedIn(ports);
    expect(signed.map(({ n }) => n)).toEqual([1, 2]);
    expect((await reportOf(ports, signed[1]!.file.key)).findings).toEqual([]);
  });
});

const archivedIn = async ({ ledger }: EmbeddedPorts): Promise<readonly Archived[]> =>
  (await ledger.read(stream))
    .filter(({ type }) => type === 'document.archived')
    .map((event) => open(event).data as unknown as Archived);

it('is filed once, with bytes of its own, whatever dies; a file that is altered is not', async () => {
  await use(home(), async (ports) => {
    for (const by of WAY) await decide(ports, by);
    expect(await call(ports, archive)).toBe(true);
    expect(await archivedIn(ports)).toEqual([]);
    await call(ports);
    const bad = { ...ports.files, get: async (key: string) => (await ports.files.get(key)).slice(1) };
    expect(await call({ ...ports, files: bad }, archive)).toBe(false);
    for (let at = 1; at <= 3; at += 1)
      for (const when of ['before', 'after'] as const)
        await call(dying(ports, at, when), archive).catch(() => false);
    await Promise.all([call(ports, archive), call(ports, archive)]);
    const filed = await archivedIn(ports);
    expect(filed).toHaveLength(1);
    const [{ files, register, retainUntil, version }] = filed as [Archived];
    const signed = (await signedIn(ports)).at(-1)!.file;
    expect({ version, files, retainUntil }).toMatchObject({
      version: 1,
      retainUntil: '2037-11-22',
      files: [
        {
          key: `archive/sales-contract/${files[0]!.key.split('/')[2]}/SC-2026-000001.pdf`,
          sha256: signed.sha256,
        },
      ],
    });
    expect(register).toMatchObject({ number: 'SC-2026-000001', signedOn: register.archivedOn });
    expect(await streamOfHash(ports, signed.sha256)).toBe(stream);
    expect(rowOf(await ports.ledger.read(stream))).toMatchObject({ state: 'archived' });
    expect((await verifyHome(ports)).findings).toEqual([]);
    const path = join(ports.data, files[0]!.key);
    chmodSync(path, 0o644);
    writeFileSync(path, 'other');
    expect((await verifyHome(ports)).findings).toMatchObject([{ where: files[0]!.key }]);
    expect(await ports.files.digest(signed.key)).toMatchObject({ sha256: signed.sha256 });
  });
});

const evidenceWith = (look: Evidence['look']): Evidence => ({
  look,
  caller: '',
  browser: '',
  consent: null,
  code: null,
});

it('a picture that cannot be drawn, or that unfolds to all memory, does not stop the paper', async () => {
  await use(home(), async (ports) => {
    const bomb = Buffer.from(readFileSync(new URL('../../templates/company/seal.png', import.meta.url)));
    bomb.writeUInt32BE(60_000, 16);
    bomb.writeUInt32BE(60_000, 20);
    await decide(ports, WAY[0]);
    const junk = Buffer.from('no picture').toString('base64');
    await decide(ports, WAY[1], evidenceWith({ kind: 'picture', base64: junk }));
    await decide(ports, WAY[2], evidenceWith({ kind: 'picture', base64: bomb.toString('base64') }));
    expect(await call(ports)).toBe(true);
    expect(await signedIn(ports)).toHaveLength(2);
  });
});

it('what a refusal made void comes off the paper, and the next file has only what stands', async () => {
  await use(home(), async (ports) => {
    await decide(ports, WAY[0]);
    await decide(ports, WAY[1]);
    await call(ports);
    const { tasks } = replayRoute(await ports.ledger.read(stream));
    const refusal = {
      task: tasks[0]!.task,
      by: 'external:buyer',
      reason: '交期不对',
      to: 'director',
    } as const;
    expect(await act(ports, stream, { type: 'reject', ...refusal })).toMatchObject({ ok: true });
    await decide(ports, WAY[1]);
    await call(ports);
    const signed = await signedIn(ports);
    expect(signed.map(({ n, after }) => [n, after])).toEqual([
      [1, null],
      [2, null],
    ]);
    const { findings, signatures } = await reportOf(ports, signed[1]!.file.key);
    expect([findings, signatures.length]).toEqual([[], 1]);
  });
});

needs('fc-match', 'openssl', 'pdfsig', 'mutool', 'qpdf').it(
  'while its time stamp authority is away nothing is signed; then each signature carries its time stamp',
  async () => {
    const authority = await localAuthority(folder);
    const rootsFile = join(folder, 'roots.pem');
    writeFileSync(rootsFile, authority.root);
    vi.stubEnv('DOCKET_TSA', authority.url);
    vi.stubEnv('DOCKET_TSA_ROOTS', rootsFile);
    await use(home(), async (ports) => {
      await decide(ports, WAY[0]);
      await decide(ports, WAY[1]);
      authority.answer = Buffer.from('closed for today');
      expect(await call(ports)).toBe(false);
      expect(await signedIn(ports)).toEqual([]);
      authority.answer = undefined;
      expect(await call(ports)).toBe(true);
      await decide(ports, WAY[2]);
      expect(await call(ports)).toBe(true);
      const signed = await signedIn(ports);
      const bytes = await ports.files.get(signed[1]!.file.key);
      const { certificates } = await ports.documentSigner();
      expect(judgedByOthers(folder, bytes, certificates.at(-1)!, Date.now())).toMatchObject({
        pdfsig: 2,
        openssl: 2,
        qpdf: true,
      });
      const stamped = { valid: true, timestamp: { authority: 'Test TSA', trusted: true } };
      const { signatures } = await checkFile(ports, bytes);
      expect(signatures).toMatchObject([stamped, stamped]);
      writeFileSync(rootsFile, 'no certificate');
      await expect(checkFile(ports, bytes)).rejects.toMatchObject({ code: 'TIMESTAMP_ROOTS_INVALID' });
    });
    vi.unstubAllEnvs();
  },
);

it('a rendered file that was altered is not signed', async () => {
  await use(home(), async (ports) => {
    await decide(ports, WAY[0]);
    await decide(ports, WAY[1]);
    const files = {
      ...ports.files,
      get: async (key: string) =>
        Buffer.concat([await ports.files.get(key), Buffer.from(key.endsWith('.pdf') ? '\n' : '')]),
    };
    expect(await call({ ...ports, files })).toBe(false);
    expect(await signedIn(ports)).toEqual([]);
  });
});
