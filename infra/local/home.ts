import { cp, mkdir, readdir, rm, stat } from 'node:fs/promises';
import { availableParallelism, totalmem } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createLibreOfficeRenderer } from '../../functions/adapters/embedded/libreoffice.ts';
import {
  createEmbeddedPorts,
  type EmbeddedPorts,
  fileLog,
  systemClock,
} from '../../functions/adapters/embedded/ports.ts';
import { createShipped } from '../../functions/adapters/embedded/shipped.ts';
import { FRAGMENTS } from '../../functions/core/document/events.ts';
import { fragmentsFolder } from '../../functions/core/document/upload.ts';
import { DocketError } from '../../functions/core/result.ts';
import { loadKinds } from '../../templates/registry.ts';

const SHIPPED = fileURLToPath(new URL('../../templates', import.meta.url));

/** What comes with the program, for commands that need no data folder. */
export const shipped = createShipped(SHIPPED);

const there = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

const FOLDERS = ['inbox', join('inbox', 'mail'), 'documents', 'rejected', 'outbox', 'received', '.tmp'];

const isEmpty = async (folder: string): Promise<boolean> =>
  (await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])).every((entry) =>
    entry.isDirectory(),
  );

/** Makes a data folder ready; true when nobody has used it yet, so that samples may be put into it. */
export const prepareData = async (data: string): Promise<boolean> => {
  const fresh = !(await there(join(data, 'docket.sqlite'))) && (await isEmpty(join(data, 'inbox')));
  // what a process that died left half written
  await rm(join(data, '.tmp'), { recursive: true, force: true });
  for (const folder of FOLDERS) await mkdir(join(data, folder), { recursive: true });
  const company = join(data, 'company');
  if (!(await there(join(company, 'company.yaml'))))
    await cp(join(SHIPPED, 'company'), company, {
      recursive: true,
      filter: (path) => !path.endsWith('.ts'),
    });
  return fresh;
};

/** Files for one start of LibreOffice: a start costs as much as six of them. */
const RENDER_BATCH = 60;

const MOST_CONVERTERS = 4;
const GIB = 2 ** 30;

/** One LibreOffice a core, as long as each has a GiB of the machine's memory. */
const converters = (): number =>
  Math.max(1, Math.min(MOST_CONVERTERS, availableParallelism(), Math.floor(totalmem() / GIB)));

const libreOffice = (data: string) => {
  const executable = process.env.DOCKET_SOFFICE;
  const log = fileLog(data, systemClock);
  return createLibreOfficeRenderer({
    ...(executable ? { executable } : {}),
    batchSize: RENDER_BATCH,
    converters: converters(),
    onEvent: (code, detail) => log(code, detail),
  });
};

/** `DOCKET_URL`, checked: links in mails begin with it. */
const publicUrl = (): string | undefined => {
  const text = process.env.DOCKET_URL;
  if (text === undefined || text === '') return undefined;
  const url = URL.parse(text);
  if (url && /^https?:$/.test(url.protocol) && url.pathname === '/') return url.origin;
  throw new DocketError('USAGE', {
    zh: `DOCKET_URL=${text} 无效，应为网页的公开地址，例如 https://docket.example.com`,
    en: `DOCKET_URL=${text} is not valid: it is the public address of the pages, e.g. https://docket.example.com`,
  });
};

/** The ports of this machine on a data folder. */
export const openHome = async (data: string, renderer = libreOffice(data)): Promise<EmbeddedPorts> => {
  const kinds = await loadKinds();
  for (const { id, type } of kinds.values()) {
    await mkdir(join(data, 'inbox', id), { recursive: true });
    if (type === 'document') await mkdir(join(data, 'inbox', fragmentsFolder(id)), { recursive: true });
  }
  return createEmbeddedPorts({
    data,
    kinds,
    shipped: SHIPPED,
    renderer,
    smtp: process.env.DOCKET_SMTP,
    url: publicUrl(),
    tsa: process.env.DOCKET_TSA,
    tsaRoots: process.env.DOCKET_TSA_ROOTS,
  });
};

/** For commands that only look: a folder without a ledger is a mistake, not a place to make one. */
export const openExisting = async (data: string): Promise<EmbeddedPorts> => {
  if (await there(join(data, 'docket.sqlite'))) return openHome(data);
  throw new DocketError('NO_DATA', {
    zh: `${data} 不是 Docket 的数据文件夹；请先运行 npm start，或用 --data 指明`,
    en: `${data} is not a data folder of Docket; run npm start first, or name it with --data`,
  });
};

/** Folder with the fragments of a kind that come with the program. */
export const shippedFragments = (kind: string): string => join(SHIPPED, kind, FRAGMENTS);

export const sampleOf = (kind: string): string => join(SHIPPED, kind, 'sample.json');
