import type { Company } from '../../functions/core/company.ts';
import { maySee } from '../../functions/core/document/readers.ts';
import type { Kind } from '../../functions/core/kind.ts';
import type { SealedEvent } from '../../functions/core/ledger/envelope.ts';
import type { DocumentRow, Files, Inbox, Ledger, Ports, Views } from '../../functions/core/ports.ts';
import { DocketError, type Text } from '../../functions/core/result.ts';

const unused = (what: string) => async (): Promise<never> => {
  throw new Error(`the fake ${what} was not expected to be used`);
};

// biome-ignore lint/correctness/useYield: it stands where nothing is expected to be read
async function* never(): AsyncGenerator<never> {
  throw new Error('this fake was not expected to be read');
}

/** A row with what every row needs; a test names what it is about. */
export const fakeRow = (given: Partial<DocumentRow>): DocumentRow => ({
  stream: 'doc-1',
  ver: 1,
  kind: 'quotation',
  state: 'rendered',
  number: null,
  title: '',
  party: '',
  amount: null,
  currency: null,
  revision: 0,
  terms: [],
  needs: [],
  validUntil: null,
  createdAt: '2026-07-01T01:00:00.000Z',
  updatedAt: '2026-07-01T01:00:00.000Z',
  files: {},
  readers: ['oversight'],
  route: null,
  ...given,
});

/** Views in memory: newest first; without a kind they list documents, not the files that came in. */
const fakeViews = (rows: DocumentRow[]): Views => ({
  replace: unused('views'),
  put: async (fresh) => {
    for (const row of fresh) {
      const at = rows.findIndex(({ stream }) => stream === row.stream);
      if (at >= 0) rows[at] = row;
      else rows.push(row);
    }
  },
  get: async (stream) => rows.find((row) => row.stream === stream),
  byNumber: async (number) => rows.find((row) => row.number === number),
  list: async ({ state, kind, search = '', since = '', open = false, readers, limit, offset }) => {
    const found = rows
      .filter((row) => maySee(row, readers))
      .filter(({ needs }) => !open || needs.length > 0)
      .filter((row) => (kind === undefined ? !['upload', 'template'].includes(row.kind) : row.kind === kind))
      .filter((row) => state === undefined || row.state === state)
      .filter((row) => row.updatedAt >= since)
      .filter(({ number, title, party }) =>
        `${number} ${title} ${party}`.toLowerCase().includes(search.toLowerCase()),
      )
      .sort((a, b) => b.updatedAt.localeCompare(a.updatedAt));
    return { rows: found.slice(offset, offset + limit), total: found.length };
  },
  tasks: unused('views'),
  withPart: unused('views'),
  about: unused('views'),
  counts: async (readers) => {
    const counts: Record<string, number> = {};
    for (const { kind, state } of rows.filter((row) => maySee(row, readers)))
      counts[`${kind}:${state}`] = (counts[`${kind}:${state}`] ?? 0) + 1;
    return counts;
  },
});

const fakeFiles = (files: Map<string, Uint8Array>): Files => ({
  put: async (key, bytes) => void files.set(key, bytes),
  get: async (key) => {
    const bytes = files.get(key);
    if (bytes === undefined)
      throw new DocketError('FILE_NOT_FOUND', { zh: `没有文件 ${key}`, en: `no file ${key}` });
    return bytes;
  },
  find: async (key) => {
    const bytes = files.get(key);
    return bytes && { key, size: bytes.byteLength };
  },
  copy: unused('files'),
  digest: unused('files'),
  list: () => never(),
  swap: unused('files'),
  erase: unused('files'),
});

const fakeLedger = (events: readonly SealedEvent[]): Ledger => {
  const read = async (stream: string) => events.filter((event) => event.stream === stream);
  return {
    read,
    readMany: async (streams) =>
      new Map(await Promise.all(streams.map(async (each) => [each, await read(each)] as const))),
    append: unused('ledger'),
    nextNumber: unused('ledger'),
    appendNumbered: unused('ledger'),
    feed: unused('ledger'),
  };
};

interface Dropped {
  readonly kind: string;
  readonly name: string;
  readonly bytes: Uint8Array;
}

const fakeInbox = (dropped: Dropped[]): Inbox => ({
  put: async (kind, name, bytes) => {
    dropped.push({ kind, name, bytes });
    return name;
  },
  take: unused('inbox'),
});

export interface World {
  readonly rows: DocumentRow[];
  readonly files: Map<string, Uint8Array>;
  readonly events: SealedEvent[];
  readonly dropped: Dropped[];
  readonly logged: string[];
  readonly kinds: readonly Kind[];
  readonly roles: Readonly<Record<string, Text>>;
  /** By `<folder>/<file>`. */
  readonly shipped: ReadonlyMap<string, Uint8Array>;
  /** RFC 3339 */
  now: string;
}

/** What the ports of a test hold; a test changes it as it goes on. */
export const fakeWorld = (given: Partial<World> = {}): World => ({
  rows: [],
  files: new Map(),
  events: [],
  dropped: [],
  logged: [],
  kinds: [],
  roles: {},
  shipped: new Map(),
  now: '2026-07-01T02:00:00.000Z',
  ...given,
});

/** Ports in memory for stages that read views, files and the ledger and put files into the inbox. */
export const fakePorts = (world: World): Ports => {
  const roles = Object.fromEntries(
    Object.entries(world.roles).map(([id, title]) => [id, { title, delegates: [] }]),
  );
  const company = { roles } as unknown as Company;
  return {
    kinds: new Map(world.kinds.map((kind) => [kind.id, kind])),
    company: { current: async () => ({ company, sha256: '0'.repeat(64) }), version: async () => company },
    shipped: {
      read: async (folder, file) => world.shipped.get(`${folder}/${file}`),
      list: async (folder) =>
        [...world.shipped.keys()]
          .filter((path) => path.slice(0, path.lastIndexOf('/')) === folder)
          .map((path) => path.slice(folder.length + 1)),
    },
    inbox: fakeInbox(world.dropped),
    workbooks: {
      form: async ({ id }) => ({ name: `${id}.xlsx`, bytes: new Uint8Array([1]) }),
      table: async ({ id }) => ({ name: `${id}-table.xlsx`, bytes: new Uint8Array([2]) }),
      annotated: unused('workbooks'),
    },
    ledger: fakeLedger(world.events),
    files: fakeFiles(world.files),
    views: fakeViews(world.rows),
    logStore: { head: unused('logStore'), commit: unused('logStore'), batches: () => never() },
    salts: { of: unused('salts'), find: unused('salts'), erase: unused('salts') },
    keyValue: { get: unused('store'), put: unused('store'), count: unused('store'), remove: unused('store') },
    secrets: { random: () => new Uint8Array(), mac: unused('secrets') },
    site: { url: (path) => `http://127.0.0.1:4600${path}` },
    signer: { vkey: unused('signer'), sign: unused('signer') },
    documentSigner: unused('documentSigner'),
    timestampRoots: unused('timestampRoots'),
    faces: unused('faces'),
    picture: unused('picture'),
    mailer: { send: unused('mailer') },
    queue: { send: unused('queue'), deadLetters: async () => 0 },
    renderer: {
      probe: async () => ({ engine: null, version: null, cjk: false, ready: false }),
      render: unused('renderer'),
      close: async () => undefined,
    },
    clock: { now: () => Date.parse(world.now) },
    log: (code) => void world.logged.push(code),
  };
};
