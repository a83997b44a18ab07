import { normalise } from '../business/identity.ts';
import { millisOf } from '../instant.ts';
import type { Kind } from '../kind.ts';
import { type Envelope, open, type SealedEvent } from '../ledger/envelope.ts';
import { type Receipt, receive, replay } from './document.ts';
import type { RecordEvent, ReferenceEvent, RequestRecord } from './events.ts';

const receiveReference = (events: readonly SealedEvent[], request: RequestRecord): Receipt => {
  const published = events.map((event) => open(event).data as unknown as ReferenceEvent['data']);
  if (published.some(({ body }) => body.salted === request.body.salted)) return { outcome: 'duplicate' };
  if (published.some(({ requestNo }) => normalise(requestNo) === normalise(request.requestNo)))
    return {
      outcome: 'refused',
      problem: {
        code: 'VERSION_NUMBER_USED',
        message: {
          zh: `编号 ${request.requestNo} 已发布过，且内容不同`,
          en: `number ${request.requestNo} was published before, with other content`,
        },
        fix: { zh: '请换一个新的编号', en: 'use a new number' },
      },
    };
  const { kind, body, requestNo, title, upload } = request;
  return {
    outcome: 'new',
    event: { type: 'reference.published', data: { kind, body, requestNo, title, upload } },
  };
};

/** What came in last is what holds; an older file that arrives late changes nothing. */
const receiveRecord = (events: readonly SealedEvent[], request: RequestRecord): Receipt => {
  const last = events.findLast(({ type }) => type === 'record.kept');
  if (last === undefined) return { outcome: 'new', event: { type: 'record.kept', data: request } };
  const { content, at, revision } = open(last).data as unknown as RecordEvent['data'];
  if (content === request.content || millisOf(request.at) < millisOf(at)) return { outcome: 'duplicate' };
  return { outcome: 'new', event: { type: 'record.kept', data: { ...request, revision: revision + 1 } } };
};

/** What a request means for its stream, by the type of its kind. */
export const receiptOf = (kind: Kind, events: readonly SealedEvent[], request: RequestRecord): Receipt => {
  if (kind.type === 'reference') return receiveReference(events, request);
  return kind.type === 'record' ? receiveRecord(events, request) : receive(replay(events), request);
};

/** A call that died after it wrote finds its own event: received, not a duplicate. */
const wroteBefore = (events: readonly SealedEvent[], request: RequestRecord): boolean =>
  events.some((event) => {
    const { data } = open(event) as Envelope<
      string,
      { readonly upload?: string; readonly body?: { salted: string } }
    >;
    return data.upload === request.upload && data.body?.salted === request.body.salted;
  });

/** An earlier revision dropped once more: nothing new, and nothing goes back to it. */
const saidBefore = (events: readonly SealedEvent[], request: RequestRecord): boolean =>
  events.some((event) => {
    const { data } = open(event) as Envelope<
      string,
      { readonly content?: string; readonly revision?: number }
    >;
    return data.content === request.content && data.revision === request.revision;
  });

/** What the stream says of a request that it has met before; undefined for one that is new to it. */
export const knownOutcome = (
  kind: Kind,
  events: readonly SealedEvent[],
  request: RequestRecord,
): 'duplicate' | 'received' | undefined => {
  if (wroteBefore(events, request)) return 'received';
  // a board date may move and move back: a fact is compared only with what holds now
  return kind.type !== 'record' && saidBefore(events, request) ? 'duplicate' : undefined;
};
