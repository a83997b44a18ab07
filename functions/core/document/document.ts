import { type Envelope, open, type SealedEvent } from '../ledger/envelope.ts';
import type { Problem } from '../result.ts';
import type { AnyEvent, DocumentEvent, Filled, Rendered, RequestRecord } from './events.ts';

/** A document as its stream tells it. A revision takes it back to `numbered`: same number, new content. */
export type DocumentState =
  | { readonly status: 'absent' }
  | { readonly status: 'received'; readonly request: RequestRecord }
  | { readonly status: 'numbered'; readonly request: RequestRecord; readonly number: string }
  | {
      readonly status: 'filled';
      readonly request: RequestRecord;
      readonly number: string;
      readonly filled: Filled;
    }
  | {
      readonly status: 'rendered';
      readonly request: RequestRecord;
      readonly number: string;
      readonly filled: Filled;
      readonly rendered: Rendered;
    }
  | { readonly status: 'voided' | 'withdrawn'; readonly request: RequestRecord; readonly number: string };

type Over = Extract<DocumentState, { status: 'voided' | 'withdrawn' }>;

/** Nothing is made of it any more and no revision follows. */
const isOver = (state: DocumentState): state is Over =>
  state.status === 'voided' || state.status === 'withdrawn';

const closed = (state: DocumentState, status: Over['status']): DocumentState =>
  'number' in state ? { status, request: state.request, number: state.number } : state;

export const evolve = (state: DocumentState, event: DocumentEvent): DocumentState => {
  switch (event.type) {
    case 'document.received':
      return { status: 'received', request: event.data };
    case 'document.revised':
      if (isOver(state)) return state;
      return 'number' in state
        ? { status: 'numbered', request: event.data, number: state.number }
        : { status: 'received', request: event.data };
    case 'document.numbered':
      return state.status === 'received'
        ? { status: 'numbered', request: state.request, number: event.data.number }
        : state;
    case 'document.filled':
      return 'number' in state && !isOver(state)
        ? { status: 'filled', request: state.request, number: state.number, filled: event.data }
        : state;
    case 'document.rendered':
      return 'filled' in state ? { ...state, status: 'rendered', rendered: event.data } : state;
    case 'document.voided':
      return closed(state, 'voided');
    case 'route.withdrawn':
      return closed(state, 'withdrawn');
    // what concerns something else than the document's life, and streams of other kinds
    default:
      return state;
  }
};

export const replay = (events: readonly SealedEvent[]): DocumentState =>
  events.reduce<DocumentState>(
    (state, event) => evolve(state, open(event) as unknown as Envelope & DocumentEvent),
    { status: 'absent' },
  );

export type Receipt =
  | { readonly outcome: 'new'; readonly event: AnyEvent }
  | { readonly outcome: 'duplicate' }
  | { readonly outcome: 'refused'; readonly problem: Problem };

const refused = (problem: Problem): Receipt => ({ outcome: 'refused', problem });

/**
 * What a request means for the stream that its request number names: a new document, a revision (R-Q8,
 * S68), nothing new, or a refusal that points to the first.
 */
export const receive = (state: DocumentState, request: RequestRecord): Receipt => {
  if (state.status === 'absent')
    return request.revision === 0
      ? { outcome: 'new', event: { type: 'document.received', data: request } }
      : refused(withoutOriginal(request));
  const { content, result, revision } = state.request;
  const next = request.revision === revision + 1;
  if (request.content === content && !(next && request.result !== result)) return { outcome: 'duplicate' };
  if (isOver(state)) return refused(isVoid(state, request));
  if (next) return { outcome: 'new', event: { type: 'document.revised', data: request } };
  return refused(alreadyUsed(state, request));
};

const withoutOriginal = (request: RequestRecord): Problem => ({
  code: 'REVISION_WITHOUT_ORIGINAL',
  path: ['revision'],
  message: {
    zh: `申请编号 ${request.requestNo} 没有可修订的原单`,
    en: `there is no document with request number ${request.requestNo} to revise`,
  },
  fix: { zh: '首次提交请将修订号留空或填 0', en: 'leave the revision blank or 0 for a first request' },
});

const isVoid = ({ number, status }: Over, { requestNo }: RequestRecord): Problem => ({
  code: status === 'voided' ? 'DOCUMENT_VOID' : 'DOCUMENT_WITHDRAWN',
  path: ['requestNo'],
  message: {
    zh: `申请编号 ${requestNo} 的单据 ${number} 已${status === 'voided' ? '作废' : '撤回'}`,
    en: `document ${number} of request number ${requestNo} was ${status}`,
  },
  fix: { zh: '请用一个新的申请编号', en: 'use a new request number' },
});

const alreadyUsed = (
  state: Exclude<DocumentState, { status: 'absent' }>,
  request: RequestRecord,
): Problem => {
  const first = 'number' in state ? state.number : state.request.requestNo;
  const next = state.request.revision + 1;
  return {
    code: 'REQUEST_NUMBER_USED',
    path: ['requestNo'],
    message: {
      zh: `申请编号 ${request.requestNo} 已用于 ${first}，且内容不同`,
      en: `request number ${request.requestNo} is already used by ${first}, with other content`,
    },
    fix: {
      zh: `要修改 ${first}，请将修订号填 ${next} 并说明原因；新的业务请换一个编号`,
      en: `to change ${first}, set the revision to ${next} and give a reason; otherwise use a new number`,
    },
  };
};

/** `QT-2026-000001`, and `QT-2026-000001-R1` for its first revision. */
export const printedNumber = (number: string, revision: number): string =>
  revision === 0 ? number : `${number}-R${revision}`;
