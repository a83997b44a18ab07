/**
 * A template is published at least once and at most once: the work dies before and after every write that it makes,
 * and goes on from there; the process is killed at random moments while templates and requests come in together.
 */
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import type { EmbeddedPorts } from '../../functions/adapters/embedded/ports.ts';
import { verifyHome } from '../../functions/adapters/embedded/verify.ts';
import { replayTemplate, templateHistory } from '../../functions/core/document/templates.ts';
import { open } from '../../functions/core/ledger/envelope.ts';
import { sha256 } from '../../functions/core/ledger/hash.ts';
import { openHome, prepareData, sampleOf } from '../../infra/local/home.ts';
import { temporaryFolder } from '../support/folder.ts';
import { LETTER, letterHome } from '../support/letter-home.ts';
import { edited } from '../support/office-package.ts';
import { quickRenderer } from '../support/quick-renderer.ts';
import { quotationRequests } from '../support/requests.ts';
import { takeIn } from '../support/take-in.ts';

const folder = temporaryFolder();
const WORD = 'letter.zh-CN.docx';
const second = edited(LETTER.word, '第一版', '第二版');
const third = edited(LETTER.word, '第一版', '第三版');

class Death extends Error {}

/** Ports on which the n-th write dies, before it is done or just after. */
const dying = (ports: EmbeddedPorts, at: number, when: 'before' | 'after') => {
  let writes = 0;
  const write = async <T>(work: () => Promise<T>): Promise<T> => {
    writes += 1;
    if (writes !== at) return work();
    if (when === 'after') await work();
    throw new Death();
  };
  const { files, ledger } = ports;
  const mortal: EmbeddedPorts = {
    ...ports,
    files: { ...files, put: (key, bytes) => write(() => files.put(key, bytes)) },
    ledger: { ...ledger, append: (events) => write(() => ledger.append(events)) },
  };
  return { ports: mortal, survived: () => writes < at };
};

const received = (id: string): string => `received/templates/letter/${id}/${WORD}`;
const typesIn = async ({ ledger }: EmbeddedPorts, stream: string): Promise<string[]> =>
  (await ledger.read(stream)).map(({ type }) => type);

it.each(['before', 'after'] as const)('dies %s each of its writes and still publishes once', async (when) => {
  const home = await letterHome(folder, `dying ${when}`);
  let deaths = 0;
  for (let at = 1; ; at += 1) {
    const id = `up-${at}`;
    const bytes = edited(LETTER.word, '第一版', `第 ${at} 稿`);
    const done = await home.use(async (ports) => {
      await ports.files.put(received(id), bytes);
      const mortal = dying(ports, at, when);
      const worked = await takeIn(mortal.ports, received(id));
      expect(worked).toBe(mortal.survived());
      if (!worked) deaths += 1;
      // delivered again, twice: a queue may
      expect(await takeIn(ports, received(id))).toBe(true);
      expect(await takeIn(ports, received(id))).toBe(true);
      const { published, current } = replayTemplate(await ports.ledger.read(`template/letter/${WORD}`));
      expect([published.length, current]).toEqual([at, at]);
      expect(published.at(-1)).toMatchObject({ sha256: sha256(bytes), upload: id });
      expect(await typesIn(ports, `upload/${id}`)).toEqual(['intake.accepted']);
      const [outcome] = await ports.ledger.read(`upload/${id}`);
      expect(open(outcome!).data).toMatchObject({ received: 1, duplicates: 0, template: { version: at } });
      return worked;
    });
    if (done) break;
  }
  // bytes, event of the template, event of the upload
  expect(deaths).toBe(3);
  expect(await home.use((ports) => verifyHome(ports))).toMatchObject({ findings: [] });
});

it('a delivery that comes again after a newer template changes nothing', async () => {
  const home = await letterHome(folder, 'late');
  await home.use(async (ports) => {
    await ports.files.put(received('a'), second);
    await ports.files.put(received('b'), third);
    // the first one died after its event: its upload has no outcome yet
    expect(await takeIn(dying(ports, 2, 'after').ports, received('a'))).toBe(false);
    expect(await takeIn(ports, received('b'))).toBe(true);
    expect(await takeIn(ports, received('a'))).toBe(true);
    expect(await templateHistory(ports, 'letter', WORD)).toMatchObject({ current: 2, published: [{}, {}] });
    expect(await typesIn(ports, 'upload/a')).toEqual(['intake.accepted']);
  });
});

it('two templates at the same moment become two versions', async () => {
  const home = await letterHome(folder, 'race');
  await home.use(async (ports) => {
    await ports.files.put(received('a'), second);
    await ports.files.put(received('b'), third);
    expect(await Promise.all([takeIn(ports, received('a')), takeIn(ports, received('b'))])).toEqual([
      true,
      true,
    ]);
    const { published } = await templateHistory(ports, 'letter', WORD);
    expect(published.map((one) => one.version)).toEqual([1, 2]);
    expect(new Set(published.map((one) => one.sha256))).toEqual(new Set([sha256(second), sha256(third)]));
  });
});

const worker = fileURLToPath(new URL('./worker.ts', import.meta.url));

/** One life of the process, killed so many milliseconds after it began to work. */
const live = (data: string, killAfter?: number): Promise<void> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', worker, data]);
    child.stdout.once('data', () => {
      if (killAfter !== undefined) setTimeout(() => child.kill('SIGKILL'), killAfter);
    });
    child.on('close', (code, signal) =>
      code === 0 || signal === 'SIGKILL' ? resolve() : reject(new Error(`the worker ended with ${code}`)),
    );
  });

const TRIALS = 8;
const DOCUMENTS = 20;
const FILE = 'quotation.zh-CN.xlsx';

it(`${TRIALS} processes killed while a template and requests come in together: one version, every document whole`, async () => {
  const shipped = readFileSync(fileURLToPath(new URL(`../../templates/quotation/${FILE}`, import.meta.url)));
  const changed = edited(shipped, '报  价  单', '报 价 单');
  for (let trial = 0; trial < TRIALS; trial += 1) {
    const data = join(folder, `killed ${trial}`);
    await prepareData(data);
    (await openHome(data, quickRenderer())).database.close();
    const inbox = (kind: string, name: string, content: string | Uint8Array): void =>
      writeFileSync(join(data, 'inbox', kind, name), content);
    inbox('price-list', 'list.json', readFileSync(sampleOf('price-list')));
    inbox('quotation', 'a.json', JSON.stringify(quotationRequests(DOCUMENTS)));
    inbox('templates/quotation', FILE, changed);
    inbox('quotation', 'b.json', JSON.stringify(quotationRequests(DOCUMENTS, 2, 1 + DOCUMENTS)));
    await live(data, Math.random() * 600);
    await live(data);
    const ports = await openHome(data, quickRenderer());
    const { published, current } = await templateHistory(ports, 'quotation', FILE);
    expect(published.map((one) => [one.version, one.sha256])).toEqual([[1, sha256(changed)]]);
    expect(current).toBe(1);
    const { rows } = await ports.views.list({ kind: 'quotation', limit: 100, offset: 0 });
    expect(rows.map(({ state }) => state)).toEqual(Array(2 * DOCUMENTS).fill('archived'));
    expect(readdirSync(join(data, 'inbox/templates/quotation'))).toEqual(['fragments']);
    expect((await verifyHome(ports)).findings).toEqual([]);
    expect(ports.queue.dead()).toEqual([]);
    ports.database.close();
  }
});
