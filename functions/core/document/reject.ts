import { sha256 } from '../ledger/hash.ts';
import type { Ports, Workbook } from '../ports.ts';
import { codeOf, type Problem } from '../result.ts';
import type { SentFile } from './events.ts';
import { commit } from './personal.ts';
import { MAX_BYTES, type Upload } from './upload.ts';

/** Files of an earlier call that died half-way stand: a second annotation would differ in its dates. */
const putOnce = async (
  ports: Ports,
  salt: string,
  key: string,
  make: () => Promise<Uint8Array>,
): Promise<SentFile> => {
  const there = await ports.files.find(key);
  const bytes = there ? await ports.files.get(key) : await make();
  if (!there) await ports.files.put(key, bytes);
  const name = key.slice(key.lastIndexOf('/') + 1);
  return { name, size: bytes.length, ...commit(key, salt, sha256(bytes)) };
};

const errorsJson = (upload: Upload, problems: readonly Problem[]): Uint8Array =>
  new TextEncoder().encode(
    `${JSON.stringify({ file: upload.name, receivedAt: upload.at, problems }, undefined, 2)}\n`,
  );

/** Makes the copy of a file that shows every mistake at its place. */
export type Marking = (
  name: string,
  bytes: Uint8Array,
  problems: readonly Problem[],
) => Promise<Workbook | undefined>;

/** The marked copy; a file of which none can be made is rejected all the same, with its list of mistakes. */
const marked = async (ports: Ports, upload: Upload, make: () => Promise<Workbook | undefined>) => {
  try {
    return await make();
  } catch (fault) {
    ports.log('NO_MARKED_COPY', { upload: upload.id, fault: codeOf(fault) });
    return undefined;
  }
};

/**
 * `rejected/<time>-<name>/`: the original, a copy with every mistake at its place, and `errors.json`. What is
 * too large to be read stays where it was received.
 */
export const reject = async (
  ports: Ports,
  upload: Upload,
  size: number,
  problems: readonly Problem[],
  { salt, marking }: { readonly salt: string; readonly marking: Marking },
): Promise<readonly SentFile[]> => {
  const folder = `rejected/${upload.id}-${upload.name}`;
  const errors = await putOnce(ports, salt, `${folder}/errors.json`, async () =>
    errorsJson(upload, problems),
  );
  if (size > MAX_BYTES) return [errors];
  const original = await ports.files.get(upload.key);
  const kept = await putOnce(ports, salt, `${folder}/${upload.name}`, async () => original);
  const copy = await marked(ports, upload, () => marking(upload.name, original, problems));
  return [
    kept,
    ...(copy ? [await putOnce(ports, salt, `${folder}/${copy.name}`, async () => copy.bytes)] : []),
    errors,
  ];
};
