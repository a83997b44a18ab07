import type { Context, DocumentKind } from '../kind.ts';
import type { Ports } from '../ports.ts';
import { mistakesOf, parseRequest, readRequests } from '../requests/index.ts';
import { fail, type Problem, type Result } from '../result.ts';
import type { Command } from '../routing/decide.ts';
import { isExternal, type Party, partyName } from '../routing/route.ts';
import { type RouteState, replayRoute } from '../routing/state.ts';
import { type Acted, act } from './act.ts';
import { createContexts, readBody } from './context.ts';
import { replay } from './document.ts';
import type { RequestRecord } from './events.ts';
import { saltOf } from './personal.ts';
import { bodyBytes, resultOf, saltedRecord } from './request-record.ts';
import { contentOf } from './submission.ts';

type Body = Readonly<Record<string, unknown>>;
type Fill = Omit<Extract<Command, { type: 'act' }>, 'type' | 'filled'> & {
  /** Values of the fields that the task asks for, as a request would give them. */
  readonly values: Body;
};

const notAsked = (name: string, fields: readonly string[]): Problem => ({
  code: 'FIELD_NOT_ASKED',
  path: [name],
  message: { zh: '这一步不填写此项', en: 'this step does not fill this field' },
  fix: { zh: `本步只填写：${fields.join('、')}`, en: `this step fills: ${fields.join(', ')}` },
});

const closed: Problem = {
  code: 'TASK_CLOSED',
  message: { zh: '没有这项待办，或已办理', en: 'there is no such task, or it is done' },
  fix: { zh: '请刷新后查看当前待办', en: 'reload and look at what is open now' },
};

const partyOf = ({ tasks, steps }: RouteState, id: string): Party | undefined => {
  const task = tasks.find((one) => one.task === id);
  return steps
    .find((step) => step.id === task?.step)
    ?.parties.find((party) => partyName(party) === task?.role);
};

const REASON = '流程中填写 | Filled along the route';

/** The body with the values and, if that is a change, as its next revision. */
const merged = (kind: DocumentKind, body: Body, values: Body): Body => {
  const has = (name: string): boolean => name in kind.input.shape;
  const revision = typeof body.revision === 'number' ? body.revision : 0;
  return {
    ...body,
    ...values,
    ...(has('revision') && { revision: revision + 1 }),
    ...(has('revisionReason') && { revisionReason: REASON }),
  };
};

/** The input with the values in it, read like a request that comes in as JSON, or every mistake of it. */
const checked = (kind: DocumentKind, values: Body, context: Context): Result<Body> => {
  const source = { type: 'json', value: JSON.parse(JSON.stringify(values)) } as const;
  const found = readRequests(source, new Map([[kind.id, kind]]), kind.id);
  if (!found.ok) return found;
  const [raw] = found.value.requests;
  if (raw === undefined) return fail(found.value.problems);
  const parsed = parseRequest(kind, raw);
  const problems = [...found.value.problems, ...mistakesOf(kind, raw, parsed, context)];
  return parsed.ok && problems.length === 0 ? parsed : fail(problems);
};

/**
 * Supplies the fields that a `fill` task asks for: checked like a request, kept as the document's next revision, and
 * written together with the decision. The same values as before make no revision. Safe to repeat.
 */
export const fillStep = async (
  ports: Ports,
  stream: string,
  { values, ...wish }: Fill,
  via?: string,
): Promise<Result<Acted>> => {
  const events = await ports.ledger.read(stream);
  const state = replay(events);
  const kind = 'request' in state ? ports.kinds.get(state.request.kind) : undefined;
  if (!('request' in state) || kind?.type !== 'document') return fail([closed]);
  const route = replayRoute(events);
  const done = route.decisions.some(({ task, by }) => task === wish.task && by === wish.by);
  const party = partyOf(route, wish.task);
  const send = async (filled: Extract<Command, { type: 'act' }>['filled']) => {
    const answer = await act(ports, stream, { type: 'act', ...wish, ...(filled && { filled }) }, via);
    return answer.ok ? answer : fail([answer.error]);
  };
  if (done) return send(undefined);
  if (party === undefined || isExternal(party) || party.fields === undefined) return fail([closed]);
  const { fields } = party;
  const strange = Object.keys(values).filter((name) => !fields.includes(name));
  if (strange.length > 0) return fail(strange.map((name) => notAsked(name, fields)));
  const body = (await readBody(ports, stream, state.request.body)) as Body;
  const context = await createContexts(ports)(kind, state.request);
  const read = checked(kind, merged(kind, body, values), context);
  if (!read.ok) return read;
  const salt = await saltOf(ports, stream);
  const content = contentOf(party, read.value, salt) ?? '';
  const record = saltedRecord(
    {
      ...state.request,
      ...kind.subject(read.value),
      terms: kind.terms(read.value),
      revision: state.request.revision + 1,
    },
    { name: stream, input: read.value, salt },
  );
  if (record.content === state.request.content) return send({ content });
  const result = resultOf(kind.derive(read.value, context), salt);
  const revised: RequestRecord = { ...record, result };
  await ports.files.put(revised.body.key, bodyBytes(read.value));
  return send({ content, revised });
};
