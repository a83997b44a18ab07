import { DocketError } from '../result.ts';
import type { Envelope } from './envelope.ts';
import type { Evidence, Report } from './evidence.ts';
import { saltedHash } from './hash.ts';

/** A file that an event vouches for: plainly, or so that it may be forgotten. */
interface Vouched {
  readonly key: string;
  readonly sha256?: string;
  readonly salted?: string;
  readonly ver: number;
}

/** Every file that an event vouches for, wherever in its data it is named. */
export const vouchedIn = (value: unknown, ver: number): readonly Vouched[] => {
  if (Array.isArray(value)) return value.flatMap((item) => vouchedIn(item, ver));
  if (typeof value !== 'object' || value === null) return [];
  const { key, sha256, salted } = value as Readonly<Record<string, unknown>>;
  const inner = Object.values(value).flatMap((item) => vouchedIn(item, ver));
  if (typeof key !== 'string') return inner;
  if (typeof sha256 === 'string') return [{ key, sha256, ver }, ...inner];
  return typeof salted === 'string' ? [{ key, salted, ver }, ...inner] : inner;
};

const erasedIn = ({ type, data }: Envelope): readonly string[] => {
  const { keys } = (data ?? {}) as { readonly keys?: unknown };
  if (type !== 'personal.erased' || !Array.isArray(keys)) return [];
  return keys.filter((key) => typeof key === 'string');
};

/** Keys of the files that the events of one stream vouch for and that were not erased. */
export const keptKeys = (events: readonly Envelope[]): readonly string[] => {
  const erased = new Set(events.flatMap(erasedIn));
  const vouched = events.flatMap(({ data, ver }) => vouchedIn(data, ver));
  const kept = vouched.filter(({ key, sha256 }) => sha256 !== undefined || !erased.has(key));
  return [...new Set(kept.map(({ key }) => key))];
};

const digestOf = async ({ files }: Evidence, key: string): Promise<string | undefined> => {
  try {
    return (await files.digest(key)).sha256;
  } catch (error) {
    if (error instanceof DocketError && error.code === 'FILE_NOT_FOUND') return undefined;
    throw error;
  }
};

export interface Tally {
  files: number;
  erased: number;
}

/** Where a file is named, for the finding. */
interface Place {
  readonly stream: string;
  readonly report: Report;
}

const say = ({ stream, report }: Place, { key, ver }: Vouched, zh: string, en: string): void => {
  report.findings.push({ where: key, stream, ver, what: { zh, en } });
};

const checkOne = async (evidence: Evidence, place: Place, file: Vouched, salt: string | undefined) => {
  const found = await digestOf(evidence, file.key);
  if (found === undefined) say(place, file, '文件缺失', 'the file is missing');
  else if (file.sha256 !== undefined) {
    if (found !== file.sha256)
      say(place, file, '内容与台账记录不符', 'its content is not what the ledger recorded');
  } else if (salt === undefined)
    say(place, file, '盐值缺失，无法核对', 'its salt is missing, so it cannot be checked');
  else if (saltedHash(salt, found) !== file.salted)
    say(place, file, '内容与台账记录不符', 'its content is not what the ledger recorded');
};

/** Checks every file that the events of one stream vouch for; what was erased must be gone. */
export const verifyFiles = async (
  evidence: Evidence,
  stream: string,
  events: readonly Envelope[],
  report: Report,
  tally: Tally,
): Promise<void> => {
  const files = new Map<string, Vouched>();
  for (const { data, ver } of events)
    for (const file of vouchedIn(data, ver)) files.set(`${file.key}\n${file.sha256 ?? file.salted}`, file);
  if (files.size === 0) return;
  const erased = new Set(events.flatMap(erasedIn));
  const place = { stream, report };
  const salt = await evidence.salt(stream);
  for (const file of files.values()) {
    if (file.salted !== undefined && erased.has(file.key)) {
      tally.erased += 1;
      if (await evidence.files.find(file.key))
        say(place, file, '已记录删除，但文件仍在', 'it was recorded as erased, but it is still there');
    } else {
      tally.files += 1;
      await checkOne(evidence, place, file, salt);
    }
  }
};
