import { addYears, businessDate } from '../core/business/dates.ts';
import { record } from '../core/document/append.ts';
import { replay } from '../core/document/document.ts';
import type { Archived, MadeFile, RegisterRow } from '../core/document/events.ts';
import { keepHash } from '../core/document/file-hashes.ts';
import { finalFiles, isFinal, type Paper, paperOf } from '../core/document/paper.ts';
import { millisOf } from '../core/instant.ts';
import type { SealedEvent } from '../core/ledger/envelope.ts';
import { sha256 } from '../core/ledger/hash.ts';
import type { Ports } from '../core/ports.ts';
import { DocketError } from '../core/result.ts';
import type { WakeUp, Work } from '../wiring.ts';

const altered = (key: string): DocketError =>
  new DocketError('PAPER_ALTERED', {
    zh: `文件 ${key} 在归档前被改动；请从备份恢复`,
    en: `file ${key} was altered before it was filed: restore it from a backup`,
  });

/** Is what is archived what the document is now? */
const isFiled = (paper: Paper): boolean =>
  paper.archived?.files[0] !== undefined && paper.archived.files[0].sha256 === finalFiles(paper)[0]?.sha256;

const isDue = (paper: Paper): boolean => isFinal(paper) && !isFiled(paper);

/** `SC-2026-000001.pdf`, and `SC-2026-000001.v2.pdf` once it was signed again. */
const archivedName = (rendered: string, version: number): string =>
  version === 1 ? rendered : `${rendered.slice(0, -'.pdf'.length)}.v${version}.pdf`;

/** A copy with bytes of its own: whoever writes over the document's file does not reach it. False: others are there. */
const freeze = async (
  { files }: Ports,
  bytes: Uint8Array,
  { key, retainUntil }: { readonly key: string; readonly retainUntil: string },
): Promise<boolean> => {
  try {
    await files.put(key, bytes, { retainUntil });
    return true;
  } catch (fault) {
    if (fault instanceof DocketError && fault.code === 'FILE_EXISTS') return false;
    throw fault;
  }
};

const registerOf = (events: readonly SealedEvent[], paper: Paper, archivedOn: string): RegisterRow => {
  const document = replay(events);
  if (document.status !== 'rendered') throw new Error('archived without a PDF');
  const { number, request, filled } = document;
  const { kind, revision, title, party } = request;
  const last = paper.acts.at(-1);
  return {
    kind,
    number,
    revision,
    title,
    party,
    amount: filled.amount,
    currency: filled.currency,
    validUntil: filled.validUntil,
    signedOn: last ? businessDate(millisOf(last.ts)) : null,
    archivedOn,
  };
};

interface Filing {
  readonly stream: string;
  readonly data: Archived;
}

interface Frozen {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly sha256: string;
}

/** The final files under their first names, as the ledger knows them. */
const readFinal = async ({ files }: Ports, paper: Paper): Promise<readonly Frozen[]> => {
  const names = paper.rendered?.files.map(({ name }) => name) ?? [];
  return Promise.all(
    finalFiles(paper).map(async ({ key, sha256: hash }, index) => {
      const bytes = await files.get(key);
      if (sha256(bytes) !== hash) throw altered(key);
      return { name: names[index] ?? '', bytes, sha256: hash };
    }),
  );
};

interface Place {
  readonly folder: string;
  /** Version. */
  readonly first: number;
  readonly retainUntil: string;
}

/** Freezes the files under the first version that is free or theirs already. */
const freezeAll = async (
  ports: Ports,
  final: readonly Frozen[],
  { folder, first, retainUntil }: Place,
): Promise<Pick<Archived, 'version' | 'files'>> => {
  for (let version = first; ; version += 1) {
    const keyOf = ({ name }: Frozen): string => `${folder}/${archivedName(name, version)}`;
    let whole = true;
    for (const one of final) whole &&= await freeze(ports, one.bytes, { key: keyOf(one), retainUntil });
    const files = final.map((one): MadeFile => {
      const { bytes, sha256: hash } = one;
      return { name: archivedName(one.name, version), key: keyOf(one), sha256: hash, size: bytes.length };
    });
    if (whole) return { version, files };
  }
};

/** Puts the final files of one document into the archive; undefined when there is nothing to put there. */
const fileAway = async (
  ports: Ports,
  stream: string,
  events: readonly SealedEvent[],
): Promise<Filing | undefined> => {
  const paper = paperOf(events);
  if (!isDue(paper) || replay(events).status !== 'rendered') return undefined;
  const register = registerOf(events, paper, businessDate(ports.clock.now()));
  const { kind, revision, validUntil } = register;
  const completedOn = businessDate(millisOf(paper.completedAt ?? ''));
  const final = await readFinal(ports, paper);
  const folder = `archive/${kind}/${completedOn.slice(0, 4)}`;
  // kept from the day on which it ends, where it says so
  const end = validUntil ?? completedOn;
  const years = ports.kinds.get(kind)?.retentionYears ?? 0;
  const retainUntil = addYears(end > completedOn ? end : completedOn, years);
  const first = (paper.archived?.version ?? 0) + 1;
  const frozen = await freezeAll(ports, final, { folder, first, retainUntil });
  for (const { sha256: hash } of final) await keepHash(ports, hash, stream);
  return { stream, data: { revision, ...frozen, retainUntil, register } };
};

/**
 * Completed documents with every act on their paper are filed: the bytes frozen, the register row and the event that
 * says so at once. One that is countersigned later is filed again as its next version.
 */
export const archive: Work<WakeUp> = (ports) => async (messages) => {
  const streams = [...new Set(messages.map(({ stream }) => stream))];
  const faults = new Map<string, unknown>();
  const filings: Filing[] = [];
  for (const [stream, events] of await ports.ledger.readMany(streams))
    try {
      const filing = await fileAway(ports, stream, events);
      if (filing) filings.push(filing);
    } catch (fault) {
      faults.set(stream, fault);
    }
  await record(
    ports.ledger,
    filings.map(({ stream, data }) => ({
      stream,
      decide: (events) => {
        const now = paperOf(events);
        const same = isDue(now) && finalFiles(now)[0]?.sha256 === data.files[0]?.sha256;
        return { drafts: same ? [{ type: 'document.archived', data }] : [], result: undefined };
      },
      cause: {
        key: `archive/${data.revision}/${data.version}`,
        actor: 'docket/archive',
        at: ports.clock.now(),
      },
    })),
  );
  return new Map(
    messages.flatMap(({ stream }, index) =>
      faults.has(stream) ? [[index, faults.get(stream)] as const] : [],
    ),
  );
};
