import type { Summary } from '../charts/chart.ts';
import type { Need } from '../kind.ts';
import type { MailEvent } from '../mail-in/events.ts';
import type { Text } from '../result.ts';
import type { RouteEvent } from '../routing/events.ts';
import type { AuditEvent } from './audit.ts';
import type { Commitment } from './personal.ts';
import type { Reader } from './readers.ts';

/** A file that a stage made, by key in Files; its bytes never change. */
export interface MadeFile {
  readonly name: string;
  readonly key: string;
  readonly sha256: string;
  readonly size: number;
}

/** A request as the ledger knows it: where its body is, and everything that pins what is made of it. */
export interface RequestRecord {
  readonly kind: string;
  /** Body of the request: may hold personal data, so only a commitment to it is in the event. */
  readonly body: Commitment;
  /** Salted hash of the content without the revision fields: the same value saved again is no revision (R-Q8). */
  readonly content: string;
  /** Salted hash of what the rules made of it (prices, totals, validity), likewise: a new price list is a change too. */
  readonly result: string;
  readonly requestNo: string;
  readonly title: string;
  readonly party: string;
  readonly revision: number;
  /** Business day of receipt, Asia/Shanghai. */
  readonly today: string;
  /** Moment of receipt, RFC 3339. */
  readonly at: string;
  /** SHA-256 of the company profile in force. */
  readonly company: string;
  /** Version of each reference stream in force, 0 when there was none. */
  readonly references: Readonly<Record<string, number>>;
  /** SHA-256 of each template in force, by file name, and of the fragments that they ask for. */
  readonly templates: Readonly<Record<string, string>>;
  readonly upload: string;
  /** What it is about; see `termOf`. */
  readonly terms?: readonly string[];
  /** List of the records that it reads, each with its version; absent when its kind looks for none. */
  readonly records?: Pick<MadeFile, 'key' | 'sha256'>;
  /** Who may see it beside those who have a part in its way; not there in events from before it was asked. */
  readonly readers?: readonly Reader[];
}

export interface Filled {
  readonly revision: number;
  readonly files: readonly (MadeFile & { readonly template: string; readonly language: string })[];
  /** Copy of the request beside them. */
  readonly request: Commitment;
  readonly amount: string | null;
  readonly currency: string | null;
  readonly validUntil: string | null;
  readonly needs: readonly Need[];
  /** Of a report. */
  readonly summary?: Summary;
}

export interface Rendered {
  readonly revision: number;
  readonly files: readonly (MadeFile & { readonly source: string })[];
  readonly engine: string;
}

/** Every fact of a document's life. */
export type DocumentEvent =
  | { readonly type: 'document.received'; readonly data: RequestRecord }
  | { readonly type: 'document.revised'; readonly data: RequestRecord }
  | {
      readonly type: 'document.numbered';
      readonly data: { readonly number: string; readonly series: string; readonly n: number };
    }
  | { readonly type: 'document.filled'; readonly data: Filled }
  | { readonly type: 'document.rendered'; readonly data: Rendered }
  | { readonly type: 'document.voided'; readonly data: Voided }
  | { readonly type: 'document.signed'; readonly data: Signed }
  | { readonly type: 'document.archived'; readonly data: Archived }
  | RouteEvent
  | AuditEvent
  | ErasedEvent;

/** What leaves a mark on the paper. */
export type PaperActType = 'sign' | 'seal' | 'acknowledge' | 'countersign';

/** The PDF of a revision with one act of its route more on it. */
export interface Signed {
  readonly revision: number;
  /** Of the route; of a countersignature, the task that was decided by another. */
  readonly task: string;
  readonly act: PaperActType;
  /** Field of the PDF: a slot of its sheet. */
  readonly slot: string;
  /** Number of the file, from 1. */
  readonly n: number;
  /** SHA-256 of the signed file that it goes on from; null: the rendered file, made ready for signatures. */
  readonly after: string | null;
  readonly file: MadeFile;
}

/** A line of the register of what was filed: 合同台账 for contracts. Days of Asia/Shanghai. */
export interface RegisterRow {
  readonly kind: string;
  readonly number: string;
  readonly revision: number;
  readonly title: string;
  /** Company on the other side; never a person. */
  readonly party: string;
  readonly amount: string | null;
  readonly currency: string | null;
  readonly validUntil: string | null;
  /** Day of the last signature or seal; null when nobody had to sign. */
  readonly signedOn: string | null;
  readonly archivedOn: string;
}

/** The final files, frozen: bytes of their own that are never written again. */
export interface Archived {
  readonly revision: number;
  /** From 1; a countersignature after completion makes the next one. */
  readonly version: number;
  /** The signed PDF first. */
  readonly files: readonly MadeFile[];
  /** Last day on which it has to be kept. */
  readonly retainUntil: string;
  readonly register: RegisterRow;
}

export interface Voided {
  readonly number: string;
  readonly revision: number;
  readonly reason: string;
}

/** What these keys held was erased on request: it is not missing. */
export type ErasedEvent = {
  readonly type: 'personal.erased';
  readonly data: { readonly keys: readonly string[] };
};

/** A file with what people sent: it may be forgotten. */
export type SentFile = Commitment & Pick<MadeFile, 'name' | 'size'>;

export interface IntakeOutcome {
  readonly file: SentFile;
  readonly kind: string | null;
  readonly received: number;
  readonly duplicates: number;
  readonly rejected: number;
  /** Who may see it; not there in events from before it was asked. */
  readonly readers?: readonly Reader[];
  /** Of a file that came by mail: streams of what it asked for, at most 49; the answer names them. */
  readonly documents?: readonly string[];
  /** The template that the file became, if it was one. */
  readonly template?: Pick<TemplateBytes, 'file' | 'version'>;
  /** List of the facts that it brought, for what follows from them; absent when its kind is no kind of fact. */
  readonly kept?: Pick<MadeFile, 'key' | 'sha256'>;
  /** What people should know of a file that was taken. */
  readonly notes?: readonly Text[];
}

/** Facts about what came in and what it is checked against. */
export type UploadEvent =
  | { readonly type: 'intake.accepted'; readonly data: IntakeOutcome }
  | {
      readonly type: 'intake.rejected';
      readonly data: IntakeOutcome & { readonly problems: number; readonly files: readonly SentFile[] };
    };

export type ReferenceEvent = {
  readonly type: 'reference.published';
  readonly data: {
    readonly kind: string;
    readonly body: Commitment;
    readonly requestNo: string;
    readonly title: string;
    readonly upload: string;
  };
};

/** What is known of a fact from now on; `revision` counts from 0. */
export type RecordEvent = { readonly type: 'record.kept'; readonly data: RequestRecord };

/** A day of a kind's timetable is behind it, whether it brought anything or not; the first is where it began. */
export type ScheduleEvent = {
  readonly type: 'schedule.passed';
  readonly data: {
    readonly kind: string;
    readonly day: string;
    /** What was made or refused on that day, as a file would have brought it; null when there was nothing. */
    readonly upload: string | null;
  };
};

export type CompanyEvent = {
  readonly type: 'company.recorded';
  readonly data: { readonly key: string; readonly sha256: string; readonly name: Text };
};

/** One version of one template: the bytes that were dropped, kept for ever by their SHA-256. */
export interface TemplateBytes {
  readonly kind: string;
  /** File of the output in the kind's folder: `quotation.zh-CN.xlsx`; or a fragment: `fragments/clause.docx`. */
  readonly file: string;
  /** 0 is the one that comes with the program. */
  readonly version: number;
  readonly key: string;
  readonly sha256: string;
}

/** What is decided about the template of one output. */
export type TemplateEvent =
  | {
      readonly type: 'template.published';
      readonly data: TemplateBytes & {
        readonly size: number;
        /** Name under which it was dropped. */
        readonly name: string;
        readonly upload: string;
        /** What was taken out of it for safety. */
        readonly notes: readonly Text[];
      };
    }
  | {
      /** An earlier version is used again: by command (no upload), or because its bytes were dropped again. */
      readonly type: 'template.chosen';
      readonly data: TemplateBytes & { readonly upload: string | null };
    };

export type AnyEvent =
  | MailEvent
  | DocumentEvent
  | UploadEvent
  | ReferenceEvent
  | RecordEvent
  | ScheduleEvent
  | CompanyEvent
  | TemplateEvent;

/** Folder in that of a kind whose Word files its templates include: `{{> clause.warranty}}`. */
export const FRAGMENTS = 'fragments';

/** By its file in the kind's folder. */
export const isFragment = (file: string): boolean => file.startsWith(`${FRAGMENTS}/`);

export const uploadStream = (id: string): string => `upload/${id}`;
export const referenceStream = (kind: string): string => `reference/${kind}`;
export const templateStream = (kind: string, file: string): string => `template/${kind}/${file}`;
export const scheduleStream = (kind: string): string => `schedule/${kind}`;
export const COMPANY_STREAM = 'company';
