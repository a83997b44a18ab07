import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { fromUtf8 } from '../../core/ledger/bytes.ts';
import { canonical } from '../../core/ledger/canonical.ts';
import { type Envelope, eventHash, type SealedEvent } from '../../core/ledger/envelope.ts';
import type { Evidence, Finding, Question, Verification } from '../../core/ledger/evidence.ts';
import { LOG } from '../../core/ledger/log.ts';
import type { Claim, Counter } from '../../core/ledger/series.ts';
import { tilePath, unbundled } from '../../core/ledger/tiles.ts';
import { verifyLedger } from '../../core/ledger/verify.ts';
import type { LogBatch } from '../../core/ports.ts';
import { createFiles } from '../embedded/files.ts';
import { CLAIMS, COUNTERS, EVENTS, SALTS } from './layout.ts';

const LINE_FEED = 10;

/** Lines of a file as bytes, without their line feed; the last one may lack it. */
async function* byteLines(path: string): AsyncGenerator<{ readonly line: Buffer; readonly whole: boolean }> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) {
    const bytes: Buffer = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    let from = 0;
    for (let at = bytes.indexOf(LINE_FEED); at >= 0; at = bytes.indexOf(LINE_FEED, from)) {
      yield { line: bytes.subarray(from, at), whole: true };
      from = at + 1;
    }
    rest = bytes.subarray(from);
  }
  if (rest.length > 0) yield { line: rest, whole: false };
}

type Members = Readonly<Record<string, unknown>>;

const isMembers = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const has = (value: Members, texts: readonly string[], numbers: readonly string[]): boolean =>
  texts.every((name) => typeof value[name] === 'string') &&
  numbers.every((name) => Number.isSafeInteger(value[name]));

/** Undefined when the line is no JSON object in canonical form. */
const membersOf = (line: string): Members | undefined => {
  try {
    const value: unknown = JSON.parse(line);
    return isMembers(value) && canonical(value) === line ? value : undefined;
  } catch {
    return undefined;
  }
};

const claimOf = (line: string): Claim | undefined => {
  const value = membersOf(line);
  return value && has(value, ['series', 'stream'], ['n', 'ver']) ? (value as unknown as Claim) : undefined;
};

const counterOf = (line: string): Counter | undefined => {
  const value = membersOf(line);
  return value && has(value, ['series'], ['next']) ? (value as unknown as Counter) : undefined;
};

interface Salted {
  readonly stream: string;
  readonly salt: string;
}

const saltOf = (line: string): Salted | undefined => {
  const value = membersOf(line);
  return value && has(value, ['stream', 'salt'], []) ? (value as unknown as Salted) : undefined;
};

/** The event of a line, which is its canonical form; whether it is, the verification asks. */
const eventOf = (line: string): SealedEvent | undefined => {
  try {
    const value: unknown = JSON.parse(line);
    if (!isMembers(value) || !has(value, ['stream', 'type', 'key', 'ts'], ['ver'])) return undefined;
    const { stream, ver, type, key } = value as unknown as Envelope;
    return { stream, ver, type, key, hash: eventHash(line), canonical: line };
  } catch {
    return undefined;
  }
};

const before = (a: string, b: string): boolean => Buffer.compare(Buffer.from(a), Buffer.from(b)) < 0;

const CUT: Finding['what'] = { zh: '行尾不完整：文件被截断', en: 'the line breaks off: the file was cut' };
const UNREADABLE: Finding['what'] = { zh: '这一行无法读取', en: 'the line cannot be read' };
const DISORDER: Finding['what'] = { zh: '事件次序不对', en: 'the events are out of order' };
const MISSING: Finding['what'] = { zh: '文件缺失', en: 'the file is missing' };

/** What an export has of a ledger, and what is wrong with its form. */
const exported = (root: string): { readonly evidence: Evidence; readonly damages: readonly Finding[] } => {
  const damages = new Map<string, Finding>();
  const files = createFiles(root);
  const damage = (where: string, what: Finding['what']): void => void damages.set(where, { where, what });

  async function* lines<T>(key: string, parse: (line: string) => T | undefined): AsyncGenerator<T> {
    if ((await files.find(key)) === undefined) return damage(key, MISSING);
    let n = 0;
    for await (const { line, whole } of byteLines(join(root, key))) {
      n += 1;
      const text = fromUtf8(line);
      const value = text === undefined ? undefined : parse(text);
      if (!whole) damage(`${key}:${n}`, CUT);
      if (value === undefined) damage(`${key}:${n}`, UNREADABLE);
      else yield value;
    }
  }

  async function* events(): AsyncGenerator<SealedEvent> {
    let last = '';
    for await (const event of lines(EVENTS, eventOf)) {
      if (event.stream !== last && before(event.stream, last)) damage(`${EVENTS} ${event.stream}`, DISORDER);
      last = event.stream;
      yield event;
    }
  }

  const count = async (): Promise<number> => {
    let n = 0;
    if (await files.find(EVENTS)) for await (const _ of byteLines(join(root, EVENTS))) n += 1;
    return n;
  };

  /** The last bundle: the fullest of those that were published with its beginning. */
  const partialBundle = async (n: number): Promise<Uint8Array | undefined> => {
    const folder = `${LOG}/${tilePath('entries', n)}.p`;
    let most = 0;
    for await (const { key } of files.list(folder))
      most = Math.max(most, Number(key.slice(folder.length + 1)));
    return most > 0 ? files.get(`${folder}/${most}`) : undefined;
  };

  async function* batches(): AsyncGenerator<LogBatch & { readonly n: number }> {
    for (let n = 0, start = 0; ; n += 1) {
      const key = `${LOG}/${tilePath('entries', n)}`;
      const full = await files.find(key);
      const bundle = full ? await files.get(key) : await partialBundle(n);
      if (bundle === undefined) return;
      const entries = unbundled(bundle);
      if (entries === undefined) return damage(key, UNREADABLE);
      yield { start, entries, n: entries.length };
      if (!full) return;
      start += entries.length;
    }
  }

  /** Salts are asked for in the order of the events, and lie in it. */
  let salts: AsyncGenerator<Salted> | undefined;
  let next: Salted | undefined;
  const salt = async (stream: string): Promise<string | undefined> => {
    salts ??= lines(SALTS, saltOf);
    while (next === undefined || before(next.stream, stream)) {
      const { value, done } = await salts.next();
      if (done) return undefined;
      next = value;
    }
    return next.stream === stream ? next.salt : undefined;
  };

  const evidence: Evidence = {
    events,
    count,
    claims: () => lines(CLAIMS, claimOf),
    counters: () => lines(COUNTERS, counterOf),
    head: async () => undefined,
    batches,
    salt,
    files,
  };
  return {
    evidence,
    get damages() {
      return [...damages.values()];
    },
  };
};

/** Checks an export: everything, as in the home that it came from. */
export const verifyExport = async (root: string, question: Omit<Question, 'now'>): Promise<Verification> => {
  const found = exported(root);
  // what was exported was in the log: no event is too young for it
  const verification = await verifyLedger(found.evidence, { ...question, now: Number.POSITIVE_INFINITY });
  return { ...verification, findings: [...found.damages, ...verification.findings] };
};
