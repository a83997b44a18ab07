import { normalise } from '../core/business/identity.ts';
import { type Job, record } from '../core/document/append.ts';
import type { createContexts, Pins } from '../core/document/context.ts';
import { type Receipt, receive, replay } from '../core/document/document.ts';
import { type ReferenceEvent, type RequestRecord, referenceStream } from '../core/document/events.ts';
import { createFill } from '../core/document/outputs.ts';
import { documentReaders } from '../core/document/readers.ts';
import { bodyBytes, resultOf, saltedRecord } from '../core/document/request-record.ts';
import type { Upload } from '../core/document/upload.ts';
import type { Derived, Kind } from '../core/kind.ts';
import { type Envelope, open, type SealedEvent } from '../core/ledger/envelope.ts';
import { documentId } from '../core/ledger/hash.ts';
import { TemplateError } from '../core/ooxml/index.ts';
import type { Ports } from '../core/ports.ts';
import { locate, mistakesOf, parseRequest, type RawRequest } from '../core/requests/index.ts';
import { ok, type Problem } from '../core/result.ts';

export type Outcome =
  /** `stream`: of what was asked for. */
  | { readonly outcome: 'received' | 'duplicate'; readonly stream?: string }
  | { readonly outcome: 'refused'; readonly problems: readonly Problem[] };

type Body = Readonly<Record<string, unknown>>;

interface Scope {
  readonly ports: Ports;
  readonly upload: Upload;
  /** Id of the person who sent it, where that is known. */
  readonly by?: string | undefined;
  readonly kind: Kind;
  readonly pins: Pins;
  readonly contextOf: ReturnType<typeof createContexts>;
}

/** A request that can be read. */
interface Said {
  readonly raw: RawRequest;
  readonly input: Body;
  readonly bytes: Uint8Array;
  readonly stream: string;
  readonly request: Omit<RequestRecord, 'body' | 'content' | 'result'>;
}

/** A request as its stream knows it; its rules are not yet asked. */
interface Salted extends Said {
  readonly salt: string;
  readonly request: RequestRecord;
}

/** A request that is right in itself; whether it is new, only its stream knows. */
type Checked = Pick<Salted, 'raw' | 'bytes' | 'stream' | 'request'>;

const refused = (problems: readonly Problem[]): Outcome => ({ outcome: 'refused', problems });

const revisionOf = (input: Body): number => (typeof input.revision === 'number' ? input.revision : 0);

const described = ({ kind, pins, upload }: Scope, input: Body): Pick<Said, 'stream' | 'request'> => {
  const requestNo = kind.requestKey(input);
  const stream =
    kind.type === 'reference' ? referenceStream(kind.id) : documentId(`${kind.id}\n${normalise(requestNo)}`);
  const request = {
    ...pins,
    ...kind.subject(input),
    kind: kind.id,
    requestNo,
    revision: revisionOf(input),
    upload: upload.id,
  };
  return { stream, request };
};

const salted = ({ kind }: Scope, said: Said, salt: string): Salted => {
  const { stream, input } = said;
  const name = kind.type === 'reference' ? kind.id : stream;
  return { ...said, salt, request: saltedRecord(said.request, { name, input, salt }) };
};

const brokenTemplate = (fault: TemplateError): readonly Problem[] =>
  fault.findings.map(({ part, place, tag, message }) => ({
    code: 'TEMPLATE_BROKEN',
    message: {
      zh: `公司模板有错误，暂时不能出单（${part} ${place} ${tag}）：${message.zh}`,
      en: `the company's template has a mistake, so nothing can be made with it (${part} ${place} ${tag}): ${message.en}`,
    },
    fix: { zh: '请修正模板后重新提交本文件', en: 'mend the template, then send this file again' },
  }));

/**
 * Fills the templates in force once for each file, on trial: a template that somebody broke refuses requests here,
 * where nothing has a number yet, and not for ever later.
 */
const trialOf = (scope: Scope): ((derived: Derived) => Promise<readonly Problem[]>) => {
  let tried: Promise<readonly Problem[]> | undefined;
  const fill = createFill(scope.ports);
  const attempt = async (derived: Derived): Promise<readonly Problem[]> => {
    if (scope.kind.type !== 'document') return [];
    const request = { ...scope.pins, revision: 0 };
    try {
      await fill({ kind: scope.kind, request, derived, number: `${scope.kind.series}-0` });
      return [];
    } catch (fault) {
      if (!(fault instanceof TemplateError)) throw fault;
      return brokenTemplate(fault);
    }
  };
  return (derived) => {
    tried ??= attempt(derived);
    return tried;
  };
};

type Trial = ReturnType<typeof trialOf>;

const said = async (scope: Scope, raw: RawRequest): Promise<Said | Outcome> => {
  const { kind, pins, contextOf } = scope;
  const parsed = parseRequest(kind, raw);
  if (!parsed.ok) return refused(mistakesOf(kind, raw, parsed, await contextOf(kind, pins)));
  const input = parsed.value;
  const bytes = bodyBytes(input);
  return { raw, input, bytes, ...described(scope, input) };
};

/**
 * What was taken before is nothing new, whatever today's prices say of it; only what is new meets the rules.
 */
const check = async (
  scope: Scope,
  trial: Trial,
  one: Salted,
  events: readonly SealedEvent[],
): Promise<Checked | Outcome> => {
  const known = knownOutcome(events, one.request);
  if (known) return known;
  const { kind, pins, contextOf } = scope;
  const context = await contextOf(kind, pins);
  const mistakes = mistakesOf(kind, one.raw, ok(one.input), context);
  if (mistakes.length > 0) return refused(mistakes);
  const derived = kind.type === 'document' ? kind.derive(one.input, context) : undefined;
  const broken = derived ? await trial(derived) : [];
  if (broken.length > 0) return refused(broken);
  const request = { ...one.request, result: resultOf(derived, one.salt) };
  if (kind.type === 'reference') return { ...one, request };
  return { ...one, request: { ...request, readers: documentReaders(kind, one.input, context, scope.by) } };
};

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

const receiptOf = (kind: Kind, events: readonly SealedEvent[], request: RequestRecord): Receipt =>
  kind.type === 'reference' ? receiveReference(events, request) : receive(replay(events), request);

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

const knownOutcome = (events: readonly SealedEvent[], request: RequestRecord): Outcome | undefined => {
  if (wroteBefore(events, request)) return { outcome: 'received' };
  return saidBefore(events, request) ? { outcome: 'duplicate' } : undefined;
};

const jobOf = ({ kind, ports, upload }: Scope, { raw, stream, request }: Checked): Job<Outcome> => ({
  stream,
  cause: { key: `intake/${upload.id}/${request.body.salted}`, actor: 'docket/intake', at: ports.clock.now() },
  decide: (events) => {
    const known = knownOutcome(events, request);
    if (known) return { drafts: [], result: known };
    const receipt = receiptOf(kind, events, request);
    if (receipt.outcome === 'new') return { drafts: [receipt.event], result: { outcome: 'received' } };
    if (receipt.outcome === 'duplicate') return { drafts: [], result: { outcome: 'duplicate' } };
    return { drafts: [], result: refused(locate(raw, [receipt.problem])) };
  },
});

/** Checks requests and keeps the good ones: bodies first, then their events in one go. */
export const keepRequests = (scope: Scope) => {
  const trial = trialOf(scope);
  return async (requests: readonly RawRequest[]): Promise<readonly Outcome[]> => {
    const read = await Promise.all(requests.map((raw) => said(scope, raw)));
    const streams = read.flatMap((one) => ('outcome' in one ? [] : [one.stream]));
    const unique = [...new Set(streams)];
    const salts = await scope.ports.salts.of(unique);
    const before = await scope.ports.ledger.readMany(unique);
    const checked = await Promise.all(
      read.map((one) => {
        if ('outcome' in one) return one;
        const own = salted(scope, one, salts.get(one.stream) ?? '');
        return check(scope, trial, own, before.get(one.stream) ?? []);
      }),
    );
    const good = checked.filter((one): one is Checked => !('outcome' in one));
    await Promise.all(good.map(({ request, bytes }) => scope.ports.files.put(request.body.key, bytes)));
    const kept = await record(
      scope.ports.ledger,
      good.map((one) => jobOf(scope, one)),
    );
    const outcomes = new Map(good.map((one, index) => [one, kept[index] as Outcome]));
    return checked.map((one, index) => {
      const outcome = 'outcome' in one ? one : (outcomes.get(one) as Outcome);
      const asked = read[index];
      if (outcome.outcome === 'refused' || asked === undefined || 'outcome' in asked) return outcome;
      return { ...outcome, stream: asked.stream };
    });
  };
};
