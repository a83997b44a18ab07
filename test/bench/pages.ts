import { gzipSync } from 'node:zlib';
import type { EmbeddedPorts } from '../../functions/adapters/embedded/ports.ts';
import { createSession } from '../../functions/core/access/sessions.ts';
import type { DocumentRow } from '../../functions/core/ports.ts';
import { textOf } from '../support/browser.ts';
import { letterHome, letterRequest } from '../support/letter-home.ts';
import { SITE, visitor } from '../support/pages.ts';
import { step } from '../support/routing.ts';

const PERSON = 'jiang-haoran';
const SIGNED = 60;
const DOCUMENTS = 100_000;
/** Of these documents: one in so many waits for the person, and he decided one in so many. */
const OPEN_EVERY = 1000;
const DECIDED_EVERY = 10;

const route = {
  requester: 'tong-xinyi',
  steps: [step('sign', 'sign', ['sales_director']), step('next', 'approve', ['marketing_director'])],
};

const milliseconds = (times: readonly number[]): string => {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) => (sorted[Math.floor(share * (sorted.length - 1))] ?? 0).toFixed(1);
  return `median ${at(0.5)} ms, 95 % ${at(0.95)} ms`;
};

const signedIn = async (ports: EmbeddedPorts) => {
  const browser = visitor({ ports });
  browser.cookies.set('docket', await createSession(ports, { who: 'person', person: PERSON }));
  return browser;
};

const fieldsOf = (page: string): Record<string, string> => {
  const form = /<form method="post" action="[^"]*" class="do">.*?<\/form>/s.exec(page)?.[0] ?? '';
  const hidden = [...form.matchAll(/type="hidden" name="(\w+)" value="([^"]*)"/g)];
  return Object.fromEntries(hidden.map(([, name, value]) => [name, value]));
};

const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const began = performance.now();
  await work();
  return performance.now() - began;
};

/** From the POST of a signature to the answer, by when it is committed and in the lists. */
const signing = async (ports: EmbeddedPorts): Promise<string> => {
  const browser = await signedIn(ports);
  const { rows } = await ports.views.list({ kind: 'letter', limit: SIGNED, offset: 0 });
  const times: number[] = [];
  for (const { number } of rows) {
    const address = `/documents/${number}`;
    const form = { ...fieldsOf(textOf(await browser.get(address))), look: 'typed', typed: '江皓然' };
    times.push(await timed(() => browser.post(`${address}/act`, form)));
  }
  const { rows: decided } = await ports.views.list({ kind: 'letter', limit: SIGNED, offset: 0 });
  if (decided.some((row) => row.route?.decisions.length !== 1)) throw new Error('not everything was signed');
  return milliseconds(times.slice(5));
};

/** Rows like those of two documents, one open and one that the person decided. */
async function* many(open: DocumentRow, decided: DocumentRow): AsyncGenerator<readonly DocumentRow[]> {
  for (let from = 0; from < DOCUMENTS; from += 1000)
    yield Array.from({ length: 1000 }, (_, index) => {
      const n = from + index;
      const row = n % OPEN_EVERY === 0 ? open : decided;
      const by = n % DECIDED_EVERY === 0 ? PERSON : 'kong-deqing';
      const decisions = (row.route?.decisions ?? []).map((one) => ({ ...one, by }));
      return {
        ...row,
        stream: `letter/${n}`,
        number: `LT-2025-${String(n).padStart(6, '0')}`,
        updatedAt: new Date(Date.parse(row.updatedAt) - n * 60_000).toISOString(),
        ...(row.route && { route: { ...row.route, requester: 'nobody', decisions } }),
      };
    });
}

const taskList = async (ports: EmbeddedPorts, open: DocumentRow, decided: DocumentRow): Promise<string> => {
  await ports.views.replace(many(open, decided));
  const browser = await signedIn(ports);
  const times: number[] = [];
  for (let n = 0; n < 25; n += 1) times.push(await timed(() => browser.get('/tasks')));
  const shown = textOf(await browser.get('/tasks')).split('class="open"').length - 1;
  return `${milliseconds(times.slice(5))} (${shown} entries)`;
};

/** A page with everything that it loads but the viewer's library, compressed. */
const weight = async (ports: EmbeddedPorts, address: string): Promise<string> => {
  const browser = await signedIn(ports);
  const page = textOf(await browser.get(address));
  const assets = [...page.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map(([, path]) => path ?? '');
  const parts = await Promise.all([...new Set(assets)].map(async (path) => textOf(await browser.get(path))));
  const bytes = [page, ...parts].reduce((sum, text) => sum + gzipSync(text).byteLength, 0);
  return `${address} ${(bytes / 1024).toFixed(1)} KB`;
};

export const pages = async (folder: string): Promise<string> => {
  const home = await letterHome(folder, 'home', route, { url: SITE, log: () => undefined });
  const requests = Array.from({ length: SIGNED + 1 }, (_, n) => letterRequest(`L${n}`));
  home.drop('letter', 'all.json', JSON.stringify(requests));
  await home.run();
  return home.use(async (ports) => {
    const before = (await ports.views.list({ kind: 'letter', limit: 1, offset: SIGNED })).rows[0];
    const act = await signing(ports);
    const after = (await ports.views.list({ kind: 'letter', limit: 1, offset: 0 })).rows[0];
    if (!before || !after) throw new Error('the letters are missing');
    const weights = [await weight(ports, '/tasks'), await weight(ports, `/documents/${after.number}`)];
    const list = await taskList(ports, before, after);
    return `signature, POST to committed: ${act}; task page among ${DOCUMENTS} documents: ${list}; compressed: ${weights.join(', ')}`;
  });
};
