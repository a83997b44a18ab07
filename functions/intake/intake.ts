import { senderOfFile } from '../core/access/senders.ts';
import { businessDate } from '../core/business/dates.ts';
import { conclude, count, newTally, type Tally } from '../core/document/conclude.ts';
import { createContexts, type Pins, pinNow } from '../core/document/context.ts';
import { uploadStream } from '../core/document/events.ts';
import { keepRequests } from '../core/document/keep.ts';
import { MAX_BYTES, type Upload } from '../core/document/upload.ts';
import type { Kind } from '../core/kind.ts';
import type { Ports } from '../core/ports.ts';
import { type RawRequest, readRequests } from '../core/requests/index.ts';
import { openSource } from '../core/requests/open.ts';
import { asProblem, fail, type Problem } from '../core/result.ts';
import { takeTemplate } from './template.ts';

/** Requests that are checked and kept together: one commit in the embedded ledger. */
const CHUNK = 49;

/** A file may turn out to be broken in the middle: what came before it counts, the rest is a mistake of the file. */
function* untilBroken(requests: Iterable<RawRequest>, tally: Tally): Generator<RawRequest> {
  const source = requests[Symbol.iterator]();
  for (;;) {
    try {
      const next = source.next();
      if (next.done) return;
      yield next.value;
    } catch (fault) {
      tally.problems.push(asProblem(fault));
      return;
    }
  }
}

const takeAll = async (
  ports: Ports,
  upload: Upload,
  kind: Kind,
  requests: Iterable<RawRequest>,
  tally: Tally,
): Promise<void> => {
  const { by } = tally;
  const pins: Pins = await pinNow(ports, kind, upload.at, businessDate(Date.parse(upload.at)));
  const keep = keepRequests({ ports, upload, by, kind, pins, contextOf: createContexts(ports) });
  let chunk: RawRequest[] = [];
  for (const request of untilBroken(requests, tally)) {
    chunk.push(request);
    if (chunk.length < CHUNK) continue;
    for (const outcome of await keep(chunk)) count(tally, outcome);
    chunk = [];
  }
  for (const outcome of await keep(chunk)) count(tally, outcome);
};

const tooLarge = (size: number): Problem => ({
  code: 'FILE_TOO_LARGE',
  message: {
    zh: `文件有 ${Math.ceil(size / 2 ** 20)} MB，超过上限 50 MB`,
    en: `the file has ${Math.ceil(size / 2 ** 20)} MB; at most 50 MB are taken`,
  },
  fix: { zh: '请拆分后重新提交', en: 'please split it and send it again' },
});

/** Recognising reads the file's heads, where it may turn out to be broken. */
const recognised = <T>(work: () => T) => {
  try {
    return work();
  } catch (fault) {
    return fail([asProblem(fault)]);
  }
};

const readTemplate = async (ports: Ports, upload: Upload, bytes: Uint8Array, tally: Tally): Promise<void> => {
  const { kind, problems, published, notes, marking } = await takeTemplate(ports, upload, bytes);
  tally.kind = kind;
  tally.problems.push(...problems);
  tally.marking = marking;
  if (published === undefined) tally.rejected += 1;
  else if (published.outcome === 'same') tally.duplicates += 1;
  else tally.received += 1;
  const { file, version } = published ?? {};
  tally.more = {
    ...(file !== undefined && version !== undefined && { template: { file, version } }),
    ...(notes.length > 0 && { notes }),
  };
};

const read = async (ports: Ports, upload: Upload, size: number, tally: Tally): Promise<void> => {
  if (size > MAX_BYTES) {
    tally.problems.push(tooLarge(size));
    return;
  }
  const bytes = await ports.files.get(upload.key);
  if (upload.purpose !== 'requests') return readTemplate(ports, upload, bytes, tally);
  const source = openSource(upload.name, bytes);
  if (!source.ok) {
    tally.problems.push(...source.error);
    return;
  }
  const found = recognised(() => readRequests(source.value, ports.kinds, upload.kind));
  if (!found.ok) {
    tally.problems.push(...found.error);
    return;
  }
  tally.kind = found.value.kind.id;
  tally.problems.push(...found.value.problems);
  await takeAll(ports, upload, found.value.kind, found.value.requests, tally);
};

/**
 * Takes one file in: every good request in it becomes a document, every mistake in it is told at its cell, and
 * the file itself is kept whatever happens.
 */
export const intake = async (ports: Ports, upload: Upload): Promise<void> => {
  const stream = uploadStream(upload.id);
  if ((await ports.ledger.read(stream)).length > 0) return;
  const { sha256, size } = await ports.files.digest(upload.key);
  const tally = newTally(ports, await senderOfFile(ports, sha256));
  await read(ports, upload, size, tally);
  await conclude(ports, upload, tally, 'docket/intake');
};
