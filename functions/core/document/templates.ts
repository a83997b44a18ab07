import { open, type SealedEvent } from '../ledger/envelope.ts';
import { sha256 } from '../ledger/hash.ts';
import type { Ports } from '../ports.ts';
import { DocketError, type Text } from '../result.ts';
import { type TemplateEvent, templateStream } from './events.ts';

/** One version of a template, as pages and commands list it. */
export interface TemplateVersion {
  readonly version: number;
  readonly sha256: string;
  /** Name under which it was dropped; of version 0 its own. */
  readonly name: string;
  /** RFC 3339; null for the one that came with the program. */
  readonly at: string | null;
  readonly actor: string | null;
  readonly upload: string | null;
  readonly notes: readonly Text[];
}

/** Published versions, oldest first, and which one new documents use. */
export interface TemplateState {
  readonly published: readonly TemplateVersion[];
  readonly current: number;
  /** When the current one was chosen; null while nobody has changed anything. */
  readonly since: string | null;
}

export interface TemplateHistory extends TemplateState {
  readonly kind: string;
  readonly file: string;
  /** Version 0 first, if it came with the program: a fragment need not. */
  readonly versions: readonly TemplateVersion[];
}

const apply = (state: TemplateState, sealed: SealedEvent): TemplateState => {
  const { ts, actor, ...event } = open(sealed);
  const { type, data } = event as unknown as TemplateEvent;
  if (type === 'template.chosen') return { ...state, current: data.version, since: ts };
  const { version, sha256: hash, name, upload, notes } = data;
  const made = { version, sha256: hash, name, upload, notes, at: ts, actor };
  return { published: [...state.published, made], current: version, since: ts };
};

export const replayTemplate = (events: readonly SealedEvent[]): TemplateState =>
  events.reduce<TemplateState>(apply, { published: [], current: 0, since: null });

const missing = (kind: string, file: string): DocketError =>
  new DocketError('TEMPLATE_NOT_FOUND', {
    zh: `找不到模板 ${kind}/${file}`,
    en: `there is no template ${kind}/${file}`,
  });

/** `templates/<kind>/<sha256>.xlsx`: never changed, never removed. */
export const templateKey = (kind: string, file: string, hash: string): string =>
  `templates/${kind}/${hash}${file.slice(file.lastIndexOf('.'))}`;

type Reading = Pick<Ports, 'files' | 'ledger' | 'shipped'>;

/** Version 0 follows the program: an upgrade may bring a better one. Throws `TEMPLATE_NOT_FOUND`. */
const shippedTemplate = async (
  { shipped }: Pick<Ports, 'shipped'>,
  kind: string,
  file: string,
): Promise<Uint8Array> => {
  const bytes = await shipped.read(kind, file);
  if (bytes === undefined) throw missing(kind, file);
  return bytes;
};

/** Every version of a template. */
export const templateHistory = async (
  ports: Reading,
  kind: string,
  file: string,
): Promise<TemplateHistory> => {
  const state = replayTemplate(await ports.ledger.read(templateStream(kind, file)));
  const bytes = await ports.shipped.read(kind, file);
  if (bytes === undefined) return { ...state, kind, file, versions: state.published };
  const shipped = { version: 0, sha256: sha256(bytes), name: file };
  const first = { ...shipped, at: null, actor: null, upload: null, notes: [] };
  return { ...state, kind, file, versions: [first, ...state.published] };
};

/** Makes sure that the bytes of version 0 outlive the program that brought them; gives their hash. */
export const keepShipped = async (ports: Reading, kind: string, file: string): Promise<string> => {
  const bytes = await shippedTemplate(ports, kind, file);
  const hash = sha256(bytes);
  const key = templateKey(kind, file, hash);
  if ((await ports.files.find(key)) === undefined) await ports.files.put(key, bytes);
  return hash;
};

/** SHA-256 of the template that new documents use; its bytes are kept for ever. Throws `TEMPLATE_NOT_FOUND`. */
export const currentTemplate = async (ports: Reading, kind: string, file: string): Promise<string> => {
  const { current, published } = replayTemplate(await ports.ledger.read(templateStream(kind, file)));
  const found = published.find(({ version }) => version === current);
  return found ? found.sha256 : keepShipped(ports, kind, file);
};

/** The bytes of a version that was used or published. Throws `FILE_NOT_FOUND`, `TEMPLATE_ALTERED`. */
export const templateBytes = async (
  { files }: Pick<Ports, 'files'>,
  kind: string,
  file: string,
  hash: string,
): Promise<Uint8Array> => {
  const key = templateKey(kind, file, hash);
  const bytes = await files.get(key);
  if (sha256(bytes) === hash) return bytes;
  throw new DocketError('TEMPLATE_ALTERED', {
    zh: `模板存档 ${key} 被改动`,
    en: `the kept template ${key} was altered`,
  });
};

/** The bytes of a version by its number. Throws `TEMPLATE_VERSION_UNKNOWN`. */
export const versionBytes = async (ports: Reading, history: TemplateHistory, version: number) => {
  const { kind, file, versions } = history;
  const found = versions.find((one) => one.version === version);
  if (found === undefined) throw unknownVersion(history, version);
  return version === 0 ? shippedTemplate(ports, kind, file) : templateBytes(ports, kind, file, found.sha256);
};

export const unknownVersion = ({ file, versions }: TemplateHistory, version: number): DocketError =>
  new DocketError('TEMPLATE_VERSION_UNKNOWN', {
    zh: `${file} 没有第 ${version} 版；有 ${versions[0]?.version ?? 0} 至 ${versions.at(-1)?.version ?? 0}`,
    en: `${file} has no version ${version}; there are ${versions[0]?.version ?? 0} to ${versions.at(-1)?.version ?? 0}`,
  });
