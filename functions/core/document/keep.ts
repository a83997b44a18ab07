import { normalise } from '../business/identity.ts';
import type { Context, Derived, Kind } from '../kind.ts';
import type { SealedEvent } from '../ledger/envelope.ts';
import { documentId } from '../ledger/hash.ts';
import { TemplateError } from '../ooxml/index.ts';
import type { Ports } from '../ports.ts';
import { locate, mistakesOf, parseRequest, type RawRequest } from '../requests/index.ts';
import { ok, type Problem } from '../result.ts';
import { type Job, record } from './append.ts';
import type { createContexts, Pins } from './context.ts';
import { type RequestRecord, referenceStream } from './events.ts';
import { createFill } from './outputs.ts';
import { documentReaders } from './readers.ts';
import { knownOutcome, receiptOf } from './receipts.ts';
import { findRecords, pinRecords } from './records.ts';
import { bodyBytes, resultOf, saltedRecord } from './request-record.ts';
import type { Upload } from './upload.ts';

export type Outcome =
  /** `stream`: of what was asked for. */
  | { readonly outcome: 'received' | 'duplicate'; readonly stream?: string }
  | { readonly outcome: 'refused'; readonly problems: readonly Problem[] };

type Body = Readonly<Record<string, unknown>>;

interface Scope {
  readonly ports: Ports;
  /** Id of the file that they came in, or of what made them. */
  readonly upload: Pick<Upload, 'id'>;
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

/** Where a request of a kind belongs: the same key is the same document, in any case or width. */
export const streamOf = (kind: Kind, input: Body): string =>
  kind.type === 'reference'
    ? referenceStream(kind.id)
    : documentId(`${kind.id}\n${normalise(kind.requestKey(input))}`);

const described = ({ kind, pins, upload }: Scope, input: Body): Pick<Said, 'stream' | 'request'> => {
  const requestNo = kind.requestKey(input);
  const request = {
    ...pins,
    ...kind.subject(input),
    kind: kind.id,
    requestNo,
    revision: revisionOf(input),
    upload: upload.id,
    ...('terms' in kind && { terms: kind.terms(input) }),
  };
  return { stream: streamOf(kind, input), request };
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

/** The context with the records that the request looks for, and the list of them. */
const seenBy = async (
  { ports, kind, pins, contextOf }: Scope,
  input: Body,
): Promise<{ readonly context: Context; readonly records: Pick<RequestRecord, 'records'> }> => {
  const context = await contextOf(kind, pins);
  const looks = 'looks' in kind ? kind.looks : undefined;
  if (looks === undefined) return { context, records: {} };
  const found = await findRecords(ports, (so) => looks(input, so), context);
  const pin = await pinRecords(ports, found);
  return { context: { ...context, records: found.records }, records: { records: pin } };
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
  const known = knownOutcome(scope.kind, events, one.request);
  if (known) return { outcome: known };
  const { kind } = scope;
  const { context, records } = await seenBy(scope, one.input);
  const mistakes = mistakesOf(kind, one.raw, ok(one.input), context);
  if (mistakes.length > 0) return refused(mistakes);
  const derived = kind.type === 'document' ? kind.derive(one.input, context) : undefined;
  const broken = derived ? await trial(derived) : [];
  if (broken.length > 0) return refused(broken);
  const request = { ...one.request, ...records, result: resultOf(derived, one.salt) };
  if (kind.type === 'reference') return { ...one, request };
  return { ...one, request: { ...request, readers: documentReaders(kind, one.input, context, scope.by) } };
};

const jobOf = ({ kind, ports, upload }: Scope, { raw, stream, request }: Checked): Job<Outcome> => ({
  stream,
  cause: { key: `intake/${upload.id}/${request.body.salted}`, actor: 'docket/intake', at: ports.clock.now() },
  decide: (events) => {
    const known = knownOutcome(kind, events, request);
    if (known) return { drafts: [], result: { outcome: known } };
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
