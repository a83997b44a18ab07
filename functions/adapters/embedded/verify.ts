import type { MadeFile } from '../../core/document/events.ts';
import { open, type SealedEvent, verifyChain } from '../../core/ledger/envelope.ts';
import { DocketError, type Text } from '../../core/result.ts';
import type { EmbeddedPorts } from './ports.ts';

export interface Finding {
  readonly where: string;
  readonly what: Text;
}

export interface Verification {
  readonly events: number;
  readonly numbers: number;
  readonly files: number;
  readonly findings: readonly Finding[];
}

const COLUMNS = 'stream, ver, type, key, hash, canonical';

type Named = Pick<MadeFile, 'key' | 'sha256'>;

/** Every file that an event vouches for, wherever in its data it is named. */
const filesIn = (value: unknown): readonly Named[] => {
  if (Array.isArray(value)) return value.flatMap(filesIn);
  if (typeof value !== 'object' || value === null) return [];
  const { key, sha256 } = value as { key?: unknown; sha256?: unknown };
  const own = typeof key === 'string' && typeof sha256 === 'string' ? [{ key, sha256 }] : [];
  return [...own, ...Object.values(value).flatMap(filesIn)];
};

const checkFile = async (ports: EmbeddedPorts, { key, sha256 }: Named): Promise<readonly Finding[]> => {
  try {
    const found = await ports.files.digest(key);
    if (found.sha256 === sha256) return [];
    return [
      { where: key, what: { zh: '内容与台账记录不符', en: 'its content is not what the ledger recorded' } },
    ];
  } catch (error) {
    if (!(error instanceof DocketError)) throw error;
    return [{ where: key, what: { zh: '文件缺失', en: 'the file is missing' } }];
  }
};

/** Numbers of each series as the claims have them and as the events say: 1, 2, 3 … without gap or double. */
const checkNumbers = ({ database }: EmbeddedPorts, numbered: ReadonlyMap<string, string>) => {
  const findings: Finding[] = [];
  const rows = database.prepare('SELECT series, n, stream, ver FROM claims ORDER BY series, n').iterate();
  let series = '';
  let expected = 1;
  let count = 0;
  const left = new Map(numbered);
  for (const row of rows) {
    const where = `${row.series} #${row.n}`;
    expected = row.series === series ? expected + 1 : 1;
    series = String(row.series);
    if (Number(row.n) !== expected) {
      findings.push({ where, what: { zh: `编号 ${expected} 缺失`, en: `number ${expected} is missing` } });
      expected = Number(row.n);
    }
    const key = `${row.series}/${row.n}`;
    if (left.get(key) !== `${row.stream}@${row.ver}`)
      findings.push({ where, what: { zh: '编号与事件不符', en: 'the claim and the event differ' } });
    left.delete(key);
    count += 1;
  }
  for (const [key, at] of left)
    findings.push({
      where: `${key} ${at}`,
      what: { zh: '事件的编号没有登记', en: 'the event has a number that nobody claimed' },
    });
  return { findings, count };
};

interface Seen {
  readonly findings: Finding[];
  readonly files: Map<string, Named>;
  readonly numbered: Map<string, string>;
}

const noteEvent = (event: SealedEvent, { files, numbered, findings }: Seen): void => {
  const { type, data } = open(event);
  for (const file of filesIn(data)) files.set(file.key, file);
  if (type !== 'document.numbered') return;
  const { series, n } = data as { series?: string; n?: number };
  const key = `${series}/${n}`;
  if (numbered.has(key))
    findings.push({ where: key, what: { zh: '编号重复', en: 'the number was given twice' } });
  numbered.set(key, `${event.stream}@${event.ver}`);
};

const checkStream = (events: readonly SealedEvent[], seen: Seen): void => {
  const [first] = events;
  if (!first) return;
  const altered = new Set<number>();
  for (const { stream, ver, what } of verifyChain(first.stream, events)) {
    altered.add(ver);
    seen.findings.push({ where: `${stream}@${ver}`, what: { zh: `事件被改动：${what}`, en: what } });
  }
  for (const event of events) if (!altered.has(event.ver)) noteEvent(event, seen);
};

function* streamsOf({ database }: EmbeddedPorts): Generator<readonly SealedEvent[]> {
  let stream: SealedEvent[] = [];
  for (const row of database.prepare(`SELECT ${COLUMNS} FROM events ORDER BY stream, ver`).iterate()) {
    const event = row as unknown as SealedEvent;
    if (stream[0] && stream[0].stream !== event.stream) {
      yield stream;
      stream = [];
    }
    stream.push(event);
  }
  yield stream;
}

/** Recomputes every chain, every number series and every recorded file's hash. */
export const verifyHome = async (
  ports: EmbeddedPorts,
  progress: (done: number, all: number) => void,
): Promise<Verification> => {
  const seen: Seen = { findings: [], files: new Map(), numbered: new Map() };
  // events and claims of one moment, also while the pipeline goes on
  ports.database.exec('BEGIN');
  const all = Number(ports.database.prepare('SELECT count(*) AS n FROM events').get()?.n ?? 0);
  let events = 0;
  for (const stream of streamsOf(ports)) {
    checkStream(stream, seen);
    events += stream.length;
    if (events % 1000 < stream.length) progress(events, all);
  }
  const numbers = checkNumbers(ports, seen.numbered);
  ports.database.exec('COMMIT');
  seen.findings.push(...numbers.findings);
  for (const file of seen.files.values()) seen.findings.push(...(await checkFile(ports, file)));
  return { events, numbers: numbers.count, files: seen.files.size, findings: seen.findings };
};
