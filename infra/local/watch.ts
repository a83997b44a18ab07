import { type FSWatcher, watch } from 'node:fs';
import { mkdir, readdir, readFile, rename, stat, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { safeName } from '../../functions/adapters/embedded/inbox.ts';
import type { EmbeddedPorts } from '../../functions/adapters/embedded/ports.ts';
import { MAX_BYTES, receivedKey } from '../../functions/core/document/upload.ts';
import { sha256 } from '../../functions/core/ledger/hash.ts';

/** Lock, temporary and half-loaded files of office programs, browsers and systems. */
const IGNORED = /^(\.|~\$)|\.(tmp|part|partial|crdownload|download|swp)$|^(Thumbs\.db|desktop\.ini)$/i;

/** A file that nobody can tell to be whole is taken when it has been still for this long. */
const STILL_MS = 1000;

interface Waiting {
  readonly kind: string;
  readonly name: string;
  readonly path: string;
  readonly size: number;
  readonly changed: number;
}

const listFolder = async (folder: string, kind: string): Promise<Waiting[]> => {
  const entries = await readdir(folder, { withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && !IGNORED.test(entry.name));
  const found = await Promise.all(
    files.map(async ({ name }) => {
      const path = join(folder, name);
      const about = await stat(path).catch(() => undefined);
      return about && { kind, name, path, size: about.size, changed: Math.max(about.mtimeMs, about.ctimeMs) };
    }),
  );
  return found.filter((one) => one !== undefined);
};

const listInbox = async (inbox: string): Promise<Waiting[]> => {
  const entries = await readdir(inbox, { withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory() && !IGNORED.test(entry.name));
  const inside = await Promise.all(folders.map(({ name }) => listFolder(join(inbox, name), name)));
  return [...(await listFolder(inbox, '')), ...inside.flat()];
};

/** Whole by its own account: a zip that ends with its directory, JSON that parses. */
const isWhole = (bytes: Buffer): boolean => {
  if (bytes.subarray(0, 4).equals(Buffer.from('PK\x03\x04', 'latin1')))
    return bytes.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1')) >= bytes.length - 22 - 65_535;
  const first = bytes.subarray(0, 64).toString('utf8').trimStart()[0];
  if (first !== '{' && first !== '[') return false;
  try {
    JSON.parse(bytes.toString('utf8'));
    return true;
  } catch {
    return false;
  }
};

/** `20261123-203005-1a2b3c4d`, Shanghai time: the same file is the same upload after a crash, new when dropped again. */
const uploadId = (changed: number, hash: string): string => {
  const local = new Date(changed + 8 * 3_600_000).toISOString();
  return `${local.slice(0, 19).replace(/[-:]/g, '').replace('T', '-')}-${sha256(hash, String(changed)).slice(0, 8)}`;
};

const objectCreated = (key: string, size: number, at: number) => ({
  Records: [
    {
      eventVersion: '2.1',
      eventSource: 'aws:s3',
      awsRegion: 'local',
      eventTime: new Date(at).toISOString(),
      eventName: 'ObjectCreated:Put',
      s3: {
        bucket: { name: 'docket-intake' },
        object: { key: encodeURIComponent(key).replaceAll('%2F', '/'), size },
      },
    },
  ],
});

/** Copies first, then tells intake, then clears the inbox: a crash in between only repeats harmless steps. */
const take = async (ports: EmbeddedPorts, file: Waiting, bytes: Buffer): Promise<void> => {
  const id = uploadId(file.changed, sha256(bytes));
  const key = receivedKey(file.kind, id, safeName(file.name));
  await ports.files.put(key, bytes);
  await ports.queue.send('intake', [objectCreated(key, bytes.length, file.changed)]);
  await unlink(file.path);
  ports.log('FILE_TAKEN', { upload: id, size: bytes.length });
};

/** Too large to be read: moved as it is, for intake to refuse. */
const moveLarge = async (ports: EmbeddedPorts, data: string, file: Waiting): Promise<void> => {
  const id = uploadId(file.changed, `${file.name} ${file.size}`);
  const key = receivedKey(file.kind, id, safeName(file.name));
  await ports.queue.send('intake', [objectCreated(key, file.size, file.changed)]);
  await mkdir(dirname(join(data, key)), { recursive: true });
  await rename(file.path, join(data, key));
};

/** Reference data goes first: a price list and the requests that need it may be dropped together. */
const byUrgency =
  (ports: EmbeddedPorts) =>
  (a: Waiting, b: Waiting): number => {
    const rank = ({ kind }: Waiting) => (ports.kinds.get(kind)?.type === 'reference' ? 0 : 1);
    return rank(a) - rank(b) || a.changed - b.changed || (a.name < b.name ? -1 : 1);
  };

const takeReady = async (ports: EmbeddedPorts, data: string, file: Waiting): Promise<boolean> => {
  const still = ports.clock.now() - file.changed >= STILL_MS;
  if (file.size > MAX_BYTES) {
    if (still) await moveLarge(ports, data, file);
    return still;
  }
  const bytes = await readFile(file.path).catch(() => undefined);
  if (!bytes || bytes.length !== file.size || !(still || isWhole(bytes))) return false;
  await take(ports, file, bytes);
  return true;
};

/** Takes what lies ready in the inbox; gives the number of files taken and of files that are still growing. */
export const sweep = async (
  ports: EmbeddedPorts,
  data: string,
): Promise<{ taken: number; growing: number }> => {
  const waiting = (await listInbox(join(data, 'inbox'))).toSorted(byUrgency(ports));
  let taken = 0;
  for (const file of waiting) if (await takeReady(ports, data, file)) taken += 1;
  return { taken, growing: waiting.length - taken };
};

/** Wakes the sweeper when something moves in the inbox; file systems that tell nothing are polled anyway. */
export const watchInbox = async (data: string, wake: () => void): Promise<FSWatcher | undefined> => {
  const inbox = join(data, 'inbox');
  await mkdir(inbox, { recursive: true });
  try {
    return watch(inbox, { recursive: true }, wake).on('error', () => undefined);
  } catch {
    return undefined;
  }
};
