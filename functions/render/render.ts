import { record } from '../core/document/append.ts';
import { type DocumentState, replay } from '../core/document/document.ts';
import type { Rendered } from '../core/document/events.ts';
import { sha256 } from '../core/ledger/hash.ts';
import type { Ports } from '../core/ports.ts';
import { DocketError } from '../core/result.ts';
import type { WakeUp, Work } from '../wiring.ts';

type Filled = Extract<DocumentState, { status: 'filled' }>;
type Pdf = Rendered['files'][number];

interface Job {
  readonly stream: string;
  readonly name: string;
  readonly key: string;
  readonly source: string;
  /** SHA-256 that the ledger has of the source. */
  readonly sha256: string;
}

interface Batch {
  readonly pdfs: Map<Job, Pdf>;
  readonly faults: Map<string, unknown>;
}

const pdfName = (name: string): string => `${name.slice(0, name.lastIndexOf('.'))}.pdf`;

const jobsOf = (stream: string, { filled }: Filled): readonly Job[] =>
  filled.files.map(({ name, key, sha256: hash }) => ({
    stream,
    sha256: hash,
    name: pdfName(name),
    key: key.slice(0, -name.length) + pdfName(name),
    source: key,
  }));

const described = ({ name, key, source }: Job, bytes: Uint8Array): Pdf => ({
  name,
  key,
  sha256: sha256(bytes),
  size: bytes.length,
  source,
});

/**
 * A PDF that is there already was made by a call that died before it could say so: issued bytes are never
 * rendered again, and no two renderings are the same to the byte.
 */
const adopt = async (ports: Ports, jobs: readonly Job[], { pdfs }: Batch): Promise<readonly Job[]> => {
  const found = await Promise.all(jobs.map(({ key }) => ports.files.find(key)));
  for (const [index, job] of jobs.entries())
    if (found[index]) pdfs.set(job, described(job, await ports.files.get(job.key)));
  return jobs.filter((job) => !pdfs.has(job));
};

const altered = (source: string): DocketError =>
  new DocketError('SOURCE_ALTERED', {
    zh: `文件 ${source} 在出 PDF 前被改动`,
    en: `file ${source} was altered before its PDF was made`,
  });

const readSource = async (ports: Ports, { source, sha256: hash }: Job): Promise<Uint8Array> => {
  const bytes = await ports.files.get(source);
  if (sha256(bytes) !== hash) throw altered(source);
  return bytes;
};

/** Sources as the ledger knows them; one that somebody touched or took away fails its document, not the batch. */
const readSources = async (ports: Ports, jobs: readonly Job[], { faults }: Batch) => {
  const sources: { job: Job; name: string; bytes: Uint8Array }[] = [];
  for (const job of jobs)
    try {
      const bytes = await readSource(ports, job);
      sources.push({ job, name: job.source.slice(job.source.lastIndexOf('/') + 1), bytes });
    } catch (fault) {
      faults.set(job.stream, fault);
    }
  return sources;
};

const convert = async (ports: Ports, jobs: readonly Job[], batch: Batch): Promise<void> => {
  const sources = await readSources(ports, jobs, batch);
  const results = await ports.renderer.render(sources);
  for (const [index, { job }] of sources.entries()) {
    const result = results[index];
    if (result?.ok) {
      await ports.files.put(job.key, result.value);
      batch.pdfs.set(job, described(job, result.value));
    } else if (result) batch.faults.set(job.stream, new DocketError('RENDER_FAILED', result.error));
  }
};

const keep = async (
  ports: Ports,
  open: ReadonlyMap<string, Filled>,
  jobs: readonly Job[],
  { pdfs, faults }: Batch,
) => {
  const { engine, version } = await ports.renderer.probe();
  const at = ports.clock.now();
  const done = [...open].filter(([stream]) => !faults.has(stream));
  await record(
    ports.ledger,
    done.map(([stream, { filled }]) => {
      const { revision } = filled;
      const files = jobs.filter((job) => job.stream === stream).map((job) => pdfs.get(job) as Pdf);
      const data: Rendered = { revision, files, engine: `${engine} ${version}` };
      return {
        stream,
        decide: (events) => {
          const state = replay(events);
          const wanted = state.status === 'filled' && state.filled.revision === revision;
          return { drafts: wanted ? [{ type: 'document.rendered', data }] : [], result: undefined };
        },
        cause: { key: `render/${revision}`, actor: 'docket/render', at },
      };
    }),
  );
};

/** Filled documents get their PDFs. */
export const render: Work<WakeUp> = (ports) => async (messages) => {
  const streams = [...new Set(messages.map(({ stream }) => stream))];
  const open = new Map<string, Filled>();
  for (const [stream, events] of await ports.ledger.readMany(streams)) {
    const state = replay(events);
    if (state.status === 'filled') open.set(stream, state);
  }
  const jobs = [...open].flatMap(([stream, state]) => jobsOf(stream, state));
  const batch: Batch = { pdfs: new Map(), faults: new Map() };
  const missing = await adopt(ports, jobs, batch);
  if (missing.length > 0) await convert(ports, missing, batch);
  await keep(ports, open, jobs, batch);
  return new Map(
    messages.flatMap(({ stream }, index) =>
      batch.faults.has(stream) ? [[index, batch.faults.get(stream)] as const] : [],
    ),
  );
};
