import { z } from 'zod';
import { millisOf } from '../instant.ts';
import type { Context, Kind } from '../kind.ts';
import { canonical, type Json } from '../ledger/canonical.ts';
import { open, type SealedEvent } from '../ledger/envelope.ts';
import { sha256 } from '../ledger/hash.ts';
import type { Ports } from '../ports.ts';
import type { KnownRecord, Look } from '../records.ts';
import { DocketError } from '../result.ts';
import type { RequestRecord } from './events.ts';
import { readCommitted } from './personal.ts';
import { rowOf } from './projection.ts';

/** Which versions of which streams a request has read, in a file of its own: a report may read thousands. */
const pinned = z.array(z.tuple([z.string(), z.int().positive()]));

type Pin = NonNullable<RequestRecord['records']>;

export interface Found {
  readonly records: readonly KnownRecord[];
  /** Versions by stream. */
  readonly versions: ReadonlyMap<string, number>;
}

/** One record leads to the next; more steps than these are a mistake of the kind. */
const STEPS = 8;
const AT_ONCE = 200;

const SAYS: readonly string[] = ['document.received', 'document.revised', 'record.kept'];

const requestIn = (events: readonly SealedEvent[]): RequestRecord | undefined => {
  const said = events.findLast(({ type }) => SAYS.includes(type));
  return said && (open(said).data as unknown as RequestRecord);
};

const GONE: readonly string[] = ['voided', 'withdrawn'];

/**
 * A stream as others see it; undefined when there is nothing (any more) to see. Throws `BODY_ERASED`, `BODY_ALTERED`.
 */
export const readRecord = async (
  ports: Pick<Ports, 'files' | 'salts'>,
  events: readonly SealedEvent[],
): Promise<KnownRecord | undefined> => {
  const request = requestIn(events);
  const row = rowOf(events);
  if (request === undefined || row === undefined || GONE.includes(row.state)) return undefined;
  const { kind, stream, number, revision, state, title, party, amount, currency, route } = row;
  const body = await readCommitted(ports, stream, request.body);
  const input: unknown = JSON.parse(new TextDecoder().decode(body));
  const { today: day, at } = request;
  const seen = { kind, stream, number, revision, state, title, party, amount, currency, route };
  return { ...seen, day, at: millisOf(at), input };
};

const isErased = (fault: unknown): boolean => fault instanceof DocketError && fault.code === 'BODY_ERASED';

type Versioned = { readonly record: KnownRecord; readonly ver: number };

/** What the streams say now; what was erased is left out, as if it had never been. */
const readNow = async (ports: Ports, streams: readonly string[]): Promise<readonly Versioned[]> => {
  const found: Versioned[] = [];
  for (let from = 0; from < streams.length; from += AT_ONCE) {
    const all = await ports.ledger.readMany(streams.slice(from, from + AT_ONCE));
    const read = await Promise.all(
      [...all.values()].map(async (events) => {
        const ver = events.at(-1)?.ver;
        const record = await readRecord(ports, events).catch((fault: unknown) => {
          if (isErased(fault)) return undefined;
          throw fault;
        });
        return record && ver !== undefined ? [{ record, ver }] : [];
      }),
    );
    found.push(...read.flat());
  }
  return found;
};

/** The view may be behind the ledger: what the record says now decides whether it is about the term. */
const isAbout = (kind: Kind | undefined, { input, kind: id }: KnownRecord, looks: readonly Look[]): boolean =>
  kind !== undefined &&
  'terms' in kind &&
  kind.terms(input).some((term) => looks.some((look) => look.kind === id && look.term === term));

const keyOf = ({ kind, term }: Look): string => `${kind}\n${term}`;

const endless = (): DocketError =>
  new DocketError('LOOKS_ENDLESS', {
    zh: `单据类型的 looks 连续 ${STEPS} 次仍在追加查询`,
    en: `the looks of the kind still ask for more after ${STEPS} steps`,
  });

const byAge = (a: KnownRecord, b: KnownRecord): number => a.at - b.at || (a.stream < b.stream ? -1 : 1);

/**
 * Finds what a request wants to know of others. What has not reached the views yet is not found: a gate then stays
 * shut until the request comes again.
 */
export const findRecords = async (
  ports: Ports,
  looksOf: (context: Context) => readonly Look[],
  context: Context,
): Promise<Found> => {
  const asked = new Set<string>();
  const seen = new Map<string, Versioned>();
  const recordsNow = () => [...seen.values()].map(({ record }) => record).toSorted(byAge);
  for (let step = 0; ; step += 1) {
    const looks = looksOf({ ...context, records: recordsNow() }).filter((look) => !asked.has(keyOf(look)));
    if (looks.length === 0) break;
    if (step === STEPS) throw endless();
    for (const look of looks) asked.add(keyOf(look));
    const streams = new Set((await Promise.all(looks.map((look) => ports.views.about(look)))).flat());
    const fresh = [...streams].filter((stream) => !seen.has(stream));
    for (const one of await readNow(ports, fresh))
      if (isAbout(ports.kinds.get(one.record.kind), one.record, looks)) seen.set(one.record.stream, one);
  }
  return { records: recordsNow(), versions: new Map([...seen].map(([stream, { ver }]) => [stream, ver])) };
};

/** Writes down which versions were seen; the same versions are the same file. */
export const pinRecords = (
  ports: Pick<Ports, 'files'>,
  { versions }: Pick<Found, 'versions'>,
): Promise<Pin> =>
  keepList(
    ports,
    [...versions].toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );

/** Writes down which facts a file brought, by their streams. */
export const pinStreams = (ports: Pick<Ports, 'files'>, streams: readonly string[]): Promise<Pin> =>
  keepList(ports, [...new Set(streams)].toSorted());

const keepList = async ({ files }: Pick<Ports, 'files'>, content: Json): Promise<Pin> => {
  const list = canonical(content);
  const hash = sha256(list);
  const pin = { key: `records/${hash.slice(0, 2)}/${hash}.json`, sha256: hash };
  await files.put(pin.key, new TextEncoder().encode(list));
  return pin;
};

const altered = (key: string): DocketError =>
  new DocketError('BODY_ALTERED', {
    zh: `文件 ${key} 与台账记录不符`,
    en: `file ${key} is not the one that the ledger recorded`,
  });

const readList = async ({ files }: Pick<Ports, 'files'>, pin: Pin): Promise<unknown> => {
  const bytes = await files.get(pin.key);
  if (sha256(bytes) !== pin.sha256) throw altered(pin.key);
  return JSON.parse(new TextDecoder().decode(bytes));
};

/** The facts that a file brought, as they stand now. Throws `BODY_ALTERED`. */
export const readKept = async (ports: Ports, pin: Pin): Promise<readonly KnownRecord[]> => {
  const found = await readNow(ports, z.array(z.string()).parse(await readList(ports, pin)));
  return found.map(({ record }) => record).toSorted(byAge);
};

/** The same records again, as they were then. Throws `BODY_ALTERED`, `BODY_ERASED`. */
export const readPinned = async (ports: Ports, pin: Pin | undefined): Promise<readonly KnownRecord[]> => {
  if (pin === undefined) return [];
  const versions = new Map(pinned.parse(await readList(ports, pin)));
  const streams = [...versions.keys()];
  const found: KnownRecord[] = [];
  for (let from = 0; from < streams.length; from += AT_ONCE) {
    const all = await ports.ledger.readMany(streams.slice(from, from + AT_ONCE));
    const read = await Promise.all(
      [...all].map(([stream, events]) => readRecord(ports, events.slice(0, versions.get(stream)))),
    );
    found.push(...read.filter((one) => one !== undefined));
  }
  return found.toSorted(byAge);
};
