import { mailOfUpload } from '../mail-in/events.ts';
import type { Ports } from '../ports.ts';
import type { Problem } from '../result.ts';
import { record } from './append.ts';
import { type IntakeOutcome, type SentFile, uploadStream } from './events.ts';
import type { Outcome } from './keep.ts';
import { commit, saltOf } from './personal.ts';
import { SHARED, uploadReaders } from './readers.ts';
import { pinStreams } from './records.ts';
import { type Marking, reject } from './reject.ts';
import type { Upload } from './upload.ts';

/** Documents that the outcome of a file that came by mail names. */
const MOST_NAMED = 49;

/** What came of a file so far. */
export interface Tally {
  kind: string | null;
  /** Who of the house sent it. */
  readonly by: string | undefined;
  received: number;
  duplicates: number;
  rejected: number;
  readonly problems: Problem[];
  /** Streams of what was taken, for the answer to whoever sent the file by mail. */
  readonly documents: string[];
  /** Streams of what is new. */
  readonly kept: string[];
  /** What a template adds to the outcome. */
  more: Pick<IntakeOutcome, 'template' | 'notes'>;
  /** How the mistakes are shown in a copy of the file. */
  marking: Marking;
}

export const newTally = (ports: Pick<Ports, 'workbooks'>, by: string | undefined): Tally => ({
  kind: null,
  by,
  received: 0,
  duplicates: 0,
  rejected: 0,
  problems: [],
  documents: [],
  kept: [],
  more: {},
  marking: (name, bytes, found) => ports.workbooks.annotated(name, bytes, found),
});

export const count = (tally: Tally, outcome: Outcome): void => {
  if (outcome.outcome === 'refused') {
    tally.rejected += 1;
    tally.problems.push(...outcome.problems);
    return;
  }
  if (outcome.outcome === 'received') {
    tally.received += 1;
    if (outcome.stream) tally.kept.push(outcome.stream);
  } else tally.duplicates += 1;
  if (outcome.stream && tally.documents.length < MOST_NAMED) tally.documents.push(outcome.stream);
};

/** Writes down, once, what came of a file that is kept under the upload's key; mistakes with a copy that shows them. */
export const conclude = async (
  ports: Ports,
  upload: Upload,
  tally: Tally,
  actor: 'docket/intake' | 'docket/report',
): Promise<void> => {
  const stream = uploadStream(upload.id);
  const { sha256, size } = await ports.files.digest(upload.key);
  const salt = await saltOf(ports, stream);
  const file: SentFile = { name: upload.name, size, ...commit(upload.key, salt, sha256) };
  const { problems, kind, by, received, duplicates, rejected, marking } = tally;
  const readers =
    upload.purpose === 'requests' ? uploadReaders(ports.kinds.get(kind ?? upload.kind ?? ''), by) : SHARED;
  const documents = mailOfUpload(stream) === undefined ? {} : { documents: tally.documents };
  const isFact = ports.kinds.get(kind ?? '')?.type === 'record' && tally.kept.length > 0;
  const kept = isFact ? { kept: await pinStreams(ports, tally.kept) } : {};
  const outcome = {
    file,
    kind,
    received,
    duplicates,
    rejected,
    readers,
    ...documents,
    ...kept,
    ...tally.more,
  };
  const draft =
    problems.length === 0
      ? { type: 'intake.accepted', data: outcome }
      : {
          type: 'intake.rejected',
          data: {
            ...outcome,
            problems: problems.length,
            files: await reject(ports, upload, size, problems, { salt, marking }),
          },
        };
  await record(ports.ledger, [
    {
      stream,
      decide: (events) => ({ drafts: events.length === 0 ? [draft] : [], result: undefined }),
      cause: { key: `intake/${upload.id}`, actor, at: ports.clock.now() },
    },
  ]);
  ports.log(problems.length === 0 ? 'INTAKE_ACCEPTED' : 'INTAKE_REJECTED', {
    upload: upload.id,
    received,
    duplicates,
    rejected,
    problems: problems.length,
  });
};
