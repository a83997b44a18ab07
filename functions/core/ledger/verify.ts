import { isoOf, millisOf } from '../instant.ts';
import type { DigestIndex } from './digest-index.ts';
import { type Envelope, eventHash, GENESIS, openStrict, type SealedEvent } from './envelope.ts';
import { type Evidence, type Question, Report, type Verification } from './evidence.ts';
import { entryOf, MAXIMUM_DELAY_MS } from './log.ts';
import { leafHash } from './merkle.ts';
import { type Tally, verifyFiles } from './verify-files.ts';
import { readVouchers, verifyLog } from './verify-log.ts';
import { checkNumbered, reportUnused, verifyClaims } from './verify-numbers.ts';

/** What an event is checked against. */
interface Scope {
  readonly log: DigestIndex;
  readonly claims: DigestIndex;
  readonly report: Report;
  readonly now: number;
}

/** A stream as far as it was read. */
interface Position {
  readonly stream: string;
  readonly ver: number;
  readonly hash: string;
}

type Difference = readonly [zh: string, en: string];

const isMoment = (ts: unknown): boolean => {
  const ms = typeof ts === 'string' ? millisOf(ts) : Number.NaN;
  return !Number.isNaN(ms) && isoOf(ms) === ts;
};

const columnsOf = (event: SealedEvent, envelope: Envelope): Difference | undefined => {
  if (envelope.stream !== event.stream) return ['事件属于另一单据', 'the event belongs to another stream'];
  if (envelope.ver !== event.ver) return ['版本号与内容不符', 'its version is not the one in its content'];
  if (envelope.type !== event.type) return ['类型列与内容不符', 'its type column differs from its content'];
  if (envelope.key !== event.key) return ['命令键列与内容不符', 'its key column differs from its content'];
  return isMoment(envelope.ts) ? undefined : ['时间格式不对', 'its time is malformed'];
};

const linkOf = (event: SealedEvent, envelope: Envelope, before: Position): Difference | undefined => {
  if (event.ver !== before.ver + 1)
    return [`版本 ${before.ver + 1} 缺失`, `version ${before.ver + 1} is missing before it`];
  return envelope.prev === before.hash
    ? undefined
    : ['与前一事件的链接不符', 'its link to the event before differs'];
};

const isRecent = (ts: string, now: number): boolean => Math.abs(now - millisOf(ts)) <= MAXIMUM_DELAY_MS;

/** Checks one event in its place; gives its envelope when its content is what was hashed. */
const checkEvent = (event: SealedEvent, before: Position, { report }: Scope): Envelope | undefined => {
  const say = ([zh, en]: Difference): void => report.event(event.stream, event.ver, zh, en);
  if (eventHash(event.canonical) !== event.hash) {
    say(['内容与其哈希不符：事件被改动', 'its content does not have its hash: the event was edited']);
    return undefined;
  }
  const envelope = openStrict(event.canonical);
  if (envelope === undefined) {
    say(['内容不是规范 JSON', 'its content is not canonical JSON']);
    return undefined;
  }
  const difference = columnsOf(event, envelope) ?? linkOf(event, envelope, before);
  if (difference) say(difference);
  return envelope;
};

/** Is it in the log? 1 when it is still young enough not to be. */
const checkLogged = (
  event: SealedEvent,
  envelope: Envelope | undefined,
  { log, report, now }: Scope,
): number => {
  if (log.mark(leafHash(entryOf(event))) >= 0) return 0;
  if (envelope && isRecent(envelope.ts, now)) return 1;
  report.event(event.stream, event.ver, '不在日志中', 'it is not in the log');
  return 0;
};

const verifyEvents = async (evidence: Evidence, scope: Scope, question: Question) => {
  const all = await evidence.count();
  const tally: Tally = { files: 0, erased: 0 };
  let events = 0;
  let pending = 0;
  let before: Position = { stream: '', ver: 0, hash: GENESIS };
  let envelopes: Envelope[] = [];
  const finish = () => verifyFiles(evidence, before.stream, envelopes, scope.report, tally);

  for await (const event of evidence.events()) {
    if (event.stream !== before.stream) {
      await finish();
      envelopes = [];
      before = { stream: event.stream, ver: 0, hash: GENESIS };
    }
    const envelope = checkEvent(event, before, scope);
    pending += checkLogged(event, envelope, scope);
    if (envelope) envelopes.push(envelope);
    if (envelope?.type === 'document.numbered')
      checkNumbered(
        { stream: event.stream, ver: event.ver },
        envelope.data as object,
        scope.claims,
        scope.report,
      );
    before = event;
    events += 1;
    if (events % 1000 === 0) question.progress?.(events, all);
  }
  await finish();
  question.progress?.(events, all);
  return { events, pending, ...tally };
};

const shown = (entry: string): { readonly s?: unknown; readonly n?: unknown } => {
  try {
    return JSON.parse(entry);
  } catch {
    return {};
  }
};

/** Entries of the log that no event has: it was removed, or is another now. */
const reportLost = async (evidence: Evidence, { log, report }: Scope): Promise<void> => {
  if (log.unmarked() === 0) return;
  let at = 0;
  for await (const { entries } of evidence.batches())
    for (const entry of entries) {
      const { s, n } = shown(entry);
      if (!log.isMarked(log.find(leafHash(entry)))) {
        const zh = `日志第 ${at} 条记录的事件已不存在或被改动`;
        const en = `entry ${at} of the log has an event that is gone or was changed`;
        if (typeof s === 'string' && typeof n === 'number') report.event(s, n, zh, en);
        else report.at(`log #${at}`, zh, en);
      }
      at += 1;
    }
};

/**
 * Recomputes everything: every event's hash and its chain, every number series, the Merkle log with its tiles and
 * checkpoints, and the SHA-256 of every file that an event names. Trusts nothing but the verifier key and the
 * checkpoint that the auditor brings. Memory grows by about 100 bytes for each event.
 */
export const verifyLedger = async (evidence: Evidence, question: Question): Promise<Verification> => {
  const report = new Report();
  const vouchers = await readVouchers(evidence, question, report);
  const log = await verifyLog(evidence, vouchers, report);
  const claims = await verifyClaims(evidence, report);
  const scope: Scope = { log, claims, report, now: question.now };
  const seen = await verifyEvents(evidence, scope, question);
  await reportLost(evidence, scope);
  await reportUnused(evidence, claims, report);
  if (log.size > 0 && vouchers.checkpoints === 0)
    report.at('log/checkpoint', '日志没有签名的检查点', 'no signed checkpoint vouches for the log');
  return {
    ...seen,
    numbers: claims.size,
    logged: log.size,
    checkpoints: vouchers.checkpoints,
    findings: report.findings,
  };
};
