import type { Draft, SealedEvent } from '../ledger/envelope.ts';
import { open } from '../ledger/envelope.ts';
import { sha256 } from '../ledger/hash.ts';
import type { Ports } from '../ports.ts';
import type { Text } from '../result.ts';
import { record } from './append.ts';
import { type TemplateBytes, type TemplateEvent, templateStream } from './events.ts';
import {
  keepShipped,
  replayTemplate,
  type TemplateHistory,
  templateHistory,
  templateKey,
  unknownVersion,
} from './templates.ts';

export interface Publication {
  readonly kind: string;
  readonly file: string;
  /** Name under which it was dropped. */
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly upload: string;
  readonly notes: readonly Text[];
}

/** `published`: a new version. `chosen`: an earlier one is used again. `same`: it is in use already. */
export interface Published {
  readonly outcome: 'published' | 'chosen' | 'same';
  readonly version: number;
}

/** A call that died after it wrote finds its own event. */
const saidBefore = (events: readonly SealedEvent[], upload: string): Published | undefined => {
  for (const event of events) {
    const { type, data } = open(event) as unknown as TemplateEvent;
    if (data.upload !== upload) continue;
    return { outcome: type === 'template.published' ? 'published' : 'chosen', version: data.version };
  }
  return undefined;
};

interface Decided {
  readonly drafts: readonly Draft[];
  readonly result: Published;
}

const decide = (
  events: readonly SealedEvent[],
  given: Publication,
  bytes: Omit<TemplateBytes, 'version'>,
  shipped: string | undefined,
): Decided => {
  const before = saidBefore(events, given.upload);
  if (before) return { drafts: [], result: before };
  const { published, current } = replayTemplate(events);
  const hashes = [shipped ?? '', ...published.map((one) => one.sha256)];
  if (hashes[current] === bytes.sha256) return { drafts: [], result: { outcome: 'same', version: current } };
  const known = hashes.lastIndexOf(bytes.sha256);
  const { upload, name, notes } = given;
  if (known >= 0) {
    const data = { ...bytes, version: known, upload };
    return { drafts: [{ type: 'template.chosen', data }], result: { outcome: 'chosen', version: known } };
  }
  const version = published.length + 1;
  const data = { ...bytes, version, size: given.bytes.length, name, upload, notes };
  return { drafts: [{ type: 'template.published', data }], result: { outcome: 'published', version } };
};

/** Puts a checked template in force: bytes first, then its event; the same call again changes nothing. */
export const publishTemplate = async (ports: Ports, given: Publication): Promise<Published> => {
  const { kind, file, bytes, upload } = given;
  const hash = sha256(bytes);
  const key = templateKey(kind, file, hash);
  const shipped = await ports.shipped.read(kind, file);
  await ports.files.put(key, bytes);
  const [result] = await record(ports.ledger, [
    {
      stream: templateStream(kind, file),
      decide: (events) =>
        decide(events, given, { kind, file, key, sha256: hash }, shipped && sha256(shipped)),
      cause: { key: `intake/${upload}`, actor: 'docket/intake', at: ports.clock.now() },
    },
  ]);
  return result as Published;
};

/**
 * Goes back (or forward) to a version that there is; false when it is in use already. Throws
 * `TEMPLATE_VERSION_UNKNOWN`.
 */
export const chooseTemplate = async (
  ports: Ports,
  { kind, file }: Pick<TemplateHistory, 'kind' | 'file'>,
  version: number,
  actor: string,
): Promise<boolean> => {
  const history = await templateHistory(ports, kind, file);
  const found = history.versions.find((one) => one.version === version);
  if (found === undefined) throw unknownVersion(history, version);
  if (version === 0) await keepShipped(ports, kind, file);
  const key = templateKey(kind, file, found.sha256);
  const data = { kind, file, version, key, sha256: found.sha256, upload: null };
  const [changed] = await record(ports.ledger, [
    {
      stream: templateStream(kind, file),
      decide: (events) => {
        const other = replayTemplate(events).current !== version;
        return { drafts: other ? [{ type: 'template.chosen', data }] : [], result: other };
      },
      cause: { key: `choose/${version}`, actor, at: ports.clock.now() },
    },
  ]);
  return changed === true;
};
