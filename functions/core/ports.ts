import type { Summary } from './charts/chart.ts';
import type { Company } from './company.ts';
import type { Reader } from './document/readers.ts';
import type { ObjectCreated, Upload } from './document/upload.ts';
import type { Kind } from './kind.ts';
import type { SealedEvent } from './ledger/envelope.ts';
import type { Mailer } from './mail.ts';
import type { DocumentSigner } from './pdf/cms.ts';
import type { Faces } from './pdf/ink.ts';
import type { TimestampAuthority } from './pdf/timestamp.ts';
import type { Look } from './records.ts';
import type { Problem, Result, Text } from './result.ts';
import type { Part } from './routing/parts.ts';
import type { RouteState } from './routing/state.ts';
import type { OpenTask } from './routing/tasks.ts';

export type Appended = 'appended' | 'conflict';

/**
 * System of record. Every call is atomic for itself and safe to repeat: what already stands with exactly the same
 * bytes was written by an earlier try whose answer was lost, and is `appended`. Calls that write throw
 * `EVENT_TOO_LARGE` or `BATCH_TOO_LARGE` before anything is written, and `LEDGER_BUSY` or `LEDGER_UNREACHABLE` when
 * the store does not answer: the write was then done or not, and the caller decides again.
 */
export interface Ledger {
  /** The whole stream, oldest first; strongly consistent. Empty when there is none. */
  read(stream: string): Promise<readonly SealedEvent[]>;
  readMany(streams: readonly string[]): Promise<ReadonlyMap<string, readonly SealedEvent[]>>;
  /**
   * Writes each event if (stream, ver) is still free; answers per event, in order. The events of one stream in one
   * call (at most 100) stand or fall together.
   */
  append(events: readonly SealedEvent[]): Promise<readonly Appended[]>;
  /** Next free number of a series; 1 when the series is new. */
  nextNumber(series: string): Promise<number>;
  /**
   * One transaction: the counter still stands at `first`, every (stream, ver) is free, every number is
   * unclaimed; then events are written, numbers `first…` claimed in order and the counter moved. At most 49.
   */
  appendNumbered(claim: NumberClaim): Promise<Appended>;
  /**
   * Events after a cursor that an earlier call gave (opaque; `''` = from the start). Every event comes at least once,
   * at the latest when it is older than the home's settle delay (none in SQLite, two minutes in DynamoDB), and reading
   * from an older cursor gives it again. The order is nearly that of commitment; a reader relies on `ver`, never on it.
   */
  feed(
    after: string,
    limit: number,
  ): Promise<{ readonly events: readonly SealedEvent[]; readonly cursor: string }>;
}

export interface NumberClaim {
  readonly series: string;
  readonly first: number;
  readonly events: readonly SealedEvent[];
}

/** Where the Merkle log stands: everything that is needed to go on, without its entries. */
export interface LogHead {
  /** Entries in the log. */
  readonly size: number;
  /** Roots of the perfect subtrees that make up the tree, largest first; hexadecimal. */
  readonly frontier: readonly string[];
  /** How far the ledger's feed is in the log; opaque, `''` at the start. */
  readonly cursor: string;
}

export interface LogBatch {
  /** Index of the first entry. */
  readonly start: number;
  /** Canonical JSON, see `entryOf`. At most 1000. */
  readonly entries: readonly string[];
}

/** Storage of the Merkle log of one ledger. What is committed is never changed. */
export interface LogStore {
  /** Strongly consistent; size 0, no frontier and cursor `''` for a new log. */
  head(): Promise<LogHead>;
  /**
   * One transaction: the head still has the size and the cursor of `before` and there is no batch at its size; then
   * the batch is written and the head becomes `after`. Without entries only the head moves. A repeated call answers
   * `conflict`: the caller reads the head again.
   */
  commit(before: LogHead, after: LogHead, entries: readonly string[]): Promise<'committed' | 'conflict'>;
  /** Batches in the order of the log, from the one that holds entry `from`; strongly consistent. */
  batches(from: number): AsyncIterable<LogBatch>;
}

/** Salts of the commitments to what may be forgotten: one a stream, random, 64 hexadecimal digits. */
export interface Salts {
  /** Makes those that are missing; two calls at once get the same. */
  of(streams: readonly string[]): Promise<ReadonlyMap<string, string>>;
  find(stream: string): Promise<string | undefined>;
  /** For ever; a stream without a salt is fine. */
  erase(stream: string): Promise<void>;
}

/** The key that signs checkpoints. */
export interface Signer {
  /** Verifier key in C2SP form (`name+id+base64`); its name is the origin of the log. */
  vkey(): Promise<string>;
  /** Ed25519: 64 bytes; ECDSA P-256 with SHA-256: DER. */
  sign(message: Uint8Array): Promise<Uint8Array>;
}

/**
 * Small records that end by themselves: links, codes, sessions, counters. Nothing in it is a fact of a document; when
 * all of it is lost people sign in again. What has ended reads as if it were not there.
 */
export interface KeyValue {
  get(key: string): Promise<Kept | undefined>;
  /**
   * Writes if the record still has version `before` (0: there is none); its version becomes `before + 1`. False when
   * it has another; then nothing is written. `ends`: milliseconds since the epoch.
   */
  put(key: string, value: string, ends: number, before: number): Promise<boolean>;
  /** Adds one and gives the sum, atomically; the first call sets when it ends. */
  count(key: string, ends: number): Promise<number>;
  /** A key without a record is fine. */
  remove(key: string): Promise<void>;
}

export interface Kept {
  readonly value: string;
  readonly version: number;
}

/** What nobody may guess. */
export interface Secrets {
  /** From the system's cryptographic generator. */
  random(bytes: number): Uint8Array;
  /** HMAC-SHA-256 under a key that never leaves this port; hexadecimal. */
  mac(message: string): Promise<string>;
}

export interface FileInfo {
  readonly key: string;
  readonly size: number;
}

/** Write-once files, keys with `/`. */
export interface Files {
  /**
   * Durable when it returns. The same bytes again are fine; other bytes under the key throw `FILE_EXISTS`.
   * `retainUntil`: last day (`2036-12-31`) before whose end nobody may remove it, where the store can hold to that.
   */
  put(key: string, bytes: Uint8Array, options?: { readonly retainUntil?: string }): Promise<void>;
  /** The bytes of one key under another as well, durable; like `put` when there is a file already. */
  copy(from: string, to: string): Promise<void>;
  /** Throws `FILE_NOT_FOUND`. */
  get(key: string): Promise<Uint8Array>;
  find(key: string): Promise<FileInfo | undefined>;
  /** SHA-256 and size of a file of any size, read piece by piece. Throws `FILE_NOT_FOUND`. */
  digest(key: string): Promise<{ readonly sha256: string; readonly size: number }>;
  /** Every file whose key begins with `prefix/`, in no order. */
  list(prefix: string): AsyncIterable<FileInfo>;
  /**
   * For the one object that changes, the latest checkpoint: writes `after` if the content is still `before`
   * (undefined: there is none yet). False when it is not; then nothing is changed.
   */
  swap(key: string, before: Uint8Array | undefined, after: Uint8Array): Promise<boolean>;
  /** Removes what may be forgotten, for ever; a key without a file is fine. Callers ask `isErasable` first. */
  erase(key: string): Promise<void>;
}

/** What the pages and commands list: a projection of the ledger that can be made again. */
export interface Views {
  put(rows: readonly DocumentRow[]): Promise<void>;
  /** Every row becomes one of these, at once: readers see all of the old or all of the new. */
  replace(pages: AsyncIterable<readonly DocumentRow[]>): Promise<void>;
  get(stream: string): Promise<DocumentRow | undefined>;
  byNumber(number: string): Promise<DocumentRow | undefined>;
  list(query: ViewQuery): Promise<{ readonly rows: readonly DocumentRow[]; readonly total: number }>;
  /** By `kind:state`; of what one of these may see, without them of all. */
  counts(readers?: readonly Reader[]): Promise<Readonly<Record<string, number>>>;
  /** What is open, oldest first. */
  tasks(query: TaskQuery): Promise<{ readonly rows: readonly TaskRow[]; readonly total: number }>;
  /** Newest first. */
  withPart(query: PartQuery): Promise<readonly DocumentRow[]>;
  /** Streams of a kind that are about a term, in no order. */
  about(look: Look): Promise<readonly string[]>;
}

/** One open task with the document that it is about. */
export interface TaskRow {
  readonly task: OpenTask;
  readonly row: DocumentRow;
}

export interface TaskQuery {
  /** Only what this person may do or has to know: his own, those of these roles, and what came up to them. */
  readonly of?: { readonly person: string; readonly roles: readonly string[] };
  readonly limit: number;
  readonly offset: number;
}

export interface DocumentRow {
  readonly stream: string;
  readonly ver: number;
  /** Kind id, or `upload` for a file that came in. */
  readonly kind: string;
  readonly state: string;
  readonly number: string | null;
  readonly title: string;
  /** Company on the other side; never a person. */
  readonly party: string;
  readonly amount: string | null;
  readonly currency: string | null;
  readonly revision: number;
  /** What it is about; see `termOf`. */
  readonly terms: readonly string[];
  /** What it still needs before it may leave the house. */
  readonly needs: readonly string[];
  /** Last day on which it holds (Asia/Shanghai), if it ends by itself. */
  readonly validUntil: string | null;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly files: Readonly<Record<string, string>>;
  /** Of a report. */
  readonly summary?: Summary;
  /** Who may see it as its request says; see `readersOf`. */
  readonly readers: readonly Reader[];
  /** Its way through the house with everything that is open; null before it was submitted. */
  readonly route: RouteState | null;
}

export interface ViewQuery {
  readonly state?: string;
  /** Without it: documents and reference data, not what was uploaded. */
  readonly kind?: string;
  readonly search?: string;
  /** Only what still needs something before it may leave the house. */
  readonly open?: boolean;
  /** Changed at or after this moment, RFC 3339 UTC. */
  readonly since?: string;
  /** Only what one of these may see; without it all of them. */
  readonly readers?: readonly Reader[];
  readonly limit: number;
  readonly offset: number;
}

/** Documents in whose way a person of the house had a part. */
export interface PartQuery {
  readonly person: string;
  readonly part: Part;
  /** Changed at or after this moment, RFC 3339 UTC. */
  readonly since: string;
  readonly limit: number;
}

export interface Queue {
  send(
    queue: string,
    bodies: readonly unknown[],
    options?: { readonly delaySeconds?: number },
  ): Promise<void>;
  /** Messages that failed too often and wait for a person. */
  deadLetters(): Promise<number>;
}

export interface RenderJob {
  /** File name with its ending, ASCII: decides the import filter. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface Renderer {
  /** Is an engine with fonts for Chinese there? Never throws. */
  probe(): Promise<RendererStatus>;
  /** PDFs in the order of the jobs; one job that fails does not fail the others. */
  render(jobs: readonly RenderJob[]): Promise<readonly Result<Uint8Array, Text>[]>;
  close(): Promise<void>;
}

export interface RendererStatus {
  /** Its name, which the ledger keeps with its version: never where it is on the machine. */
  readonly engine: string | null;
  readonly version: string | null;
  /** A font that covers Chinese is installed. */
  readonly cjk: boolean;
  readonly ready: boolean;
}

export interface Workbook {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Excel workbooks that Docket makes for people: blank forms, and copies with every mistake at its cell. */
export interface Workbooks {
  /** The form for one request. */
  form(kind: Kind): Promise<Workbook>;
  /** The plain table for many requests, one title row. */
  table(kind: Kind): Promise<Workbook>;
  annotated(name: string, bytes: Uint8Array, problems: readonly Problem[]): Promise<Workbook>;
}

/** Where people put files in; the page's upload box uses it too. */
export interface Inbox {
  /**
   * `folder` is a kind, `templates/<kind>`, or empty: intake then recognises the kind by itself. Never over a file
   * that still waits; gives the name under which it waits.
   */
  put(folder: string, name: string, bytes: Uint8Array): Promise<string>;
  /**
   * The file that a notice tells of, kept under `received/`; the same notice again gives the same. Undefined for what
   * nobody wants taken: lock files, the company profile.
   */
  take(notice: ObjectCreated): Promise<Upload | undefined>;
}

/**
 * Addresses under which a browser gets or puts a large file by itself, where the pages' own answers are limited in
 * size. An address ends after some minutes; whoever has it needs no other permission.
 */
export interface Transfer {
  /** Larger files go by address. */
  readonly mostBytes: number;
  /** Of every address: `https://s3.eu-central-1.amazonaws.com`. */
  origin(): Promise<string>;
  get(key: string, as: { readonly type: string; readonly disposition: string }): Promise<string>;
  /** For one PUT with these headers, into the inbox; never over a file that waits. */
  put(
    folder: string,
    name: string,
  ): Promise<{
    readonly url: string;
    readonly name: string;
    readonly headers: Readonly<Record<string, string>>;
  }>;
}

/** The company profile, by version: a document for ever keeps the one that it was made with. */
export interface CompanyStore {
  /** The profile as it stands, checked; a version that is new is recorded in the ledger. Throws `PROFILE_INVALID`. */
  current(): Promise<{ readonly company: Company; readonly sha256: string }>;
  version(sha256: string): Promise<Company>;
}

/** What comes with the program in the folders under `templates/`: read-only, replaced by an upgrade. */
export interface Shipped {
  /** A file of a folder: `quotation/quotation.en.xlsx`, `quotation/sample.json`; undefined when there is none. */
  read(folder: string, file: string): Promise<Uint8Array | undefined>;
  /** Names of the files in a folder; none when there is no such folder. */
  list(folder: string): Promise<readonly string[]>;
}

/** A catalogued message; details are codes, numbers and ids, never names or contents. */
export type Log = (code: string, detail?: Readonly<Record<string, string | number>>) => void;

/** Where people reach the pages. */
export interface Site {
  /** `/tasks` → `https://docket.example.com/tasks` */
  url(path: string): string;
}

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
}

export interface Ports {
  readonly mailer: Mailer;
  readonly kinds: ReadonlyMap<string, Kind>;
  readonly company: CompanyStore;
  readonly shipped: Shipped;
  readonly inbox: Inbox;
  /** Only where the pages cannot carry large files themselves. */
  readonly transfer?: Transfer;
  readonly workbooks: Workbooks;
  readonly ledger: Ledger;
  readonly files: Files;
  readonly logStore: LogStore;
  readonly signer: Signer;
  /** The key that signs documents, made at its first use. Throws `KEY_INVALID`. */
  readonly documentSigner: () => Promise<DocumentSigner>;
  /** Typefaces for certificate pages. Throws `FONT_MISSING`. */
  readonly faces: () => Promise<Faces>;
  /** SVG without text or links → PNG. */
  readonly picture: (svg: string) => Promise<Uint8Array>;
  /** With one every signature gets its time stamp, or is not made. */
  readonly timestamp?: TimestampAuthority;
  /** Certificates (DER) of the authorities whose time stamps are believed. Throws `TIMESTAMP_ROOTS_INVALID`. */
  readonly timestampRoots: () => Promise<readonly Uint8Array[]>;
  readonly salts: Salts;
  readonly keyValue: KeyValue;
  readonly secrets: Secrets;
  readonly site: Site;
  readonly views: Views;
  readonly queue: Queue;
  readonly renderer: Renderer;
  readonly clock: Clock;
  readonly log: Log;
}
