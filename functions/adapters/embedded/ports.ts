import { appendFile } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Kind } from '../../core/kind.ts';
import type { Clock, Log, Ports, Renderer, Site } from '../../core/ports.ts';
import { createWorkbooks } from '../exceljs/workbooks.ts';
import { createFaces } from '../fontkit/faces.ts';
import { createCompanyStore, PROFILE } from '../profile/company-store.ts';
import { pictureOf } from '../resvg/pictures.ts';
import { createTimestampAuthority, createTimestampRoots } from '../timestamp-http/timestamp-http.ts';
import { type Cursors, createCursors } from './cursors.ts';
import { type Database, openDatabase } from './database.ts';
import { createDocumentSigner } from './document-signer.ts';
import { createFiles } from './files.ts';
import { createInbox } from './inbox.ts';
import { createKeyValue } from './key-value.ts';
import { createLedger } from './ledger.ts';
import { createLogStore } from './log-store.ts';
import { createMailer } from './mailer.ts';
import { createQueue, type EmbeddedQueue } from './queue.ts';
import { createSalts } from './salts.ts';
import { createSecrets } from './secrets.ts';
import { createShipped } from './shipped.ts';
import { createSigner } from './signer.ts';
import { createViews } from './views.ts';

export interface EmbeddedOptions {
  /** The data folder: everything that this home knows is in it. */
  readonly data: string;
  readonly kinds: ReadonlyMap<string, Kind>;
  /** Folder of the shipped templates. */
  readonly shipped: string;
  readonly renderer: Renderer;
  /** Relay for outgoing mail, `smtp://…`; without it mails wait in the outbox. */
  readonly smtp?: string | undefined;
  /** Where people reach the pages from other machines, `https://docket.example.com`; without it only here. */
  readonly url?: string | undefined;
  /** Time stamp authority (RFC 3161); with one nothing is signed that it does not stamp. */
  readonly tsa?: string | undefined;
  /** PEM file with the roots of the authorities whose time stamps are believed. */
  readonly tsaRoots?: string | undefined;
  readonly clock?: Clock;
  readonly log?: Log;
}

export interface EmbeddedSite extends Site {
  /** Where the pages are: known once they are served. */
  open(base: string): void;
}

export interface EmbeddedPorts extends Ports {
  readonly queue: EmbeddedQueue;
  readonly database: Database;
  readonly site: EmbeddedSite;
  readonly cursors: Cursors;
}

export const systemClock: Clock = { now: () => Date.now() };

/** One JSON line for each message: codes, numbers and ids only. */
export const fileLog =
  (data: string, clock: Clock): Log =>
  (code, detail) => {
    const line = JSON.stringify({ at: new Date(clock.now()).toISOString(), code, ...detail });
    // a log that cannot be written must not stop the work
    appendFile(join(data, 'docket.log'), `${line}\n`, () => undefined);
  };

const createSite = (publicUrl: string | undefined): EmbeddedSite => {
  let base = publicUrl ?? 'http://127.0.0.1:4600';
  return {
    url: (path) => new URL(path, base).href,
    open: (address) => {
      base = publicUrl ?? address;
    },
  };
};

/** Every port on one machine: one SQLite file and folders. */
export const createEmbeddedPorts = (options: EmbeddedOptions): EmbeddedPorts => {
  const { data, kinds, shipped, renderer } = options;
  const clock = options.clock ?? systemClock;
  const database = openDatabase(join(data, 'docket.sqlite'));
  const ledger = createLedger(database);
  const files = createFiles(data);
  const company = createCompanyStore(() => readFile(join(data, PROFILE)), { files, ledger, clock });
  const nameOfCompany = async (): Promise<string> => (await company.current()).company.name.zh;
  return {
    kinds,
    ledger,
    files,
    renderer,
    clock,
    database,
    company,
    shipped: createShipped(shipped),
    inbox: createInbox(data),
    mailer: createMailer(files, options.smtp),
    workbooks: createWorkbooks(),
    logStore: createLogStore(database),
    signer: createSigner(join(data, 'keys', 'ledger.key')),
    documentSigner: createDocumentSigner(join(data, 'keys', 'document.pem'), {
      company: nameOfCompany,
      clock,
    }),
    faces: createFaces(),
    picture: pictureOf,
    ...(options.tsa && { timestamp: createTimestampAuthority(options.tsa) }),
    timestampRoots: createTimestampRoots(async () => {
      return options.tsaRoots ? readFile(options.tsaRoots) : undefined;
    }),
    salts: createSalts(database),
    site: createSite(options.url),
    keyValue: createKeyValue(database, clock),
    secrets: createSecrets(join(data, 'keys', 'pepper.key')),
    views: createViews(database),
    queue: createQueue(database, clock),
    cursors: createCursors(database),
    log: options.log ?? fileLog(data, clock),
  };
};
