import { open, type SealedEvent } from '../ledger/envelope.ts';
import type { Ports } from '../ports.ts';
import { DocketError } from '../result.ts';
import { type RouteStatus, replayRoute } from '../routing/state.ts';
import { record } from './append.ts';
import { replay } from './document.ts';
import type { ErasedEvent, RequestRecord } from './events.ts';
import { uploadStream } from './events.ts';
import { evidenceFolder } from './evidence.ts';
import { committedKeys } from './personal.ts';

export interface Erasure {
  /** Keys of what was removed. */
  readonly erased: readonly string[];
  /** Issued documents that hold it still: business records under retention (SHA-256 in the ledger). */
  readonly issued: readonly string[];
  /** Streams of the files that it came in with; each may hold requests of others and is erased by itself. */
  readonly uploads: readonly string[];
}

const unknown = (stream: string): DocketError =>
  new DocketError('NOT_FOUND', { zh: `没有 ${stream}`, en: `there is no ${stream}` });

const nothing = (stream: string): DocketError =>
  new DocketError('NOT_ERASABLE', {
    zh: `${stream} 中没有可删除的个人信息`,
    en: `${stream} holds nothing that can be erased`,
  });

const inWork = (): DocketError =>
  new DocketError('IN_WORK', {
    zh: '单据还在处理或审批中：请等它完成，或先作废',
    en: 'the document is in work or on its way: wait until it is done, or void it first',
  });

/** Made files that an event names by their plain SHA-256. */
const issuedIn = (events: readonly SealedEvent[]): readonly string[] =>
  events.flatMap((event) => {
    type Made = { readonly key?: string; readonly sha256?: string };
    const { files = [], file } = open(event).data as {
      readonly files?: readonly Made[];
      readonly file?: Made;
    };
    return [...files, ...(file ? [file] : [])].flatMap(({ key, sha256 }) => (key && sha256 ? [key] : []));
  });

const uploadsIn = (events: readonly SealedEvent[]): readonly string[] => [
  ...new Set(
    events.flatMap((event) => {
      const { upload } = open(event).data as Partial<RequestRecord>;
      return upload ? [uploadStream(upload)] : [];
    }),
  ),
];

const isErasable = (events: readonly SealedEvent[]): boolean =>
  events.some(({ type }) => ['document.', 'intake.', 'record.'].some((begin) => type.startsWith(begin)));

/** On its way it is still needed: for what people are shown, and for the address of who is to sign. */
const ON_ITS_WAY: readonly RouteStatus[] = ['open', 'revising', 'returned'];

const checkRest = (events: readonly SealedEvent[]): void => {
  if (!events.some(({ type }) => type.startsWith('document.'))) return;
  const { status } = replay(events);
  if (status === 'received' || status === 'numbered') throw inWork();
  if (ON_ITS_WAY.includes(replayRoute(events).status)) throw inWork();
};

const erasedBefore = (events: readonly SealedEvent[]): ReadonlySet<string> =>
  new Set(
    events.flatMap((event) =>
      event.type === 'personal.erased' ? (open(event).data as unknown as ErasedEvent['data']).keys : [],
    ),
  );

/**
 * Forgets the personal data of a stream: first the event that says so, then the values, last their salt. A call that
 * dies in between is completed by calling it again. Throws `NOT_FOUND`, `NOT_ERASABLE`, `IN_WORK`.
 */
export const erase = async (
  ports: Pick<Ports, 'ledger' | 'files' | 'salts' | 'clock'>,
  stream: string,
): Promise<Erasure> => {
  const at = ports.clock.now();
  const [erasure] = await record(ports.ledger, [
    {
      stream,
      decide: (events) => {
        if (events.length === 0) throw unknown(stream);
        const keys = committedKeys(events);
        if (keys.length === 0 || !isErasable(events)) throw nothing(stream);
        checkRest(events);
        const before = erasedBefore(events);
        const fresh = keys.filter((key) => !before.has(key));
        const result = { erased: keys, issued: issuedIn(events), uploads: uploadsIn(events) };
        const drafts = fresh.length === 0 ? [] : [{ type: 'personal.erased', data: { keys: fresh } }];
        return { drafts, result };
      },
      cause: { key: `erase/${at}`, actor: 'docket/erase', at },
    },
  ]);
  if (erasure === undefined) throw unknown(stream);
  for (const key of erasure.erased) await ports.files.erase(key);
  // what was kept of an act that the ledger then did not take
  for await (const { key } of ports.files.list(evidenceFolder(stream))) await ports.files.erase(key);
  await ports.salts.erase(stream);
  return erasure;
};
