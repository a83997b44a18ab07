import { businessDate, businessTime } from '../core/business/dates.ts';
import { conclude, count, newTally } from '../core/document/conclude.ts';
import { createContexts, type Pins, pinNow, readBody } from '../core/document/context.ts';
import { replay } from '../core/document/document.ts';
import { uploadStream } from '../core/document/events.ts';
import { keepRequests, type Outcome, streamOf } from '../core/document/keep.ts';
import { findRecords } from '../core/document/records.ts';
import { receivedKey, type Upload } from '../core/document/upload.ts';
import { isoOf } from '../core/instant.ts';
import type { Context, DocumentKind } from '../core/kind.ts';
import { canonical } from '../core/ledger/canonical.ts';
import { sha256 } from '../core/ledger/hash.ts';
import type { Ports } from '../core/ports.ts';
import type { Look } from '../core/records.ts';
import { parseRequest, type RawRequest, readRequests } from '../core/requests/index.ts';
import { asProblem, DocketError, type Problem } from '../core/result.ts';

/** What leads to requests of a kind. */
export interface Occasion {
  readonly kind: DocumentKind;
  /** Milliseconds since the epoch: the moment that was due, or of the event. */
  readonly at: number;
  /** What makes it the same occasion when it comes again. */
  readonly about: readonly string[];
  /** Says in the file's name what it is about; never personal data. */
  readonly name: string;
  readonly looks: (context: Context) => readonly Look[];
  readonly requests: (context: Context) => readonly object[];
  /** Is the same content a revision when the records make something else of it? */
  readonly followsRecords: boolean;
}

type Values = Readonly<Record<string, unknown>>;

const CHUNK = 49;
const ROUNDS = 20;
const REASON = '按最新数据重新生成 | Made again from the latest figures';

/** A number of its own like that of a file that was dropped: `20261123-073000-1a2b3c4d`. */
const idOf = ({ kind, at, about }: Occasion): string => {
  const stamp = businessTime(at).slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-');
  return `${stamp}-${sha256([kind.id, ...about].join('\n')).slice(0, 8)}`;
};

const uploadOf = (occasion: Occasion): Upload => {
  const { kind, at } = occasion;
  const id = idOf(occasion);
  const name = `${kind.id}-${occasion.name}.json`;
  return {
    id,
    name,
    key: receivedKey(kind.id, id, name),
    purpose: 'requests',
    kind: kind.id,
    at: isoOf(at),
  };
};

interface Computed {
  readonly requests: readonly object[];
  readonly problems: readonly Problem[];
}

/** A kind that fails says so on the page; a store that fails is asked again. */
const failed = (fault: unknown): Problem =>
  fault instanceof DocketError
    ? asProblem(fault)
    : {
        code: 'REPORT_FAILED',
        message: {
          zh: '计算报表时出错，未能生成',
          en: 'something went wrong in working it out, so it was not made',
        },
        fix: {
          zh: '请把本文件编号告诉系统管理员；改正后会按新数据重新生成',
          en: 'tell the administrator the number of this file; mended, it is made from new figures',
        },
      };

const compute = async (ports: Ports, occasion: Occasion, pins: Pins): Promise<Computed> => {
  const context = await createContexts(ports)(occasion.kind, pins);
  const problems: Problem[] = [];
  const ask = <T>(question: () => readonly T[]): readonly T[] => {
    try {
      return question();
    } catch (fault) {
      problems.push(failed(fault));
      return [];
    }
  };
  const { records } = await findRecords(ports, (so) => ask(() => occasion.looks(so)), context);
  const requests = ask(() => occasion.requests({ ...context, records }));
  return { requests: problems.length > 0 ? [] : requests, problems };
};

/** What was worked out first is what counts: a call that died finds its file and goes on with it. */
const keepFile = async (ports: Ports, key: string, requests: readonly object[]): Promise<string> => {
  if (await ports.files.find(key)) return new TextDecoder().decode(await ports.files.get(key));
  const text = `${JSON.stringify(requests, undefined, 2)}\n`;
  await ports.files.put(key, new TextEncoder().encode(text));
  return text;
};

const contentOf = ({ revision: _, revisionReason: __, ...content }: Values): string => canonical(content);

/** The request as it stands to what its document says now; undefined when there is nothing to do. */
const revised = async (
  ports: Ports,
  { kind, followsRecords }: Occasion,
  raw: RawRequest,
): Promise<RawRequest | undefined> => {
  const { revision: _, revisionReason, ...values } = raw.values;
  const first = { ...raw, values };
  const parsed = parseRequest(kind, first);
  if (!parsed.ok) return first;
  const stream = streamOf(kind, parsed.value);
  const state = replay(await ports.ledger.read(stream));
  if (state.status === 'absent') return first;
  // a person has put it away: nobody makes it again by himself
  if (state.status === 'voided' || state.status === 'withdrawn') return undefined;
  const said = await readBody(ports, stream, state.request.body);
  if (!followsRecords && contentOf(said as Values) === contentOf(parsed.value)) return undefined;
  if (!('revision' in kind.input.shape)) return first;
  const reason = 'revisionReason' in kind.input.shape && { revisionReason: revisionReason ?? REASON };
  return { ...raw, values: { ...values, revision: state.request.revision + 1, ...reason } };
};

type Keep = ReturnType<typeof keepRequests>;

/** Another occasion may make the same document at the same time: then this one makes the revision after it. */
const keepOne = async (ports: Ports, keep: Keep, occasion: Occasion, raw: RawRequest): Promise<Outcome> => {
  let request = await revised(ports, occasion, raw);
  for (let round = 0; round < ROUNDS; round += 1) {
    if (request === undefined) return { outcome: 'duplicate' };
    const [outcome] = await keep([request]);
    if (outcome?.outcome === 'received') return outcome;
    const next = await revised(ports, occasion, raw);
    if (outcome && next?.values.revision === request.values.revision) return outcome;
    request = next;
  }
  throw new DocketError('LEDGER_BUSY', {
    zh: '台账繁忙，稍后自动重试',
    en: 'the ledger is busy; it will be tried again',
  });
};

const keepAll = async (ports: Ports, occasion: Occasion, keep: Keep, raws: readonly RawRequest[]) => {
  const outcomes: Outcome[] = [];
  for (let from = 0; from < raws.length; from += CHUNK)
    outcomes.push(
      ...(await Promise.all(
        raws.slice(from, from + CHUNK).map((raw) => keepOne(ports, keep, occasion, raw)),
      )),
    );
  return outcomes;
};

/**
 * Makes what an occasion brings, once: its requests are a file of their own, checked and kept as if it had been
 * uploaded, and their mistakes are shown at the same place. Gives the file's id; null when there was nothing to make.
 */
export const make = async (ports: Ports, occasion: Occasion): Promise<string | null> => {
  const { kind, at } = occasion;
  const upload = uploadOf(occasion);
  if ((await ports.ledger.read(uploadStream(upload.id))).length > 0) return upload.id;
  const pins = await pinNow(ports, kind, upload.at, businessDate(at));
  const { requests, problems } = await compute(ports, occasion, pins);
  if (requests.length === 0 && problems.length === 0) return null;
  const text = await keepFile(ports, upload.key, requests);
  const tally = newTally(ports, undefined);
  tally.kind = kind.id;
  tally.problems.push(...problems);
  const found = readRequests({ type: 'json', value: JSON.parse(text) }, ports.kinds, kind.id);
  if (!found.ok) tally.problems.push(...(problems.length > 0 ? [] : found.error));
  else {
    tally.problems.push(...found.value.problems);
    const keep = keepRequests({ ports, upload, kind, pins, contextOf: createContexts(ports) });
    const raws = [...found.value.requests];
    for (const outcome of await keepAll(ports, occasion, keep, raws)) count(tally, outcome);
  }
  await conclude(ports, upload, tally, 'docket/report');
  return upload.id;
};
