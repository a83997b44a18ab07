import { within } from '../core/access/limits.ts';
import { businessDate } from '../core/business/dates.ts';
import { act as decideAndRecord } from '../core/document/act.ts';
import { type Evidence, keepEvidence } from '../core/document/evidence.ts';
import { fillStep } from '../core/document/fill-step.ts';
import { refreshRow } from '../core/document/projection.ts';
import type { Table } from '../core/fields.ts';
import { isoOf } from '../core/instant.ts';
import type { DocumentKind } from '../core/kind.ts';
import type { SealedEvent } from '../core/ledger/envelope.ts';
import type { DocumentRow } from '../core/ports.ts';
import { fail, ok, type Problem, type Result } from '../core/result.ts';
import type { Command } from '../core/routing/decide.ts';
import type { Authority } from '../core/routing/events.ts';
import { type Mine, mine } from '../core/routing/mine.ts';
import { type RouteState, replayRoute } from '../core/routing/state.ts';
import { type OpenTask, openTasks } from '../core/routing/tasks.ts';
import { lookOf } from './look-form.ts';
import type { Visit } from './visit.ts';

type Form = ReadonlyMap<string, string>;

/** Somebody whom the caller has identified, and what he says. */
export interface Actor {
  /** Person of the profile, or `external:buyer`. */
  readonly by: string;
  readonly form: Form;
  /** What an external signer agreed to and how he showed who he is. */
  readonly guest?: Pick<Evidence, 'consent' | 'code'>;
}

const gone: Problem = {
  code: 'TASK_CLOSED',
  message: { zh: '该待办已关闭或由他人办理', en: 'the task is closed or was done by another' },
  fix: { zh: '请刷新后查看当前待办', en: 'reload and look at what is open now' },
};

const tooMany: Problem = {
  code: 'TOO_MANY',
  message: { zh: '操作过于频繁', en: 'too many requests' },
  fix: { zh: '请几分钟后再试', en: 'try again in a few minutes' },
};

const profileBroken: Problem = {
  code: 'PROFILE_INVALID',
  message: {
    zh: '公司资料正在修改，暂时不能办理',
    en: 'the company profile is being changed: nothing can be decided now',
  },
  fix: { zh: '请过一会儿再试；内容没有丢失', en: 'try again in a while; nothing is lost' },
};

const ACTS_BY_CALLER = { name: 'acts', most: 600, seconds: 300 } as const;

/** A moment as the browser gives it is of the business zone. */
const momentOf = (local: string): string => {
  const at = Date.parse(`${local}:00+08:00`);
  return Number.isNaN(at) ? '' : isoOf(at);
};

const authorityOf = (form: Form): Authority | undefined => {
  const by = form.get('by') ?? '';
  if (by === '') return undefined;
  const channel = (['phone', 'message', 'mail', 'in-person'] as const).find(
    (one) => one === form.get('channel'),
  );
  return {
    by,
    at: momentOf(form.get('at') ?? ''),
    channel: channel ?? 'phone',
    summary: form.get('summary') ?? '',
  };
};

const tableValues = ({ name, fields }: Table, form: Form): readonly object[] => {
  const rows = new Map<number, Record<string, string>>();
  for (const [key, value] of form) {
    const [, table, index, field] = /^([A-Za-z]\w*)\.(\d{1,4})\.(\w+)$/.exec(key) ?? [];
    if (table !== name || index === undefined || field === undefined || value.trim() === '') continue;
    if (!fields.some((one) => one.name === field)) continue;
    const row = rows.get(Number(index)) ?? {};
    row[field] = value;
    rows.set(Number(index), row);
  }
  return [...rows.entries()].sort(([a], [b]) => a - b).map(([, row]) => row);
};

/** Values of a fill's form, by field; what was left empty is left out. */
const valuesOf = (kind: DocumentKind | undefined, form: Form): Readonly<Record<string, unknown>> => {
  const values: Record<string, unknown> = {};
  for (const { name } of kind?.shape.fields ?? []) {
    const value = form.get(name);
    if (value !== undefined && value.trim() !== '') values[name] = value;
  }
  for (const table of kind?.shape.tables ?? []) {
    const rows = tableValues(table, form);
    if (rows.length > 0) values[table.name] = rows;
  }
  return values;
};

const MARKS: readonly string[] = ['sign', 'acknowledge', 'countersign'];

const evidenceOf = async (visit: Visit, task: OpenTask, actor: Actor): Promise<Result<Evidence, Problem>> => {
  const { request } = visit;
  const look = MARKS.includes(task.what) ? await lookOf(actor.form) : ok(null);
  if (!look.ok) return look;
  return ok({
    look: look.value,
    caller: request.caller,
    browser: (request.headers['user-agent'] ?? '').slice(0, 500),
    consent: actor.guest?.consent ?? null,
    code: actor.guest?.code ?? null,
  });
};

const done = async (
  visit: Visit,
  row: DocumentRow,
  command: Command,
): Promise<Result<RouteState, readonly Problem[]>> => {
  const answer = await decideAndRecord(visit.ports, row.stream, command);
  return answer.ok ? ok(answer.value.state) : fail([answer.error]);
};

type Wish = (
  visit: Visit,
  row: DocumentRow,
  task: OpenTask,
  actor: Actor,
) => Promise<Result<RouteState, readonly Problem[]>>;

const perform: Wish = async (visit, row, task, actor) => {
  const { ports } = visit;
  const { by, form } = actor;
  const evidence = await evidenceOf(visit, task, actor);
  if (!evidence.ok) return fail([evidence.error]);
  const shown = form.get('shown') ?? '';
  const authority = authorityOf(form);
  const kept = { evidence: await keepEvidence(ports, row.stream, evidence.value) };
  const wish = { task: task.task, by, shown, ...kept };
  if (task.what === 'countersign') return done(visit, row, { type: 'countersign', ...wish });
  const command = { ...wish, ...(authority && { authority }) };
  if (task.what !== 'fill') return done(visit, row, { type: 'act', ...command });
  const kind = ports.kinds.get(row.kind);
  const values = valuesOf(kind?.type === 'document' ? kind : undefined, form);
  const filled = await fillStep(ports, row.stream, { ...command, values });
  return filled.ok ? ok(filled.value.state) : filled;
};

const refuse: Wish = (visit, row, { task }, { by, form, guest }) => {
  // the steps of the house are no business of somebody outside
  const to = guest ? '' : (form.get('to') ?? '');
  const authority = authorityOf(form);
  const reason = form.get('reason') ?? '';
  return done(visit, row, {
    type: 'reject',
    task,
    by,
    reason,
    ...(to !== '' && { to }),
    ...(authority && { authority }),
  });
};

const reassign: Wish = (visit, row, { task }, { by, form }) =>
  done(visit, row, {
    type: 'reassign',
    task,
    by,
    to: form.get('to') ?? '',
    reason: form.get('reason') ?? '',
  });

const WISHES: Readonly<Record<string, Wish>> = {
  act: perform,
  countersign: perform,
  reject: refuse,
  reassign,
};

/** Tasks of somebody for a document as it stands now. */
export const tasksOf = (visit: Visit, state: RouteState, by: string): readonly Mine[] => {
  const { company } = visit.profile;
  if (!company) return [];
  return mine(state, by, { company, at: visit.now, today: businessDate(visit.now) });
};

/** By the same person and in the same way: who has signed is not told that he has refused. */
const wasDone = (
  events: readonly SealedEvent[],
  { decisions, settled }: RouteState,
  { id, what, by }: { readonly id: string; readonly what: string; readonly by: string },
): boolean => {
  const isIt = (one: { readonly task: string; readonly by: string }): boolean =>
    one.task === id && one.by === by;
  if (what === 'act') return decisions.some(isIt);
  if (what === 'countersign') return settled.some(isIt);
  return events.some(({ key }) => key === `act/${what}/${id}/${by}`);
};

/**
 * Does what a form asks for: once, however often it is sent, because the ledger takes one decision for a task. What
 * was done before is well done.
 */
export const actOn = async (
  visit: Visit,
  row: DocumentRow,
  actor: Actor,
): Promise<Result<RouteState, readonly Problem[]>> => {
  const { ports, request, profile } = visit;
  if (!(await within(ports, ACTS_BY_CALLER, request.caller))) return fail([tooMany]);
  // the pages go by the last profile that was whole, decisions do not
  if (profile.fault) return fail([profileBroken]);
  const events = await ports.ledger.read(row.stream);
  const state = replayRoute(events);
  if (actor.form.get('do') === 'withdraw') {
    const reason = actor.form.get('reason') ?? '';
    return settle(visit, row, await done(visit, row, { type: 'withdraw', by: actor.by, reason }));
  }
  const id = actor.form.get('task') ?? '';
  const what = actor.form.get('do') ?? '';
  // who coordinates the routes does this for others, and nothing else: the engine knows who may
  const tasks = what === 'reassign' ? openTasks(state) : tasksOf(visit, state, actor.by);
  const task = tasks.find((one) => one.task === id);
  if (!task) return wasDone(events, state, { id, what, by: actor.by }) ? ok(state) : fail([gone]);
  const wish = WISHES[what];
  return wish ? settle(visit, row, await wish(visit, row, task, actor)) : fail([gone]);
};

/** The lists know of it at once. */
const settle = async (
  { ports }: Visit,
  row: DocumentRow,
  answer: Result<RouteState, readonly Problem[]>,
): Promise<Result<RouteState, readonly Problem[]>> => {
  if (answer.ok) await refreshRow(ports, row.stream);
  return answer;
};
