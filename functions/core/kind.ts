import type { z } from 'zod';
import type { Calendar } from './business/calendar.ts';
import type { Summary } from './charts/chart.ts';
import type { Company } from './company.ts';
import { type Shape, shapeOf } from './fields.ts';
import type { KnownRecord, Look } from './records.ts';
import type { Language, Problem, Text } from './result.ts';
import type { Route } from './routing/route.ts';

/** What a kind may know beside its input; the same context gives the same document, for ever. */
export interface Context {
  readonly company: Company;
  readonly calendar: Calendar;
  /** Business day (Asia/Shanghai) on which the request came in. */
  readonly today: string;
  /** When it came in, milliseconds since the epoch. */
  readonly at: number;
  /** Published versions of the reference kinds that the kind uses, oldest first. */
  readonly references: Readonly<Record<string, readonly unknown[]>>;
  /** What the kind's `looks` found when the request came in; see `recordsOf`. */
  readonly records: readonly KnownRecord[];
}

type Asked<Of extends readonly unknown[]> = (...given: [...Of, context: Context]) => readonly Problem[];

type TableOf<Input> = {
  [Name in keyof Input & string]: NonNullable<Input[Name]> extends readonly object[] ? Name : never;
}[keyof Input & string];

type RowOf<Input, Table extends keyof Input> =
  NonNullable<Input[Table]> extends readonly (infer Row)[] ? Row : never;

/**
 * One question about a request, or about each row of a table, with a mistake at its field when the answer is no.
 * It reads what it needs and takes it for right: where that is wrong or missing, the rule is left out by itself.
 * Mistakes of a row name its field alone (`path: ['quantity']`).
 */
export type Rule<Input> =
  | Asked<[input: Input]>
  | {
      [Table in TableOf<Input>]: {
        readonly each: Table;
        readonly rule: Asked<[row: RowOf<Input, Table>, input: Input]>;
      };
    }[TableOf<Input>];

/** A rule of a kind whose input type only the kind knows. */
export type AnyRule =
  | Asked<[input: never]>
  | { readonly each: string; readonly rule: Asked<[row: never, input: never]> };

/** Something that must happen before the document may leave the house. */
export interface Need {
  /** `sign:department_head` */
  readonly code: string;
  readonly role: string;
  readonly reason: Text;
}

export interface Derived<Data = Readonly<Record<string, unknown>>> {
  /** What the templates see, beside `number`, `revision` and `company`. */
  readonly data: Data;
  readonly amount?: string;
  readonly currency?: string;
  readonly validUntil?: string;
  readonly needs: readonly Need[];
  /** Of a report: its readers get it by mail, and the pages show it. */
  readonly summary?: Summary;
}

export interface Output {
  /** File in the kind's folder. */
  readonly template: string;
  readonly language: Language;
  /** Goes between number and ending when a kind has several outputs: `QT-2026-000001.en.xlsx`. */
  readonly suffix?: string;
  readonly when?: (data: Readonly<Record<string, unknown>>) => boolean;
}

/** Condition of an output of a kind whose request says in which language it is wanted: `zh`, `en` or `both`. */
export const speaks =
  (language: Language): NonNullable<Output['when']> =>
  (data) =>
    data.language === language || data.language === 'both';

/** Who of the house gets to see a document beside those who have a part in its way. */
export interface Distribution {
  readonly roles?: readonly string[];
  /** Ids of people of the profile. */
  readonly people?: readonly string[];
}

interface KindBase<S extends z.ZodObject> {
  readonly id: string;
  readonly title: Text;
  /** For whom and for what, one sentence. */
  readonly purpose: Text;
  readonly input: S;
  /** What makes a request the same request: its number, its PO. Compared without case and width. */
  readonly requestKey: (input: z.infer<S>) => string;
  readonly subject: (input: z.infer<S>) => { readonly title: string; readonly party: string };
  /** Kinds of reference data that it reads, by id. */
  readonly uses?: readonly string[];
  /** What it is about, so that others find it: `[termOf('order', poNo), termOf('customer', name)]`. */
  readonly terms?: (input: z.infer<S>) => readonly string[];
  /**
   * Records of other kinds (or of its own) that its rules and `derive` read. Asked again with what it found until it
   * asks nothing new, so that one record leads to the next. Without a match there is simply no record.
   */
  readonly looks?: (input: z.infer<S>, context: Context) => readonly Look[];
  /** What must hold beside each field's own form, asked in this order; see `core/rules.ts`. */
  readonly rules?: readonly Rule<z.infer<S>>[];
  readonly retentionYears: number;
  /** Its sample goes through by itself when a data folder is used for the first time. */
  readonly isShownFirst?: boolean;
}

/** When a kind is made by the clock. */
export interface Timetable {
  /** `HH:MM` of Asia/Shanghai, from the profile. */
  readonly at: (company: Company) => string;
  /** Working days are those of the Chinese calendar with its make-up days 调休. */
  readonly days: 'all' | 'first-working-of-month' | 'working';
  readonly looks?: (context: Context) => readonly Look[];
  /**
   * The requests that this day brings, as a JSON upload would give them; none when there is nothing to say.
   * `context.today` is the day that was due. A request whose document stands with the same content makes nothing; with
   * other content it makes the next revision (Docket fills in `revision`, and `revisionReason` where it is missing).
   */
  readonly requests: (context: Context) => readonly object[];
}

/** When a kind is made because something else came in or was completed. */
export interface Follows {
  /**
   * Kinds whose facts, when a file has brought them, and whose documents, when their route is complete, lead to
   * requests. All that one file brings is one occasion: the same request of several facts is made once.
   */
  readonly on: readonly string[];
  readonly looks?: (cause: KnownRecord, context: Context) => readonly Look[];
  /**
   * As for a timetable; `cause` is what was kept or completed. Here the same content makes a revision too when the
   * records make something else of it: a report is issued again when more figures come in.
   */
  readonly requests: (cause: KnownRecord, context: Context) => readonly object[];
}

/** Numbered, filled, rendered, routed, filed. */
export interface DocumentSpec<S extends z.ZodObject, P extends z.ZodObject> extends KindBase<S> {
  /** Number series: `QT` gives QT-2026-000001. */
  readonly series: string;
  readonly outputs: readonly Output[];
  /** Every field that the templates see in `Derived.data`: a tag that is none of them is a mistake. */
  readonly prints: P;
  /** What is printed of a request that is right: every rule has been asked, none is asked here. */
  readonly derive: (input: z.infer<S>, context: Context) => Derived<z.infer<P>>;
  /** Its way through the house, with every step that this request needs; without it nobody is asked. */
  readonly route?: (input: z.infer<S>, derived: Derived<z.infer<P>>, context: Context) => Route;
  /** Its further readers; without it only those who have a part in its way, and whom the profile lets see everything. */
  readonly distribution?: (input: z.infer<S>, context: Context) => Distribution;
  /** Only those whom `distribution` names see it, whoever else had a part in it or sees everything (S65). */
  readonly confidential?: boolean;
  readonly timetable?: Timetable;
  readonly follows?: Follows;
}

/** Input that other kinds read (a price list): every upload is a version, nothing is printed. */
export type ReferenceSpec<S extends z.ZodObject> = Omit<KindBase<S>, 'looks' | 'terms'>;

/**
 * A fact with a life of its own (a board date, a factory's reply, money that came in): each `requestKey` is one, what
 * comes in later for the same key replaces it, nothing is numbered or printed.
 */
export type RecordSpec<S extends z.ZodObject> = KindBase<S>;

interface Described {
  readonly shape: Shape;
  readonly rules: readonly AnyRule[];
  readonly requestKey: (input: unknown) => string;
  readonly subject: (input: unknown) => { readonly title: string; readonly party: string };
}

/** What a kind that has a life of its own says of its place among others. */
interface Connected {
  readonly terms: (input: unknown) => readonly string[];
  readonly looks?: (input: unknown, context: Context) => readonly Look[];
}

type Own = 'derive' | 'distribution' | 'looks' | 'requestKey' | 'route' | 'rules' | 'subject' | 'terms';

/** A kind whose input type is known only to itself; the pipeline hands it parsed input back. */
export type DocumentKind = Omit<DocumentSpec<z.ZodObject, z.ZodObject>, Own> &
  Described &
  Connected & {
    readonly type: 'document';
    readonly derive: (input: unknown, context: Context) => Derived;
    readonly route?: (input: unknown, derived: Derived, context: Context) => Route;
    readonly distribution?: (input: unknown, context: Context) => Distribution;
  };

export type ReferenceKind = Omit<ReferenceSpec<z.ZodObject>, Own> &
  Described & { readonly type: 'reference' };

export type RecordKind = Omit<RecordSpec<z.ZodObject>, Own> &
  Described &
  Connected & { readonly type: 'record' };

export type Kind = DocumentKind | RecordKind | ReferenceKind;

const described = <S extends z.ZodObject>(
  spec: Pick<KindBase<S>, 'input' | 'requestKey' | 'rules' | 'subject'>,
): Described => ({
  shape: shapeOf(spec.input),
  rules: spec.rules ?? [],
  requestKey: (input) => spec.requestKey(input as z.infer<S>),
  subject: (input) => spec.subject(input as z.infer<S>),
});

const connected = <S extends z.ZodObject>({
  terms,
  looks,
}: {
  readonly terms: KindBase<S>['terms'] | undefined;
  readonly looks: KindBase<S>['looks'] | undefined;
}): Connected => ({
  terms: (input) => [...new Set(terms?.(input as z.infer<S>) ?? [])],
  ...(looks && { looks: (input, context) => looks(input as z.infer<S>, context) }),
});

/** A document kind: one folder under `templates/`, this call in its `kind.ts`. */
export const defineKind = <S extends z.ZodObject, P extends z.ZodObject>({
  route,
  distribution,
  looks,
  terms,
  ...spec
}: DocumentSpec<S, P>): DocumentKind => ({
  ...spec,
  ...described(spec),
  ...connected({ looks, terms }),
  type: 'document',
  derive: (input, context) => spec.derive(input as z.infer<S>, context),
  ...(distribution && {
    distribution: (input, context) => distribution(input as z.infer<S>, context),
  }),
  ...(route && {
    route: (input, derived, context) => route(input as z.infer<S>, derived as Derived<z.infer<P>>, context),
  }),
});

/** A kind of reference data, likewise. */
export const defineReference = <S extends z.ZodObject>(spec: ReferenceSpec<S>): ReferenceKind => ({
  ...spec,
  ...described(spec),
  type: 'reference',
});

/** A kind of fact, likewise. */
export const defineRecord = <S extends z.ZodObject>({
  looks,
  terms,
  ...spec
}: RecordSpec<S>): RecordKind => ({
  ...spec,
  ...described(spec),
  ...connected({ looks, terms }),
  type: 'record',
});
