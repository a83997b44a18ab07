import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createEmbeddedPorts, type EmbeddedPorts } from '../../functions/adapters/embedded/ports.ts';
import { stage as notify } from '../../functions/notify/handler.ts';
import type { WebRequest, WebResponse } from '../../functions/web/http.ts';
import { web } from '../../functions/web/web.ts';
import { feed } from '../../infra/local/feeder.ts';
import { temporaryFolder } from './folder.ts';
import { quickRenderer } from './quick-renderer.ts';

export const SITE = 'https://docket.example.com';

export interface PagesHome {
  /** Its folder. */
  readonly data: string;
  readonly ports: EmbeddedPorts;
  /** Milliseconds since the epoch; a test moves it on. */
  now: number;
  readonly logged: string[];
}

/** Real ports on a new folder with the shipped profile, reached by a public address. */
export const pagesHome = (): PagesHome => {
  const data = temporaryFolder();
  const shipped = fileURLToPath(new URL('../../templates', import.meta.url));
  cpSync(join(shipped, 'company'), join(data, 'company'), { recursive: true });
  const home = { data, now: Date.parse('2026-11-25T02:00:00Z'), logged: [] as string[] } as PagesHome;
  const ports = createEmbeddedPorts({
    data,
    kinds: new Map(),
    shipped,
    renderer: quickRenderer(),
    url: SITE,
    clock: { now: () => home.now },
    log: (code, detail) => home.logged.push(`${code} ${JSON.stringify(detail ?? {})}`),
  });
  return Object.assign(home, { ports });
};

/** Hands the messages that wait to the stage that sends mails. */
export const runNotify = async ({ ports }: Pick<PagesHome, 'ports'>): Promise<void> => {
  const messages = ports.queue.receive('notify', 100, 60);
  const Records = messages.map(({ id, body }) => ({ messageId: String(id), body }));
  const { batchItemFailures } = await notify(ports)({ Records } as never);
  if (batchItemFailures.length > 0) throw new Error('a message failed');
  ports.queue.remove(messages.map(({ id }) => id));
};

/** Feeds what the ledger holds to the stage that sends mails, until nothing waits. */
export const runAll = async (home: Pick<PagesHome, 'ports'>): Promise<void> => {
  while (await feed(home.ports)) await runNotify(home);
  await runNotify(home);
};

/** A browser somewhere in the world: keeps its cookies, follows nothing by itself. */
export const visitor = ({ ports }: Pick<PagesHome, 'ports'>, caller?: string) =>
  browserOn(web(ports), caller);

/** The same on pages that are elsewhere. */
export const browserOn = (answer: (request: WebRequest) => Promise<WebResponse>, caller = '203.0.113.7') => {
  const cookies = new Map<string, string>();
  const ask = async (
    method: string,
    address: string,
    form?: Readonly<Record<string, string>> | string,
  ): Promise<WebResponse> => {
    const url = new URL(address, SITE);
    const response = await answer({
      method,
      path: url.pathname,
      query: url.searchParams,
      headers: {
        host: url.host,
        'accept-language': 'zh',
        'content-type': 'application/x-www-form-urlencoded',
        cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
      },
      body: new TextEncoder().encode(typeof form === 'string' ? form : new URLSearchParams(form).toString()),
      caller,
      local: false,
    });
    const [, name = '', value = ''] = /^(\w+)=([^;]*)/.exec(response.headers['set-cookie'] ?? '') ?? [];
    if (name !== '') cookies.set(name, value);
    return response;
  };
  return {
    cookies,
    get: (address: string) => ask('GET', address),
    put: (address: string, body: string) => ask('PUT', address, body),
    post: (address: string, form: Readonly<Record<string, string>> = {}) => ask('POST', address, form),
  };
};
