import { normalise } from '../core/business/identity.ts';
import { type Job, record } from '../core/document/append.ts';
import type { createContexts, Pins } from '../core/document/context.ts';
import { type Receipt, receive, replay } from '../core/document/document.ts';
import { type ReferenceEvent, type RequestRecord, referenceStream } from '../core/document/events.ts';
import type { Upload } from '../core/document/upload.ts';
import type { DocumentKind, Kind } from '../core/kind.ts';
import { canonical } from '../core/ledger/canonical.ts';
import { type Envelope, open, type SealedEvent } from '../core/ledger/envelope.ts';
import { documentId, sha256 } from '../core/ledger/hash.ts';
import type { Ports } from '../core/ports.ts';
import { locate, parseRequest, type RawRequest } from '../core/requests/index.ts';
import type { Problem } from '../core/result.ts';

export type Outcome =
  | { readonly outcome: 'received' }
  | { readonly outcome: 'duplicate' }
  | { readonly outcome: 'refused'; readonly problems: readonly Problem[] };

interface Scope {
  readonly ports: Ports;
  readonly upload: Upload;
  readonly kind: Kind;
  readonly pins: Pins;
  readonly contextOf: ReturnType<typeof createContexts>;
}

type Body = Readonly<Record<string, unknown>>;

/** A request that is right in itself; whether it is new, only its stream knows. */
interface Checked {
  readonly raw: RawRequest;
  readonly bytes: Uint8Array;
  readonly stream: string;
  readonly request: RequestRecord;
}

const refused = (problems: readonly Problem[]): Outcome => ({ outcome: 'refused', problems });

const revisionOf = (input: Body): number => (typeof input.revision === 'number' ? input.revision : 0);

const contentOf = ({ revision: _, revisionReason: __, ...content }: Body): string =>
  sha256(canonical(content));

const described = ({ kind, pins, upload }: Scope, input: Body, bytes: Uint8Array): Omit<Checked, 'raw'> => {
  const requestNo = kind.requestKey(input);
  const stream =
    kind.type === 'reference' ? referenceStream(kind.id) : documentId(`${kind.id}\n${normalise(requestNo)}`);
  const hash = sha256(bytes);
  const name = kind.type === 'reference' ? kind.id : stream;
  const request: RequestRecord = {
    ...pins,
    ...kind.subject(input),
    kind: kind.id,
    body: { key: `requests/${name.slice(0, 2)}/${name}-${hash}.json`, sha256: hash },
    content: contentOf(input),
    requestNo,
    revision: revisionOf(input),
    upload: upload.id,
  };
  return { bytes, stream, request };
};

const rulesOf = async ({ kind, pins, contextOf }: Scope, input: unknown): Promise<readonly Problem[]> => {
  if (kind.type === 'reference') return kind.check(input);
  const derived = (kind as DocumentKind).derive(input, await contextOf(kind, pins));
  return derived.ok ? [] : derived.error;
};

const check = async (scope: Scope, raw: RawRequest): Promise<Checked | readonly Problem[]> => {
  const parsed = parseRequest(scope.kind, raw);
  if (!parsed.ok) return parsed.error;
  const input = parsed.value as Body;
  const problems = await rulesOf(scope, input);
  if (problems.length > 0) return locate(raw, problems);
  const bytes = new TextEncoder().encode(canonical(input));
  return { raw, ...described(scope, input, bytes) };
};

const receiveReference = (events: readonly SealedEvent[], request: RequestRecord): Receipt => {
  const published = events.map((event) => open(event).data as unknown as ReferenceEvent['data']);
  if (published.some(({ body }) => body.sha256 === request.body.sha256)) return { outcome: 'duplicate' };
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

const receiptOf = (kind: Kind, events: readonly SealedEvent[], request: RequestRecord): Receipt =>
  kind.type === 'reference' ? receiveReference(events, request) : receive(replay(events), request);

/** A call that died after it wrote finds its own event: received, not a duplicate. */
const wroteBefore = (events: readonly SealedEvent[], request: RequestRecord): boolean =>
  events.some((event) => {
    const { data } = open(event) as Envelope<
      string,
      { readonly upload?: string; readonly body?: { sha256: string } }
    >;
    return data.upload === request.upload && data.body?.sha256 === request.body.sha256;
  });

const jobOf = ({ kind, ports, upload }: Scope, { raw, stream, request }: Checked): Job<Outcome> => ({
  stream,
  cause: { key: `intake/${upload.id}/${request.body.sha256}`, actor: 'docket/intake', at: ports.clock.now() },
  decide: (events) => {
    if (wroteBefore(events, request)) return { drafts: [], result: { outcome: 'received' } };
    const receipt = receiptOf(kind, events, request);
    if (receipt.outcome === 'new') return { drafts: [receipt.event], result: { outcome: 'received' } };
    if (receipt.outcome === 'duplicate') return { drafts: [], result: { outcome: 'duplicate' } };
    return { drafts: [], result: refused(locate(raw, [receipt.problem])) };
  },
});

/** Checks requests and keeps the good ones: bodies first, then their events in one go. */
export const keepRequests =
  (scope: Scope) =>
  async (requests: readonly RawRequest[]): Promise<readonly Outcome[]> => {
    const checked = await Promise.all(requests.map((raw) => check(scope, raw)));
    const good = checked.filter((one): one is Checked => !Array.isArray(one));
    await Promise.all(good.map(({ request, bytes }) => scope.ports.files.put(request.body.key, bytes)));
    const kept = await record(
      scope.ports.ledger,
      good.map((one) => jobOf(scope, one)),
    );
    const outcomes = new Map(good.map((one, index) => [one, kept[index] as Outcome]));
    return checked.map((one) => outcomes.get(one as Checked) ?? refused(one as readonly Problem[]));
  };
