import { type Envelope, open, type SealedEvent } from '../ledger/envelope.ts';
import type { MailContent } from '../mail-in/events.ts';
import type { DocumentRow, Ports } from '../ports.ts';
import { evolveRoute, NOT_ROUTED, type RouteState, type RouteStatus } from '../routing/state.ts';
import { openNeeds } from '../routing/tasks.ts';
import { printedNumber } from './document.ts';
import type { AnyEvent, DocumentEvent, IntakeOutcome, MadeFile, RequestRecord, SentFile } from './events.ts';
import { SHARED, UNSAID, withDeciders } from './readers.ts';

type Named = Pick<MadeFile, 'name' | 'key'>;

const named = (files: readonly Named[]): Record<string, string> =>
  Object.fromEntries(files.map(({ name, key }) => [name, key]));

const blank = (envelope: Envelope): DocumentRow => ({
  stream: envelope.stream,
  ver: 0,
  kind: '',
  state: '',
  number: null,
  title: '',
  party: '',
  amount: null,
  currency: null,
  revision: 0,
  terms: [],
  needs: [],
  validUntil: null,
  createdAt: envelope.ts,
  updatedAt: envelope.ts,
  files: {},
  readers: UNSAID,
  route: null,
});

const requested = (row: DocumentRow, data: RequestRecord): DocumentRow => ({
  ...row,
  kind: data.kind,
  terms: data.terms ?? [],
  state: row.number === null ? 'received' : 'numbered',
  title: data.title,
  party: data.party,
  revision: data.revision,
  readers: data.readers ?? UNSAID,
});

const uploaded = (
  row: DocumentRow,
  state: string,
  data: IntakeOutcome,
  made: readonly SentFile[],
): DocumentRow => ({
  ...row,
  kind: 'upload',
  state,
  title: data.file.name,
  party: data.kind ?? '',
  files: { original: data.file.key, ...named(made) },
  readers: data.readers ?? UNSAID,
});

/** Nothing of what it says is in its row: the page reads the mail itself. */
const mailed = (row: DocumentRow, state: string, { file, document }: MailContent): DocumentRow => ({
  ...row,
  kind: 'mail',
  state,
  title: document ?? '',
  files: { [file.name]: file.key },
});

const without = (files: DocumentRow['files'], keys: readonly string[]): DocumentRow['files'] =>
  Object.fromEntries(Object.entries(files).filter(([, key]) => !keys.includes(key)));

/** Earlier files of the same signing: the newest one has all that they have. */
const signedKeys = ({ files, number, revision }: DocumentRow): readonly string[] => {
  const prefix = `${printedNumber(number ?? '', revision)}.signed-`;
  return Object.entries(files).flatMap(([name, key]) => (name.startsWith(prefix) ? [key] : []));
};

/** What a row says of a document on its way; the other stages of its life have states of their own. */
const ROUTE_STATES: Partial<Record<RouteStatus, string>> = {
  open: 'submitted',
  returned: 'refused',
  withdrawn: 'withdrawn',
  expired: 'expired',
  completed: 'completed',
};

const routed = (row: DocumentRow, event: DocumentEvent): DocumentRow => {
  const route: RouteState = evolveRoute(row.route ?? NOT_ROUTED, event);
  if (route.status === 'none') return row;
  // what is filed stays filed while a countersignature is owed
  const filed = row.state === 'archived' && route.status === 'completed';
  const state = filed ? row.state : (ROUTE_STATES[route.status] ?? row.state);
  return { ...row, route, state, needs: openNeeds(route), readers: withDeciders(row.readers, route) };
};

const apply = (row: DocumentRow, event: AnyEvent): DocumentRow => {
  switch (event.type) {
    case 'document.received':
    case 'document.revised':
      return routed(requested(row, event.data), event);
    case 'document.numbered':
      return { ...row, state: 'numbered', number: event.data.number };
    case 'document.filled': {
      const { amount, currency, validUntil, needs, summary } = event.data;
      const files = { ...row.files, ...named(event.data.files) };
      return {
        ...row,
        state: 'filled',
        amount,
        currency,
        validUntil,
        needs: needs.map(({ code }) => code),
        files,
        ...(summary && { summary }),
      };
    }
    case 'document.rendered':
      return { ...row, state: 'rendered', files: { ...row.files, ...named(event.data.files) } };
    case 'document.signed':
      return { ...row, files: { ...without(row.files, signedKeys(row)), ...named([event.data.file]) } };
    // signatures that are void may be on it; what still stands is put on the next one
    case 'route.returned':
      return routed({ ...row, files: without(row.files, signedKeys(row)) }, event);
    case 'document.archived':
      return { ...row, state: 'archived' };
    case 'document.voided':
      return routed({ ...row, state: 'voided', needs: [] }, event);
    case 'personal.erased':
      return { ...row, files: without(row.files, event.data.keys) };
    case 'intake.accepted': {
      const state = event.data.received === 0 && event.data.duplicates > 0 ? 'duplicate' : 'accepted';
      return uploaded(row, state, event.data, []);
    }
    case 'intake.rejected':
      return uploaded(row, 'rejected', event.data, event.data.files);
    case 'record.kept':
      return { ...requested(row, event.data), state: 'kept' };
    case 'reference.published':
      return {
        ...row,
        kind: event.data.kind,
        state: 'published',
        title: event.data.title,
        number: null,
        readers: SHARED,
      };
    case 'template.published':
    case 'template.chosen':
      return {
        ...row,
        kind: 'template',
        state: 'published',
        title: event.data.file,
        party: event.data.kind,
        readers: SHARED,
      };
    case 'schedule.passed':
      return { ...row, kind: 'schedule', state: 'passed', title: event.data.kind };
    case 'company.recorded':
      return {
        ...row,
        kind: 'company',
        state: 'recorded',
        title: event.data.name.zh,
        readers: SHARED,
      };
    case 'mail.received':
    case 'mail.quarantined':
      return mailed(row, event.type === 'mail.received' ? 'received' : 'quarantined', event.data);
    case 'mail.released':
    case 'mail.dropped':
      return { ...row, state: event.type.slice('mail.'.length) };
    case 'mail.answered':
    case 'mail.repeated':
      return row;
    default:
      return routed(row, event);
  }
};

/** The row after an event; an event that the row has seen already changes nothing. */
export const project = (row: DocumentRow | undefined, envelope: Envelope): DocumentRow => {
  const before = row ?? blank(envelope);
  if (envelope.ver <= before.ver) return before;
  const after = apply(before, envelope as unknown as AnyEvent);
  return { ...after, ver: envelope.ver, updatedAt: envelope.ts };
};

/** The row of a whole stream; undefined when there is no event. */
export const rowOf = (events: readonly SealedEvent[]): DocumentRow | undefined =>
  events.reduce<DocumentRow | undefined>((row, event) => project(row, open(event)), undefined);

/** Brings the row of one stream up to date at once, for a command that does not wait for the feed. */
export const refreshRow = async (
  { ledger, views }: Pick<Ports, 'ledger' | 'views'>,
  stream: string,
): Promise<void> => {
  const row = rowOf(await ledger.read(stream));
  if (row) await views.put([row]);
};
