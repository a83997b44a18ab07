import { type FSWatcher, watch } from 'node:fs';
import { mkdir, readdir, readFile, rename, stat, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { EmbeddedPorts } from '../../functions/adapters/embedded/ports.ts';
import { FRAGMENTS } from '../../functions/core/document/events.ts';
import { isPassing, safeName } from '../../functions/core/document/file-name.ts';
import { MAX_BYTES, receivedKey, TEMPLATES, uploadId } from '../../functions/core/document/upload.ts';
import { codeOf } from '../../functions/core/result.ts';

/** A file that nobody can tell to be whole is taken when it has been still for this long. */
const STILL_MS = 1000;

interface Waiting {
  /** Its folder in the inbox: empty, a kind, `templates`, `templates/<kind>`, `templates/<kind>/fragments`. */
  readonly folder: string;
  readonly name: string;
  readonly path: string;
  readonly size: number;
  readonly inode: number;
  /** Milliseconds since the epoch: the later of content and name. */
  readonly changed: number;
}

const listFolder = async (inbox: string, folder: string): Promise<Waiting[]> => {
  const entries = await readdir(join(inbox, folder), { withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && !isPassing(entry.name));
  const found = await Promise.all(
    files.map(async ({ name }) => {
      const path = join(inbox, folder, name);
      const about = await stat(path).catch(() => undefined);
      return (
        about && {
          folder,
          name,
          path,
          size: about.size,
          inode: about.ino,
          changed: Math.max(about.mtimeMs, about.ctimeMs),
        }
      );
    }),
  );
  return found.filter((one) => one !== undefined);
};

const foldersIn = async (inbox: string, folder: string): Promise<string[]> => {
  const entries = await readdir(join(inbox, folder), { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory() && !isPassing(entry.name))
    .map(({ name }) => (folder === '' ? name : `${folder}/${name}`));
};

const listInbox = async (inbox: string): Promise<Waiting[]> => {
  const folders = await foldersIn(inbox, '');
  const ofTemplates = folders.includes(TEMPLATES) ? await foldersIn(inbox, TEMPLATES).catch(() => []) : [];
  const ofFragments = ofTemplates.map((folder) => `${folder}/${FRAGMENTS}`);
  const inside = await Promise.all(
    // a folder that nobody may read hides its own files only
    [...folders, ...ofTemplates, ...ofFragments].map((folder) => listFolder(inbox, folder).catch(() => [])),
  );
  return [...(await listFolder(inbox, '')), ...inside.flat()];
};

const keyOf = ({ folder, name }: Waiting, id: string): string =>
  receivedKey(folder.split('/').map(safeName).join('/'), id, safeName(name) || 'file');

/** JSON is only tried up to this size: what is larger waits until it is still. */
const TRIED_BYTES = 1024 * 1024;

/** Whole by its own account: a zip that ends with its directory, JSON that parses. */
const isWhole = (bytes: Buffer): boolean => {
  if (bytes.subarray(0, 4).equals(Buffer.from('PK\x03\x04', 'latin1')))
    return bytes.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1')) >= bytes.length - 22 - 65_535;
  const first = bytes.subarray(0, 64).toString('utf8').trimStart()[0];
  if ((first !== '{' && first !== '[') || bytes.length > TRIED_BYTES) return false;
  try {
    JSON.parse(bytes.toString('utf8'));
    return true;
  } catch {
    return false;
  }
};

/** Folder of the inbox for raw mails, each a file: whoever may write there vouches for them. */
const MAIL = 'mail';

/** Tells the stage whose it is: a raw mail, or a file for intake. */
const tell = (ports: EmbeddedPorts, folder: string, key: string, size: number): Promise<void> => {
  const at = ports.clock.now();
  if (folder !== MAIL) return ports.queue.send('intake', [objectCreated(key, size, at)]);
  const time = new Date(at).toISOString();
  return ports.queue.send('mail', [{ mail: { key, time, receipt: { by: 'hand' } } }]);
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

const sameAs = async ({ path, size, changed, inode }: Waiting): Promise<boolean> => {
  const now = await stat(path);
  return now.ino === inode && now.size === size && Math.max(now.mtimeMs, now.ctimeMs) === changed;
};

/**
 * Copies first, then tells intake, then clears the inbox: a crash in between only repeats harmless steps. What
 * somebody saved over it meanwhile stays, as the next upload.
 */
const take = async (ports: EmbeddedPorts, file: Waiting, bytes: Buffer): Promise<void> => {
  // not by its content: a hash in the stream's name would let its content be guessed
  const id = uploadId(file.changed, `${file.inode} ${file.name} ${file.size}`);
  const key = keyOf(file, id);
  await ports.files.put(key, bytes);
  await tell(ports, file.folder, key, bytes.length);
  if (await sameAs(file)) await unlink(file.path);
  ports.log('FILE_TAKEN', { upload: id, size: bytes.length });
};

/** Too large to be read: moved as it is, for intake to refuse. */
const moveLarge = async (ports: EmbeddedPorts, data: string, file: Waiting): Promise<void> => {
  const id = uploadId(file.changed, `${file.name} ${file.size}`);
  const key = keyOf(file, id);
  await mkdir(dirname(join(data, key)), { recursive: true });
  await rename(file.path, join(data, key));
  await tell(ports, file.folder, key, file.size);
};

/** What others need goes first, fragments before templates: all may be dropped together. */
const byUrgency =
  (ports: EmbeddedPorts) =>
  (a: Waiting, b: Waiting): number => {
    const rank = ({ folder }: Waiting) => {
      const [first, , third] = folder.split('/');
      if (first === TEMPLATES) return third === FRAGMENTS ? 0 : 1;
      return ports.kinds.get(folder)?.type === 'reference' ? 1 : 2;
    };
    return rank(a) - rank(b) || a.changed - b.changed || (a.name < b.name ? -1 : 1);
  };

type Sighting = 'taken' | 'growing' | 'failed';

const takeReady = async (ports: EmbeddedPorts, data: string, file: Waiting): Promise<Sighting> => {
  // a time in the future (another machine's clock, an unpacked archive) says nothing about growing
  const still = Math.abs(ports.clock.now() - file.changed) >= STILL_MS;
  if (file.size > MAX_BYTES) {
    if (still) await moveLarge(ports, data, file);
    return still ? 'taken' : 'growing';
  }
  const bytes = await readFile(file.path);
  if (bytes.length !== file.size || !(still || isWhole(bytes))) return 'growing';
  await take(ports, file, bytes);
  return 'taken';
};

export type Sweep = Readonly<Record<Sighting, number>>;

/** Takes what lies ready in the inbox. A file that cannot be taken never stops the others. */
export const sweep = async (ports: EmbeddedPorts, data: string): Promise<Sweep> => {
  const counts = { taken: 0, growing: 0, failed: 0 };
  for (const file of (await listInbox(join(data, 'inbox'))).toSorted(byUrgency(ports))) {
    const seen = await takeReady(ports, data, file).catch((fault): Sighting => {
      const code = codeOf(fault);
      ports.log('FILE_NOT_TAKEN', { fault: code });
      return code === 'ENOENT' ? 'growing' : 'failed';
    });
    counts[seen] += 1;
  }
  return counts;
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
