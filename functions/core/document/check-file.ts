import type { SealedEvent } from '../ledger/envelope.ts';
import { open } from '../ledger/envelope.ts';
import { sha256 } from '../ledger/hash.ts';
import { type Judgement, judge, type Standing } from '../pdf/judge.ts';
import type { Finding, VerifiedSignature } from '../pdf/verify.ts';
import type { Ports } from '../ports.ts';
import type { Text } from '../result.ts';
import { replay } from './document.ts';
import type { MadeFile } from './events.ts';
import { streamOfHash } from './file-hashes.ts';
import { finalFiles, paperOf } from './paper.ts';

/** What whoever holds a file of a document may know of it. */
export interface CheckedDocument {
  readonly stream: string;
  readonly kind: string;
  readonly number: string;
  /** Of the document as it stands now. */
  readonly revision: number;
  /** Days of Asia/Shanghai. */
  readonly signedOn: string | null;
  readonly archivedOn: string | null;
}

export interface FileCheck extends Judgement {
  readonly sha256: string;
  /** Why it does not hold although it is ours, or what else to know. */
  readonly note?: Text;
  readonly document?: CheckedDocument;
  readonly signatures: readonly VerifiedSignature[];
  readonly findings: readonly Finding[];
}

const OVER: Readonly<Partial<Record<string, Text>>> = {
  voided: { zh: '该单据已作废', en: 'The document is void' },
  withdrawn: { zh: '该单据已撤回', en: 'The document was withdrawn' },
  expired: { zh: '该单据未在期限内办完，已失效', en: 'The document was not completed in time and has ended' },
  returned: { zh: '该单据已退回修改', en: 'The document went back to be changed' },
  revising: { zh: '该单据正在修订', en: 'The document is being revised' },
};

const OPEN: Text = {
  zh: '该单据的签署尚未完成',
  en: 'Not everybody has signed the document yet',
};

const OTHER: Text = {
  zh: '这份文件不是扫码所指的单据',
  en: 'The file is of another document than the one whose code was scanned',
};

const filesIn = (events: readonly SealedEvent[]): ReadonlySet<string> =>
  new Set(
    events.flatMap((event) => {
      if (!event.type.startsWith('document.')) return [];
      type Made = Pick<MadeFile, 'sha256' | 'name'>;
      const { files = [], file } = open(event).data as {
        readonly files?: readonly Made[];
        readonly file?: Made;
      };
      return [...files, ...(file ? [file] : [])].map((one) => one.sha256);
    }),
  );

/** How a file stands to its document: the one that is relied on now, or one that was. */
const standingOf = (events: readonly SealedEvent[], hash: string): Standing => {
  const paper = paperOf(events);
  const { status } = paper.route;
  const holds = OVER[status] === undefined;
  if (holds && finalFiles(paper).some((file) => file.sha256 === hash)) return 'current';
  return filesIn(events).has(hash) ? 'earlier' : undefined;
};

const documentOf = (events: readonly SealedEvent[]): CheckedDocument | undefined => {
  const state = replay(events);
  const stream = events[0]?.stream;
  if (!('number' in state) || stream === undefined) return undefined;
  const { register } = paperOf(events).archived ?? {};
  const { kind, revision } = state.request;
  const { signedOn = null, archivedOn = null } = register ?? {};
  return { stream, kind, number: state.number, revision, signedOn, archivedOn };
};

const noteOn = (events: readonly SealedEvent[]): Text | undefined => {
  const { status } = paperOf(events).route;
  return OVER[status] ?? (status === 'open' ? OPEN : undefined);
};

/** How a document stands, for whoever holds its code on paper: no more than that. */
export const checkStream = async (
  { ledger }: Pick<Ports, 'ledger'>,
  stream: string,
): Promise<{ readonly document: CheckedDocument; readonly note?: Text } | undefined> => {
  const events = await ledger.read(stream);
  const document = documentOf(events);
  const note = noteOn(events);
  return document && { document, ...(note && { note }) };
};

/**
 * Whether a file that somebody shows is one of this house, unchanged and in force: its signatures, and what the ledger
 * says of its SHA-256. `scanned`: stream of the document whose code was scanned. Says nothing of any other document.
 */
export const checkFile = async (
  ports: Pick<Ports, 'files' | 'ledger' | 'documentSigner' | 'timestampRoots'>,
  bytes: Uint8Array,
  scanned?: string,
): Promise<FileCheck> => {
  const hash = sha256(bytes);
  const roots = (await ports.documentSigner()).certificates.slice(-1);
  const stream = (await streamOfHash(ports, hash)) ?? scanned;
  const events = stream === undefined ? [] : await ports.ledger.read(stream);
  const standing = standingOf(events, hash);
  // the pages load it when somebody checks a file: it is the largest part of them
  const { isPacked, PACKED_REPORT, verifyPdf } = await import('../pdf/verify.ts');
  // a stranger's file may unpack to all memory; those of the ledger are our own
  const foreign = standing === undefined && isPacked(bytes);
  const report = foreign ? PACKED_REPORT : await verifyPdf(bytes, roots, await ports.timestampRoots());
  const judgement = judge(bytes, report, standing, roots);
  const known = standing !== undefined;
  const document = known ? documentOf(events) : undefined;
  const other = known && scanned !== undefined && scanned !== stream;
  const note = other ? OTHER : known ? noteOn(events) : undefined;
  const unsigned = judgement.verdict === 'valid' || judgement.verdict === 'superseded';
  return {
    ...judgement,
    sha256: hash,
    ...(note && { note }),
    ...(document && { document }),
    signatures: report.signatures,
    // a document that nobody had to sign is vouched for by the ledger alone
    findings: report.findings.filter(({ code }) => !(unsigned && code === 'NOT_SIGNED')),
  };
};
