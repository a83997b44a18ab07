import type { Company } from '../core/company.ts';
import { COMPANY_STREAM, type CompanyEvent } from '../core/document/events.ts';
import { needText } from '../core/document/needs.ts';
import { maySee, type Reader } from '../core/document/readers.ts';
import { stateText } from '../core/document/states.ts';
import type { DocumentKind, Kind } from '../core/kind.ts';
import { open } from '../core/ledger/envelope.ts';
import type { DocumentRow, Ports } from '../core/ports.ts';
import { codeOf, DocketError, type Language, type Text } from '../core/result.ts';
import type { WebRequest, WebResponse } from './http.ts';
import { languageOf } from './language.ts';
import { type Say, sayIn } from './strings.ts';
import { readingAs, type Who, whoAsks } from './who.ts';

export interface WebOptions {
  /** Where people may drop files instead, as they see it: shown while there is nothing to list. */
  readonly inboxFolder?: string;
  /** The library that draws PDFs in a page; without it they open by themselves. */
  readonly viewer?: {
    readonly version: string;
    file(name: string): Promise<Uint8Array | undefined>;
  };
}

/** One request with all that a page needs to answer it. */
export interface Visit {
  readonly ports: Ports;
  readonly options: WebOptions;
  readonly request: WebRequest;
  readonly language: Language;
  readonly t: Say;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly who: Who;
  /** The company profile, and what is wrong with it: then it is the last one that was whole, if there was one. */
  readonly profile: { readonly company?: Company; readonly fault?: Text };
}

export type Answer = (visit: Visit, argument: string) => Promise<WebResponse>;

/** A broken profile must neither take the pages down nor sign anybody out. */
const lastWhole = async ({ company, ledger }: Ports): Promise<Visit['profile']> => {
  const last = (await ledger.read(COMPANY_STREAM)).at(-1);
  const hash = last && (open(last).data as Partial<CompanyEvent['data']>).sha256;
  return hash === undefined ? {} : { company: await company.version(hash) };
};

const profileOf = async (ports: Ports): Promise<Visit['profile']> => {
  try {
    return await ports.company.current();
  } catch (fault) {
    const told = fault instanceof DocketError ? { fault: fault.text } : {};
    return { ...told, ...(await lastWhole(ports).catch(() => ({}))) };
  }
};

export const visitOf = async (ports: Ports, options: WebOptions, request: WebRequest): Promise<Visit> => {
  const language = languageOf(request);
  const profile = await profileOf(ports);
  const who = await whoAsks(ports, request, profile.company);
  return { ports, options, request, language, t: sayIn(language), now: ports.clock.now(), profile, who };
};

/** Only what whoever asks may see, for a query of the views. */
export const readers = (visit: Visit): { readonly readers?: readonly Reader[] } => {
  const as = readingAs(visit);
  return as === undefined ? {} : { readers: as };
};

/** What whoever asks may not see is as if it were not there. */
export const seen = <Row extends DocumentRow>(visit: Visit, row: Row | undefined): Row | undefined =>
  row !== undefined && maySee(row, readingAs(visit)) ? row : undefined;

/** By code only: a message may hold what must not be in a log. */
export const logFault = ({ log }: Ports, fault: unknown): void => {
  log('PAGE_FAILED', { fault: codeOf(fault) });
};

export const stateName = ({ language }: Visit, state: string): string => stateText(state)[language];

export const kindName = ({ ports, language }: Visit, kind: string): string =>
  ports.kinds.get(kind)?.title[language] ?? kind;

/** What people call a row: its number, or its kind where only versions are counted. */
export const rowName = (visit: Visit, { number, kind }: DocumentRow): string => {
  if (number !== null) return number;
  const type = visit.ports.kinds.get(kind)?.type;
  return type === 'reference' || type === 'record' ? kindName(visit, kind) : visit.t('row.unnumbered');
};

/** Kinds that have templates. */
export const documentKinds = (visit: Visit): readonly DocumentKind[] =>
  kindsOf(visit).filter((kind) => kind.type === 'document');

export const kindsOf = ({ ports }: Visit): readonly Kind[] => [...ports.kinds.values()];

/** What a need's code means to a person. */
export const needName =
  ({ profile, language }: Visit) =>
  (code: string): string =>
    needText(code, profile.company)[language];

/** Address of a row's page. */
export const rowHref = ({ stream, kind, number }: DocumentRow): string =>
  kind === 'upload'
    ? `/uploads/${encodeURIComponent(stream.replace(/^upload\//, ''))}`
    : `/documents/${encodeURIComponent(number ?? stream)}`;

/** Address of one of a row's files; the stream tells the server whose file it is. */
export const fileHref = ({ stream }: DocumentRow, key: string, download = false): string => {
  const path = key.split('/').map(encodeURIComponent).join('/');
  return `/files/${path}?of=${encodeURIComponent(stream)}${download ? '&download' : ''}`;
};
