import type { Field, Table } from '../core/fields.ts';
import { type Html, html } from '../core/html.ts';
import type { DocumentKind } from '../core/kind.ts';
import type { Problem } from '../core/result.ts';
import type { Mine } from '../core/routing/mine.ts';
import { isExternal, isOutside, partyName } from '../core/routing/route.ts';
import { decisionsOf, position, type RouteState } from '../core/routing/state.ts';
import type { OpenTask } from '../core/routing/tasks.ts';
import { lookFields } from './look-form.ts';
import type { Visit } from './visit.ts';

/** What a person may do for a document, with all that the forms need. */
export interface Panel {
  readonly visit: Visit;
  /** Where the forms go. */
  readonly action: string;
  readonly formToken: string;
  /** Name for a typed signature. */
  readonly name: string;
  readonly state: RouteState;
  readonly kind: DocumentKind | undefined;
  /** The request as it stands: what fields that are to be filled hold now. */
  readonly body: Readonly<Record<string, unknown>>;
}

/** Signs the paper, rather than only says so. */
const SIGNS: readonly string[] = ['sign', 'acknowledge', 'countersign'];

const hidden = (panel: Panel, task: OpenTask, how: string): Html => html`
<input type="hidden" name="form" value="${panel.formToken}"><input type="hidden" name="task" value="${task.task}"><input type="hidden" name="shown" value="${panel.state.shown}"><input type="hidden" name="do" value="${how}">`;

const textOf = (value: unknown): string => (value === undefined || value === null ? '' : String(value));

const input = ({ visit }: Panel, { meta, required }: Field, name: string, value: unknown): Html => {
  const label = `${meta.label[visit.language]}${meta.unit ? ` (${meta.unit[visit.language]})` : ''}`;
  const common = html`name="${name}" aria-label="${label}"${required && html` required`}`;
  const options =
    meta.type === 'yes-no'
      ? [
          ['是', 'yes'],
          ['否', 'no'],
        ]
      : undefined;
  if (meta.choices)
    return html`<select ${common}><option value=""></option>${meta.choices.map(
      (choice) =>
        html`<option value="${choice.value}"${choice.value === value && html` selected`}>${choice.label[visit.language]}</option>`,
    )}</select>`;
  if (options)
    return html`<select ${common}><option value=""></option>${options.map(
      ([zh, en], index) =>
        html`<option value="${zh}"${value === (index === 0) && html` selected`}>${visit.language === 'zh' ? zh : en}</option>`,
    )}</select>`;
  const type = meta.type === 'date' ? 'date' : 'text';
  return html`<input type="${type}" ${common} value="${textOf(value)}"${meta.type === 'decimal' && html` inputmode="decimal"`}>`;
};

const EXTRA_ROWS = 3;

/** What tells a row from the others: its first values. */
const rowName = ({ fields }: Table, row: Readonly<Record<string, unknown>>): string =>
  fields
    .map(({ name }) => textOf(row[name]))
    .filter((text) => text !== '')
    .slice(0, 2)
    .join(' · ');

/** A row is a group that opens, for a table of inputs is too wide for a phone and for the side of a page. */
const tableInputs = (
  panel: Panel,
  table: Table,
  rows: readonly Readonly<Record<string, unknown>>[],
): Html => {
  const { language, t } = panel.visit;
  const blank = Array.from({ length: EXTRA_ROWS }, () => ({}) as Readonly<Record<string, unknown>>);
  return html`<fieldset class="rows"><legend>${table.label[language]}</legend>${[...rows, ...blank].map(
    (row, index) =>
      html`<details id="row-${table.name}-${index}"><summary>${index < rows.length ? `${index + 1}. ${rowName(table, row)}` : t('act.row.add')}</summary><div>${table.fields.map(
        (field) =>
          html`<label class="line">${field.meta.label[language]}${input(panel, { ...field, required: false }, `${table.name}.${index}.${field.name}`, row[field.name])}</label>`,
      )}</div></details>`,
  )}</fieldset>`;
};

const rowsOf = (value: unknown): readonly Readonly<Record<string, unknown>>[] =>
  Array.isArray(value) ? (value as readonly Readonly<Record<string, unknown>>[]) : [];

const fillInputs = (panel: Panel, fields: readonly string[]): Html => {
  const { kind, body, visit } = panel;
  return html`${(kind?.shape.fields ?? [])
    .filter(({ name }) => fields.includes(name))
    .map(
      (field) =>
        html`<label class="line">${field.meta.label[visit.language]}${input(panel, field, field.name, body[field.name])}${field.meta.help && html`<small>${field.meta.help[visit.language]}</small>`}</label>`,
    )}${(kind?.shape.tables ?? [])
    .filter(({ name }) => fields.includes(name))
    .map((table) => tableInputs(panel, table, rowsOf(body[table.name])))}`;
};

/** 代签: who said so, when, how and what. */
const authorityFields = ({ visit }: Panel): Html => {
  const { t, language, profile } = visit;
  return html`<fieldset class="authority"><legend>${t('act.authority')}</legend><p class="quiet">${t('act.authority.hint')}</p>
<label class="line">${t('act.authority.by')}<select name="by" required><option value=""></option>${(profile.company?.people ?? []).map(({ id, name }) => html`<option value="${id}">${name[language]}</option>`)}</select></label>
<label class="line">${t('act.authority.at')}<input type="datetime-local" name="at" required></label>
<label class="line">${t('act.authority.channel')}<select name="channel">${(['phone', 'message', 'mail', 'in-person'] as const).map((one) => html`<option value="${one}">${t(`act.channel.${one}`)}</option>`)}</select></label>
<label class="line">${t('act.authority.summary')}<textarea name="summary" rows="2" maxlength="500" required></textarea></label></fieldset>`;
};

const fieldsOf = ({ state }: Panel, task: Mine): readonly string[] => {
  const party = state.steps
    .find(({ id }) => id === task.step)
    ?.parties.find((one) => partyName(one) === task.role);
  return party && !isExternal(party) ? (party.fields ?? []) : [];
};

/** Steps to which a refusal may send it back, the requester first. */
const targets = ({ visit, state }: Panel): Html => {
  const before = state.steps.slice(0, position(state)).filter(({ id }) => decisionsOf(state, id).length > 0);
  return html`<label class="line">${visit.t('act.to')}<select name="to"><option value="">${visit.t('act.to.requester')}</option>${before.map(
    ({ id, title }) => html`<option value="${id}">${title[visit.language]}</option>`,
  )}</select></label>`;
};

const refusal = (panel: Panel, task: Mine): Html | false => {
  const { visit, action } = panel;
  return (
    task.what !== 'countersign' &&
    html`<details class="more"><summary>${visit.t('act.refuse')}</summary><form method="post" action="${action}">${hidden(panel, task, 'reject')}
<label class="line">${visit.t('act.reason')}<textarea name="reason" rows="2" maxlength="500" required></textarea></label>${!isOutside(task.role) && targets(panel)}
${task.instead && authorityFields(panel)}<button type="submit" class="danger">${visit.t('act.refuse.button')}</button></form></details>`
  );
};

/** From whoever has it to another who holds its role. */
const reassignment = (panel: Panel, task: OpenTask, from: string | null): Html | false => {
  const { visit, action } = panel;
  const others = (visit.profile.company?.people ?? []).filter(
    ({ id, roles }) => roles.includes(task.role) && id !== from,
  );
  return (
    task.what !== 'countersign' &&
    others.length > 0 &&
    html`<details class="more" id="reassign-${task.task.replaceAll('.', '-')}"><summary>${visit.t('act.reassign')}</summary><form method="post" action="${action}">${hidden(panel, task, 'reassign')}
<label class="line">${visit.t('act.reassign.to')}<select name="to" required>${others.map(({ id, name }) => html`<option value="${id}">${name[visit.language]}</option>`)}</select></label>
<label class="line">${visit.t('act.reason')}<textarea name="reason" rows="2" maxlength="500" required></textarea></label><button type="submit">${visit.t('act.reassign.button')}</button></form></details>`
  );
};

const consent = ({ visit }: Panel): Html => html`
<label class="consent"><input type="checkbox" name="consent" value="yes" required> <span>${visit.t('sign.consent')}</span></label>`;

const doing = (panel: Panel, task: Mine): Html => {
  const { visit, action, name } = panel;
  const what = task.what === 'revise' ? 'approve' : task.what;
  return html`<form method="post" action="${action}" class="do">${hidden(panel, task, task.what === 'countersign' ? 'countersign' : 'act')}
${task.what === 'fill' && fillInputs(panel, fieldsOf(panel, task))}${SIGNS.includes(task.what) && lookFields(visit, name)}
${task.instead && authorityFields(panel)}${isOutside(task.role) && consent(panel)}
<button type="submit" class="primary block">${visit.t(`act.${what}`)}</button></form>`;
};

const card = (panel: Panel, task: Mine): Html => {
  const { t, language } = panel.visit;
  const reason = panel.state.steps.find(({ id }) => id === task.step)?.reason;
  return html`<section class="card act" id="task-${task.task.replaceAll('.', '-')}"><p class="kicker">${t(task.instead ? 'act.instead' : 'act.yours')}</p><h2>${task.title[language]}</h2>
${reason && html`<p class="quiet">${reason[language]}</p>`}
${task.what === 'revise' ? html`<p>${panel.state.returned?.reason}</p><p class="quiet">${t('act.revise.hint')}</p>` : html`${doing(panel, task)}<div class="others">${refusal(panel, task)}${reassignment(panel, task, panel.visit.who.person?.id ?? null)}</div>`}</section>`;
};

/** The requester takes it back. */
export const withdrawal = ({ visit, action, formToken }: Panel): Html => html`
<details class="more"><summary>${visit.t('act.withdraw')}</summary><form method="post" action="${action}"><input type="hidden" name="form" value="${formToken}"><input type="hidden" name="do" value="withdraw">
<label class="line">${visit.t('act.reason')}<textarea name="reason" rows="2" maxlength="500" required></textarea></label><button type="submit" class="danger">${visit.t('act.withdraw')}</button></form></details>`;

/** Whoever coordinates the routes gives the tasks of others to somebody else. */
export const coordination = (panel: Panel, tasks: readonly OpenTask[]): Html | false => {
  const { visit } = panel;
  const given = tasks.flatMap((task) => {
    const form = reassignment(panel, task, task.person);
    return form ? [html`<li><p>${task.title[visit.language]}</p>${form}</li>`] : [];
  });
  return (
    given.length > 0 &&
    html`<section><h2>${visit.t('act.coordinate')}</h2><ul class="needs">${given}</ul></section>`
  );
};

/** Everything that one may do now, each with its form. */
export const actPanel = (panel: Panel, tasks: readonly Mine[]): Html =>
  html`${tasks.map((task) => card(panel, task))}`;

/** What was in the way. */
export const problemNotice = ({ language }: Visit, problems: readonly Problem[]): Html =>
  html`<div class="alert" role="alert">${problems.map(
    ({ message, fix }) =>
      html`<p><strong>${message[language]}</strong>${fix && html`<br>${fix[language]}`}</p>`,
  )}</div>`;
