import type { z } from 'zod';
import { normalise } from './business/identity.ts';
import type { RouteState } from './routing/state.ts';

/** One question of a request for what is known elsewhere: documents or facts of a kind that are about a term. */
export interface Look {
  readonly kind: string;
  /** As `termOf` writes it. */
  readonly term: string;
}

/** A document or fact of another kind, in its current revision; what is void or withdrawn is never one. */
export interface KnownRecord {
  readonly kind: string;
  readonly stream: string;
  /** Null before a document is numbered, and for a fact. */
  readonly number: string | null;
  readonly revision: number;
  /** As in the register: `submitted`, `completed`, `archived`, …; a fact is `kept`. */
  readonly state: string;
  readonly title: string;
  readonly party: string;
  /** Null before a document is filled. */
  readonly amount: string | null;
  readonly currency: string | null;
  /** Business day on which this revision came in, Asia/Shanghai. */
  readonly day: string;
  /** Moment at which this revision came in, milliseconds since the epoch. */
  readonly at: number;
  /** Null before a document was submitted, and for a fact. */
  readonly route: RouteState | null;
  /** As its own kind took it; a kind that reads it says with a schema what it needs of it, see `recordsOf`. */
  readonly input: unknown;
}

/** `order:PO-1`, compared without case, width and blanks; never personal data, because the ledger keeps it. */
export const termOf = (about: string, ...values: readonly string[]): string =>
  `${about}:${values.map(normalise).join('/')}`;

/** The records of a kind, oldest first, with what the schema reads of their input; it is an error if it cannot. */
export const recordsOf = <S extends z.ZodType>(
  records: readonly KnownRecord[],
  kind: string,
  schema: S,
): readonly (KnownRecord & { readonly input: z.infer<S> })[] =>
  records
    .filter((one) => one.kind === kind)
    .map((one) => ({ ...one, input: schema.parse(one.input) }))
    .toSorted((a, b) => a.at - b.at || (a.stream < b.stream ? -1 : 1));

/** Everybody who had to has decided: a fact is settled when it is kept, a document when its route is complete. */
export const isSettled = ({ state }: Pick<KnownRecord, 'state'>): boolean =>
  state === 'kept' || state === 'completed' || state === 'archived';
